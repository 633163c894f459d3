"""What a full-time equivalent at each site gives each unit, and units summed by territory."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from territory.gaps.units import slow_steps
from territory.scenarios.siting.solver import Matrix, Vector
from territory.study import Walk
from territory.tables import Tables

THIRDS = 3


def per_post(trial: Walk) -> Matrix:
    """Return what one full-time equivalent at each site gives each unit, per person."""
    situation = trial.situation
    costs, units = situation.costs, situation.units
    here = units.loc[costs.origins]
    zones = costs.relative_to(here["threshold"].to_numpy(), zones=THIRDS)
    zones = zones.where(zones.matrix.data <= THIRDS)
    weights = slow_steps(trial.norm.zone_weights)(zones.matrix.data)
    required = situation.sites["required"].reindex(costs.destinations).to_numpy(dtype=bool)
    rates = here["registered_share"].fillna(0.0).to_numpy(dtype=np.float64)
    matrix = zones.matrix
    some = np.where(required[matrix.indices], rates[zones.rows()], 1.0)
    used = sparse.csr_array((weights * some, matrix.indices, matrix.indptr), shape=matrix.shape)
    demand = np.asarray(used.T @ here["population"].to_numpy(dtype=np.float64))
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
    total = np.bincount(row, people, minlength=len(codes))
    if relative:
        share = people / np.where(total > 0, total, 1.0)[row]
    shape = (len(codes), len(origins))
    return total, sparse.csr_array((share, (row, column)), shape=shape)
