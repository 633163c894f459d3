"""What another walk already found: times to sites that did not move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory._costs_pattern import columns_chosen
from territory.costs import CostTable
from territory.study.reach import SERVICE_AREA
from territory.study.steps import settings_of
from territory.tables import Tables

if TYPE_CHECKING:
    from territory.study.path import Walk

NOWHERE = -1


def with_new_sites(
    known: CostTable,
    known_services: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    ask: Callable[[gpd.GeoDataFrame], CostTable],
) -> CostTable:
    """Return costs to ``services``, those to a place already known taken as they are.

    A site that opens where another stands is as far as the other: it needs no time of its own.

    Parameters
    ----------
    known : CostTable
        Costs to some of ``known_services``.
    known_services, services : geopandas.GeoDataFrame
        Sites: ``service_id`` and a point.
    ask : Callable
        Returns the costs to sites at places not known yet, from the same origins.

    Returns
    -------
    CostTable
        Destinations in the order of ``services``.
    """
    positions = positions_known(known, known_services, services)
    new = positions == NOWHERE
    ids = pd.Index(services["service_id"])
    if np.array_equal(positions, np.arange(len(known.destinations))) and ids.equals(
        known.destinations
    ):
        return known
    matrix: Any = columns_chosen(known.matrix, positions[~new])
    if new.any():
        asked = ask(gpd.GeoDataFrame(services.loc[new]))
        place = asked.destinations.get_indexer(ids[new])
        both = sparse.hstack(
            [matrix, columns_chosen(asked.matrix, place)], format="csr", dtype=known.dtype
        )
        order = np.empty(len(ids), dtype=np.intp)
        order[np.concatenate([np.flatnonzero(~new), np.flatnonzero(new)])] = np.arange(len(ids))
        matrix = columns_chosen(sparse.csr_array(both), order)
    return replace(known, destinations=ids, matrix=matrix)


def positions_known(
    known: CostTable, known_services: gpd.GeoDataFrame, services: gpd.GeoDataFrame
) -> NDArray[np.intp]:
    """Return, for each site, the column of ``known`` at its place, -1 where there is none.

    A site's own column comes first; else that of any site at the very same point.
    """
    told = known_services.set_index("service_id").geometry.reindex(known.destinations)
    was = np.column_stack([told.x, told.y])
    here = np.column_stack([services.geometry.x, services.geometry.y])
    before, now = (pd.MultiIndex.from_arrays(list(points.T)) for points in (was, here))
    own = known.destinations.get_indexer(pd.Index(services["service_id"]))
    stayed = own != NOWHERE
    stayed[stayed] = (was[own[stayed]] == here[stayed]).all(axis=1)
    first = ~before.duplicated()
    same = before[first].get_indexer(now)
    places = np.where(same == NOWHERE, NOWHERE, np.flatnonzero(first)[same])
    found: NDArray[np.intp] = np.where(stayed, own, places).astype(np.intp)
    return found


def within(times: CostTable, reach: float) -> CostTable:
    """Return the costs no farther than ``reach``, where farther ones were looked for."""
    if times.limit is None or times.limit <= reach:
        return times
    return replace(times.where(times.matrix.data <= reach), limit=reach)


def same_places(mine: Walk, its: Walk) -> bool:
    """Return whether two walks have the same doors at the same places, as near."""
    if SERVICE_AREA in mine.services or SERVICE_AREA in its.services:
        if not same_counted(mine, its):
            return False
    elif mine.reach != its.reach:
        return False
    doors = [
        one.services.loc[one.sites["door"].to_numpy(bool)].set_index("service_id").geometry
        for one in (mine, its)
    ]
    return doors[0].index.equals(doors[1].index) and bool(
        (doors[0].geom_equals(doors[1], align=False)).all()
    )


def kinds_of(tables: Tables) -> set[str]:
    """Return the kinds of service that the tables hold."""
    return set(tables.services["kind"].unique())


def same_counted(mine: Walk, its: Walk) -> bool:
    """Return whether the costs to the sites counted are the very same."""
    if mine.every_cost is not its.every_cost:
        return False
    ids = mine.every_cost.destinations
    counted = (one.sites["counted"].reindex(ids) for one in (mine, its))
    return next(counted).equals(next(counted))


def same_weights(mine: Walk, its: Walk) -> bool:
    """Return whether the weights of one walk are those of the other."""
    return (
        mine.situation.costs is its.situation.costs
        and mine.units["threshold"].equals(its.units["threshold"])
        and settings_of(mine.norm) == settings_of(its.norm)
    )
