"""How far the nearest provider is, and how much lies within a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import cost_table
from territory.access.catchment import gravity
from territory.access.decay import binary, interval
from territory.access.weights import Block, blocks, by_threads
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
    cost_table(costs)
    return pd.Series(_least(costs), index=costs.origins, name="nearest_cost")


def _least(costs: CostTable) -> NDArray[np.float64]:
    """Return the least cost of each row, missing where it stores no pair."""
    matrix = costs.matrix
    found = np.diff(matrix.indptr) > 0
    least = np.full(len(costs.origins), np.nan)
    if found.any():
        least[found] = np.minimum.reduceat(matrix.data, matrix.indptr[:-1][found])
    return least


def kth_nearest_cost(costs: CostTable, k: int) -> pd.Series:
    """Return the cost of the ``k``-th cheapest destination of each origin (1 is the nearest).

    Missing where fewer than ``k`` destinations are in reach.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [7, 4])
    >>> kth_nearest_cost(table, 2).tolist()
    [7.0]
    """
    cost_table(costs)
    if not isinstance(k, int | float | np.integer) or not 1 <= k < np.inf or k != int(k):
        raise InputError("Le rang k du plus proche est un entier d'au moins 1, et non {k}.", k=k)
    matrix = costs.matrix
    result = np.empty(len(costs.origins))

    def fill(block: Block) -> None:
        rows, pairs = block
        starts = matrix.indptr[rows.start : rows.stop + 1] - pairs.start
        result[rows] = kth_of_rows(matrix.data[pairs], starts, int(k))

    for _ in by_threads(fill, list(blocks(matrix.indptr))):
        pass
    return pd.Series(result, index=costs.origins, name=f"nearest_cost_{int(k)}")


def kth_of_rows(costs: NDArray[Any], starts: NDArray[Any], k: int) -> NDArray[np.float64]:
    """Return the ``k``-th smallest cost of each row, missing where a row has fewer.

    The smallest cost of each row is struck out, the first of equals, ``k - 1`` times.
    """
    counts = np.diff(starts)
    result = np.full(len(counts), np.nan)
    enough = counts >= k
    if not enough.any():
        return result
    filled = counts > 0
    firsts, counts = starts[:-1][filled], counts[filled]
    left = costs.copy()
    for _ in range(k - 1):
        least = np.minimum.reduceat(left, firsts)
        ties = np.flatnonzero(left == np.repeat(least, counts))
        left[ties[np.searchsorted(ties, firsts)]] = np.inf
    result[enough] = np.minimum.reduceat(left, firsts)[enough[filled]]
    return result


def nearest_destination(costs: CostTable) -> pd.Series:
    """Return the identifier of each origin's cheapest destination (ties: the first listed).

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [4, 4], origins=["a", "b"])
    >>> nearest_destination(table).tolist()
    ['x', None]
    """
    cost_table(costs)
    matrix = costs.matrix
    least = _least(costs)
    result = np.full(len(costs.origins), None, dtype=object)
    names = costs.destinations.to_numpy()
    for rows, pairs in blocks(matrix.indptr):
        starts = matrix.indptr[rows.start : rows.stop + 1] - pairs.start
        counts = np.diff(starts)
        best = np.flatnonzero(matrix.data[pairs] == np.repeat(least[rows], counts))
        filled = np.flatnonzero(counts)
        first = best[np.searchsorted(best, starts[:-1][filled])]
        result[rows.start + filled] = names[matrix.indices[pairs][first]]
    return pd.Series(result, index=costs.origins, name="nearest_id", dtype=object)


def cumulative_opportunities(
    costs: CostTable,
    supply: Any,
    threshold: float,
    *,
    beyond: float | None = None,
    eligibility: Any = None,
) -> Any:
    """Return the supply within ``threshold`` (inclusive) of each origin.

    ``A_i = sum_j S_j [d_ij <= threshold]``, or ``[beyond < d_ij <= threshold]``.

    Parameters
    ----------
    costs : CostTable
    supply : array-like or Series, shape (destinations,), or DataFrame with a column per kind
    threshold : float
        Largest cost counted.
    beyond : float, optional
        Costs up to it are left out: what lies in an interval.
    eligibility : optional
        Share of each origin that may use each destination.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [30, 31])
    >>> cumulative_opportunities(table, [2, 5], 30).tolist()
    [2.0]
    >>> cumulative_opportunities(table, [2, 5], 31, beyond=30).tolist()
    [5.0]
    """
    cost_table(costs)
    decay = binary(threshold) if beyond is None else interval(beyond, threshold)
    found = gravity(costs, supply, decay, eligibility=eligibility)
    return found.rename("cumulative_opportunities") if isinstance(found, pd.Series) else found
