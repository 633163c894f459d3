"""How far the nearest provider is, and how much lies within a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import aligned
from territory.costs import CostTable
from territory.errors import InputError


def nearest_cost(costs: CostTable) -> pd.Series:
    """Return the cost of the cheapest destination of each origin.

    Parameters
    ----------
    costs : CostTable

    Returns
    -------
    pandas.Series of float, shape (origins,)
        In the table's unit; missing where no destination is in reach.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [7, 4], origins=["a", "b"])
    >>> nearest_cost(table).tolist()
    [4.0, nan]
    """
    return kth_nearest_cost(costs, 1).rename("nearest_cost")


def kth_nearest_cost(costs: CostTable, k: int) -> pd.Series:
    """Return the cost of the ``k``-th cheapest destination of each origin (1 is the nearest).

    Missing where fewer than ``k`` destinations are in reach.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [7, 4])
    >>> kth_nearest_cost(table, 2).tolist()
    [7.0]
    """
    if k < 1 or k != int(k):
        raise InputError("Le rang k du plus proche est un entier d'au moins 1, et non {k}.", k=k)
    order = _order_by_cost(costs)
    counts = np.diff(costs.matrix.indptr)
    found = counts >= k
    result = np.full(len(costs.origins), np.nan)
    result[found] = costs.matrix.data[order][costs.matrix.indptr[:-1][found] + int(k) - 1]
    return pd.Series(result, index=costs.origins, name=f"nearest_cost_{k}")


def nearest_destination(costs: CostTable) -> pd.Series:
    """Return the identifier of each origin's cheapest destination (ties: the first listed)."""
    order = _order_by_cost(costs)
    found = np.diff(costs.matrix.indptr) > 0
    result = np.full(len(costs.origins), None, dtype=object)
    first = order[costs.matrix.indptr[:-1][found]]
    result[found] = costs.destinations.to_numpy()[costs.matrix.indices[first]]
    return pd.Series(result, index=costs.origins, name="nearest_id", dtype=object)


def _order_by_cost(costs: CostTable) -> NDArray[np.intp]:
    """Return the stored entries sorted by row, then cost, then column."""
    return np.lexsort((costs.matrix.indices, costs.matrix.data, costs.rows()))


def cumulative_opportunities(costs: CostTable, supply: Any, threshold: float) -> pd.Series:
    """Return the supply within ``threshold`` (inclusive) of each origin.

    ``A_i = sum_j S_j [d_ij <= threshold]``

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [30, 31])
    >>> cumulative_opportunities(table, [2, 5], 30).tolist()
    [2.0]
    """
    amounts = aligned(supply, costs.destinations, "supply")
    matrix = costs.matrix.copy()
    matrix.data = (matrix.data <= threshold).astype(np.float64)
    return pd.Series(matrix @ amounts, index=costs.origins, name="cumulative_opportunities")
