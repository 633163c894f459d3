"""Times by road between places, and the nearest place by road."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike

from territory._costs_build import a_path, float_dtype
from territory.costs import CostTable
from territory.errors import InputError
from territory.text import N_
from territory.travel._arguments import at_least, unique_ids
from territory.travel.road.assemble import Groups, Pairs
from territory.travel.road.engines import Reached, bounded_searches, chosen, nearest_seed
from territory.travel.road.network import RoadNetwork
from territory.travel.road.read import Progress, read_network, silent
from territory.travel.road.snap import ACCESS_KMH, MAXIMUM_SNAP_KM, Snapped, snapped

SEARCHING = N_("recherche par la route")
NAMED = 20
# The search goes this much farther, so that rounding loses no pair at exactly the limit.
SLACK = 1e-9


def roads(
    origins: Any,
    destinations: Any,
    *,
    network: RoadNetwork | str | Path,
    limit: float,
    maximum_snap_km: float | None = None,
    access_kmh: float | None = None,
    allow_far: bool = False,
    engine: str = "auto",
    dtype: DTypeLike = np.float64,
    workers: int | None = None,
    progress: Progress = silent,
) -> CostTable:
    """Return minutes by road from origins to destinations, one-way streets respected.

    The search goes outward from the destinations on the reversed graph, as far as ``limit``,
    once for all destinations of one node.

    Parameters
    ----------
    origins, destinations : GeoDataFrame, GeoSeries, DataFrame with lon and lat, or array (n, 2)
        Their index names them.
    network : RoadNetwork, or path
        From `read_network`; a path is read (``.npz`` written by `RoadNetwork.save`, else a file
        of roads by car).
    limit : float
        Largest cost kept, in minutes (inclusive).
    maximum_snap_km : float, optional
        A place farther than this from any node has no pair at all; 5 km by car and 2 km on foot
        by default. `snap` tells which places, and provenance counts them.
    access_kmh : float, optional
        Speed of the way between a place and its node, as the crow flies; 15 km/h by car and
        4.8 km/h on foot by default (conventions). Two places of one node are joined by the
        straight way between them at that speed.
    allow_far : bool
        Whether all origins, or all destinations, may be too far from a road: the table then has
        no pair, where it is refused otherwise.
    engine : str
        "numba", "scipy", or "auto": numba where it is installed. The costs are the same.
    dtype : dtype
        float64, or float32 to halve the memory of costs.
    workers : int, optional
        Threads of numba's engine.
    progress : Callable, optional
        Called with (step, done, total).

    Returns
    -------
    CostTable
        Unit "min". Places on networks that nothing joins (an island without a ferry) have no
        pair.

    Raises
    ------
    InputError
        When no origin, or no destination, is near enough to a road.
    """
    highest, wanted = at_least(limit, "limit"), float_dtype(dtype)
    graph = opened(network, progress)
    method = chosen(engine)
    per_km = 60.0 / _speed(access_kmh, graph.mode)
    here, there = _placed(graph, origins, destinations, maximum_snap_km, allow_far=allow_far)
    pairs = Pairs(here, there, per_km, highest, wanted)
    searched = pairs.by_destination.nodes.astype(np.int32)
    least = np.full(len(searched), np.inf)
    rank = np.searchsorted(searched, there.node[there.node >= 0])
    np.minimum.at(least, rank, per_km * there.km[there.node >= 0])
    slot = np.full(graph.nodes, -1, dtype=np.int32)
    slot[pairs.by_origin.nodes] = np.arange(len(pairs.by_origin.nodes), dtype=np.int32)
    reached = bounded_searches(
        graph.incoming,
        searched,
        np.maximum(highest - least, 0.0) + SLACK,
        slot,
        engine=method,
        workers=workers,
    )
    pairs.gather(_told(reached, len(searched), progress))
    matrix = pairs.table()
    return CostTable(
        here.ids,
        there.ids,
        matrix,
        "min",
        highest,
        {
            "method": "roads",
            "network": graph.source,
            "mode": graph.mode,
            "engine": method,
            "maximum_snap_km": _maximum(graph, maximum_snap_km),
            "access_kmh": 60.0 / per_km,
            "pairs": int(matrix.nnz),
            **_account(graph, here, "origins"),
            **_account(graph, there, "destinations"),
        },
    )


def nearest_by_road(
    origins: Any,
    destinations: Any,
    *,
    network: RoadNetwork | str | Path,
    limit: float = np.inf,
    maximum_snap_km: float | None = None,
    access_kmh: float | None = None,
    allow_far: bool = False,
    engine: str = "auto",
) -> pd.DataFrame:
    """Return each origin's nearest destination by road, in one search from all of them.

    Parameters
    ----------
    origins, destinations, network, maximum_snap_km, access_kmh, allow_far, engine
        As for `roads`.
    limit : float
        Largest cost looked for, in minutes; as far as it takes by default.

    Returns
    -------
    pandas.DataFrame
        Indexed by origins: ``destination`` (missing where none can be reached) and ``cost`` in
        minutes, the same as the least cost of `roads`. Among equally near destinations, one of
        them.
    """
    highest = at_least(limit, "limit", unbounded=True)
    graph = opened(network, silent)
    per_km = 60.0 / _speed(access_kmh, graph.mode)
    here, there = _placed(graph, origins, destinations, maximum_snap_km, allow_far=allow_far)
    near = np.flatnonzero(there.node >= 0)
    near = near[np.lexsort((there.km[near], there.node[near]))]
    seeds, first = np.unique(there.node[near], return_index=True)
    best, owner = nearest_seed(
        graph.incoming,
        seeds.astype(np.int32),
        per_km * there.km[near[first]],
        highest,
        engine=chosen(engine),
    )
    on_road = here.node >= 0
    node = np.maximum(here.node, 0)
    cost = np.where(on_road, best[node] + per_km * here.km, np.inf)
    position = np.where(np.isfinite(cost), np.append(near[first], -1)[owner[node]], -1)
    _beside(here, there, per_km, cost, position)
    found = (position >= 0) & (cost <= highest)
    named = pd.Series(there.ids).reindex(np.where(found, position, -1))
    return pd.DataFrame(
        {"destination": named.to_numpy(), "cost": np.where(found, cost, np.nan)}, index=here.ids
    )


def _beside(here: Snapped, there: Snapped, per_km: float, cost: Any, position: Any) -> None:
    """Lower costs to destinations of an origin's own node to the straight way there, in place."""
    groups = Groups(there)
    shared = np.flatnonzero(np.isin(here.node, groups.nodes) & (here.node >= 0))
    again, columns = groups.spread(np.searchsorted(groups.nodes, here.node[shared]))
    rows = shared if again is None else shared[again]
    straight = Pairs(here, there, per_km, np.inf, np.float64).straight(rows, columns)
    order = np.lexsort((straight, rows))
    rows, columns, straight = rows[order], columns[order], straight[order]
    least = np.ones(len(rows), dtype=bool)
    least[1:] = rows[1:] != rows[:-1]
    nearer = least & (straight < cost[rows])
    cost[rows[nearer]], position[rows[nearer]] = straight[nearer], columns[nearer]


