"""The gaps table of one level: every column of the contract, one row per territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from territory.gaps.aggregate import placed_people, sums, weighted_mean, weighted_quantile
from territory.gaps.edge import EdgeEvidence, beside_open_border, depends_on_surroundings
from territory.gaps.judgement import judge
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
    sites = _sites_inside(inputs, situation)
    territories = inputs.territories.join(sites)
    people = {name: _placed(inputs, situation, units) for name, units in evaluations.items()}
    judged = {
        name: judge(placed, territories, norm, intensity_norm) for name, placed in people.items()
    }
    placed = people["base"]
    frame = judged["base"].join(territories[["name", "self_governed", *sites.columns]])
    frame = frame.join(_access_columns(placed, frame.index, intensity_norm))
    ranks = {
        name: rank(
            table,
            two_tests=intensity_norm is None,
            minimum_population=norm.minimum_population,
        )
        for name, table in judged.items()
    }
    frame["rank"] = ranks["base"]
    frame = frame.join(
        rank_interval(ranks["base"], [ranks[name] for name in ranks if name != "base"])
    )
    frame["people_beyond_reach"] = frame["beyond"].where(frame["population_covered"] > 0)
    frame["fte_per_10k"] = frame["fte"] / frame["population"].where(frame["population"] > 0)
    frame["fte_per_10k"] *= PER_PEOPLE
    if intensity_norm is not None:
        lack = (intensity_norm - frame["access_mean"]).clip(lower=0)
        frame["fte_shortfall"] = lack * frame["population_covered"] / PER_PEOPLE
    else:
        frame["fte_shortfall"] = np.nan
    edge = pd.Series(data=False, index=frame.index)
    if edges is not None and edges.alone is not None:
        alone = judge(_placed(inputs, situation, edges.alone), territories, norm, intensity_norm)
        edge |= depends_on_surroundings(judged["base"], alone, norm)
    if edges is not None and edges.near_border is not None:
        edge |= beside_open_border(placed, edges.near_border, frame.index, norm)
    opted = territories.get("opted_in", pd.Series(data=False, index=frame.index))
    frame["opted_in"] = opted.reindex(frame.index).fillna(value=False).astype(bool)
    frame["flags"] = _flags(frame, placed, judged, inputs.unit_shares, norm, edge)
    frame["norm"] = norm.name
    frame["completeness"] = np.nan if known is None else known.reindex(frame.index)
    return _finished(_suppressed(frame, norm, small_area=inputs.small_area))


def _placed(inputs: LevelInputs, situation: Situation, units: pd.DataFrame) -> pd.DataFrame:
    return placed_people(inputs.unit_shares, situation.units.join(units).join(inputs.known))


def _sites_inside(inputs: LevelInputs, situation: Situation) -> pd.DataFrame:
    """Return what is located in each territory: doors, in-person FTE, virtual FTE."""
    index = inputs.territories.index
    inside = inputs.site_shares.join(situation.sites, on="subject_id", how="inner")
    group = inside["territory_id"]
    counted = inside.loc[inside["counted"]]
    fte = sums(counted["territory_id"], counted["supply"].fillna(0.0), index)
    hole = sums(counted["territory_id"], counted["supply"].isna().astype(float), index) > 0
    some_known = bool(situation.sites["supply"].notna().any())
    some_told = some_known or bool((situation.sites["virtual_fte"] > 0).any())
    virtual = sums(group, inside["virtual_fte"].fillna(0.0), index)
    untold = sums(group, inside["virtual_fte"].isna().astype(float), index) > 0
    return pd.DataFrame(
        {
            "presence": sums(group, inside["door"].astype(float), index),
            "fte": np.where(hole | (not some_known), np.nan, fte),
            "virtual_fte": virtual,
            "fte_virtual": np.where(untold | (not some_told), np.nan, virtual),
        },
        index=index,
    )


def _access_columns(
    placed: pd.DataFrame, index: pd.Index, intensity_norm: float | None
) -> pd.DataFrame:
    public = placed.loc[~placed["self_governed"] & placed["located"]]
    group, people = public["territory_id"], public["people"]
    registered = public["registered_share"]
    # Where no registration rate is known every site counted is open to all: one public.
    inside = people * registered.fillna(1.0)
    outside = people * (1 - registered.fillna(0.0))
    cost = public["nearest_cost"].fillna(np.inf)
    median = weighted_quantile(group, cost, people, 0.5, index)
    lowest = weighted_quantile(group, public["access"], people, 0.1, index)
    columns: dict[str, Any] = {
        "nearest_cost_median": median.where(np.isfinite(median)),
        "access_p10": lowest,
        "access_p90": weighted_quantile(group, public["access"], people, 0.9, index),
        "access_registered": weighted_mean(group, public["access_registered"], inside, index),
        "access_nonregistered": weighted_mean(
            group, public["access_nonregistered"], outside, index
        ),
        "coarse_people": sums(group, people.where(public["coarse"], 0.0), index),
        "fte_shortfall_floor": np.nan,
    }
    if intensity_norm is not None:
        lack = people * (intensity_norm - public["access"]).clip(lower=0) / PER_PEOPLE
        floor = pd.Series(sums(group, lack, index), index=index)
        columns["fte_shortfall_floor"] = floor.where(lowest.notna())
    return pd.DataFrame(columns, index=index)


def _flags(
    frame: pd.DataFrame,
    placed: pd.DataFrame,
    judged: Mapping[str, pd.DataFrame],
    shares: pd.DataFrame,
    norm: Norm,
    edge: pd.Series,
) -> pd.Series:
    cov, beyond = frame["population_covered"], frame["beyond"]
    classes = pd.concat([table["class"] for table in judged.values()], axis=1)
    cut = shares.loc[shares["method"].isin(["areal", "crosswalk"]), "territory_id"]
    own = placed.loc[placed["self_governed"]]
    apart = pd.Series(sums(own["territory_id"], own["people"], frame.index), index=frame.index)
    declared = placed.loc[placed["declared_rate"] & (placed["people"] > 0), "territory_id"]
    conditions = {
        "no_own_door": (frame["presence"] == 0) & (frame["reach_test"] == "pass"),
        "pocket": (beyond > 0)
        & ((beyond >= norm.pocket_people) | (beyond >= norm.pocket_share * cov)),
        "virtual_only": (frame["virtual_fte"] > 0) & (frame["presence"] == 0) & ~(frame["fte"] > 0),
        "small_numbers": (frame["fte"] > 0) & (frame["fte"] < norm.small_fte),
        "coarse_population": frame["coarse_people"] > 0,
        "edge": edge,
        "estimated_share": pd.Series(
            frame.index.isin(cut) | frame.index.isin(declared), index=frame.index
        ),
        "opted_in": frame["opted_in"],
        "partly_self_governed": ~frame["self_governed"]
        & (apart > 0)
        & (apart >= norm.apart_share * frame["population"]),
        "fragile": classes.ne(classes.iloc[:, 0], axis=0).any(axis=1),
    }
    grid = pd.DataFrame(conditions, index=frame.index).to_numpy(dtype=bool)
    labels = np.array(list(conditions))
    return pd.Series([";".join(labels[row]) for row in grid], index=frame.index)


def _suppressed(frame: pd.DataFrame, norm: Norm, *, small_area: bool) -> pd.DataFrame:
    """Blank rates on small populations, and all but population where not ranked.

    Of a self-governed census area, population is blank too.
    """
    frame = frame.rename_axis("territory_id").reset_index()
    small = (frame["population_covered"] < norm.minimum_population).to_numpy(dtype=bool)
    for column in RATES:
        frame[column] = frame[column].mask(small)
    hidden = frame["self_governed"].to_numpy(dtype=bool)
    for column in names(GAPS_COLUMNS):
        if column not in IDENTITY:
            blank = "" if frame[column].dtype.kind not in "fiub" else np.nan
            frame[column] = frame[column].mask(hidden, blank)
    frame["class_nonregistered"] = frame["class_nonregistered"].mask(hidden, "not_ranked")
    if small_area:
        frame["population"] = frame["population"].mask(hidden)
    return frame


def _finished(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.sort_values(["rank", "territory_id"], na_position="last", ignore_index=True)
    return frame.loc[:, names(GAPS_COLUMNS)]
