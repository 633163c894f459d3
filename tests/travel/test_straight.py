"""Estimated travel: distances, speeds, barriers, places without a road."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from territory.errors import InputError
from territory.travel import derive_milieu, from_table, straight_line, within_road_network

RIVER = gpd.GeoSeries([shapely.LineString([(-72, 46.8), (-70, 46.8)])], crs=4326)
NORTH = pd.DataFrame({"lon": [-71.2], "lat": [46.9]}, index=["north"])
SOUTH = pd.DataFrame({"lon": [-71.2], "lat": [46.7]}, index=["south"])


def places(count: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"lon": rng.uniform(-73, -71, count), "lat": rng.uniform(45, 47, count)})


def test_kilometres_are_geodesic_times_the_detour() -> None:
    origins, destinations = places(30, 1), places(20, 2)
    found = straight_line(origins, destinations, limit=60).to_frame()
    km = pyproj.Geod(ellps="GRS80").inv(
        origins["lon"].to_numpy()[found["from_id"]], origins["lat"].to_numpy()[found["from_id"]],
        destinations["lon"].to_numpy()[found["to_id"]],
        destinations["lat"].to_numpy()[found["to_id"]],
    )[2] / 1000  # fmt: skip
    assert found["cost"].tolist() == pytest.approx((1.3 * km).tolist(), rel=1e-9)


def test_no_pair_within_the_limit_is_missed() -> None:
    origins, destinations = places(60, 3), places(50, 4)
    lon = np.repeat(origins["lon"].to_numpy(), 50)
    lat = np.repeat(origins["lat"].to_numpy(), 50)
    km = pyproj.Geod(ellps="GRS80").inv(
        lon, lat, np.tile(destinations["lon"], 60), np.tile(destinations["lat"], 60)
    )[2] / 1000  # fmt: skip
    speeds = np.resize([12.0, 30.0, 60.0], 60)
    minutes = 60 * 1.3 * km / np.repeat(speeds, 50)
    table = straight_line(origins, destinations, limit=40, speed_kmh=speeds)
    assert table.matrix.nnz == int((minutes <= 40).sum())
    assert table.unit == "min"


def test_a_place_at_a_site_costs_zero_and_stays() -> None:
    assert straight_line(NORTH, NORTH, limit=10).matrix.nnz == 1


def test_a_river_without_a_crossing_separates() -> None:
    assert straight_line(NORTH, SOUTH, limit=120, speed_kmh=60).matrix.nnz == 1
    table = straight_line(NORTH, SOUTH, limit=120, speed_kmh=60, barriers=RIVER)
    assert table.matrix.nnz == 0


def test_a_bridge_joins_the_two_shores_by_the_way_round() -> None:
    bridge = gpd.GeoSeries([*RIVER, shapely.Point(-71.4, 46.8)], crs=4326)
    direct = straight_line(NORTH, SOUTH, limit=120, speed_kmh=60).matrix.data[0]
    round_trip = straight_line(NORTH, SOUTH, limit=120, speed_kmh=60, barriers=bridge).matrix.data[
        0
    ]
    assert round_trip > direct * 1.2


def test_a_crossing_too_far_joins_nothing() -> None:
    far = gpd.GeoSeries([*RIVER, shapely.Point(-70.05, 46.8)], crs=4326)
    assert straight_line(NORTH, SOUTH, limit=60, speed_kmh=60, barriers=far).matrix.nnz == 0


def test_a_ferry_adds_its_wait() -> None:
    def way(minutes: float) -> float:
        crossings = gpd.GeoDataFrame(
            {"minutes": [0.0, minutes]},
            geometry=[RIVER.iloc[0], shapely.Point(-71.2, 46.8)],
            crs=4326,
        )
        table = straight_line(NORTH, SOUTH, limit=240, speed_kmh=60, barriers=crossings)
        return float(table.matrix.data[0])

    assert way(20) == pytest.approx(way(0) + 20)


def test_a_place_without_a_road_reaches_itself_and_its_neighbours_only() -> None:
    village = pd.DataFrame({"lon": [-60.0], "lat": [50.2]}, index=["village"])
    sites = pd.DataFrame(
        {"lon": [-60.0, -60.05, -60.4], "lat": [50.21] * 3}, index=["own", "near", "far"]
    )
    costs = straight_line(village, sites, limit=60, speed_kmh=60)
    assert costs.matrix.nnz == 3
    kept = within_road_network(
        costs,
        origin_linked=[False],
        destination_linked=[False, True, True],
        origin_place=["MUN:1"],
        destination_place=["MUN:1", "MUN:2", "MUN:3"],
        local_limit=10,
    )
    assert kept.to_frame()["to_id"].tolist() == ["own", "near"]


def test_swapped_coordinates_are_refused_with_their_place() -> None:
    swapped = pd.DataFrame({"lon": [46.9], "lat": [-171.2]}, index=["ici"])
    with pytest.raises(InputError, match="ici"):
        straight_line(swapped, SOUTH, limit=10)


def test_a_layer_without_crs_is_refused() -> None:
    with pytest.raises(InputError, match="système de coordonnées"):
        straight_line(gpd.GeoSeries([shapely.Point(0, 0)]), SOUTH, limit=10)


def test_a_table_of_times_is_read_as_r5py_writes_it() -> None:
    frame = pd.DataFrame(
        {"from_id": ["a", "a"], "to_id": ["x", "y"], "travel_time": [12.0, np.nan]}
    )
    assert from_table(frame).matrix.nnz == 1
    with pytest.raises(InputError, match="travel_time"):
        from_table(frame.drop(columns="travel_time"))


def population(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    base: dict[str, list[object]] = {
        "unit_id": [f"u{i}" for i in range(count)],
        "municipality_id": [f"MUN:{i}" for i in range(count)],
        "population": [500.0] * count,
        "area_km2": [1.0] * count,
        "milieu": [None] * count,
        "road_link": ["yes"] * count,
        "lon": [-73.0] * count,
        "lat": [45.5] * count,
    }
    return gpd.GeoDataFrame({**base, **columns})


def test_each_milieu_follows_its_rule() -> None:
    units = population(
        municipality_id=["MUN:1", "MUN:1", "MUN:2", "MUN:3", "MUN:4", "MUN:5"],
        population=[90_000.0, 12_000.0, 15_000.0, 900.0, 900.0, 900.0],
        area_km2=[10.0, 40.0, 10.0, 10.0, 10.0, 10.0],
        road_link=["yes", "yes", "yes", "yes", "yes", "no"],
        lat=[45.5, 45.5, 45.5, 45.5, 47.0, 45.5],
    )
    assert derive_milieu(units).tolist() == [
        "dense_urban", "urban", "urban", "rural", "remote", "remote",
    ]  # fmt: skip


def test_a_given_milieu_wins_over_the_rule() -> None:
    units = population(milieu=["urban", None], population=[10.0, 10.0])
    assert derive_milieu(units).tolist() == ["urban", "rural"]
