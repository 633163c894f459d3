"""Travel times computed elsewhere: the tables r5py, R5R and OTP write, and dense matrices."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray

from territory._costs_build import (
    Numbering,
    a_mapping,
    chunks,
    first_wrong_cost,
    fitting,
    float_dtype,
    identifiers,
    numbers,
)
from territory.costs import CostTable, from_positions
from territory.errors import InputError
from territory.travel._arguments import arranged, cells
from territory.travel._time_files import (
    COLUMNS,
    UNREACHED,
    Batch,
    Encoded,
    Source,
    opened,
    refuse_wrong,
)

# What a table may be in, what it becomes, and by how much.
UNITS: Mapping[str, tuple[str, float]] = {
    "min": ("min", 1.0),
    "s": ("min", 60.0),
    "km": ("km", 1.0),
    "m": ("km", 1000.0),
}


def from_table(
    table: pd.DataFrame | str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    origins: Any = None,
    destinations: Any = None,
    limit: float | None = None,
    unit: str = "min",
    dtype: DTypeLike = np.float64,
) -> CostTable:
    """Return a CostTable from rows ``from_id, to_id, travel_time``.

    Rows whose time is blank are pairs out of reach, as those tools mean it, and so is the
    largest 32-bit integer, which R5 writes for a place it does not reach; their identifiers
    count all the same.

    Parameters
    ----------
    table : pandas.DataFrame, or path of a CSV or Parquet file
        CSV in UTF-8, separated by commas, semicolons or tabs, compressed or not. Files are read
        by batches.
    columns : Mapping, optional
        The table's own names, ``{"from_id": "fromId", "travel_time": "travel_time_p50"}``.
        Usual spellings (fromId, origin, destination, travel_time_p50 alone ...) are recognised;
        of several percentiles, one has to be asked for.
    origins, destinations : index-like, optional
        All identifiers, in the order wanted. Identifiers of a CSV are text, unless those listed
        are integers.
    limit : float, optional
        Largest cost kept, in minutes or kilometres.
    unit : {"min", "s", "km", "m"}
        Unit of the table's costs; seconds become minutes and metres kilometres.
    dtype : {"float64", "float32"}
        How costs are kept.

    Raises
    ------
    InputError
        For a missing file or column, a pair given twice, a time that is negative or not a
        number, a missing or unknown identifier; the file, row and column are named.

    Examples
    --------
    >>> rows = pd.DataFrame({"fromId": ["a"], "toId": ["x"], "seconds": [720]})
    >>> costs = from_table(rows, columns={"travel_time": "seconds"}, unit="s")
    >>> costs.unit, costs.matrix.toarray().tolist()
    ('min', [[12.0]])
    """
    became, divisor = _unit(unit)
    source = opened(table, columns)
    ends = (Numbering(origins, "origins"), Numbering(destinations, "destinations"))
    wanted = float_dtype(dtype)
    parts: tuple[list[NDArray[Any]], ...] = ([], [], [])
    for batch in source.batches:
        for kept, found in zip(parts, _numbered(batch, source, ends, divisor, wanted), strict=True):
            kept.append(found)
    rows, columns_, costs = map(_joined, parts)
    try:
        return from_positions(
            rows,
            columns_,
            costs,
            origins=ends[0].ids,
            destinations=ends[1].ids,
            unit=became,
            limit=limit,
            provenance=_provenance("table", source, unit),
            dtype=wanted,
        )
    except InputError as fault:
        raise InputError("{table} : {fault}", table=source.label, fault=fault) from None


def _unit(unit: str) -> tuple[str, float]:
    if not isinstance(unit, str) or unit not in UNITS:
        raise InputError(
            "unit : « {unit} » n'est pas une unité connue; attendues : {expected}.",
            unit=unit,
            expected=", ".join(UNITS),
        )
    return UNITS[unit]


def _provenance(method: str, source: Source, unit: str) -> dict[str, Any]:
    told = {"method": method, "columns": list(source.names), "table_unit": unit}
    return {**told, "file": source.label} if isinstance(source.label, str) else told


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the parts as one array, and forget them."""
    whole = np.concatenate(parts) if parts else np.empty(0, np.int32)
    parts.clear()
    return whole


def _numbered(
    batch: Batch,
    source: Source,
    ends: tuple[Numbering, Numbering],
    divisor: float,
    dtype: np.dtype[Any],
) -> tuple[NDArray[Any], ...]:
    """Return row positions, column positions and costs of the rows that have one."""
    refuse_wrong(batch, source)
    reached = ~np.isnan(batch.cost) & (batch.cost != UNREACHED)
    found = []
    for numbering, end, column in zip(ends, batch.ends, source.names, strict=False):
        try:
            positions = numbering.encoded(end.codes, _as_listed(end, numbering), batch.first)
        except InputError as fault:
            raise InputError(
                "{table}, colonne « {column} » : {fault}",
                table=source.label,
                column=column,
                fault=fault,
            ) from None
        found.append(positions[reached].astype(np.int32, copy=False))
    costs = batch.cost[reached] / divisor
    return (*found, costs.astype(dtype, copy=False))


