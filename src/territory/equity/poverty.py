"""Poverty of access, and access along deprivation."""

from __future__ import annotations

from typing import Any

import numpy as np

from territory.equity._guards import Given, number, people_and
from territory.errors import InputError


def fgt(access: Any, population: Any, line: float, alpha: float = 0) -> float:
    """Return the Foster, Greer and Thorbecke (1984) measure of poverty of access.

    ``FGT_a = (1/N) sum_i P_i [A_i < z] ((z - A_i) / z)^a``: share of people under the line
    (a = 0), depth (1), severity (2). Adds up by territory, weighted by people.

    Raises
    ------
    InputError
        Naming the argument, the identifier or row, and the rule: access and population finite
        and at least 0 (a depth is at most 1), line finite and greater than 0, alpha finite and
        at least 0.

    Examples
    --------
    >>> fgt([0, 1, 2, 4], [1, 1, 1, 1], line=2), fgt([0, 1, 2, 4], [1, 1, 1, 1], 2, alpha=1)
    (0.5, 0.375)
    """
    line = number(line, "line", low=0.0, included=False)
    alpha = number(alpha, "alpha", low=0.0, included=True)
    people, level = people_and(population, Given("access", access, low=0.0))
    under = level < line
    depth = np.where(under, (line - np.minimum(level, line)) / line, 0.0)
    return float((people * under * np.where(under, depth, 1.0) ** alpha).sum() / people.sum())


def concentration_index(
    access: Any, rank_by: Any, population: Any, *, bounds: tuple[float, float] | None = None
) -> float:
    """Return how access concentrates along a ranking such as deprivation.

    ``C = (2 / mu) sum_i (P_i / N)(A_i - mu)(R_i - 1/2)`` with R the fractional rank by
    ``rank_by`` (Wagstaff, Paci and van Doorslaer, 1991), ties sharing their middle rank; with
    ``bounds`` of the access, Erreygers' ``4 mu / (b - a) C`` (2009).

    Returns
    -------
    float
        Negative where access goes to those ranked low; 0 where nobody has any.

    Raises
    ------
    InputError
        Naming the argument, the identifier or row, and the rule: population finite and at least
        0, rank_by finite (of either sign), bounds finite and the low one first, access finite
        and at least 0, since C divides by its mean; with bounds, between them, of either sign.

    Examples
    --------
    >>> concentration_index([0, 2], [1, 2], [1, 1])
    0.5
    """
    low, high = (0.0, np.inf) if bounds is None else _bounds(bounds)
    people, level, ranking = people_and(
        population, Given("access", access, low, high), Given("rank_by", rank_by)
    )
    values, group = np.unique(ranking, return_inverse=True)
    weight = np.bincount(group, weights=people, minlength=len(values)) / people.sum()
    middle = (np.cumsum(weight) - weight / 2)[group]
    share = people / people.sum()
    mean = float((share * level).sum())
    together = 2 * float((share * (level - mean) * (middle - 0.5)).sum())
    if bounds is not None:
        return 4 * together / (high - low)
    return together / mean if mean > 0 else 0.0


def _bounds(bounds: Any) -> tuple[float, float]:
    """Return the two bounds; refuse what is not two finite numbers, the low one first."""
    try:
        low, high = map(float, bounds)
    except (TypeError, ValueError):
        low = high = np.nan
    if not -np.inf < low < high < np.inf:
        raise InputError(
            "bounds vaut {value}; deux nombres finis sont attendus, le plus petit d'abord.",
            value=str(bounds),
        )
    return low, high
