"""A primal-dual interior point for the congestion programme on a few chosen pairs.

    minimise    sum_j y_j^2 / (2 k_j) + sum_ij t_ij x_ij
    subject to  sum_j x_ij = P_i   (price l_i),   sum_i x_ij = y_j   (price c_j),   x >= 0

with ``k_j`` the capacity. At the optimum ``c_j = y_j / k_j`` and the slack
``z_ij = t_ij + c_j - l_i`` is 0 wherever ``x_ij > 0``: nobody has a cheaper choice. Each step
solves Newton's equations for ``x z = target`` (Mehrotra, 1992). With ``h = x / z``, the origins
eliminate one by one, and what is left is one symmetric positive definite system on destinations,

    (diag(k) + diag(sum_i h_ij) - H' diag(1 / sum_j h_ij) H) dc = right-hand side,

as sparse as neighbouring providers share origins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

Vector = NDArray[np.float64]
Positions = NDArray[np.intp]

STEPS_AT_MOST = 100
# What is added, relatively, so that differences of nearly equal numbers stay above 0.
KEPT_APART = 1e-13
# Steps in a row that hardly gain: the arithmetic has no more digits to give.
STALLED_AT_MOST = 8
# How far a step goes towards the boundary it would meet.
SHORT_OF_THE_BOUNDARY = 0.995
# Share of the mean product a careful step aims at.
CAREFULLY = 0.2


@dataclass
class State:
    """Flows, prices and slacks.

    Attributes
    ----------
    flow, slack : shape (pairs,)
    origin_price : shape (origins,)
    price : shape (destinations,)
        Congestion of each destination.
    """

    flow: Vector
    slack: Vector
    origin_price: Vector
    price: Vector


@dataclass(frozen=True, eq=False)
class Restricted:
    """The programme on some pairs, every origin having one at least.

    Attributes
    ----------
    starts : shape (origins + 1,)
        Where each origin's pairs begin, as in a CSR matrix.
    columns : shape (pairs,)
        Destination of each pair.
    travel : shape (pairs,)
        ``t_ij``, in the unit of the congestion.
    people : shape (origins,)
        More than 0.
    capacity : shape (destinations,)
        ``k_j``, more than 0.
    """

    starts: Positions
    columns: Positions
    travel: Vector
    people: Vector
    capacity: Vector

    @cached_property
    def rows(self) -> Positions:
        """Origin of each pair."""
        return np.repeat(np.arange(len(self.people)), np.diff(self.starts))

    def by_origin(self, values: Vector) -> Vector:
        """Return the sum over each origin's pairs."""
        return np.add.reduceat(values, self.starts[:-1])

    def by_destination(self, values: Vector) -> Vector:
        """Return the sum over each destination's pairs."""
        summed = np.bincount(self.columns, values, minlength=len(self.capacity))
        return summed.astype(np.float64, copy=False)

    def centred(self, price: Vector, target: float) -> State:
        """Return the state where every pair has ``x z = target``, given the prices.

        Each origin's price solves ``sum_j target / (t_ij + c_j - l_i) = P_i``: convex in
        ``l_i``, by Newton on its inverse from below.
        """
        rows = self.rows
        cost = self.travel + price[self.columns]
        least = np.minimum.reduceat(cost, self.starts[:-1])
        beyond = cost - least[rows]
        margin = target / self.people
        for _ in range(60):
            inverse = target / (beyond + margin[rows])
            total = self.by_origin(inverse)
            slope = self.by_origin(inverse * inverse) / target
            change = (total - self.people) * total / (slope * self.people)
            margin += change
            if np.abs(change).max(initial=0.0) <= 1e-12 * margin.max(initial=0.0):
                break
        slack = beyond + margin[rows]
        flow = target / slack
        flow *= (self.people / self.by_origin(flow))[rows]
        return State(flow, slack, least - margin, price.copy())

    def feasible(self) -> State:
        """Return a state that meets every constraint: people divided evenly, prices their load.

        Far from the optimum, but from there no step is lost to mending prices.
        """
        flow = (self.people / np.diff(self.starts))[self.rows]
        price = self.by_destination(flow) / self.capacity
        cost = self.travel + price[self.columns]
        least = np.minimum.reduceat(cost, self.starts[:-1])
        slack = cost - least[self.rows]
        margin = max(float(flow @ slack) / float(self.people.sum()), np.finfo(float).eps)
        return State(flow, slack + margin, least - margin, price)

    def gap(self, state: State) -> float:
        """Return (primal - dual) / |primal| over these pairs."""
        load = self.by_destination(state.flow)
        primal = float((load * load / self.capacity).sum() / 2 + self.travel @ state.flow)
        least = np.minimum.reduceat(self.travel + state.price[self.columns], self.starts[:-1])
        dual = float(least @ self.people - (state.price**2 * self.capacity).sum() / 2)
        return (primal - dual) / max(abs(primal), np.finfo(float).tiny)

    def descend(self, state: State, enough: float) -> Iterator[State]:
        """Yield states ever closer to the optimum, until the gap is ``enough`` or stalls."""
        stalled, gap, product, careful = 0, self.gap(state), np.inf, False
        for _ in range(STEPS_AT_MOST):
            if gap <= enough or stalled > STALLED_AT_MOST:
                return
            state = self._step(state, careful=careful)
            yield state
            before, gap = gap, self.gap(state)
            former, product = product, float(state.flow @ state.slack)
            careful = product > former
            gains = gap <= 0.9 * before or product <= 0.9 * former
            stalled = 0 if gains else stalled + 1

    def _step(self, state: State, *, careful: bool) -> State:
        """Return the state after one predictor and corrector step, or a plain one if careful.

        What a corrector guesses of second order may go round in circles; a plain step does not.
        """
        newton = _Newton(self, state)
        flow, slack = state.flow, state.slack
        mean = float(flow @ slack) / len(flow)
        if careful:
            return _onward(state, newton.towards(CAREFULLY * mean / flow - slack))
        ahead = newton.towards(-slack)
        reach = _reach(state, ahead)
        left = float((flow + reach * ahead.flow) @ (slack + reach * ahead.slack)) / len(flow)
        target = mean * min(1.0, (left / mean) ** 3)
        move = newton.towards((target - ahead.flow * ahead.slack) / flow - slack)
        move = newton.recentred(move, target)
        return _onward(state, move)


