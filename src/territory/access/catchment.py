"""Gravity and floating catchments: supply shared among those who can reach it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from territory.access._guards import aligned, pair_eligibility
from territory.access.decay import binary
from territory.costs import CostTable

Decayed = Callable[[ArrayLike], NDArray[np.float64]]


def weighted(costs: CostTable, decay: Decayed, factor: ArrayLike = 1.0) -> sparse.csr_array:
    """Return the decayed weights on the costs' own pattern, times ``factor`` per pair."""
    weights = costs.matrix.copy()
    weights.data = decay(weights.data) * np.asarray(factor, dtype=np.float64)
    return weights


def prepared(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, eligibility: Any
) -> tuple[NDArray[np.float64], NDArray[np.float64], sparse.csr_array]:
    """Return demand and supply in the table's order, and the weights of the eligible pairs."""
    return (
        aligned(demand, costs.origins, "demand"),
        aligned(supply, costs.destinations, "supply"),
        weighted(costs, decay, pair_eligibility(costs, eligibility)),
    )


def gravity(costs: CostTable, supply: Any, decay: Decayed) -> pd.Series:
    """Return Hansen's potential: ``A_i = sum_j S_j f(d_ij)`` (Hansen, 1959).

    Examples
    --------
    >>> from territory.access.decay import exponential
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [0, 20])
    >>> gravity(table, [1, 1], exponential(1 / 20)).round(6).tolist()
    [1.367879]
    """
    amounts = aligned(supply, costs.destinations, "supply")
    return pd.Series(weighted(costs, decay) @ amounts, index=costs.origins, name="gravity")


def supply_ratios(weights: sparse.csr_array, demand: ArrayLike, supply: ArrayLike) -> NDArray[Any]:
    """Return supply per weighted demand of each destination, 0 where nobody is in reach.

    ``R_j = S_j / sum_i P_i w_ij``

    Parameters
    ----------
    weights : scipy.sparse.csr_array, shape (origins, destinations)
    demand : array-like, shape (origins,)
    supply : array-like, shape (destinations,)
    """
    amounts = np.asarray(supply, dtype=np.float64)
    catchment_demand = weights.T @ np.asarray(demand, dtype=np.float64)
    ratios: NDArray[np.float64] = np.divide(
        amounts, catchment_demand, out=np.zeros_like(amounts), where=catchment_demand > 0
    )
    return ratios


def enhanced_two_step_fca(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, *, eligibility: Any = None
) -> pd.Series:
    """Return the enhanced two-step floating catchment (Luo and Qi, 2009).

    ``R_j = S_j / sum_k P_k e_kj w_kj``; ``A_i = sum_j R_j e_ij w_ij``

    Parameters
    ----------
    costs : CostTable
    demand : array-like or Series, shape (origins,)
        People, at least 0.
    supply : array-like or Series, shape (destinations,)
        Full-time equivalents, at least 0.
    decay : Callable
        Costs to weights, see `territory.access.decay`.
    eligibility : optional
        Share of each origin that may use each destination.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        Supply per person; 0 where nothing is in reach.

    Raises
    ------
    InputError
        For a missing or negative demand or supply.

    Examples
    --------
    >>> from territory.access.decay import steps
    >>> table = CostTable.from_pairs(
    ...     ["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, [5, 55, 35, 15, 40, 25]
    ... )
    >>> slow = steps({20: 1, 40: 0.68, 60: 0.22})
    >>> enhanced_two_step_fca(table, [5, 10, 50], [5, 10], slow).round(8).tolist()
    [0.15795079, 0.2959653, 0.22501186]
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    access = weights @ supply_ratios(weights, people, amounts)
    return pd.Series(access, index=costs.origins, name="enhanced_two_step_fca")


def two_step_fca(
    costs: CostTable, demand: Any, supply: Any, threshold: float, *, eligibility: Any = None
) -> pd.Series:
    """Return the two-step floating catchment (Luo and Wang, 2003), threshold inclusive.

    Examples
    --------
    >>> table = CostTable.from_pairs(
    ...     ["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, [5, 55, 35, 15, 40, 25]
    ... )
    >>> two_step_fca(table, [5, 10, 50], [5, 10], 30).round(6).tolist()
    [1.0, 0.166667, 0.166667]
    """
    access = enhanced_two_step_fca(
        costs, demand, supply, binary(threshold), eligibility=eligibility
    )
    return access.rename("two_step_fca")
