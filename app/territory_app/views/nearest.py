"""Which doors the people of a territory are nearest to, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from territory_app.catalogue import Catalogue

SHOWN = 5


@dataclass(frozen=True)
class NearSite:
    """A door, the people it is the nearest to, and how far they are.

    Attributes
    ----------
    name, kind : str
        Of the site.
    people : float
        People of the territory whose nearest door it is.
    minutes : float
        Weighted median of their times.
    kilometres : float or None
        Weighted median of their distances: geodesic times the detour factor.
    """

    name: str
    kind: str
    people: float
    minutes: float
    kilometres: float | None


@dataclass(frozen=True)
class Nearest:
    """Nearest doors of one territory, those nearest to most people first.

    Attributes
    ----------
    sites : tuple of NearSite
        At most five.
    others : int
        How many more doors are the nearest to someone.
    without : float
        People of units that have no door within the limit searched.
    """

    sites: tuple[NearSite, ...]
    others: int
    without: float


def nearest_sites(catalogue: Catalogue, level: str, territory_id: str) -> Nearest:
    """Group the units of a territory by their nearest door.

    A unit shared between territories is counted whole in the one that holds most of it.
    """
    units = catalogue.units[catalogue.units[level] == territory_id]
    located = units[units["lon"].notna()]
    paired = located[(located["nearest_service_id"] != "") & located["nearest_cost"].notna()]
    without = float(located["population"].sum() - paired["population"].sum())
    if paired.empty:
        return Nearest((), 0, without)
    sites = catalogue.services.drop_duplicates("service_id").set_index("service_id")
    detour = _detour(catalogue.record.get("travel") or {})
    people = paired.groupby("nearest_service_id")["population"].sum()
    order = people.reset_index().sort_values(
        ["population", "nearest_service_id"], ascending=[False, True]
    )
    chosen = list(order["nearest_service_id"].head(SHOWN))
    found = tuple(
        _site(code, paired[paired["nearest_service_id"] == code], sites, detour) for code in chosen
    )
    return Nearest(found, len(order) - len(found), without)


def weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the smallest value whose cumulative weight reaches half.

    Examples
    --------
    >>> weighted_median(np.array([1.0, 2.0, 30.0]), np.array([1.0, 1.0, 3.0]))
    30.0
    """
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    position = int(np.searchsorted(cumulative, cumulative[-1] / 2))
    return float(values[order][min(position, len(values) - 1)])


def _site(
    code: str, units: pd.DataFrame, sites: pd.DataFrame, detour: float | None
) -> NearSite:
    weights = units["population"].to_numpy(dtype=float)
    minutes = weighted_median(units["nearest_cost"].to_numpy(dtype=float), weights)
    people = float(weights.sum())
    if code not in sites.index:
        return NearSite(code, "other", people, minutes, None)
    site = sites.loc[code]
    kilometres = None
    if detour is not None:
        count = len(units)
        _forward, _back, metres = Geod(ellps="GRS80").inv(
            units["lon"].to_numpy(dtype=float),
            units["lat"].to_numpy(dtype=float),
            np.full(count, float(site["lon"])),
            np.full(count, float(site["lat"])),
        )
        kilometres = weighted_median(np.asarray(metres) * detour / 1000, weights)
    return NearSite(str(site["name"]), str(site["kind"]), people, minutes, kilometres)


def _detour(travel: Mapping[str, Any]) -> float | None:
    return float(travel.get("detour") or 1.3) if travel.get("method") == "straight_line" else None
