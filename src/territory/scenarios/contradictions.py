"""Changes of one scenario that cannot both be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from territory.errors import InputError
from territory.scenarios.model import (
    Closing,
    Hours,
    Moving,
    Opening,
    Organisation,
    Population,
    Reattachment,
    Registration,
    Virtual,
)
from territory.text import N_

_TWO = N_("{path}, ligne {line} : ce changement contredit celui de la ligne {other} : {why}.")
_TWO_FILES = N_(
    "{path}, ligne {line} : ce changement contredit celui de {file}, ligne {other} : {why}."
)


@dataclass(frozen=True)
class Origin:
    """Where a change is written."""

    path: str
    line: int


def refuse_contradictions(changes: Sequence[Any], origins: Sequence[Origin]) -> None:
    """Refuse the first two changes that contradict each other.

    Raises
    ------
    InputError
        With the line of each, and why.
    """
    for (one, first), (two, second) in combinations(zip(changes, origins, strict=True), 2):
        why = contradiction(one, two)
        if why is None:
            continue
        same = first.path == second.path
        raise InputError(
            _TWO if same else _TWO_FILES,
            path=second.path,
            line=second.line,
            file=first.path,
            other=first.line,
            why=why,
        )


def contradiction(one: Any, two: Any) -> InputError | None:
    """Return why two changes contradict each other; None where they do not."""
    for a, b in ((one, two), (two, one)):
        for (kind, other), check in _CHECKS.items():
            if isinstance(a, kind) and isinstance(b, other):
                told = check(a, b)
                if told is not None:
                    return told
    return None


def _reattached(a: Reattachment, b: Reattachment) -> InputError | None:
    sites = {*a.by_site, *a.fte} & {*b.by_site, *b.fte}
    if sites:
        return InputError(N_("le GMF « {id} » est rattaché deux fois"), id=min(sites))
    territories = {*a.by_territory} & {*b.by_territory}
    if territories:
        return InputError(
            N_("les GMF du territoire « {code} » sont rattachés deux fois"), code=min(territories)
        )
    if a.share is not None or b.share is not None:
        return InputError(N_("des GMF seraient rattachés deux fois; gardez une seule part"))
    return None


def _registered(a: Registration, b: Registration) -> InputError | None:
    territories = {*a.by_territory} & {*b.by_territory}
    if territories:
        return InputError(
            N_("le taux du territoire « {code} » est donné deux fois"), code=min(territories)
        )
    everywhere = (a.rate is not None) or (b.rate is not None)
    floors = a.at_least is not None and b.at_least is not None
    if everywhere or floors:
        return InputError(N_("des taux d'inscription seraient donnés deux fois"))
    return None


def _same_site(a: Any, b: Any, template: str) -> InputError | None:
    both = _sites(a) & _sites(b)
    return InputError(template, id=min(both)) if both else None


def _sites(change: Any) -> set[str]:
    if isinstance(change, Opening):
        return {change.id}
    return {change.site} if isinstance(change, Moving) else set(change.sites)


def _about(template: str) -> Callable[[Any, Any], InputError | None]:
    return lambda a, b: _same_site(a, b, template)


def _opening_hours(a: Hours, b: Hours) -> InputError | None:
    if a.open_share == b.open_share:
        return None
    return _same_site(a, b, N_("les heures du point « {id} » changent deux fois"))


def _people(_a: Population, _b: Population) -> InputError:
    return InputError(N_("la population change deux fois"))


def _organised(a: Organisation, b: Organisation) -> InputError | None:
    both = set(a.kinds) & set(b.kinds)
    if not both:
        return None
    return InputError(N_("la sorte « {kind} » est organisée deux fois"), kind=min(both))


def _virtual(a: Virtual, b: Virtual) -> InputError | None:
    shared = set(a.sites) & set(b.sites)
    everywhere = not (a.sites or a.in_territories or b.sites or b.in_territories)
    if a.action == b.action or not (shared or everywhere):
        return None
    return InputError(N_("les mêmes services virtuels reçoivent deux ordres"))


_CHECKS: dict[tuple[type, type], Callable[[Any, Any], InputError | None]] = {
    (Reattachment, Reattachment): _reattached,
    (Registration, Registration): _registered,
    (Population, Population): _people,
    (Organisation, Organisation): _organised,
    (Virtual, Virtual): _virtual,
    (Opening, Opening): _about(N_("le point « {id} » est ouvert deux fois")),
    (Opening, Closing): _about(N_("le point « {id} » est ouvert et fermé")),
    (Closing, Closing): _about(N_("le point « {id} » est fermé deux fois")),
    (Closing, Moving): _about(N_("le point « {id} » est fermé et déplacé")),
    (Closing, Hours): _about(N_("le point « {id} » est fermé, et ses heures changent")),
    (Moving, Moving): _about(N_("le point « {id} » est déplacé deux fois")),
    (Hours, Hours): _opening_hours,
}
