"""CostTable: who can reach what, at what cost, as one sparse table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from territory.errors import InputError


@dataclass(frozen=True)
class CostTable:
    """Travel costs between origins and destinations; a pair that is absent is out of reach.

    Attributes
    ----------
    origins, destinations : pandas.Index
        Identifiers of the rows and columns, unique.
    matrix : scipy.sparse.csr_array
        Shape (origins, destinations). An explicit 0 is a cost of 0; a missing entry is out of
        reach. Indices are sorted within each row.
    unit : str
        "min" or "km".
    limit : float or None
        Costs above it were not looked for.
    provenance : Mapping[str, Any]
        How the table was made (method, detour, speeds ...).
    """

    origins: pd.Index
    destinations: pd.Index
    matrix: sparse.csr_array
    unit: str = "min"
    limit: float | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_pairs(
        cls,
        origin: Sequence[Hashable] | ArrayLike,
        destination: Sequence[Hashable] | ArrayLike,
        cost: ArrayLike,
        *,
        origins: Any = None,
        destinations: Any = None,
        unit: str = "min",
        limit: float | None = None,
        provenance: Mapping[str, Any] | None = None,
    ) -> CostTable:
        """Build a table from one row per pair.

        Parameters
        ----------
        origin, destination : array-like, shape (pairs,)
            Identifiers of the two ends.
        cost : array-like of float, shape (pairs,)
            Cost of each pair, at least 0. Pairs above ``limit`` are dropped.
        origins, destinations : index-like, optional
            All identifiers, in the order wanted; those met in the pairs by default.
        unit : str
            Unit of the costs.
        limit : float, optional
            Largest cost kept (inclusive).
        provenance : Mapping, optional
            How the costs were obtained.

        Raises
        ------
        InputError
            For a pair given twice, a negative or missing cost, an identifier not listed.

        Examples
        --------
        >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [0, 12, 5])
        >>> table.matrix.shape, int(table.matrix.nnz)
        ((2, 2), 3)
        """
        costs = np.asarray(cost, dtype=np.float64)
        rows, row_ids = _positions(origin, origins, "origine")
        columns, column_ids = _positions(destination, destinations, "destination")
        if not len(rows) == len(columns) == len(costs):
            raise InputError(
                "Les colonnes origine, destination et coût n'ont pas la même longueur."
            )
        _refuse(np.isnan(costs) | (costs < 0), rows, columns, costs, row_ids, column_ids)
        _refuse_duplicates(rows, columns, row_ids, column_ids)
        if limit is not None:
            near = costs <= limit
            rows, columns, costs = rows[near], columns[near], costs[near]
        matrix = _csr(rows, columns, costs, (len(row_ids), len(column_ids)))
        return cls(row_ids, column_ids, matrix, unit, limit, dict(provenance or {}))

    def __post_init__(self) -> None:
        """Refuse a matrix that does not fit its identifiers."""
        if self.matrix.shape != (len(self.origins), len(self.destinations)):
            raise InputError(
                "La matrice des coûts {shape} ne convient pas à {rows} origines et "
                "{columns} destinations.",
                shape=self.matrix.shape,
                rows=len(self.origins),
                columns=len(self.destinations),
            )

    def select_destinations(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> CostTable:
        """Return the table restricted to some destinations (mask or positions)."""
        chosen: Any = np.asarray(keep)
        positions: Any = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        by_column: Any = self.matrix.tocsc()
        matrix = sparse.csr_array(by_column[:, positions])
        matrix.sort_indices()
        return replace(self, destinations=self.destinations[positions], matrix=matrix)

    def where(self, keep: NDArray[np.bool_]) -> CostTable:
        """Return the table restricted to some pairs (a mask over stored entries, in order)."""
        rows = self.rows()[keep]
        matrix = _csr(rows, self.matrix.indices[keep], self.matrix.data[keep], self.matrix.shape)
        return replace(self, matrix=matrix)

    def lowered(self, other: CostTable) -> CostTable:
        """Return the table with the pairs of ``other`` added, the smaller cost of a pair kept.

        Raises
        ------
        InputError
            When ``other`` has an origin or a destination this table does not list.
        """
        pairs = pd.concat([self.to_frame(), other.to_frame()], ignore_index=True)
        least = pairs.groupby(["from_id", "to_id"], sort=False, as_index=False)["cost"].min()
        built = CostTable.from_pairs(
            least["from_id"],
            least["to_id"],
            least["cost"],
            origins=self.origins,
            destinations=self.destinations,
        )
        return replace(self, matrix=built.matrix)

    def rows(self) -> NDArray[np.intp]:
        """Return the row position of every stored entry, shape (pairs,)."""
        counts = np.diff(self.matrix.indptr)
        return np.repeat(np.arange(len(self.origins), dtype=np.intp), counts)

    def relative_to(self, thresholds: ArrayLike, *, zones: int = 1) -> CostTable:
        """Return costs as multiples of each origin's threshold, times ``zones``.

        With ``zones=3`` a cost of exactly a third of the threshold is exactly 1, so inclusive
        steps at 1, 2 and 3 compare ``3 d <= k theta``.
        """
        limits = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), (len(self.origins),))
        matrix = self.matrix.copy()
        matrix.data = zones * matrix.data / limits[self.rows()]
        return replace(self, matrix=matrix, unit="threshold", limit=None)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair: ``from_id, to_id, cost``."""
        return pd.DataFrame(
            {
                "from_id": self.origins.to_numpy()[self.rows()],
                "to_id": self.destinations.to_numpy()[self.matrix.indices],
                "cost": self.matrix.data,
            }
        )


