"""From pairs to a sparse matrix: identifiers numbered, costs checked, order found in one pass.

Everything goes by chunks: at 57 million pairs a single 64-bit temporary is 460 MB.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

from territory.errors import InputError

CHUNK = 4_000_000
EXACT_IN_FLOATS = 2.0**53
UNITS = ("min", "km")
BLANK = ("", " ")

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


def chunks(count: int, size: int | None = None) -> Iterator[slice]:
    """Yield slices that cover ``range(count)``."""
    step = size or CHUNK
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))


def row_blocks(indptr: Integers, size: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows that hold about ``size`` entries each, at least one row."""
    rows = len(indptr) - 1
    first = 0
    while first < rows:
        last = int(np.searchsorted(indptr, indptr[first] + (size or CHUNK), side="right")) - 1
        last = min(max(last, first + 1), rows)
        yield first, last
        first = last


def float_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Return float32 or float64; refuse anything else.

    Examples
    --------
    >>> float_dtype("float32")
    dtype('float32')
    """
    known = {np.dtype(kind): np.dtype(kind) for kind in (np.float32, np.float64)}
    try:
        return known[np.dtype(dtype)]
    except (KeyError, TypeError):
        raise InputError(
            "dtype : un coût se garde en float32 ou en float64, et non en {dtype}.",
            dtype=getattr(dtype, "__name__", str(dtype)),
        ) from None


def known_unit(unit: Any) -> str:
    """Return the unit of costs; refuse one that is neither minutes nor kilometres.

    Examples
    --------
    >>> known_unit("min")
    'min'
    """
    if isinstance(unit, str) and unit in UNITS:
        return unit
    raise InputError(
        "unit : « {unit} » n'est pas une unité connue; attendues : {expected}.",
        unit=unit,
        expected=", ".join(UNITS),
    )


def a_mapping(value: Any, argument: str) -> dict[Any, Any]:
    """Return a dictionary, empty for None; refuse what is no mapping.

    Examples
    --------
    >>> a_mapping(None, "columns")
    {}
    """
    if value is not None and not isinstance(value, Mapping):
        raise InputError(
            "{argument} : une correspondance (dictionnaire) est attendue, et non {value}.",
            argument=argument,
            value=type(value).__name__,
        )
    return dict(value or {})


def a_path(value: Any, argument: str) -> Path:
    """Return a path; refuse what cannot name a file.

    Examples
    --------
    >>> a_path("roads.gpkg", "path").name
    'roads.gpkg'
    """
    if not isinstance(value, str | PathLike):
        raise InputError(
            "{argument} : le chemin d'un fichier est attendu, et non {value}.",
            argument=argument,
            value=type(value).__name__,
        )
    return Path(value)


def index_dtype(*sizes: int) -> np.dtype[Any]:
    """Return the smallest of the two integer types scipy indexes with that holds ``sizes``."""
    fits = max(sizes, default=0) < np.iinfo(np.int32).max
    return np.dtype(np.int32 if fits else np.int64)


def identifiers(values: Any, argument: str) -> pd.Index:
    """Return identifiers as an Index; refuse one that is missing or that a float has rounded."""
    index = listing(values, argument)
    text = pd.api.types.is_string_dtype(index.dtype) and not isinstance(index, pd.MultiIndex)
    if text and index.isin(BLANK).any():
        raise InputError("{argument} : un identifiant est vide.", argument=argument)
    if index.dtype.kind == "f":
        rounded = np.abs(np.nan_to_num(index.to_numpy())) >= EXACT_IN_FLOATS
        if rounded.any():
            raise InputError(
                "{argument} : l'identifiant {value} est un nombre à virgule, qui a perdu des "
                "chiffres; donnez des entiers ou du texte.",
                argument=argument,
                value=index[rounded][0],
            )
    return index


def listing(values: Any, argument: str) -> pd.Index:
    """Return ``values`` as an Index; refuse what is not a list of identifiers."""
    try:
        if isinstance(values, set | frozenset | Mapping | Iterator):
            raise TypeError  # noqa: TRY301
        index: pd.Index = pd.Index(values)
        hash(index[0] if len(index) else None)
    except (TypeError, ValueError):
        raise InputError(
            "{argument} : une liste d'identifiants est attendue.", argument=argument
        ) from None
    return index


class Numbering:
    """Position of every identifier in a list, given or made as identifiers are met.

    Parameters
    ----------
    listed : index-like or None
        All identifiers in the order wanted; those met, in the order met, when None.
    argument : str
        How an error calls the list ("origins", "destinations").
    """

    def __init__(self, listed: Any, argument: str) -> None:
        self.argument = argument
        self.grows = listed is None
        self.ids = pd.Index([]) if listed is None else identifiers(listed, argument)
        self._empty = listed is None
        if self.ids.hasnans:
            raise InputError(
                "{argument} : l'identifiant manque à la position {row}.",
                argument=argument,
                row=int(self.ids.isna().argmax()) + 1,
            )
        if self.ids.has_duplicates:
            raise InputError(
                "{argument} : l'identifiant {value} est donné deux fois.",
                argument=argument,
                value=self.ids[self.ids.duplicated()][0],
            )

    def positions(self, values: Any) -> NDArray[np.int32]:
        """Return the position of every value, shape (values,); int32, as there are few places."""
        index = listing(values, self.argument)
        result = np.empty(len(index), dtype=np.int32)
        if not len(index):
            self.encoded(result, index, 0)
        for part in chunks(len(index)):
            codes, uniques = pd.factorize(index[part])
            result[part] = self.encoded(codes, pd.Index(uniques), part.start)
        return result

    def encoded(self, codes: Integers, uniques: pd.Index, start: int) -> Integers:
        """Return positions of values given as codes of distinct identifiers; -1 is missing."""
        if len(codes) and int(codes.min()) < 0:
            raise InputError(
                "{argument} : l'identifiant manque à la paire {row}.",
                argument=self.argument,
                row=start + int((codes < 0).argmax()) + 1,
            )
        return self._place(identifiers(uniques, self.argument))[codes]

    def _place(self, uniques: pd.Index) -> NDArray[np.int32]:
        if self._empty:
            self.ids, self._empty = uniques, False
        mixed = {uniques.dtype.kind, self.ids.dtype.kind}
        if "f" in mixed and mixed & {"i", "u"}:
            identifiers(uniques.astype(np.float64), self.argument)
            identifiers(self.ids.astype(np.float64), self.argument)
        found = self.ids.get_indexer(uniques).astype(np.int32)
        new = found < 0
        if new.any() and not self.grows:
            raise InputError(
                "{argument} : l'identifiant {value} n'est pas dans la liste donnée.",
                argument=self.argument,
                value=uniques[new][0],
            )
        found[new] = len(self.ids) + np.arange(int(new.sum()), dtype=np.int32)
        if new.any():
            self.ids = self.ids.append(uniques[new])
        return found


def numbers(values: Any, argument: str) -> Floats:
    """Return ``values`` as floats, float32 kept as it is; refuse what is not a number."""
    try:
        refuse_dates(values, argument)
        if isinstance(values, pd.Series):
            values = values.to_numpy(na_value=np.nan)
        given = np.asarray(values)
        refuse_dates(given, argument)
        if given.ndim != 1 or given.dtype.kind == "c":
            raise InputError("{argument} : une suite de nombres est attendue.", argument=argument)
        if given.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
            given = given.astype(np.float64)
    except (TypeError, ValueError):
        column = pd.Series(list(values), dtype=object)
        wrong = pd.to_numeric(column, errors="coerce").isna() & column.notna()
        raise InputError(
            "{argument} : « {value} », à la paire {row}, n'est pas un nombre.",
            argument=argument,
            value=column[wrong].iloc[0] if wrong.any() else "?",
            row=int(wrong.argmax()) + 1,
        ) from None
    return np.asarray(given)


def refuse_dates(values: Any, argument: str) -> None:
    """Refuse durations and dates, which turn into nanoseconds where minutes are meant."""
    if getattr(getattr(values, "dtype", None), "kind", "") in ("m", "M"):
        raise InputError(
            "{argument} : des durées ou des dates sont données; donnez des minutes, en nombres "
            "(par exemple durees.dt.total_seconds() / 60).",
            argument=argument,
        )


def first_wrong_cost(costs: Floats, dtype: np.dtype[Any]) -> int | None:
    """Return the position of the first cost that is not a finite number of at least 0."""
    largest = np.finfo(dtype).max
    for part in chunks(len(costs)):
        right = (costs[part] >= 0) & (costs[part] <= largest)
        if not right.all():
            return int(part.start + right.argmin())
    return None


def compressed(values: NDArray[Any], keep: NDArray[np.bool_]) -> NDArray[Any]:
    """Return ``values[keep]`` without a 64-bit list of positions."""
    result = np.empty(int(np.count_nonzero(keep)), dtype=values.dtype)
    filled = 0
    for part in chunks(len(values)):
        chosen = values[part][keep[part]]
        result[filled : filled + len(chosen)] = chosen
        filled += len(chosen)
    return result


def assemble(
    rows: Integers, columns: Integers, costs: Floats, row_ids: pd.Index, column_ids: pd.Index
) -> sparse.csr_array:
    """Return the CSR of pairs in any order; refuse a pair given twice.

    Pairs already in order, as most tools write them, are recognised in one pass and kept as
    they are; others are sorted by counting.
    """
    shape = (len(row_ids), len(column_ids))
    order, same = _order(rows, columns)
    if same is not None:
        _refuse_pair(row_ids[rows[same]], column_ids[columns[same]])
    index = index_dtype(*shape, len(costs))
    if order:
        indptr = np.zeros(shape[0] + 1, dtype=np.int64)
        for part in chunks(len(rows)):
            indptr[1:] += np.bincount(rows[part], minlength=shape[0])
        np.cumsum(indptr, out=indptr)
        return csr(costs, columns.astype(index, copy=False), indptr.astype(index), shape)
    triplets: Any = sparse.coo_array((costs, (rows, columns)), shape=shape, copy=False)
    matrix: Any = triplets.tocsr()
    if matrix.nnz < len(costs):
        keys = rows.astype(np.int64) * max(shape[1], 1) + columns
        ordered = np.argsort(keys, kind="stable")
        second = ordered[1:][keys[ordered][1:] == keys[ordered][:-1]][0]
        _refuse_pair(row_ids[rows[second]], column_ids[columns[second]])
    return sparse.csr_array(matrix)


def _order(rows: Integers, columns: Integers) -> tuple[bool, int | None]:
    """Return whether pairs are in order, and the first that repeats the one before it."""
    for part in chunks(max(len(rows) - 1, 0)):
        after = slice(part.start + 1, part.stop + 1)
        level = rows[after] == rows[part]
        rising = (rows[after] > rows[part]) | (level & (columns[after] > columns[part]))
        if not rising.all():
            first = part.start + int(rising.argmin())
            same = rows[first] == rows[first + 1] and columns[first] == columns[first + 1]
            return False, first + 1 if same else None
    return True, None


def _refuse_pair(origin: Any, destination: Any) -> None:
    raise InputError(
        "La paire {origin} – {destination} est donnée deux fois.",
        origin=origin,
        destination=destination,
    )


def csr(
    data: NDArray[Any], indices: Integers, indptr: Integers, shape: tuple[int, int]
) -> sparse.csr_array:
    """Return a CSR on these very arrays, explicit zeros kept."""
    matrix = sparse.csr_array((data, indices, indptr), shape=shape, copy=False)
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True
    return matrix


def checked(given: Any, row_ids: pd.Index, column_ids: pd.Index) -> sparse.csr_array:
    """Return a CSR whose pattern is right: indices in range, sorted in each row, none twice.

    Rows whose indices are not sorted are sorted in a copy; the matrix given is left alone.
    """
    if not sparse.issparse(given) or getattr(given, "format", "") != "csr":
        raise InputError("matrix : une matrice creuse CSR de scipy est attendue.")
    matrix: Any = given
    shape = fitting(matrix.shape, row_ids, column_ids)
    indptr, count = matrix.indptr, int(matrix.indptr[-1])
    indices, data = matrix.indices[:count], matrix.data[:count]
    inside = len(indices) == len(data) == count and int(indptr[0]) == 0
    if not inside or (np.diff(indptr) < 0).any() or not _within(indices, shape[1]):
        raise InputError("matrix : les positions de la matrice CSR ne sont pas cohérentes.")
    fault = _first_step_back(indices, indptr)
    if fault is not None and indices[fault] != indices[fault - 1]:
        again: Any = sparse.csr_array((data.copy(), indices.copy(), indptr), shape=shape)
        again.has_sorted_indices = False
        again.sort_indices()
        indices, data = again.indices, again.data
        fault = _first_step_back(indices, indptr)
    if fault is not None:
        row = int(np.searchsorted(indptr, fault, side="right")) - 1
        _refuse_pair(row_ids[row], column_ids[indices[fault]])
    index = index_dtype(*shape, count)
    return csr(data, indices.astype(index, copy=False), indptr.astype(index, copy=False), shape)


def fitting(shape: tuple[int, ...], row_ids: pd.Index, column_ids: pd.Index) -> tuple[int, int]:
    """Return the shape identifiers ask for; refuse a matrix of another."""
    wanted = (len(row_ids), len(column_ids))
    if shape != wanted:
        raise InputError(
            "La matrice des coûts {shape} ne convient pas à {rows} origines et "
            "{columns} destinations.",
            shape=shape,
            rows=wanted[0],
            columns=wanted[1],
        )
    return wanted


def _within(indices: Integers, count: int) -> bool:
    return not len(indices) or (int(indices.min()) >= 0 and int(indices.max()) < count)


def _first_step_back(indices: Integers, indptr: Integers) -> int | None:
    """Return the first entry that does not come after the one before it in its row."""
    for part in chunks(max(len(indices) - 1, 0)):
        rising = indices[part.start + 1 : part.stop + 1] > indices[part]
        low, high = np.searchsorted(indptr, [part.start + 1, part.stop + 1])
        rising[indptr[low:high] - part.start - 1] = True
        if not rising.all():
            return int(part.start + 1 + rising.argmin())
    return None
