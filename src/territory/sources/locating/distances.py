"""How far a point is from the municipality that its row states, and from that one's MRC."""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.sources.locating.towns import km_between

# MRC and equivalents that stretch over hundreds of km, and so do their municipalities.
_VAST = ("MRC:90", "MRC:972", "MRC:981", "MRC:982", "MRC:991", "MRC:992", "MRC:993")
_VAST_TOWNS = ("MUN:89040",)
VAST_FACTOR = 4.0


def far_factor(municipalities: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Return by how much the tolerated distance grows in each row's municipality.

    Parameters
    ----------
    municipalities : pandas.Series
        Codes ("MUN:99060").
    table : pandas.DataFrame
        The `directory` of municipalities.
    """
    vast = municipalities.isin(_VAST_TOWNS) | municipalities.map(table["mrc"]).isin(_VAST)
    return pd.Series(np.where(vast, VAST_FACTOR, 1.0), index=municipalities.index)


def km_to_town(
    lon: pd.Series, lat: pd.Series, municipalities: pd.Series, table: pd.DataFrame
) -> pd.Series:
    """Return the distance of each point to the place of its municipality, NaN where unknown."""
    return km_between(lon, lat, municipalities.map(table["lon"]), municipalities.map(table["lat"]))


def km_to_division(
    lon: pd.Series, lat: pd.Series, divisions: pd.Series, table: pd.DataFrame
) -> pd.Series:
    """Return the distance of each point to the nearest municipality of its MRC, NaN if unknown.

    Where the MRC is not drawn, its municipalities say about where it is: a hamlet hundreds of
    km from the middle of a vast municipality is near another one of the same MRC.
    """
    away = pd.Series(np.nan, index=lon.index)
    for code, here in divisions.groupby(divisions):
        places = table.loc[(table["mrc"] == code) & table["lon"].notna(), ["lon", "lat"]]
        if len(places):
            rows = [
                km_between(lon[here.index], lat[here.index], x, y) for x, y in places.to_numpy()
            ]
            away[here.index] = np.min(np.column_stack(rows), axis=1)
    return away
