"""Reach and access of every population unit under one set of thresholds and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access import by_public, decay, nearest_cost, nearest_destination, status
from territory.access.weights import Weights, weigh
from territory.costs import CostTable
from territory.gaps.norm import Norm
from territory.units import PER_PEOPLE


@dataclass(frozen=True)
class Situation:
    """What the judgement rests on, before any threshold.

    Attributes
    ----------
    units : pandas.DataFrame
        Indexed by ``unit_id``: ``population``, ``threshold`` (minutes), ``registered_share``,
        ``located`` and ``self_governed`` (bool), ``coarse`` (bool).
    sites : pandas.DataFrame
        What `gaps.sites.judge_sites` returned.
    costs : CostTable
        Minutes from the located units to the counted sites.
    door_costs : pandas.DataFrame
        Indexed by the located units: ``nearest_cost`` and ``nearest_service_id``, over every
        door anywhere.
    """

    units: pd.DataFrame
    sites: pd.DataFrame
    costs: CostTable
    door_costs: pd.DataFrame


def nearest_doors(costs: CostTable, sites: pd.DataFrame) -> pd.DataFrame:
    """Return each origin's nearest door among the table's destinations and its cost."""
    doors = costs.select_destinations(sites["door"].reindex(costs.destinations).to_numpy(bool))
    return pd.DataFrame(
        {"nearest_cost": nearest_cost(doors), "nearest_service_id": nearest_destination(doors)}
    )


def slow_steps(zone_weights: tuple[float, float, float]) -> decay.Decay:
    """Return the three-zone decay on costs told in thirds of the threshold (inclusive)."""
    return decay.steps({1.0: zone_weights[0], 2.0: zone_weights[1], 3.0: zone_weights[2]})


def in_range(situation: Situation, threshold_factor: float = 1.0) -> CostTable:
    """Return the pairs within the threshold of their unit, costs in thirds of it.

    Parameters
    ----------
    situation : Situation
    threshold_factor : float
        Multiplies every threshold.
    """
    thresholds = situation.units.loc[situation.costs.origins, "threshold"].to_numpy()
    zones = situation.costs.relative_to(thresholds * threshold_factor, zones=3)
    return zones.where(zones.matrix.data <= 3)  # noqa: PLR2004 - three thirds: the threshold


def weights_in_range(
    situation: Situation, threshold_factor: float, zone_weights: tuple[float, float, float]
) -> Weights:
    """Return the weights of the pairs within range, computed once for many staffings."""
    return weigh(in_range(situation, threshold_factor), slow_steps(zone_weights))


def evaluate(
    situation: Situation,
    norm: Norm,
    *,
    threshold_factor: float = 1.0,
    zone_weights: tuple[float, float, float] | None = None,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Return reach and access of every unit (definitions, sections 2 and 3).

    ``w_ij`` is 1, .68, .22 up to a third, two thirds and all of the threshold of *i*;
    ``R_j = S_j / sum_k P_k e_kj w_kj``; access per 10,000 people.

    Parameters
    ----------
    situation : Situation
    norm : Norm
    threshold_factor : float
        Multiplies every threshold.
    zone_weights : tuple of three floats, optional
        Other weights than the norm's.
    weights : Weights, optional
        What `weights_in_range` gave for the same costs, thresholds and zones.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``situation.units``: ``nearest_cost``, ``nearest_service_id``, ``reached``
        (0, 1 or missing), ``access_registered``, ``access_nonregistered``, ``access`` (missing
        when every supply in range is unknown), ``unknown_supply`` (bool), ``status``.
    """
    units, costs = situation.units, situation.costs
    here = units.loc[costs.origins]
    thresholds = here["threshold"].to_numpy() * threshold_factor
    near = in_range(situation, threshold_factor) if weights is None else weights
    zones = CostTable(costs.origins, costs.destinations, near.matrix)
    sites = situation.sites.loc[costs.destinations]
    known = sites["supply"].notna().to_numpy()
    access = (
        by_public(
            near,
            here["population"],
            np.where(known, sites["supply"], 0.0),
            slow_steps(zone_weights or norm.zone_weights) if weights is None else None,
            registered_share=here["registered_share"].fillna(0.0),
            registration=sites["required"].to_numpy(bool),
        )
        * PER_PEOPLE
    )
    unknown_supply = _any(zones, ~known)
    blank = unknown_supply & ~_any(zones, known) if known.any() else np.ones(len(here), dtype=bool)
    nearest = situation.door_costs["nearest_cost"].loc[costs.origins].to_numpy()
    frame = pd.DataFrame(
        {
            "nearest_cost": nearest,
            "nearest_service_id": situation.door_costs["nearest_service_id"].loc[costs.origins],
            "reached": (nearest <= thresholds).astype(float),
            "access_registered": access["registered"].mask(blank),
            "access_nonregistered": access["nonregistered"].mask(blank),
            "access": access["average"].mask(blank),
            "unknown_supply": unknown_supply,
            "status": status(zones, here["population"], np.where(known, sites["supply"], 1.0)),
        },
        index=costs.origins,
    ).reindex(units.index)
    frame["unknown_supply"] = frame["unknown_supply"].fillna(value=False).astype(bool)
    frame["status"] = frame["status"].astype("object").fillna("no_coordinates")
    return frame


def _any(zones: CostTable, sites: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the origins with at least one of these sites in range."""
    if not sites.any():
        return np.zeros(len(zones.origins), dtype=bool)
    matrix = zones.matrix
    if sites.all():
        return np.asarray(np.diff(matrix.indptr) > 0)
    found = np.concatenate([[0], np.cumsum(sites[matrix.indices])])
    return np.asarray(np.diff(found[matrix.indptr]) > 0)
