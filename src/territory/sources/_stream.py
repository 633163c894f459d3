"""Large text tables, zipped or not: some columns of them, block by block, in bounded memory.

Columns are chosen by their place in the header, since some official files give one name to
several; a place is found by the reader, which knows the names.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from territory.errors import InputError
from territory.sources._archive import TEXTS, is_archive, member_stream, members, shown, split
from territory.sources._tabular import existing_file
from territory.text import fold

BLOCK_BYTES = 2 << 20
# Nothing is written on disk, so a text may be much longer than a member unpacked in place.
MOST_BYTES = 40 << 30
_SEPARATORS = (",", ";", "\t", "|")
_NOT_TEXT = (b"PK\x03\x04", b"\x1f\x8b")


@dataclass
class LargeText:
    """A text table open for reading, its header read.

    Attributes
    ----------
    source : str
        Name of the file, as shown to people.
    header : tuple of str
        Names of the columns, in order, as written.
    separator : str
        What is between two cells.
    size : int
        Bytes of the text, once unzipped.
    block_bytes : int
        Bytes read at a time.
    """

    source: str
    header: tuple[str, ...]
    separator: str
    size: int
    _stream: IO[bytes]
    block_bytes: int = BLOCK_BYTES

    def place(self, *patterns: str) -> int | None:
        """Return where the first column matching one of the patterns is, accents and case aside.

        A pattern is a regular expression on the whole folded name; the first pattern wins.
        """
        names = [fold(name) for name in self.header]
        for pattern in patterns:
            for place, name in enumerate(names):
                if re.fullmatch(pattern, name):
                    return place
        return None

    def required(self, name: str, *patterns: str) -> int:
        """Return the place of a column the reader cannot do without.

        Raises
        ------
        InputError
            Naming the column by its usual name.
        """
        place = self.place(*patterns)
        if place is None:
            raise InputError(
                "{source} : la colonne « {column} » manque; colonnes trouvées : {found}.",
                source=self.source,
                column=name,
                found=", ".join(self.header[:12]) + (", ..." if len(self.header) > 12 else ""),  # noqa: PLR2004
            )
        return place

    def blocks(self, places: Mapping[str, int]) -> Iterator[pa.RecordBatch]:
        """Yield the columns wanted, as bytes, block after block; nothing is null.

        Raises
        ------
        InputError
            When a row has more or fewer cells than the header.
        """
        numbered = [str(place) for place in range(len(self.header))]
        wanted = [numbered[place] for place in places.values()]
        kinds = pyarrow.csv.ConvertOptions(
            include_columns=list(dict.fromkeys(wanted)),
            column_types=dict.fromkeys(wanted, pa.binary()),
            strings_can_be_null=False,
            null_values=[],
            check_utf8=False,
        )
        # One thread: as fast on a zip, and what it holds does not grow with the file.
        sizes = pyarrow.csv.ReadOptions(
            column_names=numbered, block_size=self.block_bytes, use_threads=False
        )
        cells = pyarrow.csv.ParseOptions(delimiter=self.separator)
        try:
            with pyarrow.csv.open_csv(
                self._stream, read_options=sizes, parse_options=cells, convert_options=kinds
            ) as reader:
                for batch in reader:
                    columns = [batch.column(name) for name in wanted]
                    yield pa.RecordBatch.from_arrays(columns, names=list(places))
        except pa.ArrowInvalid as fault:
            raise _uneven(self.source, str(fault)) from None


@contextmanager
def large_text(path: Path | str, *, prefer: str | None = None) -> Iterator[LargeText]:
    """Open a text table, plain or zipped, and read its header.

    Parameters
    ----------
    path : Path or str
        ``file.csv``, ``file.zip`` or ``file.zip!/inner.csv``.
    prefer : str, optional
        Regular expression on the folded names inside an archive that holds several texts.

    Raises
    ------
    InputError
        When there is no such file, it is empty, or is not text.
    """
    file = existing_file(Path(path))
    chosen = _chosen(file, prefer)
    with member_stream(chosen, TEXTS, max_bytes=MOST_BYTES) as stream:
        first = stream.readline(1 << 20)
        while first and not first.strip():
            first = stream.readline(1 << 20)
        if not first.strip():
            raise InputError(
                "Le fichier {path} est vide; obtenez-le ou exportez-le de nouveau.",
                path=shown(file),
            )
        if first.startswith(_NOT_TEXT) or b"\x00" in first:
            raise InputError(
                "{path} n'est pas un fichier texte; un classeur se lit une fois enregistré en CSV.",
                path=shown(file),
            )
        line = " ".join(text_of(first).lstrip("\ufeff").splitlines())
        separator = max(_SEPARATORS, key=line.count)
        try:
            names = next(csv.reader([line], delimiter=separator))
        except csv.Error:
            raise InputError(
                "{path} ne se découpe pas en colonnes; un guillemet ouvert n'est peut-être pas "
                "refermé.",
                path=shown(file),
            ) from None
        header = tuple(name.strip() for name in names)
        yield LargeText(shown(file), header, separator, _size(Path(chosen)), stream)


def _chosen(file: Path, prefer: str | None) -> str:
    if prefer is None or not is_archive(file) or split(file)[1] is not None:
        return str(file)
    named = [one for one in members(file, TEXTS) if re.search(prefer, fold(one))]
    return f"{file}!/{named[0]}" if len(named) == 1 else str(file)


def _size(chosen: Path) -> int:
    """Return the bytes of a text as the archive states them: for a progress bar, no more."""
    file, inner = split(chosen)
    if not is_archive(chosen):
        return file.stat().st_size
    with zipfile.ZipFile(file) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
    return sizes.get(inner or "", max(sizes.values(), default=0))


def text_of(raw: bytes) -> str:
    """Return bytes as text: UTF-8 where they are, else Windows-1252.

    Examples
    --------
    >>> text_of("Québec".encode("latin-1")), text_of("Québec".encode())
    ('Québec', 'Québec')
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def decoded(column: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Return a column of bytes as text without spaces around; each distinct value once."""
    encoded = column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    values = pd.array([text_of(one).strip() for one in encoded.dictionary.to_pylist()], "string")
    places: Any = encoded.indices.to_numpy(zero_copy_only=False)
    return pd.Series(values.take(places))


def one_table(batches: Sequence[pa.RecordBatch], names: Sequence[str]) -> pa.Table:
    """Return blocks one after the other; an empty table of those columns when there is none."""
    if batches:
        return pa.Table.from_batches(batches)
    return pa.table({name: pa.array([], pa.binary()) for name in names})


def _uneven(source: str, fault: str) -> InputError:
    if "Empty CSV file" in fault:
        return InputError(
            "Le fichier {path} n'a qu'un en-tête, aucune rangée; vérifiez l'exportation.",
            path=source,
        )
    counted = re.search(r"Expected (\d+) columns, got (\d+)", fault)
    if counted is None:
        return InputError(
            "{path} ne se découpe pas en colonnes; un guillemet ouvert n'est peut-être pas "
            "refermé.",
            path=source,
        )
    return InputError(
        "{path} : une rangée a {seen} cellules au lieu de {expected}; le fichier est tronqué ou "
        "une valeur contient le séparateur.",
        path=source,
        seen=counted[2],
        expected=counted[1],
    )
