"""Every pair within reach, straight into a CSR: no list of pairs, no sort, memory bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from territory._costs_build import csr, index_dtype, row_blocks
from territory.travel._points import (
    FARTHEST_ARC_KM,
    Coordinates,
    arc_km,
    earth_centred,
    geodesic_km,
    prime_curvature,
)
from territory.travel.barriers import Detours

# A block of origins times candidates stays within a processor's cache.
CELLS_AT_ONCE = 131_072
SMALLEST_LEAF, LARGEST_LEAF = 64, 1024
LEAF_PER_REACH = 0.25
ROUNDING_KM = 1e-9
WHOLE_EARTH_KM = 20_100.0

Positions = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Places:
    """Places on the ellipsoid, as the search uses them."""

    lon: Coordinates
    lat: Coordinates
    centred: Coordinates
    curvature: Coordinates

    @classmethod
    def at(cls, lon: Coordinates, lat: Coordinates) -> Places:
        """Return places at these degrees."""
        return cls(lon, lat, earth_centred(lon, lat), prime_curvature(lat))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.lon)


def within(
    origins: Places,
    destinations: Places,
    per_km: Coordinates,
    limit: float,
    *,
    dtype: np.dtype[Any],
    detours: Detours | None,
) -> sparse.csr_array:
    """Return the cost ``km * per_km`` of every pair whose cost is at most ``limit``.

    Notes
    -----
    Origins are taken by small neighbourhoods; the destinations a neighbourhood may reach come
    from a tree, in order, so every row is written sorted where it belongs. A first pass counts
    the chords short enough, which gives each row its room; the second writes costs; the third
    closes the gaps, in place.
    """
    shape = (len(origins), len(destinations))
    reach = np.minimum(limit / per_km, WHOLE_EARTH_KM) * (1 + 1e-9) + ROUNDING_KM
    counts = np.zeros(shape[0] + 1, dtype=np.int64)
    leaves = list(_leaves(origins.centred, reach)) if min(shape) else []
    tree = cKDTree(destinations.centred) if leaves else None
    for members, columns in _blocks(origins, tree, reach, leaves):
        chord2, _ = _chords(origins, destinations, members, columns)
        counts[members + 1] = (chord2 <= reach[members, np.newaxis] ** 2).sum(axis=1)
    room = np.cumsum(counts)
    total = int(room[-1])
    indices = np.zeros(total, dtype=index_dtype(*shape, total))
    data = np.full(total, np.nan, dtype=dtype)
    for members, columns in _blocks(origins, tree, reach, leaves):
        costs = _costs(origins, destinations, members, columns, reach) * per_km[members, None]
        near = costs <= limit
        found = near.sum(axis=1)
        start = room[members] - np.concatenate(([0], np.cumsum(found)[:-1]))
        place = np.repeat(start, found) + np.arange(int(found.sum()))
        indices[place] = np.broadcast_to(columns, near.shape)[near]
        data[place] = costs[near]
    return _closed(indices, data, room, shape, limit, detours)


def _leaves(centred: Coordinates, reach: Coordinates) -> Iterator[Positions]:
    """Yield neighbourhoods of origins with about the same reach, small beside it."""
    bucket = np.ceil(4 * np.log2(reach))
    stack = [np.flatnonzero(bucket == value) for value in np.unique(bucket)]
    while stack:
        members = stack.pop()
        places = centred[members]
        extent = places.max(axis=0) - places.min(axis=0)
        compact = extent.max() <= LEAF_PER_REACH * reach[members[0]]
        if len(members) <= (LARGEST_LEAF if compact else SMALLEST_LEAF):
            yield np.sort(members)
        else:
            half = len(members) // 2
            order = np.argpartition(places[:, int(extent.argmax())], half)
            stack += [members[order[:half]], members[order[half:]]]


def _blocks(
    origins: Places, tree: Any, reach: Coordinates, leaves: list[Positions]
) -> Iterator[tuple[Positions, Positions]]:
    """Yield origins and the destinations, in order, that some of them may reach."""
    for leaf in leaves:
        places = origins.centred[leaf]
        middle = (places.max(axis=0) + places.min(axis=0)) / 2
        radius = float(np.sqrt(((places - middle) ** 2).sum(axis=1).max()))
        around = tree.query_ball_point(
            middle, radius + float(reach[leaf].max()) + ROUNDING_KM, return_sorted=True
        )
        if not around:
            continue
        columns = np.asarray(around, dtype=np.intp)
        at_once = max(CELLS_AT_ONCE // len(columns), 1)
        for first in range(0, len(leaf), at_once):
            yield leaf[first : first + at_once], columns


def _chords(
    origins: Places, destinations: Places, members: Positions, columns: Positions
) -> tuple[Coordinates, Coordinates]:
    """Return squared chords and their squared axial part, shape (members, columns), km2."""
    here, there = origins.centred[members], destinations.centred[columns]
    rise2 = (here[:, 2, np.newaxis] - there[:, 2]) ** 2
    chord2 = rise2.copy()
    for axis in (0, 1):
        side = here[:, axis, np.newaxis] - there[:, axis]
        side *= side
        chord2 += side
    return chord2, rise2


def _costs(
    origins: Places,
    destinations: Places,
    members: Positions,
    columns: Positions,
    reach: Coordinates,
) -> Coordinates:
    """Return geodesic km of every cell of a block, infinite where the chord is too long."""
    chord2, rise2 = _chords(origins, destinations, members, columns)
    curvature = (origins.curvature[members, np.newaxis] + destinations.curvature[columns]) / 2
    km = arc_km(chord2, rise2, curvature)
    longest = reach[members]
    if longest.max() > FARTHEST_ARC_KM:
        far = chord2 > FARTHEST_ARC_KM**2
        row, column = np.nonzero(far & (chord2 <= longest[:, np.newaxis] ** 2))
        begin, end = members[row], columns[column]
        km[far] = np.inf
        km[row, column] = geodesic_km(
            origins.lon[begin], origins.lat[begin], destinations.lon[end], destinations.lat[end]
        )
    return km


def _closed(
    indices: Positions,
    data: NDArray[Any],
    room: Positions,
    shape: tuple[int, int],
    limit: float,
    detours: Detours | None,
) -> sparse.csr_array:
    """Return the CSR once barriers count and what is above the limit has left, in place."""
    counts = np.zeros(shape[0] + 1, dtype=np.int64)
    filled = 0
    for first, last in row_blocks(room):
        part = slice(int(room[first]), int(room[last]))
        row = np.repeat(np.arange(first, last), np.diff(room[first : last + 1]))
        column, cost = indices[part], data[part]
        near = cost <= limit
        if detours is not None:
            row, column, cost = row[near], column[near], cost[near]
            cost = detours.through(row, column, cost)
            near = cost <= limit
        kept = slice(filled, filled + int(near.sum()))
        indices[kept], data[kept] = column[near], cost[near]
        counts[1:] += np.bincount(row[near], minlength=shape[0])
        filled = kept.stop
    indices.resize(filled, refcheck=False)
    data.resize(filled, refcheck=False)
    return csr(data, indices, np.cumsum(counts).astype(indices.dtype), shape)
