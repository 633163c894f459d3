"""From units up: population-weighted sums, means and quantiles per territory."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def placed_people(shares: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return one row per (territory, unit) with the people ``m = share * population``.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``subject_id, territory_id, share`` of one level.
    units : pandas.DataFrame
        Indexed by ``unit_id``; its columns come along.
    """
    frame = shares.rename(columns={"subject_id": "unit_id"}).join(units, on="unit_id", how="inner")
    frame["people"] = frame["share"] * frame["population"]
    return frame.reset_index(drop=True)


def weighted_mean(
    groups: pd.Series, values: pd.Series, weights: pd.Series, index: pd.Index
) -> pd.Series:
    """Return the weighted mean per group; missing where weights are 0 or a value is missing."""
    counted = weights > 0
    total = weights[counted].groupby(groups[counted]).sum().reindex(index)
    product = (values * weights)[counted]
    hole = product.isna().groupby(groups[counted]).any().reindex(index)
    summed = product.groupby(groups[counted]).sum().reindex(index)
    return (summed / total).mask(hole.fillna(value=True).astype(bool))


def weighted_quantile(
    groups: pd.Series, values: pd.Series, weights: pd.Series, q: float, index: pd.Index
) -> pd.Series:
    """Return the smallest value whose cumulative weight reaches ``q`` of the group's weight.

    Infinite values take part and may be the answer; a group with a missing value, or without
    weight, has none.

    Examples
    --------
    >>> g, w = pd.Series(["a", "a"]), pd.Series([9.0, 1.0])
    >>> weighted_quantile(g, pd.Series([5.0, 7.0]), w, 0.9, pd.Index(["a"])).tolist()
    [5.0]
    """
    frame = pd.DataFrame(
        {"group": groups, "value": values.astype(float), "weight": weights.astype(float)}
    )
    frame = frame.loc[frame["weight"] > 0].sort_values(["group", "value"], na_position="last")
    cumulative = frame.groupby("group")["weight"].cumsum()
    total = frame.groupby("group")["weight"].transform("sum")
    enough = cumulative >= q * total - 1e-9 * total
    answer = frame.loc[enough].drop_duplicates("group").set_index("group")["value"]
    hole = frame["value"].isna().groupby(frame["group"]).any()
    return answer.mask(hole.reindex(answer.index, fill_value=False).astype(bool)).reindex(index)


def sums(groups: pd.Series, values: pd.Series, index: pd.Index) -> NDArray[np.float64]:
    """Return the sum of ``values`` per group, 0 for a group without rows."""
    return values.groupby(groups).sum().reindex(index, fill_value=0.0).to_numpy(dtype=np.float64)
