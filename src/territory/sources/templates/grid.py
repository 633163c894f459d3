"""A filled file as rows of cells, whatever it was saved as: workbook or text.

What a file is is told from its first bytes, not from its name.
"""

from __future__ import annotations

import csv
import io
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from territory.errors import InputError
from territory.sources._archive import TEXTS, is_archive, member_path
from territory.sources._archive import shown as called
from territory.sources._tabular import _decode, existing_file, nearest_name
from territory.text import N_

TEXT_AS_WORKBOOK = N_("le fichier porte un nom de classeur, mais c'est du texte; lu comme tel")
WORKBOOK_AS_TEXT = N_("le fichier porte un nom de fichier texte, mais c'est un classeur")
OTHER_SHEETS = N_("autres feuilles du classeur, non lues")
UNSAVED_FORMULAS = N_("formules sans résultat enregistré, lues comme des cases vides")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_UNPACKED = 500_000_000
MAX_COLUMNS = 1000
MAX_ROWS = 200_000
_BLANK_RUN = 2000
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


class Percent(float):
    """A number whose cell is formatted as a percentage: 0.8 shown as 80%."""


class Broken(str):
    """The error a formula gives instead of a value."""

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or text file.

    Attributes
    ----------
    source : str
        Name of the file, as shown to people.
    rows : list of (int, list)
        Line in the file (from 1) and cells of each row that is not blank.
    repairs : dict of str to int
        What was mended, in French.
    """

    source: str
    rows: list[tuple[int, list[Any]]]
    repairs: dict[str, int] = field(default_factory=dict)


def read_grid(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Grid:
    """Read a workbook (.xlsx) or a text file as rows of cells.

    Parameters
    ----------
    path : Path
        The file.
    sheet : str, optional
        Sheet of a workbook; the first by default.
    encoding : str, optional
        Of a text file, where it is neither UTF-8 nor Windows-1252.

    Raises
    ------
    InputError
        When the file is missing, empty, protected by a password, an old .xls, not a table at
        all, or has no sheet of that name.
    """
    if is_archive(path):
        with member_path(path, (".xlsx", *TEXTS)) as inner:
            return replace(read_grid(inner, sheet=sheet, encoding=encoding), source=called(path))
    file = existing_file(Path(path))
    with file.open("rb") as stream:
        start = stream.read(8)
    named_workbook = file.suffix.lower() in (".xlsx", ".xlsm", ".xls")
    if start.startswith(_OLE):
        raise _old_or_protected(file)
    if start.startswith(_ZIP):
        grid = _workbook(file, sheet)
        return grid if named_workbook else _with(grid, WORKBOOK_AS_TEXT)
    grid = _text(file, encoding)
    return _with(grid, TEXT_AS_WORKBOOK) if named_workbook else grid


def _with(grid: Grid, repair: str) -> Grid:
    return Grid(grid.source, grid.rows, {**grid.repairs, repair: 1})


def _old_or_protected(file: Path) -> InputError:
    if "EncryptedPackage".encode("utf-16-le") in file.read_bytes():
        return InputError(
            "{path} est protégé par un mot de passe; retirez-le dans le tableur, puis enregistrez.",
            path=file.name,
        )
    return InputError(
        "{path} est un ancien classeur (.xls); enregistrez-le en .xlsx ou en CSV.", path=file.name
    )


def _workbook(file: Path, sheet: str | None) -> Grid:
    _refuse_other_archives(file)
    try:
        # The library warns of lists, colours and styles it does not read: none is a value.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return _sheet(file, sheet)
    except (
        InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, ParseError, OSError,
        LookupError, ValueError, TypeError, AttributeError, EOFError, ArithmeticError, RuntimeError,
    ) as fault:  # fmt: skip
        raise InputError(
            "{path} ne s'ouvre pas comme un classeur ({fault}); ouvrez-le dans le tableur et "
            "enregistrez-le de nouveau en .xlsx.",
            path=file.name,
            fault=str(fault)[:120] or type(fault).__name__,
        ) from None


def _refuse_other_archives(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, RuntimeError, struct.error):
        raise InputError(
            "{path} est abîmé ou incomplet; copiez-le ou enregistrez-le de nouveau.",
            path=file.name,
        ) from None
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise InputError(
            "{path} n'est pas un classeur .xlsx; enregistrez-le en .xlsx ou en CSV.",
            path=file.name,
        )
    if size > _MAX_UNPACKED:
        raise InputError(
            "{path} contient plus de {most} Mo une fois décompressé; ne gardez que la feuille "
            "à lire.",
            path=file.name,
            most=_MAX_UNPACKED // 1_000_000,
        )


def _sheet(file: Path, sheet: str | None) -> Grid:
    book = _opened(file, data_only=True)
    try:
        names = [ws.title for ws in book.worksheets]
        name = _sheet_name(names, sheet, file.name)
        page = book[name]
        page.reset_dimensions()
        rows = list(_bounded(_cells(page.iter_rows(max_col=MAX_COLUMNS)), file.name))
    finally:
        book.close()
    repairs = {}
    others = len(names) - 1
    if sheet is None and others and not _is_ours(names):
        repairs[OTHER_SHEETS] = others
    unsaved = _unsaved_formulas(file, name, rows)
    if unsaved:
        repairs[UNSAVED_FORMULAS] = unsaved
    return Grid(file.name, rows, repairs)


def _opened(file: Path, *, data_only: bool) -> Workbook:
    content = io.BytesIO(file.read_bytes())
    return load_workbook(content, read_only=True, data_only=data_only, keep_links=False)


def _is_ours(names: Sequence[str]) -> bool:
    """Tell whether the other sheets are those a template comes with."""
    return set(names[1:]) <= {"Explications", "Explanations", "Listes", "Lists"}


def _sheet_name(names: list[str], wanted: str | None, source: str) -> str:
    if not names:
        raise InputError("{path} n'a aucune feuille de calcul.", path=source)
    if wanted is None:
        return names[0]
    if wanted in names:
        return wanted
    near = nearest_name(wanted, names)
    raise InputError(
        "{path} n'a pas de feuille « {sheet} »; ses feuilles sont : {known}.",
        path=source,
        sheet=wanted,
        known=", ".join(([near] if near else []) + [name for name in names if name != near]),
    )


def _cells(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [_value(cell) for cell in row]


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "e" or value in _ERRORS:
            return Broken(value)
        return unicodedata.normalize("NFC", value).strip() or None
    if isinstance(value, bool | datetime | date):
        return value
    if isinstance(value, int | float):
        return Percent(value) if "%" in str(cell.number_format or "") else float(value)
    return None if value is None else str(value)


def _unsaved_formulas(file: Path, sheet: str, rows: list[tuple[int, list[Any]]]) -> int:
    """Count formulas whose result the file does not hold (written by a program, never opened)."""
    with zipfile.ZipFile(file) as archive:
        formulas = any(
            b"<f" in archive.read(name)
            for name in archive.namelist()
            if name.startswith("xl/worksheets/sheet")
        )
    if not formulas:
        return 0
    kept = dict(rows)
    book = _opened(file, data_only=False)
    try:
        page = book[sheet]
        page.reset_dimensions()
        count = 0
        for line, row in enumerate(page.iter_rows(max_col=MAX_COLUMNS), start=1):
            cells = kept.get(line, [])
            for place, cell in enumerate(row):
                told = cell.data_type == "f"
                count += told and (place >= len(cells) or cells[place] is None)
            if line > MAX_ROWS:
                break
        return count
    finally:
        book.close()


def _bounded(rows: Iterable[list[Any]], source: str) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that hold something, with their line; stop in an endless blank sheet."""
    blank = 0
    for line, cells in enumerate(rows, start=1):
        if any(cell is not None for cell in cells):
            blank = 0
            yield line, cells
        else:
            blank += 1
            if blank > _BLANK_RUN:
                return
        if line > MAX_ROWS:
            raise InputError(
                "{path} a plus de {most} rangées; un gabarit décrit des lieux, un par rangée.",
                path=source,
                most=MAX_ROWS,
            )


