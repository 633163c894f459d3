"""Vector tiles: everyone is drawn, neighbours stay joined, nothing is made twice."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from territory_app.catalogue import Catalogue
from territory_app.tiles import archive
from territory_app.tiles.geometry import METRES, repaired, simplified
from territory_app.tiles.store import TileStore
from territory_app.views.palette import Style
from territory_app.views.svg import Over, drawing


def _layer(shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    codes = [f"ZONE:{position:02d}" for position in range(len(shapes))]
    return gpd.GeoDataFrame({"territory_id": codes}, geometry=shapes, crs=4326)


def _wavy_neighbours() -> gpd.GeoDataFrame:
    """Two territories that share a winding border of four hundred points."""
    latitudes = np.linspace(46.0, 47.0, 400)
    winding = np.column_stack([-72 + 0.02 * np.sin(latitudes * 90), latitudes])
    west = shapely.Polygon([(-73, 46), *winding, (-73, 47)])
    east = shapely.Polygon([(-71, 46), *winding, (-71, 47)])
    return _layer([west, east])


def _drawn(path: Path, zoom: int) -> set[int]:
    found = pyogrio.read_dataframe(path, ZOOM_LEVEL=str(zoom), read_geometry=False)
    return set(found["i"])


def test_every_territory_is_drawn_from_the_lowest_whole_zoom(
    store: TileStore, study: Catalogue, tile_cache: Path
) -> None:
    for key, level in study.levels.items():
        known = store.level_map(key)
        for zoom in range(known.complete, known.zooms[1] + 1):
            path = next(tile_cache.glob(f"{study.version}-*/{key}/{zoom}.pmtiles"))
            assert _drawn(path, zoom) == set(range(level.count))


def test_a_territory_too_small_to_see_raises_the_whole_zoom(tmp_path: Path) -> None:
    tiny = shapely.box(-70.5, 50.0, -70.4999, 50.0001)
    known = archive.build(_layer([shapely.box(-79, 45, -60, 62), tiny]), tmp_path / "level")
    assert known.zooms[0] < known.complete <= known.zooms[1]


def test_simplified_neighbours_neither_overlap_nor_part() -> None:
    frame = repaired(_wavy_neighbours())
    lighter = simplified(frame, 3000)
    assert shapely.get_num_coordinates(lighter.geometry.to_numpy()).sum() < 200
    west, east = lighter.geometry
    assert shapely.area(shapely.intersection(west, east)) == pytest.approx(0, abs=1)
    together = shapely.union_all([west, east])
    assert len(shapely.get_parts(together)) == 1
    assert sum(len(part.interiors) for part in shapely.get_parts(together)) == 0


def test_an_invalid_polygon_is_repaired_before_it_is_tiled() -> None:
    bow = shapely.Polygon([(-73, 46), (-72, 47), (-72, 46), (-73, 47)])
    shape = repaired(_layer([bow])).geometry.iloc[0]
    assert shape.is_valid
    assert shape.area > 0


def test_an_empty_territory_keeps_its_number(tmp_path: Path) -> None:
    layer = _layer(
        [shapely.box(-73, 46, -72, 47), shapely.Polygon(), shapely.box(-72, 46, -71, 47)]
    )
    known = archive.build(layer, tmp_path / "level")
    assert len(known.anchors) == 3
    assert known.anchors[1] == (0.0, 0.0)
    assert _drawn(tmp_path / "level" / f"{known.zooms[1]}.pmtiles", known.zooms[1]) == {0, 2}


def test_numbers_follow_the_order_of_ids_whatever_that_of_the_file() -> None:
    layer = _layer([shapely.box(-73, 46, -72, 47), shapely.box(-72, 46, -71, 47)]).iloc[::-1]
    frame = repaired(layer)
    assert frame["territory_id"].tolist() == ["ZONE:00", "ZONE:01"]
    assert frame.geometry.iloc[0].centroid.x < frame.geometry.iloc[1].centroid.x
    assert frame.crs.to_epsg() == METRES


def test_islets_go_but_the_largest_piece_stays() -> None:
    islet = shapely.box(-70.001, 46.0, -70.0, 46.001)
    shape = shapely.MultiPolygon([shapely.box(-73, 46, -72, 47), islet])
    frame = repaired(_layer([shape, islet.buffer(0.0001)]))
    first, second = simplified(frame, 5000).geometry
    assert len(first.geoms) == 1
    assert len(second.geoms) == 1


def test_a_tile_is_gzipped_and_an_empty_one_is_none(store: TileStore) -> None:
    found = store.tile("mrc", 8, 75, 90)
    assert found is not None
    assert gzip.decompress(found)
    assert store.tile("mrc", 8, 0, 0) is None
    assert store.tile("mrc", 20, 75, 90) is None


def test_tiles_are_made_once_and_read_again(
    study: Catalogue, tile_cache: Path, store: TileStore
) -> None:
    store.level_map("mrc")
    path = next(tile_cache.glob(f"{study.version}-*/mrc/map.json"))
    before = path.stat().st_mtime_ns
    assert TileStore(study, tile_cache).level_map("mrc") == store.level_map("mrc")
    assert path.stat().st_mtime_ns == before


def test_a_damaged_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text('{"zooms": [2, 8]}', encoding="utf-8")
    assert archive.load(tmp_path) is None


def test_small_territories_call_for_a_coarser_level(
    study: Catalogue, tmp_path: Path, store: TileStore
) -> None:
    assert store.coarser("mrc") is None
    careful = TileStore(study, tmp_path)
    known = careful.level_map("mrc")
    hidden = archive.LevelMap(known.zooms, known.zooms[1], known.anchors, known.boxes)
    careful._maps["mrc"] = hidden
    assert careful.coarser("mrc") == "rls"


def test_the_static_map_draws_each_territory_and_escapes_its_title(
    store: TileStore, study: Catalogue, hostile_names: tuple[str, ...]
) -> None:
    codes = "0" * study.levels["mrc"].count
    styles = {"0": Style("#b35806"), "m": Style("#ebebe7", "hatch")}
    text = drawing(
        store.outlines("mrc"), codes, styles, title=hostile_names[0], description=hostile_names[1]
    )
    assert text.count("<path data-i=") == 30
    assert "<img" not in text
    assert "<script" not in text
    assert 'id="motif-m"' in text


def test_points_of_the_static_map_fall_where_the_outlines_are(
    store: TileStore, study: Catalogue
) -> None:
    content = json.loads(store.outlines("mrc"))
    text = drawing(
        store.outlines("mrc"),
        "0" * 30,
        {"0": Style("#b35806")},
        title="",
        description="",
        over=Over(sites=study.services),
    )
    width, height = content["size"]
    places = [part.split(")")[0].split() for part in text.split("translate(")[1:]]
    assert len(places) == len(study.services)
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in places)


def test_land_behind_the_static_map_is_in_its_scale(store: TileStore) -> None:
    styles = {"0": Style("#b35806")}
    text = drawing(
        store.outlines("mrc"),
        "0" * 30,
        styles,
        title="",
        description="",
        backdrop=store.outlines("rls"),
    )
    left, rest = text.split('transform="translate(')[1].split(" ", 1)
    top, ratio = rest.split(") scale(")[0], rest.split(") scale(")[1].split(")")[0]
    assert [float(left), float(top)] == pytest.approx([0, 0], abs=1)
    assert float(ratio) == pytest.approx(1, abs=0.01)


def test_a_static_map_is_cut_to_a_place_and_gives_its_scale(store: TileStore) -> None:
    west, south, east, north = store.frame("mrc").bounds
    middle = ((west + east) / 2, (south + north) / 2)
    quarter = (west, south, *middle)
    whole, part = (
        drawing(store.outlines("mrc"), "0" * 30, {}, title="", description="", frame=frame)
        for frame in (None, quarter)
    )
    sizes = [
        [float(one) for one in text.partition('viewBox="')[2].partition('"')[0].split()]
        for text in (whole, part)
    ]
    assert sizes[1][2] < 0.75 * sizes[0][2]
    assert sizes[1][3] < 0.75 * sizes[0][3]
    told = [re.search(r"(\d+)\u00a0km</text>", text) for text in (whole, part)]
    assert told[0] is not None
    assert told[1] is not None
    assert int(told[1][1]) < int(told[0][1])
