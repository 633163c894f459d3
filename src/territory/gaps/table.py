"""The gaps table of one level: every column of the contract, one row per territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps.aggregate import People, numbered, placed_people
from territory.gaps.edge import EdgeEvidence, beside_open_border, depends_on_surroundings
from territory.gaps.judgement import Columns, judge, judge_each
from territory.gaps.norm import Norm
from territory.gaps.ranking import rank, rank_interval
from territory.gaps.units import Situation
from territory.tables.dictionary import GAPS_COLUMNS, names
from territory.units import PER_PEOPLE

RATES = (
    "reach_share", "reach_low", "reach_high", "fte_per_10k", "access_mean", "access_p10",
    "access_p90", "access_registered", "access_nonregistered",
)  # fmt: skip
IDENTITY = ("territory_id", "name", "population", "class", "norm", "class_reason")


@dataclass(frozen=True)
class LevelInputs:
    """What one level's table is made of.

    Attributes
    ----------
    territories : pandas.DataFrame
        Indexed by ``territory_id``: ``name``, ``self_governed`` and, where known, ``opted_in``
        (ranked by its community's decision).
    unit_shares, site_shares : pandas.DataFrame
        ``subject_id, territory_id, share`` and, for units, ``method``.
    known : pandas.DataFrame
        Indexed by unit: ``doors_known`` and ``basket_known`` within range.
    small_area : bool
        Whether the level is one of census areas: of a self-governed one, not even the
        population is told.
    """

    territories: pd.DataFrame
    unit_shares: pd.DataFrame
    site_shares: pd.DataFrame
    known: pd.DataFrame
    small_area: bool = False


def gap_table(
    inputs: LevelInputs,
    situation: Situation,
    evaluations: Mapping[str, pd.DataFrame],
    norm: Norm,
    intensity_norm: float | None,
    *,
    edges: EdgeEvidence | None = None,
    known: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the gaps of one level, ranked, in file order.

    Parameters
    ----------
    inputs : LevelInputs
    situation : Situation
    evaluations : Mapping of str to pandas.DataFrame
        What `gaps.units.evaluate` returned: "base" first, then the variants that give the rank
        its interval.
    norm : Norm
    intensity_norm : float or None
        FTE per 10,000, frozen at the base.
    edges : EdgeEvidence, optional
        What the study knows of its border; without it no territory is flagged "edge".
    known : pandas.Series, optional
        Completeness of each territory (0 to 1), indexed by ``territory_id``; told beside the
        class, it changes none.

    Returns
    -------
    pandas.DataFrame
        The columns of `territory.tables.dictionary.GAPS_COLUMNS`.
    """
    index = inputs.territories.index
    placed = placed_people(inputs.unit_shares, situation.units, index)
    sites = _sites_inside(inputs, situation)
    territories = inputs.territories.assign(presence=sites["presence"])
    judged = judge_each(
        placed, list(evaluations.values()), inputs.known, territories, norm, intensity_norm
    )
    base = judged[0]
    ranks = [
        rank(table, two_tests=intensity_norm is None, minimum_population=norm.minimum_population)
        for table in judged
    ]
    low, high = rank_interval(ranks[0], ranks[1:])
    population, covered = base["population"], base["population_covered"]
    lack = np.nan if intensity_norm is None else intensity_norm - base["access_mean"]
    columns: Columns = {
        **base,
        **sites,
        **_access_columns(placed, evaluations["base"], intensity_norm),
        "self_governed": territories["self_governed"].to_numpy(dtype=bool),
        "rank": ranks[0],
        "rank_low": low,
        "rank_high": high,
        "people_beyond_reach": np.where(covered > 0, base["beyond"], np.nan),
        "fte_per_10k": sites["fte"] / np.where(population > 0, population, np.nan) * PER_PEOPLE,
        "fte_shortfall": np.maximum(lack, 0.0) * covered / PER_PEOPLE,
        "opted_in": _opted_in(territories),
        "norm": np.full(len(index), norm.name),
        "completeness": _completeness(known, index),
    }
    edge = np.zeros(len(index), dtype=bool)
    if edges is not None and edges.alone is not None:
        alone = judge(placed, edges.alone, inputs.known, territories, norm, intensity_norm)
        told = pd.DataFrame({name: base[name] for name in alone.columns}, index=index)
        edge |= depends_on_surroundings(told, alone, norm).to_numpy(dtype=bool)
    if edges is not None and edges.near_border is not None:
        edge |= beside_open_border(placed, edges.near_border, norm)
    columns["flags"] = _flags(columns, placed, judged, inputs.unit_shares, index, norm, edge)
    columns = _suppressed(columns, norm, small_area=inputs.small_area)
    frame = pd.DataFrame({"territory_id": index, "name": territories["name"].array, **columns})
    frame = frame.sort_values(["rank", "territory_id"], na_position="last", ignore_index=True)
    return frame.loc[:, names(GAPS_COLUMNS)]


def _completeness(known: pd.Series | None, index: pd.Index) -> NDArray[np.float64]:
    if known is None:
        return np.full(len(index), np.nan)
    return known.reindex(index).to_numpy(dtype=np.float64)


def _opted_in(territories: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which territories are ranked by their community's decision."""
    if "opted_in" not in territories:
        return np.zeros(len(territories), dtype=bool)
    return territories["opted_in"].fillna(value=False).to_numpy(dtype=bool)


def _sites_inside(inputs: LevelInputs, situation: Situation) -> Columns:
    """Return what is located in each territory: doors, in-person FTE, virtual FTE."""
    sites = situation.sites
    place, groups, _ = numbered(inputs.site_shares, sites.index, inputs.territories.index)
    supply, virtual = (
        sites[name].to_numpy(dtype=float)[place] for name in ("supply", "virtual_fte")
    )
    counted, door = (sites[name].to_numpy(dtype=bool)[place] for name in ("counted", "door"))
    given = np.where(counted, np.nan_to_num(supply), np.nan)
    presence, fte, inside = groups.sums(np.column_stack([door, given, np.nan_to_num(virtual)])).T
    some_known = bool(sites["supply"].notna().any())
    some_told = some_known or bool((sites["virtual_fte"] > 0).any())
    hole, untold = groups.any(counted & np.isnan(supply)), groups.any(np.isnan(virtual))
    return {
        "presence": presence,
        "fte": np.where(hole | (not some_known), np.nan, fte),
        "virtual_fte": inside,
        "fte_virtual": np.where(untold | (not some_told), np.nan, inside),
    }


def _access_columns(placed: People, judged: pd.DataFrame, intensity_norm: float | None) -> Columns:
    public = placed.public.only(placed.public.located)
    groups, people = public.groups, public.people
    registered = public.of("registered_share").astype(float)
    # Where no registration rate is known every site counted is open to all: one public.
    inside = people * np.where(np.isnan(registered), 1.0, registered)
    outside = people * (1 - np.where(np.isnan(registered), 0.0, registered))
    cost, access = (public.at(judged, name).astype(float) for name in ("nearest_cost", "access"))
    median = groups.quantiles(np.where(np.isnan(cost), np.inf, cost), people, [0.5])[:, 0]
    lowest, highest = groups.quantiles(access, people, [0.1, 0.9]).T
    columns: Columns = {
        "nearest_cost_median": np.where(np.isfinite(median), median, np.nan),
        "access_p10": lowest,
        "access_p90": highest,
        "access_registered": groups.mean(public.at(judged, "access_registered"), inside),
        "access_nonregistered": groups.mean(public.at(judged, "access_nonregistered"), outside),
        "coarse_people": groups.sums(np.where(public.of("coarse").astype(bool), people, 0.0)),
        "fte_shortfall_floor": np.full(groups.count, np.nan),
    }
    if intensity_norm is not None:
        lack = groups.sums(people * np.maximum(intensity_norm - access, 0.0) / PER_PEOPLE)
        columns["fte_shortfall_floor"] = np.where(np.isnan(lowest), np.nan, lack)
    return columns


def _flags(
    found: Columns,
    placed: People,
    judged: Sequence[Columns],
    shares: pd.DataFrame,
    index: pd.Index,
    norm: Norm,
    edge: NDArray[np.bool_],
) -> NDArray[Any]:
    cov, beyond = found["population_covered"], found["beyond"]
    classes = np.column_stack([table["class"] for table in judged])
    cut = shares["method"].isin(["areal", "crosswalk"])
    own = placed.of("self_governed").astype(bool)
    apart = placed.groups.sums(np.where(own, placed.people, 0.0))
    declared = placed.of("declared_rate").astype(bool) & (placed.people > 0)
    absent = found["presence"] == 0
    conditions = {
        "no_own_door": absent & (found["reach_test"] == "pass"),
        "pocket": (beyond > 0)
        & ((beyond >= norm.pocket_people) | (beyond >= norm.pocket_share * cov)),
        "virtual_only": (found["virtual_fte"] > 0) & absent & ~(found["fte"] > 0),
        "small_numbers": (found["fte"] > 0) & (found["fte"] < norm.small_fte),
        "coarse_population": found["coarse_people"] > 0,
        "edge": edge,
        "estimated_share": index.isin(shares.loc[cut, "territory_id"])
        | placed.groups.any(declared),
        "opted_in": found["opted_in"],
        "partly_self_governed": ~found["self_governed"]
        & (apart > 0)
        & (apart >= norm.apart_share * found["population"]),
        "fragile": (classes != classes[:, :1]).any(axis=1),
    }
    labels = np.array(list(conditions))
    grid = np.column_stack(list(conditions.values()))
    return np.array([";".join(labels[row]) for row in grid], dtype=object)


def _suppressed(found: Columns, norm: Norm, *, small_area: bool) -> Columns:
    """Blank rates on small populations, and all but population where not ranked.

    Of a self-governed census area, population is blank too.
    """
    small = found["population_covered"] < norm.minimum_population
    hidden = found["self_governed"]
    told = dict(found)
    for column in names(GAPS_COLUMNS):
        if column in RATES:
            told[column] = np.where(small | hidden, np.nan, told[column])
        elif column not in IDENTITY:
            blank = np.nan if told[column].dtype.kind == "f" else ""
            told[column] = np.where(hidden, blank, told[column])
    told["class_nonregistered"] = np.where(hidden, "not_ranked", found["class_nonregistered"])
    if small_area:
        told["population"] = np.where(hidden, np.nan, told["population"])
    return told