def _as_listed(end: Encoded, numbering: Numbering) -> pd.Index:
    """Return distinct identifiers as the list has them: text or integers."""
    given: pd.Index = end.uniques
    listed: pd.Index = numbering.ids
    if numbering.grows or not len(listed) or given.dtype.kind == listed.dtype.kind:
        return given
    if listed.dtype.kind in "iu" and given.dtype.kind not in "iuf":
        whole: pd.Index = pd.Index([_whole(value) for value in given], dtype=object)
        return whole
    return given if listed.dtype.kind in "iuf" else as_text(given)


def as_text(ids: pd.Index) -> pd.Index:
    """Return identifiers as text; whole floats, which blanks make of integers, lose their dot."""
    if ids.dtype.kind == "f" and (np.mod(ids.to_numpy(), 1) == 0).all():
        ids = identifiers(ids, "from_id, to_id").astype(np.int64)
    return ids.astype("str")


def _whole(value: Any) -> Any:
    """Return text as an integer when it is one written the usual way."""
    text = str(value)
    plain = text.removeprefix("-")
    return int(text) if plain.isdigit() and str(int(plain)) == plain else value


def read_times(path: Path, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read a CSV or Parquet file of travel times; identifiers are text.

    Parameters
    ----------
    path : pathlib.Path
    columns : Mapping, optional
        As in `from_table`.

    Returns
    -------
    pandas.DataFrame
        ``from_id, to_id, travel_time``; blank times are missing.

    Raises
    ------
    InputError
        For a missing, empty or unreadable file, or a missing column.
    """
    source = opened(path, columns)
    frames = []
    for batch in source.batches:
        refuse_wrong(batch, source)
        ends = [as_text(end.uniques).take(end.codes) for end in batch.ends]
        time = np.where(batch.cost == UNREACHED, np.nan, batch.cost)
        frames.append(pd.DataFrame(dict(zip(COLUMNS, [*ends, time], strict=True))))
    if not frames:
        empty = {name: pd.Series(dtype="str") for name in COLUMNS[:2]}
        return pd.DataFrame({**empty, COLUMNS[2]: pd.Series(dtype=np.float64)})
    return pd.concat(frames, ignore_index=True)


def from_matrix(
    dense: Any,
    origins: Any = None,
    destinations: Any = None,
    *,
    limit: float | None = None,
    unit: str = "min",
    dtype: DTypeLike = np.float64,
    provenance: Mapping[str, Any] | None = None,
) -> CostTable:
    """Return a CostTable from a dense matrix, as OSRM and Valhalla answer.

    Parameters
    ----------
    dense : array-like or DataFrame, shape (origins, destinations)
        NaN or None is out of reach.
    origins, destinations : index-like, optional
        Identifiers of rows and columns; a frame's own, or positions, by default. A frame's rows
        and columns are put in this order by their labels, which have to be these.
    limit, unit, dtype
        As in `from_table`.
    provenance : Mapping, optional
        How the costs were obtained.

    Raises
    ------
    InputError
        For a matrix of another shape, a negative or infinite cost, with the pair.

    Examples
    --------
    >>> from_matrix([[0, None], [600, 60]], ["a", "b"], ["x", "y"], unit="s").to_frame()
      from_id to_id  cost
    0       a     x   0.0
    1       b     x  10.0
    2       b     y   1.0
    """
    became, divisor = _unit(unit)
    if isinstance(dense, pd.DataFrame):
        dense = arranged(dense, origins, destinations)
        origins, destinations = dense.index, dense.columns
        dense = cells(dense)
    grid: Any = np.asarray(dense, dtype=None if isinstance(dense, np.ndarray) else object)
    if grid.ndim != 2:  # noqa: PLR2004
        raise InputError("dense : une matrice (origines x destinations) est attendue.")
    grid = numbers(grid.reshape(-1), "dense").reshape(grid.shape)
    row_ids = Numbering(range(grid.shape[0]) if origins is None else origins, "origins").ids
    column_ids = Numbering(
        range(grid.shape[1]) if destinations is None else destinations, "destinations"
    ).ids
    fitting(grid.shape, row_ids, column_ids)
    wanted = float_dtype(dtype)
    pieces: tuple[list[NDArray[Any]], ...] = ([], [], [])
    for part in chunks(len(row_ids), max(1_000_000 // max(len(column_ids), 1), 1)):
        row, column = np.nonzero(~np.isnan(grid[part]))
        cost = grid[part][row, column] / divisor
        wrong = first_wrong_cost(cost, wanted)
        if wrong is not None:
            raise InputError(
                "dense : le coût de {origin} à {destination} est {cost}; un coût est un nombre "
                "fini d'au moins 0.",
                origin=row_ids[part.start + row[wrong]],
                destination=column_ids[column[wrong]],
                cost=cost[wrong] * divisor,
            )
        pieces[0].append((row + part.start).astype(np.int32))
        pieces[1].append(column.astype(np.int32))
        pieces[2].append(cost.astype(wanted))
    rows, columns, costs = map(_joined, pieces)
    return from_positions(
        rows,
        columns,
        costs.astype(wanted, copy=False),
        origins=row_ids,
        destinations=column_ids,
        unit=became,
        limit=limit,
        provenance={"method": "matrix", "table_unit": unit, **a_mapping(provenance, "provenance")},
        dtype=wanted,
    )