class _Newton:
    """Newton's equations at one state, factored once and solved for several right-hand sides."""

    def __init__(self, problem: Restricted, state: State) -> None:
        self.problem, self.state = problem, state
        self.rows, self.columns = problem.rows, problem.columns
        self.ratio = state.flow / state.slack
        shape = (len(problem.people), len(problem.capacity))
        self.of_origins = problem.by_origin(self.ratio)
        self.pairs = sparse.csr_array((self.ratio, self.columns, problem.starts), shape=shape)
        scaled = sparse.csr_array(
            (self.ratio / self.of_origins[self.rows], self.columns, problem.starts), shape=shape
        )
        diagonal = problem.capacity + problem.by_destination(self.ratio) * (1 + KEPT_APART)
        system = sparse.diags_array(diagonal) - self.pairs.T.tocsr() @ scaled
        self.factors = splu(
            sparse.csc_array(system),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
        unmet = problem.people - problem.by_origin(state.flow)
        unloaded = problem.by_destination(state.flow) - problem.capacity * state.price
        offset = state.slack - problem.travel - state.price[self.columns]
        self.residuals = (unmet, unloaded, offset + state.origin_price[self.rows])

    def towards(self, aim: Vector, *, feasible: bool = False) -> State:
        """Return the move that adds ``flow * aim`` to ``flow * slack``, to first order.

        ``feasible`` says that another move already mends the residuals.
        """
        unmet, unloaded, offset = (0.0, 0.0, 0.0) if feasible else self.residuals
        pull = aim + offset
        wanted = self.ratio * pull
        own = (unmet - self.problem.by_origin(wanted)) / self.of_origins
        right = unloaded + self.problem.by_destination(wanted) + self.pairs.T @ own
        price = np.asarray(self.factors.solve(right), dtype=np.float64)
        origin_price = own + np.asarray(self.pairs @ price) / self.of_origins
        dearer = price[self.columns] - origin_price[self.rows]
        return State(self.ratio * (pull - dearer), dearer - offset, origin_price, price)

    def recentred(self, move: State, target: float, times: int = 3) -> State:
        """Return ``move`` with outlying products brought back, where it lengthens the step.

        Multiple centrality correctors (Gondzio, 1996): a factorisation costs more than a solve.
        """
        for _ in range(times):
            reach = _reach(self.state, move)
            if reach > 0.9:  # noqa: PLR2004
                break
            there = _moved(self.state, move, min(1.0, reach + 0.3))
            product = there.flow * there.slack
            change = np.clip(product, 0.1 * target, 10 * target) - product
            fix = self.towards(np.maximum(change, -10 * target) / self.state.flow, feasible=True)
            better = _moved(move, fix, 1.0)
            if _reach(self.state, better) < reach + 0.02:
                break
            move = better
        return move


def _onward(state: State, move: State) -> State:
    """Return the state as far along a move as it may go, short of the boundary."""
    reach = _reach(state, move)
    return _moved(state, move, reach * (SHORT_OF_THE_BOUNDARY if reach < 1 else 1.0))


def _moved(state: State, move: State, reach: float) -> State:
    return State(
        state.flow + reach * move.flow,
        state.slack + reach * move.slack,
        state.origin_price + reach * move.origin_price,
        state.price + reach * move.price,
    )


def _reach(state: State, move: State) -> float:
    """Return how far a move may go, at most 1, before a flow or a slack is 0."""
    reach = 1.0
    for here, change in ((state.flow, move.flow), (state.slack, move.slack)):
        falling = change < 0
        if falling.any():
            reach = min(reach, float((here[falling] / -change[falling]).min()))
    return reach
