"""A program written block by block, and what a location model gives back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting.problem import Location, Mask
from territory.scenarios.siting.solver import (
    TOLD,
    Matrix,
    Rows,
    Solved,
    Vector,
    minimise,
    relative_gap,
)

EXACT = "exact"


@dataclass(frozen=True)
class Siting:
    """Where to put them, by one model.

    Attributes
    ----------
    model : str
        ``p_median``, ``maximal_covering``, ``set_covering``, ``p_center`` or ``max_min``.
    open : numpy.ndarray of bool, shape (sites,)
        Every site that is open, those that stood and stay included.
    chosen, closed : pandas.Index
        Sites that open, and those that close.
    assignment : pandas.Series
        Each origin's nearest open site, missing where none is known.
    covered : pandas.Series of bool
        Whether an origin has an open site within its threshold.
    objective, bound : float
        What the model reaches, and what no choice of sites can pass.
    seconds : float
    method : str
        "exact", or the name of the heuristic.
    unreachable : float
        People that no site, open or not, can serve.
    """

    model: str
    open: Mask
    chosen: pd.Index
    closed: pd.Index
    assignment: pd.Series
    covered: pd.Series
    objective: float
    bound: float
    seconds: float
    method: str = EXACT
    unreachable: float = 0.0

    @property
    def gap(self) -> float:
        """Share of the bound that may be missing."""
        return relative_gap(self.objective, self.bound)

    @property
    def optimal(self) -> bool:
        """Whether the bound is met."""
        return self.gap <= TOLD


class Program:
    """A program under construction: blocks of variables, rows over them."""

    def __init__(self) -> None:
        self._objective: list[Vector] = []
        self._lower: list[Vector] = []
        self._upper: list[Vector] = []
        self._whole: list[Mask] = []
        self._rows: list[tuple[Mapping[str, Matrix], Vector | float, Vector | float]] = []
        self._places: dict[str, slice] = {}

    def add(
        self,
        name: str,
        objective: Vector,
        *,
        lower: Vector | float = 0.0,
        upper: Vector | float = 1.0,
        whole: bool = False,
    ) -> None:
        """Add a block of variables under a name."""
        first = sum(len(part) for part in self._objective)
        count = len(objective)
        self._places[name] = slice(first, first + count)
        self._objective.append(np.asarray(objective, dtype=np.float64))
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=float), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)))
        self._whole.append(np.full(count, whole))

    def has(self, name: str) -> bool:
        """Whether a block of that name is there."""
        return name in self._places

    def rows(
        self,
        blocks: Mapping[str, Matrix],
        *,
        lower: Vector | float = -np.inf,
        upper: Vector | float = np.inf,
    ) -> None:
        """Add rows: ``lower <= sum of block @ variables <= upper``."""
        self._rows.append((blocks, lower, upper))

    def solve(self, seconds: float) -> Solved:
        """Minimise."""
        objective = np.concatenate(self._objective)
        width = len(objective)
        rows = []
        for blocks, lower, upper in self._rows:
            parts = [_placed(matrix, self._places[name], width) for name, matrix in blocks.items()]
            total = parts[0]
            for other in parts[1:]:
                total = total + other
            rows.append(Rows(sparse.csr_array(total), lower, upper))
        return minimise(
            objective,
            rows,
            whole=np.concatenate(self._whole),
            lower=np.concatenate(self._lower),
            upper=np.concatenate(self._upper),
            seconds=seconds,
        )

    def part(self, x: Vector, name: str) -> Vector:
        """Return the values of a block in an answer."""
        return x[self._places[name]]


def _placed(matrix: Matrix, place: slice, width: int) -> Matrix:
    """Return a matrix with its columns where its block is."""
    own = sparse.csr_array(matrix)
    shape = (own.shape[0], width)
    return sparse.csr_array((own.data, own.indices + place.start, own.indptr), shape=shape)


def with_sites(program: Program, problem: Location, price: Vector | None = None) -> None:
    """Add the sites, and what may be spent on them."""
    sites = problem.sites
    program.add(
        "open",
        np.zeros(sites) if price is None else price,
        lower=problem.fixed.astype(np.float64),
        whole=True,
    )
    if np.isfinite(problem.budget):
        # Every site counts; those that stand are paid for already.
        paid = float(problem.prices @ problem.standing)
        program.rows(
            {"open": sparse.csr_array(problem.prices[None, :])}, upper=problem.budget + paid
        )
    movable = problem.standing & ~problem.fixed
    if np.isfinite(problem.closings) and movable.any():
        program.rows(
            {"open": sparse.csr_array(movable[None, :].astype(np.float64))},
            lower=float(movable.sum()) - problem.closings,
        )


def with_cover(program: Program, problem: Location, value: Vector) -> None:
    """Add, per origin, whether an open site reaches it."""
    if program.has("cover"):
        return
    origins = len(problem.demand)
    program.add("cover", value)
    program.rows({"open": problem.cover, "cover": -sparse.eye_array(origins)}, lower=0.0)


def with_guard(program: Program, problem: Location) -> None:
    """Add, where asked, that each territory keeps at least the reach and the access it had."""
    if not problem.no_one_loses:
        return
    assert problem.shares is not None  # noqa: S101 - `Location.of` saw to it
    before = problem.standing
    if (before & ~problem.fixed).any():
        with_cover(program, problem, np.zeros(len(problem.demand)))
        weights = sparse.csr_array(problem.shares.multiply(problem.demand[None, :]))
        had = np.asarray(weights @ problem.reached(before).astype(float))
        program.rows({"cover": weights}, lower=had - 1e-9 * np.maximum(had, 1.0))
    if problem.access is not None:
        had = np.asarray(problem.access @ before.astype(float))
        program.rows({"open": problem.access}, lower=had - 1e-9 * np.maximum(had, 1.0))


def siting(
    model: str,
    problem: Location,
    opened: Mask,
    *,
    objective: float,
    bound: float,
    start: float,
    method: str = EXACT,
    unreachable: float | None = None,
) -> Siting:
    """Return the result of a model once its sites are chosen."""
    costs = problem.costs
    place = problem.nearest(opened)[1]
    nearest = pd.Series(costs.destinations.take(place).where(place >= 0), index=costs.origins)
    return Siting(
        model=model,
        open=opened,
        chosen=costs.destinations[opened & ~problem.standing],
        closed=costs.destinations[~opened & problem.standing],
        assignment=nearest,
        covered=pd.Series(problem.reached(opened), index=costs.origins),
        objective=objective,
        bound=bound,
        seconds=time.perf_counter() - start,
        method=method,
        unreachable=problem.unreachable if unreachable is None else unreachable,
    )


def refuse(problem: Location) -> InputError:
    """Return the refusal of a problem without any answer."""
    if problem.no_one_loses:
        return InputError(
            "Aucun choix de points ne tient dans ce qui est permis sans qu'un territoire y perde."
        )
    return InputError("Aucun choix de points ne tient dans ce qui est permis.")
