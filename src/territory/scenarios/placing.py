"""Where the sites a change adds are: like the site they stand beside, or by their point."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from territory.membership import place_points
from territory.tables import Tables

COLUMNS = ["subject", "subject_id", "territory_id", "level", "share", "method"]


def placed_like(membership: pd.DataFrame, like: pd.Series | None) -> pd.DataFrame:
    """Return the rows of new sites that take the territories of another.

    Parameters
    ----------
    membership : pandas.DataFrame
    like : pandas.Series or None
        Indexed by new ``service_id``: the site whose territories it takes.
    """
    rows = membership.loc[membership["subject"] == "service", COLUMNS]
    if like is None or not len(like):
        return rows.head(0)
    beside = like.rename("beside").rename_axis("new_id").reset_index()
    copied = beside.merge(rows, left_on="beside", right_on="subject_id")
    return copied.assign(subject_id=copied["new_id"])[COLUMNS]


def placed_by_point(tables: Tables, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows of new sites placed by their point, one territory per level at most."""
    parts = [
        place_points(new["service_id"], new.geometry, table).assign(subject="service", level=level)
        for level, table in tables.territories.items()
        if len(new) and "geometry" in table
    ]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True)[COLUMNS]
