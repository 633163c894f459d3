"""The one frame several maps are drawn in: paths written once, and the part shown at first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from territory.report.shapes import DRAWING_CRS, Shape, encode, simplified

Box = tuple[float, float, float, float]
BUDGET = 40_000
SIZE = 30_000.0
"""Units across the longer side of the outlines."""
MOST_PEOPLE = (0.005, 0.995)
MARGIN = 0.04
WIDEST, NARROWEST = 1.6, 0.9


@dataclass(frozen=True)
class Frame:
    """Outlines ready to be drawn, one per territory.

    Attributes
    ----------
    paths : tuple of str
        SVG path data, y down; empty where a territory has no outline.
    whole : tuple of float
        Left, top, width and height of all of them.
    opened : tuple of float
        The same of the part shown at first: where most people live.
    """

    paths: tuple[str, ...]
    whole: Box
    opened: Box


def frame_of(
    geometry: gpd.GeoSeries, people: pd.DataFrame | None = None, *, budget: int = BUDGET
) -> Frame:
    """Return the frame of a level's territories.

    Parameters
    ----------
    geometry : geopandas.GeoSeries
        Polygons in any coordinate system; missing ones give an empty path.
    people : pandas.DataFrame, optional
        ``lon, lat, population`` of the units: the map opens on 99 % of them rather than on all
        outlines.
    budget : int
        Points all outlines may have together.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> drawn = frame_of(gpd.GeoSeries([box(-73, 45, -72, 46), None], crs="EPSG:4326"))
    >>> drawn.paths[0][0], drawn.paths[1]
    ('M', '')
    """
    shapes, present, _ = simplified(geometry, budget)
    if not len(shapes):
        empty = (0.0, 0.0, SIZE, SIZE / WIDEST)
        return Frame(("",) * len(present), empty, empty)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = SIZE / max(east - west, north - south)
    corner = np.array([west, north])

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((points - corner) * [scale, -scale])

    written = iter(encode(shapely.transform(shapes, placed), 1))
    paths = tuple(path(next(written)) if there else "" for there in present)
    whole = (0.0, 0.0, (east - west) * scale, (north - south) * scale)
    opened = _opened(people, placed) if people is not None else None
    return Frame(paths, shaped(whole), shaped(opened or whole))


def path(shape: Shape) -> str:
    """Write one territory's rings as SVG, each point told by its distance to the one before.

    Examples
    --------
    >>> path([[[0, 0, 5, 0, 0, 5]]])
    'M0 0l5 0 0 5z'
    """
    rings = (ring for polygon in shape for ring in polygon)
    return "".join(
        f"M{ring[0]} {ring[1]}l{' '.join(str(step) for step in ring[2:])}z" for ring in rings
    )


def shaped(box: Box) -> Box:
    """Widen a box by its margin, and until it is neither too wide nor too tall for a page.

    Examples
    --------
    >>> shaped((0.0, 0.0, 100.0, 400.0))
    (-144.4, -16.0, 388.8, 432.0)
    """
    left, top, width, height = box
    edge = MARGIN * max(width, height)
    wide, high = width + 2 * edge, height + 2 * edge
    wide, high = max(wide, high * NARROWEST), max(high, wide / WIDEST)
    middle = left + width / 2, top + height / 2
    sides = (middle[0] - wide / 2, middle[1] - high / 2, wide, high)
    return tuple(round(float(one), 2) for one in sides)  # type: ignore[return-value]


def _opened(
    people: pd.DataFrame, placed: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> Box | None:
    known = people.loc[people["lon"].notna() & (pd.to_numeric(people["population"]) > 0)]
    if known.empty:
        return None
    project = Transformer.from_crs("EPSG:4326", DRAWING_CRS, always_xy=True)
    east, north = project.transform(known["lon"].to_numpy(float), known["lat"].to_numpy(float))
    points = placed(np.column_stack((east, north)))
    weights = pd.to_numeric(known["population"]).to_numpy(dtype=np.float64)
    sides = [_middle(points[:, axis], weights) for axis in (0, 1)]
    (left, right), (top, bottom) = sides
    least = SIZE / 50
    return left, top, max(right - left, least), max(bottom - top, least)


def _middle(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Return the values most people are between."""
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / weights.sum()
    low, high = (
        float(values[order][min(int(np.searchsorted(share, one)), len(order) - 1)])
        for one in MOST_PEOPLE
    )
    return low, high
