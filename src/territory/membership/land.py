"""Keeping to land: what a unit's polygon has of water holds nobody."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from territory.membership.place import AREA_CRS

_POLYGONS = 2


def on_land(polygons: gpd.GeoSeries, land: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the part of each polygon that is on land; one without any stays whole.

    A share by area is then a share of land: the river in front of a village gives its people to
    nobody on the other shore.

    Parameters
    ----------
    polygons, land : geopandas.GeoSeries
        Any two coordinate systems; the result has that of ``polygons``.

    Examples
    --------
    >>> square = gpd.GeoSeries([shapely.box(-72, 46, -71.9, 46.1)], crs=4326)
    >>> west = gpd.GeoSeries([shapely.box(-73, 45, -71.95, 47)], crs=4326)
    >>> [round(float(v), 2) for v in on_land(square, west).total_bounds]
    [-72.0, 46.0, -71.95, 46.1]
    """
    shapes = polygons.to_crs(AREA_CRS).to_numpy()
    ground = land.to_crs(AREA_CRS).to_numpy()
    shapely.prepare(ground)
    tree = shapely.STRtree(shapes)
    dry = np.zeros(len(shapes), dtype=bool)
    dry[tree.query(ground, predicate="covers")[1]] = True
    of_ground, of_shape = tree.query(ground, predicate="intersects")
    shore = ~dry[of_shape]
    of_ground, of_shape = of_ground[shore], of_shape[shore]
    parts = shapely.intersection(shapes[of_shape], ground[of_ground])
    result = shapes.copy()
    for position in np.unique(of_shape):
        flat = shapely.get_parts(parts[of_shape == position])
        solid = flat[shapely.get_dimensions(flat) == _POLYGONS]
        if shapely.area(solid).sum() > 0:
            result[position] = shapely.union_all(solid)
    return gpd.GeoSeries(result, index=polygons.index, crs=AREA_CRS).to_crs(polygons.crs)
