"""Placing points and polygons in territories, vectorised."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

# Areas and short distances: NAD83 / Québec Lambert, distortion under 1 % south of 56° N.
AREA_CRS = 32198

COLUMNS = ("subject_id", "territory_id", "share", "method")


def place_points(
    ids: pd.Series,
    points: gpd.GeoSeries,
    territories: gpd.GeoDataFrame,
    *,
    snap_km: float = 0.0,
) -> pd.DataFrame:
    """Return the one territory each point is in.

    A point on a shared border goes to the first territory by code. A point outside all of them
    joins the nearest within ``snap_km``; otherwise it has no row: it is residual.

    Parameters
    ----------
    ids : pandas.Series, shape (n,)
        Identifiers of the points.
    points : geopandas.GeoSeries, shape (n,)
        Same order; missing geometries are skipped.
    territories : geopandas.GeoDataFrame
        Columns ``territory_id`` and geometry; reprojected to the points' CRS when needed.
    snap_km : float
        Tolerance for points drawn just off a coast.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject_id, territory_id, share, method``; share is 1, method "within".
    """
    polygons = territories.sort_values("territory_id")
    if polygons.crs != points.crs:
        polygons = polygons.to_crs(points.crs)
    shapes = polygons.geometry.to_numpy()
    found = np.full(len(points), -1, dtype=np.intp)
    located = np.flatnonzero(~(points.is_empty | points.isna()).to_numpy())
    geometry = points.to_numpy()[located]
    point_hits, shape_hits = shapely.STRtree(geometry).query(shapes, predicate="intersects")[::-1]
    # Written last to first, so that the first territory by code keeps a shared point.
    order = np.argsort(shape_hits, kind="stable")[::-1]
    found[located[point_hits[order]]] = shape_hits[order]
    if snap_km > 0:
        _snap(found, located, points, polygons, snap_km)
    inside = found >= 0
    return pd.DataFrame(
        {
            "subject_id": ids.to_numpy()[inside],
            "territory_id": polygons["territory_id"].to_numpy()[found[inside]],
            "share": 1.0,
            "method": "within",
        },
        columns=list(COLUMNS),
    )


def _snap(
    found: NDArray[np.intp],
    located: NDArray[np.intp],
    points: gpd.GeoSeries,
    polygons: gpd.GeoDataFrame,
    snap_km: float,
) -> None:
    outside = located[found[located] < 0]
    if not len(outside):
        return
    metres = points.iloc[outside].to_crs(AREA_CRS).to_numpy()
    shapes = polygons.geometry.to_crs(AREA_CRS).to_numpy()
    shape, point = near_pairs(shapes, metres, snap_km)
    away = shapely.distance(shapes[shape], metres[point])
    # Farthest first, so that the nearest is written last; the first by code of two as near.
    order = np.lexsort((-shape, -away))
    found[outside[point[order]]] = shape[order]


def near_pairs(
    shapes: NDArray[np.object_], points: NDArray[np.object_], km: float
) -> NDArray[np.intp]:
    """Return the pairs of a shape and a point at most ``km`` apart, shape (2, pairs).

    Each shape is prepared once and asked of every point about it: a province of points takes
    seconds, where the nearest shape of each point would take minutes.

    Parameters
    ----------
    shapes, points : arrays of geometries in metres
    km : float
    """
    return np.asarray(
        shapely.STRtree(points).query(shapes, predicate="dwithin", distance=km * 1000.0)
    )


def place_polygons(
    ids: pd.Series,
    polygons: gpd.GeoSeries,
    territories: gpd.GeoDataFrame,
    *,
    whole_above: float = 0.95,
) -> pd.DataFrame:
    """Return the share of each polygon's area in each territory.

    A polygon with at least ``whole_above`` of its area in one territory is wholly in it
    (borders drawn at two scales never agree); another is cut by area. Area outside every
    territory is residual: it has no row and is never spread.

    Parameters
    ----------
    ids : pandas.Series, shape (n,)
    polygons : geopandas.GeoSeries, shape (n,)
        Land polygons, same order.
    territories : geopandas.GeoDataFrame
        Columns ``territory_id`` and geometry.
    whole_above : float
        Share of area (0.5 to 1).

    Returns
    -------
    pandas.DataFrame
        Columns ``subject_id, territory_id, share, method`` ("within" or "areal").
    """
    shapes = polygons.to_crs(AREA_CRS).to_numpy()
    wholes = territories.sort_values("territory_id").to_crs(AREA_CRS)
    borders = wholes.geometry.to_numpy()
    shapely.prepare(borders)
    tree = shapely.STRtree(shapes)
    outer, inner = tree.query(borders, predicate="covers")
    area = shapely.area(shapes)
    share_of_inner = np.ones(len(inner))
    touching_border, touched = tree.query(borders, predicate="intersects")
    covered = np.zeros(len(shapes), dtype=bool)
    covered[inner] = True
    rest = ~covered[touched]
    touching_border, touched = touching_border[rest], touched[rest]
    common = shapely.area(shapely.intersection(shapes[touched], borders[touching_border]))
    shares = np.divide(common, area[touched], out=np.zeros(len(touched)), where=area[touched] > 0)
    frame = pd.DataFrame(
        {
            "position": np.concatenate([inner, touched]),
            "territory": np.concatenate([outer, touching_border]),
            "share": np.concatenate([share_of_inner, np.clip(shares, 0, 1)]),
            "method": ["within"] * len(inner) + ["areal"] * len(touched),
        }
    )
    frame = _settle(frame.loc[frame["share"] > 0], whole_above)
    frame["subject_id"] = ids.to_numpy()[frame["position"]]
    frame["territory_id"] = wholes["territory_id"].to_numpy()[frame["territory"]]
    return frame.loc[:, list(COLUMNS)].reset_index(drop=True)


def _settle(frame: pd.DataFrame, whole_above: float) -> pd.DataFrame:
    """Make polygons almost wholly in one territory whole, drop slivers, keep sums at most 1."""
    frame = frame.sort_values(["position", "share", "territory"], ascending=[True, False, True])
    best = frame.groupby("position")["share"].transform("max")
    first = ~frame["position"].duplicated()
    whole = best >= whole_above
    frame = frame.loc[~whole | first].copy()
    is_whole = frame.groupby("position")["share"].transform("max") >= whole_above
    frame.loc[is_whole, "share"] = 1.0
    frame.loc[is_whole, "method"] = "within"
    frame = frame.loc[is_whole | (frame["share"] >= 1 - whole_above)].copy()
    total = frame.groupby("position")["share"].transform("sum")
    frame["share"] = np.where(total > 1, frame["share"] / total, frame["share"])
    return frame
