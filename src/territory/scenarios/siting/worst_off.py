"""The posts that raise the worst-off territory most.

The largest level that every territory can be brought to is looked for by halving: at a given
level, how few posts are needed is a covering program whose bounds are far tighter than those of
the level as a variable, since each territory alone needs a whole number of posts.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory.scenarios.siting.solver import Rows, Solved, Vector, minimise
from territory.scenarios.siting.spread import Ground, Spread, Whole, filled, floors_first

CLOSE = 1e-7
"""Relative distance between the levels reached and refused at which the search ends."""
SLACK = 1e-9


def reachable(ground: Ground) -> NDArray[np.bool_]:
    """Return the territories that some candidate raises, as a mask."""
    raised: NDArray[np.bool_] = np.asarray(ground.gain.sum(axis=1)).ravel() > 0
    return raised


def level_of(ground: Ground, posts: Whole) -> float:
    """Return the mean access of the worst-off territory among those a post can raise."""
    some = reachable(ground)
    return float(ground.after(posts)[some].min()) if some.any() else float("nan")


def worst_off(ground: Ground, *, least: Whole | None = None, seconds: float = 60.0) -> Spread:
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
    """
    search = _Search(ground, least, seconds)
    search.run()
    return search.answer()


class _Search:
    """The halving between a level reached and a level proven out of reach."""

    def __init__(self, ground: Ground, least: Whole | None, seconds: float) -> None:
        self.ground = ground
        self.least = np.zeros(ground.candidates, dtype=np.int64) if least is None else least
        self.start, self.seconds = time.perf_counter(), seconds
        self.some = np.flatnonzero(reachable(ground))
        self.gain = sparse.csr_array(ground.gain[self.some])
        self.before: Vector = ground.before[self.some]
        self.best = filled(ground, floors_first(ground, self.least))
        self.low = level_of(ground, self.best)
        self.high = self.low

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.seconds - (time.perf_counter() - self.start)

    def run(self) -> None:
        """Narrow the interval until it closes or time runs out."""
        if not len(self.some):
            return
        self.high = self._relaxed()
        unknown = self.high
        rounds = 0
        while self._open(self.high) and self._open(unknown) and self.left > 0:
            rounds += 1
            level = (self.low + unknown) / 2
            told = self._try(level, self.left / 3 if rounds > 1 else self.left / 2)
            if told is False:
                self.high = unknown = min(level, self.high)
            elif told is None or self.low < level - CLOSE * abs(level):
                unknown = level

    def _open(self, high: float) -> bool:
        return high - self.low > CLOSE * max(abs(high), SLACK)

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
        self._keep(np.floor(found.x[:sites] + SLACK).astype(np.int64))
        return max(-found.bound, self.low)

    def _try(self, level: float, seconds: float) -> bool | None:
        """Return whether every territory can be brought to a level; None where time ran out."""
        found = self._fewest(level, seconds)
        if found.x is not None:
            self._keep(found.x.astype(np.int64))
            return True
        return False if found.infeasible else None

    def _fewest(self, level: float, seconds: float) -> Solved:
        """Return posts, no more than there are, that bring every territory to a level."""
        lack = np.maximum(level - self.before, 0.0)
        rows = [
            *self.ground.rows(exactly=False),
            Rows(self.gain, np.where(lack > 0, lack, -np.inf)),
        ]
        sites = self.ground.candidates
        return minimise(
            np.ones(sites),
            rows,
            whole=np.ones(sites, dtype=bool),
            lower=self.least.astype(np.float64),
            upper=float(self.ground.count),
            seconds=seconds,
            gap=1e9,
        )

    def _keep(self, posts: Whole) -> None:
        """Keep some posts, those left given to the worst off, where they reach higher."""
        whole = filled(self.ground, floors_first(self.ground, np.maximum(posts, self.least)))
        if int(whole.sum()) != self.ground.count:
            return
        level = level_of(self.ground, whole)
        if level > self.low:
            self.best, self.low = whole, level

    def answer(self) -> Spread:
        """Return the best found and the level proven out of reach."""
        spent = time.perf_counter() - self.start
        if not len(self.some):
            return Spread(self.best, float("nan"), float("nan"), spent)
        return Spread(self.best, self.low, max(self.high, self.low), spent)
