"""Greedy and exchange, where the exact program would be too large, and the bound they are told by.

Both large models are one: each origin is served by the open site that is worth most to it, and
the total is to be as large as may be. For the p-median a site is worth the cost it saves; for
maximal covering, the people it reaches.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory.scenarios.siting.problem import Mask
from territory.scenarios.siting.solver import Matrix, Vector, relative_gap

NAME = "greedy+exchange"
CLOSE_ENOUGH = 1e-6


@dataclass(frozen=True)
class Worth:
    """What each site is worth to each origin, and what may be spent.

    Attributes
    ----------
    value : scipy.sparse.csr_array
        Shape (origins, sites), above 0 where a site serves the origin better than nothing.
    fixed : numpy.ndarray of bool, shape (sites,)
        Open whatever is decided; they cost nothing here.
    prices : numpy.ndarray, shape (sites,)
    budget : float
        What may be spent on the sites that are not fixed.
    """

    value: Matrix
    fixed: Mask
    prices: Vector
    budget: float

    def total(self, opened: Mask) -> float:
        """Return what the open sites are worth together."""
        return float(self.served(opened).sum())

    def served(self, opened: Mask) -> Vector:
        """Return what each origin gets from the best open site."""
        value = self.value
        kept = np.where(opened[value.indices], value.data, 0.0)
        some = np.diff(value.indptr) > 0
        best = np.zeros(value.shape[0])
        if some.any():
            best[some] = np.maximum.reduceat(kept, np.asarray(value.indptr[:-1])[some])
        return best


def greedy(worth: Worth) -> Mask:
    """Return sites opened one by one, each the best for its price at that moment.

    Gains only shrink as sites open (the total is submodular), so a gain computed earlier is a
    bound: few are computed again at each step.
    """
    columns = sparse.csc_array(worth.value)
    opened = worth.fixed.copy()
    best = worth.served(opened)
    gains = _gains(columns, best)
    gains[opened] = -1.0
    left = worth.budget
    rate = gains / np.maximum(worth.prices, 1e-12)
    fresh = np.zeros(len(gains), dtype=bool)
    while True:
        rate[worth.prices > left + CLOSE_ENOUGH] = -1.0
        site = int(np.argmax(rate)) if len(rate) else -1
        if site < 0 or rate[site] <= 0:
            return opened
        span = slice(columns.indptr[site], columns.indptr[site + 1])
        rows, values = columns.indices[span], columns.data[span]
        if not fresh[site]:
            gain = float(np.maximum(values - best[rows], 0.0).sum())
            rate[site] = gain / max(worth.prices[site], 1e-12)
            fresh[site] = True
            continue
        opened[site] = True
        left -= worth.prices[site]
        best[rows] = np.maximum(best[rows], values)
        rate[site] = -1.0
        fresh[:] = False


def exchange(worth: Worth, opened: Mask, *, seconds: float) -> Mask:
    """Return better sites: one closes and one opens for as long as the total grows."""
    start = time.perf_counter()
    columns = sparse.csc_array(worth.value)
    opened = opened.copy()
    improved = True
    while improved and time.perf_counter() - start < seconds:
        improved = False
        for site in np.flatnonzero(opened & ~worth.fixed):
            if time.perf_counter() - start > seconds:
                break
            without = opened.copy()
            without[site] = False
            best = worth.served(without)
            left = worth.budget - float(worth.prices[without & ~worth.fixed].sum())
            gains = _gains(columns, best)
            gains[without | (worth.prices > left + CLOSE_ENOUGH)] = -1.0
            other = int(np.argmax(gains))
            if gains[other] > gains[site] * (1 + CLOSE_ENOUGH) + CLOSE_ENOUGH:
                without[other] = True
                opened, improved = without, True
    return opened


def bound(
    worth: Worth, reached: float, *, seconds: float, steps: int = 400, gap: float = 1e-4
) -> tuple[float, Mask]:
    """Return a total that no choice passes, and the best choice met on the way.

    The limit of one site per origin is priced (Lagrange) and the prices moved along the
    subgradient; at best prices the bound is that of the linear program.

    Parameters
    ----------
    worth : Worth
    reached : float
        A total already reached; the steps are sized by it.
    seconds : float
    steps : int
    gap : float
        Relative distance to the total reached at which it stops.
    """
    start = time.perf_counter()
    value = worth.value
    rows = np.repeat(np.arange(value.shape[0]), np.diff(value.indptr))
    prices = 0.8 * worth.served(np.ones(value.shape[1], dtype=bool))
    least, scale, still = np.inf, 1.5, 0
    best, chosen = reached, np.zeros(value.shape[1], dtype=bool)
    for _ in range(steps):
        surplus = np.maximum(value.data - prices[rows], 0.0)
        worths: Any = np.bincount(value.indices, surplus, minlength=value.shape[1])
        total, opened = _knapsack(worths, worth)
        upper = float(prices.sum()) + total
        still = 0 if upper < least * (1 - CLOSE_ENOUGH) else still + 1
        least = min(least, upper)
        if (found := worth.total(opened)) > best and _affordable(worth, opened):
            best, chosen = found, opened
        if relative_gap(best, least) <= gap or time.perf_counter() - start > seconds:
            break
        if still >= 10:  # noqa: PLR2004 - ten steps without a better bound
            scale, still = scale / 2, 0
        used = opened[value.indices] & (value.data > prices[rows])
        slope = 1.0 - np.bincount(rows[used], minlength=value.shape[0])
        length = float(slope @ slope)
        if length == 0:
            break
        prices = np.maximum(prices - scale * (upper - best) / length * slope, 0.0)
    return max(least, best), chosen


def _knapsack(worths: Vector, worth: Worth) -> tuple[float, Mask]:
    """Return the best that the budget buys when sites may be bought in part, and the whole ones."""
    opened = worth.fixed.copy()
    total = float(worths[opened].sum())
    rate = np.where(opened, -1.0, worths / np.maximum(worth.prices, 1e-12))
    order = np.argsort(-rate, kind="stable")
    order = order[rate[order] > 0]
    spent = np.cumsum(worth.prices[order])
    whole = int(np.searchsorted(spent, worth.budget + CLOSE_ENOUGH, side="right"))
    opened[order[:whole]] = True
    total += float(worths[order[:whole]].sum())
    if whole < len(order):
        left = worth.budget - (spent[whole - 1] if whole else 0.0)
        total += float(rate[order[whole]]) * max(left, 0.0)
    return total, opened


def _affordable(worth: Worth, opened: Mask) -> bool:
    return float(worth.prices[opened & ~worth.fixed].sum()) <= worth.budget + CLOSE_ENOUGH


def _gains(columns: sparse.csc_array, best: Vector) -> Vector:
    """Return what each site would add to what origins have."""
    more: NDArray[np.float64] = np.maximum(columns.data - best[columns.indices], 0.0)
    owner = np.repeat(np.arange(columns.shape[1]), np.diff(columns.indptr))
    total: Any = np.bincount(owner, more, minlength=columns.shape[1])
    return np.asarray(total, dtype=np.float64)
