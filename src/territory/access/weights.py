"""Weights: costs decayed on the pairs that count, streamed through one measure or kept for many."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

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
Block = tuple[slice, slice]
Answer = TypeVar("Answer")

# Pairs worked on at a time: small enough to stay in the processor's cache, so that a table of
# 57 million pairs needs no second copy of itself; large enough to be worth a thread's while.
CHUNK = 1 << 18
WORKERS = 4
REUSED_BYTES = 24 << 20
# Columns from which a sparse product over all of them beats one product each.
FASTER_TOGETHER = 4
# Pairs are cut out when fewer than this share of them lie within the support.
WORTH_CUTTING = 0.75


class Sums(ABC):
    """Weighted sums by origin and by destination, block of rows after block of rows.

    Blocks are worked on by a few threads and added in order: the sums are the same however many.
    """

    origins: pd.Index
    destinations: pd.Index

    @abstractmethod
    def blocks(self) -> list[Block]:
        """Return slices of rows, and of their pairs."""

    @abstractmethod
    def part(self, block: Block) -> sparse.csr_array:
        """Return the weights of a block in double precision; the caller may change them."""

    def to_origins(self, amounts: ArrayLike, *, square: bool = False) -> Vector:
        """Return ``sum_j w_ij a_j`` per origin, or ``w_ij^2`` with ``square``.

        ``amounts`` has shape (destinations,) or (destinations, k); the answer has one row per
        origin.
        """
        given = np.asarray(amounts, dtype=np.float64)
        result = np.empty((len(self.origins), *given.shape[1:]))

        def fill(block: Block) -> None:
            result[block[0]] = by_rows(self._powered(block, square), given)

        for _ in by_threads(fill, self.blocks()):
            pass
        return result

    def to_destinations(self, amounts: ArrayLike, *, square: bool = False) -> Vector:
        """Return ``sum_i w_ij a_i`` per destination, or ``w_ij^2`` with ``square``.

        ``amounts`` has shape (origins,) or (origins, k); the answer has one row per destination.
        """
        given = np.asarray(amounts, dtype=np.float64)
        result = np.zeros((len(self.destinations), *given.shape[1:]))

        def load(block: Block) -> Vector:
            return np.asarray(self._powered(block, square).T @ given[block[0]])

        for some in by_threads(load, self.blocks()):
            result += some
        return result

    @abstractmethod
    def square(self, part: sparse.csr_array, block: Block) -> None:
        """Square the weights of a block in place; who may use a provider counts once."""

    def _powered(self, block: Block, square: bool) -> sparse.csr_array:
        part = self.part(block)
        if square:
            self.square(part, block)
        return part


@dataclass(frozen=True, eq=False)
class Weights(Sums):
    """Weights of the pairs within a decay's support, computed once.

    Attributes
    ----------
    origins, destinations : pandas.Index
        As in the cost table.
    matrix : scipy.sparse.csr_array
        Shape (origins, destinations); of the cost table's float type. Sums are made in double
        precision whatever that type.
    shares : numpy.ndarray or None
        Share of people of each stored pair who may use the provider; it is in the weights.
    name : str
        The decay's name.
    """

    origins: pd.Index
    destinations: pd.Index
    matrix: sparse.csr_array
    shares: NDArray[Any] | None
    name: str

    def blocks(self) -> list[Block]:
        """Return slices of rows, and of their pairs."""
        return list(blocks(self.matrix.indptr))

    def part(self, block: Block) -> sparse.csr_array:
        """Return the weights of a block in double precision; the caller may change them."""
        rows, pairs = block
        return _rows_of(self.matrix, rows, self.matrix.data[pairs].astype(np.float64), pairs)

    def square(self, part: sparse.csr_array, block: Block) -> None:
        """Square the weights of a block in place; who may use a provider counts once."""
        part.data *= part.data
        if self.shares is not None:
            some = self.shares[block[1]]
            np.divide(part.data, some, out=part.data, where=some > 0)

    def _powered(self, block: Block, square: bool) -> sparse.csr_array:
        if square or self.matrix.dtype != np.float64:
            return super()._powered(block, square)
        rows, pairs = block
        return _rows_of(self.matrix, rows, self.matrix.data[pairs], pairs)


@dataclass(frozen=True, eq=False)
class Streamed(Sums):
    """The same weights, worked out again each time they are read: for one measure alone.

    Attributes
    ----------
    costs : CostTable
    decay : Callable
    shares : PairShares
        Who may use what.
    """

    costs: CostTable
    decay: Decayed
    shares: PairShares

    @property
    def origins(self) -> pd.Index:  # type: ignore[override]
        """Identifiers of the rows."""
        return self.costs.origins

    @property
    def destinations(self) -> pd.Index:  # type: ignore[override]
        """Identifiers of the columns."""
        return self.costs.destinations

    def blocks(self) -> list[Block]:
        """Return slices of rows, and of their pairs."""
        return list(blocks(self.costs.matrix.indptr))

    def part(self, block: Block) -> sparse.csr_array:
        """Return the weights of a block in double precision; the caller may change them."""
        rows, pairs = block
        shape = (rows.stop - rows.start, len(self.destinations))
        if self._ones is not None and _all_within(self.costs, self.decay, pairs):
            return _rows_of(self.costs.matrix, rows, self._ones[: pairs.stop - pairs.start], pairs)
        weights, shares, indices, indptr = decayed_block(self.costs, self.decay, self.shares, block)
        weights = (weights if shares is None else weights * shares).astype(np.float64, copy=False)
        return sparse.csr_array((weights, indices, indptr), shape=shape)

    def square(self, part: sparse.csr_array, block: Block) -> None:
        """Square the weights of a block in place; who may use a provider counts once."""
        part.data *= part.data
        if self.shares.given:
            some = decayed_block(self.costs, self.decay, self.shares, block)[1]
            if some is not None:
                np.divide(part.data, some, out=part.data, where=some > 0)

    @cached_property
    def _ones(self) -> Vector | None:
        """Ones enough for any block, where every weight is 1; squared they are the same."""
        flat = isinstance(self.decay, Decay) and self.decay.flat and not self.shares.given
        longest = max((pairs.stop - pairs.start for _, pairs in self.blocks()), default=0)
        return np.ones(longest) if flat else None


def by_threads(work: Callable[[Block], Answer], todo: list[Block]) -> Iterator[Answer]:
    """Yield what ``work`` returns for each block, in order; a single one needs no thread."""
    # The C allocator keeps memory it has seen freed up to this size, instead of asking the system
    # for every block's arrays anew, page by page: twice the time in a process just started.
    np.empty(REUSED_BYTES, dtype=np.uint8)
    workers = min(WORKERS, os.cpu_count() or 1, len(todo))
    if workers <= 1:
        yield from map(work, todo)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, todo)


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
    shares, kept = PairShares(costs, eligibility), _within(costs, decay)
    name = str(getattr(decay, "name", "decay"))
    if kept is not None:
        return Weights(costs.origins, costs.destinations, *_cut(costs, decay, shares, kept), name)
    return Weights(costs.origins, costs.destinations, *_whole(costs, decay, shares), name)


def _whole(
    costs: CostTable, decay: Decayed, shares: PairShares
) -> tuple[sparse.csr_array, NDArray[Any] | None]:
    """Return the weights of every stored pair, on the costs' own pattern, and the shares."""
    matrix = costs.matrix
    weights = np.empty_like(matrix.data)
    eligible = np.empty_like(matrix.data) if shares.given else None

    def fill(block: Block) -> None:
        some = _of(decay, matrix.data[block[1]], inside=False)
        if eligible is not None:
            eligible[block[1]] = shares.of(*block)
            some = some * eligible[block[1]]
        weights[block[1]] = some

    for _ in by_threads(fill, list(blocks(matrix.indptr))):
        pass
    made = sparse.csr_array((weights, matrix.indices, matrix.indptr), shape=matrix.shape)
    return made, eligible


