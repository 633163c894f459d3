"""Further measures of a study's units: the literature's, on the study's own terms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from territory.access import every_measure, kth_nearest_cost, raam
from territory.costs import CostTable
from territory.gaps import Norm, Situation
from territory.gaps.units import slow_steps
from territory.tables.dictionary import names
from territory.tables.measures import MEASURE_COLUMNS
from territory.units import PER_PEOPLE

PER_PERSON = (
    "two_step_fca", "enhanced_two_step_fca", "three_step_fca", "modified_two_step_fca",
    "balanced_fca",
)  # fmt: skip
THIRDS = 3


def further_measures(
    situation: Situation, norm: Norm, wanted: Collection[str]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the measures a study asks for, per unit, and what is to be said of them.

    They rest on what the norm's own measure rests on: costs told in thirds of each unit's
    threshold, the norm's weights, the supply it counts, and the registered share of the residents
    where a site requires registration. Rates are per 10,000 people. People around the study take
    part as they do in access.

    Parameters
    ----------
    situation : Situation
    norm : Norm
    wanted : collection of str
        Names of `territory.access.MEASURES`; "nearest_cost" is already a column of the units.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``situation.units``, one column per measure in the order of
        `MEASURE_COLUMNS`; missing without coordinates, and, but for the second nearest door,
        where every supply in range is unknown.
    dict
        ``optimality_gap`` of RAAM, where it was asked for.
    """
    chosen = [name for name in names(MEASURE_COLUMNS) if name in wanted]
    frame = pd.DataFrame(np.nan, index=situation.units.index, columns=chosen)
    told: dict[str, Any] = {}
    costs = situation.costs
    if "second_nearest_cost" in chosen:
        doors = situation.sites["door"].reindex(costs.destinations).to_numpy(bool)
        second = kth_nearest_cost(costs.select_destinations(doors), 2)
        frame["second_nearest_cost"] = second.reindex(frame.index)
    weighted = [name for name in chosen if name not in ("second_nearest_cost", "raam")]
    supply = situation.sites["supply"].reindex(costs.destinations)
    if not supply.notna().any():
        return frame, told
    zones = _zones(situation)
    blank = ~_known_in_range(zones, supply)
    people = situation.units.loc[costs.origins, "population"]
    if weighted:
        found = _weighted(situation, norm, zones, weighted)
        frame[weighted] = found.mask(blank, axis=0).reindex(frame.index)
    if "raam" in chosen:
        required = situation.sites["required"].reindex(costs.destinations).to_numpy(bool)
        crowded = raam(costs, people, supply.fillna(0.0).mask(required, 0.0))
        frame["raam"] = crowded.mask(blank).reindex(frame.index)
        told["optimality_gap"] = float(crowded.attrs["optimality_gap"])
    return frame, told


def _zones(situation: Situation) -> CostTable:
    """Return costs in thirds of each unit's threshold, those beyond it left out."""
    thresholds = situation.units.loc[situation.costs.origins, "threshold"].to_numpy()
    zones = situation.costs.relative_to(thresholds, zones=THIRDS)
    return zones.where(zones.matrix.data <= THIRDS)


def _known_in_range(zones: CostTable, supply: pd.Series) -> pd.Series:
    """Return which located units have a site of known supply in range, or no site at all."""
    known = supply.notna().to_numpy()
    pairs = zones.matrix.copy()
    pairs.data = known[pairs.indices].astype(np.float64)
    some_known = np.asarray(pairs.sum(axis=1)).ravel() > 0
    nobody = np.diff(zones.matrix.indptr) == 0
    return pd.Series(some_known | nobody, index=zones.origins)


def _weighted(
    situation: Situation, norm: Norm, zones: CostTable, wanted: list[str]
) -> pd.DataFrame:
    here = situation.units.loc[zones.origins]
    sites = situation.sites.loc[zones.destinations]
    found = every_measure(
        zones,
        here["population"],
        sites["supply"].fillna(0.0),
        slow_steps(norm.zone_weights),
        threshold=THIRDS,
        only=wanted,
        eligibility=_eligibility(
            zones, here["registered_share"].fillna(0.0), sites["required"].to_numpy(bool)
        ),
    ).origins[wanted]
    rates = [name for name in wanted if name in PER_PERSON]
    found[rates] *= PER_PEOPLE
    return found


def _eligibility(
    zones: CostTable, registered: pd.Series, required: np.ndarray[Any, np.dtype[np.bool_]]
) -> sparse.csr_array:
    """Return, on the pattern of the costs, the share of each unit that each site receives."""
    shares = zones.matrix.copy()
    shares.data = np.where(
        required[shares.indices], registered.to_numpy(dtype=np.float64)[zones.rows()], 1.0
    )
    return shares
