"""Turning a fault in a scenario file into one sentence with its key and its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from territory.errors import InputError
from territory.gaps.faults import nearest, rule, shown
from territory.scenarios.model import Change, Scenario
from territory.study.faults import line_of, template
from territory.text import N_

_UNKNOWN_KIND = N_(
    "{path}, ligne {line} : kind vaut « {value} »{hint}. Sortes de changement : {known}."
)
_NO_KIND = N_(
    "{path}, ligne {line} : ce changement ne dit pas lequel; écrivez kind, parmi : {known}."
)
_ONE_OF = N_("{path}, ligne {line} : la clé « {key} » n'existe pas{hint}. Clés admises : {known}.")
_EITHER = {
    "need": N_("le nom d'une colonne de besoin, ou un nombre par territoire, est attendu"),
    "existing": N_("services, none, per_capita, ou un nombre par territoire, est attendu"),
}
KINDS: Mapping[str, type[BaseModel]] = {
    str(get_args(model.model_fields["kind"].annotation)[0]): model
    for model in get_args(get_args(Change)[0])
}
"""The kinds of change, as a scenario file names them."""


def sentence(
    faults: Sequence[ErrorDetails], content: Mapping[str, Any], text: str, path: str
) -> InputError:
    """Return the error that says what is wrong, where, and what to do."""
    placed = [(fault, _located(fault, content)) for fault in faults]
    fault, place = _to_mend(placed)
    given: dict[str, Any] = {"path": path, "line": line_of(text, place)}
    if fault["type"].startswith("union_tag"):
        return _kind(fault, given | {"line": line_of(text, (*place, "kind"))})
    if str(fault["loc"][-1]) == "[key]":
        expected = str(fault.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
        names = [name.strip("'") for name in expected.split(", ")]
        hint = nearest(str(place[-1]), names)
        return InputError(
            _ONE_OF, key=place[-1], hint=hint, known=", ".join(names), **given
        )  # fmt: skip
    known = _keys_at(place[:-1], content)
    return InputError(
        template(fault["type"], place),
        key=_key(place, content),
        hint=nearest(str(place[-1]) if place else "", known),
        known=", ".join(known),
        value=shown(fault["input"]),
        rule=_rule(fault, place),
        **given,
    )


def _kind(fault: ErrorDetails, given: Mapping[str, Any]) -> InputError:
    known = ", ".join(KINDS)
    if fault["type"] == "union_tag_not_found":
        return InputError(_NO_KIND, known=known, **given)
    value = str(fault.get("ctx", {}).get("tag", ""))
    return InputError(
        _UNKNOWN_KIND, value=shown(value), hint=nearest(value, KINDS), known=known, **given
    )


def _located(fault: ErrorDetails, content: Any) -> tuple[Any, ...]:
    """Return where a fault is in the file: what a union adds to its place is left out."""
    here: Any = content
    place: list[Any] = []
    for rank, part in enumerate(fault["loc"]):
        inside = isinstance(here, dict) and part in here
        listed = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if inside or listed:
            place.append(part)
            here = here[part]
        elif rank == len(fault["loc"]) - 1 and fault["type"] == "missing":
            place.append(part)
    return tuple(place)


def _to_mend(
    placed: Sequence[tuple[ErrorDetails, tuple[Any, ...]]],
) -> tuple[ErrorDetails, tuple[Any, ...]]:
    """Return the fault to tell: a misspelt key before one that lacks, the deepest of a union."""
    first, place = placed[0]
    if first["type"] == "missing":
        beside = (one for one in placed if one[0]["type"] == "extra_forbidden")
        return next((one for one in beside if one[1][:-1] == place[:-1]), placed[0])
    same = [one for one in placed if one[1][: len(place)] == place]
    return max(same, key=lambda one: len(one[1]))


def _rule(fault: ErrorDetails, place: Sequence[Any]) -> InputError:
    own = place[-1] if place else ""
    in_union = len(fault["loc"]) > len(place) + (place[:1] == ("change",))
    return InputError(_EITHER[own]) if in_union and own in _EITHER else rule(fault)


def _key(place: Sequence[Any], content: Mapping[str, Any]) -> str:
    """Return a key as the file has it; a change itself is told by its kind."""
    if place[:1] != ("change",) or len(place) == 1:
        return ".".join(map(str, place))
    if len(place) == 2:  # noqa: PLR2004
        return str(content["change"][place[1]].get("kind", "change"))
    return ".".join(map(str, place[2:]))


def _keys_at(place: Sequence[Any], content: Mapping[str, Any]) -> list[str]:
    """Return the keys a section of the scenario file knows."""
    if not place:
        return list(Scenario.model_fields)
    if place[0] == "change" and len(place) == 2:  # noqa: PLR2004
        model = KINDS.get(str(content["change"][place[1]].get("kind")))
        return list(model.model_fields) if model else []
    field = Scenario.model_fields.get(str(place[0])) if len(place) == 1 else None
    section = field.annotation if field else None
    if isinstance(section, type) and issubclass(section, BaseModel):
        return list(section.model_fields)
    return []
