"""Weights: costs decayed once, on the pairs that count, and shared between measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from territory.access._eligibility import PairShares
from territory.access.decay import Decay
from territory.costs import CostTable
from territory.errors import InputError

Decayed = Callable[[ArrayLike], NDArray[np.float64]]
Vector = NDArray[np.float64]

# Pairs worked on at a time: few enough for a block and its temporaries to stay in the processor's
# cache, and for the allocator to reuse their memory instead of asking for it anew each time; a
# table of 57 million pairs needs no second copy of itself.
CHUNK = 1 << 16
# Columns from which a sparse product over all of them beats one product each.
FASTER_TOGETHER = 4
# Pairs are cut out when fewer than this share of them lie within the support.
WORTH_CUTTING = 0.75


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of the pairs within a decay's support, computed once.

    Attributes
    ----------
    origins, destinations : pandas.Index
        As in the cost table.
    matrix : scipy.sparse.csr_array
        Shape (origins, destinations); of the cost table's float type. Sums are made in double
        precision whatever that type.
    name : str
        The decay's name.
    """

    origins: pd.Index
    destinations: pd.Index
    matrix: sparse.csr_array
    name: str

    def to_origins(self, amounts: ArrayLike, *, square: bool = False) -> Vector:
        """Return ``sum_j w_ij a_j`` per origin, or ``w_ij^2`` with ``square``.

        ``amounts`` has shape (destinations,) or (destinations, k); the answer has one row per
        origin.
        """
        given = np.asarray(amounts, dtype=np.float64)
        if not square and self.matrix.dtype == np.float64:
            return by_rows(self.matrix, given)
        result = np.empty((len(self.origins), *given.shape[1:]))
        for rows, part in self.parts():
            if square:
                part.data *= part.data
            result[rows] = by_rows(part, given)
        return result

    def to_destinations(self, amounts: ArrayLike, *, square: bool = False) -> Vector:
        """Return ``sum_i w_ij a_i`` per destination, or ``w_ij^2`` with ``square``.

        ``amounts`` has shape (origins,) or (origins, k); the answer has one row per destination.
        """
        given = np.asarray(amounts, dtype=np.float64)
        if not square and self.matrix.dtype == np.float64:
            return np.asarray(self.matrix.T @ given)
        result = np.zeros((len(self.destinations), *given.shape[1:]))
        for rows, part in self.parts():
            if square:
                part.data *= part.data
            result += part.T @ given[rows]
        return result

    def parts(self) -> Iterator[tuple[slice, sparse.csr_array]]:
        """Yield blocks of rows, copied in double precision: the caller may change them."""
        matrix = self.matrix
        for rows, pairs in blocks(matrix.indptr):
            data = matrix.data[pairs].astype(np.float64)
            indptr = matrix.indptr[rows.start : rows.stop + 1] - matrix.indptr[rows.start]
            shape = (rows.stop - rows.start, matrix.shape[1])
            yield rows, sparse.csr_array((data, matrix.indices[pairs], indptr), shape=shape)


def by_rows(matrix: sparse.csr_array, amounts: Vector) -> Vector:
    """Return ``matrix @ amounts``; a few columns go faster one by one than side by side."""
    if amounts.ndim == 1 or amounts.shape[1] >= FASTER_TOGETHER:
        return np.asarray(matrix @ amounts)
    result = np.empty((matrix.shape[0], amounts.shape[1]))
    for column in range(amounts.shape[1]):
        result[:, column] = matrix @ np.ascontiguousarray(amounts[:, column])
    return result


def blocks(indptr: NDArray[Any], size: int = CHUNK) -> Iterator[tuple[slice, slice]]:
    """Yield slices of rows, and of their pairs, of about ``size`` pairs; a row is never cut."""
    count = len(indptr) - 1
    first = 0
    while first < count:
        last = int(np.searchsorted(indptr, indptr[first] + size, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield slice(first, last), slice(int(indptr[first]), int(indptr[last]))
        first = last


def weigh(costs: CostTable, decay: Decayed, *, eligibility: Any = None) -> Weights:
    """Return the weights of a cost table, to share between measures.

    Parameters
    ----------
    costs : CostTable
    decay : Callable
        Costs to weights, see `territory.access.decay`. Pairs beyond its ``support`` are cut
        before they are weighted.
    eligibility : None, sparse matrix on the costs' pattern, or broadcastable array
        Share, 0 to 1, of each origin's people who may use each destination.

    Returns
    -------
    Weights

    Raises
    ------
    InputError
        For a weight that is negative, infinite or missing; for a share outside 0 to 1.

    Examples
    --------
    >>> from territory.access.decay import binary
    >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [0, 12, 5])
    >>> shared = weigh(table, binary(10))
    >>> shared.to_origins([1, 1]).tolist(), shared.to_destinations([3, 4]).tolist()
    ([1.0, 1.0], [3.0, 4.0])
    """
    shares = PairShares(costs, eligibility)
    kept = _within(costs, getattr(decay, "support", np.inf))
    if kept is None:
        indices, indptr = costs.matrix.indices, costs.matrix.indptr
        weights = np.empty_like(costs.matrix.data)
        for rows, pairs in blocks(indptr):
            weights[pairs] = _of(decay, costs.matrix.data[pairs], inside=False)
            if shares.given:
                weights[pairs] *= shares.of(rows, pairs)
    else:
        weights, indices, indptr = _cut(costs, decay, shares, kept)
    matrix = sparse.csr_array((weights, indices, indptr), shape=costs.matrix.shape)
    return Weights(costs.origins, costs.destinations, matrix, getattr(decay, "name", "decay"))


def _within(costs: CostTable, support: float) -> int | None:
    """Return how many pairs lie within ``support``; None where cutting is not worth it."""
    stored = costs.matrix.data
    if not np.isfinite(support) or (costs.limit is not None and costs.limit <= support):
        return None
    kept = sum(
        int(np.count_nonzero(stored[pairs] <= support)) for _, pairs in blocks(costs.matrix.indptr)
    )
    return kept if kept < WORTH_CUTTING * len(stored) else None


def _cut(
    costs: CostTable, decay: Decayed, shares: PairShares, kept: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return weights, indices and indptr of the pairs within the decay's support only."""
    matrix = costs.matrix
    weights = np.empty(kept, dtype=matrix.dtype)
    indices = np.empty(kept, dtype=matrix.indices.dtype)
    indptr = np.zeros_like(matrix.indptr)
    done = 0
    support = getattr(decay, "support", np.inf)
    for rows, pairs in blocks(matrix.indptr):
        near = np.flatnonzero(matrix.data[pairs] <= support)
        here = slice(done, done + len(near))
        weights[here] = _of(decay, matrix.data[pairs][near], inside=True)
        if shares.given:
            weights[here] *= shares.of(rows, pairs)[near]
        indices[here] = matrix.indices[pairs][near]
        ends = matrix.indptr[rows.start + 1 : rows.stop + 1] - pairs.start
        indptr[rows.start + 1 : rows.stop + 1] = done + np.searchsorted(near, ends)
        done = here.stop
    return weights, indices, indptr


def _of(decay: Decayed, costs: NDArray[Any], *, inside: bool) -> NDArray[Any]:
    """Return the weights of some costs, checked where the decay is not one of ours."""
    if isinstance(decay, Decay):
        return decay.weight(costs) if inside else decay(costs)
    weights = np.asarray(decay(costs))
    wrong = ~((weights >= 0) & np.isfinite(weights))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "decay donne le poids {weight} au coût {cost}; un poids est un nombre fini d'au "
            "moins 0.",
            weight=weights[first],
            cost=costs[first],
        )
    return weights
