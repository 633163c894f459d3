"""Every measure at once: one set of weights, two passes over the pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._problem import Problem, over, pose
from territory.access.congestion import raam
from territory.access.decay import binary
from territory.access.nearest import kth_nearest_cost, nearest_cost
from territory.access.state import states
from territory.access.weights import Block, Decayed, Vector, by_threads, streamed
from territory.costs import CostTable
from territory.errors import InputError

WITHIN = ("cumulative_opportunities", "two_step_fca")
WEIGHTED = (
    "gravity",
    "enhanced_two_step_fca",
    "three_step_fca",
    "modified_two_step_fca",
    "balanced_fca",
    "spatial_availability",
)
BY_DEFAULT = ("nearest_cost", "second_nearest_cost", *WITHIN, *WEIGHTED)
MEASURES = (*BY_DEFAULT, "raam")


@dataclass(frozen=True, eq=False)
class Measures:
    """What `every_measure` returns.

    Attributes
    ----------
    origins : pandas.DataFrame
        One column per measure, and ``status``.
    destinations : pandas.DataFrame
        ``supply_ratio`` and ``inverted_two_step_fca`` (crowdedness).
    """

    origins: pd.DataFrame
    destinations: pd.DataFrame


def every_measure(
    costs: CostTable,
    demand: Any,
    supply: Any,
    decay: Decayed,
    *,
    threshold: float | None = None,
    only: Iterable[str] | None = None,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Measures:
    """Return every measure of one problem, with the status beside.

    Each column equals the measure of its name called alone with the same ``decay``; the weights
    are computed once and the pairs read twice.

    Parameters
    ----------
    costs : CostTable
    demand : array-like or Series, shape (origins,)
        People.
    supply : array-like or Series, shape (destinations,)
        Full-time equivalents.
    decay : Callable
        Costs to weights, see `territory.access.decay`.
    threshold : float, optional
        For the measures that know only inside and outside; the decay's support by default, else
        the table's limit.
    only : iterable of str, optional
        Names of `MEASURES`; all but ``raam``, which is an equilibrium and takes longer, by
        default.
    eligibility : optional
        Share of each origin that may use each destination (not used by nearest costs and RAAM).
    allow_missing : bool
        Whether a missing demand is let in: it weighs 0 and its own values are missing.

    Returns
    -------
    Measures

    Raises
    ------
    InputError
        For a name that is not a measure; for what any measure refuses.

    Examples
    --------
    >>> from territory.access.decay import steps
    >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [5, 12, 15])
    >>> found = every_measure(table, [10, 20], [1, 2], steps({10: 1, 20: 0.5}))
    >>> found.origins[["nearest_cost", "two_step_fca", "status"]].round(4).values.tolist()
    [[5.0, 0.1667, 'served'], [15.0, 0.0667, 'served']]
    """
    wanted = _wanted(only)
    problem = pose(
        costs, demand, supply, decay, eligibility, allow_missing=allow_missing, keep=True
    )
    if problem.kinds is not None:
        raise InputError("supply : une seule série est attendue, et non une colonne par sorte.")
    limit = _threshold(costs, decay, threshold) if set(wanted) & set(WITHIN) else None
    by_origin, by_destination, served = _two_passes(problem)
    columns = _apart(costs, problem, wanted, limit, eligibility) | by_origin
    frame = pd.DataFrame({name: columns[name] for name in wanted}, index=costs.origins)
    frame.loc[problem.missing] = np.nan
    frame["status"] = states(np.where(problem.missing, np.nan, problem.people), served)
    return Measures(frame, pd.DataFrame(by_destination, index=costs.destinations))


def _apart(
    costs: CostTable,
    problem: Problem,
    wanted: tuple[str, ...],
    threshold: float | None,
    eligibility: Any,
) -> dict[str, Any]:
    """Return the measures that do not use the decay's weights."""
    columns: dict[str, Any] = {}
    if "nearest_cost" in wanted:
        columns["nearest_cost"] = nearest_cost(costs)
    if "second_nearest_cost" in wanted:
        columns["second_nearest_cost"] = kth_nearest_cost(costs, 2)
    if threshold is not None:
        columns |= _within(costs, problem, threshold, eligibility)
    if "raam" in wanted:
        columns["raam"] = raam(costs, problem.people, problem.amounts)
    return columns


