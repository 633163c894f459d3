"""From what searches reach to a table by origin, some millions of pairs at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

from territory.travel._points import geodesic_km
from territory.travel.road.engines import Reached
from territory.travel.road.snap import Snapped

FLUSH = 1_000_000

Positions = NDArray[np.signedinteger[Any]]
Found = tuple[Positions, Positions, NDArray[np.floating[Any]]]


class Groups:
    """Places that share a node, found by the node's rank."""

    def __init__(self, places: Snapped) -> None:
        near = np.flatnonzero(places.node >= 0)
        self.nodes, rank = np.unique(places.node[near], return_inverse=True)
        self.members = near[np.argsort(rank, kind="stable")].astype(np.int32)
        self.counts = np.bincount(rank, minlength=len(self.nodes)).astype(np.int32)
        self.start = np.cumsum(self.counts, dtype=np.int32) - self.counts
        self.alone = bool((self.counts == 1).all())

    def spread(self, ranks: Positions) -> tuple[Positions | None, Positions]:
        """Return, for every place of every rank, the position in ``ranks`` and the place.

        The position is None where it is the place's own: no two places share a node.
        """
        if self.alone:
            return None, self.members[ranks]
        counts = self.counts[ranks]
        ends = np.cumsum(counts)
        inner = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
        return (
            np.repeat(np.arange(len(ranks)), counts),
            self.members[np.repeat(self.start[ranks], counts) + inner],
        )


class Pairs:
    """Costs between places, from costs between their nodes.

    A cost is the way from the origin to its node, the road, and the way from the destination's
    node to it; between two places of one node it is the way straight from one to the other.
    """

    def __init__(
        self,
        origins: Snapped,
        destinations: Snapped,
        minutes_per_km: float,
        limit: float,
        dtype: DTypeLike,
    ) -> None:
        self.origins, self.destinations = origins, destinations
        self.per_km, self.limit, self.dtype = minutes_per_km, limit, np.dtype(dtype)
        self.by_origin, self.by_destination = Groups(origins), Groups(destinations)
        self._blocks: list[sparse.csr_array] = []

    def gather(self, reached: Iterable[Reached]) -> None:
        """Take in what searches reached, converting once enough has come."""
        waiting: list[Found] = []
        pairs = 0
        for some in reached:
            found = self._between_places(some)
            waiting.append(found)
            pairs += len(found[0])
            if pairs >= FLUSH:
                self._blocks.append(self._block(waiting))
                waiting, pairs = [], 0
        if waiting:
            self._blocks.append(self._block(waiting))

    def _between_places(self, reached: Reached) -> Found:
        """Return rows, columns and costs of the places of the nodes reached."""
        costs = reached.costs
        searches = np.repeat(reached.first + np.arange(len(reached.counts)), reached.counts)
        position, rows = self.by_origin.spread(reached.slots)
        if position is not None:
            costs, searches = costs[position], searches[position]
        position, columns = self.by_destination.spread(searches)
        if position is not None:
            costs, rows = costs[position], rows[position]
        total = costs + self.per_km * (self.origins.km[rows] + self.destinations.km[columns])
        beside = np.flatnonzero(costs == 0)
        same = self.origins.node[rows[beside]] == self.destinations.node[columns[beside]]
        beside = beside[same]
        total[beside] = self.straight(rows[beside], columns[beside])
        near = total <= self.limit
        return rows[near], columns[near], total[near].astype(self.dtype)

    def _block(self, waiting: list[Found]) -> sparse.csr_array:
        rows, columns, costs = (np.concatenate(some) for some in zip(*waiting, strict=True))
        shape = (len(self.origins.ids), len(self.destinations.ids))
        return sparse.coo_array((costs, (rows, columns)), shape=shape).tocsr()

    def straight(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return minutes straight from origins to destinations."""
        here, there = self.origins, self.destinations
        km = geodesic_km(here.lon[rows], here.lat[rows], there.lon[columns], there.lat[columns])
        return self.per_km * km

    def table(self) -> sparse.csr_array:
        """Return the pairs by origin; indices sorted, explicit zeros kept."""
        shape = (len(self.origins.ids), len(self.destinations.ids))
        indptr = np.zeros(shape[0] + 1, dtype=np.int64)
        for block in self._blocks:
            indptr[1:] += np.diff(block.indptr)
        np.cumsum(indptr, out=indptr)
        small = indptr[-1] < np.iinfo(np.int32).max
        index_type = np.int32 if small else np.int64
        indices = np.empty(int(indptr[-1]), dtype=index_type)
        costs = np.empty(int(indptr[-1]), dtype=self.dtype)
        indptr = indptr.astype(index_type)
        filled = indptr[:-1].copy()
        self._blocks.reverse()
        while self._blocks:
            block = self._blocks.pop()
            counts = np.diff(block.indptr)
            place = np.repeat(filled - block.indptr[:-1], counts) + np.arange(
                block.nnz, dtype=index_type
            )
            indices[place] = block.indices
            costs[place] = block.data
            filled += counts
        matrix = sparse.csr_array((costs, indices, indptr), shape=shape)
        matrix.sort_indices()
        return matrix
