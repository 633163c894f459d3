"""The curve between people reached and the worst-off territory."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting.covering import HALF, judged, max_min, worst_share
from territory.scenarios.siting.problem import Location
from territory.scenarios.siting.program import Program, with_cover, with_guard, with_sites
from territory.scenarios.siting.solver import Vector, relative_gap


@dataclass(frozen=True)
class Point:
    """One compromise.

    Attributes
    ----------
    people : float
        People within their threshold of an open site.
    worst : float
        Share reached of the worst-off territory.
    chosen, closed : pandas.Index
        Sites that open, and those that close.
    gap : float
        How far the people reached may be from the most at that share, as a share of the bound.
    """

    people: float
    worst: float
    chosen: pd.Index
    closed: pd.Index
    gap: float


def pareto(problem: Location, *, points: int = 11, seconds: float = 120.0) -> list[Point]:
    """Return compromises between people reached and the worst-off territory's share reached.

    The most people are looked for with the worst-off territory held at each of some shares, from
    whatever it has when nothing is asked to the most it can have (epsilon constraint, Haimes et
    al., 1971). Compromises that another beats on both sides are left out.

    Parameters
    ----------
    problem : Location
        With territories.
    points : int
        Shares tried.
    seconds : float
        Time left for all of them.

    Returns
    -------
    list of Point
        From most people to the best worst-off.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "b", "c"], ["x", "y", "y"], [3, 4, 2])
    >>> where = Location.of(table, [50, 20, 5], thresholds=5, count=1, territory=["S", "T", "S"])
    >>> [(point.people, round(point.worst, 3)) for point in pareto(where)]
    [(50.0, 0.0), (25.0, 0.091)]
    """
    start = time.perf_counter()
    if problem.shares is None:
        raise InputError("Une courbe demande des territoires : donnez territory.")
    share = seconds / (points + 1)
    best = max_min(problem, seconds=share)
    first = _most_people(problem, 0.0, share)
    levels = np.linspace(first.worst if first else 0.0, best.objective, points)[1:]
    found = [first] if first else []
    for level in levels:
        left = seconds - (time.perf_counter() - start)
        point = _most_people(problem, float(level), min(max(left, 1.0), 2 * share))
        if point is not None:
            found.append(point)
    return _undominated(found)


def _most_people(problem: Location, level: float, seconds: float) -> Point | None:
    """Return the most people reached with every territory at a share or above."""
    assert problem.shares is not None  # noqa: S101 - `pareto` saw to it
    program = Program()
    with_sites(program, problem)
    with_cover(program, problem, -problem.demand)
    some = judged(problem)
    weights = sparse.csr_array(problem.shares[some].multiply(problem.demand[None, :]))
    wanted: Vector = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel() * level
    program.rows({"cover": weights}, lower=wanted * (1 - 1e-9))
    with_guard(program, problem)
    answer = program.solve(seconds)
    if answer.x is None:
        return None
    opened = program.part(answer.x, "open") > HALF
    people = float(problem.demand @ problem.reached(opened))
    sites = problem.costs.destinations
    return Point(
        people=people,
        worst=worst_share(problem, opened),
        chosen=sites[opened & ~problem.standing],
        closed=sites[~opened & problem.standing],
        gap=relative_gap(people, max(-answer.bound, people)),
    )


def _undominated(points: list[Point]) -> list[Point]:
    """Return the points that no other beats, from most people to the best worst-off."""
    order = sorted(points, key=lambda point: (-point.people, -point.worst))
    kept: list[Point] = []
    for point in order:
        if not kept or point.worst > kept[-1].worst + 1e-9:
            kept.append(point)
    return kept


def curve(points: list[Point]) -> pd.DataFrame:
    """Return the points as rows: ``people, worst_share, gap, opened, closed`` (ids by ``;``)."""
    return pd.DataFrame(
        {
            "people": [point.people for point in points],
            "worst_share": [point.worst for point in points],
            "gap": [point.gap for point in points],
            "opened": [";".join(map(str, point.chosen)) for point in points],
            "closed": [";".join(map(str, point.closed)) for point in points],
        }
    )
