"""Estimated travel: geodesic distance times a detour, at a speed, with barriers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from territory.costs import CostTable
from territory.errors import InputError
from territory.travel._points import coordinates, earth_centred, geodesic_km
from territory.travel.barriers import detour_by_crossings

DEFAULT_DETOUR = 1.3


def straight_line(
    origins: Any,
    destinations: Any,
    *,
    limit: float,
    detour: ArrayLike = DEFAULT_DETOUR,
    speed_kmh: ArrayLike | None = None,
    barriers: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
) -> CostTable:
    """Return estimated costs: ``km = geodesic * detour``, ``minutes = 60 km / speed``.

    Parameters
    ----------
    origins, destinations : GeoDataFrame, GeoSeries, DataFrame with lon and lat, or array (n, 2)
        Their index names them.
    limit : float
        Largest cost kept (inclusive), in minutes with a speed, in km without.
    detour : float or array-like, shape (origins,)
        Ratio of the way travelled to the straight line.
    speed_kmh : float or array-like, shape (origins,), optional
        Speed of travel from each origin.
    barriers : GeoDataFrame or GeoSeries, optional
        Lines nobody crosses as the crow flies (a river), and points where they may be crossed
        (bridges, ferries; an optional ``minutes`` column adds a wait). A pair that a line
        separates goes through the best single crossing, or is removed when none is near enough.

    Returns
    -------
    CostTable
        Unit "min" with a speed, "km" without.

    Examples
    --------
    >>> import pandas as pd
    >>> here = pd.DataFrame({"lon": [-71.0], "lat": [47.0]}, index=["here"])
    >>> there = pd.DataFrame({"lon": [-71.0], "lat": [47.1]}, index=["there"])
    >>> straight_line(here, there, limit=60, speed_kmh=60).matrix.toarray().round(2).tolist()
    [[14.45]]
    """
    if not 0 <= limit < np.inf:
        raise InputError(
            "La limite de coût est un nombre d'au moins 0, et non {limit}.", limit=limit
        )
    lon_o, lat_o, origin_ids = coordinates(origins, "origins")
    lon_d, lat_d, destination_ids = coordinates(destinations, "destinations")
    per_km = _cost_per_km(detour, speed_kmh, len(lon_o))
    reach_km = np.divide(limit, per_km, out=np.zeros_like(per_km), where=per_km > 0)
    rows, columns = _candidates(lon_o, lat_o, lon_d, lat_d, reach_km)
    km = geodesic_km(lon_o[rows], lat_o[rows], lon_d[columns], lat_d[columns])
    costs = km * per_km[rows]
    near = costs <= limit
    rows, columns, costs = rows[near], columns[near], costs[near]
    if barriers is not None and len(rows):
        ends = (np.column_stack([lon_o, lat_o]), np.column_stack([lon_d, lat_d]))
        costs = detour_by_crossings(rows, columns, costs, ends, per_km, barriers)
        near = costs <= limit
        rows, columns, costs = rows[near], columns[near], costs[near]
    return CostTable.from_pairs(
        origin_ids[rows],
        destination_ids[columns],
        costs,
        origins=origin_ids,
        destinations=destination_ids,
        unit="km" if speed_kmh is None else "min",
        limit=float(limit),
        provenance={"method": "straight_line", "barriers": barriers is not None},
    )


def _cost_per_km(detour: ArrayLike, speed_kmh: ArrayLike | None, count: int) -> NDArray[np.float64]:
    """Return the cost of one geodesic kilometre from each origin."""
    for given in (detour, 1.0 if speed_kmh is None else speed_kmh):
        if np.asarray(given).size not in (1, count):
            raise InputError(
                "Le détour et la vitesse sont un nombre, ou un par origine ({count}).", count=count
            )
    factors = np.broadcast_to(np.asarray(detour, dtype=np.float64), (count,)).copy()
    if not ((factors >= 1) & np.isfinite(factors)).all():
        raise InputError("Le facteur de détour est d'au moins 1.")
    if speed_kmh is None:
        return factors
    speeds = np.broadcast_to(np.asarray(speed_kmh, dtype=np.float64), (count,))
    if not (speeds > 0).all():
        raise InputError("La vitesse est un nombre plus grand que 0, en km/h.")
    return factors * 60.0 / speeds


def _candidates(
    lon_o: NDArray[np.float64],
    lat_o: NDArray[np.float64],
    lon_d: NDArray[np.float64],
    lat_d: NDArray[np.float64],
    reach_km: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs whose chord is within each origin's reach, grouped by reach."""
    if not len(lon_o) or not len(lon_d):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    tree = cKDTree(earth_centred(lon_d, lat_d))
    places = earth_centred(lon_o, lat_o)
    rows: list[NDArray[np.intp]] = []
    columns: list[NDArray[np.intp]] = []
    reaches = np.unique(reach_km)
    groups = [reach_km == reach for reach in reaches] if len(reaches) <= 16 else [reach_km >= 0]  # noqa: PLR2004
    for members in groups:
        positions = np.flatnonzero(members)
        radius = float(reach_km[members].max()) * (1 + 1e-9)
        pairs = cKDTree(places[positions]).sparse_distance_matrix(
            tree, radius, output_type="ndarray"
        )
        rows.append(positions[pairs["i"]])
        columns.append(pairs["j"].astype(np.intp))
    return np.concatenate(rows), np.concatenate(columns)
