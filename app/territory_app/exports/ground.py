"""The ground of a picture: which part of Québec is in its frame, and the outlines that are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from territory_app.catalogue import Catalogue
from territory_app.tiles.geometry import METRES, repaired, simplified
from territory_app.views.presets import Box

FINEST = 0.6
"""Detail kept, in pixels."""
BEYOND = 12.0
"""Pixels drawn outside the frame, so that no border ends on its edge."""
SMALLEST = 2000.0
"""Metres across, at least."""


@dataclass(frozen=True)
class Ground:
    """A frame of so many pixels over a part of the projection.

    Attributes
    ----------
    west, north : float
        Its corner, in metres.
    scale : float
        Pixels per metre.
    width, height : float
        Pixels.
    """

    west: float
    north: float
    scale: float
    width: float
    height: float

    @cached_property
    def box(self) -> Box:
        """West, south, east, north of what is drawn, in metres."""
        out = BEYOND / self.scale
        east, south = self.west + self.width / self.scale, self.north - self.height / self.scale
        return self.west - out, south - out, east + out, self.north + out

    @property
    def middle(self) -> tuple[float, float]:
        """Middle of the frame, in metres."""
        return (
            self.west + self.width / self.scale / 2,
            self.north - self.height / self.scale / 2,
        )

    def placed(
        self, longitudes: pd.Series[float], latitudes: pd.Series[float]
    ) -> NDArray[np.float64]:
        """Return pixels of places in degrees: one row each, x and y."""
        project = Transformer.from_crs(4326, METRES, always_xy=True)
        east, north = project.transform(longitudes.to_numpy(), latitudes.to_numpy())
        return np.column_stack(
            [
                (np.asarray(east) - self.west) * self.scale,
                (self.north - np.asarray(north)) * self.scale,
            ]
        )

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which pixels are in the frame."""
        x, y = points[:, 0], points[:, 1]
        return (x >= 0) & (x <= self.width) & (y >= 0) & (y <= self.height)

    @property
    def tilt(self) -> float:
        """Degrees by which north leans from the top of the frame, clockwise."""
        degrees = Transformer.from_crs(METRES, 4326, always_xy=True)
        metres = Transformer.from_crs(4326, METRES, always_xy=True)
        longitude, latitude = degrees.transform(*self.middle)
        east, north = metres.transform(longitude, latitude + 0.1)
        return math.degrees(math.atan2(east - self.middle[0], north - self.middle[1]))


@dataclass(frozen=True)
class Outlines:
    """SVG paths of territories by row number, and a point inside each, in pixels."""

    paths: dict[int, str]
    anchors: dict[int, tuple[float, float]]


def ground(box: Box, width: float, height: float, *, margin: float = 0.04) -> Ground:
    """Return the frame of so many pixels that holds a box of degrees.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north.
    width, height : float
        Pixels.
    margin : float
        Share of each side left around the box.
    """
    project = Transformer.from_crs(4326, METRES, always_xy=True)
    west, south, east, north = project.transform_bounds(*box)
    across = max((east - west) * (1 + 2 * margin), SMALLEST)
    down = max((north - south) * (1 + 2 * margin), SMALLEST)
    scale = min(width / across, height / down)
    return Ground(
        west=(west + east) / 2 - width / scale / 2,
        north=(south + north) / 2 + height / scale / 2,
        scale=scale,
        width=width,
        height=height,
    )


def around(boxes: Iterable[Box]) -> Box:
    """Return the box that holds several."""
    sides = np.array(list(boxes))
    west, south = sides[:, :2].min(axis=0)
    east, north = sides[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def outlines(catalogue: Catalogue, level: str, frame: Ground) -> Outlines:
    """Return the outlines of a level inside a frame, simplified together to its scale."""
    one = catalogue.levels[level]
    crs = pyogrio.read_info(catalogue.package, layer=one.layer)["crs"]
    asked = Transformer.from_crs(METRES, crs, always_xy=True).transform_bounds(*frame.box)
    found = pyogrio.read_dataframe(
        catalogue.package, layer=one.layer, columns=["territory_id"], bbox=asked
    )
    found = found[~(found.geometry.isna() | found.geometry.is_empty)]
    if found.empty:
        return Outlines({}, {})
    drawn = simplified(repaired(gpd.GeoDataFrame(found)), FINEST / frame.scale)
    rows = pd.Series(range(one.count), index=one.table["territory_id"])
    numbers = rows.reindex(drawn["territory_id"]).to_numpy()
    clipped = shapely.clip_by_rect(drawn.geometry.to_numpy(), *frame.box)
    inside = shapely.point_on_surface(drawn.geometry.to_numpy())
    anchors = np.column_stack(
        [
            (shapely.get_x(inside) - frame.west) * frame.scale,
            (frame.north - shapely.get_y(inside)) * frame.scale,
        ]
    )
    paths, points = {}, {}
    for number, shape, (x, y) in zip(numbers, clipped, anchors.tolist(), strict=True):
        path = _path(shape, frame)
        if path and number == number:  # noqa: PLR0124 - NaN where the table has no such territory
            paths[int(number)] = path
            points[int(number)] = (x, y)
    return Outlines(paths, points)


def _path(shape: shapely.Geometry, frame: Ground) -> str:
    """Write a clipped shape as SVG, y down, in tenths of a pixel."""
    pieces = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)[:-1]
            x = np.round((points[:, 0] - frame.west) * frame.scale, 1)
            y = np.round((frame.north - points[:, 1]) * frame.scale, 1)
            pairs = zip(x.tolist(), y.tolist(), strict=True)
            pieces.append("M" + "L".join(f"{a:g} {b:g}" for a, b in pairs) + "Z")
    return "".join(pieces)
