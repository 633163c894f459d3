"""Tables of travel times, by batches: CSV, Parquet or frame, whatever its columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from territory._costs_build import a_path, refuse_dates
from territory.errors import InputError, MissingFileError, TerritoryError

COLUMNS = ("from_id", "to_id", "travel_time")
# As r5py, R5R, OpenTripPlanner's scripts and spreadsheets spell them, without case or dashes.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "from_id": ("fromid", "originid", "origin", "from", "origid", "orig", "origine", "source"),
    "to_id": ("toid", "destinationid", "destination", "to", "destid", "dest", "target"),
    "travel_time": ("traveltime", "minutes", "traveltimeminutes", "temps", "cost"),
}
PERCENTILE = re.compile(r"(?:traveltime)?p\d{1,2}")
BLANKS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "-nan", "null", "NULL", "None")
# R5 writes the largest 32-bit integer for a place it does not reach.
UNREACHED = float(np.iinfo(np.int32).max)
ROWS_AT_ONCE = 1_000_000
BYTES_AT_ONCE = 1 << 25


@dataclass(frozen=True)
class Encoded:
    """A column of identifiers: the distinct ones, and which each row has (-1: missing)."""

    codes: NDArray[np.integer[Any]]
    uniques: pd.Index


@dataclass(frozen=True)
class Batch:
    """Some rows of a table: two ends, a number (NaN where blank), the number of the first row."""

    ends: tuple[Encoded, Encoded]
    cost: NDArray[np.float64]
    first: int


@dataclass(frozen=True)
class Source:
    """A table of times: how to call it, its three columns, its rows."""

    label: Any
    names: Sequence[str]
    batches: Iterator[Batch]


def opened(table: pd.DataFrame | str | Path, columns: Mapping[str, str] | None) -> Source:
    """Return the table's batches.

    Raises
    ------
    InputError
        For a missing, empty or unreadable file, columns that cannot be told, a cost that is not
        a number (as batches are read).
    """
    if isinstance(table, pd.DataFrame):
        label: Any = TerritoryError("La table de temps")
        names = column_names([str(name) for name in table.columns], columns, label)
        return Source(label, names, _frame_batches(table, names, label))
    path = a_path(table, "table")
    if not path.exists():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=path.name)
    read = _parquet if path.suffix in (".parquet", ".pq") else _csv
    try:
        names, batches = read(path, columns)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None
    return Source(path.name, names, _guarded(batches, path))


def _guarded(batches: Iterator[Batch], path: Path) -> Iterator[Batch]:
    try:
        yield from batches
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> InputError:
    return InputError(
        "La table de temps {path} ne se lit pas : {fault}.",
        path=path.name,
        fault=" ".join(str(fault).split()).rstrip(".")[:300],
    )


def column_names(
    header: Sequence[str], columns: Mapping[str, str] | None, label: Any
) -> tuple[str, str, str]:
    """Return which columns hold the two ends and the time.

    Examples
    --------
    >>> column_names(["fromId", "toId", "travel_time_p50"], None, "a.csv")
    ('fromId', 'toId', 'travel_time_p50')
    """
    if columns is not None and not isinstance(columns, Mapping):
        raise InputError(
            "columns : une correspondance est attendue, par exemple "
            "{{'travel_time': 'minutes'}}, et non {value}.",
            value=type(columns).__name__,
        )
    asked = dict(columns or {})
    for key, name in asked.items():
        if key not in COLUMNS:
            raise InputError(
                "columns : « {key} » n'est pas une colonne attendue; attendues : {expected}.",
                key=key,
                expected=", ".join(COLUMNS),
            )
        if name not in header:
            raise InputError(
                "{table} n'a pas la colonne « {column} »; elle a : {present}.",
                table=label,
                column=name,
                present=", ".join(header),
            )
    found = [asked.get(key) or _recognised(key, header, label) for key in COLUMNS]
    for name in found:
        if list(header).count(name) > 1:
            raise InputError(
                "{table} a plusieurs colonnes « {column} »; gardez-en une.",
                table=label,
                column=name,
            )
    return (found[0], found[1], found[2])


def _recognised(key: str, header: Sequence[str], label: Any) -> str:
    spelled = {re.sub(r"[\s_.-]", "", name).casefold(): name for name in reversed(header)}
    for spelling in SPELLINGS[key]:
        if spelling in spelled:
            return spelled[spelling]
    percentiles = [name for plain, name in spelled.items() if PERCENTILE.fullmatch(plain)]
    if key == COLUMNS[2] and len(percentiles) == 1:
        return percentiles[0]
    if key == COLUMNS[2] and percentiles:
        raise InputError(
            "{table} a plusieurs centiles du temps ({present}); dites lequel : "
            "columns={{'travel_time': '{first}'}}.",
            table=label,
            present=", ".join(reversed(percentiles)),
            first=percentiles[-1],
        )
    raise InputError(
        "{table} n'a pas la colonne « {column} »; attendues : {expected}, ou d'autres noms donnés "
        "par columns={{'{column}': ...}}.",
        table=label,
        column=key,
        expected=", ".join(COLUMNS),
    )


def _frame_batches(
    frame: pd.DataFrame, names: Sequence[str], label: Any, *, offset: int = 1
) -> Iterator[Batch]:
    """Yield a frame's rows; ``offset`` is the number its first row goes by."""
    of = {str(name): name for name in reversed(frame.columns)}
    for start in range(0, max(len(frame), 1), ROWS_AT_ONCE):
        part = frame.iloc[start : start + ROWS_AT_ONCE]
        ends = [_factorized(part[of[name]]) for name in names[:2]]
        cost = _parsed(part[of[names[2]]], label, names[2], start + offset)
        yield Batch((ends[0], ends[1]), cost, start + offset)


