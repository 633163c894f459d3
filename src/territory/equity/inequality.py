"""Gini, Theil, Palma and the Lorenz curve of access."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.equity._guards import not_negative, people_and


def lorenz(access: Any, population: Any) -> pd.DataFrame:
    """Return the Lorenz curve of access: people ordered from the worst to the best served.

    Parameters
    ----------
    access : array-like, shape (n,)
        At least 0.
    population : array-like, shape (n,)

    Returns
    -------
    pandas.DataFrame
        Columns ``people`` and ``access``, cumulative shares from 0 to 1, shape (m + 1, 2).

    Examples
    --------
    >>> lorenz([0, 2], [1, 1]).values.tolist()
    [[0.0, 0.0], [0.5, 0.0], [1.0, 1.0]]
    """
    people, level = people_and(population, ("access", access))
    order = np.argsort(not_negative(level, "access"), kind="stable")
    held = np.cumsum(people[order] * level[order])
    share = held / held[-1] if held[-1] > 0 else np.zeros_like(held)
    reached = np.cumsum(people[order]) / people.sum()
    return pd.DataFrame({"people": np.r_[0.0, reached], "access": np.r_[0.0, share]})


def gini(access: Any, population: Any) -> float:
    """Return the population-weighted Gini coefficient (trapezoid).

    ``G = 1 - sum_i p_i (L_i + L_{i-1})`` with units sorted by access.

    Returns
    -------
    float
        0 (equal) to 1; 0 where nobody has any access.

    Examples
    --------
    >>> gini([0, 2], [1, 1])
    0.5
    """
    curve = lorenz(access, population)
    if not curve["access"].iloc[-1] > 0:
        return 0.0
    level = curve["access"].to_numpy()
    return float(1 - (np.diff(curve["people"]) * (level[1:] + level[:-1])).sum())


def theil(access: Any, population: Any, groups: Any = None) -> float | pd.Series:
    """Return Theil's T (Theil, 1967), with ``0 ln 0 = 0``; by groups, its two parts.

    ``T = sum_i (P_i / N)(A_i / mu) ln(A_i / mu)``; with groups,
    ``T = sum_g s_g T_g + sum_g s_g ln(s_g / p_g)``, s the share of access and p of people.

    Returns
    -------
    float, or pandas.Series ``total, within, between`` when groups are given.

    Examples
    --------
    >>> round(float(theil([0, 2], [1, 1])), 6)
    0.693147
    """
    people, level = people_and(population, ("access", access))
    total = _theil(not_negative(level, "access"), people)
    if groups is None:
        return total
    inhabited = np.asarray(population, dtype=np.float64) > 0
    frame = pd.DataFrame({"group": np.asarray(groups)[inhabited], "people": people, "level": level})
    held = (people * level).sum()
    within = 0.0
    for _, part in frame.groupby("group", sort=True):
        part_people, part_level = part["people"].to_numpy(), part["level"].to_numpy()
        share = float((part_people * part_level).sum() / held) if held > 0 else 0.0
        within += share * _theil(part_level, part_people)
    return pd.Series({"total": total, "within": within, "between": total - within})


def _theil(level: np.ndarray, people: np.ndarray) -> float:
    mean = float((people * level).sum() / people.sum())
    if not mean > 0:
        return 0.0
    ratio = level / mean
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return float((people / people.sum() * ratio * logs).sum())


def palma(access: Any, income: Any, population: Any) -> float:
    """Return mean access of the richest tenth over that of the poorest four tenths.

    After Palma (2011) and Cobham and Sumner (2013); a unit across a bound counts by its share.

    Returns
    -------
    float
        1 is equality; infinite when the poorest have no access and the richest do; missing
        when neither has any.

    Examples
    --------
    >>> palma([1] * 9 + [3], range(10), [1] * 10)
    3.0
    """
    people, level, wealth = people_and(population, ("access", access), ("income", income))
    order = np.argsort(wealth, kind="stable")
    ends = np.cumsum(people[order]) / people.sum()
    starts = np.r_[0.0, ends[:-1]]
    rich = np.clip(ends - np.maximum(starts, 0.9), 0, None)
    poor = np.clip(np.minimum(ends, 0.4) - starts, 0, None)
    top = float((rich * level[order]).sum() / rich.sum())
    bottom = float((poor * level[order]).sum() / poor.sum())
    if bottom > 0:
        return top / bottom
    return float("inf") if top > 0 else float("nan")
