"""Each population unit beside its nearest door, once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod


def with_doors(
    units: pd.DataFrame, services: pd.DataFrame, travel: Mapping[str, Any]
) -> pd.DataFrame:
    """Return ``units`` with the name, kind and estimated distance of each one's nearest door.

    Parameters
    ----------
    units : pandas.DataFrame
        access_units.csv.
    services : pandas.DataFrame
        Service points with lon and lat.
    travel : Mapping[str, Any]
        How times were obtained; kilometres are geodesic times the detour factor, and missing
        where times come from a table.

    Returns
    -------
    pandas.DataFrame
        With ``door_name``, ``door_kind`` and ``kilometres``.
    """
    sites = services.drop_duplicates("service_id").set_index("service_id")
    sites = sites[["name", "kind", "lon", "lat"]].add_prefix("door_")
    joined = units.join(sites, on="nearest_service_id")
    joined["kilometres"] = np.nan
    known = (
        joined[["lon", "lat", "door_lon", "door_lat", "nearest_cost"]]
        .notna()
        .all(axis=1)
        .to_numpy()
    )
    if travel.get("method") == "straight_line" and known.any():
        near = joined[known]
        _forward, _back, metres = Geod(ellps="GRS80").inv(
            near["lon"].to_numpy(dtype=float),
            near["lat"].to_numpy(dtype=float),
            near["door_lon"].to_numpy(dtype=float),
            near["door_lat"].to_numpy(dtype=float),
        )
        detour = float(travel.get("detour") or 1.3)
        joined.loc[known, "kilometres"] = np.asarray(metres) * detour / 1000
    return joined.drop(columns=["door_lon", "door_lat"])
