"""The table of a view as a workbook: the rows, what they are, and what each column means."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter import Workbook

from territory.export.cells import texts
from territory.tables.dictionary import WARNING
from territory_app.views.rows import Field, Rows
from territory_app.words import words

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
HEADING = {"bold": True, "bg_color": "#DCE8EA", "text_wrap": True, "valign": "top"}
WRAPPED = {"text_wrap": True, "valign": "top"}
NARROWEST, WIDEST = 9.0, 44.0
LONGEST = 32_000
"""Characters a cell can hold, near enough."""
LONGEST_TITLE = 255
"""Characters a property can hold."""
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])
"""Characters no workbook can hold."""


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
    stream = io.BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": plain(about.title)[:LONGEST_TITLE], "author": "territory"})
        book.set_custom_property("Language", f"{language}-CA")
        _write_rows(book, _("Tableau"), table)
        _write_texts(
            book,
            _("Métadonnées"),
            (_("Champ"), _("Valeur")),
            [(_("Titre"), about.title), *about.lines],
            (26.0, 110.0),
        )
        _write_texts(
            book,
            _("Colonnes"),
            (_("Colonne"), _("Nom technique"), _("Unité"), _("Définition")),
            [(one.heading, one.key, one.unit, one.meaning) for one in table.fields],
            (38.0, 24.0, 24.0, 100.0),
        )
    return stream.getvalue()


def plain(text: str) -> str:
    """Return a text as a cell can hold it: never a formula, nothing a workbook cannot write.

    Examples
    --------
    >>> plain("=1+1"), plain("a" + chr(7))
    ("'=1+1", 'a')
    """
    return _plain(pd.Series([str(text)], dtype=object))[0]


def _plain(values: pd.Series[Any]) -> list[str]:
    """Return texts as `plain` does, all at once; missing ones are empty."""
    clean = texts(values.astype("string").fillna("").str.translate(UNWRITABLE))
    return [text[:LONGEST] for text in clean]


def _write_rows(book: Any, name: str, table: Rows) -> None:
    sheet = book.add_worksheet(name)
    # The name of each territory stays in sight too.
    sheet.freeze_panes(1, _named(table.fields))
    sheet.autofilter(0, 0, table.count, len(table.fields) - 1)
    _write_headings(book, sheet, [field.heading for field in table.fields])
    for column, field in enumerate(table.fields):
        values, shape = table.columns[field.key], book.add_format({"num_format": _format(field)})
        sheet.set_column(column, column, _width(field, table))
        if field.kind == "text":
            for row, text in enumerate(_plain(values), start=1):
                if text:
                    sheet.write_string(row, column, text, shape)
            continue
        figures = values.to_numpy(dtype=np.float64)
        if field.kind == "integer":
            figures = np.round(figures)
        for row, figure in enumerate(figures.tolist(), start=1):
            if math.isfinite(figure):
                sheet.write_number(row, column, figure, shape)


def _write_texts(
    book: Any,
    name: str,
    headings: Sequence[str],
    lines: Sequence[Sequence[str]],
    widths: Sequence[float],
) -> None:
    sheet, wrapped = book.add_worksheet(name), book.add_format(WRAPPED)
    sheet.freeze_panes(1, 0)
    _write_headings(book, sheet, headings)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line):
            sheet.write_string(row, column, plain(text), wrapped)


def _write_headings(book: Any, sheet: Any, headings: Sequence[str]) -> None:
    shape = book.add_format(HEADING)
    for column, text in enumerate(headings):
        sheet.write_string(0, column, plain(text), shape)


def _named(fields: Sequence[Field]) -> int:
    """Return how many columns there are up to the name."""
    return next(i for i, field in enumerate(fields, start=1) if field.key == "name")


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