def _wanted(only: Iterable[str] | None) -> tuple[str, ...]:
    names = BY_DEFAULT if only is None else tuple(only)
    for name in names:
        if name not in MEASURES:
            raise InputError(
                "only : « {name} » n'est pas une mesure; attendues : {known}.",
                name=name,
                known=", ".join(MEASURES),
            )
    return names


def _threshold(costs: CostTable, decay: Decayed, given: float | None) -> float:
    """Return the threshold of the measures that know only inside and outside."""
    support = getattr(decay, "support", np.inf)
    for value in (given, support if np.isfinite(support) else None, costs.limit):
        if value is not None:
            return float(value)
    raise InputError(
        "threshold manque : la décroissance n'a pas de borne et la table de coûts n'a pas de "
        "limite."
    )


def _within(
    costs: CostTable, problem: Problem, threshold: float, eligibility: Any
) -> dict[str, Vector]:
    """Return the two measures whose weight is 1 up to the threshold."""
    near = streamed(costs, binary(threshold), eligibility)
    ratios = problem.ratios(near.to_destinations(problem.people))
    found = near.to_origins(problem.amounts), near.to_origins(ratios)
    return dict(zip(WITHIN, found, strict=True))


def _two_passes(
    problem: Problem,
) -> tuple[dict[str, Vector], dict[str, Vector], NDArray[np.bool_]]:
    """Return the weighted measures by origin and by destination, and who is served.

    First pass, with ``w_i.`` the row's sum and ``S_i = sum_j S_j w_ij``: the columns' sums of
    ``w``, ``w P``, ``w P / w_i.``, ``w P / S_i`` and ``w^2 P / w_i.``. Second pass: the rows'
    sums of ``w`` and ``w^2`` times the ratios they give.
    """
    weights, people, amounts = problem.weights, problem.people, problem.amounts
    choices, reachable = np.empty((2, len(weights.origins)))
    loads = np.zeros((len(weights.destinations), 4))
    squared = np.zeros(len(weights.destinations))
    ones = np.ones(len(amounts))

    def first(block: Block) -> tuple[Vector, Vector]:
        rows, part = block[0], weights.part(block)
        choices[rows], reachable[rows] = part @ ones, part @ amounts
        here = people[rows]
        allotted = over(here, choices[rows])
        load = np.column_stack([np.ones(len(here)), here, allotted, over(here, reachable[rows])])
        once_loaded = np.asarray(part.T @ load)
        weights.square(part, block)
        return once_loaded, np.asarray(part.T @ allotted)

    for some, some_squared in by_threads(first, weights.blocks()):
        loads += some
        squared += some_squared
    shares, demand, balanced, crowded = loads.T
    plain = problem.ratios(demand)
    level, tripled = over(problem.ratios(balanced), shares), problem.ratios(squared)
    once, allotted_once, twice, tripled_felt = np.empty((4, len(weights.origins)))

    def second(block: Block) -> None:
        rows, part = block[0], weights.part(block)
        once[rows], allotted_once[rows] = part @ plain, part @ level
        weights.square(part, block)
        twice[rows], tripled_felt[rows] = part @ plain, part @ tripled

    for _ in by_threads(second, weights.blocks()):
        pass
    by_origin = {
        "gravity": reachable,
        "enhanced_two_step_fca": once,
        "three_step_fca": over(tripled_felt, choices),
        "modified_two_step_fca": twice,
        "balanced_fca": allotted_once,
        "spatial_availability": once * people,
    }
    by_destination = {"supply_ratio": plain, "inverted_two_step_fca": crowded}
    return by_origin, by_destination, reachable > 0
