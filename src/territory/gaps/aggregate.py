"""From units up: population-weighted sums, means and quantiles per territory.

Rows are numbered once per level; every figure of the level is then made of whole arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows, each in one group.

    Attributes
    ----------
    codes : numpy.ndarray of int, shape (rows,)
        Place of each row's group, 0 to ``count - 1``.
    count : int
        How many groups there are, those without rows included.

    Examples
    --------
    >>> groups = Groups(np.array([0, 0, 2]), 3)
    >>> groups.sums([1.0, 2.0, 4.0]).tolist()
    [3.0, 0.0, 4.0]
    >>> groups.mean([5.0, 7.0, 1.0], [9.0, 1.0, 0.0]).tolist()
    [5.2, nan, nan]
    """

    codes: NDArray[np.intp]
    count: int

    def sums(self, values: ArrayLike) -> Values:
        """Return the sum of values per group, 0 for a group without rows; missing ones aside.

        ``values`` has shape (rows,) or (rows, k); the answer has one row per group.
        """
        given = np.asarray(values, dtype=np.float64)
        result = np.zeros((self.count, *given.shape[1:]))
        if len(given):
            held = pd.DataFrame(given).groupby(self.codes).sum()
            result[held.index.to_numpy()] = held.to_numpy().reshape(-1, *given.shape[1:])
        return result

    def any(self, flags: ArrayLike) -> Flags:
        """Return whether a row of each group holds; never without rows."""
        return self._count(flags) > 0

    def all(self, flags: ArrayLike, among: Flags) -> Flags:
        """Return whether every row ``among`` those of each group holds; never without one."""
        held = np.asarray(flags, dtype=bool)
        held_by_all: Flags = (self._count(among) > 0) & (self._count(among & ~held) == 0)
        return held_by_all

    def _count(self, flags: ArrayLike) -> NDArray[np.intp]:
        chosen = self.codes[np.asarray(flags, dtype=bool)]
        return np.bincount(chosen, minlength=self.count)

    def mean(self, values: ArrayLike, weights: ArrayLike) -> Values:
        """Return the weighted mean per group; missing without weight, or if a value is missing.

        ``values`` has shape (rows,) or (rows, k), every column with the same ``weights``.
        """
        given, weight = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
        flat = given[:, np.newaxis] if given.ndim == 1 else given
        counted = weight > 0
        weighed = np.where(counted, weight, np.nan)
        summed = self.sums(np.column_stack([flat * weighed[:, np.newaxis], weighed]))
        total = summed[:, -1:]
        mean = np.full((self.count, flat.shape[1]), np.nan)
        np.divide(summed[:, :-1], total, out=mean, where=total > 0)
        for column, hole in enumerate((np.isnan(flat) & counted[:, np.newaxis]).T):
            if hole.any():
                mean[self.any(hole), column] = np.nan
        return mean.reshape(self.count, *given.shape[1:])

    def quantiles(self, values: ArrayLike, weights: ArrayLike, shares: Sequence[float]) -> Values:
        """Return the smallest value whose cumulative weight reaches each share of the group's.

        Infinite values take part and may be the answer; a group with a missing value, or without
        weight, has none. The answer has shape (groups, shares).

        Examples
        --------
        >>> Groups(np.array([0, 0]), 1).quantiles([5.0, 7.0], [9.0, 1.0], [0.9]).tolist()
        [[5.0]]
        """
        weight = np.asarray(weights, dtype=float)
        counted = weight > 0
        codes, given = self.codes[counted], np.asarray(values, dtype=float)[counted]
        result = np.full((self.count, len(shares)), np.nan)
        if not len(codes):
            return result
        order = np.lexsort((given, codes))
        codes, given, weight = codes[order], given[order], weight[counted][order]
        by_group = pd.Series(weight).groupby(codes)
        cumulative, total = by_group.cumsum().to_numpy(), by_group.transform("sum").to_numpy()
        for place, share in enumerate(shares):
            enough = np.flatnonzero(cumulative >= share * total - 1e-9 * total)
            groups, first = np.unique(codes[enough], return_index=True)
            result[groups, place] = given[enough[first]]
        hole = np.isnan(given)
        if hole.any():
            result[np.unique(codes[hole])] = np.nan
        return result


@dataclass(frozen=True, eq=False)
class People:
    """The people of one level: how many of each unit are in each territory.

    Attributes
    ----------
    units : pandas.DataFrame
        Indexed by ``unit_id``: what the units bring.
    unit : numpy.ndarray of int, shape (rows,)
        Place of each row's unit among ``units``.
    groups : Groups
        The territory of each row.
    people : numpy.ndarray, shape (rows,)
        ``m = share * population``.
    """

    units: pd.DataFrame
    unit: NDArray[np.intp]
    groups: Groups
    people: Values

    def of(self, column: str) -> NDArray[Any]:
        """Return, row by row, what the units bring in a column."""
        return np.asarray(self.units[column].to_numpy()[self.unit])

    def at(self, values: pd.DataFrame, column: str) -> NDArray[Any]:
        """Return, row by row, a column of a table indexed by unit."""
        if not values.index.equals(self.units.index):
            values = values.reindex(self.units.index)
        return np.asarray(values[column].to_numpy()[self.unit])

    def only(self, rows: Flags) -> People:
        """Return some rows."""
        groups = Groups(self.groups.codes[rows], self.groups.count)
        return People(self.units, self.unit[rows], groups, self.people[rows])

    @cached_property
    def public(self) -> People:
        """Those of units that are not self-governed."""
        return self.only(~self.of("self_governed").astype(bool))

    @cached_property
    def located(self) -> Flags:
        """Rows whose unit has a place."""
        return self.of("located").astype(bool)


def placed_people(shares: pd.DataFrame, units: pd.DataFrame, territories: pd.Index) -> People:
    """Return one row per (territory, unit) with the people ``m = share * population``.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``subject_id, territory_id, share`` of one level.
    units : pandas.DataFrame
        Indexed by ``unit_id``; rows of other units are left out.
    territories : pandas.Index
        Territories in order; rows of others are left out.
    """
    unit, groups, known = numbered(shares, units.index, territories)
    people = shares["share"].to_numpy(dtype=float)[known]
    return People(units, unit, groups, people * units["population"].to_numpy(dtype=float)[unit])


def numbered(
    shares: pd.DataFrame, subjects: pd.Index, territories: pd.Index
) -> tuple[NDArray[np.intp], Groups, Flags]:
    """Return where each row's subject is, the territory of each row, and which rows these are.

    Rows of a subject or a territory that is not listed are left out.
    """
    subject = subjects.get_indexer(pd.Index(shares["subject_id"]))
    code = territories.get_indexer(pd.Index(shares["territory_id"]))
    known = (subject >= 0) & (code >= 0)
    return subject[known], Groups(code[known], len(territories)), known
