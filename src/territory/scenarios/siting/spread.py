"""Posts over candidate sites: whole numbers that serve one stated aim, with a proven bound.

Access is linear in supply where the demand of each catchment is fixed: a post at *j* adds
``e_ij w_ij / D_j`` to the access of *i*, ``D_j = sum_k P_k e_kj w_kj``. Summed by territory, the
program has one row per territory, however many units there are.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting.solver import (
    TOLD,
    Matrix,
    Rows,
    Solved,
    Vector,
    minimise,
    relative_gap,
)
from territory.text import N_

Whole = NDArray[np.int64]

EXACT = N_("programme en nombres entiers, résolu jusqu'à la preuve")
STOPPED = N_("programme en nombres entiers, arrêté à l'écart dit")


@dataclass(frozen=True)
class Ground:
    """Where posts may go, and what one gives.

    Attributes
    ----------
    gain : scipy.sparse.csr_array
        Shape (territories, candidates): mean access (per 10,000) that one post adds.
    before : numpy.ndarray, shape (territories,)
        Mean access before, per 10,000.
    people : numpy.ndarray, shape (territories,)
        People covered.
    count : int
        Posts to place.
    floors : Rows-like pair
        ``owner`` : position of the floor each candidate counts for, -1 where none;
        ``missing`` : posts each floor still lacks.
    norm : float or None
        Norm of intensity, per 10,000.
    reach : scipy.sparse.csr_array or None
        Shape (groups of people beyond reach, candidates), 1 where a post would make a door within
        their threshold.
    beyond : numpy.ndarray or None
        People of each of those groups.
    """

    gain: Matrix
    before: Vector
    people: Vector
    count: int
    owner: Whole
    missing: Whole
    norm: float | None = None
    reach: Matrix | None = None
    beyond: Vector | None = None

    def __post_init__(self) -> None:
        """Refuse floors that the posts cannot fill."""
        asked = int(self.missing.sum())
        if asked > self.count:
            raise InputError(
                "Le plancher demande {asked} postes et {count} sont ajoutés : il en manque "
                "{short}.",
                asked=asked,
                count=self.count,
                short=asked - self.count,
            )

    @property
    def candidates(self) -> int:
        """How many sites may receive posts."""
        return int(self.gain.shape[1])

    def after(self, posts: NDArray[np.generic]) -> Vector:
        """Return the mean access of each territory with these posts."""
        more: Vector = np.asarray(self.gain @ posts.astype(np.float64))
        return self.before + more

    def rows(self, extra: int = 0, *, exactly: bool = True) -> list[Rows]:
        """Return the rows of the count and of the floors, with blank columns after the sites."""
        ones = sparse.csr_array(np.ones((1, self.candidates)))
        count = float(self.count)
        total = Rows(_wider(ones, extra), count if exactly else -np.inf, count)
        wanted = np.flatnonzero(self.missing > 0)
        if not len(wanted):
            return [total]
        mine = np.flatnonzero(self.owner >= 0)
        picks = sparse.csr_array(
            (np.ones(len(mine)), (self.owner[mine], mine)),
            shape=(len(self.missing), self.candidates),
        )
        floors = Rows(_wider(picks[wanted], extra), self.missing[wanted].astype(np.float64))
        return [total, floors]


@dataclass(frozen=True)
class Spread:
    """Posts given to each candidate, and how good that is known to be.

    Attributes
    ----------
    posts : numpy.ndarray of int, shape (candidates,)
    objective, bound : float
        What the aim reaches, and what no spread can pass.
    seconds : float
    start : float
        What the aim counts from: the gap is a share of what the bound adds to it, or takes away.
    """

    posts: Whole
    objective: float
    bound: float
    seconds: float
    start: float = 0.0

    @property
    def gap(self) -> float:
        """Share of what could be had that may be missing."""
        return relative_gap(self.objective - self.start, self.bound - self.start)

    @property
    def optimal(self) -> bool:
        """Whether the bound is met."""
        return self.gap <= TOLD

    @property
    def method(self) -> str:
        """How it was found, in French."""
        return EXACT if self.optimal else STOPPED


def shortfall(ground: Ground, *, seconds: float = 60.0) -> Spread:
    """Return the posts that leave the least shortfall to the norm, in full-time equivalents.

    Minimises ``sum_T people_T max(0, norm - A_T) / 10,000``.

    Raises
    ------
    InputError
        Where there is no norm of intensity.
    """
    if ground.norm is None or not np.isfinite(ground.norm):
        raise InputError(
            "Sans norme d'intensité, il n'y a pas de manque à combler; visez worst_off ou "
            "people_reached."
        )
    start = time.perf_counter()
    sites, places = ground.candidates, len(ground.people)
    objective = np.concatenate([np.zeros(sites), ground.people / 1e4])
    short = sparse.hstack([ground.gain, sparse.eye_array(places)], format="csr")
    rows = [*ground.rows(places), Rows(sparse.csr_array(short), ground.norm - ground.before)]
    whole = np.arange(sites + places) < sites
    found = minimise(objective, rows, whole=whole, seconds=seconds / 2)
    posts = _whole_posts(ground, found, sites)
    least = _enough(ground, rows, shortfall_of(ground, posts), seconds / 4)
    if least is not None:
        posts = filled(ground, least)
    left = shortfall_of(ground, posts)
    before = shortfall_of(ground, np.zeros(sites))
    return Spread(posts, left, max(found.bound, 0.0), time.perf_counter() - start, before)


def _enough(ground: Ground, rows: list[Rows], reached: float, seconds: float) -> Whole | None:
    """Return the fewest posts that leave no more shortfall than was reached, floors filled."""
    sites, places = ground.candidates, len(ground.people)
    weights = np.concatenate([np.zeros(sites), ground.people / 1e4])
    kept = Rows(sparse.csr_array(weights[None, :]), upper=reached * (1 + TOLD) + TOLD)
    some = [*ground.rows(places, exactly=False), *rows[-1:], kept]
    objective = np.concatenate([np.ones(sites), np.zeros(places)])
    whole = np.arange(sites + places) < sites
    found = minimise(objective, some, whole=whole, seconds=seconds, gap=1e-3)
    return None if found.x is None else found.x[:sites].astype(np.int64)


def shortfall_of(ground: Ground, posts: NDArray[np.generic]) -> float:
    """Return the full-time equivalents still missing to the norm with these posts."""
    lack = np.maximum((ground.norm or 0.0) - ground.after(posts), 0.0)
    return float(ground.people @ lack / 1e4)


def people_reached(ground: Ground, *, seconds: float = 60.0) -> Spread:
    """Return the posts that bring a door to the most people beyond reach.

    A post opens a door where there was none; posts left over are spread for the worst off.
    """
    from territory.scenarios.siting.worst_off import worst_off  # noqa: PLC0415 - they share parts

    start = time.perf_counter()
    reach, beyond = ground.reach, ground.beyond
    if reach is None or beyond is None or not len(beyond):
        rest = worst_off(ground, seconds=seconds)
        return Spread(rest.posts, 0.0, 0.0, time.perf_counter() - start)
    reach, beyond = merged(reach, beyond)
    sites, groups = ground.candidates, len(beyond)
    objective = np.concatenate([np.zeros(sites), -beyond])
    covered = sparse.hstack([reach, -sparse.eye_array(groups)], format="csr")
    rows = [*ground.rows(groups), Rows(sparse.csr_array(covered), 0.0)]
    whole = np.arange(sites + groups) < sites
    upper = np.concatenate([np.full(sites, np.inf), np.ones(groups)])
    found = minimise(objective, rows, whole=whole, upper=upper, seconds=0.7 * seconds)
    posts = _whole_posts(ground, found, sites)
    people = float(beyond @ (np.asarray(reach @ posts) > 0))
    doors = _needed(reach, beyond, posts)
    left = max(seconds - (time.perf_counter() - start), 1.0)
    kept = worst_off(replace(ground, count=ground.count), least=doors, seconds=left)
    bound = min(-found.bound, float(beyond.sum()))
    return Spread(kept.posts, people, max(bound, people), time.perf_counter() - start)


def merged(reach: Matrix, people: Vector) -> tuple[Matrix, Vector]:
    """Return the groups with the same sites in reach as one; those with none are left out.

    Examples
    --------
    >>> reach, people = merged(sparse.csr_array([[1, 0], [1, 0], [0, 0]]), np.array([5.0, 2, 9]))
    >>> reach.toarray().tolist(), people.tolist()
    ([[1.0, 0.0]], [7.0])
    """
    some = np.diff(reach.indptr) > 0
    kept: Matrix = sparse.csr_array(reach[some]).astype(np.float64)
    own = people[some]
    kept.sort_indices()
    rng = np.random.default_rng(0)
    marks = rng.random((2, kept.shape[1]))
    keys = np.column_stack([np.diff(kept.indptr), *(np.asarray(kept @ mark) for mark in marks)])
    _, first, group = np.unique(np.round(keys, 9), axis=0, return_index=True, return_inverse=True)
    total: Any = np.bincount(group.ravel(), own, minlength=len(first))
    return sparse.csr_array(kept[first]), total


def _needed(reach: Matrix, people: Vector, posts: Whole) -> Whole:
    """Return one post at each site that opens a door somebody needs."""
    used = sparse.csr_array(reach).multiply(posts > 0)
    served = np.asarray(used.sum(axis=1)).ravel() > 0
    mine = np.asarray(sparse.csr_array(used).T @ (people * served)) > 0
    return (mine & (posts > 0)).astype(np.int64)


def _whole_posts(ground: Ground, found: Solved, sites: int) -> Whole:
    """Return the posts found; where time ran out before any, the floors then one by one."""
    if found.x is not None:
        return found.x[:sites].astype(np.int64)
    return filled(ground, floors_first(ground))


def floors_first(ground: Ground, least: Whole | None = None) -> Whole:
    """Return posts that fill the floors, each at the candidate that gives the most."""
    posts = np.zeros(ground.candidates, dtype=np.int64) if least is None else least.copy()
    worth = np.asarray(ground.people @ ground.gain)
    order = np.lexsort((np.arange(ground.candidates), -worth))
    order = order[ground.owner[order] >= 0]
    owners, place = np.unique(ground.owner[order], return_index=True)
    have = np.bincount(
        ground.owner[ground.owner >= 0], posts[ground.owner >= 0], minlength=len(ground.missing)
    )
    posts[order[place]] += np.maximum(ground.missing - have, 0)[owners].astype(np.int64)
    return posts


def filled(ground: Ground, posts: Whole) -> Whole:
    """Return the posts with those left given one by one, each to the worst off it can raise."""
    posts = posts.copy()
    columns = sparse.csc_array(ground.gain)
    access = ground.after(posts)
    best = _best_site(ground)
    reachable = np.flatnonzero(best >= 0)
    left = ground.count - int(posts.sum())
    if not len(reachable):
        posts[:1] += left
        return posts
    for _ in range(left):
        site = best[reachable[np.argmin(access[reachable])]]
        posts[site] += 1
        span = slice(columns.indptr[site], columns.indptr[site + 1])
        access[columns.indices[span]] += columns.data[span]
    return posts


def _best_site(ground: Ground) -> Whole:
    """Return, per territory, the candidate that raises it most; -1 where none does."""
    gain = sparse.csr_array(ground.gain)
    rows = np.repeat(np.arange(gain.shape[0]), np.diff(gain.indptr))
    order = np.lexsort((gain.indices, -gain.data, rows))
    order = order[gain.data[order] > 0]
    owners, place = np.unique(rows[order], return_index=True)
    best = np.full(gain.shape[0], -1, dtype=np.int64)
    best[owners] = gain.indices[order[place]]
    return best


def _wider(matrix: Matrix, extra: int) -> Matrix:
    """Return a matrix with blank columns after its own."""
    blank = sparse.csr_array((matrix.shape[0], extra))
    return sparse.csr_array(sparse.hstack([matrix, blank], format="csr"))
