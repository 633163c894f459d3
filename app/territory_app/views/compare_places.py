"""What is compared: the territories chosen, and what stands beside them, with their figures.

Figures of the study as a whole are made from its units, as those of a territory are, never from
averages of averages; where the results do not allow it they are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from territory_app.catalogue import Catalogue
from territory_app.frames import MEDICAL, NEED
from territory_app.indicators import Indicator
from territory_app.regions import MOST
from territory_app.views.comparable import comparable
from territory_app.views.compare_asked import ALIKE, REGION, WHOLE, Asked, is_self_governed, offered
from territory_app.views.shown import with_need

LETTERS = ("A", "B", "C", "D")
SHAPES = ("square", "circle", "triangle", "diamond")
REGION_SIGN, WHOLE_SIGN = "R", "Σ"
ALIKE_SHOWN = 3
LARGER = ("region", "rss", "rts", "cd", "mrc", "rls", "clsc", "borough", "municipality")
SOCIOSANITARY = ("rss", "region", "rts", "rls")
_NOT_COVERED = frozenset({"no_coordinates", "off_network"})
PER_PEOPLE = 10_000


@dataclass(frozen=True)
class Place:
    """One thing compared.

    Attributes
    ----------
    sign : str
        Letter or number that stands for it on the strips and in the tables.
    role : str
        "chosen", "region", "whole" or "alike".
    shape : str
        Shape of its mark.
    name : str
        Official name; of the study as a whole, empty.
    territory_id, level : str
        Empty for the study as a whole.
    row : pandas.Series
        Its figures, by column; those that are not known are missing.
    """

    sign: str
    role: str
    shape: str
    name: str
    territory_id: str
    level: str
    row: pd.Series

    def value(self, column: str) -> float:
        """Return one figure; NaN where it is not known."""
        try:
            return float(self.row.get(column, np.nan))
        except (TypeError, ValueError):
            return float("nan")


def places(catalogue: Catalogue, asked: Asked) -> tuple[Place, ...]:
    """Return what is compared: the territories chosen first, then what stands beside."""
    found = [
        _territory(catalogue, code, asked.service, sign, "chosen", shape)
        for code, sign, shape in zip(asked.territories, LETTERS, SHAPES, strict=False)
    ]
    if not found:
        return ()
    seen = set(asked.territories)
    if REGION in asked.beside:
        around = list(dict.fromkeys(larger(catalogue, code) for code in asked.territories))
        known = [
            code
            for code in around
            if code and code not in seen and not is_self_governed(catalogue, code)
        ]
        if len(known) == 1:
            found.append(
                _territory(catalogue, known[0], asked.service, REGION_SIGN, "region", "dashes")
            )
    if WHOLE in asked.beside:
        row = whole(catalogue, asked.level, asked.service)
        found.append(Place(WHOLE_SIGN, "whole", "line", "", "", "", row))
    if ALIKE in asked.beside:
        alike = comparable(catalogue, asked.territories[0], ALIKE_SHOWN + len(seen))
        others = [one for one in alike if one.territory_id not in seen][:ALIKE_SHOWN]
        found += [
            _territory(catalogue, one.territory_id, asked.service, str(sign), "alike", "ring")
            for sign, one in enumerate(others, start=1)
        ]
    return tuple(found)


def _territory(
    catalogue: Catalogue, code: str, service: str, sign: str, role: str, shape: str
) -> Place:
    level, position = catalogue.places[code]
    row = catalogue.frame(level, service).iloc[position]
    return Place(sign, role, shape, str(row["name"]), code, level, row)


def statuses(catalogue: Catalogue, compared: Sequence[Place], service: str) -> tuple[str, ...]:
    """Return how completely one kind is listed in each territory; "" where nothing tells."""
    found = []
    for place in compared:
        table = catalogue.kinds_table(place.level) if place.level else None
        if table is None or "status" not in table:
            found.append("")
            continue
        mine = (table["territory_id"] == place.territory_id) & (table["kind"] == service)
        found.append("".join(table.loc[mine, "status"].astype(str).head(1)))
    return tuple(found)


def larger(catalogue: Catalogue, code: str) -> str:
    """Return the region a territory is in, or what the study has in its place; "" if nothing.

    Most of the territory's people live there.
    """
    level = catalogue.places[code][0]
    kin = (*SOCIOSANITARY, *LARGER) if level in {"clsc", "rls", "rts"} else LARGER
    count = catalogue.levels[level].count
    for other in dict.fromkeys(kin):
        if other == level or other not in catalogue.levels:
            continue
        if not 1 < catalogue.levels[other].count < count:
            continue
        return _held(catalogue, level, other, code)
    return ""


def _held(catalogue: Catalogue, level: str, other: str, code: str) -> str:
    """Return the territory of ``other`` that holds most of the people of ``code``; "" if none."""
    units, shares = catalogue.units, catalogue.shares
    if shares is None:
        mine = units.loc[units[level] == code, ["population", other]]
        people, place = mine["population"], mine[other]
        everyone = float(people.sum())
    else:
        here = shares.loc[(shares["level"] == level) & (shares["territory_id"] == code)]
        there = shares.loc[(shares["level"] == other) & shares["unit_id"].isin(here["unit_id"])]
        counted = units.loc[units["unit_id"].isin(here["unit_id"]), ["unit_id", "population"]]
        here = here[["unit_id", "share"]].merge(counted, on="unit_id")
        everyone = float((here["share"] * here["population"]).sum())
        both = here.merge(there, on="unit_id", suffixes=("", "_there"))
        people = both["share"] * both["population"] * both["share_there"]
        place = both["territory_id"]
    held = people.groupby(place).sum()
    held = held[held.index.isin(list(catalogue.places))]
    if not len(held) or not float(held.max()) > MOST * everyone:
        return ""
    return str(held.idxmax())


def whole(catalogue: Catalogue, level: str, service: str) -> pd.Series:
    """Return the figures of the study as a whole, by column; missing where they cannot be made.

    Shares reached, times and access come from the units; with one kind of service apart, sums of
    the people of the level's territories are enough for shares, and times are missing.
    """

    def made() -> pd.Series:
        return pd.Series(_whole(catalogue, level, service), dtype=float)

    kept: pd.Series = catalogue.holdings.keep(f"whole:{level}:{service}", made)
    return kept


def _whole(catalogue: Catalogue, level: str, service: str) -> dict[str, float]:
    table = catalogue.frame(level, service)
    told: dict[str, float] = {"population": _sum(table["population"])}
    if service:
        beyond = table["people_beyond_reach"]
        people = table["population_covered"].where(beyond.notna())
        told["people_beyond_reach"] = _sum(beyond)
        told["beyond_share"] = _ratio(_sum(beyond), _sum(people))
        told["access_mean"] = _mean(table["access_mean"], table["population_covered"])
    else:
        told |= _from_units(_placed(catalogue, level))
    told["reach_share"] = 1.0 - told["beyond_share"]
    if "fte" in table and table["fte"].notna().any():
        known = table["fte"].notna()
        told["fte"] = _sum(table["fte"])
        residents = _sum(table["population"].where(known))
        told["fte_per_10k"] = _ratio(told["fte"], residents) * PER_PEOPLE
    told |= _staff(catalogue.kinds_table(level), service)
    needs = catalogue.needs_table(level)
    for key in catalogue.needs:
        if needs is not None and key in needs and f"{key}_people" in needs:
            told[NEED + key] = _mean(needs[key], needs[f"{key}_people"])
    return told


def _placed(catalogue: Catalogue, level: str) -> pd.DataFrame:
    """Return the units, with the people of each that a territory of the level holds."""
    units, shares = catalogue.units, catalogue.shares
    if shares is None:
        held = (units[level].notna() & (units[level] != "")).astype(float)
    else:
        mine = shares.loc[shares["level"] == level]
        held = units["unit_id"].map(mine.groupby("unit_id")["share"].sum()).fillna(0.0)
    placed = units.loc[held > 0]
    return placed.assign(population=placed["population"].astype(float) * held.loc[held > 0])


def _staff(kinds: pd.DataFrame | None, service: str) -> dict[str, float]:
    """Return shares of the staff known in the territories, all together."""
    wanted = ["fte", "fte_registration", "fte_virtual"]
    if kinds is None or any(column not in kinds for column in wanted):
        return {}
    every = kinds[wanted].sum(min_count=1)
    mine = kinds.loc[kinds["kind"] == service, wanted].sum(min_count=1) if service else every
    medical = kinds.loc[kinds["kind"] == MEDICAL, "fte"].sum(min_count=1)
    return {
        "virtual_share": _ratio(mine["fte_virtual"], mine["fte"] + mine["fte_virtual"]),
        "registration_share": _ratio(mine["fte_registration"], mine["fte"]),
        "medical_share": _ratio(float(medical), every["fte"]),
    }


def _from_units(units: pd.DataFrame) -> dict[str, float]:
    """Return what the units say of the whole: who reaches a door, how far it is, the access."""
    if "status" in units:
        units = units.loc[~units["status"].isin(list(_NOT_COVERED))]
    people = units["population"].astype(float)
    cost = units["nearest_cost"].astype(float).fillna(np.inf)
    total = float(people.sum())
    told = {"people_beyond_reach": np.nan, "beyond_share": np.nan}
    if "reached" in units and total > 0:
        reached = units["reached"].map(
            {True: 1.0, False: 0.0, "true": 1.0, "false": 0.0, "True": 1.0, "False": 0.0}
        )
        if reached.notna().all():
            beyond = float(((1.0 - reached) * people).sum())
            told = {"people_beyond_reach": beyond, "beyond_share": beyond / total}
    told["nearest_cost_median"] = _median(cost.to_numpy(), people.to_numpy())
    if "access" in units and units["access"].notna().all():
        told["access_mean"] = _mean(units["access"], people)
    return told


def _median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    rising = np.cumsum(weights[order])
    if not len(rising) or not rising[-1] > 0:
        return float("nan")
    middle = float(values[order][np.searchsorted(rising, 0.5 * rising[-1] * (1 - 1e-9))])
    return middle if np.isfinite(middle) else float("nan")


def _sum(values: pd.Series) -> float:
    return float(values.sum(min_count=1))


def _ratio(some: float, whole_: float) -> float:
    return float(some / whole_) if whole_ > 0 else float("nan")


def _mean(values: pd.Series, people: pd.Series) -> float:
    known = values.notna() & people.notna()
    return _ratio(float((values[known] * people[known]).sum()), float(people[known].sum()))


def measures(catalogue: Catalogue, asked: Asked, language: str) -> Sequence[Indicator]:
    """Return the indicators to compare: those asked for that the level has figures of.

    Each need is one; with a kind of service apart, only what exists by kind, and needs.
    """
    table = catalogue.frame(asked.level, asked.service)
    found: list[Indicator] = []
    for one in offered():
        if asked.indicator and one.key != asked.indicator:
            continue
        if asked.service and not (one.by_kind or one.reads_need):
            continue
        keys = list(catalogue.needs) if one.reads_need else [""]
        found += [with_need(one, catalogue, key, language) if key else one for key in keys]
    return [one for one in found if _has_figures(table, one.column)]


def _has_figures(table: pd.DataFrame, column: str) -> bool:
    if column not in table:
        return False
    values = table[column].to_numpy(dtype=float, na_value=np.nan)
    return bool(np.isfinite(values).any())
