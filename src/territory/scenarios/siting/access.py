"""What a full-time equivalent at each site gives each unit, and units summed by territory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.costs import CostTable
from territory.gaps.units import slow_steps
from territory.scenarios.siting.solver import Matrix, Vector
from territory.study import Walk
from territory.tables import Tables

THIRDS = 3


def per_post(trial: Walk) -> Matrix:
    """Return what one full-time equivalent at each site gives each unit, per person."""
    situation = trial.situation
    here = situation.units.loc[situation.costs.origins]
    return given(
        situation.costs,
        here["population"].to_numpy(dtype=np.float64),
        here["threshold"].to_numpy(dtype=np.float64),
        trial.norm.zone_weights,
        required=situation.sites["required"]
        .reindex(situation.costs.destinations)
        .to_numpy(dtype=bool),
        registered=here["registered_share"].fillna(0.0).to_numpy(dtype=np.float64),
    )


def given(
    costs: CostTable,
    people: Vector,
    thresholds: Vector,
    zone_weights: tuple[float, float, float],
    *,
    required: NDArray[np.bool_] | None = None,
    registered: Vector | None = None,
) -> Matrix:
    """Return ``e_ij w_ij / D_j``, ``D_j = sum_k P_k e_kj w_kj``: shape (origins, sites).

    Parameters
    ----------
    costs : CostTable
    people, thresholds : numpy.ndarray, shape (origins,)
    zone_weights : tuple of three floats
        At a third, two thirds and all of the threshold.
    required : numpy.ndarray of bool, shape (sites,), optional
        Sites that serve registered people only.
    registered : numpy.ndarray, shape (origins,), optional
        Share of people registered.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 9])
    >>> given(table, np.array([6.0, 4.0]), np.array([9.0, 9.0]), (1, 1, 0.5)).toarray().tolist()
    [[0.125], [0.0625]]
    """
    zones = costs.relative_to(thresholds, zones=THIRDS)
    zones = zones.where(zones.matrix.data <= THIRDS)
    weights = slow_steps(zone_weights)(zones.matrix.data)
    matrix = zones.matrix
    if required is not None and registered is not None:
        weights = weights * np.where(required[matrix.indices], registered[zones.rows()], 1.0)
    used = sparse.csr_array((weights, matrix.indices, matrix.indptr), shape=matrix.shape)
    demand = np.asarray(used.T @ people)
    each = np.divide(1.0, demand, out=np.zeros_like(demand), where=demand > 0)
    return sparse.csr_array(used.multiply(each[None, :]))


def by_territory(
    trial: Walk, tables: Tables, level: str, origins: pd.Index, *, relative: bool = True
) -> tuple[Vector, Matrix]:
    """Return the people covered per territory, and each unit's share of them.

    With ``relative=False``, the share of each unit's own people that the territory holds.
    """
    rows = tables.membership
    rows = rows.loc[(rows["level"] == level) & (rows["subject"] == "unit")]
    units = trial.situation.units.loc[origins]
    public = (units["located"] & ~units["self_governed"]).to_numpy(dtype=bool)
    codes = pd.Index(tables.territories[level]["territory_id"])
    row = codes.get_indexer(pd.Index(rows["territory_id"]))
    column = origins.get_indexer(pd.Index(rows["subject_id"]))
    told = (row >= 0) & (column >= 0)
    told[told] = public[column[told]]
    row, column = row[told], column[told]
    share = rows["share"].to_numpy(dtype=np.float64)[told]
    people = share * units["population"].to_numpy(dtype=np.float64)[column]
    total: Any = np.bincount(row, people, minlength=len(codes))
    if relative:
        share = people / np.where(total > 0, total, 1.0)[row]
    shape = (len(codes), len(origins))
    return total, sparse.csr_array((share, (row, column)), shape=shape)
