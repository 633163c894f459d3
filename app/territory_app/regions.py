"""Places a view can be kept to: a territory of any level, or a region by the name people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.places import bundled
from territory_app.reading import read_layer

MOST = 0.5
"""A territory is in a place that holds more than this share of its people."""


@dataclass(frozen=True)
class Region:
    """A region people name, in whole territories.

    Attributes
    ----------
    key, name : str
        Its key in an address; its name.
    aliases : tuple of str
        Other names it goes by.
    members : tuple of str
        Ids of the territories that make it.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]


@lru_cache(maxsize=1)
def gazetteer() -> tuple[Region, ...]:
    """Return the regions of ``data/gazetteer/regions.csv``, in its order."""
    rows = pd.read_csv(bundled("data", "gazetteer", "regions.csv"), dtype="str").fillna("")
    return tuple(
        Region(
            key=str(key),
            name=str(group["name"].iloc[0]),
            aliases=tuple(filter(None, str(group["aliases"].iloc[0]).split(";"))),
            members=tuple(group["member"]),
        )
        for key, group in rows.groupby("zone_id", sort=False)
    )


def known_regions(territories: Mapping[str, str]) -> tuple[Region, ...]:
    """Return the regions whose members are all among ``territories``."""
    return tuple(
        region for region in gazetteer() if all(one in territories for one in region.members)
    )


def people_inside(
    units: pd.DataFrame,
    shares: pd.DataFrame | None,
    level: str,
    ids: pd.Series[str],
    place: tuple[str, tuple[str, ...]],
) -> NDArray[np.float64]:
    """Return the share of each territory's people who live in a place; NaN where nobody does.

    Parameters
    ----------
    units : pandas.DataFrame
        Units with ``unit_id``, ``population`` and one column per level.
    shares : pandas.DataFrame or None
        Share of each unit in each territory; without it, each unit is whole in the territory
        that holds most of it.
    level : str
        Level of the territories.
    ids : pandas.Series
        Ids of the territories.
    place : tuple of str and tuple of str
        Level and ids of what makes the place.
    """
    if shares is None:
        mine = units[["unit_id", level]].rename(columns={level: "territory_id"}).assign(share=1.0)
        there = units.loc[units[place[0]].isin(place[1]), ["unit_id"]].assign(share=1.0)
    else:
        mine = shares.loc[shares["level"] == level, ["unit_id", "territory_id", "share"]]
        held = (shares["level"] == place[0]) & shares["territory_id"].isin(place[1])
        there = shares.loc[held].groupby("unit_id")["share"].sum().reset_index()
    people = mine.merge(units[["unit_id", "population"]], on="unit_id")
    people = people.merge(
        there[["unit_id", "share"]], on="unit_id", how="left", suffixes=("", "_in")
    )
    people["all"] = people["population"] * people["share"]
    people["inside"] = people["all"] * people["share_in"].fillna(0.0)
    sums = people.groupby("territory_id")[["all", "inside"]].sum().reindex(ids)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums["inside"] / sums["all"], dtype=float)


def drawn_inside(
    package: Path, layers: Mapping[str, str], level: str, place: tuple[str, tuple[str, ...]]
) -> pd.Series[bool]:
    """Say of each territory drawn at ``level`` whether a point inside it lies in the place.

    For territories nobody of the calculation lives in, such as those that are not ranked.
    """
    there = read_layer(package, layers[place[0]])
    outline = shapely.union_all(
        shapely.make_valid(there[there["territory_id"].isin(place[1])].geometry.to_numpy())
    )
    mine = read_layer(package, layers[level]).to_crs(there.crs)
    points = shapely.point_on_surface(mine.geometry.to_numpy())
    shapely.prepare(outline)
    return pd.Series(shapely.contains(outline, points), index=mine["territory_id"])
