"""A table as a page shows it: words already chosen, figures already written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from territory.text import number, percent

DASH = "—"


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    text : str
    kind : str
        "word", "figure", "gain", "loss", "way", or "way flip".
    bar : float
        Length of the bar drawn beside a figure, 0 to 1.
    """

    text: str
    kind: str = "figure"
    bar: float = 0.0


@dataclass(frozen=True)
class Row:
    """One row: what it is about, and its cells; ``heads`` is a row that only names those below."""

    name: str
    cells: tuple[Cell, ...] = ()
    heads: bool = False


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    caption : str
    head : tuple of str
        Titles of the columns, that of the rows first.
    rows : tuple of Row
    note : str
        What is to be read with it; empty where there is nothing.
    group : tuple of tuple
        Titles over several columns, with how many each covers; none where empty.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    group: tuple[tuple[str, int], ...] = field(default=())

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kind of each column of cells, as the first full row has them."""
        full = next((row.cells for row in self.rows if not row.heads), ())
        return tuple(cell.kind.split()[0] for cell in full)


def people(value: float | None, language: str) -> Cell:
    """Return a number of people."""
    return Cell(number(value, language))


def gain_and_loss(
    gain: float | None, loss: float | None, most: float, language: str
) -> tuple[Cell, Cell]:
    """Return the people who gain and those who lose, at one scale."""
    return tuple(
        Cell(number(value, language), kind, _bar(value, most))
        for value, kind in ((gain, "gain"), (loss, "loss"))
    )  # type: ignore[return-value]


def _bar(value: float | None, most: float) -> float:
    if value is None or value != value or not most > 0:  # noqa: PLR0124 - NaN
        return 0.0
    return round(min(1.0, value / most), 4)


def largest(values: Sequence[float | None]) -> float:
    """Return the largest known value, 0 where none is.

    Examples
    --------
    >>> largest([None, 3.0, float("nan")])
    3.0
    """
    return max((v for v in values if v is not None and v == v), default=0.0)  # noqa: PLR0124


def share(value: float | None, language: str) -> Cell:
    """Return a share as a percentage."""
    return Cell(percent(value, language))


def rate(value: float | None, language: str, digits: int = 2) -> Cell:
    """Return a figure with decimals."""
    return Cell(number(value, language, digits=digits))


def change(before: float | None, after: float | None, language: str, digits: int = 2) -> Cell:
    """Return a difference with its sign.

    Examples
    --------
    >>> change(1.0, 1.5, "en").text, change(None, 1.0, "en").text
    ('+0.50', '—')
    """
    if before is None or after is None:
        return Cell(DASH)
    return Cell(signed(after - before, language, digits))


def signed(value: float, language: str, digits: int = 0) -> str:
    """Write a difference with its sign; what prints as zero has none."""
    text = number(value, language, digits=digits)
    rounds_up = value > 0 and any(mark in "123456789" for mark in text)
    return f"+{text}" if rounds_up else text
