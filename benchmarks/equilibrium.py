"""RAAM by plain Frank-Wolfe: the referee of the equilibrium, and how slowly it gets there.

The agents' equilibrium minimises ``sum_j L_j^2 / (2 rho S_j) + sum_ij x_ij t_ij / tau`` over
``sum_j x_ij = P_i``, ``L_j = sum_i x_ij``. Each step sends everybody to the cheapest provider at
current prices, then moves the exact best distance towards that. What a step needs of the flows is
their sums by provider and their total time, so nothing larger is kept.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from floors import Vector
from problems import Problem

TAU = 60.0


class FrankWolfe:
    """The steps of the method on one problem; only origins with people and a provider play."""

    def __init__(self, problem: Problem) -> None:
        counts = np.diff(problem.matrix.indptr)
        self.playing = (problem.demand > 0) & (counts > 0)
        kept = np.repeat(self.playing, counts)
        self.demand = problem.demand[self.playing]
        self.counts = counts[self.playing]
        self.starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        self.columns = problem.matrix.indices[kept]
        self.time = problem.matrix.data[kept].astype(np.float64) / TAU
        self.scale = problem.demand.sum() / problem.supply.sum() * problem.supply

    def cheapest(self, prices: Vector) -> tuple[Vector, NDArray[np.intp]]:
        """Return each origin's least cost, and the pair that has it."""
        costs = prices[self.columns] + self.time
        least = np.minimum.reduceat(costs, self.starts)
        hits = np.flatnonzero(costs == np.repeat(least, self.counts))
        return least, hits[np.searchsorted(hits, self.starts)]

    def sums(self, pairs: NDArray[np.intp]) -> tuple[Vector, float]:
        """Return loads and total time when everybody uses one pair."""
        loads = np.bincount(self.columns[pairs], self.demand, minlength=len(self.scale))
        return loads, float(self.demand @ self.time[pairs])


def frank_wolfe(
    problem: Problem, *, seconds: float, tolerance: float = 1e-6
) -> tuple[list[tuple[float, float]], Vector]:
    """Return (seconds, relative gap) points, and the least cost of each origin at the end.

    The gap is (primal - best dual)/|primal|; at the equilibrium the least cost is everyone's.
    """
    start = time.perf_counter()
    game = FrankWolfe(problem)
    loads, spent = game.sums(game.cheapest(np.zeros(len(game.scale)))[1])
    points: list[tuple[float, float]] = []
    dual = -np.inf
    while True:
        prices = loads / game.scale
        least, pairs = game.cheapest(prices)
        primal = float(loads @ prices) / 2 + spent
        excess = float(loads @ prices) + spent - float(game.demand @ least)
        dual = max(dual, primal - excess)
        points.append((time.perf_counter() - start, (primal - dual) / abs(primal)))
        if points[-1][1] <= tolerance or points[-1][0] >= seconds:
            break
        target, target_spent = game.sums(pairs)
        move = target - loads
        curvature = float(move @ (move / game.scale))
        step = min(excess / curvature, 1.0) if curvature > 0 else 1.0
        loads = loads + step * move
        spent = spent + step * (target_spent - spent)
    costs = np.full(len(problem.demand), np.nan)
    costs[game.playing] = least
    return points, costs
