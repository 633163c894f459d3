"""Writing a crosswalk: one row per pair of territories, as CSV or as a workbook."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from territory.errors import InputError
from territory.export.layout import Table, marked, marked_columns
from territory.export.write import write_csv
from territory.tables.words import Column

# fmt: off
CROSSWALK_COLUMNS: tuple[Column, ...] = (
    Column("from_id", "string", "De (code)", "From (code)",
           "Territoire de départ; vide : hors de tout territoire de ce niveau.",
           "Territory one starts from; blank: outside every territory of that level."),
    Column("from_name", "string", "De (nom)", "From (name)", "Son nom.", "Its name."),
    Column("to_id", "string", "Vers (code)", "To (code)",
           "Territoire d'arrivée; vide : hors de tout territoire de ce niveau.",
           "Territory one gets to; blank: outside every territory of that level."),
    Column("to_name", "string", "Vers (nom)", "To (name)", "Son nom.", "Its name."),
    Column("population", "number", "Personnes", "People",
           "Personnes à la fois dans les deux.", "People in both at once.",
           "personnes", "people"),
    Column("share_of_from", "number", "Part de départ", "Share of the first",
           "Part des personnes du territoire de départ.",
           "Share of the first territory's people."),
    Column("share_of_to", "number", "Part d'arrivée", "Share of the second",
           "Part des personnes du territoire d'arrivée.",
           "Share of the second territory's people."),
    Column("estimated", "number", "Part estimée", "Share estimated",
           "Part des personnes du couple dans des unités partagées, ou ramenées à un point.",
           "Share of the pair's people in units split, or reduced to one point."),
    Column("method", "string", "Moyen le moins sûr", "Least sure means",
           "Comment les moins sûres de ces personnes sont placées.",
           "How the least sure of these people are placed.",
           values={
               "whole": ("unités entières aux deux niveaux", "units whole at both levels"),
               "shared": ("parts de personnes connues", "known shares of people"),
               "point": ("municipalité ramenée à un point", "municipality reduced to one point"),
               "areal": ("parts de surface terrestre", "shares of land area"),
               "independent": ("produit de deux parts", "product of two shares"),
           }),
)
# fmt: on


def write_crosswalk(rows: pd.DataFrame, path: Path, *, demonstration: bool) -> None:
    """Write the rows of a crosswalk whole or not at all, in a .csv or an .xlsx file.

    Raises
    ------
    InputError
        When the file cannot be written there.
    """
    table = Table("crosswalk", "Correspondance", "Crosswalk", rows, CROSSWALK_COLUMNS)
    hidden = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=".partial-", dir=path.parent)
        os.close(handle)
        hidden = Path(name)
        if path.suffix.lower() == ".xlsx":
            _workbook(table, hidden, demonstration=demonstration)
        else:
            write_csv(table, hidden, demonstration=demonstration)
        hidden.chmod(0o644)
        hidden.replace(path)
    except OSError as fault:
        raise InputError(
            "Le fichier {path} ne peut pas être écrit : {fault}.",
            path=str(path),
            fault=fault.strerror or type(fault).__name__,
        ) from None
    finally:
        if hidden is not None:
            hidden.unlink(missing_ok=True)


def _workbook(table: Table, path: Path, *, demonstration: bool) -> None:
    columns = marked_columns(table.columns, demonstration=demonstration)
    frame = marked(table.frame, demonstration=demonstration)
    frame = frame[[column.name for column in columns]]
    frame.to_excel(path, index=False, engine="openpyxl", sheet_name="crosswalk")
