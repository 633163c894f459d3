"""A filled template, read: its rows by field, its examples set aside, its faults listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.errors import InputError
from territory.sources._personal import DROPPED_COLUMNS, SCRUBBED_CELLS, scrub
from territory.sources._rows import Sieve
from territory.sources.templates import faults as told
from territory.sources.templates.faults import Fault
from territory.sources.templates.grid import Grid, read_grid
from territory.sources.templates.header import Header, find_header, is_repeated
from territory.sources.templates.model import Field, Template
from territory.sources.templates.unread import THE_HEADER, note_titles
from territory.sources.templates.values import Wrong, is_blank, parse, quoted, shown
from territory.text import N_, Amount

EXAMPLE_ROW = N_("rangée d'exemple du gabarit : jamais lue comme une donnée")
COMMENT_LINES = N_("lignes d'explication ou titres répétés, passés")
QUESTIONED_HIGH = N_("{value} est beaucoup")
QUESTIONED_LOW = N_("{value} est très peu")
IS_IT_RIGHT = N_("vérifiez le chiffre et son unité; la rangée est gardée")
_EXAMPLE = re.compile(r"(?:EXEMPLE|EXAMPLE)(?![A-Za-zÀ-ÿ])")


@dataclass
class Filled:
    """The rows of a filled template.

    Attributes
    ----------
    template : Template
    source : str
        Name of the file.
    header : Header
    frame : pandas.DataFrame
        One column per field of the template, found or not; every row read, examples included.
    raw : pandas.DataFrame of object
        The same cells as the file shows them.
    lines : numpy.ndarray of int
        Line in the file of each row.
    examples : numpy.ndarray of bool
        The rows that are examples.
    faults : list of Fault
        What is wrong; readers add to it.
    repairs : dict of str to int
    notes : list of (str, dict)
        Other things to say, in French, with their fields.
    """

    template: Template
    source: str
    header: Header
    frame: pd.DataFrame
    raw: pd.DataFrame
    lines: NDArray[np.int64]
    examples: NDArray[np.bool_]
    faults: list[Fault] = field(default_factory=list)
    repairs: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def column(self, key: str) -> str:
        """Return what the file calls a field; the template's header where it has none."""
        return self.header.shown.get(key, self.template.field(key).fr).rstrip("* ")

    def fault(
        self, row: int, key: str, what: str, todo: str, *, fatal: bool = True, **values: Any
    ) -> None:
        """Add a fault of one row; nothing is said of examples."""
        if not self.examples[row]:
            self.faults.append(Fault(row, self.column(key), what, todo, values, fatal))

    def line(self, fault: Fault) -> int:
        """Return the line in the file of a fault; that of the header for a whole column."""
        return self.header.line if fault.row == THE_HEADER else int(self.lines[fault.row])

    def usable(self) -> NDArray[np.bool_]:
        """Return the rows that are neither examples nor at fault."""
        kept = ~self.examples
        kept[[one.row for one in self.faults if one.fatal]] = False
        return kept

    def sieve(self, ids: NDArray[Any]) -> Sieve:
        """Return the bookkeeping of these rows: examples and faulty rows set aside."""
        sieve = Sieve(self.source, self.lines, ids)
        sieve.reject(self.examples, EXAMPLE_ROW)
        french, english = self._reasons("fr"), self._reasons("en")
        wrong = np.array([text != "" for text in french], dtype=bool)
        sieve.reject(wrong, "{why}", english=english, why=french)
        return sieve

    def _reasons(self, language: str) -> NDArray[Any]:
        by_row: dict[int, list[str]] = {}
        for one in self.faults:
            if one.fatal:
                by_row.setdefault(one.row, []).append(one.sentence(language))
        rows = range(len(self.lines))
        return np.array([" | ".join(by_row.get(row, [])) for row in rows], dtype=object)


