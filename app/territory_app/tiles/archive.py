"""One PMTiles archive per zoom, written by GDAL, each from borders simplified for that zoom."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from territory_app.tiles.geometry import repaired, simplified

LAYER = "t"
HIGHEST_ZOOM = 12
ZOOMS = 7
"""Zooms that have tiles, from the one that shows everything small to the most detailed."""
EXTENT = 4096
EQUATOR_METRES = 40_075_016.7
TILE_PIXELS = 512
TILES_ACROSS = 28
SVG_PIXELS = 1000
MAKER = "2"
"""Changes when tiles are made differently, so that older ones are made again."""


@dataclass(frozen=True)
class LevelMap:
    """What is known of a level once its tiles are made.

    Attributes
    ----------
    zooms : tuple of int
        Lowest and highest zoom that have tiles.
    complete : int
        Lowest zoom from which every territory is drawn.
    anchors : tuple of (float, float)
        A point inside each territory, longitude and latitude; 0, 0 for an empty one.
    boxes : tuple of (float, float, float, float)
        West, south, east, north of each territory; zeros for an empty one.
    """

    zooms: tuple[int, int]
    complete: int
    anchors: tuple[tuple[float, float], ...]
    boxes: tuple[tuple[float, float, float, float], ...]


def zoom_range(bounds: tuple[float, float, float, float]) -> tuple[int, int]:
    """Return the zooms that get tiles; at the highest, the widest side holds about 28.

    Examples
    --------
    >>> zoom_range((-80.0, 44.9, -57.0, 62.7))
    (2, 8)
    """
    side = max(bounds[2] - bounds[0], bounds[3] - bounds[1], 1e-3)
    finest = math.floor(math.log2(360 / side * TILES_ACROSS))
    highest = int(np.clip(finest, ZOOMS - 1, HIGHEST_ZOOM))
    return highest - ZOOMS + 1, highest


def tolerance_metres(zoom: int, latitude: float, highest: int) -> float:
    """Return the length under which detail cannot be seen: most of a pixel, less at the top."""
    metres_per_pixel = EQUATOR_METRES * math.cos(math.radians(latitude)) / 2**zoom / TILE_PIXELS
    return float(metres_per_pixel * (0.4 if zoom == highest else 0.7))


def build(layer: gpd.GeoDataFrame, folder: Path) -> LevelMap:
    """Write ``<zoom>.pmtiles``, ``outlines.json`` and ``map.json`` for one level in ``folder``.

    The folder appears whole or not at all. When another process made the same tiles meanwhile,
    the first to finish is kept; what was damaged is replaced.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as scratch:
        made = Path(scratch) / "level"
        made.mkdir()
        level_map = _write(repaired(layer), made)
        (made / "map.json").write_text(json.dumps(asdict(level_map)), encoding="utf-8")
        if load(folder) is None:
            _put(made, folder)
    return level_map


def load(folder: Path) -> LevelMap | None:
    """Read what `build` wrote; None where nothing usable is there."""
    try:
        content = json.loads((folder / "map.json").read_text(encoding="utf-8"))
        return LevelMap(
            zooms=tuple(content["zooms"]),
            complete=int(content["complete"]),
            anchors=tuple((lon, lat) for lon, lat in content["anchors"]),
            boxes=tuple((w, s, e, n) for w, s, e, n in content["boxes"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _put(made: Path, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
    try:
        made.replace(folder)
    except OSError:
        if load(folder) is None:
            raise


def _write(frame: gpd.GeoDataFrame, folder: Path) -> LevelMap:
    drawable = frame[~frame.geometry.is_empty]
    west, south, east, north = (float(side) for side in drawable.to_crs(4326).total_bounds)
    lowest, highest = zoom_range((west, south, east, north))
    complete = highest
    for zoom in range(highest, lowest - 1, -1):
        # From the finest to the coarsest, each simplified from the one before: fewer vertices
        # to look at, and the same borders at every zoom.
        tolerance = tolerance_metres(zoom, (south + north) / 2, highest)
        drawable = simplified(drawable, tolerance)
        path = folder / f"{zoom}.pmtiles"
        _write_zoom(drawable, path, zoom)
        if complete == zoom + 1 or zoom == highest:
            complete = zoom if _drawn(path, zoom) >= set(drawable["i"]) else complete
    outlines = _outlines(frame)
    (folder / "outlines.json").write_text(json.dumps(outlines), encoding="utf-8")
    return LevelMap((lowest, highest), complete, _anchors(frame), _boxes(frame))


def _write_zoom(frame: gpd.GeoDataFrame, path: Path, zoom: int) -> None:
    lighter = frame.loc[~frame.geometry.is_empty, ["i", "geometry"]].to_crs(4326)
    pyogrio.write_dataframe(
        lighter,
        path,
        layer=LAYER,
        driver="PMTiles",
        dataset_options={
            "MINZOOM": str(zoom),
            "MAXZOOM": str(zoom),
            "EXTENT": str(EXTENT),
            "BUFFER": "64",
            "SIMPLIFICATION": "0",
            "MAX_SIZE": "5000000",
            "MAX_FEATURES": "200000",
        },
    )


def _drawn(path: Path, zoom: int) -> set[int]:
    tiles = pyogrio.read_dataframe(path, ZOOM_LEVEL=str(zoom), columns=["i"], read_geometry=False)
    return set(tiles["i"].astype(int))


def _anchors(frame: gpd.GeoDataFrame) -> tuple[tuple[float, float], ...]:
    points = gpd.GeoSeries(_inside(frame), crs=frame.crs).to_crs(4326)
    return tuple((lon, lat) for lon, lat in np.round(_coordinates(points), 5).tolist())


def _inside(frame: gpd.GeoDataFrame) -> Any:
    """Return a point inside each territory; none where there is no surface."""
    points = shapely.point_on_surface(frame.geometry.to_numpy())
    points[shapely.is_empty(points)] = None
    return points


def _coordinates(points: Any) -> NDArray[np.float64]:
    """Return x and y of each point, 0 and 0 where there is none."""
    array = np.asarray(points, dtype=object)
    return np.nan_to_num(np.column_stack([shapely.get_x(array), shapely.get_y(array)]))


def _boxes(frame: gpd.GeoDataFrame) -> tuple[tuple[float, float, float, float], ...]:
    sides = np.round(np.nan_to_num(frame.to_crs(4326).bounds.to_numpy()), 4).tolist()
    return tuple((w, s, e, n) for w, s, e, n in sides)


def _outlines(frame: gpd.GeoDataFrame) -> dict[str, object]:
    """Return SVG paths of every territory, in whole pixels of a drawing 1,000 wide."""
    west, south, east, north = (float(side) for side in frame.total_bounds)
    scale = SVG_PIXELS / max(east - west, north - south)
    lighter = simplified(frame, 0.6 / scale)
    moved = shapely.transform(
        lighter.geometry.to_numpy(),
        lambda xy: np.round(np.column_stack([(xy[:, 0] - west), (north - xy[:, 1])]) * scale, 1),
    )
    anchors = (_coordinates(_inside(frame)) - [west, north]) * [scale, -scale]
    return {
        "size": [round((east - west) * scale, 1), round((north - south) * scale, 1)],
        "origin": [west, north],
        "scale": scale,
        "paths": [_path(shape) for shape in moved],
        "anchors": np.round(anchors, 1).tolist(),
    }


def _path(shape: shapely.Geometry) -> str:
    pieces = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            pairs = (f"{x:g} {y:g}" for x, y in shapely.get_coordinates(ring)[:-1])
            pieces.append("M" + "L".join(pairs) + "Z")
    return "".join(pieces)
