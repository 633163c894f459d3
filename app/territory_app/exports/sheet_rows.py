"""The rows of a workbook's first sheet, written straight as its XML.

A library writes a cell in ten microseconds; fourteen thousand rows of twenty columns would take
three seconds of it. Everything else of the workbook is the library's: it leaves one empty row with
the format of each column, which these rows replace.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter

from territory.export.cells import texts
from territory_app.views.rows import Field, Rows

SHEET = "xl/worksheets/sheet1.xml"
LONGEST = 32_000
"""Characters a cell can hold, near enough."""
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])
"""Characters no workbook can hold."""
_PATTERN = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')


def with_rows(made: io.BytesIO, table: Rows) -> bytes:
    """Return a workbook whose first sheet's second row gives way to the rows of a table.

    Parameters
    ----------
    made : io.BytesIO
        The workbook; each cell of that row has the format of its column.
    table : Rows
        Its fields and values.
    """
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(made) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new,
    ):
        for item in old.infolist():
            content = old.read(item)
            if item.filename == SHEET:
                content = _replaced(content, table)
            new.writestr(item.filename, content)
    return stream.getvalue()


def _replaced(sheet: bytes, table: Rows) -> bytes:
    found = _PATTERN.search(sheet)
    if found is None:
        raise ValueError(SHEET)
    styles = [int(style) for style in _STYLE.findall(found[0])]
    columns = [
        _cells(table.columns[field.key], field, get_column_letter(position), style)
        for position, (field, style) in enumerate(zip(table.fields, styles, strict=True), start=1)
    ]
    rows = "".join(
        f'<row r="{number}">{"".join(cells)}</row>'
        for number, cells in enumerate(zip(*columns, strict=True), start=2)
    )
    return sheet[: found.start()] + rows.encode() + sheet[found.end() :]


def _cells(values: pd.Series[Any], field: Field, letter: str, style: int) -> list[str]:
    """Return the XML of each cell of a column; a missing value has none."""
    start = f'<c r="{letter}'
    if field.kind == "text":
        clean = texts(values.astype("string").fillna("").str.translate(UNWRITABLE))
        end = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        return [
            f"{start}{number}{end}{escape(text[:LONGEST])}</t></is></c>" if text else ""
            for number, text in enumerate(clean, start=2)
        ]
    figures = values.to_numpy(dtype=np.float64)
    if field.kind == "integer":
        figures = np.round(figures)
    end = f'" s="{style}"><v>'
    return [
        f"{start}{number}{end}{figure:.15g}</v></c>" if np.isfinite(figure) else ""
        for number, figure in enumerate(figures.tolist(), start=2)
    ]
