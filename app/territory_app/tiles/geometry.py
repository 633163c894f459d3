"""Boundaries repaired and simplified as one coverage, so that neighbours stay joined."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

METRES = 32198
"""Projection in which lengths are simplified: NAD83 / Québec Lambert."""


def repaired(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return ids and valid polygons of a level, sorted by id, numbered from 0 in ``i``.

    The order is that of `catalogue.Level.table`; an empty territory keeps its number.
    """
    frame = gpd.GeoDataFrame(
        {"territory_id": layer["territory_id"].to_numpy()},
        geometry=layer.geometry.to_numpy(),
        crs=layer.crs,
    )
    frame = frame.sort_values("territory_id", kind="stable", ignore_index=True).to_crs(METRES)
    frame["geometry"] = [
        _polygons(shape) for shape in shapely.make_valid(frame.geometry.to_numpy())
    ]
    frame["i"] = np.arange(len(frame))
    return frame[["i", "territory_id", "geometry"]]


def simplified(frame: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """Return ``frame`` simplified to ``tolerance`` metres, shared borders moving together.

    Islets smaller than a square of that side go, except a territory's largest piece.
    """
    lighter = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance)
    valid = [_visible(_polygons(shape), tolerance**2) for shape in shapely.make_valid(lighter)]
    return frame.assign(geometry=gpd.GeoSeries(valid, index=frame.index, crs=frame.crs))


def _polygons(shape: shapely.Geometry | None) -> shapely.MultiPolygon:
    """Keep the surfaces of a repaired shape: a repair may leave lines and points behind."""
    if shape is None:
        return shapely.MultiPolygon()
    parts = shapely.get_parts(shapely.get_parts(shape))
    surfaces = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return shapely.MultiPolygon(surfaces)


def _visible(shape: shapely.MultiPolygon, smallest: float) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    if len(parts) < 2 or areas.min() >= smallest:  # noqa: PLR2004
        return shape
    return shapely.MultiPolygon(list(parts[(areas >= smallest) | (areas == areas.max())]))
