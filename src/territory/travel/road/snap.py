"""Places on the network: the nearest node one can both reach and leave, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from territory.errors import InputError
from territory.travel._points import coordinates, earth_centred, geodesic_km
from territory.travel.road.network import RoadNetwork

# Conventions: how far from a road a place may be, and how fast one gets to it.
MAXIMUM_SNAP_KM = {"car": 5.0, "walk": 2.0}
ACCESS_KMH = {"car": 15.0, "walk": 4.8}
AT_ONCE = 100_000
SNAPPED, TOO_FAR = "snapped", "too_far"


@dataclass(frozen=True)
class Snapped:
    """Places and their nodes; a place too far from any road has node -1.

    Attributes
    ----------
    lon, lat : shape (places,)
        Where the places are.
    ids : pandas.Index
    node : shape (places,)
        Node of each place.
    km : shape (places,)
        Geodesic distance to the nearest node, kept even when it is too far.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    ids: pd.Index
    node: NDArray[np.int32]
    km: NDArray[np.float64]

    @property
    def far(self) -> pd.Index:
        """Places too far from any road."""
        return self.ids[self.node < 0]


def snap(network: RoadNetwork, places: Any, *, maximum_km: float | None = None) -> pd.DataFrame:
    """Return what node each place is given, and how far it is.

    Parameters
    ----------
    network : RoadNetwork
    places : GeoDataFrame, GeoSeries, DataFrame with lon and lat, or array (n, 2)
        Their index names them.
    maximum_km : float, optional
        Largest distance to a node; 5 km by car and 2 km on foot by default (conventions).

    Returns
    -------
    pandas.DataFrame
        Indexed like ``places``: ``node`` (-1 where none), ``snap_km``, ``component`` (0 is the
        largest network; an island or a fly-in village has another), ``status`` ("snapped" or
        "too_far").
    """
    found = snapped(network, places, "places", maximum_km=maximum_km)
    near = found.node >= 0
    component = np.where(near, network.component[np.maximum(found.node, 0)], -1)
    return pd.DataFrame(
        {
            "node": found.node,
            "snap_km": found.km,
            "component": component,
            "status": np.where(near, SNAPPED, TOO_FAR),
        },
        index=found.ids,
    )


def snapped(
    network: RoadNetwork,
    places: Any,
    name: str,
    *,
    maximum_km: float | None = None,
    tree: cKDTree | None = None,
) -> Snapped:
    """Return places and their nodes; ``tree`` is the network's own, where it is built already.

    Raises
    ------
    InputError
        For a place without coordinates or a negative distance.
    """
    limit = MAXIMUM_SNAP_KM[network.mode] if maximum_km is None else maximum_km
    if isinstance(limit, str) or not limit >= 0:
        raise InputError(
            "La distance maximale à la route est un nombre d'au moins 0, et non {value}.",
            value=limit,
        )
    lon, lat, ids = coordinates(places, name)
    if not len(lon):
        return Snapped(lon, lat, ids, np.empty(0, dtype=np.int32), np.empty(0))
    usable = np.flatnonzero(network.round_trip)
    tree = network.tree() if tree is None else tree
    node, km = np.empty(len(lon), dtype=np.int32), np.empty(len(lon))
    for first in range(0, len(lon), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        _, nearest = tree.query(earth_centred(lon[some], lat[some]), workers=-1)
        node[some] = usable[nearest]
        km[some] = geodesic_km(
            lon[some], lat[some], network.lon[node[some]], network.lat[node[some]]
        )
    return Snapped(lon, lat, ids, np.where(km <= limit, node, np.int32(-1)), km)
