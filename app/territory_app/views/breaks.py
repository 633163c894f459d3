"""Where classes are cut: quantiles, natural breaks, or the norm's own values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territory_app.indicators import Indicator

CLASS_COUNT = 5
FINEST = 800
"""Distinct values natural breaks are looked for among; more are first rounded together."""
OF_ACCESS = frozenset({"access_mean", "access_registered", "access_nonregistered"})
MULTIPLES = (0.5, 1.0, 1.5, 2.0)
"""Bounds of access, in multiples of the norm of intensity."""


def upper_bounds(values: NDArray[np.float64], digits: int, count: int = CLASS_COUNT) -> list[float]:
    """Return quantile bounds rounded to ``digits`` decimals, the last one covering.

    A lowest or highest value that alone would fill a class has its own (nobody beyond reach,
    everybody reached); the quantiles are those of the rest. No class is empty.

    Examples
    --------
    >>> upper_bounds(np.array([0.0, 0, 0, 0, 0.2, 0.3, 0.5, 0.6]), 1, 3)
    [0.0, 0.4, 0.6]
    """
    rounded = np.round(values, digits)
    distinct = np.unique(rounded)
    if len(distinct) <= count:
        return [float(bound) for bound in distinct]
    lowest, highest = distinct[0], distinct[-1]
    heavy_low = np.mean(rounded == lowest) >= 1 / count
    heavy_high = np.mean(rounded == highest) >= 1 / count
    rest = rounded[~((heavy_low & (rounded == lowest)) | (heavy_high & (rounded == highest)))]
    left = min(count - int(heavy_low) - int(heavy_high), len(np.unique(rest)))
    # The same bounds as mapclassify.Quantiles (a test compares them), which takes seconds to load.
    bins = np.round(np.quantile(rest, np.arange(1, left + 1) / left), digits)
    bounds = np.unique([*([lowest] if heavy_low else []), *bins, highest])
    position = np.searchsorted(bounds, rounded, side="left")
    return [float(bound) for bound in bounds[np.unique(position)]]


def natural_bounds(
    values: NDArray[np.float64], digits: int, count: int = CLASS_COUNT
) -> list[float]:
    """Return Fisher-Jenks bounds: the classes whose values are closest to their means.

    The exact optimum (Fisher 1958) over the distinct rounded values, each weighing as many times
    as it occurs; found in a fraction of a second for any number of territories.

    Examples
    --------
    >>> natural_bounds(np.array([1.0, 1.1, 1.2, 5.0, 5.1, 9.0]), 1, 3)
    [1.2, 5.1, 9.0]
    """
    distinct, occurs = np.unique(np.round(values, digits), return_counts=True)
    if len(distinct) <= count:
        return [float(bound) for bound in distinct]
    weights = occurs.astype(float)
    if len(distinct) > FINEST:
        distinct, weights = _gathered(distinct, weights)
    return [float(bound) for bound in distinct[_fisher(distinct, weights, count)]]


def _gathered(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gather neighbouring values, each group standing at its highest."""
    groups = np.arange(len(values)) * FINEST // len(values)
    last = np.flatnonzero(np.diff(groups, append=FINEST))
    return values[last], np.bincount(groups, weights=weights).astype(float)


def _fisher(
    values: NDArray[np.float64], weights: NDArray[np.float64], count: int
) -> NDArray[np.intp]:
    """Return the position of the last value of each class (dynamic programming)."""
    centred = values - np.average(values, weights=weights)
    total = np.concatenate([[0.0], np.cumsum(weights)])
    first = np.concatenate([[0.0], np.cumsum(weights * centred)])
    second = np.concatenate([[0.0], np.cumsum(weights * centred**2)])
    size = len(values)
    start, end = np.arange(size)[:, None], np.arange(1, size + 1)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (second[end] - second[start]) - (first[end] - first[start]) ** 2 / (
            total[end] - total[start]
        )
    spread = np.where(start < end, np.maximum(spread, 0.0), np.inf)
    best = spread[0]
    chosen = []
    for _class in range(count - 1):
        # best[i]: values up to i in the classes so far; the next class starts at i + 1.
        sums = best[:-1, None] + spread[1:, :]
        chosen.append(np.argmin(sums, axis=0))
        best = np.min(sums, axis=0)
    ends = [size - 1]
    for before in reversed(chosen):
        ends.append(int(before[ends[-1]]))
    return np.array(ends[::-1])


def norm_bounds(
    indicator: Indicator, norm: Mapping[str, Any], values: NDArray[np.float64]
) -> tuple[float, ...]:
    """Return bounds at the norm's own values; none where the norm says nothing of the indicator.

    Reach: the share the norm asks for, halfway to it and halfway beyond it. Access: the norm of
    intensity, its half, one and a half and twice. Minutes: the thresholds of the milieux. The
    last bound covers the highest value.

    Examples
    --------
    >>> from territory_app.indicators import indicator_named
    >>> norm_bounds(indicator_named("atteinte"), {"reach_share": 0.5}, np.array([0.2, 1.0]))
    (0.25, 0.5, 0.75, 1.0)
    """
    own = _values_of(indicator, norm)
    if not own:
        return ()
    top = float(values.max(initial=own[-1]))
    return (*own, max(top, own[-1])) if top > own[-1] else tuple(own)


def _values_of(indicator: Indicator, norm: Mapping[str, Any]) -> list[float]:
    column = indicator.column
    if column in ("reach_share", "beyond_share"):
        asked = float(norm.get("reach_share") or 0.5)
        middle = asked if column == "reach_share" else 1.0 - asked
        return sorted({middle / 2, middle, (1.0 + middle) / 2, 1.0})
    if column == "nearest_cost_median":
        minutes = norm.get("threshold_minutes") or {}
        return sorted({float(one) for one in minutes.values()})
    intensity = norm.get("intensity_norm")
    if column in OF_ACCESS and intensity:
        return [float(intensity) * one for one in MULTIPLES]
    return []


def at_least(indicator: Indicator) -> bool:
    """Say whether the norm asks for at least a value: the bound is then in the class above."""
    return indicator.column == "reach_share" or indicator.column in OF_ACCESS
