"""The table of a view as a workbook: the rows, what they are, and what each column means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from territory.export.cells import texts
from territory.tables.dictionary import WARNING
from territory_app.exports.sheet_rows import UNWRITABLE, with_rows
from territory_app.views.rows import Field, Rows
from territory_app.words import words

HEADING = PatternFill("solid", start_color="FFDCE8EA")
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
NARROWEST, WIDEST = 9.0, 44.0
LONGEST = 32_000
"""Characters a cell can hold, near enough."""


@dataclass(frozen=True)
class About:
    """What a workbook says of itself: its title, and lines of name and value."""

    title: str
    lines: tuple[tuple[str, str], ...]


def workbook(table: Rows, about: About, language: str) -> bytes:
    """Return the workbook of a view.

    Parameters
    ----------
    table : Rows
        Its fields and values; numbers stay numbers, texts are never formulas.
    about : About
        What its second sheet says.
    language : str
        "fr" or "en".

    Returns
    -------
    bytes
        An XLSX file of three sheets, each with one row of headings and no merged cells.
    """
    _ = words(language)
    book = Workbook(write_only=True)
    book.properties.title = plain(about.title)
    book.properties.creator = "territory"
    book.properties.language = f"{language}-CA"
    _write_rows(book.create_sheet(_("Tableau")), table)
    _write_texts(
        book.create_sheet(_("Métadonnées")),
        (_("Champ"), _("Valeur")),
        [(_("Titre"), about.title), *about.lines],
        (26.0, 110.0),
    )
    _write_texts(
        book.create_sheet(_("Colonnes")),
        (_("Colonne"), _("Nom technique"), _("Unité"), _("Définition")),
        [(one.heading, one.key, one.unit, one.meaning) for one in table.fields],
        (38.0, 24.0, 24.0, 100.0),
    )
    stream = io.BytesIO()
    book.save(stream)
    return with_rows(stream, table)


def plain(text: str) -> str:
    """Return a text as a cell can hold it: never a formula, nothing a workbook cannot write.

    Examples
    --------
    >>> plain("=1+1"), plain("a" + chr(7))
    ("'=1+1", 'a')
    """
    return str(texts(pd.Series([str(text).translate(UNWRITABLE)], dtype=object)).iloc[0])[:LONGEST]


def _write_rows(sheet: Any, table: Rows) -> None:
    _shape(sheet, [_width(field, table) for field in table.fields])
    # The name of each territory stays in sight too.
    sheet.freeze_panes = f"{get_column_letter(_named(table.fields))}2"
    last = get_column_letter(len(table.fields))
    sheet.auto_filter.ref = f"A1:{last}{table.count + 1}"
    sheet.append(_headings(sheet, [field.heading for field in table.fields]))
    # One empty row, whose formats the rows of the table take (see `sheet_rows`).
    pattern = [WriteOnlyCell(sheet) for _field in table.fields]
    for cell, field in zip(pattern, table.fields, strict=True):
        cell.number_format = _format(field)
    sheet.append(pattern)


def _write_texts(
    sheet: Any,
    headings: Sequence[str],
    lines: Sequence[Sequence[str]],
    widths: Sequence[float],
) -> None:
    _shape(sheet, widths)
    sheet.freeze_panes = "A2"
    sheet.append(_headings(sheet, headings))
    for line in lines:
        cells = [WriteOnlyCell(sheet, plain(text)) for text in line]
        for cell in cells:
            cell.alignment = WRAPPED
        sheet.append(cells)


def _shape(sheet: Any, widths: Sequence[float]) -> None:
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width


def _headings(sheet: Any, texts_: Sequence[str]) -> list[Any]:
    cells = [WriteOnlyCell(sheet, plain(text)) for text in texts_]
    for cell in cells:
        cell.font, cell.fill, cell.alignment = BOLD, HEADING, WRAPPED
    return cells


def _named(fields: Sequence[Field]) -> int:
    """Return the position, from 1, of the column after the name."""
    return next(i for i, field in enumerate(fields, start=1) if field.key == "name") + 1


def _format(field: Field) -> str:
    decimals = f".{'0' * field.digits}" if field.digits else ""
    return {
        "text": "@",
        "integer": "#,##0",
        "number": f"#,##0{decimals}",
        "share": f"0{decimals}%",
    }[field.kind]


def _width(field: Field, table: Rows) -> float:
    """Return a width that suits a column: its text, or half its heading where it is numbers."""
    if field.key == WARNING.name:
        return 2 * NARROWEST
    if field.kind != "text":
        return max(NARROWEST, 2 + len(field.heading) / 2)
    longest = table.columns[field.key].head(200).astype(str).str.len().max() if table.count else 0
    return float(np.clip(longest + 2, NARROWEST, WIDEST))