def opened(network: RoadNetwork | str | Path, progress: Progress) -> RoadNetwork:
    """Return a network given as itself or as a file."""
    if isinstance(network, RoadNetwork):
        return network
    path = a_path(network, "network")
    return (
        RoadNetwork.load(path) if path.suffix == ".npz" else read_network(path, progress=progress)
    )


def _told(
    reached: Iterator[Reached], total: int, progress: Callable[[str, int, int], None]
) -> Iterator[Reached]:
    progress(SEARCHING, 0, total)
    for some in reached:
        yield some
        progress(SEARCHING, some.first + len(some.counts), total)


def _placed(
    graph: RoadNetwork,
    origins: Any,
    destinations: Any,
    maximum_km: float | None,
    *,
    allow_far: bool,
) -> tuple[Snapped, Snapped]:
    """Return both ends on the network; refuse ends that are all too far from it."""
    tree = graph.tree()
    here = snapped(graph, origins, "origins", maximum_km=maximum_km, tree=tree)
    there = snapped(graph, destinations, "destinations", maximum_km=maximum_km, tree=tree)
    for name, found in (("origins", here), ("destinations", there)):
        unique_ids(found.ids, name)
        if not allow_far and len(found.ids) and len(found.far) == len(found.ids):
            nearest = int(found.km.argmin())
            raise InputError(
                "{name} : aucun lieu n'est à moins de {maximum} km d'une route de {source}; le "
                "plus proche, {id}, en est à {km} km. Vérifiez que le réseau couvre le territoire.",
                name=name,
                maximum=_maximum(graph, maximum_km),
                source=graph.source,
                id=found.ids[nearest],
                km=round(float(found.km[nearest]), 1),
            )
    return here, there


def _maximum(graph: RoadNetwork, maximum_km: float | None) -> float:
    return MAXIMUM_SNAP_KM[graph.mode] if maximum_km is None else float(maximum_km)


def _speed(access_kmh: float | None, mode: str) -> float:
    speed = ACCESS_KMH[mode] if access_kmh is None else at_least(access_kmh, "access_kmh")
    if not 0 < speed < np.inf:
        raise InputError("La vitesse est un nombre plus grand que 0, en km/h.")
    return speed


def _account(graph: RoadNetwork, places: Snapped, name: str) -> dict[str, Any]:
    """Return how many places are too far from a road, and how many off the largest network."""
    near = places.node >= 0
    return {
        f"{name}_too_far": int((~near).sum()),
        f"{name}_too_far_ids": [str(one) for one in places.far[:NAMED]],
        f"{name}_off_main": int((graph.component[places.node[near]] != 0).sum()),
        f"{name}_largest_snap_km": float(places.km[near].max(initial=0.0)),
    }
