"""From lines to a clean directed graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from territory.errors import InputError
from territory.text import N_
from territory.travel.road.lines import Lines, Pieces, cut
from territory.travel.road.network import RoadNetwork

LOOPS = N_("boucles sans issue laissées de côté")
PARALLEL = N_("arcs parallèles plus lents laissés de côté")
FRAGMENTS = N_("nœuds de fragments isolés laissés de côté")
_HILBERT_BITS = 16

Positions = NDArray[np.int64]


def build(
    lines: Lines, *, mode: str, source: str, longest_km: float, fragment_km: float
) -> RoadNetwork:
    """Return the directed graph of ``lines``: no loop, no slower twin, no stray fragment.

    Parameters
    ----------
    lines : Lines
    mode, source : str
        "car" or "walk"; name of the file.
    longest_km : float
        No arc is longer, so that a place along a road is near a node.
    fragment_km : float
        Networks of less than this length in all are dropped (a parking lot, a path drawn
        apart), the largest network excepted; their nodes are counted.

    Raises
    ------
    InputError
        When no line can be travelled.
    """
    pieces = cut(lines, longest_km=longest_km)
    open_way = np.isfinite(pieces.forward) | np.isfinite(pieces.backward)
    loop = pieces.tail == pieces.head
    kept, stray = _without_fragments(pieces, open_way & ~loop, fragment_km)
    tail, head, minutes, slower = _arcs(kept)
    cleaned = {LOOPS: int((open_way & loop).sum()), PARALLEL: slower, FRAGMENTS: stray}
    if not len(tail):
        raise InputError(
            "{source} n'a aucune route où circuler dans ce mode; voyez la colonne de classe, les "
            "accès et la table de vitesses.",
            source=source,
        )
    order = hilbert_order(kept.lon, kept.lat)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    incoming = _graph(place[head], place[tail], minutes, len(order))
    return RoadNetwork(
        kept.lon[order],
        kept.lat[order],
        incoming,
        _by_size(connected_components(incoming, directed=True, connection="weak")[1]),
        _by_size(connected_components(incoming, directed=True, connection="strong")[1]),
        mode,
        source,
        float(kept.km.sum()),
        lines.read,
        dict(lines.rejected),
        {name: count for name, count in {**lines.repairs, **cleaned}.items() if count},
    )


def _without_fragments(
    pieces: Pieces, usable: NDArray[np.bool_], fragment_km: float
) -> tuple[Pieces, int]:
    """Return the pieces of networks long enough, their nodes renumbered, and the nodes left."""
    size = len(pieces.lon)
    if not size:
        return pieces, 0
    ends = (pieces.tail[usable], pieces.head[usable])
    joined = sparse.coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    _, label = connected_components(joined, directed=False)
    km = np.bincount(label[pieces.tail[usable]], weights=pieces.km[usable], minlength=size)
    stays = km >= fragment_km
    stays[int(km.argmax())] = True
    keep = usable & stays[label[pieces.tail]]
    nodes, where = np.unique(
        np.concatenate([pieces.tail[keep], pieces.head[keep]]), return_inverse=True
    )
    count = int(keep.sum())
    return Pieces(
        pieces.lon[nodes],
        pieces.lat[nodes],
        where[:count].astype(np.int64),
        where[count:].astype(np.int64),
        pieces.km[keep],
        pieces.forward[keep],
        pieces.backward[keep],
    ), size - len(nodes)


def _arcs(pieces: Pieces) -> tuple[Positions, Positions, NDArray[np.float64], int]:
    """Return directed arcs, the cheapest of each pair of nodes, and how many slower ones went."""
    tail = np.concatenate([pieces.tail, pieces.head])
    head = np.concatenate([pieces.head, pieces.tail])
    minutes = np.concatenate([pieces.forward, pieces.backward])
    keep = np.flatnonzero(np.isfinite(minutes))
    tail, head, minutes = tail[keep], head[keep], minutes[keep]
    order = np.lexsort((minutes, head, tail))
    tail, head, minutes = tail[order], head[order], minutes[order]
    twin = np.zeros(len(tail), dtype=bool)
    twin[1:] = (tail[1:] == tail[:-1]) & (head[1:] == head[:-1])
    return tail[~twin], head[~twin], minutes[~twin], int(twin.sum())


def _graph(
    row: Positions, column: Positions, minutes: NDArray[np.float64], size: int
) -> sparse.csr_array:
    """Return the CSR, explicit zeros kept, indices sorted and int32."""
    order = np.lexsort((column, row))
    indptr = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=size), out=indptr[1:])
    return sparse.csr_array(
        (minutes[order], column[order].astype(np.int32), indptr), shape=(size, size)
    )


def _by_size(label: NDArray[np.int32]) -> NDArray[np.int32]:
    """Renumber groups so that 0 is the largest."""
    ranks = np.argsort(-np.bincount(label), kind="stable")
    place = np.empty(len(ranks), dtype=np.int32)
    place[ranks] = np.arange(len(ranks), dtype=np.int32)
    return np.asarray(place[label], dtype=np.int32)


def hilbert_order(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Positions:
    """Return the order of points along a Hilbert curve: neighbours stay close in memory.

    Examples
    --------
    >>> hilbert_order(np.array([0.0, 1.0, 0.1]), np.array([0.0, 0.0, 0.1])).tolist()
    [0, 2, 1]
    """
    side = 1 << _HILBERT_BITS
    x, y = (_scaled(values, side) for values in (lon * np.cos(np.radians(lat.mean())), lat))
    distance = np.zeros(len(x), dtype=np.int64)
    half = side >> 1
    while half:
        right, up = (x & half) > 0, (y & half) > 0
        distance += half * half * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, side - 1 - x, x), np.where(flip, side - 1 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        half >>= 1
    return np.asarray(np.argsort(distance, kind="stable"), dtype=np.int64)


def _scaled(values: NDArray[np.float64], side: int) -> Positions:
    low, high = values.min(), values.max()
    span = high - low if high > low else 1.0
    return np.asarray((values - low) / span * (side - 1), dtype=np.int64)
