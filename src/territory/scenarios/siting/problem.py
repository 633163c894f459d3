"""A location problem: who is where, which sites may open or close, and what may be spent."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from territory.costs import CostTable
from territory.errors import InputError
from territory.scenarios.siting.solver import Matrix, Vector

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Location:
    """Origins with people, sites that are or may be open, and what may be spent.

    Build one with `Location.of`, which checks and aligns everything.

    Attributes
    ----------
    costs : CostTable
        From origins to every site, the candidates and those that stand.
    demand : numpy.ndarray, shape (origins,)
        People.
    thresholds : numpy.ndarray, shape (origins,)
        Cost within which an origin is reached (inclusive).
    fixed : numpy.ndarray of bool, shape (sites,)
        Open whatever is decided.
    standing : numpy.ndarray of bool, shape (sites,)
        Open before; those not fixed may close, and what they cost is spent elsewhere.
    prices : numpy.ndarray, shape (sites,)
        What a site costs; 1 each where a count is given.
    budget : float
        What may be spent on sites that do not stand.
    capacity : numpy.ndarray or None
        People each site may serve.
    shares : scipy.sparse.csr_array or None
        Shape (territories, origins): share of each origin's people in each territory.
    territories : pandas.Index
        Identifiers of the rows of ``shares``.
    access : scipy.sparse.csr_array or None
        Shape (territories, sites): mean access that a site gives where it is open.
    no_one_loses : bool
        Whether each territory keeps at least the share reached, and the access, it had before.
    closings : float
        Standing sites that may close, at most.
    """

    costs: CostTable
    demand: Vector
    thresholds: Vector
    fixed: Mask
    standing: Mask
    prices: Vector
    budget: float
    capacity: Vector | None = None
    shares: Matrix | None = None
    territories: pd.Index = field(default_factory=lambda: pd.Index([]))
    access: Matrix | None = None
    no_one_loses: bool = False
    closings: float = np.inf

    @classmethod
    def of(
        cls,
        costs: CostTable,
        demand: ArrayLike,
        *,
        thresholds: ArrayLike = np.inf,
        count: int | None = None,
        budget: float | None = None,
        prices: ArrayLike | None = None,
        fixed: ArrayLike | None = None,
        standing: ArrayLike | None = None,
        capacity: ArrayLike | None = None,
        territory: ArrayLike | None = None,
        shares: Any = None,
        territories: Any = None,
        access: Any = None,
        no_one_loses: bool = False,
        closings: float = np.inf,
    ) -> Location:
        """Return a problem, checked.

        Parameters
        ----------
        costs : CostTable
        demand : array-like, shape (origins,)
            People, at least 0.
        thresholds : float or array-like, shape (origins,)
        count : int, optional
            New sites that may open, one more for each that closes; or a ``budget`` with
            ``prices``. Neither: no limit.
        budget : float, optional
        prices : array-like, shape (sites,), optional
        fixed, standing : array-like of bool, optional
            None by default; a site that is fixed stands.
        capacity : array-like, optional
        territory : array-like, shape (origins,), optional
            Territory of each origin; or ``shares`` with ``territories`` where origins are split.
        shares, territories, access : optional
            As the attributes.
        no_one_loses : bool
        closings : float

        Raises
        ------
        InputError
            For figures that are missing, negative or of another length, a count and a budget
            together, or "no territory loses" without territories.

        Examples
        --------
        >>> table = CostTable.from_pairs(["a", "b"], ["x", "y"], [3, 4])
        >>> Location.of(table, [10, 20], thresholds=5, count=1).budget
        1.0
        """
        origins, sites = costs.matrix.shape
        people = _figures(demand, origins, "demand")
        limits = _figures(thresholds, origins, "thresholds")
        kept = _mask(fixed, sites, "fixed")
        stands = _mask(standing, sites, "standing") | kept
        if count is not None and budget is not None:
            raise InputError("Donnez un nombre de points ou un budget, et non les deux.")
        if budget is not None and prices is None:
            raise InputError("Un budget demande ce que coûte chaque point (prices).")
        spent = np.inf if budget is None else budget
        spent = float(count) if count is not None else float(spent)
        if not spent >= 0:
            raise InputError(
                "Le budget est {given}; un nombre d'au moins 0 est attendu.", given=spent
            )
        amounts = np.ones(sites) if prices is None or count is not None else prices
        told = None if capacity is None else _figures(capacity, sites, "capacity")
        if territory is not None:
            codes = pd.Index(np.asarray(territory, dtype=object))
            territories = pd.Index(codes.dropna().unique())
            row = territories.get_indexer(codes)
            inside = np.flatnonzero(row >= 0)
            shares = sparse.csr_array(
                (np.ones(len(inside)), (row[inside], inside)), shape=(len(territories), origins)
            )
        if no_one_loses and shares is None:
            raise InputError("« Personne n'y perd » se lit par territoire : donnez territory.")
        return cls(
            costs=costs,
            demand=people,
            thresholds=limits,
            fixed=kept,
            standing=stands,
            prices=_figures(amounts, sites, "prices"),
            budget=spent,
            capacity=told,
            shares=None if shares is None else sparse.csr_array(shares, dtype=np.float64),
            territories=pd.Index([] if territories is None else territories),
            access=None if access is None else sparse.csr_array(access, dtype=np.float64),
            no_one_loses=no_one_loses,
            closings=closings,
        )

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return len(self.costs.destinations)

    @cached_property
    def cover(self) -> Matrix:
        """Shape (origins, sites): 1 where a site is within the threshold of an origin."""
        matrix = self.costs.matrix
        rows = self.costs.rows()
        kept = matrix.data <= self.thresholds[rows]
        counts = np.bincount(rows[kept], minlength=matrix.shape[0])
        indptr = np.concatenate([[0], np.cumsum(counts)])
        return sparse.csr_array(
            (np.ones(int(kept.sum())), matrix.indices[kept], indptr), shape=matrix.shape
        )

    def reached(self, opened: Mask) -> Mask:
        """Return the origins with an open site within their threshold."""
        hits: Mask = np.asarray(self.cover @ opened.astype(np.float64)) > 0
        return hits

    @cached_property
    def unreachable(self) -> float:
        """People that no site, open or not, is within the threshold of."""
        return float(self.demand[np.diff(self.cover.indptr) == 0].sum())

    def nearest(self, opened: Mask) -> tuple[Vector, NDArray[np.intp]]:
        """Return each origin's cost to the nearest open site, inf where none, and its position."""
        matrix = self.costs.matrix
        costs = np.where(opened[matrix.indices], matrix.data.astype(np.float64), np.inf)
        return least_by_row(costs, matrix.indices, matrix.indptr)

    def spending(self, opened: Mask) -> float:
        """Return what is spent: sites that open, less those that close."""
        return float(self.prices @ (opened.astype(float) - self.standing.astype(float)))

    def share_reached(self, opened: Mask) -> Vector:
        """Return, per territory, the share of its people that an open site reaches."""
        assert self.shares is not None  # noqa: S101 - the caller has territories
        people = np.asarray(self.shares @ self.demand)
        hits = np.asarray(self.shares @ (self.demand * self.reached(opened)))
        share: Vector = np.divide(hits, people, out=np.ones_like(hits), where=people > 0)
        return share

    def harmed(self, opened: Mask) -> pd.Index:
        """Return the territories that would lose reach or access."""
        if self.shares is None:
            return self.territories[:0]
        worse = self.share_reached(opened) < self.share_reached(self.standing) - 1e-9
        if self.access is not None:
            before = np.asarray(self.access @ self.standing.astype(float))
            after = np.asarray(self.access @ opened.astype(float))
            worse |= after < before - 1e-7 * np.maximum(before, 1.0)
        return self.territories[worse]


