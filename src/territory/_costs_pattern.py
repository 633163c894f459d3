"""Row-wise work on sparse patterns: restricted, renumbered, put together; zeros kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory._costs_build import (
    CHUNK,
    Integers,
    Numbering,
    chunks,
    compressed,
    csr,
    index_dtype,
    row_blocks,
)

Flags = NDArray[np.bool_]
Combined = Callable[[NDArray[np.intp], NDArray[Any], NDArray[np.int8], NDArray[np.intp]], Any]
Layer = tuple[sparse.csr_array, NDArray[np.intp], NDArray[np.intp]]


def kept(matrix: sparse.csr_array, keep: Flags) -> sparse.csr_array:
    """Return the matrix with some stored entries only (a mask over them, in order)."""
    indptr = matrix.indptr
    counts = np.zeros(len(indptr), dtype=np.int64)
    for first, last in row_blocks(indptr):
        start, stop = int(indptr[first]), int(indptr[last])
        sums = np.concatenate(([0], np.cumsum(keep[start:stop], dtype=np.int64)))
        edges = sums[np.asarray(indptr[first : last + 1]) - start]
        counts[first + 1 : last + 1] = np.diff(edges)
    np.cumsum(counts, out=counts)
    return csr(
        compressed(matrix.data, keep),
        compressed(matrix.indices, keep),
        counts.astype(indptr.dtype),
        matrix.shape,
    )


def columns_chosen(matrix: sparse.csr_array, positions: NDArray[np.intp]) -> sparse.csr_array:
    """Return some columns in the order given, without going through another format.

    A column asked for more than once is there as often.
    """
    if len(np.unique(positions)) < len(positions):
        repeated = sparse.csr_array(matrix[:, positions])
        repeated.sort_indices()
        return csr(repeated.data, repeated.indices, repeated.indptr, repeated.shape)
    place = np.full(matrix.shape[1], -1, dtype=matrix.indices.dtype)
    place[positions] = np.arange(len(positions), dtype=place.dtype)
    indices = place[matrix.indices]
    keep = np.empty(len(indices), dtype=bool)
    for part in chunks(len(indices)):
        np.greater_equal(indices[part], 0, out=keep[part])
    renumbered = csr(matrix.data, indices, matrix.indptr, matrix.shape)
    chosen = kept(renumbered, keep)
    result = csr(chosen.data, chosen.indices, chosen.indptr, (matrix.shape[0], len(positions)))
    if (np.diff(positions) < 0).any():
        result.has_sorted_indices = False
        result.sort_indices()
    return result


def expanded(values: NDArray[Any], indptr: Integers, first: int, last: int) -> NDArray[Any]:
    """Return one value per stored entry of rows ``first`` to ``last``, from one per row."""
    return np.repeat(values[first:last], np.diff(indptr[first : last + 1]))


def layer(
    matrix: sparse.csr_array,
    own_origins: pd.Index,
    own_destinations: pd.Index,
    origins: pd.Index,
    destinations: pd.Index,
) -> Layer:
    """Return a matrix and where its rows and columns are among other identifiers.

    Raises
    ------
    InputError
        For an identifier of its own that the others lack.
    """
    Numbering(origins, "origins").positions(own_origins)
    columns = Numbering(destinations, "destinations").positions(own_destinations)
    return matrix, own_origins.get_indexer(origins), columns.astype(np.intp)


def least(
    layers: Sequence[Layer], shape: tuple[int, int], dtype: np.dtype[Any]
) -> sparse.csr_array:
    """Return every pair of the layers at its smallest cost."""

    def smallest(starts: NDArray[np.intp], costs: NDArray[Any], *_: Any) -> NDArray[Any]:
        return np.asarray(np.minimum.reduceat(costs, starts) if len(starts) else costs)

    return union(layers, shape, dtype, smallest)


def union(
    layers: Sequence[Layer],
    shape: tuple[int, int],
    dtype: np.dtype[Any],
    combine: Combined,
) -> sparse.csr_array:
    """Return a matrix over every pair that some layer has.

    Parameters
    ----------
    layers : sequence of (matrix, rows, columns)
        ``rows[i]`` is the row of the layer that row i of the result shows, or -1;
        ``columns[j]`` is the column of the result that column j of the layer goes to.
    combine : callable
        ``combine(starts, costs, layer, row)`` gives the cost of each pair, NaN to leave it out:
        entries ``starts[k]:starts[k + 1]`` of ``costs`` and ``layer`` are the k-th pair's.

    Notes
    -----
    By blocks of rows. Within a block the layers are runs already in order, which a stable sort
    merges in one pass.
    """
    room = _room(layers, shape[0])
    total = int(room[-1])
    index = index_dtype(*shape, total)
    indices, data = np.empty(total, dtype=index), np.empty(total, dtype=dtype)
    counts = np.zeros(shape[0] + 1, dtype=np.int64)
    filled = 0
    for first, last in row_blocks(room, CHUNK // 4):
        keys, costs, layer = _block(layers, first, last, shape[1])
        new = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
        row, column = np.divmod(keys[new], max(shape[1], 1))
        cost = combine(new, costs, layer, row)
        known = ~np.isnan(cost)
        found = slice(filled, filled + int(known.sum()))
        indices[found], data[found] = column[known], cost[known]
        counts[first + 1 : last + 1] = np.bincount(row[known] - first, minlength=last - first)
        filled = found.stop
    indices.resize(filled, refcheck=False)
    data.resize(filled, refcheck=False)
    return csr(data, indices, np.cumsum(counts).astype(index), shape)


def _room(layers: Sequence[Layer], rows: int) -> NDArray[np.int64]:
    """Return where each row would start if no two layers had a pair in common."""
    counts = np.zeros(rows + 1, dtype=np.int64)
    for matrix, shown, _ in layers:
        if matrix.shape[0]:
            counts[1:] += np.where(shown >= 0, np.diff(matrix.indptr)[shown], 0)
    return np.cumsum(counts)


def _block(
    layers: Sequence[Layer],
    first: int,
    last: int,
    width: int,
) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[np.int8]]:
    """Return keys, costs and layer of every entry of a block of rows, by key then layer."""
    keys, costs, owner = [], [], []
    for number, (matrix, shown, columns) in enumerate(layers):
        rows = np.flatnonzero(shown[first:last] >= 0)
        part: Any = matrix[shown[first:last][rows]] if len(rows) else matrix[:0]
        row = np.repeat(rows + first, np.diff(part.indptr)).astype(np.int64)
        keys.append(row * width + columns[part.indices])
        costs.append(part.data)
        owner.append(np.full(len(part.data), number, dtype=np.int8))
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    return every[order], np.concatenate(costs)[order], np.concatenate(owner)[order]
