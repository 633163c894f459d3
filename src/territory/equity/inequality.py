"""Gini, Theil, Palma and the Lorenz curve of access."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.equity._guards import Given, labels, people_and


def lorenz(access: Any, population: Any) -> pd.DataFrame:
    """Return the Lorenz curve of access: people ordered from the worst to the best served.

    Parameters
    ----------
    access : array-like, shape (n,)
        Finite and at least 0 where people live; not looked at elsewhere.
    population : array-like, shape (n,)
        Finite and at least 0, someone somewhere.

    Returns
    -------
    pandas.DataFrame
        Columns ``people`` and ``access``, cumulative shares from 0 to 1, shape (m + 1, 2).

    Raises
    ------
    InputError
        Naming the argument, the identifier or row, and the rule it breaks.

    Examples
    --------
    >>> lorenz([0, 2], [1, 1]).values.tolist()
    [[0.0, 0.0], [0.5, 0.0], [1.0, 1.0]]
    """
    people, level = people_and(population, Given("access", access, low=0.0))
    order = np.argsort(level, kind="stable")
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

    Raises
    ------
    InputError
        As `lorenz` does: access and population are finite and at least 0.

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

    Raises
    ------
    InputError
        As `lorenz` does, and for groups of another length, or one missing where people live.

    Examples
    --------
    >>> round(float(theil([0, 2], [1, 1])), 6)
    0.693147
    """
    people, level = people_and(population, Given("access", access, low=0.0))
    total = _theil(level, people)
    if groups is None:
        return total
    named = labels(groups, population)
    frame = pd.DataFrame({"group": named, "people": people, "level": level})
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
        1 is equality; missing (nan), never infinite, where the poorest four tenths have no
        access at all: the ratio then has no value, however well served the richest are.

    Raises
    ------
    InputError
        Naming the argument, the identifier or row, and the rule: access and population finite
        and at least 0, income finite (of either sign).

    Examples
    --------
    >>> palma([1] * 9 + [3], range(10), [1] * 10)
    3.0
    >>> palma([0] * 9 + [3], range(10), [1] * 10)
    nan
    """
    people, level, wealth = people_and(
        population, Given("access", access, low=0.0), Given("income", income)
    )
    order = np.argsort(wealth, kind="stable")
    ends = np.cumsum(people[order]) / people.sum()
    starts = np.r_[0.0, ends[:-1]]
    rich = np.clip(ends - np.maximum(starts, 0.9), 0, None)
    poor = np.clip(np.minimum(ends, 0.4) - starts, 0, None)
    top = float((rich * level[order]).sum() / rich.sum())
    bottom = float((poor * level[order]).sum() / poor.sum())
    return top / bottom if bottom > 0 else float("nan")