def _positions(values: Any, listed: Any, end: str) -> tuple[NDArray[np.intp], pd.Index]:
    found = pd.Index(values) if not isinstance(values, pd.Series) else pd.Index(values.to_numpy())
    ids = pd.Index(found.unique() if listed is None else listed)
    if ids.has_duplicates:
        raise InputError(
            "L'identifiant {value} est donné deux fois parmi les {end}s.",
            value=ids[ids.duplicated()][0],
            end=end,
        )
    positions = ids.get_indexer(found)
    if (positions < 0).any():
        raise InputError(
            "L'identifiant {value} ({end}) n'est pas dans la liste donnée.",
            value=found[positions < 0][0],
            end=end,
        )
    return positions.astype(np.intp), ids


def _refuse(
    wrong: NDArray[np.bool_],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    costs: NDArray[np.float64],
    row_ids: pd.Index,
    column_ids: pd.Index,
) -> None:
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "Le coût de {origin} à {destination} est {cost}; un coût est un nombre d'au moins 0.",
            origin=row_ids[rows[first]],
            destination=column_ids[columns[first]],
            cost=costs[first],
        )


def _refuse_duplicates(
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    row_ids: pd.Index,
    column_ids: pd.Index,
) -> None:
    keys = rows.astype(np.int64) * max(len(column_ids), 1) + columns
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    if len(same):
        first = order[same[0] + 1]
        raise InputError(
            "La paire {origin} – {destination} est donnée deux fois.",
            origin=row_ids[rows[first]],
            destination=column_ids[columns[first]],
        )


def _csr(
    rows: NDArray[np.intp],
    columns: ArrayLike,
    costs: NDArray[np.float64],
    shape: tuple[int, int],
) -> sparse.csr_array:
    """Build a CSR that keeps explicit zeros, indices sorted."""
    column_array = np.asarray(columns)
    order = np.lexsort((column_array, rows))
    indptr = np.zeros(shape[0] + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=shape[0]), out=indptr[1:])
    index_type = np.int32 if max(*shape, len(costs)) < np.iinfo(np.int32).max else np.int64
    return sparse.csr_array(
        (costs[order], column_array[order].astype(index_type), indptr.astype(index_type)),
        shape=shape,
    )
