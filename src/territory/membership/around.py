"""What lies around a study: who is in it, who is in a band beyond its border."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.membership.place import AREA_CRS, near_pairs

Flags = NDArray[np.bool_]


def in_study(
    subjects: gpd.GeoDataFrame,
    territories: Mapping[str, gpd.GeoDataFrame],
    *,
    prefix: str = "",
    snap_km: float = 0.0,
    spatial: Collection[str] = (),
) -> Flags:
    """Return which units or sites at least one territory of the study can claim.

    By a stated code, by touching a polygon, or within ``snap_km`` of one: what membership goes
    by, so that nothing with a share in a territory is ever taken for its surroundings.

    Parameters
    ----------
    subjects : geopandas.GeoDataFrame, n rows
    territories : Mapping of level key to GeoDataFrame
    prefix : str
        What stands before ``<level>_id`` in the columns that state codes ("stated_" for sites).
    snap_km : float
        Tolerance for what is drawn just off a coast.
    spatial : collection of str
        Levels where stated codes are not gone by.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    result = np.zeros(len(subjects), dtype=bool)
    for level, table in territories.items():
        column = f"{prefix}{level}_id"
        if column in subjects and level not in spatial:
            result |= subjects[column].isin(table["territory_id"]).to_numpy(dtype=bool)
    left = np.flatnonzero(~result & _drawn(subjects.geometry))
    result[left[_touching(subjects.geometry.iloc[left], territories)]] = True
    if snap_km > 0:
        left = np.flatnonzero(~result & _drawn(subjects.geometry))
        result[left[_near(subjects.geometry.iloc[left], territories, snap_km)]] = True
    return result


def in_band(points: gpd.GeoSeries, territories: Mapping[str, gpd.GeoDataFrame], km: float) -> Flags:
    """Return which points are within ``km`` of the nearest territory; a missing one is not.

    Distances are those of the Québec Lambert projection, right to 1 % south of 56° N.

    Examples
    --------
    >>> here = gpd.GeoDataFrame(geometry=[shapely.box(-73, 45, -72, 46)], crs=4326)
    >>> places = gpd.GeoSeries([shapely.Point(-71.9, 45.5), shapely.Point(-71, 45.5)], crs=4326)
    >>> in_band(places, {"mrc": here}, 30).tolist()
    [True, False]
    """
    result = np.zeros(len(points), dtype=bool)
    known = np.flatnonzero(_drawn(points))
    result[known[_near(points.iloc[known], territories, km)]] = True
    return result


def _drawn(geometry: gpd.GeoSeries) -> Flags:
    return np.asarray(~(geometry.isna() | geometry.is_empty), dtype=bool)


def _touching(
    geometry: gpd.GeoSeries, territories: Mapping[str, gpd.GeoDataFrame]
) -> NDArray[np.intp]:
    """Return the positions of the geometries that touch a territory, borders included."""
    touching = np.zeros(len(geometry), dtype=bool)
    for table in territories.values():
        borders = table.geometry.to_crs(geometry.crs).to_numpy()
        left = np.flatnonzero(~touching)
        found = shapely.STRtree(geometry.to_numpy()[left]).query(borders, predicate="intersects")
        touching[left[np.unique(found[1])]] = True
    return np.flatnonzero(touching)


def _near(
    geometry: gpd.GeoSeries, territories: Mapping[str, gpd.GeoDataFrame], km: float
) -> NDArray[np.intp]:
    """Return the positions of the geometries that are at most ``km`` from a territory."""
    shapes = geometry.to_crs(AREA_CRS).to_numpy()
    near = np.zeros(len(shapes), dtype=bool)
    for table in territories.values():
        left = np.flatnonzero(~near)
        borders = table.geometry.to_crs(AREA_CRS).to_numpy()
        near[left[np.unique(near_pairs(borders, shapes[left], km)[1])]] = True
    return np.flatnonzero(near)


def as_points(subjects: pd.DataFrame) -> gpd.GeoSeries:
    """Return the representative point of each unit (``lon``, ``lat``); none where unknown."""
    known = (subjects["lon"].notna() & subjects["lat"].notna()).to_numpy(dtype=bool)
    points = gpd.points_from_xy(subjects["lon"], subjects["lat"])
    return gpd.GeoSeries(np.where(known, points, None), index=subjects.index, crs=4326)