def _text(file: Path, encoding: str | None) -> Grid:
    encodings = (encoding,) if encoding else ("utf-8-sig", "cp1252")
    text, used = _decode(file.read_bytes(), file.name, encodings)
    text = unicodedata.normalize("NFC", text)
    if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise InputError(
            "{path} est une page web ou du XML, non une table; enregistrez-la en .xlsx ou en CSV.",
            path=file.name,
        )
    mark = _separator(text)
    repairs = {}
    if encoding is None and used == "cp1252":
        repairs[N_("encodage : lu en cp1252 plutôt qu'en UTF-8")] = 1
    try:
        rows = list(_bounded(_lines(text, mark), file.name))
    except csv.Error as fault:
        raise InputError(
            "{path} ne se découpe pas en colonnes ({fault}); enregistrez-le de nouveau en CSV.",
            path=file.name,
            fault=str(fault),
        ) from None
    return Grid(file.name, rows, repairs)


def _lines(text: str, mark: str) -> Iterator[list[Any]]:
    """Yield the cells of each line of the file; a cell on several lines counts its lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    line = 0
    for row in reader:
        for _ in range(reader.line_num - line - 1):
            yield []
        line = reader.line_num
        yield [cell.replace("\N{NO-BREAK SPACE}", " ").strip() or None for cell in row]


def _separator(text: str) -> str:
    """Return the separator that most lines have most of, comments aside."""
    every = [line for line in text.splitlines()[:80] if line.strip()]
    lines = [line for line in every if not line.lstrip(' "').startswith("#")] or every
    if not lines:
        return ","
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in ";\t,|"}
    best = max(counts, key=lambda mark: (counts[mark][len(lines) // 2], counts[mark][-1]))
    return best if counts[best][-1] else ","
