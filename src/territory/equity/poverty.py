"""Poverty of access, and access along deprivation."""

from __future__ import annotations

from typing import Any

import numpy as np

from territory.equity._guards import people_and
from territory.errors import InputError


def fgt(access: Any, population: Any, line: float, alpha: float = 0) -> float:
    """Return the Foster, Greer and Thorbecke (1984) measure of poverty of access.

    ``FGT_a = (1/N) sum_i P_i [A_i < z] ((z - A_i) / z)^a``: share of people under the line
    (a = 0), depth (1), severity (2). Adds up by territory, weighted by people.

    Examples
    --------
    >>> fgt([0, 1, 2, 4], [1, 1, 1, 1], line=2), fgt([0, 1, 2, 4], [1, 1, 1, 1], 2, alpha=1)
    (0.5, 0.375)
    """
    if not line > 0 or alpha < 0:
        raise InputError(
            "Le seuil de pauvreté d'accès est plus grand que 0, et alpha d'au moins 0."
        )
    people, level = people_and(population, ("access", access))
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

    Examples
    --------
    >>> concentration_index([0, 2], [1, 2], [1, 1])
    0.5
    """
    people, level, ranking = people_and(population, ("access", access), ("rank_by", rank_by))
    values, group = np.unique(ranking, return_inverse=True)
    weight = np.bincount(group, weights=people, minlength=len(values)) / people.sum()
    middle = (np.cumsum(weight) - weight / 2)[group]
    share = people / people.sum()
    mean = float((share * level).sum())
    if mean == 0:
        return 0.0
    index = float(2 / mean * (share * (level - mean) * (middle - 0.5)).sum())
    if bounds is None:
        return index
    low, high = bounds
    if not low <= level.min() <= level.max() <= high or not high > low:
        raise InputError(
            "Les bornes de l'accès vont de la plus petite à la plus grande et le contiennent."
        )
    return 4 * mean / (high - low) * index
