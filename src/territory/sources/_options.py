"""Whether the options a study gives are of the kind a reader expects."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from territory.errors import InputError
from territory.text import N_

# One sentence for each kind of value an option may have.
EXPECTED: dict[Any, str] = {
    str: N_("L'option « {option} » du lecteur « {reader} » attend un texte, et non « {value} »."),
    bool: N_(
        "L'option « {option} » du lecteur « {reader} » attend true ou false, et non « {value} »."
    ),
    int: N_(
        "L'option « {option} » du lecteur « {reader} » attend un nombre entier, et non « {value} »."
    ),
    float: N_(
        "L'option « {option} » du lecteur « {reader} » attend un nombre fini, et non « {value} »."
    ),
    Path: N_(
        "L'option « {option} » du lecteur « {reader} » attend un fichier, donné sous files, "
        "et non « {value} »."
    ),
    list[str]: N_(
        "L'option « {option} » du lecteur « {reader} » attend une liste de textes, "
        'comme ["04", "17"], et non « {value} ».'
    ),
    Mapping[str, str]: N_(
        "L'option « {option} » du lecteur « {reader} » attend une table de textes, "
        'comme {{ population = "total" }}, et non « {value} ».'
    ),
}


def kinds(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the kind of each argument of a reader that is one of `EXPECTED`, None aside.

    Examples
    --------
    >>> def reader(path: Path, *, layer: str | None = None) -> None: ...
    >>> kinds(reader)["layer"]
    <class 'str'>
    """
    hints = {name: _not_none(hint) for name, hint in get_type_hints(function).items()}
    return {name: hint for name, hint in hints.items() if hint in EXPECTED}


def _not_none(hint: Any) -> Any:
    if get_origin(hint) not in (Union, UnionType):
        return hint
    told = [one for one in get_args(hint) if one is not type(None)]
    return told[0] if len(told) == 1 else hint


def check_kinds(function: Callable[..., Any], reader: str, given: Mapping[str, Any]) -> None:
    """Refuse an option whose value is not of the kind the reader's signature says.

    Raises
    ------
    InputError
        Naming the option, its value, and what is expected.
    """
    expected = kinds(function)
    for option, value in given.items():
        kind = expected.get(option)
        if kind is not None and not _is(value, kind):
            raise InputError(EXPECTED[kind], reader=reader, option=option, value=_shown(value))


def _is(value: Any, kind: Any) -> bool:
    if kind == list[str]:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind == Mapping[str, str]:
        return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is float:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        return plain and math.isfinite(value)
    return isinstance(value, kind)


def _shown(value: Any) -> str:
    """Return a value as a study file writes it, without the quotes.

    Examples
    --------
    >>> _shown({"population": [3, True]})
    '{population = [3, true]}'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {_shown(one)}" for name, one in value.items()) + "}"
    return str(value)
