"""Every file of a view, made on demand: the routes and the command line ask here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from territory_app.exports.naming import file_name
from territory_app.exports.picture import picture, png
from territory_app.exports.table import csv_table
from territory_app.exports.workbook import About, workbook
from territory_app.tiles.store import TileStore
from territory_app.views.about import metadata
from territory_app.views.rows import rows
from territory_app.views.selection import Selection

CSV, XLSX, SVG, PNG = "csv", "xlsx", "svg", "png"
TYPES = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SVG: "image/svg+xml",
    PNG: "image/png",
}
TABLES, PICTURES = (CSV, XLSX), (SVG, PNG)


@dataclass(frozen=True)
class Taken:
    """One file: its name, its type, its bytes."""

    name: str
    mimetype: str
    content: bytes

    @property
    def checksum(self) -> str:
        """First characters of its SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def table_file(selection: Selection, extension: str, permalink: str) -> Taken:
    """Return the table of a view as a file.

    Parameters
    ----------
    selection : Selection
        The view.
    extension : str
        "csv" or "xlsx".
    permalink : str
        Address that shows the view again; in the workbook.
    """
    table = rows(selection)
    if extension == CSV:
        content = csv_table(table, selection.language)
    else:
        about = About(selection.titles.title, tuple(metadata(selection, permalink)))
        content = workbook(table, about, selection.language)
    what = "table" if selection.language == "en" else "tableau"
    return Taken(file_name(selection, what, extension), TYPES[extension], content)


def picture_file(selection: Selection, extension: str, store: TileStore) -> Taken:
    """Return the picture of a view as a file.

    Parameters
    ----------
    selection : Selection
        The view.
    extension : str
        "svg" or "png".
    store : TileStore
        Map tiles of the results.
    """
    drawn = picture(selection, store)
    content = drawn.encode("utf-8") if extension == SVG else png(drawn)
    what = "map" if selection.language == "en" else "carte"
    return Taken(file_name(selection, what, extension), TYPES[extension], content)
