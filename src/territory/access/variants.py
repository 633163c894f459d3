"""Floating catchments beyond the enhanced two-step, for comparison with published work.

The default is the enhanced two-step or the balanced catchment: a second impedance (three-step,
modified two-step) does not cure the inflation of demand (Páez, Higgins and Vivona, 2019).

A row's or a column's normalisation is a division of one vector, never of every pair: the
three-step catchment is ``w_ij^2`` whose rows are divided by their sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from territory.access._problem import over, pose
from territory.access.catchment import first_step
from territory.access.weights import Decayed, Weights
from territory.costs import CostTable
from territory.errors import InputError


def three_step_fca(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
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
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    weights = problem.weights
    choices = weights.to_origins(np.ones(len(weights.destinations)))
    load = weights.to_destinations(over(problem.people, choices), square=True)
    access = over(weights.to_origins(problem.ratios(load), square=True), choices)
    return problem.answer(access, "three_step_fca")


def modified_two_step_fca(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the modified two-step floating catchment (Delamater, 2013).

    ``R_j = S_j / sum_i P_i w_ij``; ``A_i = sum_j R_j w_ij^2``. What ``sum P A`` lacks of the
    supply is what the network costs. The share of people eligible counts once, not squared.

    Examples
    --------
    >>> from territory.access.decay import steps
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 15])
    >>> modified_two_step_fca(table, [10, 10], [15], steps({10: 1, 20: 0.5})).tolist()
    [1.0, 0.25]
    """
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    access = problem.weights.to_origins(first_step(problem), square=True)
    return problem.answer(access, "modified_two_step_fca")


def balanced_fca(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the balanced floating catchment (Páez, Higgins and Vivona, 2019).

    ``R_j = S_j / sum_i P_i w_ij / w_i.``; ``A_i = sum_j R_j w_ij / w_.j``: demand is allotted
    once and the level of service is shared once.

    Examples
    --------
    >>> from territory.access.decay import binary
    >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [5, 5, 5])
    >>> balanced_fca(table, [10, 10], [1, 3], binary(10)).round(6).tolist()
    [0.3, 0.1]
    """
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    weights = problem.weights
    choices = weights.to_origins(np.ones(len(weights.destinations)))
    both = np.column_stack([over(problem.people, choices), np.ones(len(weights.origins))])
    load, shares = weights.to_destinations(both).T
    access = weights.to_origins(over(problem.ratios(load), shares))
    return problem.answer(access, "balanced_fca")


def inverted_two_step_fca(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the crowdedness of each destination, demand per unit of supply (Wang, 2018).

    ``f_i = P_i / sum_l S_l w_il``; ``C_j = sum_i f_i w_ij``; indexed by the destinations.

    Examples
    --------
    >>> from territory.access.decay import binary
    >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [5, 5, 5])
    >>> inverted_two_step_fca(table, [8, 9], [1, 3], binary(10)).tolist()
    [2.0, 5.0]
    """
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    reachable = problem.weights.to_origins(problem.amounts)
    people = problem.people if reachable.ndim == 1 else problem.people[:, np.newaxis]
    crowded = problem.weights.to_destinations(
        over(np.broadcast_to(people, reachable.shape), reachable)
    )
    return problem.answer(crowded, "inverted_two_step_fca", by="destinations")


def spatial_availability(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    alpha: float = 1.0,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the supply each origin gets of each provider's whole (Soukhov et al., 2023).

    ``V_i = sum_j S_j P_i^alpha w_ij / sum_k P_k^alpha w_kj``: a count of supply, not a rate; it
    sums to the supply that has somebody in reach. An origin without people gets none.

    Examples
    --------
    >>> from territory.access.decay import binary
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    >>> spatial_availability(table, [30, 10], [4], binary(10)).tolist()
    [3.0, 1.0]
    """
    if not 0 <= alpha < np.inf:
        raise InputError("alpha est un nombre d'au moins 0, et non {alpha}.", alpha=alpha)
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    pull = np.where(problem.people > 0, problem.people, 0.0) ** alpha * (problem.people > 0)
    felt = problem.weights.to_origins(problem.ratios(problem.weights.to_destinations(pull)))
    available = felt * (pull if felt.ndim == 1 else pull[:, np.newaxis])
    return problem.answer(available, "spatial_availability")
