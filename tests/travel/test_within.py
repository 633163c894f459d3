"""Every pair within reach: distances as Karney's, nothing missed, whatever the neighbourhoods."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from territory.errors import InputError
from territory.travel import _within, straight_line
from territory.travel._points import FARTHEST_ARC_KM, arc_km, earth_centred, prime_curvature

GEOD = pyproj.Geod(ellps="GRS80")
FLOOR_KM = 1e-11  # 10 nm: what degrees in float64 allow


def karney(
    lon_a: np.ndarray, lat_a: np.ndarray, lon_b: np.ndarray, lat_b: np.ndarray
) -> np.ndarray:
    return np.asarray(GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000


@pytest.mark.parametrize("km", [1e-6, 1e-3, 0.1, 1, 10, 30, 100, 200, FARTHEST_ARC_KM])
def test_arcs_agree_with_karney_to_a_billionth_anywhere_on_the_earth(km: float) -> None:
    rng = np.random.default_rng(int(km * 10) + 1)
    count = 20_000
    lon, lat = rng.uniform(-180, 180, count), rng.uniform(-90, 90, count)
    lat[:4] = [90, -90, 0, 89.9999]
    there = GEOD.fwd(lon, lat, rng.uniform(0, 360, count), np.full(count, km * 1000))
    chord = earth_centred(lon, lat) - earth_centred(there[0], there[1])
    curvature = (prime_curvature(lat) + prime_curvature(there[1])) / 2
    found = arc_km((chord**2).sum(axis=1), chord[:, 2] ** 2, curvature)
    exact = karney(lon, lat, there[0], there[1])
    assert np.abs(found - exact).max() <= 1e-9 * km + FLOOR_KM


def brute(
    origins: pd.DataFrame, destinations: pd.DataFrame, per_km: np.ndarray, limit: float
) -> np.ndarray:
    """Costs of every pair, infinite above the limit."""
    row, column = np.indices((len(origins), len(destinations))).reshape(2, -1)
    lon, lat = (origins[name].to_numpy()[row] for name in ("lon", "lat"))
    cost = per_km[row] * karney(
        lon, lat, destinations["lon"].to_numpy()[column], destinations["lat"].to_numpy()[column]
    )
    cost[cost > limit] = np.inf
    return cost.reshape(len(origins), len(destinations))


def dense(table: object, fill: float = np.inf) -> np.ndarray:
    matrix = table.matrix  # type: ignore[attr-defined]
    grid = np.full(matrix.shape, fill)
    grid[np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices] = (
        matrix.data
    )
    return grid


@given(
    st.integers(0, 300),
    st.integers(0, 200),
    st.floats(0.001, 8),
    st.floats(0, 2000),
    st.integers(0, 2**32 - 1),
)
def test_the_pairs_are_those_of_brute_force(
    many: int, few: int, spread: float, limit: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)

    def places(count: int) -> pd.DataFrame:
        lon = -71 + spread * rng.standard_normal(count)
        return pd.DataFrame({"lon": lon, "lat": 47 + spread * rng.standard_normal(count)})

    origins, destinations = places(many), places(few)
    speeds = rng.choice([12.0, 30.0, 60.0, 90.0], many)
    wanted = brute(origins, destinations, 60 * 1.3 / speeds, limit)
    table = straight_line(origins, destinations, limit=limit, speed_kmh=speeds)
    found = dense(table)
    both = np.isfinite(found) & np.isfinite(wanted)
    assert np.allclose(found[both], wanted[both], rtol=1e-9, atol=1e-9)
    only = np.isfinite(found) ^ np.isfinite(wanted)  # on the very edge, at most
    assert np.allclose(np.minimum(found, wanted)[only], limit, rtol=1e-8)
    assert table.matrix.has_canonical_format
    assert (np.diff(table.matrix.indptr) == np.isfinite(found).sum(axis=1)).all()


def test_far_pairs_are_karneys_own() -> None:
    origins = pd.DataFrame({"lon": [-73.0, -79.0], "lat": [45.0, 62.0]})
    destinations = pd.DataFrame({"lon": [-73.1, -58.0, 106.0], "lat": [45.0, 51.5, -45.0]})
    table = straight_line(origins, destinations, limit=30_000, detour=1)
    exact = brute(origins, destinations, np.ones(2), 30_000)
    assert dense(table) == pytest.approx(exact, rel=1e-9)
    assert table.matrix.nnz == 6
    endless = straight_line(origins, destinations, limit=1e308, detour=1)
    assert endless.matrix.data.tolist() == table.matrix.data.tolist()


def test_neighbourhoods_of_any_size_give_the_same_table(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    origins = pd.DataFrame({"lon": rng.uniform(-74, -73, 700), "lat": rng.uniform(45, 46, 700)})
    destinations = origins.iloc[::7]
    whole = straight_line(origins, destinations, limit=20)
    monkeypatch.setattr(_within, "CELLS_AT_ONCE", 50)
    monkeypatch.setattr(_within, "SMALLEST_LEAF", 3)
    monkeypatch.setattr(_within, "LARGEST_LEAF", 5)
    pieces = straight_line(origins, destinations, limit=20)
    assert pieces.matrix.indptr.tolist() == whole.matrix.indptr.tolist()
    assert pieces.matrix.indices.tolist() == whole.matrix.indices.tolist()
    assert pieces.matrix.data.tolist() == whole.matrix.data.tolist()


def test_single_precision_keeps_the_pairs_and_rounds_the_costs() -> None:
    rng = np.random.default_rng(4)
    places = pd.DataFrame({"lon": rng.uniform(-74, -73, 90), "lat": rng.uniform(45, 46, 90)})
    double = straight_line(places, places, limit=20)
    single = straight_line(places, places, limit=20, dtype="float32")
    assert single.dtype == np.float32
    assert single.matrix.indices.tolist() == double.matrix.indices.tolist()
    assert single.matrix.data.tolist() == double.matrix.data.astype(np.float32).tolist()


def test_many_places_at_one_spot_all_reach_each_other_at_no_cost() -> None:
    spot = pd.DataFrame({"lon": [-73.5] * 400, "lat": [45.5] * 400})
    table = straight_line(spot, spot, limit=0)
    assert table.matrix.nnz == 160_000
    assert not table.matrix.data.any()


def test_barriers_count_the_same_in_every_block_of_rows() -> None:
    river = gpd.GeoSeries(
        [shapely.LineString([(-72, 46.8), (-70, 46.8)]), shapely.Point(-71.4, 46.8)], crs=4326
    )
    rng = np.random.default_rng(5)
    places = pd.DataFrame({"lon": rng.uniform(-71.5, -71, 60), "lat": rng.uniform(46.6, 47, 60)})
    together = dense(straight_line(places, places, limit=60, speed_kmh=60, barriers=river))
    apart = np.vstack(
        [
            dense(straight_line(places.iloc[[row]], places, limit=60, speed_kmh=60, barriers=river))
            for row in range(60)
        ]
    )
    assert together.tolist() == apart.tolist()
    north = (places["lat"] > 46.8).to_numpy()
    straight = dense(straight_line(places, places, limit=60, speed_kmh=60))
    across = (north[:, np.newaxis] != north) & np.isfinite(together)
    assert across.any()
    assert (together[across] >= straight[across]).all()


@pytest.mark.parametrize("speed", [0, -5, np.nan, np.inf])
def test_a_speed_that_is_not_one_is_refused(speed: float) -> None:
    spot = pd.DataFrame({"lon": [-73.5], "lat": [45.5]})
    with pytest.raises(InputError, match="vitesse"):
        straight_line(spot, spot, limit=10, speed_kmh=speed)


def test_places_named_twice_are_refused() -> None:
    spot = pd.DataFrame({"lon": [-73.5] * 2, "lat": [45.5] * 2}, index=["a", "a"])
    with pytest.raises(InputError, match="l'identifiant a est donné deux fois"):
        straight_line(spot, spot.iloc[:1], limit=10)
