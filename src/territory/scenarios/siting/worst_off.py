"""The posts that raise the worst-off territory most.

Posts are moved one by one as long as the worst rise; then the level that no posts bring every
territory to is brought down. At a given level, how few posts are needed is a covering program
whose bounds are far tighter than those of the level as a variable, since each territory alone
needs a whole number of posts.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory.scenarios.siting.climb import Climb
from territory.scenarios.siting.level import tightened
from territory.scenarios.siting.solver import Rows, Solved, Vector, minimise
from territory.scenarios.siting.spread import Ground, Spread, Whole, filled, floors_first

PRECISION = 1e-4
"""Relative gap at which the search stops, unless another is asked for."""
CLOSE = 1e-7
TRIES = 12
HALF, ROUNDING, PRESSES = 0.5, 1e-6, 8
SWAPS, GIVERS = 300, 60
SLACK = 1e-9


def reachable(ground: Ground) -> NDArray[np.bool_]:
    """Return the territories that some candidate raises, as a mask."""
    raised: NDArray[np.bool_] = np.asarray(ground.gain.sum(axis=1)).ravel() > 0
    return raised


def level_of(ground: Ground, posts: Whole) -> float:
    """Return the mean access of the worst-off territory among those a post can raise."""
    some = reachable(ground)
    return float(ground.after(posts)[some].min()) if some.any() else float("nan")


def worst_off(
    ground: Ground, *, least: Whole | None = None, seconds: float = 60.0, gap: float = PRECISION
) -> Spread:
    """Return the posts that raise the worst-off territory most.

    Territories that no candidate raises are left out of the worst: whatever is done, they stay
    where they are. Posts that the level reached does not need go one by one to the territory
    then worst off.

    Parameters
    ----------
    ground : Ground
    least : numpy.ndarray of int, optional
        Posts already promised to each candidate.
    seconds : float
        Time left to the search.
    gap : float
        Relative gap at which the search stops.
    """
    search = _Search(ground, least, seconds, gap)
    search.run()
    return search.answer()


def dominated(ground: Ground) -> NDArray[np.bool_]:
    """Return the candidates that another beats, or equals, in every territory.

    A post there may move to the other and no territory loses; the other is of the same floor,
    where the candidate's own is not filled yet.
    """
    gain = ground.gain.T.toarray()
    bound_to = np.where(ground.owner >= 0, ground.missing[ground.owner] > 0, False)
    spare = np.zeros(len(gain), dtype=bool)
    order = np.lexsort((np.arange(len(gain)), -gain.sum(axis=1)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    top = gain.argmax(axis=1)
    raising = [np.flatnonzero(row > 0) for row in gain.T]
    for site in order:
        rivals = raising[top[site]] if gain[site].any() else order[:1]
        rivals = rivals[(rank[rivals] < rank[site]) & ~spare[rivals]]
        if bound_to[site]:
            rivals = rivals[ground.owner[rivals] == ground.owner[site]]
        spare[site] = bool((gain[rivals] >= gain[site]).all(axis=1).any())
    return spare


def swapped(ground: Ground, posts: Whole, least: Whole, *, rounds: int) -> Whole:
    """Return the posts moved one by one while the worst-off territory rises.

    Each move takes a post where it is missed least and gives it to the territory then worst off;
    floors and promised posts stay.
    """
    some = np.flatnonzero(reachable(ground))
    gain = ground.gain[some].toarray()
    posts, access = posts.copy(), ground.after(posts)[some]
    for _ in range(rounds):
        worst = int(np.argmin(access))
        givers = np.flatnonzero((posts > least) & _above_floor(ground, posts))
        takers = np.flatnonzero(gain[worst] > 0)
        if not len(givers) or not len(takers):
            break
        without = access[:, None] - gain[:, givers]
        givers_kept = np.argsort(-without.min(axis=0), kind="stable")[:GIVERS]
        without, givers = without[:, givers_kept], givers[givers_kept]
        level = (without[:, :, None] + gain[:, None, takers]).min(axis=0)
        giver, taker = np.unravel_index(int(np.argmax(level)), level.shape)
        if level[giver, taker] <= access[worst] + CLOSE * max(abs(access[worst]), SLACK):
            break
        posts[givers[giver]] -= 1
        posts[takers[taker]] += 1
        access = access - gain[:, givers[giver]] + gain[:, takers[taker]]
    return posts


def _above_floor(ground: Ground, posts: Whole) -> NDArray[np.bool_]:
    """Return the candidates whose floor would still be filled with one post less."""
    owned = ground.owner >= 0
    have = np.bincount(ground.owner[owned], posts[owned], minlength=len(ground.missing))
    spare = have > ground.missing
    free = ~owned
    free[owned] = spare[ground.owner[owned]]
    return free


class _Search:
    """What narrows the gap between a level reached and a level proven out of reach."""

    def __init__(self, ground: Ground, least: Whole | None, seconds: float, gap: float) -> None:
        self.ground, self.gap = ground, gap
        self.least = np.zeros(ground.candidates, dtype=np.int64) if least is None else least
        self.start, self.seconds = time.perf_counter(), seconds
        self.some = np.flatnonzero(reachable(ground))
        self.gain = sparse.csr_array(ground.gain[self.some])
        self.before: Vector = ground.before[self.some]
        self.best = filled(ground, floors_first(ground, self.least))
        spare = dominated(ground)
        self.upper: Vector = np.where(spare, self.least, np.maximum(self.least, ground.count))
        self.low = level_of(ground, self.best)
        self.high, self.parts = self.low, self.best.astype(np.float64)
        self.fresh, self.needed, self.price = True, 0.0, 0.0

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.seconds - (time.perf_counter() - self.start)

    def run(self) -> None:
        """Narrow the interval until it closes or time runs out."""
        if not len(self.some):
            return
        self.high = self._relaxed()
        if self._open() and np.isfinite(self.high):
            self._climb()
            self._press()
        unsure: tuple[float, float] | None = None
        patience, edges = self.seconds / TRIES, 0
        while self._open() and self.left > 0:
            level, again = self._next(unsure, edges)
            edges += again
            share = patience if self.fresh else max(patience, self.left / 3)
            told = self._try(level, min(share, self.left))
            self.fresh = False
            if told is False:
                self.high = level
            elif told is None or self.low < level - CLOSE * abs(level):
                first, last = unsure or (level, level)
                unsure = (min(first, level), max(last, level))
            if unsure and not self.low < unsure[0] <= unsure[1] < self.high:
                unsure = None

    def _open(self) -> bool:
        """Whether the interval is still wider than asked."""
        return self.high - self.low > self.gap * max(abs(self.high), SLACK)

    def _next(self, unsure: tuple[float, float] | None, edges: int) -> tuple[float, bool]:
        """Return the level to try, and whether it is one that stayed unsure.

        First just above what is reached, which ends the search where it is the best; once a level
        stayed unsure, where the posts it was proven to need make the next one likely to be out of
        reach; and where that leaves little, the level itself again.
        """
        if unsure is None:
            least = self.low + self.gap * max(abs(self.high), SLACK) / 2
            return (least if self.fresh else (self.low + self.high) / 2), False
        first, last = unsure
        above = self.high - last
        if above < (self.high - self.low) / 20:
            return (last if edges % 2 else first), True
        guess = last + (self.ground.count + 1 - self.needed) * self.price
        if last + above / 10 <= guess <= self.high - above / 4:
            return guess, False
        return (last + self.high) / 2, False

    def _climb(self) -> None:
        """Move posts one by one from the fractions of posts, rounded, while the worst rises."""
        if self.high <= SLACK:
            return
        sites = np.flatnonzero((self.upper > self.least) | (self.best > 0))
        climb = Climb.of(self.ground, self.least, sites, self.high)
        seconds = min(self.seconds / 3, self.left)
        self._keep(climb.run(self.best, seconds, parts=self.parts))

    def _press(self) -> None:
        """Lower what is out of reach by fractions of posts on the tightened rows."""
        reached = self.low
        for _ in range(PRESSES):
            level = (reached + self.high) / 2
            found = self._solve(level, max(self.left, 0.05), whole=False)
            if found.bound > self.ground.count + ROUNDING:
                self.high = level
            else:
                reached = level
        apart = self.ground.count - self._solve(self.low, max(self.left, 0.05), whole=False).bound
        if np.isfinite(apart) and apart > SLACK:
            self.price = (self.high - self.low) / apart

    def _relaxed(self) -> float:
        """Return the level that fractions of posts would reach."""
        sites = self.ground.candidates
        level = sparse.csr_array(-np.ones((len(self.some), 1)))
        rows = [
            *self.ground.rows(1),
            Rows(sparse.csr_array(sparse.hstack([self.gain, level])), -self.before),
        ]
        objective = np.zeros(sites + 1)
        objective[-1] = -1.0
        lower = np.append(self.least.astype(np.float64), self.before.min())
        found = minimise(objective, rows, lower=lower, seconds=max(self.left, 1.0))
        if found.x is None:
            return float("inf") if not np.isfinite(found.bound) else -found.bound
        self.parts = found.x[:sites]
        self._keep(np.floor(self.parts + SLACK).astype(np.int64))
        return max(-found.bound, self.low)

    def _try(self, level: float, seconds: float) -> bool | None:
        """Return whether every territory can be brought to a level; None where time ran out."""
        found = self._solve(level, seconds)
        if found.infeasible or found.bound > self.ground.count + HALF:
            return False
        self.needed = found.bound
        if not np.isfinite(found.bound):
            self.needed = self.ground.count - (self.high - level) / max(self.price, SLACK)
        if found.x is None:
            return None
        enough = found.x.sum() < self.ground.count + HALF
        self._keep(np.round(found.x).astype(np.int64))
        return True if enough else None

    def _solve(self, level: float, seconds: float, *, whole: bool = True) -> Solved:
        """Return the fewest posts, or fractions of posts, that bring every territory to a level."""
        sites = self.ground.candidates
        return minimise(
            np.ones(sites),
            [
                *self.ground.rows(exactly=False)[1:],
                *tightened(self.gain, level - self.before),
            ],
            whole=np.ones(sites, dtype=bool) if whole else None,
            lower=self.least.astype(np.float64),
            upper=self.upper,
            seconds=seconds,
            gap=1e-6,
        )

    def _keep(self, posts: Whole) -> None:
        """Keep some posts, those left given to the worst off, where they reach higher."""
        whole = floors_first(self.ground, np.maximum(posts, self.least))
        if int(whole.sum()) > self.ground.count:
            return
        whole = filled(self.ground, whole)
        whole = swapped(self.ground, whole, self.least, rounds=SWAPS)
        level = level_of(self.ground, whole)
        if level > self.low:
            self.best, self.low = whole, level

    def answer(self) -> Spread:
        """Return the best found and the level proven out of reach."""
        spent = time.perf_counter() - self.start
        if not len(self.some):
            return Spread(self.best, float("nan"), float("nan"), spent)
        return Spread(self.best, self.low, max(self.high, self.low), spent)
