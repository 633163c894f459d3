"""Gravity and floating catchments: supply shared among those who can reach it.

Every function takes a CostTable and a decay, or in their place the `Weights` of
`territory.access.weigh`, computed once and shared. A supply given as a DataFrame, one column per
kind of service, gives a DataFrame with the same columns.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from territory.access._guards import aligned_columns
from territory.access._problem import Problem, pose, weights_of
from territory.access.decay import binary, epanechnikov, gaussian
from territory.access.weights import Decayed, Vector, Weights
from territory.costs import CostTable


def gravity(
    costs: CostTable | Weights,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
) -> Any:
    """Return Hansen's potential: ``A_i = sum_j S_j f(d_ij)`` (Hansen, 1959).

    Examples
    --------
    >>> from territory.access.decay import exponential
    >>> table = CostTable.from_pairs(["a", "a"], ["x", "y"], [0, 20])
    >>> gravity(table, [1, 1], exponential(1 / 20)).round(6).tolist()
    [1.367879]
    """
    amounts = aligned_columns(supply, costs.destinations, "supply")
    potential = weights_of(costs, decay, eligibility).to_origins(amounts)
    if isinstance(supply, pd.DataFrame):
        return pd.DataFrame(potential, index=costs.origins, columns=supply.columns)
    return pd.Series(potential, index=costs.origins, name="gravity")


def supply_ratio(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return supply per weighted demand of each destination, 0 where nobody is in reach.

    ``R_j = S_j / sum_i P_i w_ij``: the first step of the catchments, indexed by destinations.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 9])
    >>> supply_ratio(table, [6, 4], [2], binary(10)).tolist()
    [0.2]
    """
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    return problem.answer(first_step(problem), "supply_ratio", by="destinations")


def first_step(problem: Problem) -> Vector:
    """Return ``R_j = S_j / sum_i P_i w_ij`` per destination."""
    return problem.ratios(problem.weights.to_destinations(problem.people))


def two_steps(problem: Problem) -> Vector:
    """Return ``A_i = sum_j R_j w_ij`` per origin."""
    return problem.weights.to_origins(first_step(problem))


def enhanced_two_step_fca(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the enhanced two-step floating catchment (Luo and Qi, 2009).

    ``R_j = S_j / sum_k P_k e_kj w_kj``; ``A_i = sum_j R_j e_ij w_ij``

    Parameters
    ----------
    costs : CostTable or Weights
    demand : array-like or Series, shape (origins,)
        People, at least 0.
    supply : array-like or Series, shape (destinations,), or DataFrame with a column per kind
        Full-time equivalents, at least 0.
    decay : Callable
        Costs to weights, see `territory.access.decay`; none when weights are given.
    eligibility : optional
        Share of each origin that may use each destination.
    allow_missing : bool
        Whether a missing demand is let in: it weighs 0 and its own value is missing.

    Returns
    -------
    pandas.Series of float, shape (origins,), or DataFrame with a column per kind
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
    problem = pose(costs, demand, supply, decay, eligibility, allow_missing=allow_missing)
    return problem.answer(two_steps(problem), "enhanced_two_step_fca")


def two_step_fca(
    costs: CostTable,
    demand: Any,
    supply: Any,
    threshold: float,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the two-step floating catchment (Luo and Wang, 2003), threshold inclusive.

    The enhanced catchment with a weight of 1 up to ``threshold`` and 0 beyond.

    Examples
    --------
    >>> table = CostTable.from_pairs(
    ...     ["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, [5, 55, 35, 15, 40, 25]
    ... )
    >>> two_step_fca(table, [5, 10, 50], [5, 10], 30).round(6).tolist()
    [1.0, 0.166667, 0.166667]
    """
    problem = pose(
        costs, demand, supply, binary(threshold), eligibility, allow_missing=allow_missing
    )
    return problem.answer(two_steps(problem), "two_step_fca")


def kernel_density_two_step_fca(
    costs: CostTable,
    demand: Any,
    supply: Any,
    threshold: float,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the kernel density two-step catchment (Dai and Wang, 2011).

    The enhanced catchment under Epanechnikov's ``0.75 (1 - (d/d0)^2)``, 0 beyond ``threshold``.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [0, 15])
    >>> kernel_density_two_step_fca(table, [10, 10], [1], 30).round(6).tolist()
    [0.057143, 0.042857]
    """
    problem = pose(
        costs, demand, supply, epanechnikov(threshold), eligibility, allow_missing=allow_missing
    )
    return problem.answer(two_steps(problem), "kernel_density_two_step_fca")


def gaussian_two_step_fca(
    costs: CostTable,
    demand: Any,
    supply: Any,
    threshold: float,
    *,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return the Gaussian two-step catchment (Dai, 2010).

    The enhanced catchment under ``(exp(-(d/d0)^2/2) - exp(-1/2)) / (1 - exp(-1/2))``.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [0, 30])
    >>> gaussian_two_step_fca(table, [10, 10], [1], 30).tolist()
    [0.1, 0.0]
    """
    problem = pose(
        costs, demand, supply, gaussian(threshold), eligibility, allow_missing=allow_missing
    )
    return problem.answer(two_steps(problem), "gaussian_two_step_fca")
