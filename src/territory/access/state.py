"""Why a value is what it is: a status beside every figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import aligned, aligned_columns
from territory.access.weights import Block, Weights, blocks, by_threads
from territory.costs import CostTable

STATUSES = ("served", "no_provider_in_range", "no_population", "missing_population")


def status(costs: CostTable | Weights, demand: Any, supply: Any) -> pd.Series:
    """Return each origin's status; the pairs of ``costs`` are those in range.

    Parameters
    ----------
    costs : CostTable or Weights
        With weights, a pair of weight 0 is out of range.
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
    people = aligned(
        demand.reindex(costs.origins) if isinstance(demand, pd.Series) else demand,
        costs.origins,
        "demand",
        allow_missing=True,
    )
    offered = aligned_columns(supply, costs.destinations, "supply")
    if offered.ndim > 1:
        offered = offered.sum(axis=1)
    reached = _has_any(costs, offered > 0)
    return pd.Series(states(people, reached), index=costs.origins, name="status", dtype="str")


def states(people: NDArray[np.float64], reached: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Return the status of each origin from its people and whether it reaches a provider."""
    state = np.where(reached, STATUSES[0], STATUSES[1])
    state = np.where(people == 0, STATUSES[2], state)
    return np.where(np.isnan(people), STATUSES[3], state)


def _has_any(costs: CostTable | Weights, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which origins have a wanted destination in range."""
    matrix = costs.matrix
    reached = np.zeros(len(costs.origins), dtype=bool)

    def fill(block: Block) -> None:
        rows, pairs = block
        hits = wanted[matrix.indices[pairs]]
        if isinstance(costs, Weights):
            hits &= matrix.data[pairs] > 0
        starts = matrix.indptr[rows.start : rows.stop] - pairs.start
        filled = np.flatnonzero(np.diff(matrix.indptr[rows.start : rows.stop + 1]))
        if len(filled):
            reached[rows.start + filled] = np.logical_or.reduceat(hits, starts[filled])

    for _ in by_threads(fill, list(blocks(matrix.indptr))):
        pass
    return reached
