"""Estimated travel: geodesic distance times a detour, at a speed, with barriers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, DTypeLike, NDArray

from territory._costs_build import float_dtype
from territory.costs import CostTable
from territory.errors import InputError
from territory.travel._arguments import at_least, by_origin, unique_ids
from territory.travel._points import coordinates
from territory.travel._within import Places, within
from territory.travel.barriers import Detours

DEFAULT_DETOUR = 1.3


def straight_line(
    origins: Any,
    destinations: Any,
    *,
    limit: float,
    detour: ArrayLike = DEFAULT_DETOUR,
    speed_kmh: ArrayLike | None = None,
    barriers: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    dtype: DTypeLike = np.float64,
) -> CostTable:
    """Return estimated costs: ``km = geodesic * detour``, ``minutes = 60 km / speed``.

    Parameters
    ----------
    origins, destinations : GeoDataFrame, GeoSeries, DataFrame with lon and lat, or array (n, 2)
        Their index names them.
    limit : float
        Largest cost kept (inclusive), in minutes with a speed, in km without.
    detour : float, Series by origin, or array-like, shape (origins,)
        Ratio of the way travelled to the straight line; a series is read by its index.
    speed_kmh : float, Series by origin, or array-like, shape (origins,), optional
        Speed of travel from each origin.
    barriers : GeoDataFrame or GeoSeries, optional
        Lines nobody crosses as the crow flies (a river), and points where they may be crossed
        (bridges, ferries; an optional ``minutes`` column adds a wait). A pair that a line
        separates goes through the best single crossing, or is removed when none is near enough.
    dtype : {"float64", "float32"}
        How costs are kept.

    Returns
    -------
    CostTable
        Unit "min" with a speed, "km" without.

    Notes
    -----
    Distances are geodesics on the GRS80 ellipsoid, to 2e-10 or 5 nm of Karney's (2013). Beside
    the table itself (12 bytes per pair, 8 in float32) memory depends on the places only.

    Examples
    --------
    >>> import pandas as pd
    >>> here = pd.DataFrame({"lon": [-71.0], "lat": [47.0]}, index=["here"])
    >>> there = pd.DataFrame({"lon": [-71.0], "lat": [47.1]}, index=["there"])
    >>> straight_line(here, there, limit=60, speed_kmh=60).matrix.toarray().round(2).tolist()
    [[14.45]]
    """
    highest = at_least(limit, "limit")
    wanted = float_dtype(dtype)
    lon_o, lat_o, origin_ids = coordinates(origins, "origins")
    lon_d, lat_d, destination_ids = coordinates(destinations, "destinations")
    ids = (unique_ids(origin_ids, "origins"), unique_ids(destination_ids, "destinations"))
    per_km = _cost_per_km(detour, speed_kmh, ids[0])
    here, there = Places.at(lon_o, lat_o), Places.at(lon_d, lat_d)
    ends = (np.column_stack([lon_o, lat_o]), np.column_stack([lon_d, lat_d]))
    detours = None if barriers is None else Detours.prepared(ends, per_km, barriers)
    matrix = within(here, there, per_km, highest, dtype=wanted, detours=detours)
    return CostTable(
        *ids,
        matrix,
        "km" if speed_kmh is None else "min",
        highest,
        {"method": "straight_line", "barriers": barriers is not None},
    )


def _cost_per_km(
    detour: ArrayLike, speed_kmh: ArrayLike | None, ids: pd.Index
) -> NDArray[np.float64]:
    """Return the cost of one geodesic kilometre from each origin."""
    factors = by_origin(detour, ids, "detour")
    if not ((factors >= 1) & np.isfinite(factors)).all():
        raise InputError("Le facteur de détour est d'au moins 1.")
    if speed_kmh is None:
        return factors
    speeds = by_origin(speed_kmh, ids, "speed_kmh")
    if not ((speeds > 0) & np.isfinite(speeds)).all():
        raise InputError("La vitesse est un nombre plus grand que 0, en km/h.")
    return factors * 60.0 / speeds
