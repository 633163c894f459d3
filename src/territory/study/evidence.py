"""The rows a run rests on: what is needed to add any of its figures up again.

Units of self-governed territories are never in it one by one: the people they bring to a
territory and the demand they bring to a site are single figures, set apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps import EdgeEvidence, Norm, Situation
from territory.study.surroundings import IN_BUFFER, every_site, everyone
from territory.tables import Tables
from territory.tables.reading import SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS

ORIGIN = (SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS)
BASE, ALONE = "base", "alone"
APART = "apart_"
ESTIMATED = ("areal", "crosswalk")
THIRDS = 3.0
Steps = tuple[float, float, float]


@dataclass(frozen=True)
class Evidence:
    """Every row behind the tables of a run, but those of self-governed units.

    Attributes
    ----------
    norm : Norm
    intensity_norm : float or None
        FTE per 10,000, as applied.
    units : pandas.DataFrame
        Indexed by ``unit_id``: ``name, population, registered_share, declared_rate, located,
        coarse, threshold, nearest_cost, nearest_service_id, doors_known, basket_known,
        in_buffer``, the row of the file; ``nearest_alone`` and ``near_border`` where the study
        knows its border.
    sites : pandas.DataFrame
        Indexed by ``service_id``: ``name, kind, counted, door, supply, required, virtual_fte,
        excluded, in_buffer``, the row of the file, and per variant the demand of self-governed
        people (``apart_base`` ...).
    pairs : pandas.DataFrame
        ``unit`` and ``site`` (positions in the two tables) and ``cost``, no farther than the
        largest threshold tried.
    unit_shares : pandas.DataFrame
        ``level, territory_id, unit_id, share, method``.
    site_shares : pandas.DataFrame
        ``level, territory_id, service_id``.
    territories : pandas.DataFrame
        ``level, territory_id, name, self_governed, opted_in`` and the row of the file; what
        self-governed units bring to the others: ``apart_people, apart_located,
        apart_near_border``, ``apart_estimated`` and ``apart_declared`` (whether one of them is
        divided or has a declared rate).
    completeness : pandas.DataFrame
        ``level, territory_id, kind, in_basket, share_complete``.
    gaps : Mapping of str to pandas.DataFrame
        The tables of the run, at full precision.
    label : Mapping of str to str
        How times were obtained, by language.
    """

    norm: Norm
    intensity_norm: float | None
    units: pd.DataFrame
    sites: pd.DataFrame
    pairs: pd.DataFrame
    unit_shares: pd.DataFrame
    site_shares: pd.DataFrame
    territories: pd.DataFrame
    completeness: pd.DataFrame
    gaps: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)


def variants(norm: Norm) -> dict[str, tuple[float, Steps]]:
    """Return the factor of the threshold and the weights of the base and of each variant.

    Examples
    --------
    >>> list(variants(Norm(name="n", title_fr="n", title_en="n")))
    ['base', 'threshold x 0.75', 'threshold x 1.25', 'fast decay']
    """
    tried = {BASE: (1.0, norm.zone_weights)}
    for factor in norm.fragile_threshold_factors:
        tried[f"threshold x {factor:g}"] = (factor, norm.zone_weights)
    tried["fast decay"] = (1.0, norm.fragile_zone_weights)
    return tried


def step_weights(costs: NDArray[Any], thresholds: NDArray[Any], steps: Steps) -> NDArray[Any]:
    """Return the weight of each pair: one of ``steps`` by third of the threshold, 0 beyond.

    Examples
    --------
    >>> step_weights(np.array([10., 11., 31.]), np.array([30.] * 3), (1, 0.68, 0.22)).tolist()
    [1.0, 0.68, 0.0]
    """
    thirds = (THIRDS * costs / thresholds).astype(costs.dtype)
    first, second, third = np.asarray(steps, dtype=costs.dtype)
    zero = costs.dtype.type(0)
    inner = np.where(thirds <= 1, first, np.where(thirds <= 2, second, third))  # noqa: PLR2004
    return np.asarray(np.where(thirds <= THIRDS, inner, zero))


def collect(
    tables: Tables,
    situation: Situation,
    base: pd.DataFrame,
    known: pd.DataFrame,
    *,
    norm: Norm,
    intensity_norm: float | None,
    edges: EdgeEvidence | None,
    gaps: Mapping[str, pd.DataFrame],
    completeness: Mapping[str, pd.DataFrame],
    label: Mapping[str, str],
) -> Evidence:
    """Return the evidence of one walk.

    Parameters
    ----------
    tables : Tables
    situation : Situation
    base : pandas.DataFrame
        What `gaps.evaluate` gave without any variant.
    known : pandas.DataFrame
        ``doors_known`` and ``basket_known`` of every unit.
    norm, intensity_norm, edges, gaps, completeness, label
        As the walk used and found them.
    """
    apart = situation.units["self_governed"].to_numpy(dtype=bool)
    units = _units(tables, situation, base, known, edges)
    sites = _sites(tables, situation)
    costs = situation.costs
    origin = situation.units.index.get_indexer(costs.origins)[costs.rows()]
    destination = sites.index.get_indexer(costs.destinations)[costs.matrix.indices]
    cost, threshold = costs.matrix.data, units["threshold"].to_numpy()[origin]
    hidden = apart[origin]
    people = situation.units["population"].to_numpy(dtype=float)
    rates = situation.units["registered_share"].fillna(0.0).to_numpy(dtype=float)
    required = sites["required"].to_numpy(dtype=bool)
    demand = people[origin] * np.where(required[destination], rates[origin], 1.0)
    tried = variants(norm)
    if edges is not None and edges.alone is not None:
        tried[ALONE] = tried[BASE]
    around = units[IN_BUFFER].to_numpy(dtype=bool)[origin]
    for name, (factor, steps) in tried.items():
        here = hidden & ~around if name == ALONE else hidden
        weights = step_weights(cost[here], factor * threshold[here], steps)
        sites[APART + name] = np.bincount(
            destination[here], weights=demand[here] * weights, minlength=len(sites)
        )
    farthest = max(1.0, *norm.fragile_threshold_factors)
    near = ~hidden & (cost <= farthest * threshold * (1 + 1e-9))
    position = np.cumsum(~apart) - 1
    return Evidence(
        norm=norm,
        intensity_norm=intensity_norm,
        units=units[~apart],
        sites=sites,
        pairs=pd.DataFrame(
            {
                "unit": position[origin[near]].astype(np.int32),
                "site": destination[near].astype(np.int32),
                "cost": cost[near],
            }
        ),
        unit_shares=_unit_shares(tables, units.index[apart], list(gaps)),
        site_shares=_shares(tables, "service", list(gaps))[["level", "territory_id", "service_id"]],
        territories=_territories(tables, situation.units, edges, list(gaps)),
        completeness=_completeness(completeness),
        gaps=dict(gaps),
        label=dict(label),
    )


def _units(
    tables: Tables,
    situation: Situation,
    base: pd.DataFrame,
    known: pd.DataFrame,
    edges: EdgeEvidence | None,
) -> pd.DataFrame:
    told = everyone(tables).set_index("unit_id")
    own = situation.units
    frame = own[
        ["population", "registered_share", "declared_rate", "located", "coarse", "threshold"]
    ].copy()
    frame.insert(0, "name", told["name"].reindex(own.index))
    frame[IN_BUFFER] = own[IN_BUFFER].to_numpy(dtype=bool) if IN_BUFFER in own else False
    for column in ("nearest_cost", "nearest_service_id"):
        frame[column] = base[column].reindex(own.index)
    for column in ("doors_known", "basket_known"):
        frame[column] = known[column].reindex(own.index).fillna(value=False).astype(bool)
    if edges is not None and edges.alone is not None:
        frame["nearest_alone"] = edges.alone["nearest_cost"].reindex(own.index)
    if edges is not None and edges.near_border is not None:
        frame["near_border"] = edges.near_border.reindex(own.index).to_numpy(dtype=bool)
    return _with_origin(frame, told)


def _sites(tables: Tables, situation: Situation) -> pd.DataFrame:
    told = every_site(tables).set_index("service_id")
    judged = situation.sites
    frame = judged[
        ["kind", "counted", "door", "supply", "required", "virtual_fte", "excluded"]
    ].copy()
    frame.insert(0, "name", told["name"].reindex(judged.index))
    around = told[IN_BUFFER].reindex(judged.index) if IN_BUFFER in told else False
    frame[IN_BUFFER] = np.asarray(around, dtype=bool)
    return _with_origin(frame, told)


def _with_origin(frame: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    for column in ORIGIN:
        if column in told:
            frame[column] = told[column].reindex(frame.index)
    return frame


def _shares(tables: Tables, subject: str, levels: Sequence[str]) -> pd.DataFrame:
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == subject) & rows["level"].isin(levels)]
    return rows.rename(columns={"subject_id": f"{subject}_id"}).reset_index(drop=True)


def _unit_shares(tables: Tables, hidden: pd.Index, levels: Sequence[str]) -> pd.DataFrame:
    rows = _shares(tables, "unit", levels)
    rows = rows.loc[~rows["unit_id"].isin(hidden)]
    columns = ["level", "territory_id", "unit_id", "share", "method"]
    return rows[columns].reset_index(drop=True)


def _territories(
    tables: Tables, units: pd.DataFrame, edges: EdgeEvidence | None, levels: Sequence[str]
) -> pd.DataFrame:
    """Return the territories of every level, what self-governed units bring them in one figure."""
    hidden = units.loc[units["self_governed"].to_numpy(dtype=bool)]
    rows = _shares(tables, "unit", levels)
    rows = rows.join(hidden[["population", "declared_rate", "located"]], on="unit_id", how="inner")
    rows["people"] = rows["share"] * rows["population"]
    rows["located"] = rows["people"].where(rows["located"].astype(bool), 0.0)
    rows["near_border"] = 0.0
    if edges is not None and edges.near_border is not None:
        near = edges.near_border.reindex(rows["unit_id"]).to_numpy(dtype=bool)
        rows["near_border"] = rows["located"].where(near, 0.0)
    rows["declared"] = rows["declared_rate"].astype(bool) & (rows["people"] > 0)
    rows["estimated"] = rows["method"].isin(ESTIMATED)
    brought = rows.groupby("territory_id")
    parts = []
    for level in levels:
        table = tables.territories[level]
        kept = [name for name in ("opted_in", *ORIGIN) if name in table]
        part = pd.DataFrame(table[["territory_id", "name", "self_governed", *kept]])
        part.insert(0, "level", level)
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    opted = frame.get("opted_in", pd.Series(data=False, index=frame.index))
    frame["opted_in"] = opted.fillna(value=False).astype(bool)
    codes = frame["territory_id"]
    hidden_places = frame["self_governed"].to_numpy(dtype=bool)
    for column in ("people", "located", "near_border"):
        found = codes.map(brought[column].sum()).fillna(0.0).astype(float)
        frame[f"apart_{column}"] = found.mask(hidden_places, 0.0)
    for column in ("estimated", "declared"):
        here = codes.isin(rows.loc[rows[column], "territory_id"])
        frame[f"apart_{column}"] = here & ~hidden_places
    return frame


def _completeness(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["territory_id", "kind", "in_basket", "share_complete"]
    parts = [table[columns].assign(level=level) for level, table in tables.items()]
    if not parts:
        return pd.DataFrame(columns=["level", *columns])
    return pd.concat(parts, ignore_index=True)[["level", *columns]]
