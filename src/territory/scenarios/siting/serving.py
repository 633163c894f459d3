"""p-median and maximal covering: who is served, and at what cost."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting import heuristic
from territory.scenarios.siting.problem import Location, Mask
from territory.scenarios.siting.program import (
    EXACT,
    Program,
    Siting,
    refuse,
    siting,
    with_cover,
    with_guard,
    with_sites,
)
from territory.scenarios.siting.solver import Matrix, Vector
from territory.text import Amount

LARGE = 100_000
"""Pairs above which greedy and exchange come first, told with their gap to the linear bound."""


def maximal_covering(problem: Location, *, seconds: float = 60.0, large: int = LARGE) -> Siting:
    """Return the sites that put the most people within their threshold (Church and ReVelle, 1974).

    Maximises ``sum_i P_i z_i`` with ``z_i <= sum_j a_ij y_j``. With capacities, people are given
    to sites in range, in parts if need be, and no site takes more than its own.

    Parameters
    ----------
    problem : Location
    seconds : float
        Time left to the solver.
    large : int
        Pairs above which the heuristic stands in for the exact program.

    Returns
    -------
    Siting
        ``objective`` and ``bound`` are people.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "b", "c"], ["x", "x", "y"], [3, 4, 2])
    >>> best = maximal_covering(Location.of(table, [10, 20, 25], thresholds=5, count=1))
    >>> best.chosen.tolist(), best.objective, best.optimal
    (['x'], 30.0, True)
    """
    start = time.perf_counter()
    if problem.capacity is not None:
        return _with_capacity(problem, seconds)
    if problem.cover.nnz > large and not problem.no_one_loses and _nothing_closes(problem):
        cover = sparse.csr_array(problem.cover.multiply(problem.demand[:, None]))
        return _by_exchange("maximal_covering", problem, cover, seconds)
    program = Program()
    with_sites(program, problem)
    with_cover(program, problem, -problem.demand)
    with_guard(program, problem)
    found = program.solve(seconds)
    opened, method = _open(program, problem, found.x, found.infeasible)
    people = float(problem.demand @ problem.reached(opened))
    limit = min(-found.bound, float(problem.demand.sum()))
    return siting(
        "maximal_covering",
        problem,
        opened,
        objective=people,
        bound=max(limit, people),
        start=start,
        method=method,
    )


def p_median(
    problem: Location,
    *,
    beyond: float | None = None,
    seconds: float = 60.0,
    large: int = LARGE,
) -> Siting:
    """Return the sites that make the total cost of everyone least (Hakimi, 1964).

    Minimises ``sum_ij P_i d_ij x_ij`` with ``sum_j x_ij = 1`` and ``x_ij <= y_j``. People that no
    site can serve are left aside and told. With capacities, the people of an origin may be shared
    among sites.

    Parameters
    ----------
    problem : Location
    beyond : float, optional
        Cost of a person left without a site in the table; by default everyone whom some site
        can serve must be.
    seconds, large
        As in `maximal_covering`.

    Returns
    -------
    Siting
        ``objective`` and ``bound`` are person-minutes (or kilometres).

    Raises
    ------
    InputError
        When the sites allowed cannot serve everyone, and ``beyond`` is not given.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "a", "b", "b"], ["x", "y"] * 2, [1, 6, 6, 2])
    >>> best = p_median(Location.of(table, [10, 20], count=1))
    >>> best.chosen.tolist(), best.objective
    (['y'], 100.0)
    """
    start = time.perf_counter()
    served = np.diff(problem.costs.matrix.indptr) > 0
    aside = float(problem.demand[~served].sum())
    demand = np.where(served, problem.demand, 0.0)
    free = problem.capacity is None and not problem.no_one_loses and _nothing_closes(problem)
    if beyond is not None and free and problem.costs.matrix.nnz > large:
        return _large_median(replace(problem, demand=demand), beyond, seconds, aside)
    program = Program()
    with_sites(program, problem)
    _assigned(program, problem, demand, beyond)
    with_guard(program, problem)
    found = program.solve(seconds)
    if found.x is None and beyond is None:
        raise InputError(
            "Les points permis ne peuvent servir les {people} personnes qu'un point peut servir; "
            "ajoutez des points, ou donnez un coût à qui reste sans point (beyond).",
            people=Amount(float(demand.sum()), digits=0),
        )
    opened, method = _open(program, problem, found.x, found.infeasible)
    total = found.value if problem.capacity is not None else _cost(problem, demand, opened, beyond)
    return siting(
        "p_median",
        problem,
        opened,
        objective=total,
        bound=min(max(found.bound, 0.0), total),
        start=start,
        method=method,
        unreachable=aside,
    )


def _nothing_closes(problem: Location) -> bool:
    return not bool((problem.standing & ~problem.fixed).any())


def _assigned(program: Program, problem: Location, demand: Vector, beyond: float | None) -> None:
    """Add who goes where: the pairs that may be used, at their cost."""
    matrix, rows = problem.costs.matrix, problem.costs.rows()
    kept = demand[rows] > 0
    if problem.capacity is None:
        # Nobody passes a site that is open whatever is decided.
        nearest = problem.nearest(problem.fixed)[0]
        ceiling = np.minimum(nearest, np.inf if beyond is None else beyond)
        kept &= matrix.data <= ceiling[rows]
    rows, columns = rows[kept], matrix.indices[kept]
    costs = matrix.data[kept].astype(np.float64)
    pairs, origins = len(rows), len(demand)
    each = np.arange(pairs)
    program.add("pairs", demand[rows] * costs)
    to_origin = sparse.csr_array((np.ones(pairs), (rows, each)), shape=(origins, pairs))
    some = np.flatnonzero(demand > 0)
    blocks: dict[str, Matrix] = {"pairs": sparse.csr_array(to_origin[some])}
    if beyond is not None:
        program.add("none", demand[some] * beyond)
        blocks["none"] = sparse.csr_array(sparse.eye_array(len(some)))
    program.rows(blocks, lower=1.0, upper=1.0)
    pick = sparse.csr_array((np.ones(pairs), (each, columns)), shape=(pairs, problem.sites))
    program.rows({"open": pick, "pairs": -sparse.eye_array(pairs)}, lower=0.0)
    _loads(program, problem, demand[rows], columns)


def _loads(program: Program, problem: Location, people: Vector, columns: Any) -> None:
    """Add that no site takes more people than its capacity."""
    if problem.capacity is None:
        return
    limited = np.flatnonzero(np.isfinite(problem.capacity))
    shape = (problem.sites, len(columns))
    load: Matrix = sparse.csr_array((people, (columns, np.arange(len(columns)))), shape=shape)
    room: Any = sparse.diags_array(np.where(np.isfinite(problem.capacity), problem.capacity, 0.0))
    program.rows(
        {"open": sparse.csr_array(room.tocsr()[limited]), "pairs": -load[limited]}, lower=0.0
    )


def _with_capacity(problem: Location, seconds: float) -> Siting:
    """Return maximal covering where a site serves no more people than its capacity."""
    start = time.perf_counter()
    cover = problem.cover
    rows = np.repeat(np.arange(cover.shape[0]), np.diff(cover.indptr))
    pairs = len(rows)
    each = np.arange(pairs)
    program = Program()
    with_sites(program, problem)
    program.add("pairs", -problem.demand[rows])
    to_origin = sparse.csr_array((np.ones(pairs), (rows, each)), shape=(cover.shape[0], pairs))
    program.rows({"pairs": to_origin}, upper=1.0)
    pick = sparse.csr_array((np.ones(pairs), (each, cover.indices)), shape=(pairs, problem.sites))
    program.rows({"open": pick, "pairs": -sparse.eye_array(pairs)}, lower=0.0)
    _loads(program, problem, problem.demand[rows], cover.indices)
    with_guard(program, problem)
    found = program.solve(seconds)
    if found.x is None:
        raise refuse(problem)
    people = float(problem.demand[rows] @ program.part(found.x, "pairs"))
    return siting(
        "maximal_covering",
        problem,
        program.part(found.x, "open") > 0.5,  # noqa: PLR2004 - open or not
        objective=people,
        bound=max(-found.bound, people),
        start=start,
    )


def _open(
    program: Program, problem: Location, x: Vector | None, infeasible: bool
) -> tuple[Mask, str]:
    """Return the sites open in an answer; as they stood where time ran out before any."""
    if x is not None:
        opened: Mask = program.part(x, "open") > 0.5  # noqa: PLR2004 - open or not
        return opened, EXACT
    if infeasible:
        raise refuse(problem)
    return problem.standing.copy(), "unchanged"


def _cost(problem: Location, demand: Vector, opened: Mask, beyond: float | None) -> float:
    nearest = problem.nearest(opened)[0]
    if beyond is not None:
        nearest = np.minimum(nearest, beyond)
    return float(demand[demand > 0] @ nearest[demand > 0])


def _by_exchange(model: str, problem: Location, value: Matrix, seconds: float) -> Siting:
    start = time.perf_counter()
    worth = heuristic.Worth(value, problem.fixed, problem.prices, problem.budget)
    opened, total, limit = _exchanged(worth, seconds)
    return siting(
        model, problem, opened, objective=total, bound=limit, start=start, method=heuristic.NAME
    )


def _large_median(problem: Location, beyond: float, seconds: float, aside: float) -> Siting:
    start = time.perf_counter()
    matrix, rows = problem.costs.matrix, problem.costs.rows()
    saved = np.maximum(beyond - matrix.data.astype(np.float64), 0.0) * problem.demand[rows]
    value = sparse.csr_array((saved, matrix.indices, matrix.indptr), shape=matrix.shape)
    worth = heuristic.Worth(value, problem.fixed, problem.prices, problem.budget)
    opened, total, limit = _exchanged(worth, seconds)
    most = float(problem.demand.sum()) * beyond
    return siting(
        "p_median",
        problem,
        opened,
        objective=most - total,
        bound=most - limit,
        start=start,
        method=heuristic.NAME,
        unreachable=aside,
    )


def _exchanged(worth: heuristic.Worth, seconds: float) -> tuple[Mask, float, float]:
    """Return the sites of greedy and exchange, what they are worth, and what none can pass."""
    opened = heuristic.greedy(worth)
    limit, met = heuristic.bound(worth, worth.total(opened), seconds=0.6 * seconds)
    if worth.total(met) > worth.total(opened):
        opened = met
    if limit > worth.total(opened) * (1 + 1e-4):
        opened = heuristic.exchange(worth, opened, seconds=0.3 * seconds)
    total = worth.total(opened)
    return opened, total, max(limit, total)
