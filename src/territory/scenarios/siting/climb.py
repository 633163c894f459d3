"""Posts moved one by one while the worst-off territories rise.

The worst-off is softened, as ``sum_T exp(-s A_T)``: what a move of one post changes is then a
product of what leaves and what comes, so that every move from a site to another is weighed at once
by one product of matrices. The best move is made, even a poor one, and is not undone for a while
(tabu search: Glover, 1986), at a rising sharpness *s*; then a few posts of neighbouring territories
are shaken, from the best known, and the search goes on (iterated local search).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from territory.scenarios.siting.solver import Vector
from territory.scenarios.siting.spread import Ground, Whole

SHARP = (50.0, 100.0, 200.0, 400.0, 800.0)
"""Sharpness of the first descent, over the level out of reach; the last is used afterwards."""
FIRST, PATIENCE, TENURE = 30, 12, 5
SHAKEN, ROUNDS, STARTS, GIVERS = 4, 20, 6, 400
FLOOR_GAIN, FLOOR_SLACK = 0.1, 0.02
NEARLY, FULLY = 0.2, 0.5
LOG_MAX, SLACK = 600.0, 1e-9
SEED = 0


@dataclass
class Climb:
    """A search for posts whose worst-off territory is higher.

    Attributes
    ----------
    gain : numpy.ndarray, shape (territories and floors, sites)
        What a post adds, as a share of the ceiling; a floor is a territory of its own.
    start : numpy.ndarray
        Level of each before any post, from just under the ceiling.
    places : int
        How many of those rows are territories.
    sites : numpy.ndarray of int
        Candidates that are weighed.
    least : numpy.ndarray of int, shape (sites,)
    """

    gain: NDArray[np.float64]
    start: Vector
    places: int
    sites: Whole
    least: Whole

    @classmethod
    def of(cls, ground: Ground, least: Whole, sites: Whole, ceiling: float) -> Climb:
        """Return the search of a ground over some sites, under a level out of reach (> 0)."""
        gain = ground.gain.toarray()[:, sites] / ceiling
        start = ground.before / ceiling - 1
        some = (ground.gain.sum(axis=1) > 0) & (start < 0)
        wanted = np.flatnonzero(ground.missing > 0)
        picks = ground.owner[sites][None, :] == wanted[:, None]
        return cls(
            np.vstack([gain[some], FLOOR_GAIN * picks]),
            np.concatenate([start[some], FLOOR_SLACK - FLOOR_GAIN * ground.missing[wanted]]),
            int(some.sum()),
            sites,
            least[sites],
        )

    def run(self, posts: Whole, seconds: float, *, parts: Vector | None = None) -> Whole:
        """Return the best posts found, those given at worst (shape (candidates,)).

        ``parts`` are fractions of posts, of the same shape: where the search starts from, rounded,
        then rounded at random each time that nothing rises any more.
        """
        began = time.perf_counter()
        self._until = began + seconds
        self._rng = np.random.default_rng(SEED)
        top = self.gain.max(axis=1, initial=SLACK)
        self._share = self.gain / np.maximum(top, SLACK)[:, None]
        near = self._share @ self._share.T
        self._near = near / np.maximum(near.sum(axis=1, keepdims=True), SLACK)
        now = posts[self.sites]
        self.best, self.level = now.copy(), self._level(self.start + self.gain @ now)
        wanted = None if parts is None else np.maximum(parts[self.sites], self.least)
        idle = 0
        movable = self.places > 0 and len(self.sites) > 1 and now.sum() > self.least.sum()
        while movable and idle < STARTS and time.perf_counter() < self._until:
            reached = self.level
            if wanted is not None:
                now = self._rounded(wanted, int(posts.sum()), noise=float(idle > 0))
            self._search(now)
            idle = 1 if self.level > reached + SLACK else idle + 1
        found = posts.copy()
        found[self.sites] = self.best
        return found

    def _rounded(self, wanted: Vector, count: int, *, noise: float) -> Whole:
        """Return whole posts near fractions of posts, the nearest or some at random."""
        posts = np.floor(wanted + SLACK).astype(np.int64)
        rest = wanted - posts + noise * self._rng.random(len(wanted)) * (wanted > SLACK)
        apart = count - int(posts.sum())
        posts[np.argsort(-rest, kind="stable")[: max(apart, 0)]] += 1
        while posts.sum() > count:
            posts[np.argmax(posts - self.least)] -= 1
        posts[:1] += count - int(posts.sum())
        return posts

    def _search(self, now: Whole) -> None:
        """Descend, then shake and descend again until nothing rises any more."""
        least = np.inf
        for sharp in SHARP:
            now, least = self._descend(now, sharp, FIRST)
        idle = 0
        while idle < ROUNDS and time.perf_counter() < self._until:
            reached = self.level
            other, soft = self._descend(self._shaken(now), SHARP[-1], PATIENCE)
            if soft <= least:
                now, least = other, soft
            idle = 0 if self.level > reached + SLACK else idle + 1

    def _level(self, access: Vector) -> float:
        """Return the worst of the territories; -inf where a floor is not filled."""
        filled = bool((access[self.places :] > 0).all())
        return float(access[: self.places].min(initial=np.inf)) if filled else -np.inf

    def _descend(self, posts: Whole, sharp: float, patience: int) -> tuple[Whole, float]:
        """Return the softest posts met before patience runs out, and how soft."""
        posts, sites = posts.copy(), len(self.sites)
        more = np.exp(np.minimum(sharp * self.gain, LOG_MAX))
        fewer = 1 / more
        access = self.start + self.gain @ posts
        softest, kept, idle, step = np.inf, posts.copy(), 0, 0
        given, taken = np.zeros(sites, dtype=np.int64), np.zeros(sites, dtype=np.int64)
        while idle < patience and time.perf_counter() < self._until:
            step += 1
            weight = np.exp(np.clip(-sharp * access, -LOG_MAX, LOG_MAX))[:, None]
            givers = np.flatnonzero((posts > self.least) & (taken < step))
            if not len(givers):
                break
            with np.errstate(over="ignore"):
                loss = weight * more[:, givers]
                if len(givers) > GIVERS:
                    kept_givers = np.argpartition(loss.sum(axis=0), GIVERS)[:GIVERS]
                    givers, loss = givers[kept_givers], loss[:, kept_givers]
                soft = np.minimum(loss, np.finfo(float).max / 1e9).T @ fewer
            soft[:, given >= step] = np.inf
            place = int(np.argmin(soft))
            giver, taker = givers[place // sites], place % sites
            posts[giver] -= 1
            posts[taker] += 1
            access += self.gain[:, taker] - self.gain[:, giver]
            given[giver] = step + TENURE + self._rng.integers(TENURE)
            taken[taker] = step + TENURE // 2 + self._rng.integers(TENURE)
            level = self._level(access)
            if level > self.level:
                self.best, self.level = posts.copy(), level
            idle += 1
            if soft.flat[place] < softest * (1 - SLACK):
                softest, kept, idle = float(soft.flat[place]), posts.copy(), 0
        return kept, softest

    def _shaken(self, posts: Whole) -> Whole:
        """Return the posts with a few moved at random around a territory among the worst."""
        posts = posts.copy()
        access = self.start + self.gain @ posts
        weight = np.exp(np.clip(-SHARP[1] * (access - access.min()), -LOG_MAX, 0.0))
        centre = self._rng.choice(len(access), p=weight / weight.sum())
        if not self._near[centre].any():
            return posts
        for _ in range(SHAKEN):
            loses, wins = self._rng.choice(len(access), 2, p=self._near[centre])
            givers = np.flatnonzero((posts > self.least) & (self._share[loses] > NEARLY))
            takers = np.flatnonzero(self._share[wins] > FULLY)
            if len(givers) and len(takers):
                posts[self._rng.choice(givers)] -= 1
                posts[self._rng.choice(takers)] += 1
        return posts
