"""Why a value is what it is: a status beside every figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.access._guards import aligned
from territory.costs import CostTable

STATUSES = ("served", "no_provider_in_range", "no_population", "missing_population")


def status(costs: CostTable, demand: Any, supply: Any) -> pd.Series:
    """Return each origin's status; the pairs of ``costs`` are those in range.

    Parameters
    ----------
    costs : CostTable
    demand : array-like or Series, shape (origins,)
        People; a missing value gives "missing_population", 0 gives "no_population".
    supply : array-like or Series, shape (destinations,)
        A provider with a supply of 0 serves nobody.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a"], ["x"], [3], origins=["a", "b", "c"])
    >>> status(table, [10, 5, 0], [1]).tolist()
    ['served', 'no_provider_in_range', 'no_population']
    """
    people = np.asarray(
        demand.reindex(costs.origins) if isinstance(demand, pd.Series) else demand, dtype=np.float64
    )
    amounts = aligned(supply, costs.destinations, "supply")
    in_range = costs.matrix.copy()
    in_range.data = (amounts[in_range.indices] > 0).astype(np.float64)
    reached = np.asarray(in_range.sum(axis=1)).ravel() > 0
    state = np.where(reached, STATUSES[0], STATUSES[1])
    state = np.where(people == 0, STATUSES[2], state)
    state = np.where(np.isnan(people), STATUSES[3], state)
    return pd.Series(state, index=costs.origins, name="status", dtype="str")
