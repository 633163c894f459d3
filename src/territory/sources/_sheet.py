"""Tables that come as a workbook, a sheet saved as text, or the attributes of a layer."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from territory.errors import InputError
from territory.sources._archive import member_path, refuse_swollen
from territory.sources._geo import read_attributes
from territory.sources._tabular import existing_file, nearest_name, read_csv_text
from territory.text import fold

_LAYERS = (".shp", ".gpkg", ".dbf")


@dataclass(frozen=True)
class Sheet:
    """A table read as text.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns of text, a plain range index.
    lines : numpy.ndarray of int, shape (rows,)
        Where each row is in the file: 2 for the first under a header, 1 in a layer.
    source : str
        Name of the file, as shown to people.
    repairs : dict
        What was mended, and how many times.
    """

    frame: pd.DataFrame
    lines: np.ndarray[Any, np.dtype[np.int64]]
    source: str
    repairs: dict[str, int] = field(default_factory=dict)


def read_sheet(path: Path, sheet: str) -> Sheet:
    """Read a sheet of a workbook, that sheet saved as CSV, or the attributes of a layer.

    Raises
    ------
    InputError
        When the file cannot be read so, or has no such sheet.
    """
    file = existing_file(path)
    if path.suffix.lower() in (".csv", ".txt"):
        text = read_csv_text(file)
        return Sheet(text.frame, text.lines, text.source, dict(text.repairs))
    with member_path(file, (".xlsx", *_LAYERS)) as found:
        if found.suffix.lower() != ".xlsx":
            return _attributes(found, path.name)
        return _workbook(found, sheet, path.name)


def _attributes(found: Path, source: str) -> Sheet:
    frame = read_attributes(found).astype("string")
    return Sheet(frame, np.arange(1, len(frame) + 1), source)


def _workbook(found: Path, sheet: str, source: str) -> Sheet:
    with _opened(found, source) as book:
        names = book.sheetnames
        wanted = next((name for name in names if fold(name) == fold(sheet)), None)
        if wanted is None:
            raise InputError(
                "{source} n'a pas de feuille « {sheet} »; est-ce « {near} » (option sheet)?",
                source=source,
                sheet=sheet,
                near=nearest_name(sheet, names) or ", ".join(names),
            )
        rows = [list(row) for row in book[wanted].iter_rows(values_only=True)]
    start = next((n for n, row in enumerate(rows) if sum(c is not None for c in row) > 2), None)  # noqa: PLR2004
    if start is None or start + 1 >= len(rows):
        raise InputError(
            "{source} : la feuille « {sheet} » n'a aucune rangée.", source=source, sheet=sheet
        )
    header = [
        str(cell).strip() if cell is not None else f"({n})" for n, cell in enumerate(rows[start])
    ]
    frame = pd.DataFrame(rows[start + 1 :], columns=header, dtype="object")
    there = frame.notna().any(axis=1).to_numpy()
    lines = np.arange(start + 2, start + 2 + len(frame))
    text = frame[there].astype("string").reset_index(drop=True)
    return Sheet(text, lines[there], source)


@contextmanager
def _opened(found: Path, source: str) -> Iterator[Any]:
    refuse_swollen(found)
    try:
        book = openpyxl.load_workbook(found, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, OSError, KeyError, ValueError) as fault:
        raise InputError(
            "{source} ne se lit pas comme un classeur ({fault}).", source=source, fault=str(fault)
        ) from None
    try:
        yield book
    finally:
        book.close()
