"""A territory's row as a table of its own: one line of the study's, with the names people read."""

from __future__ import annotations

import io

import pandas as pd

from territory.export.cells import numbers, texts
from territory_app.catalogue import Catalogue
from territory_app.views.fiche_method import made

BOM = "\ufeff"


def row_csv(catalogue: Catalogue, territory_id: str, language: str) -> bytes:
    """Return the row of ``gaps_<level>.csv`` of one territory, as UTF-8 with a mark.

    Columns keep the names of the data dictionary, so that two rows can be put together. The
    demonstration's first column is its warning. Semicolons and decimal commas are not used:
    numbers are written as in every file of a run.

    Raises
    ------
    KeyError
        When the results do not hold the territory.
    """
    level, position = catalogue.places[territory_id]
    row = catalogue.levels[level].table.iloc[[position]].reset_index(drop=True)
    row = row.drop(columns=[name for name in ("beyond_share", "avertissement") if name in row])
    cells = pd.DataFrame(
        {
            str(name): numbers(values) if pd.api.types.is_numeric_dtype(values) else texts(values)
            for name, values in row.items()
        }
    )
    cells["level"] = level
    cells["source"] = texts(pd.Series([made(catalogue, language)]))
    if catalogue.demonstration:
        cells.insert(0, "avertissement", texts(pd.Series([catalogue.banner(language)])))
    stream = io.StringIO()
    cells.to_csv(stream, index=False, lineterminator="\r\n")
    return (BOM + stream.getvalue()).encode()
