"""CostTable: who can reach what, at what cost, as one sparse table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, DTypeLike, NDArray
from scipy import sparse

from territory import _costs_build as build
from territory import _costs_files as files
from territory import _costs_pattern as pattern
from territory.errors import InputError


@dataclass(frozen=True)
class CostTable:
    """Travel costs between origins and destinations; a pair that is absent is out of reach.

    Build one with `from_pairs`, `from_csr`, `read_parquet` or a function of `territory.travel`;
    the plain constructor only compares shapes. Nothing changes a table: every operation returns
    another, which keeps the unit, the limit, the provenance and the type of the costs, and may
    share arrays with the first.

    Attributes
    ----------
    origins, destinations : pandas.Index
        Identifiers of the rows and columns, unique.
    matrix : scipy.sparse.csr_array
        Shape (origins, destinations), float32 or float64. An explicit 0 is a cost of 0; a
        missing entry is out of reach. Indices are sorted within each row.
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
        dtype: DTypeLike = np.float64,
    ) -> CostTable:
        """Build a table from one row per pair.

        Parameters
        ----------
        origin, destination : array-like, shape (pairs,)
            Identifiers of the two ends.
        cost : array-like of float, shape (pairs,)
            Cost of each pair, finite and at least 0. Pairs above ``limit`` are dropped.
        origins, destinations : index-like, optional
            All identifiers, in the order wanted; those met in the pairs by default.
        unit : {"min", "km"}
            Unit of the costs.
        limit : float, optional
            Largest cost kept (inclusive).
        provenance : Mapping, optional
            How the costs were obtained.
        dtype : {"float64", "float32"}
            How costs are kept.

        Raises
        ------
        InputError
            For a pair given twice, a negative, missing or infinite cost, an identifier that is
            missing or not listed.

        Notes
        -----
        Pairs already ordered by origin then destination are kept as they are, in linear time.

        Examples
        --------
        >>> table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [0, 12, 5])
        >>> table.matrix.shape, int(table.matrix.nnz)
        ((2, 2), 3)
        """
        wanted = build.float_dtype(dtype)
        row_number = build.Numbering(origins, "origins")
        column_number = build.Numbering(destinations, "destinations")
        rows, columns = row_number.positions(origin), column_number.positions(destination)
        costs = build.numbers(cost, "cost")
        return from_positions(
            rows,
            columns,
            costs,
            origins=row_number.ids,
            destinations=column_number.ids,
            unit=build.known_unit(unit),
            limit=limit,
            provenance=provenance,
            dtype=wanted,
        )

    @classmethod
    def from_csr(
        cls,
        matrix: Any,
        origins: Any,
        destinations: Any,
        *,
        unit: str = "min",
        limit: float | None = None,
        provenance: Mapping[str, Any] | None = None,
        dtype: DTypeLike | None = None,
    ) -> CostTable:
        """Build a table on a CSR matrix, verified in linear passes and not copied.

        Parameters
        ----------
        matrix : scipy.sparse CSR, shape (origins, destinations)
            Explicit zeros are costs of 0. Rows whose indices are not sorted are sorted in a copy.
        origins, destinations : index-like
            Identifiers, unique.
        unit, limit, provenance
            As in `from_pairs`.
        dtype : {"float64", "float32"}, optional
            How costs are kept; as the matrix has them by default.

        Raises
        ------
        InputError
            For what `from_pairs` refuses, or a matrix of another shape or format.

        Examples
        --------
        >>> near = sparse.csr_array(([0.0, 12.0], [0, 1], [0, 2, 2]), shape=(2, 2))
        >>> CostTable.from_csr(near, ["a", "b"], ["x", "y"]).to_frame()["cost"].tolist()
        [0.0, 12.0]
        """
        row_ids = build.Numbering(origins, "origins").ids
        column_ids = build.Numbering(destinations, "destinations").ids
        right = build.checked(matrix, row_ids, column_ids)
        costs = build.numbers(right.data, "matrix")
        wanted = build.float_dtype(costs.dtype if dtype is None else dtype)
        wrong = build.first_wrong_cost(costs, wanted)
        if wrong is not None:
            row = int(np.searchsorted(right.indptr, wrong, side="right")) - 1
            _refuse_cost(row_ids[row], column_ids[right.indices[wrong]], costs[wrong])
        highest = _limit(limit)
        right = build.csr(
            costs.astype(wanted, copy=False), right.indices, right.indptr, right.shape
        )
        if highest is not None and len(costs) and float(costs.max()) > highest:
            right = pattern.kept(right, costs <= highest)
        told = build.a_mapping(provenance, "provenance")
        return cls(row_ids, column_ids, right, build.known_unit(unit), highest, told)

    @classmethod
    def read_parquet(cls, path: str | PathLike[str]) -> CostTable:
        """Read back a table that `to_parquet` wrote, the same to the last bit.

        Raises
        ------
        InputError
            For a file that is not there, damaged, or that something else wrote.
        """
        found = files.read(path)
        return cls(
            found.origins,
            found.destinations,
            found.matrix,
            found.unit,
            found.limit,
            found.provenance,
        )

    def __post_init__(self) -> None:
        """Refuse a matrix that does not fit its identifiers."""
        build.fitting(self.matrix.shape, self.origins, self.destinations)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the costs: float32 or float64."""
        return np.dtype(self.matrix.dtype)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the table with everything it knows, in one Parquet file.

        Any reader of Parquet finds three columns, ``from_id, to_id, cost``; the identifiers
        without a pair, the unit, the limit, the provenance and the types are beside them. The
        file is complete or not there at all.

        Parameters
        ----------
        path : str or path
            Where; an existing file is replaced once the new one is complete.

        Raises
        ------
        InputError
            For identifiers or a provenance that a file cannot hold, a folder that is not there.
        """
        files.write(path, self)

    def astype(self, dtype: DTypeLike) -> CostTable:
        """Return the table with costs in float32 or float64; itself when they are already.

        Examples
        --------
        >>> CostTable.from_pairs(["a"], ["x"], [5]).astype("float32").dtype
        dtype('float32')
        """
        wanted = build.float_dtype(dtype)
        if wanted == self.dtype:
            return self
        if build.first_wrong_cost(self.matrix.data, wanted) is not None:
            raise InputError("dtype : un coût est trop grand pour {dtype}.", dtype=str(wanted))
        return self._with_data(self.matrix.data.astype(wanted))

    def select_destinations(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> CostTable:
        """Return the table restricted to some destinations (mask or positions)."""
        chosen: Any = np.asarray(keep)
        if chosen.dtype == bool and chosen.shape != (len(self.destinations),):
            raise InputError(
                "keep : {given} valeurs sont données pour {wanted} destinations.",
                given=chosen.size,
                wanted=len(self.destinations),
            )
        count = len(self.destinations)
        if chosen.dtype.kind in "iu" and not ((chosen >= -count) & (chosen < count)).all():
            raise InputError("keep : une position dépasse les {count} destinations.", count=count)
        positions = np.arange(count)[chosen if chosen.size else []]
        ids = build.Numbering(self.destinations[positions], "keep").ids
        return replace(
            self, destinations=ids, matrix=pattern.columns_chosen(self.matrix, positions)
        )

    def where(self, keep: NDArray[np.bool_]) -> CostTable:
        """Return the table restricted to some pairs (a mask over stored entries, in order)."""
        flags = np.asarray(keep, dtype=bool)
        if flags.shape != self.matrix.data.shape:
            raise InputError(
                "keep : {given} valeurs sont données pour {wanted} paires.",
                given=flags.size,
                wanted=len(self.matrix.data),
            )
        return replace(self, matrix=pattern.kept(self.matrix, flags))

    def lowered(self, other: CostTable) -> CostTable:
        """Return the table with the pairs of ``other`` added, the smaller cost of a pair kept.

        Raises
        ------
        InputError
            When ``other`` has an origin or a destination this table does not list, or another
            unit.
        """
        same_unit(self, other)
        ids = (self.origins, self.destinations)
        layers = [pattern.layer(t.matrix, t.origins, t.destinations, *ids) for t in (self, other)]
        return replace(self, matrix=pattern.least(layers, self.matrix.shape, self.dtype))

    def rows(self) -> NDArray[np.integer[Any]]:
        """Return the row position of every stored entry, shape (pairs,), as small as indices."""
        kind: Any = self.matrix.indices.dtype
        positions: NDArray[np.integer[Any]] = np.arange(len(self.origins), dtype=kind)
        return np.repeat(positions, np.diff(self.matrix.indptr))

    def relative_to(self, thresholds: ArrayLike, *, zones: int = 1) -> CostTable:
        """Return costs as multiples of each origin's threshold, times ``zones``.

        With ``zones=3`` a cost of exactly a third of the threshold is exactly 1, so inclusive
        steps at 1, 2 and 3 compare ``3 d <= k theta``.

        Parameters
        ----------
        thresholds : float or array-like, shape (origins,)
            Greater than 0.
        zones : int
        """
        try:
            given = np.asarray(thresholds, dtype=np.float64)
            limits = np.broadcast_to(given, (len(self.origins),))
        except (TypeError, ValueError):
            raise InputError(
                "thresholds : un nombre, ou un par origine ({count}), est attendu.",
                count=len(self.origins),
            ) from None
        if not (limits > 0).all():
            first = int(np.argmin(limits > 0))
            raise InputError(
                "thresholds : le seuil de {id} est {value}; un nombre plus grand que 0 est "
                "attendu.",
                id=self.origins[first],
                value=limits[first],
            )
        matrix, data = self.matrix, np.empty_like(self.matrix.data)
        for first, last in build.row_blocks(matrix.indptr):
            part = slice(int(matrix.indptr[first]), int(matrix.indptr[last]))
            data[part] = (
                zones * matrix.data[part] / pattern.expanded(limits, matrix.indptr, first, last)
            )
        return replace(self._with_data(data), unit="threshold", limit=None)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair: ``from_id, to_id, cost``."""
        return pd.DataFrame(
            {
                "from_id": self.origins.take(self.rows()),
                "to_id": self.destinations.take(self.matrix.indices),
                "cost": self.matrix.data,
            }
        )

    def _with_data(self, data: NDArray[Any]) -> CostTable:
        """Return the same pairs at other costs, on the same indices."""
        matrix = self.matrix
        return replace(self, matrix=build.csr(data, matrix.indices, matrix.indptr, matrix.shape))


def from_positions(
    rows: NDArray[np.integer[Any]],
    columns: NDArray[np.integer[Any]],
    costs: NDArray[np.floating[Any]],
    *,
    origins: pd.Index,
    destinations: pd.Index,
    unit: str,
    limit: float | None,
    provenance: Mapping[str, Any] | None,
    dtype: np.dtype[Any],
) -> CostTable:
    """Return a table from pairs already numbered; what `CostTable.from_pairs` ends with."""
    highest = _limit(limit)
    if not len(rows) == len(columns) == len(costs):
        raise InputError("Les colonnes origine, destination et coût n'ont pas la même longueur.")
    wrong = build.first_wrong_cost(costs, dtype)
    if wrong is not None:
        _refuse_cost(origins[rows[wrong]], destinations[columns[wrong]], costs[wrong])
    over = highest is not None and len(costs) and float(costs.max()) > highest
    matrix = build.assemble(rows, columns, costs, origins, destinations)
    if over:
        matrix = pattern.kept(matrix, matrix.data <= highest)
    data = matrix.data.astype(dtype, copy=False)
    matrix = build.csr(data, matrix.indices, matrix.indptr, matrix.shape)
    return CostTable(
        origins, destinations, matrix, unit, highest, build.a_mapping(provenance, "provenance")
    )


def same_unit(*tables: CostTable) -> str:
    """Return the unit of the tables; refuse tables that do not share one."""
    odd = [table for table in tables if not isinstance(table, CostTable)]
    if odd:
        raise InputError(
            "Une table de coûts est attendue, et non {value}.", value=type(odd[0]).__name__
        )
    units = list(dict.fromkeys(table.unit for table in tables))
    if len(units) > 1:
        raise InputError(
            "Les tables de coûts n'ont pas la même unité : {first} et {second}.",
            first=units[0],
            second=units[1],
        )
    return units[0]


def _refuse_cost(origin: Any, destination: Any, cost: Any) -> None:
    raise InputError(
        "Le coût de {origin} à {destination} est {cost}; un coût est un nombre fini d'au moins 0.",
        origin=origin,
        destination=destination,
        cost=cost,
    )


def _limit(limit: float | None) -> float | None:
    if limit is None or limit == np.inf:
        return None
    if not isinstance(limit, int | float | np.number) or not limit >= 0:
        raise InputError(
            "La limite de coût est un nombre d'au moins 0, et non {limit}.", limit=limit
        )
    return float(limit)