def _cut(
    costs: CostTable, decay: Decayed, shares: PairShares, kept: int
) -> tuple[sparse.csr_array, NDArray[Any] | None]:
    """Return the weights of the ``kept`` pairs within the decay's support, and their shares."""
    matrix, todo = costs.matrix, list(blocks(costs.matrix.indptr))
    weights = np.empty(kept, dtype=matrix.dtype)
    eligible = np.empty(kept, dtype=matrix.dtype) if shares.given else None
    indices = np.empty(kept, dtype=matrix.indices.dtype)
    indptr = np.zeros_like(matrix.indptr)
    done = 0
    found = by_threads(lambda block: decayed_block(costs, decay, shares, block), todo)
    for (rows, _), (some, part, columns, ends) in zip(todo, found, strict=True):
        here = slice(done, done + len(some))
        weights[here], indices[here] = some, columns
        if eligible is not None:
            eligible[here] = part
            weights[here] *= part
        indptr[rows.start + 1 : rows.stop + 1] = done + ends[1:]
        done = here.stop
    return sparse.csr_array((weights, indices, indptr), shape=matrix.shape), eligible


def streamed(costs: CostTable, decay: Decayed, eligibility: Any) -> Streamed:
    """Return the weights of a cost table, to be read once or twice."""
    return Streamed(costs, decay, PairShares(costs, eligibility))