def _factorized(values: pd.Series) -> Encoded:
    codes, uniques = pd.factorize(values)
    return Encoded(codes, pd.Index(uniques))


def _parsed(values: pd.Series, label: Any, column: str, first: int) -> NDArray[np.float64]:
    """Return numbers, NaN where blank; refuse other text by its row."""
    _refuse_dates(values, label, column)
    read = pd.to_numeric(values, errors="coerce")
    wrong = (read.isna() & ~values.isna()).to_numpy(dtype=bool)
    if wrong.any():
        wrong = wrong & ~values.astype(object).isin(BLANKS).to_numpy()
    if wrong.any():
        at = int(wrong.argmax())
        raise _not_a_time(label, first + at, column, values.iloc[at])
    return read.to_numpy(dtype=np.float64, na_value=np.nan)


def _refuse_dates(values: Any, label: Any, column: str) -> None:
    try:
        refuse_dates(values, "travel_time")
    except InputError as fault:
        raise InputError(
            "{table}, colonne « {column} » : {fault}", table=label, column=column, fault=fault
        ) from None


def _not_a_time(label: Any, row: int, column: str, value: Any) -> InputError:
    return InputError(
        "{table}, ligne {row}, colonne « {column} » : « {value} » n'est pas un nombre fini d'au "
        "moins 0.",
        table=label,
        row=row,
        column=column,
        value=value,
    )


def refuse_wrong(batch: Batch, source: Source) -> None:
    """Refuse a missing identifier, a negative or an infinite time, by row and column."""
    for end, column in zip(batch.ends, source.names, strict=False):
        if len(end.codes) and int(end.codes.min()) < 0:
            raise InputError(
                "{table}, ligne {row}, colonne « {column} » : l'identifiant manque.",
                table=source.label,
                row=batch.first + int((end.codes < 0).argmax()),
                column=column,
            )
    wrong = (batch.cost < 0) | np.isinf(batch.cost)
    if wrong.any():
        at = int(wrong.argmax())
        raise _not_a_time(source.label, batch.first + at, source.names[2], batch.cost[at])


def _csv(
    path: Path, columns: Mapping[str, str] | None
) -> tuple[tuple[str, str, str], Iterator[Batch]]:
    with pa.input_stream(str(path)) as stream:
        head = stream.read(1 << 16).split(b"\n", 1)[0].decode("utf-8-sig")
    if not head.strip():
        raise InputError("La table de temps {path} est vide.", path=path.name)
    delimiter = max(",;\t", key=head.count)
    header = [name.strip().strip('"') for name in head.strip().split(delimiter)]
    names = column_names(header, columns, path.name)
    text: Any = pa.dictionary(pa.int32(), pa.string())
    reader = pyarrow.csv.open_csv(
        pa.input_stream(str(path)),
        read_options=pyarrow.csv.ReadOptions(
            block_size=BYTES_AT_ONCE, column_names=header, skip_rows=1
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(names),
            column_types={names[0]: text, names[1]: text, names[2]: pa.string()},
            strings_can_be_null=False,
        ),
    )
    return names, _arrow_batches(reader, names, path.name, offset=2, comma=delimiter != ",")


def _parquet(
    path: Path, columns: Mapping[str, str] | None
) -> tuple[tuple[str, str, str], Iterator[Batch]]:
    header = list(pq.read_schema(path).names)
    names = column_names(header, columns, path.name)
    file = pq.ParquetFile(path, read_dictionary=list(names[:2]), pre_buffer=False)
    batches = file.iter_batches(ROWS_AT_ONCE, columns=list(dict.fromkeys(names)))
    return names, _arrow_batches(batches, names, path.name, offset=1, comma=False)


def _arrow_batches(
    batches: Any, names: Sequence[str], label: str, *, offset: int, comma: bool
) -> Iterator[Batch]:
    first = offset
    for batch in batches:
        ends = [_arrow_end(batch.column(name)) for name in names[:2]]
        cost = _arrow_cost(batch.column(names[2]), label, names[2], first, comma=comma)
        yield Batch((ends[0], ends[1]), cost, first)
        first += len(batch)


def _arrow_end(column: Any) -> Encoded:
    coded: Any = column
    if not isinstance(column, pa.DictionaryArray):
        coded = column.dictionary_encode()
    uniques = pd.Index(coded.dictionary.to_pandas())
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    blank: Any = np.flatnonzero(uniques == "") if uniques.dtype.kind not in "iuf" else []
    return Encoded(np.where(np.isin(codes, blank), -1, codes) if len(blank) else codes, uniques)


def _arrow_cost(
    column: Any, label: str, name: str, first: int, *, comma: bool
) -> NDArray[np.float64]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_temporal(column.type):
        _refuse_dates(np.empty(0, "datetime64[ns]"), label, name)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.utf8_trim_whitespace(column)
        plain = pc.replace_substring(column, ",", ".") if comma else column
        blank = pc.is_in(column, value_set=pa.array(BLANKS, column.type))
        plain = pc.if_else(blank, pa.scalar(None, column.type), plain)
        try:
            column = pc.cast(plain, pa.float64())
        except pa.ArrowInvalid:
            return _parsed(plain.to_pandas(), label, name, first)
    numbers: Any = pc.cast(column, pa.float64(), safe=False)
    return np.array(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
