"""Writing TOML: the flat shapes of our own files, keys in their order."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(content: Mapping[str, Any]) -> str:
    r"""Return a TOML document that reads back the same.

    Parameters
    ----------
    content : Mapping
        Texts, numbers, booleans, dates, lists and tables; a value that is None is left out.

    Examples
    --------
    >>> as_toml({"a": {"name": "x", "by": {"MRC:05": 0.5}}, "b": [{"n": 1}]})
    '[a]\nname = "x"\n\n[a.by]\n"MRC:05" = 0.5\n\n[[b]]\nn = 1\n'
    """
    return "\n".join(_table(content, ())) + "\n"


def _table(content: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table: its own values first, then the tables inside."""
    plain = {k: v for k, v in content.items() if v is not None and not _is_inside(v)}
    inside = {k: v for k, v in content.items() if _is_inside(v)}
    lines = [f"{_key(name)} = {value_text(value)}" for name, value in plain.items()]
    for name, value in inside.items():
        place = (*path, name)
        title = ".".join(map(_key, place))
        entries: Sequence[Mapping[str, Any]]
        entries, head = ([value], f"[{title}]") if isinstance(value, Mapping) else (
            value, f"[[{title}]]",
        )  # fmt: skip
        for entry in entries:
            written = _table(entry, place)
            # A table that only holds others needs no line of its own.
            bare = isinstance(value, Mapping) and entry and written and written[0].startswith("[")
            lines += ["", *([] if bare else [head]), *written]
    return lines[1:] if lines and not lines[0] else lines


def _is_inside(value: Any) -> bool:
    """Return whether a value is written under a heading of its own."""
    if isinstance(value, Mapping):
        return True
    listed = isinstance(value, list | tuple) and len(value) > 0
    return listed and all(isinstance(one, Mapping) for one in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def value_text(value: Any) -> str:
    """Return one value as TOML writes it.

    Examples
    --------
    >>> value_text([1, 0.5, True, "é", float("inf")]), value_text({"a b": 1})
    ('[1, 0.5, true, "é", inf]', '{"a b" = 1}')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(value_text, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)} = {value_text(v)}" for k, v in value.items()) + "}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
