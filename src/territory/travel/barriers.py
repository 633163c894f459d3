"""Barriers: what separates two places as the crow flies, and the crossings that join them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from territory._costs_build import numbers
from territory.errors import InputError
from territory.travel._points import geodesic_km

# A crossing drawn by hand may lie beside its line: the last stretch before it is not checked.
CROSSING_TOLERANCE_KM = 2.0

Vector = NDArray[np.float64]
Positions = NDArray[np.integer[Any]]


def split_barriers(
    barriers: gpd.GeoDataFrame | gpd.GeoSeries,
) -> tuple[NDArray[np.object_], Vector, Vector]:
    """Return the segments of the lines, the crossings (n, 2) and their wait in minutes."""
    if not isinstance(barriers, gpd.GeoDataFrame | gpd.GeoSeries):
        raise InputError(
            "barriers : une couche de lignes et de points est attendue, et non {value}.",
            value=type(barriers).__name__,
        )
    if isinstance(barriers, gpd.GeoDataFrame) and barriers.active_geometry_name is None:
        raise InputError("barriers : la couche n'a pas de géométrie.")
    if barriers.crs is None:
        raise InputError("Les obstacles n'ont pas de système de coordonnées.")
    degrees = barriers.to_crs(4326)
    geometry = degrees.geometry
    is_point = (geometry.geom_type == "Point").to_numpy()
    lines = shapely.get_parts(np.asarray(geometry[~is_point].array))
    outlines = np.where(shapely.get_dimensions(lines) > 1, shapely.boundary(lines), lines)
    crossings = shapely.get_coordinates(np.asarray(geometry[is_point].array))
    wait = np.zeros(len(crossings))
    if isinstance(degrees, gpd.GeoDataFrame) and "minutes" in degrees:
        wait = np.nan_to_num(numbers(degrees.loc[is_point, "minutes"], "barriers").astype(float))
        if not (wait >= 0).all():
            raise InputError(
                "barriers : un passage prend {minutes} minutes; un nombre d'au moins 0 est "
                "attendu.",
                minutes=wait[wait < 0][0],
            )
    return _segments(outlines), crossings, wait


def _segments(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    points, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    pairs = np.stack([points[:-1][same], points[1:][same]], axis=1)
    return np.asarray(shapely.linestrings(pairs), dtype=object)


def crossed(starts: Vector, ends: Vector, segments: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which straight ways from ``starts`` to ``ends`` (n, 2) meet a barrier segment."""
    result = np.zeros(len(starts), dtype=bool)
    if not len(starts) or not len(segments):
        return result
    tree = shapely.STRtree(segments)
    chunk = 500_000
    for first in range(0, len(starts), chunk):
        part = slice(first, first + chunk)
        ways = shapely.linestrings(np.stack([starts[part], ends[part]], axis=1))
        hits = tree.query(ways, predicate="intersects")[0]
        result[first + hits] = True
    return result


@dataclass(frozen=True)
class Detours:
    """What barriers do to costs, once their lines and crossings are read.

    Attributes
    ----------
    start, finish : shape (origins, 2) and (destinations, 2)
        Longitudes and latitudes.
    per_km : shape (origins,)
        Cost of a geodesic kilometre.
    segments : shape (segments,)
        The lines nobody crosses.
    to_crossing, from_crossing : shape (origins, crossings) and (destinations, crossings)
        Kilometres; infinite where a barrier lies between.
    wait : shape (crossings,)
        Minutes lost at each crossing.
    """

    start: Vector
    finish: Vector
    per_km: Vector
    segments: NDArray[np.object_]
    to_crossing: Vector
    from_crossing: Vector
    wait: Vector

    @classmethod
    def prepared(
        cls,
        ends: tuple[Vector, Vector],
        per_km: Vector,
        barriers: gpd.GeoDataFrame | gpd.GeoSeries,
    ) -> Detours:
        """Read lines and crossing points, and measure the ways to the crossings."""
        segments, crossings, wait = split_barriers(barriers)
        here, there = (_legs(places, crossings, segments) for places in ends)
        return cls(ends[0], ends[1], per_km, segments, here, there, wait)

    def through(self, rows: Positions, columns: Positions, costs: Vector) -> Vector:
        """Return the costs once barriers count: through one crossing, or infinite.

        Parameters
        ----------
        rows, columns : shape (pairs,)
            Origin and destination positions.
        costs : shape (pairs,)
            Costs as the crow flies.
        """
        blocked = np.flatnonzero(crossed(self.start[rows], self.finish[columns], self.segments))
        row, column = rows[blocked], columns[blocked]
        best = np.full(len(blocked), np.inf)
        for crossing in range(len(self.wait)):
            way = self.to_crossing[row, crossing] + self.from_crossing[column, crossing]
            np.minimum(best, way * self.per_km[row] + self.wait[crossing], out=best)
        result = costs.copy()
        result[blocked] = best
        return result


def _legs(places: Vector, crossings: Vector, segments: NDArray[np.object_]) -> Vector:
    """Return km from each place to each crossing, infinite where a barrier lies between."""
    place, crossing = (
        grid.ravel() for grid in np.indices((len(places), len(crossings)), dtype=np.intp)
    )
    begin, end = places[place], crossings[crossing]
    km = geodesic_km(begin[:, 0], begin[:, 1], end[:, 0], end[:, 1])
    kept = np.clip(1 - CROSSING_TOLERANCE_KM / np.maximum(km, 1e-9), 0, 1)[:, np.newaxis]
    km[crossed(begin, begin + (end - begin) * kept, segments)] = np.inf
    return km.reshape(len(places), len(crossings))
