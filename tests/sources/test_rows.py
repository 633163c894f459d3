"""Rows set aside once, with a reason; rows kept in the shape of the tables."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from territory.errors import InputError
from territory.sources._rows import Sieve, areas_km2, inner_points


def sieve(count: int) -> Sieve:
    return Sieve("a.csv", np.arange(2, 2 + count), np.array([f"i{n}" for n in range(count)]))


def test_a_row_is_set_aside_once_for_its_first_reason() -> None:
    rows = sieve(3)
    assert rows.reject([True, False, False], "premier") == 1
    assert rows.reject([True, True, False], "second {n}", n=[1, 2, 3]) == 1
    rejected = rows.rejected()
    assert rejected["reason"].tolist() == ["premier", "second 2"]
    assert rejected["line"].tolist() == [2, 3]
    assert rows.kept.tolist() == [False, False, True]


def test_a_key_seen_on_a_rejected_row_is_not_a_duplicate() -> None:
    rows = sieve(3)
    rows.reject([True, False, False], "mauvais")
    assert rows.reject_duplicates(pd.Series(["a", "a", "a"])) == 1
    assert rows.kept.tolist() == [False, True, False]


def test_points_at_zero_abroad_and_nowhere_are_set_aside_each_with_its_reason() -> None:
    rows = sieve(5)
    lon = pd.Series([-73.5, 0.0, np.nan, 14.187, -72.5])
    lat = pd.Series([45.5, 0.0, 46.0, 40.7917, 46.3])
    rows.reject_misplaced(lon, lat)
    assert rows.kept.tolist() == [True, False, False, False, True]
    assert rows.rejected()["line"].tolist() == [3, 4, 5]
    assert "sans coordonnées" in rows.rejected()["reason"].tolist()[1]


def test_a_file_with_latitude_first_is_refused_as_a_whole() -> None:
    with pytest.raises(InputError, match="interverties"):
        sieve(2).reject_misplaced(pd.Series([45.5, 46.1]), pd.Series([-73.5, -72.0]))


def test_a_file_in_metres_is_refused_as_a_whole() -> None:
    with pytest.raises(InputError, match="mètres"):
        sieve(1).reject_misplaced(pd.Series([299_000.0]), pd.Series([5_040_000.0]))


def test_the_inner_point_of_a_crescent_is_inside_it() -> None:
    crescent = Polygon([(-73, 46), (-72, 46), (-72, 47), (-72.05, 46.05), (-73, 46.05)])
    points = gpd.GeoSeries([crescent, Point(-71.2, 46.8), None], crs="EPSG:4326")
    lon, lat = inner_points(points)
    assert crescent.contains(Point(lon[0], lat[0]))
    assert (lon[1], lat[1]) == (-71.2, 46.8)
    assert np.isnan(lon[2])


def test_areas_are_those_of_the_ellipsoid_within_a_thousandth() -> None:
    from pyproj import Geod

    square = box(-73.0, 46.0, -72.9, 46.1)
    expected = abs(Geod(ellps="GRS80").geometry_area_perimeter(square)[0]) / 1e6
    found = areas_km2(gpd.GeoSeries([square], crs="EPSG:4326"))[0]
    assert found == pytest.approx(expected, rel=1e-3)
