"""Milieu of each population unit: dense urban, urban, rural, remote (definitions, section 2)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from territory.travel._points import earth_centred, geodesic_km


def derive_milieu(
    population: gpd.GeoDataFrame,
    *,
    detour: float = 1.3,
    dense_per_km2: float = 4000,
    dense_municipality: float = 100_000,
    urban_municipality: float = 10_000,
    remote_km: float = 100,
) -> pd.Series:
    """Return the milieu of each unit; a milieu already given wins over the rule.

    Dense urban: density at least ``dense_per_km2`` in a municipality of at least
    ``dense_municipality`` people. Urban: other units of a municipality of at least
    ``urban_municipality``. Remote: no road link, or farther than ``remote_km`` (geodesic times
    detour) from every unit of such a municipality. Rural: the rest. A unit whose municipality is
    not known counts as one of its own. When the study holds no such municipality at all, the
    distance says nothing and only the road link makes a unit remote.

    Parameters
    ----------
    population : geopandas.GeoDataFrame
        The population table.

    Returns
    -------
    pandas.Series of str
        Indexed like ``population``.
    """
    people = population["population"].to_numpy(dtype=np.float64)
    place = population["municipality_id"].fillna(population["unit_id"])
    municipal = population["population"].groupby(place.to_numpy()).transform("sum").to_numpy()
    density = people / population["area_km2"].to_numpy(dtype=np.float64)
    town = municipal >= urban_municipality
    dense = (density >= dense_per_km2) & (municipal >= dense_municipality)
    no_road = (population["road_link"] == "no").to_numpy()
    far = _distance_to(population, town) * detour > remote_km
    rule = np.select(
        [no_road & ~dense, dense, town, far], ["remote", "dense_urban", "urban", "remote"], "rural"
    )
    given = population["milieu"]
    filled: pd.Series = given.where(given.notna(), pd.Series(rule, index=population.index))
    return filled.astype("str")


def _distance_to(population: gpd.GeoDataFrame, towns: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the km from each unit to the nearest unit of a town; 0 where nothing can be said."""
    lon = population["lon"].to_numpy(dtype=np.float64)
    lat = population["lat"].to_numpy(dtype=np.float64)
    located = np.isfinite(lon) & np.isfinite(lat)
    result = np.zeros(len(population))
    if not (towns & located).any():
        return result
    town_lon, town_lat = lon[towns & located], lat[towns & located]
    tree = cKDTree(earth_centred(town_lon, town_lat))
    _, nearest = tree.query(earth_centred(lon[located], lat[located]))
    result[located] = geodesic_km(lon[located], lat[located], town_lon[nearest], town_lat[nearest])
    return result