def read_filled(
    path: Path,
    template: Template,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Filled:
    """Read a filled template.

    Parameters
    ----------
    path : Path
        Workbook or text file.
    template : Template
    sheet, encoding : str, optional
        See `read_grid`.
    columns : Mapping, optional
        Our column name to the file's.
    constants : Mapping, optional
        One value for the whole of a column that the file does not have.

    Raises
    ------
    InputError
        When the file cannot be read as this template, or has no row below its header.
    """
    grid = read_grid(path, sheet=sheet, encoding=encoding)
    given = _constants(template, constants or {})
    header = find_header(grid, template, columns, given)
    below = [(line, cells) for line, cells in grid.rows if line > header.line]
    rows = [
        (line, cells)
        for line, cells in below
        if not (_is_comment(cells) or is_repeated(cells, header))
    ]
    if not rows:
        raise InputError(
            "{path} n'a que son en-tête (ligne {line}) : aucune rangée à lire.",
            path=grid.source,
            line=header.line,
        )
    filled = _empty(template, grid, header, rows)
    comments = len(below) - len(rows)
    if comments:
        filled.repairs[COMMENT_LINES] = comments
    for one in template.fields:
        _fill(filled, one, [cells for _, cells in rows], given.get(one.key))
    if header.personal:
        filled.repairs[DROPPED_COLUMNS] = len(header.personal)
    note_titles(filled, [cells for _, cells in rows])
    return filled


def _constants(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    known = [one.key for one in template.fields]
    for key in given:
        if key not in known:
            raise InputError(
                "constants : « {column} » n'est pas une colonne du gabarit « {name} »; "
                "colonnes : {known}.",
                column=key,
                name=template.fr,
                known=", ".join(known),
            )
    return dict(given)


def _is_comment(cells: list[Any]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and first.startswith("# ")


def _empty(
    template: Template, grid: Grid, header: Header, rows: list[tuple[int, list[Any]]]
) -> Filled:
    nothing = pd.DataFrame(index=range(len(rows)))
    return Filled(
        template=template,
        source=grid.source,
        header=header,
        frame=nothing,
        raw=nothing.copy(),
        lines=np.array([line for line, _ in rows], dtype=np.int64),
        examples=np.array([_is_example(cells) for _, cells in rows], dtype=bool),
        repairs=dict(grid.repairs),
    )


def _is_example(cells: list[Any]) -> bool:
    """Tell whether a row is one of the examples of a template."""
    return any(isinstance(cell, str) and _EXAMPLE.match(cell) is not None for cell in cells)


def _fill(filled: Filled, one: Field, rows: list[list[Any]], constant: str | None) -> None:
    """Read one column: its values, its faults and how the file shows it."""
    place = filled.header.places.get(one.key)
    values: list[Any] = []
    texts: list[str | None] = []
    for row, cells in enumerate(rows):
        cell = cells[place] if place is not None and place < len(cells) else None
        if is_blank(cell) and constant is not None:
            cell = constant
        texts.append(None if cell is None else shown(cell))
        values.append(_value(filled, row, one, cell))
    numeric = one.type in ("number", "count", "share")
    column = pd.Series(values, dtype="float64" if numeric else "object", name=one.key)
    if one.type == "text":
        column, scrubbed = scrub(column)
        if scrubbed:
            filled.repairs[SCRUBBED_CELLS] = filled.repairs.get(SCRUBBED_CELLS, 0) + scrubbed
    filled.frame = filled.frame.assign(**{one.key: column.to_numpy()})
    filled.raw = filled.raw.assign(**{one.key: np.array(texts, dtype=object)})


def _value(filled: Filled, row: int, one: Field, cell: Any) -> Any:
    nothing = np.nan if one.type in ("number", "count", "share") else None
    if filled.examples[row]:
        return nothing
    if "unknown" in one.values and isinstance(cell, str) and cell.strip() and is_blank(cell):  # noqa: PD011
        return "unknown"
    if is_blank(cell):
        if one.mandatory and not one.unless:
            filled.fault(row, one.key, told.MISSING, told.FILL_IN)
        return nothing
    value = parse(cell, one, filled.column(one.key))
    if isinstance(value, Wrong):
        filled.fault(row, one.key, value.what, value.todo, **value.values)
        return nothing
    _question(filled, row, one, value, cell)
    return value


def _question(filled: Filled, row: int, one: Field, value: Any, cell: Any) -> None:
    """Say that a number is odd, without setting its row aside."""
    said = {"value": quoted(cell) if one.type == "share" else Amount(value)}
    if one.warn_above is not None and value > one.warn_above:
        filled.fault(row, one.key, QUESTIONED_HIGH, IS_IT_RIGHT, fatal=False, **said)
    if one.warn_below is not None and value < one.warn_below:
        filled.fault(row, one.key, QUESTIONED_LOW, IS_IT_RIGHT, fatal=False, **said)