def least_by_row(
    values: Vector, indices: NDArray[np.integer[Any]], indptr: NDArray[np.integer[Any]]
) -> tuple[Vector, NDArray[np.intp]]:
    """Return the least value of each row of a CSR pattern and its column; inf and -1 if none."""
    count = len(indptr) - 1
    least, place = np.full(count, np.inf), np.full(count, -1, dtype=np.intp)
    some = np.flatnonzero(np.diff(indptr) > 0)
    if not len(some):
        return least, place
    starts = np.asarray(indptr[:-1])[some]
    least[some] = np.minimum.reduceat(values, starts)
    rows = np.repeat(np.arange(count), np.diff(indptr))
    hits = np.flatnonzero((values == least[rows]) & np.isfinite(values))
    owners, first = np.unique(rows[hits], return_index=True)
    place[owners] = indices[hits[first]]
    return least, place


def _figures(given: ArrayLike, count: int, name: str) -> Vector:
    try:
        values = np.broadcast_to(np.asarray(given, dtype=np.float64), (count,)).copy()
    except (TypeError, ValueError):
        raise InputError(
            "{name} : {count} nombres sont attendus.", name=name, count=count
        ) from None
    if not (values >= 0).all():
        raise InputError("{name} : des nombres d'au moins 0 sont attendus.", name=name)
    return values


def _mask(given: ArrayLike | None, count: int, name: str) -> Mask:
    if given is None:
        return np.zeros(count, dtype=bool)
    values = np.asarray(given, dtype=bool)
    if values.shape != (count,):
        raise InputError("{name} : {count} valeurs sont attendues.", name=name, count=count)
    return values
