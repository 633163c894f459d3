"""What is in the study, what is in the band around it, what is beyond."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from territory.membership.around import in_band, in_study

HERE = {
    "mrc": gpd.GeoDataFrame(
        {"territory_id": ["MRC:01"]}, geometry=[shapely.box(-73, 45, -72, 46)], crs=4326
    )
}


def row(geometry: shapely.Geometry | None, **columns: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([columns or {"name": "x"}], geometry=[geometry], crs=4326)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (row(shapely.Point(-72.5, 45.5)), True),
        (row(shapely.Point(-72, 45.5)), True),
        (row(shapely.Point(-71.99, 45.5)), False),
        (row(shapely.box(-72.01, 45.5, -71, 45.6)), True),
        (row(shapely.Point(-60, 50), mrc_id="MRC:01"), True),
        (row(shapely.Point(-60, 50), mrc_id="MRC:02"), False),
        (row(None), False),
    ],
)
def test_a_territory_claims_by_code_or_by_touching(
    subject: gpd.GeoDataFrame, expected: bool
) -> None:
    assert in_study(subject, HERE).tolist() == [expected]


def test_what_snaps_to_a_territory_is_the_study_s() -> None:
    beside = row(shapely.Point(-71.99, 45.5))
    assert in_study(beside, HERE, snap_km=1).tolist() == [True]
    assert in_study(beside, HERE, snap_km=0.5).tolist() == [False]


def test_a_code_says_nothing_at_a_level_placed_by_geometry() -> None:
    away = row(shapely.Point(-60, 50), mrc_id="MRC:01")
    assert in_study(away, HERE, spatial=["mrc"]).tolist() == [False]


def test_a_site_states_its_codes_in_columns_of_their_own() -> None:
    away = row(shapely.Point(-60, 50), stated_mrc_id="MRC:01")
    assert in_study(away, HERE, prefix="stated_").tolist() == [True]
    assert in_study(away, HERE).tolist() == [False]


@pytest.mark.parametrize(("degrees", "expected"), [(0.35, True), (0.42, False)])
def test_the_band_is_as_wide_as_it_says(degrees: float, expected: bool) -> None:
    """A degree of longitude is 78.1 km at 45.5° N: 27.3 km, then 32.8."""
    place = gpd.GeoSeries([shapely.Point(-72 + degrees, 45.5), None], crs=4326)
    assert in_band(place, HERE, 30).tolist() == [expected, False]


def test_no_row_is_no_fault() -> None:
    assert in_band(gpd.GeoSeries([], crs=4326), HERE, 30).tolist() == []
    assert in_study(row(None).head(0), HERE).tolist() == []
