"""Floating catchments beyond the enhanced two-step, for comparison with published work.

The default is the enhanced two-step or the balanced catchment: a second impedance (three-step,
modified two-step) does not cure the inflation of demand (Páez, Higgins and Vivona, 2019).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.access.catchment import Decayed, prepared, supply_ratios
from territory.costs import CostTable


def _shares(weights: sparse.csr_array, axis: int) -> NDArray[np.float64]:
    """Return each stored weight over its row's (axis 1) or its column's (axis 0) sum."""
    totals = np.asarray(weights.sum(axis=axis), dtype=np.float64).ravel()
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    below = totals[rows if axis == 1 else weights.indices]
    shares: NDArray[np.float64] = np.divide(
        weights.data, below, out=np.zeros_like(below), where=below > 0
    )
    return shares


def _with(weights: sparse.csr_array, data: NDArray[np.float64]) -> sparse.csr_array:
    result = weights.copy()
    result.data = data
    return result


def three_step_fca(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, *, eligibility: Any = None
) -> pd.Series:
    """Return the three-step floating catchment (Wan, Zou and Sternberg, 2012).

    ``G_ij = w_ij / sum_k w_ik`` over the pairs within the support;
    ``R_j = S_j / sum_i G_ij P_i w_ij``; ``A_i = sum_j G_ij R_j w_ij``

    Examples
    --------
    >>> from territory.access.decay import steps
    >>> table = CostTable.from_pairs(
    ...     ["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, [5, 55, 35, 15, 40, 25]
    ... )
    >>> slow = steps({20: 1, 40: 0.68, 60: 0.22})
    >>> three_step_fca(table, [5, 10, 50], [5, 10], slow).round(8).tolist()
    [0.18897012, 0.31481416, 0.21814016]
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    chosen = _with(weights, weights.data * _shares(weights, 1))
    access = chosen @ supply_ratios(chosen, people, amounts)
    return pd.Series(access, index=costs.origins, name="three_step_fca")


def modified_two_step_fca(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, *, eligibility: Any = None
) -> pd.Series:
    """Return the modified two-step floating catchment (Delamater, 2013).

    ``R_j = S_j / sum_i P_i w_ij``; ``A_i = sum_j R_j w_ij^2``. What ``sum P A`` lacks of the
    supply is what the network costs.
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    access = _with(weights, weights.data**2) @ supply_ratios(weights, people, amounts)
    return pd.Series(access, index=costs.origins, name="modified_two_step_fca")


def balanced_fca(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, *, eligibility: Any = None
) -> pd.Series:
    """Return the balanced floating catchment (Páez, Higgins and Vivona, 2019).

    ``R_j = S_j / sum_i P_i w_ij / w_i.``; ``A_i = sum_j R_j w_ij / w_.j``: demand is allotted
    once and the level of service is shared once.
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    ratios = supply_ratios(_with(weights, _shares(weights, 1)), people, amounts)
    access = _with(weights, _shares(weights, 0)) @ ratios
    return pd.Series(access, index=costs.origins, name="balanced_fca")


def inverted_two_step_fca(
    costs: CostTable, demand: Any, supply: Any, decay: Decayed, *, eligibility: Any = None
) -> pd.Series:
    """Return the crowdedness of each destination, demand per unit of supply (Wang, 2018).

    ``f_i = P_i / sum_l S_l w_il``; ``C_j = sum_i f_i w_ij``; indexed by the destinations.
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    reachable = weights @ amounts
    load = np.divide(people, reachable, out=np.zeros_like(people), where=reachable > 0)
    return pd.Series(weights.T @ load, index=costs.destinations, name="inverted_two_step_fca")


def spatial_availability(
    costs: CostTable,
    demand: Any,
    supply: Any,
    decay: Decayed,
    *,
    alpha: float = 1.0,
    eligibility: Any = None,
) -> pd.Series:
    """Return the supply each origin gets of each provider's whole (Soukhov et al., 2023).

    ``V_i = sum_j S_j P_i^alpha w_ij / sum_k P_k^alpha w_kj``: a count of supply, not a rate; it
    sums to the supply that has somebody in reach.
    """
    people, amounts, weights = prepared(costs, demand, supply, decay, eligibility)
    pull = np.where(people > 0, people, 0.0) ** alpha * (people > 0)
    available = pull * (weights @ supply_ratios(weights, pull, amounts))
    return pd.Series(available, index=costs.origins, name="spatial_availability")
