"""Territory outlines light enough to travel inside a page.

Shared borders are simplified together, so that no sliver opens between neighbours, then written
as whole numbers, each point told by its distance to the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

DRAWING_CRS = "EPSG:32198"
POINT_BUDGET = 110_000
TOLERANCES_M = (0.0, 10, 25, 50, 100, 200, 400, 800, 1600, 3200)
WIDE_DEGREES = 3.0
RING_POINTS = 4

Ring = list[int]
Shape = list[list[Ring]]


@dataclass(frozen=True)
class Outlines:
    """Encoded outlines.

    Attributes
    ----------
    shapes : list
        One per territory: polygons, each a list of rings, each ``[x0, y0, dx1, dy1, ...]`` in
        ``1/scale`` degree, longitude first; an empty list where there is no geometry.
    scale : int
        Units per degree.
    tolerance_m : float
        Tolerance the outlines were simplified with, in metres.
    bounds : tuple of float
        West, south, east, north, in degrees.
    """

    shapes: list[Shape]
    scale: int
    tolerance_m: float
    bounds: tuple[float, float, float, float]


def outlines(geometry: gpd.GeoSeries, budget: int = POINT_BUDGET) -> Outlines:
    """Simplify and encode the outlines of one level.

    Parameters
    ----------
    geometry : geopandas.GeoSeries
        Polygons in any coordinate system; missing ones give an empty shape.
    budget : int
        Points all outlines may have together.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> drawn = outlines(gpd.GeoSeries([box(-73, 45, -72, 46)], crs="EPSG:4326"))
    >>> drawn.shapes[0][0][0][:4], drawn.scale
    ([-7200000, 4500000, 0, 100000], 100000)
    """
    simple, present, tolerance = simplified(geometry, budget)
    back = gpd.GeoSeries(simple, crs=DRAWING_CRS).to_crs("EPSG:4326")
    if not len(back):
        return Outlines([[] for _ in present], 1, tolerance, (-80.0, 45.0, -57.0, 63.0))
    west, south, east, north = (float(edge) for edge in back.total_bounds)
    scale = 10_000 if east - west > WIDE_DEGREES else 100_000
    encoded = iter(encode(_multipolygons(np.asarray(back.array)), scale))
    shapes: list[Shape] = [next(encoded) if there else [] for there in present]
    return Outlines(shapes, scale, tolerance, (west, south, east, north))


def simplified(
    geometry: gpd.GeoSeries, budget: int = POINT_BUDGET
) -> tuple[NDArray[np.object_], NDArray[np.bool_], float]:
    """Simplify outlines together until they fit a budget of points.

    Returns
    -------
    numpy.ndarray
        Valid multipolygons in `DRAWING_CRS`, of those present alone.
    numpy.ndarray
        Which are present, one per row.
    float
        Tolerance, in metres.
    """
    polygons = _multipolygons(np.asarray(geometry.to_crs(DRAWING_CRS).array))
    present = ~(shapely.is_missing(polygons) | shapely.is_empty(polygons))
    simple, tolerance = _within_budget(polygons[present], budget)
    return simple, np.asarray(present, dtype=bool), tolerance


def _multipolygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return every geometry as a valid multipolygon, without lines and points repair leaves."""
    valid = np.where(shapely.is_valid(geometries), geometries, shapely.make_valid(geometries))
    parts, owners = shapely.get_parts(valid, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():  # noqa: PLR2004 - collections within collections
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    result = np.full(len(geometries), None, dtype=object)
    for owner in np.unique(owners[areas]):
        result[owner] = shapely.multipolygons(parts[areas & (owners == owner)])
    return result


def _within_budget(polygons: NDArray[np.object_], budget: int) -> tuple[NDArray[np.object_], float]:
    """Simplify with the smallest tolerance that fits the budget, shared borders together."""
    simple, tolerance = polygons, TOLERANCES_M[0]
    for step in TOLERANCES_M:
        tolerance = step
        simple = shapely.coverage_simplify(polygons, step) if step else polygons
        if shapely.get_num_coordinates(simple).sum() <= budget:
            break
    return simple, float(tolerance)


def encode(polygons: NDArray[np.object_], scale: int) -> list[Shape]:
    """Write multipolygons as whole numbers, rings that round to nothing left out."""
    _, coordinates, (rings, parts, geometries) = shapely.to_ragged_array(polygons)
    whole = np.round(coordinates * scale).astype(np.int64)
    written = [_ring(whole[start:end]) for start, end in pairwise(rings)]
    return [
        [
            kept
            for part in range(first, last)
            if (kept := [ring for ring in written[parts[part] : parts[part + 1]] if ring])
        ]
        for first, last in pairwise(geometries)
    ]


def _ring(points: NDArray[np.int64]) -> Ring:
    """Write one ring: its first point, then steps; repeated points and the closing one go."""
    moved = np.concatenate(([True], (np.diff(points, axis=0) != 0).any(axis=1)))
    kept = points[moved]
    if len(kept) < RING_POINTS:
        return []
    steps = np.concatenate((kept[:1], np.diff(kept[:-1], axis=0)))
    return [int(number) for number in steps.ravel()]
