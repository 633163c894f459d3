"""Units and sites in territories: whole, cut, residual; never two at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from territory.membership import place_points, place_polygons, residual

CRS = 32198
SQUARES = gpd.GeoDataFrame(
    {"territory_id": ["MRC:01", "MRC:02"]},
    geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)],
    crs=CRS,
)


def test_a_point_on_a_shared_border_is_in_one_territory_only() -> None:
    points = gpd.GeoSeries([shapely.Point(1000, 500), shapely.Point(1500, 500)], crs=CRS)
    found = place_points(pd.Series(["edge", "in"]), points, SQUARES)
    assert dict(zip(found["subject_id"], found["territory_id"], strict=True)) == {
        "edge": "MRC:01",
        "in": "MRC:02",
    }


def test_a_point_outside_every_territory_is_residual_unless_it_snaps() -> None:
    points = gpd.GeoSeries([shapely.Point(2500, 500)], crs=CRS)
    assert not len(place_points(pd.Series(["sea"]), points, SQUARES))
    snapped = place_points(pd.Series(["sea"]), points, SQUARES, snap_km=1)
    assert snapped["territory_id"].tolist() == ["MRC:02"]


def test_a_polygon_across_a_border_is_cut_by_area() -> None:
    shapes = gpd.GeoSeries([shapely.box(750, 0, 1750, 100)], crs=CRS)
    found = place_polygons(pd.Series(["u"]), shapes, SQUARES).set_index("territory_id")
    assert found["share"].to_dict() == pytest.approx({"MRC:01": 0.25, "MRC:02": 0.75})
    assert set(found["method"]) == {"areal"}


def test_a_polygon_almost_whole_in_a_territory_is_whole() -> None:
    shapes = gpd.GeoSeries([shapely.box(980, 0, 1980, 100)], crs=CRS)
    found = place_polygons(pd.Series(["u"]), shapes, SQUARES)
    assert found[["territory_id", "share", "method"]].to_numpy().tolist() == [
        ["MRC:02", 1.0, "within"]
    ]


def test_the_part_outside_every_territory_is_reported_and_never_spread() -> None:
    shapes = gpd.GeoSeries([shapely.box(1500, 0, 2500, 100)], crs=CRS)
    found = place_polygons(pd.Series(["u"]), shapes, SQUARES)
    assert found["share"].tolist() == pytest.approx([0.5])
    people = pd.DataFrame({"unit_id": ["u"], "population": [800.0]})
    rows = found.assign(subject="unit", level="mrc")
    assert residual(people, rows, "mrc")["people_left_out"].tolist() == pytest.approx([400])


@given(st.lists(st.tuples(st.integers(-500, 2400), st.integers(50, 900)), min_size=1, max_size=20))
def test_shares_of_a_polygon_never_sum_above_one(boxes: list[tuple[int, int]]) -> None:
    shapes = gpd.GeoSeries([shapely.box(x, 0, x + width, 500) for x, width in boxes], crs=CRS)
    ids = pd.Series([f"u{i}" for i in range(len(boxes))])
    total = place_polygons(ids, shapes, SQUARES).groupby("subject_id")["share"].sum()
    assert (total <= 1 + 1e-12).all()
    assert (total > 0).all()


def test_every_point_falls_where_a_bare_spatial_join_says() -> None:
    rng = np.random.default_rng(5)
    points = gpd.GeoSeries(
        gpd.points_from_xy(rng.uniform(-200, 2200, 2000), rng.uniform(-200, 1200, 2000)), crs=CRS
    )
    ids = pd.Series(np.arange(2000))
    ours = place_points(ids, points, SQUARES).set_index("subject_id")["territory_id"]
    theirs = gpd.sjoin(gpd.GeoDataFrame(geometry=points), SQUARES, predicate="within")[
        "territory_id"
    ]
    assert ours.sort_index().to_dict() == theirs.sort_index().to_dict()


def test_a_point_snaps_to_the_nearest_territory_and_to_the_first_of_two_as_near() -> None:
    points = gpd.GeoSeries(
        [shapely.Point(900, 1300), shapely.Point(1100, 1300), shapely.Point(1000, 1300)], crs=CRS
    )
    found = place_points(pd.Series(["west", "east", "middle"]), points, SQUARES, snap_km=1)
    assert found["territory_id"].tolist() == ["MRC:01", "MRC:02", "MRC:01"]


def test_snapping_thousands_of_points_finds_what_trying_each_territory_finds() -> None:
    """The referee measures every distance and keeps the least."""
    rng = np.random.default_rng(7)
    points = gpd.GeoSeries(gpd.points_from_xy(*rng.uniform(-800, 2800, (2, 3000))), crs=CRS)
    found = place_points(pd.Series(range(3000)), points, SQUARES, snap_km=0.5)
    away = np.array([points.distance(shape) for shape in SQUARES.geometry])
    nearest = np.where(away.min(axis=0) <= 500, away.argmin(axis=0), -1)
    placed = pd.Series(-1, index=range(3000))
    placed[found["subject_id"]] = found["territory_id"].map({"MRC:01": 0, "MRC:02": 1}).to_numpy()
    np.testing.assert_array_equal(placed, nearest)
