"""Ranks: 1 is the hardest situation; ties share a rank, and every rank states its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-9
ORDER = {"desert": 0, "underserved": 1, "served": 2}


def rank(
    judged: pd.DataFrame | Mapping[str, NDArray[Any]], *, two_tests: bool, minimum_population: float
) -> NDArray[np.float64]:
    """Return ranks: desert, then underserved, then served; missing where not ranked.

    Inside deserts the share reached decides, elsewhere the mean access (the share reached under
    a norm without intensity). Values equal within 1e-9 share a rank and the next is skipped.

    Parameters
    ----------
    judged : pandas.DataFrame or Mapping of str to array
        One row per territory: ``class, reach_share, access_mean, population_covered``.
    two_tests : bool
        The norm has no intensity test.
    minimum_population : float
        Covered population under which a territory keeps its class and has no rank.

    Examples
    --------
    >>> table = pd.DataFrame({"class": ["served", "desert", "served"], "access_mean": [2., 0, 2.],
    ...     "reach_share": [1, 0.1, 1], "population_covered": 5000})
    >>> rank(table, two_tests=False, minimum_population=1000).tolist()
    [2.0, 1.0, 2.0]
    """
    classes = np.asarray(judged["class"], dtype=object)
    group = np.select([classes == name for name in ORDER], list(ORDER.values()), -1)
    reach, access, covered = (
        np.asarray(judged[name], dtype=np.float64)
        for name in ("reach_share", "access_mean", "population_covered")
    )
    value = np.where((classes == "desert") | two_tests, reach, access)
    enough = covered >= minimum_population
    ranked = np.flatnonzero((group >= 0) & ~np.isnan(value) & enough)
    ranked = ranked[np.lexsort((value[ranked], group[ranked]))]
    new = np.ones(len(ranked), dtype=bool)
    new[1:] = (np.diff(group[ranked]) != 0) | (np.diff(value[ranked]) > TOLERANCE)
    first = np.maximum.accumulate(np.where(new, np.arange(1, len(ranked) + 1), 0))
    places = np.full(len(classes), np.nan)
    places[ranked] = first
    return places


def rank_interval(
    base: ArrayLike, variants: Sequence[ArrayLike]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the smallest and largest rank over the base and its variants.

    A territory without a rank in the base has no interval; a variant that does not rank it is
    left out.

    Examples
    --------
    >>> rank_interval([1.0, 2.0], [[2.0, 1.0], [1.0, np.nan]])
    (array([1., 1.]), array([2., 2.]))
    """
    ranks = np.column_stack([np.asarray(one, dtype=np.float64) for one in (base, *variants)])
    told = ~np.isnan(ranks[:, 0])
    low, high = np.full(len(ranks), np.nan), np.full(len(ranks), np.nan)
    low[told], high[told] = np.nanmin(ranks[told], axis=1), np.nanmax(ranks[told], axis=1)
    return low, high
