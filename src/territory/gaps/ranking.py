"""Ranks: 1 is the hardest situation; ties share a rank, and every rank states its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

TOLERANCE = 1e-9
ORDER = {"desert": 0, "underserved": 1, "served": 2}


def rank(judged: pd.DataFrame, *, two_tests: bool, minimum_population: float) -> pd.Series:
    """Return ranks: desert, then underserved, then served; missing where not ranked.

    Inside deserts the share reached decides, elsewhere the mean access (the share reached under
    a norm without intensity). Values equal within 1e-9 share a rank and the next is skipped.

    Parameters
    ----------
    judged : pandas.DataFrame
        Indexed by territory: ``class, reach_share, access_mean, population_covered``.
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
    group = judged["class"].map(ORDER)
    by_reach = (judged["class"] == "desert") | two_tests
    value = judged["reach_share"].where(by_reach, judged["access_mean"])
    ranked = group.notna() & value.notna() & (judged["population_covered"] >= minimum_population)
    rows = pd.DataFrame({"group": group, "value": value})[ranked].sort_values(["group", "value"])
    new = (rows["group"].diff() != 0) | (rows["value"].diff() > TOLERANCE)
    places = pd.Series(np.arange(1, len(rows) + 1, dtype=float), index=rows.index)
    return places.where(new).ffill().reindex(judged.index).rename("rank")


def rank_interval(base: pd.Series, variants: Sequence[pd.Series]) -> pd.DataFrame:
    """Return the smallest and largest rank over the base and its variants.

    A territory without a rank in the base has no interval; a variant that does not rank it is
    left out.
    """
    ranks = pd.concat([base, *variants], axis=1)
    return pd.DataFrame(
        {
            "rank_low": ranks.min(axis=1).where(base.notna()),
            "rank_high": ranks.max(axis=1).where(base.notna()),
        }
    )
