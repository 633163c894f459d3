"""The bounded search compiled by numba: same results as scipy's, sooner and in less memory.

This module needs the extra ``fast``; nothing imports it before `engines.compiled` has asked.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int32]


def _push(heap_cost: Numbers, heap_node: Indices, size: int, cost: float, node: int) -> int:
    """Add an entry to a binary heap and return the new size."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        if heap_cost[parent] <= cost:
            break
        heap_cost[hole] = heap_cost[parent]
        heap_node[hole] = heap_node[parent]
        hole = parent
    heap_cost[hole] = cost
    heap_node[hole] = node
    return size + 1


def _pop(heap_cost: Numbers, heap_node: Indices, size: int) -> int:
    """Remove the first entry of a binary heap and return the new size."""
    size -= 1
    cost, node = heap_cost[size], heap_node[size]
    hole = 0
    child = 1
    while child < size:
        if child + 1 < size and heap_cost[child + 1] < heap_cost[child]:
            child += 1
        if heap_cost[child] >= cost:
            break
        heap_cost[hole] = heap_cost[child]
        heap_node[hole] = heap_node[child]
        hole = child
        child = 2 * hole + 1
    heap_cost[hole] = cost
    heap_node[hole] = node
    return size


_push = numba.njit(inline="always")(_push)
_pop = numba.njit(inline="always")(_pop)


def _bounded(  # noqa: PLR0917 - a compiled call takes its arrays one by one
    indptr: Indices,
    indices: Indices,
    minutes: Numbers,
    source: int,
    limit: float,
    slot: Indices,
    best: Numbers,
    touched: Indices,
    heap_cost: Numbers,
    heap_node: Indices,
    out_slot: Indices,
    out_cost: Numbers,
) -> int:
    """Write the slots reached from ``source`` within ``limit`` and their costs; return how many.

    ``best`` is infinite everywhere on entry, and again on return.
    """
    best[source] = 0.0
    touched[0] = source
    seen = 1
    found = 0
    size = _push(heap_cost, heap_node, 0, 0.0, source)
    while size > 0:
        cost, node = heap_cost[0], heap_node[0]
        size = _pop(heap_cost, heap_node, size)
        if cost > best[node]:
            continue
        if slot[node] >= 0:
            out_slot[found] = slot[node]
            out_cost[found] = cost
            found += 1
        for arc in range(indptr[node], indptr[node + 1]):
            head = indices[arc]
            through = cost + minutes[arc]
            if through <= limit and through < best[head]:
                if best[head] == np.inf:
                    touched[seen] = head
                    seen += 1
                best[head] = through
                size = _push(heap_cost, heap_node, size, through, head)
    for position in range(seen):
        best[touched[position]] = np.inf
    return found


def _nearest(  # noqa: PLR0917
    indptr: Indices,
    indices: Indices,
    minutes: Numbers,
    seeds: Indices,
    seed_cost: Numbers,
    limit: float,
    best: Numbers,
    owner: Indices,
    heap_cost: Numbers,
    heap_node: Indices,
) -> None:
    """Write in ``best`` and ``owner`` every node's cheapest seed and the cost to it."""
    size = 0
    for seed in range(len(seeds)):
        node = seeds[seed]
        if seed_cost[seed] <= limit and seed_cost[seed] < best[node]:
            best[node] = seed_cost[seed]
            owner[node] = seed
            size = _push(heap_cost, heap_node, size, seed_cost[seed], node)
    while size > 0:
        cost, node = heap_cost[0], heap_node[0]
        size = _pop(heap_cost, heap_node, size)
        if cost > best[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            head = indices[arc]
            through = cost + minutes[arc]
            if through <= limit and through < best[head]:
                best[head] = through
                owner[head] = owner[node]
                size = _push(heap_cost, heap_node, size, through, head)


def _compiled(function: Any) -> Any:
    """Compile once and for all; once per process where no folder can be written."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        return numba.njit(nogil=True)(function)


bounded = _compiled(_bounded)
nearest = _compiled(_nearest)