def decayed_block(
    costs: CostTable, decay: Decayed, shares: PairShares, block: Block
) -> tuple[NDArray[Any], NDArray[Any] | None, NDArray[Any], NDArray[Any]]:
    """Return weights, shares, columns and row starts of a block's pairs within the support."""
    rows, pairs = block
    matrix = costs.matrix
    here, columns = matrix.data[pairs], matrix.indices[pairs]
    starts = matrix.indptr[rows.start : rows.stop + 1] - matrix.indptr[rows.start]
    some = shares.of(rows, pairs) if shares.given else None
    if _all_within(costs, decay, pairs):
        return _of(decay, here, inside=True), some, columns, starts
    kept = np.flatnonzero(here <= _support(decay))
    ends = np.searchsorted(kept, starts).astype(starts.dtype)
    part = None if some is None else some[kept]
    return _of(decay, here[kept], inside=True), part, columns[kept], ends


def _support(decay: Decayed) -> float:
    return float(getattr(decay, "support", np.inf))


def _all_within(costs: CostTable, decay: Decayed, pairs: slice) -> bool:
    """Return whether every one of some pairs lies within the decay's support."""
    support = _support(decay)
    if np.isinf(support) or (costs.limit is not None and costs.limit <= support):
        return True
    return bool(costs.matrix.data[pairs].max(initial=0) <= support)


def _within(costs: CostTable, decay: Decayed) -> int | None:
    """Return how many pairs lie within the support; None where cutting is not worth it."""
    support = _support(decay)
    stored = costs.matrix.data
    if not np.isfinite(support) or (costs.limit is not None and costs.limit <= support):
        return None
    counts = by_threads(
        lambda block: int(np.count_nonzero(stored[block[1]] <= support)),
        list(blocks(costs.matrix.indptr)),
    )
    kept = sum(counts)
    return kept if kept < WORTH_CUTTING * len(stored) else None


def _rows_of(
    matrix: sparse.csr_array, rows: slice, data: NDArray[Any], pairs: slice
) -> sparse.csr_array:
    indptr = matrix.indptr[rows.start : rows.stop + 1] - matrix.indptr[rows.start]
    shape = (rows.stop - rows.start, matrix.shape[1])
    return sparse.csr_array((data, matrix.indices[pairs], indptr), shape=shape)


def _of(decay: Decayed, costs: NDArray[Any], *, inside: bool) -> NDArray[Any]:
    """Return the weights of some costs, checked where the decay is not one of ours."""
    if isinstance(decay, Decay):
        return decay.weight(costs) if inside else decay(costs)
    try:
        weights = np.asarray(decay(costs.copy()), dtype=np.float64)
    except (TypeError, ValueError):
        weights = np.empty(0)
    if weights.shape != costs.shape:
        raise InputError(
            "decay : un poids par coût est attendu ({count}); la fonction n'en donne pas autant.",
            count=len(costs),
        )
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
