"""The table of a view as CSV: UTF-8 with its mark, as a spreadsheet of the language reads it.

In French, columns are separated by a semicolon and decimals by a comma; in English, by a comma and
a dot. Each file says it of itself on the page that offers it, and in the workbook's dictionary.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

from territory.export.cells import numbers, texts
from territory_app.views.rows import Field, Rows

SEPARATORS = {"fr": ";", "en": ","}
DECIMALS = {"fr": ",", "en": "."}
BOM = "\ufeff"


def csv_table(table: Rows, language: str) -> bytes:
    """Return the CSV of a view.

    Parameters
    ----------
    table : Rows
        Its fields and values.
    language : str
        "fr" or "en".

    Returns
    -------
    bytes
        UTF-8 with a byte order mark; one line per territory, ended as spreadsheets expect.
        Shares are percentages.
    """
    cells = {
        position: written(table.columns[field.key], field, language)
        for position, field in enumerate(table.fields)
    }
    frame = pd.DataFrame(cells)
    headings = texts(pd.Series([field.heading for field in table.fields], dtype=object))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=SEPARATORS[language], lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(frame.itertuples(index=False, name=None))
    return (BOM + stream.getvalue()).encode("utf-8")


def written(values: pd.Series[Any], field: Field, language: str) -> pd.Series[str]:
    """Write a column: numbers in the language's decimals, texts no spreadsheet will run."""
    if field.kind == "text":
        return texts(values)
    figures = values.to_numpy(dtype=np.float64)
    if field.kind == "share":
        figures = figures * 100
    if field.kind == "integer":
        figures = np.round(figures)
    return numbers(pd.Series(figures)).str.replace(".", DECIMALS[language], regex=False)
