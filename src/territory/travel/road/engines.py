"""Bounded searches outward from many nodes: by numba where it is installed, else by scipy.

Both give the same costs to the last bit: each is the least sum of minutes along a way, added in
the same order, from the node searched.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from territory.errors import InputError

ENGINES = ("auto", "numba", "scipy")
GROUP = 32
DENSE_CELLS = 8_000_000
# Each thread holds some 20 bytes per node.
MOST_WORKERS = 8

Numbers = NDArray[np.float64]
Indices = NDArray[np.int32]


@dataclass(frozen=True)
class Reached:
    """What some consecutive searches reached, one after the other.

    Attributes
    ----------
    first : int
        Position of the first search.
    counts : shape (searches,)
        Slots each search reached.
    slots, costs : shape (sum of counts,)
        Which slots, and their costs.
    """

    first: int
    counts: NDArray[np.int64]
    slots: Indices
    costs: Numbers


def chosen(engine: str) -> str:
    """Return "numba" or "scipy" for what is asked.

    Raises
    ------
    InputError
        For an unknown engine, or numba where it is not installed.
    """
    if engine not in ENGINES:
        raise InputError(
            "Le moteur « {engine} » est inconnu; moteurs offerts : {known}.",
            engine=engine,
            known=", ".join(ENGINES),
        )
    present = importlib.util.find_spec("numba") is not None
    if engine == "numba" and not present:
        raise InputError(
            "Le moteur « numba » n'est pas installé : pip install 'territory[fast]'; le moteur "
            "« scipy » donne les mêmes résultats."
        )
    return "numba" if present and engine != "scipy" else "scipy"


def compiled() -> Any:
    """Return the compiled kernels."""
    return importlib.import_module("territory.travel.road.kernel")


def bounded_searches(
    graph: sparse.csr_array,
    sources: Indices,
    limits: Numbers,
    slot: Indices,
    *,
    engine: str,
    workers: int | None = None,
) -> Iterator[Reached]:
    """Search outward from every source, each within its own limit.

    Parameters
    ----------
    graph : scipy.sparse.csr_array
        Minutes from node to node; neighbouring sources should be close in it.
    sources : shape (searches,)
        Nodes, in increasing order.
    limits : shape (searches,)
        Largest cost looked for (inclusive).
    slot : shape (nodes,)
        Number under which a node is told when reached; -1 for nodes nobody asks about.
    engine : str
        "numba" or "scipy".
    workers : int, optional
        Threads of the compiled engine; one per processor by default, at most 8.

    Yields
    ------
    Reached
        For consecutive groups of sources, in order.
    """
    if engine == "numba":
        yield from _by_numba(
            graph, sources, limits, slot, workers or min(os.cpu_count() or 1, MOST_WORKERS)
        )
    else:
        yield from _by_scipy(graph, sources, limits, slot)


def _by_numba(
    graph: sparse.csr_array, sources: Indices, limits: Numbers, slot: Indices, workers: int
) -> Iterator[Reached]:
    kernel = compiled()
    size, arcs = len(slot), len(graph.indices)
    slots = int((slot >= 0).sum())
    states: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
    starts = range(0, len(sources), GROUP)
    for _ in range(max(min(workers, len(starts)), 1)):
        states.put(
            (
                np.full(size, np.inf),
                np.empty(size, dtype=np.int32),
                np.empty(arcs + 1),
                np.empty(arcs + 1, dtype=np.int32),
                np.empty(slots, dtype=np.int32),
                np.empty(slots),
            )
        )

    def group(first: int) -> Reached:
        state = states.get()
        found_slots, found_costs = state[-2:]
        each: list[tuple[Indices, Numbers]] = []
        for source, limit in zip(
            sources[first : first + GROUP], limits[first : first + GROUP], strict=True
        ):
            count = kernel.bounded(
                graph.indptr, graph.indices, graph.data, source, limit, slot, *state
            )
            each.append((found_slots[:count].copy(), found_costs[:count].copy()))
        states.put(state)
        return Reached(
            first,
            np.array([len(one) for one, _ in each], dtype=np.int64),
            np.concatenate([one for one, _ in each]),
            np.concatenate([cost for _, cost in each]),
        )

    ahead = 2 * states.qsize()
    with ThreadPoolExecutor(max_workers=states.qsize()) as pool:
        # Few groups wait at once, so that searches do not outrun what takes them in.
        waiting = deque(pool.submit(group, first) for first in starts[:ahead])
        for first in starts[ahead:]:
            yield waiting.popleft().result()
            waiting.append(pool.submit(group, first))
        while waiting:
            yield waiting.popleft().result()


def _by_scipy(
    graph: sparse.csr_array, sources: Indices, limits: Numbers, slot: Indices
) -> Iterator[Reached]:
    """Search groups of neighbouring sources, each on the part of the graph they can reach.

    One search from the whole group at once finds that part exactly, so nothing is lost by
    leaving the rest of the graph out, and a dense row is as long as that part only.
    """
    for first in range(0, len(sources), GROUP):
        group, bound = sources[first : first + GROUP], limits[first : first + GROUP]
        reach = dijkstra(graph, indices=group, limit=float(bound.max()), min_only=True)
        nodes = np.flatnonzero(np.isfinite(reach)).astype(np.int32)
        part = subgraph(graph, nodes)
        asked = np.flatnonzero(slot[nodes] >= 0)
        local = np.searchsorted(nodes, group)
        rows = max(DENSE_CELLS // len(nodes), 1)
        for begin in range(0, len(group), rows):
            some = slice(begin, begin + rows)
            costs = dijkstra(part, indices=local[some], limit=float(bound[some].max()))[:, asked]
            near = costs <= np.where(np.isfinite(bound[some]), bound[some], 1e300)[:, np.newaxis]
            _, column = np.nonzero(near)
            yield Reached(
                first + begin,
                near.sum(axis=1).astype(np.int64),
                slot[nodes[asked[column]]],
                costs[near],
            )


def subgraph(graph: sparse.csr_array, nodes: Indices) -> sparse.csr_array:
    """Return the graph between ``nodes`` (increasing), explicit zeros kept."""
    place = np.full(graph.shape[0], -1, dtype=np.int32)
    place[nodes] = np.arange(len(nodes), dtype=np.int32)
    begin = graph.indptr[nodes].astype(np.int64)
    counts = graph.indptr[nodes + 1] - begin
    ends = np.cumsum(counts)
    arcs = np.repeat(begin - (ends - counts), counts) + np.arange(int(counts.sum()))
    head = place[graph.indices[arcs]]
    inside = head >= 0
    row = np.repeat(np.arange(len(nodes)), counts)[inside]
    indptr = np.zeros(len(nodes) + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=len(nodes)), out=indptr[1:])
    return sparse.csr_array(
        (graph.data[arcs[inside]], head[inside], indptr), shape=(len(nodes), len(nodes))
    )


def nearest_seed(
    graph: sparse.csr_array,
    seeds: Indices,
    seed_cost: Numbers,
    limit: float,
    *,
    engine: str,
) -> tuple[Numbers, NDArray[np.int64]]:
    """Return every node's cost to the cheapest seed, and which one; infinite and -1 where none.

    Parameters
    ----------
    seeds : shape (seeds,)
        Distinct nodes.
    seed_cost : shape (seeds,)
        What it costs to be at each to begin with.
    limit : float
        Largest cost looked for.
    """
    size = graph.shape[0]
    if engine == "numba":
        best, owner = np.full(size, np.inf), np.full(size, -1, dtype=np.int32)
        arcs = len(graph.indices) + len(seeds) + 1
        compiled().nearest(
            graph.indptr, graph.indices, graph.data, seeds, seed_cost, limit, best, owner,
            np.empty(arcs), np.empty(arcs, dtype=np.int32),
        )  # fmt: skip
        return best, owner.astype(np.int64)
    indptr = np.concatenate([graph.indptr, graph.indptr[-1] + np.arange(1, len(seeds) + 1)])
    wider = sparse.csr_array(
        (
            np.concatenate([graph.data, seed_cost]),
            np.concatenate([graph.indices, seeds]).astype(np.int32),
            indptr.astype(np.int32),
        ),
        shape=(size + len(seeds), size + len(seeds)),
    )
    cost, _, origin = dijkstra(
        wider,
        indices=np.arange(size, size + len(seeds)),
        limit=limit,
        min_only=True,
        return_predecessors=True,
    )
    best = cost[:size]
    return best, np.where(np.isfinite(best), origin[:size].astype(np.int64) - size, -1)
