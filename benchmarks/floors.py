"""Each measure written for itself alone, in plain numpy and scipy, as an engineer would.

The floor of the comparison: a CSR matrix of costs, its own arithmetic and nothing else: no
identifiers, no checks, no status. scipy brings single-precision weights to double when a vector
in double precision meets them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from problems import LIMIT, Problem

Vector = NDArray[np.float64]
STEPS = {10.0: 1.0, 20.0: 0.68, 30.0: 0.22}
APL_STEPS = {10.0: 1.0, 15.0: 0.3, 20.0: 0.1}
RATE = 0.1
NEAR = 5.0
AREAS = 100


def _with(matrix: sparse.csr_array, data: Vector) -> sparse.csr_array:
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _steps(costs: Vector, weights: dict[float, float]) -> Vector:
    bounds = np.array(list(weights), dtype=costs.dtype)
    values = np.array([*weights.values(), 0.0], dtype=costs.dtype)
    return values[np.searchsorted(bounds, costs)]


def stepped(problem: Problem) -> sparse.csr_array:
    """Return the weights of three zones."""
    return _with(problem.matrix, _steps(problem.matrix.data, STEPS))


def _ratio(above: Vector, below: Vector) -> Vector:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _two_steps(problem: Problem, weights: sparse.csr_array) -> Vector:
    return weights @ _ratio(problem.supply, weights.T @ problem.demand)


def nearest_cost(problem: Problem) -> Vector:
    return np.minimum.reduceat(problem.matrix.data, problem.matrix.indptr[:-1])


def nearest_destination(problem: Problem) -> Vector:
    matrix = problem.matrix
    least = nearest_cost(problem)
    hits = np.flatnonzero(matrix.data == np.repeat(least, np.diff(matrix.indptr)))
    return matrix.indices[hits[np.searchsorted(hits, matrix.indptr[:-1])]]


def _kth_nearest(problem: Problem, k: int) -> Vector:
    matrix = problem.matrix
    data = matrix.data.copy()
    starts, counts = matrix.indptr[:-1], np.diff(matrix.indptr)
    for _ in range(k - 1):
        least = np.minimum.reduceat(data, starts)
        hits = np.flatnonzero(data == np.repeat(least, counts))
        data[hits[np.searchsorted(hits, starts)]] = np.inf
    return np.minimum.reduceat(data, starts)


def second_nearest_cost(problem: Problem) -> Vector:
    return _kth_nearest(problem, 2)


def third_nearest_cost(problem: Problem) -> Vector:
    return _kth_nearest(problem, 3)


def cumulative_opportunities(problem: Problem) -> Vector:
    near = problem.matrix.data <= 10
    return _with(problem.matrix, near.astype(problem.matrix.dtype)) @ problem.supply


def cumulative_interval(problem: Problem) -> Vector:
    costs = problem.matrix.data
    between = (costs > 10) & (costs <= 20)
    return _with(problem.matrix, between.astype(costs.dtype)) @ problem.supply


def gravity(problem: Problem) -> Vector:
    weights = np.exp(-RATE * problem.matrix.data)
    return _with(problem.matrix, weights) @ problem.supply


def two_step_fca(problem: Problem) -> Vector:
    near = problem.matrix.data <= LIMIT
    return _two_steps(problem, _with(problem.matrix, near.astype(problem.matrix.dtype)))


def supply_ratio(problem: Problem) -> Vector:
    return _ratio(problem.supply, stepped(problem).T @ problem.demand)


def enhanced_two_step_fca(problem: Problem) -> Vector:
    return _two_steps(problem, stepped(problem))


def gaussian_two_step_fca(problem: Problem) -> Vector:
    floor = np.exp(-0.5)
    weights = (np.exp(-0.5 * (problem.matrix.data / LIMIT) ** 2) - floor) / (1 - floor)
    return _two_steps(problem, _with(problem.matrix, weights.astype(problem.matrix.dtype)))


def kernel_density_two_step_fca(problem: Problem) -> Vector:
    weights = 0.75 * (1 - (problem.matrix.data / LIMIT) ** 2)
    return _two_steps(problem, _with(problem.matrix, weights.astype(problem.matrix.dtype)))


def three_step_fca(problem: Problem) -> Vector:
    weights = stepped(problem)
    sums = weights @ np.ones(weights.shape[1])
    share = _ratio(np.ones_like(sums), sums).astype(weights.dtype)
    chosen = _with(weights, weights.data**2 * np.repeat(share, np.diff(weights.indptr)))
    return _two_steps(problem, chosen)


def modified_two_step_fca(problem: Problem) -> Vector:
    weights = stepped(problem)
    ratios = _ratio(problem.supply, weights.T @ problem.demand)
    return _with(weights, weights.data**2) @ ratios


def balanced_fca(problem: Problem) -> Vector:
    weights = stepped(problem)
    by_origin = weights @ np.ones(weights.shape[1])
    by_destination = weights.T @ np.ones(weights.shape[0])
    ratios = _ratio(problem.supply, weights.T @ _ratio(problem.demand, by_origin))
    return weights @ _ratio(ratios, by_destination)


def inverted_two_step_fca(problem: Problem) -> Vector:
    weights = stepped(problem)
    return weights.T @ _ratio(problem.demand, weights @ problem.supply)


def spatial_availability(problem: Problem) -> Vector:
    return problem.demand * _two_steps(problem, stepped(problem))


def proximity_measure(problem: Problem) -> Vector:
    costs = problem.matrix.data
    least = costs.min(where=costs > 0, initial=np.inf)
    near = np.where(costs <= 10, 1 / np.maximum(costs, least), 0).astype(costs.dtype)
    total = _with(problem.matrix, near) @ problem.supply
    found = np.where(total > 0, total, np.nan)
    return (found - np.nanmin(found)) / (np.nanmax(found) - np.nanmin(found))


def local_potential_access(problem: Problem) -> Vector:
    weights = _with(problem.matrix, _steps(problem.matrix.data, APL_STEPS))
    return _two_steps(problem, weights)


def by_public(problem: Problem) -> Vector:
    share, required = publics(problem)
    weights = stepped(problem)
    people = problem.demand
    demand = np.where(required, weights.T @ (people * share), weights.T @ people)
    ratios = _ratio(problem.supply, demand)
    registered = weights @ ratios
    others = weights @ np.where(required, 0.0, ratios)
    return share * registered + (1 - share) * others


def status(problem: Problem) -> Vector:
    serving = problem.supply[problem.matrix.indices] > 0
    served = np.logical_or.reduceat(serving, problem.matrix.indptr[:-1])
    return np.where(problem.demand == 0, 2, np.where(served, 0, 1))


def provider_ratio(problem: Problem) -> Vector:
    here, there = areas(problem)
    people = np.bincount(here, problem.demand, minlength=AREAS)
    offered = np.bincount(there, problem.supply, minlength=AREAS)
    return (offered / people)[here]


def one_step_fca(problem: Problem, between: sparse.csr_array) -> Vector:
    costs = problem.matrix.data
    near = _with(problem.matrix, (costs <= NEAR).astype(costs.dtype)) @ problem.supply
    close = _with(between, (between.data <= NEAR).astype(between.dtype))
    around = close @ problem.demand
    return _ratio(near, around)


def areas(problem: Problem) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the area, 0 to 99, of each origin and of each destination."""
    rng = np.random.default_rng(8)
    return (
        rng.integers(0, AREAS, len(problem.demand)),
        rng.integers(0, AREAS, len(problem.supply)),
    )


def publics(problem: Problem) -> tuple[Vector, NDArray[np.bool_]]:
    """Return a registered share per origin and which destinations ask for registration."""
    rng = np.random.default_rng(9)
    return rng.uniform(0.4, 0.9, len(problem.demand)), rng.random(len(problem.supply)) < 0.3


def ready(problem: Problem, measure: str) -> Callable[[], Vector]:
    """Return the floor of a measure, ready to time."""
    if measure == "one_step_fca":
        between = problem.neighbours()
        return lambda: one_step_fca(problem, between)
    floor: Callable[[Problem], Vector] = globals()[measure]
    return lambda: floor(problem)
