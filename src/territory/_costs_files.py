"""A cost table in one Parquet file: the pairs for any reader, the rest in the file's metadata."""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy import sparse

from territory._costs_build import (
    Numbering,
    a_path,
    checked,
    csr,
    first_wrong_cost,
    float_dtype,
    index_dtype,
    row_blocks,
)
from territory.errors import InputError, MissingFileError

KEY = b"territory.cost_table"
ENDS = (b"territory.cost_table.origins", b"territory.cost_table.destinations")
VERSION = 1
PAIRS_AT_ONCE = 1_000_000
LONGEST_METADATA = 2**31 - 1
COLUMNS = ("from_id", "to_id", "cost")


class Table(Protocol):
    """What is written; a CostTable is one."""

    @property
    def origins(self) -> pd.Index: ...
    @property
    def destinations(self) -> pd.Index: ...
    @property
    def matrix(self) -> sparse.csr_array: ...
    @property
    def unit(self) -> str: ...
    @property
    def limit(self) -> float | None: ...
    @property
    def provenance(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Stored:
    """What a file holds."""

    origins: pd.Index
    destinations: pd.Index
    matrix: sparse.csr_array
    unit: str
    limit: float | None
    provenance: dict[str, Any]


def name_of(path: str | PathLike[str]) -> str:
    """Return the file's name, as an error calls it."""
    return Path(path).name


def write(path: str | PathLike[str], table: Table) -> None:
    """Write ``table`` under a temporary name, then give it its own."""
    target = a_path(path, "path")
    if not target.parent.is_dir():
        raise MissingFileError("Le dossier {path} n'existe pas.", path=target.parent.name)
    ends = [_arrow(table.origins, "origins"), _arrow(table.destinations, "destinations")]
    metadata = _metadata(table, ends)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        _write_pairs(partial, table, ends, metadata)
        partial.replace(target)
    except OSError as fault:
        raise InputError(
            "{path} ne s'écrit pas : {fault}.", path=target.name, fault=fault.strerror or str(fault)
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def _write_pairs(
    path: Path, table: Table, ends: list[pa.Array], metadata: dict[bytes, bytes]
) -> None:
    cost = pa.from_numpy_dtype(table.matrix.dtype)
    kinds = [*(pa.dictionary(pa.int32(), end.type) for end in ends), cost]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=list(COLUMNS[:2]),
        column_encoding={"cost": "BYTE_STREAM_SPLIT"},
        store_schema=False,
        write_page_checksum=True,
    ) as writer:
        for batch in _batches(table, ends, schema):
            writer.write_batch(batch, row_group_size=max(len(batch), 1))
        writer.add_key_value_metadata(metadata)


def _batches(table: Table, ends: list[pa.Array], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    indptr, indices, data = table.matrix.indptr, table.matrix.indices, table.matrix.data
    for first, last in row_blocks(indptr, PAIRS_AT_ONCE):
        part = slice(int(indptr[first]), int(indptr[last]))
        counts = np.diff(indptr[first : last + 1])
        origin = np.repeat(np.arange(last - first, dtype=np.int32), counts)
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(origin), ends[0][first:last]),
            pa.DictionaryArray.from_arrays(pa.array(indices[part].astype(np.int32)), ends[1]),
            pa.array(data[part]),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _arrow(ids: pd.Index, argument: str) -> pa.Array:
    """Return identifiers as Arrow has them; refuse those a file would not give back."""
    is_text = pd.api.types.is_string_dtype(ids.dtype)
    if ids.nlevels == 1 and ids.dtype == object:
        is_text = all(isinstance(value, str) for value in ids)
    if ids.nlevels > 1 or not (is_text or ids.dtype.kind in "iuf"):
        raise InputError(
            "{argument} : des identifiants de type {dtype} ne s'écrivent pas dans un fichier; "
            "donnez du texte ou des nombres.",
            argument=argument,
            dtype=str(ids.dtype),
        )
    if is_text:
        return pa.array(ids.to_numpy(dtype=object), type=pa.large_string())
    return pa.array(ids.to_numpy())


def _metadata(table: Table, ends: list[pa.Array]) -> dict[bytes, bytes]:
    indexes = (table.origins, table.destinations)
    told = {
        "version": VERSION,
        "unit": table.unit,
        "limit": table.limit,
        "provenance": _plain(table.provenance, "provenance"),
        "dtype": str(table.matrix.dtype),
        "pairs": int(table.matrix.nnz),
        "names": [_plain(index.name, "name") for index in indexes],
        "kinds": [str(index.dtype) for index in indexes],
    }
    parts = {KEY: json.dumps(told, ensure_ascii=False).encode()}
    parts |= {key: _packed(ids) for key, ids in zip(ENDS, ends, strict=True)}
    return {**parts, KEY + b".crc32": str(_crc(parts)).encode()}


def _plain(value: Any, where: str) -> Any:
    """Return ``value`` as JSON has it: mappings, lists, text, numbers, booleans, None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part, f"{where}.{key}") for key, part in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(part, where) for part in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise InputError(
        "{where} : une valeur de type {kind} ne s'écrit pas dans un fichier; donnez du texte, un "
        "nombre ou une liste.",
        where=where,
        kind=type(value).__name__,
    )


def _packed(ids: pa.Array) -> bytes:
    sink = pa.BufferOutputStream()
    batch = pa.RecordBatch.from_arrays([ids], names=["id"])
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_batch(batch)
    return base64.b64encode(sink.getvalue().to_pybytes())


def _crc(parts: Mapping[bytes, bytes]) -> int:
    return zlib.crc32(b"\0".join(parts[key] for key in (KEY, *ENDS)))


def read(path: str | PathLike[str]) -> Stored:
    """Return what `write` wrote; one sentence for any other file."""
    file = a_path(path, "path")
    if not file.is_file():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=file.name)
    try:
        with pa.OSFile(str(file)) as stream:
            return _read(stream, file.name)
    except InputError:
        raise
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        LookupError,
        TypeError,
        ArithmeticError,
    ) as fault:
        raise InputError(
            "{path} : la table de coûts ne se lit pas; le fichier est endommagé ou n'est pas une "
            "table de coûts ({fault}).",
            path=file.name,
            fault=" ".join(str(fault).split())[:200],
        ) from None


def _read(stream: Any, name: str) -> Stored:
    file = pq.ParquetFile(
        stream,
        read_dictionary=list(COLUMNS[:2]),
        page_checksum_verification=True,
        pre_buffer=False,
        thrift_string_size_limit=LONGEST_METADATA,
    )
    metadata = file.metadata.metadata or {}
    if KEY not in metadata:
        raise InputError(
            "{path} : ce fichier Parquet n'est pas une table de coûts écrite par territory; une "
            "table de temps se lit par travel.from_table.",
            path=name,
        )
    parts = {key: metadata[key] for key in (KEY, *ENDS)}
    if _crc(parts) != int(metadata[KEY + b".crc32"]):
        raise _damaged(name)
    told = json.loads(parts[KEY])
    if told["version"] != VERSION:
        raise InputError(
            "{path} : cette table de coûts vient d'une version plus récente de territory.",
            path=name,
        )
    ends = [
        _index(parts[key], told["kinds"][end], told["names"][end]) for end, key in enumerate(ENDS)
    ]
    if file.metadata.num_rows != told["pairs"]:
        raise _damaged(name)
    try:
        matrix = _read_pairs(file, ends, told["pairs"], float_dtype(told["dtype"]), name)
        matrix = checked(matrix, *ends)
    except InputError:
        raise _damaged(name) from None
    if first_wrong_cost(matrix.data, matrix.data.dtype) is not None:
        raise _damaged(name)
    return Stored(ends[0], ends[1], matrix, told["unit"], told["limit"], told["provenance"])


def _damaged(name: str) -> InputError:
    return InputError(
        "{path} : la table de coûts est endommagée; écrivez-la de nouveau.", path=name
    )


def _index(packed: bytes, kind: str, name: Any) -> pd.Index:
    with pa.ipc.open_stream(pa.py_buffer(base64.b64decode(packed, validate=True))) as reader:
        ids = reader.read_all().column("id").to_pandas()
    index: pd.Index = pd.Index(
        ids.array if kind != "object" else ids.to_numpy(object), dtype=kind, name=name
    )
    return index


def _read_pairs(
    file: pq.ParquetFile, ends: list[pd.Index], pairs: int, dtype: np.dtype[Any], name: str
) -> sparse.csr_array:
    shape = (len(ends[0]), len(ends[1]))
    numbering = [Numbering(end, word) for end, word in zip(ends, COLUMNS[:2], strict=True)]
    index = index_dtype(*shape, pairs)
    indices, data = np.empty(pairs, dtype=index), np.empty(pairs, dtype=dtype)
    counts = np.zeros(shape[0] + 1, dtype=np.int64)
    filled, row = 0, 0
    for batch in file.iter_batches(PAIRS_AT_ONCE, columns=list(COLUMNS)):
        rows, columns = (
            _positions(number, batch.column(at)) for at, number in enumerate(numbering)
        )
        part = slice(filled, filled + len(batch))
        if len(rows) and (rows[0] < row or (np.diff(rows) < 0).any()):
            raise _damaged(name)
        if batch.column(2).type != pa.from_numpy_dtype(dtype):
            raise _damaged(name)
        indices[part], data[part] = columns, batch.column(2).to_numpy()
        counts[1:] += np.bincount(rows, minlength=shape[0])
        filled, row = part.stop, int(rows[-1]) if len(rows) else row
    if filled != pairs:
        raise _damaged(name)
    return csr(data, indices, np.cumsum(counts).astype(index), shape)


def _positions(numbering: Numbering, column: pa.Array) -> NDArray[Any]:
    if isinstance(column, pa.DictionaryArray):
        codes = column.indices.fill_null(-1).to_numpy()
        return numbering.encoded(codes, pd.Index(column.dictionary.to_pandas()), 0)
    return numbering.positions(column.to_numpy(zero_copy_only=False))
