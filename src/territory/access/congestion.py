"""RAAM: rational agents who weigh the way there against the crowd they find."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import aligned, cost_table, number
from territory.access._interior import Restricted, State
from territory.access.nearest import kth_of_rows
from territory.access.weights import Vector, blocks
from territory.costs import CostTable
from territory.errors import InputError

# Destinations each origin looks at in the first rounds and from then on, cheapest first under
# the prices known: fewer as prices become sure; those that carry people stay.
CHOICES = (10, 8, 5)
CARRIES = 0.01
# Gaps the first rounds stop at, before the pairs that would pay are looked for again.
ROUGH = (2e-2, 2e-3)
# Gap a round starts again from: close enough to keep what is known of the prices, far enough
# from the boundary for new pairs to find their flow.
AGAIN_FROM = 0.1
ROUNDS = 20
# Relative gap below which double precision has nothing more to say.
FINEST = 1e-13


def raam(
    costs: CostTable,
    demand: Any,
    supply: Any,
    *,
    tau: float = 60,
    rho: float | None = None,
    tolerance: float = 1e-6,
    trace: bool = False,
) -> pd.Series:
    """Return the cost of access at the rational agent equilibrium (Saxon and Snow, 2020).

    ``A_i = min_j (sum_k x_kj / (rho S_j) + t_ij / tau)``, where nobody has a cheaper choice;
    lower is better. A congestion game with linear costs: its equilibrium is the optimum of

    ``min sum_j X_j^2 / (2 rho S_j) + sum_ij x_ij t_ij / tau``, ``sum_j x_ij = P_i``, ``x >= 0``

    solved on a few pairs per origin by an interior point; pairs that would pay enter until none
    does. For any prices ``c``, ``sum_i P_i min_j (c_j + t_ij / tau) - sum_j rho S_j c_j^2 / 2``
    bounds the optimum from below, over all pairs: that is the gap returned.

    Parameters
    ----------
    costs : CostTable
    demand : array-like or Series, shape (origins,)
        People.
    supply : array-like or Series, shape (destinations,)
        A provider without supply is nobody's choice.
    tau : float
        Cost, in the table's unit, that weighs as much as one mean crowd.
    rho : float, optional
        People per unit of supply that count as a mean crowd; demand over supply by default.
    tolerance : float
        Largest relative optimality gap accepted.
    trace : bool
        Whether to keep ``attrs["curve"]``, the gap after each step: a pass over all pairs each.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        Missing where no provider with a supply is in reach. ``attrs["optimality_gap"]`` is
        (primal - dual) / |primal|; ``attrs["curve"]``, with ``trace``, pairs of seconds and gap.

    Raises
    ------
    InputError
        For a missing or negative demand or supply, a parameter that is not above 0, or a
        tolerance that double precision does not reach.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "a", "b", "b"], ["x", "y"] * 2, [0, 30, 30, 0])
    >>> found = raam(table, [1000, 100], [1, 1])
    >>> found.round(6).tolist(), found.attrs["optimality_gap"] <= 1e-6
    ([1.25, 0.75], True)
    """
    cost_table(costs)
    people = aligned(demand, costs.origins, "demand")
    amounts = aligned(supply, costs.destinations, "supply")
    mean_crowd = people.sum() / amounts.sum() if amounts.sum() > 0 else 1.0
    if rho is not None:
        mean_crowd = number(rho, "rho")
    number(tau, "tau")
    number(tolerance, "tolerance")
    offered = amounts > 0
    open_doors = costs if offered.all() else costs.select_destinations(offered)
    game = _Game(open_doors, people, mean_crowd * amounts[offered], tau)
    price, gap, curve = game.equilibrium(tolerance, trace=trace)
    result = pd.Series(game.least(price), index=costs.origins, name="raam")
    result.attrs["optimality_gap"] = gap
    if trace:
        result.attrs["curve"] = curve
    return result


@dataclass(frozen=True, eq=False)
class _Game:
    """People, capacities and the whole table of costs.

    Attributes
    ----------
    costs : CostTable
        To destinations that have a supply.
    people : shape (origins,)
    capacity : shape (destinations,)
        People that make a mean crowd.
    tau : float
    """

    costs: CostTable
    people: Vector
    capacity: Vector
    tau: float

    @property
    def players(self) -> NDArray[np.bool_]:
        """Origins that have people and a choice."""
        return (self.people > 0) & (np.diff(self.costs.matrix.indptr) > 0)

    def equilibrium(
        self, tolerance: float, *, trace: bool
    ) -> tuple[Vector, float, list[tuple[float, float]]]:
        """Return the congestion of each destination, the gap and its course."""
        start, curve = time.perf_counter(), []
        players = self.players
        price = np.ones(len(self.capacity))
        if not players.any():
            return np.zeros(len(self.capacity)), 0.0, []
        everything = int(np.diff(self.costs.matrix.indptr)[players].sum())
        crowd, finest = float(self.people[players].sum()), max(1e-4 * tolerance, FINEST)
        best, gap = price, np.inf
        chosen = self._cheapest(np.zeros(len(self.capacity)), CHOICES[0], players)
        for turn in range(ROUNDS):
            rough = turn < len(ROUGH) and len(chosen) < everything
            problem = self._restricted(chosen, players)
            if turn > len(ROUGH):
                state = problem.feasible()
            else:
                state = problem.centred(price, (AGAIN_FROM if turn else 1.0) * crowd / len(chosen))
            for step in problem.descend(state, ROUGH[turn] if rough else finest):
                state = step
                if trace:
                    curve.append((time.perf_counter() - start, self._priced(problem, step)[1]))
            price, reached = self._priced(problem, state)
            curve.append((time.perf_counter() - start, reached))
            if reached < gap:
                best, gap = price, reached
            if not rough and gap <= tolerance:
                return best, gap, curve
            if rough:
                chosen = chosen[state.flow > CARRIES * problem.people[problem.rows]]
            more = CHOICES[min(turn + 1, len(CHOICES) - 1)]
            chosen = np.union1d(chosen, self._cheapest(price, more, players))
        raise InputError(
            "raam : l'écart relatif atteint est {gap}, au-dessus de la tolérance demandée "
            "({tolerance}); demandez une tolérance plus grande.",
            gap=f"{gap:.1e}",
            tolerance=f"{tolerance:g}",
        )

    def _restricted(self, chosen: NDArray[np.intp], players: NDArray[np.bool_]) -> Restricted:
        """Return the programme on the chosen pairs of the origins that have people."""
        matrix = self.costs.matrix
        counts = np.diff(np.searchsorted(chosen, matrix.indptr))[players]
        return Restricted(
            np.concatenate([[0], np.cumsum(counts)]),
            matrix.indices[chosen].astype(np.intp),
            matrix.data[chosen].astype(np.float64) / self.tau,
            self.people[players],
            self.capacity,
        )

    def _priced(self, problem: Restricted, state: State) -> tuple[Vector, float]:
        """Return a state's prices, and the gap of its flows to their bound over all pairs."""
        flow = state.flow * (problem.people / problem.by_origin(state.flow))[problem.rows]
        load = problem.by_destination(flow)
        price = np.maximum(state.price, 0.0)
        primal = float((load * load / self.capacity).sum() / 2 + problem.travel @ flow)
        least = self.least(price)[self.players]
        dual = float(least @ problem.people - (self.capacity * price * price).sum() / 2)
        return price, max(0.0, (primal - dual) / primal) if primal > 0 else 0.0

    def least(self, price: Vector) -> Vector:
        """Return each origin's cheapest choice under the given congestion; missing if none."""
        result = np.full(len(self.people), np.nan)
        for rows, _, cost in self._blocks(price):
            result[rows] = _least_of_rows(cost, self._starts(rows))
        return result

    def _cheapest(self, price: Vector, count: int, players: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the pairs of each player's ``count`` cheapest destinations, ties included."""
        found = []
        for rows, pairs, cost in self._blocks(price):
            starts = self._starts(rows)
            limit = np.nan_to_num(kth_of_rows(cost, starts, count), nan=np.inf)
            limit[~players[rows]] = -np.inf
            found.append(pairs.start + np.flatnonzero(cost <= np.repeat(limit, np.diff(starts))))
        return np.concatenate(found)

    def _blocks(self, price: Vector) -> Iterator[tuple[slice, slice, Vector]]:
        matrix = self.costs.matrix
        for rows, pairs in blocks(matrix.indptr):
            cost = matrix.data[pairs].astype(np.float64)
            cost /= self.tau
            cost += price[matrix.indices[pairs]]
            yield rows, pairs, cost

    def _starts(self, rows: slice) -> NDArray[Any]:
        indptr = self.costs.matrix.indptr[rows.start : rows.stop + 1]
        starts: NDArray[Any] = indptr - indptr[0]
        return starts


def _least_of_rows(values: Vector, starts: NDArray[Any]) -> Vector:
    """Return the least value of each row, missing where it is empty."""
    filled = np.diff(starts) > 0
    least = np.full(len(filled), np.nan)
    if filled.any():
        least[filled] = np.minimum.reduceat(values, starts[:-1][filled])
    return least
