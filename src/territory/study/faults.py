"""Turning a fault in a study file into one sentence with its key and its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from territory.errors import InputError
from territory.gaps.faults import nearest, rule, shown
from territory.study.model import StudyFile
from territory.text import N_

_SENTENCES = {
    "missing": N_("{path}, ligne {line} : la clé « {key} » manque."),
    "extra_forbidden": N_(
        "{path}, ligne {line} : la clé « {key} » n'existe pas{hint}. Clés admises : {known}."
    ),
    "value_error": N_("{path}, ligne {line} : « {key} » : {rule}."),
    "other": N_("{path}, ligne {line} : « {key} » vaut « {value} »; {rule}."),
}
_TABLES = N_("{path}, ligne {line} : « {key} » n'est pas une liste; écrivez [[{key}]].")
_SECTION = N_("{path}, ligne {line} : « {key} » n'est pas une section; écrivez [{key}].")


def sentence(fault: ErrorDetails, text: str, path: str) -> InputError:
    """Return the error that says what is wrong, where, and what to do."""
    location = list(fault["loc"])
    known = _keys_at(location[:-1])
    return InputError(
        template(fault["type"], location),
        path=path,
        line=line_of(text, location),
        key=".".join(str(part) for part in location),
        hint=nearest(str(location[-1]) if location else "", known),
        known=", ".join(known),
        value=shown(fault["input"]),
        rule=rule(fault),
    )


def template(kind: str, location: Sequence[Any]) -> str:
    """Return the sentence for a kind of fault at a place of a file."""
    if kind in {"tuple_type", "list_type"} and len(location) == 1:
        return _TABLES
    if kind in {"model_type", "model_attributes_type"} and len(location) == 1:
        return _SECTION
    return _SENTENCES.get(kind, _SENTENCES["other"])


def _keys_at(location: Sequence[Any]) -> list[str]:
    """Return the keys a section of the study file knows."""
    model: Any = StudyFile
    for part in location:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part) if _is_model(model) else None
        if field is None:
            return []
        model = _inner_model(field.annotation)
    return list(model.model_fields) if _is_model(model) else []


def _inner_model(annotation: Any) -> Any:
    if _is_model(annotation):
        return annotation
    return next((part for part in map(_inner_model, get_args(annotation)) if part), None)


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def line_of(text: str, location: Sequence[Any]) -> int:
    r"""Return the line (from 1) where the key at ``location`` is, or its nearest parent.

    Examples
    --------
    >>> line_of("[study]\nname = 'a'\n[[services]]\npath = 'x'\n", ("services", 0, "path"))
    4
    """
    best, depth = 1, 0
    wanted = [part for part in location if not isinstance(part, int)]
    # Which of the [[tables]] of that name; an index further in is the place in a list's line.
    position = location[1] if len(location) > 1 and isinstance(location[1], int) else None
    table: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([\w.\-]+)\s*\]\]?", line)
        entry = re.match(r"\s*(?:([\w\-.]+)|\"([^\"]*)\"|'([^']*)')\s*=", line)
        if header:
            table = header[1].split(".")
            seen[table[0]] = seen.get(table[0], -1) + (1 if line.strip().startswith("[[") else 0)
            found = table
        elif entry:
            found = [*table, *(entry[1].split(".") if entry[1] else [entry[2] or entry[3]])]
        else:
            continue
        if position is not None and table and table[0] == wanted[0] and seen[table[0]] != position:
            continue
        common = 0
        while common < min(len(found), len(wanted)) and found[common] == wanted[common]:
            common += 1
        if common > depth and common == len(found):
            best, depth = number, common
    return best
