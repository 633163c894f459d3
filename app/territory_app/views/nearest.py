"""Which doors the people of a territory are nearest to, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    minutes, kilometres : float or None
        Weighted medians to the nearest door, whichever it is; None where half have none.
    """

    sites: tuple[NearSite, ...]
    others: int
    without: float
    minutes: float | None
    kilometres: float | None


def nearest_sites(catalogue: Catalogue, level: str, territory_id: str) -> Nearest:
    """Group the units of a territory by their nearest door.

    A unit shared between territories is counted whole in the one that holds most of it.
    """
    doors = catalogue.units[(catalogue.units[level] == territory_id).to_numpy()]
    doors = doors[doors["lon"].notna()]
    paired = doors[doors["nearest_cost"].notna()]
    people = paired.groupby("nearest_service_id")["population"].sum().reset_index()
    order = people.sort_values(["population", "nearest_service_id"], ascending=[False, True])
    chosen = order["nearest_service_id"].head(SHOWN)
    return Nearest(
        sites=tuple(_site(code, paired[paired["nearest_service_id"] == code]) for code in chosen),
        others=max(0, len(order) - SHOWN),
        without=float(doors["population"].sum() - paired["population"].sum()),
        minutes=_median(doors["nearest_cost"], doors["population"]),
        kilometres=_median(doors["kilometres"], doors["population"]),
    )


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


def _site(code: str, units: pd.DataFrame) -> NearSite:
    first = units.iloc[0]
    known = not pd.isna(first["door_name"])
    minutes = _median(units["nearest_cost"], units["population"])
    return NearSite(
        name=str(first["door_name"]) if known else code,
        kind=str(first["door_kind"]) if known else "other",
        people=float(units["population"].sum()),
        minutes=minutes if minutes is not None else float("nan"),
        kilometres=_median(units["kilometres"], units["population"]),
    )


def _median(values: pd.Series[Any], people: pd.Series[Any]) -> float | None:
    """Return the weighted median, a missing value being farther than any other."""
    weights = people.to_numpy(dtype=float)
    if not weights.sum() > 0:
        return None
    found = weighted_median(values.fillna(np.inf).to_numpy(dtype=float), weights)
    return found if np.isfinite(found) else None
