"""Outlines light enough for a page, without slivers between neighbours."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from territory.report.shapes import Outlines, outlines


def _decoded(drawn: Outlines, position: int) -> MultiPolygon:
    polygons = []
    for rings in drawn.shapes[position]:
        points = [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / drawn.scale for ring in rings]
        polygons.append(Polygon(points[0], points[1:]))
    return MultiPolygon(polygons)


def _wavy_neighbours() -> gpd.GeoSeries:
    """Two territories that share a long wavy border of 2,000 points."""
    y = np.linspace(46, 48, 2000)
    border = np.column_stack((-72 + 0.05 * np.sin(40 * y) + 0.002 * np.sin(900 * y), y))
    west = Polygon([(-74, 46), *border, (-74, 48)])
    east = Polygon([(-70, 46), *border, (-70, 48)])
    return gpd.GeoSeries([west, east], crs="EPSG:4326")


def test_neighbours_stay_neighbours_once_simplified() -> None:
    drawn = outlines(_wavy_neighbours(), budget=400)
    west, east = (_decoded(drawn, i) for i in (0, 1))
    assert drawn.tolerance_m > 0
    assert shapely.get_num_coordinates([west, east]).sum() <= 410
    assert west.intersection(east).area < 1e-9
    together = shapely.union_all([west, east])
    assert together.geom_type == "Polygon"
    assert len(together.interiors) == 0


def test_what_fits_is_not_simplified() -> None:
    assert outlines(_wavy_neighbours(), budget=10_000).tolerance_m == 0


def test_a_hole_and_an_island_come_back() -> None:
    ring = box(-73, 45, -72, 46).difference(box(-72.7, 45.3, -72.4, 45.6))
    drawn = outlines(
        gpd.GeoSeries([MultiPolygon([ring, box(-71.5, 45, -71, 46)])], crs="EPSG:4326")
    )
    back = _decoded(drawn, 0)
    assert len(back.geoms) == 2
    assert sum(len(part.interiors) for part in back.geoms) == 1
    assert abs(back.area - (1 - 0.09 + 0.5)) < 1e-3


def test_a_territory_without_outline_is_kept_empty() -> None:
    drawn = outlines(gpd.GeoSeries([None, box(-73, 45, -72, 46)], crs="EPSG:4326"))
    assert drawn.shapes[0] == []
    assert len(drawn.shapes[1]) == 1


def test_a_crossed_outline_is_mended_and_its_stray_lines_go() -> None:
    bow_tie = Polygon([(-73, 45), (-72, 46), (-72, 45), (-73, 46)])
    collection = shapely.GeometryCollection([box(-71, 45, -70, 46), Point(-60, 50)])
    drawn = outlines(gpd.GeoSeries([bow_tie, collection], crs="EPSG:4326"))
    assert len(drawn.shapes[0]) == 2
    assert len(drawn.shapes[1]) == 1
    assert drawn.bounds[2] < -69.9


def test_a_study_without_any_outline_still_has_bounds() -> None:
    drawn = outlines(gpd.GeoSeries([None], crs="EPSG:4326"))
    assert drawn.shapes == [[]]
    west, south, east, north = drawn.bounds
    assert west < east
    assert south < north
