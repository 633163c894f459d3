"""Whether the supply is the same before and after, and who uses it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.scenarios.conclusions import in_both
from territory.study import Walk
from territory.study.surroundings import IN_BUFFER
from territory.tables.notes import Note, note
from territory.text import Amount
from territory.units import PER_PEOPLE

TOLERANCE = 1e-9
NAMED = 5
_DIGITS = 2


def conservation(base: Walk, after: Walk) -> dict[str, Any]:
    """Return the supply counted and what is used of it, before and after.

    ``used`` is the sum of P A over everyone who takes part, those around the study and those of
    self-governed territories included: it is the supply of the sites that someone may use.

    Returns
    -------
    dict
        ``supply_*, supply_unknown_sites_*, used_*, used_registered_*, used_nonregistered_*,
        population_*, registered_people_*`` with ``before`` and ``after``;
        ``empty_catchments_before`` and ``empty_catchments`` (names of sites of the study with
        supply and nobody eligible in range), ``idle_*`` (their supply), ``idle_elsewhere_*``
        (supply out of the study that its people do not reach); ``conserved`` (bool, or None
        where no supply is known); ``sentence`` in each language.
    """
    told: dict[str, Any] = {}
    for moment, walk in (("before", base), ("after", after)):
        told |= {f"{name}_{moment}": value for name, value in _moment(walk).items()}
    for moment, walk, suffix in (("before", base, "_before"), ("after", after, "")):
        found = _empty(walk, told[f"supply_{moment}"], told[f"used_{moment}"])
        told[f"empty_catchments{suffix}"] = found[0]
        told[f"idle_{moment}"], told[f"idle_elsewhere_{moment}"] = found[1:]
    told["conserved"] = _same(told["supply_before"], told["supply_after"])
    told["sentence"] = in_both(_sentences(told), demonstration=base.study.demonstration)
    return told


def _moment(walk: Walk) -> dict[str, float | int | None]:
    sites, units = walk.situation.sites, walk.units
    counted = sites.loc[sites["counted"].to_numpy(bool), "supply"].astype(float)
    known = bool(counted.notna().any())
    people = units["population"].to_numpy(dtype=np.float64)
    share = units["registered_share"].fillna(0.0).to_numpy(dtype=np.float64)
    access = walk.evaluations["base"].reindex(units.index)
    inside = access["access_registered"].fillna(0.0).to_numpy(dtype=np.float64)
    outside = access["access_nonregistered"].fillna(0.0).to_numpy(dtype=np.float64)
    registered = float((people * share * inside).sum() / PER_PEOPLE)
    others = float((people * (1 - share) * outside).sum() / PER_PEOPLE)
    own = ~(units["self_governed"].to_numpy(bool) | units[IN_BUFFER].to_numpy(bool))
    told = units["registered_share"].notna().to_numpy(bool)
    return {
        "supply": float(counted.sum()) if known else None,
        "supply_unknown_sites": int(counted.isna().sum()),
        "used": registered + others if known else None,
        "used_registered": registered if known else None,
        "used_nonregistered": others if known else None,
        "population": float(people[own].sum()),
        "registered_people": float((people * share)[own].sum()) if told[own].any() else None,
    }


def idle_supply(walk: Walk) -> pd.Series:
    """Return the supply that nobody in range may use, by site, in file order."""
    situation, costs = walk.situation, walk.situation.costs
    here = situation.units.loc[costs.origins]
    people = here["population"].to_numpy(dtype=np.float64)
    share = here["registered_share"].fillna(0.0).to_numpy(dtype=np.float64)
    # A zone without weight is out of range: nobody in it weighs.
    weights = walk.weights_as_judged
    everyone, registered = weights.to_destinations(np.column_stack([people, people * share])).T
    sites = situation.sites.loc[costs.destinations]
    demand = np.where(sites["required"].to_numpy(bool), registered, everyone)
    supply = sites["supply"].fillna(0.0).to_numpy(dtype=np.float64)
    idle = (supply > 0) & ~(demand > 0)
    return pd.Series(supply[idle], index=sites.index[idle])


def _empty(walk: Walk, supply: float | None, used: float | None) -> tuple[list[str], float, float]:
    """Return the study's sites that nobody may use, their supply, and that of sites elsewhere.

    A site in no territory of the study, or around it, is elsewhere: that nobody of the study
    reaches it says nothing of its own people. There is none where all the supply is used.
    """
    if _same(supply, used) is not False:
        return [], 0.0, 0.0
    idle = idle_supply(walk)
    rows = walk.tables.membership
    placed = rows.loc[rows["subject_id"].isin(idle.index) & (rows["subject"] == "service")]
    own = walk.tables.services["service_id"]
    inside = idle.index.isin(placed["subject_id"]) & idle.index.isin(own[own.isin(idle.index)])
    name = walk.tables.services.set_index("service_id")["name"]
    names = [str(one) for one in name.reindex(idle.index[inside]).fillna("")]
    return names, float(idle[inside].sum()), float(idle[~inside].sum())


def _same(before: float | None, after: float | None) -> bool | None:
    if before is None or after is None:
        return None
    return abs(after - before) <= TOLERANCE * max(1.0, abs(before), abs(after))


def _sentences(told: dict[str, Any]) -> list[Note]:
    """Return whether the supply is conserved, or by how much it grows or shrinks."""
    before, after = told["supply_before"], told["supply_after"]
    if told["conserved"] is None:
        return [note("Les effectifs ne sont pas connus : rien ne dit si l'offre est conservée.")]
    grown = after - before
    fields = {
        "before": Amount(before, _digits(before)),
        "after": Amount(after, _digits(after)),
        "change": Amount(abs(grown), _digits(grown)),
    }
    if told["conserved"]:
        first = note("L'offre est conservée : {after} ETC avant comme après.", **fields)
    elif grown > 0:
        first = note(
            "L'offre comptée passe de {before} à {after} ETC : {change} de plus.", **fields
        )
    else:
        first = note(
            "L'offre comptée passe de {before} à {after} ETC : {change} de moins.", **fields
        )
    return [first, *_further(told)]


def _further(told: dict[str, Any]) -> list[Note]:
    parts = []
    empty = told["empty_catchments"]
    if empty:
        lost = told["idle_after"]
        parts.append(
            note(
                "Après, {count} {count:point n'a|points n'ont} personne à portée qui y ait "
                "droit ({lost} ETC) : {names:,}{more}.",
                lost=Amount(lost, _digits(lost)),
                count=len(empty),
                names=empty[:NAMED],
                more=note(" et {count} de plus", count=len(empty) - NAMED)
                if len(empty) > NAMED
                else "",
            )
        )
    elsewhere = told["idle_elsewhere_after"]
    if elsewhere:
        parts.append(
            note(
                "De cette offre, {idle} ETC sont hors de l'étude et hors de portée de ses gens.",
                idle=Amount(elsewhere, _digits(elsewhere)),
            )
        )
    unknown = told["supply_unknown_sites_after"]
    if unknown:
        parts.append(
            note(
                "{count} {count:point est|points sont} sans effectif connu et n'y "
                "{count:compte|comptent} pas.",
                count=unknown,
            )
        )
    return parts


def _digits(value: float) -> int:
    """Return how many decimals a number of full-time equivalents is told with."""
    return 0 if pd.isna(value) or abs(value - round(value)) < TOLERANCE else _DIGITS
