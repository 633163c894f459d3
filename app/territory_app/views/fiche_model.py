"""What a sheet is made of: sections already in words, drawn alike by the page and by the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from territory_app.catalogue import Catalogue, Level
from territory_app.views.members import members
from territory_app.views.palette import Style


@dataclass(frozen=True)
class Fact:
    """A name, its value, and what makes the value precise."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A small table; the first cell of each row is its header.

    Attributes
    ----------
    key : str
        Unique in the sheet.
    caption : str
    headings : tuple of str
    rows : tuple of tuple of str
    figures : tuple of int
        Columns set as figures.
    ids : tuple of str
        Territory each row is about, whose sheet its header links to; empty for none.
    chosen : int or None
        Row of the territory itself.
    """

    key: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    chosen: int | None = None


@dataclass(frozen=True)
class Figure:
    """A drawing, what it says to who does not see it, and its caption."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Verdict:
    """One test: its name, its verdict (pass, fail, unknown, none), its word, its figures."""

    name: str
    verdict: str
    word: str
    detail: str

    @property
    def sign(self) -> str:
        """A sign that does not rest on colour."""
        return {"pass": "✓", "fail": "×", "unknown": "?"}.get(self.verdict, "–")


@dataclass(frozen=True)
class Section:
    """One part of the sheet; what is empty is not shown."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    figure: Figure | None = None
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    bullets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A territory's sheet, in words.

    Attributes
    ----------
    territory_id, name, level : str
        Which territory it is; its level in words.
    fictional, banner : str
        Said where data are invented; empty on real data.
    study : str
        Title of the study.
    class_word, convention, rank : str
        Its class, the norm that class is a convention of, its rank or why there is none.
    style : Style
        Paint of the class.
    lead : tuple of str
        Sentences told from the figures.
    silent : str
        Why nothing else is told, for a self-governed territory; empty for the others.
    missing : tuple of str
        What keeps the data from telling its class, and what to do; empty where it has one.
    locator : Figure or None
    rows : tuple of tuple of tuple of Section
        Rows of one or two columns, each of some sections, in reading order.
    made : str
        Version, checksum and date of the results.
    cite : str
        How to cite the sheet.
    """

    territory_id: str
    name: str
    level: str
    fictional: str
    banner: str
    study: str
    class_word: str
    convention: str
    rank: str
    style: Style
    lead: tuple[str, ...]
    silent: str
    missing: tuple[str, ...]
    locator: Figure | None
    rows: tuple[tuple[tuple[Section, ...], ...], ...]
    made: str
    cite: str

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section, in reading order."""
        return tuple(one for row in self.rows for column in row for one in column)


@dataclass(frozen=True)
class Subject:
    """The territory a sheet is about, and what every section reads of it."""

    catalogue: Catalogue
    level: Level
    position: int
    language: str

    @cached_property
    def row(self) -> pd.Series[Any]:
        """Its row of the level's table."""
        return self.level.table.iloc[self.position]

    @property
    def territory_id(self) -> str:
        """Its id."""
        return str(self.row["territory_id"])

    @property
    def ranked(self) -> bool:
        """Whether it is judged at all: a self-governed territory is not."""
        return str(self.row["class"]) != "not_ranked"

    @cached_property
    def mine(self) -> pd.DataFrame:
        """Its units, each with its people here."""
        return members(self.catalogue, self.level.key, self.territory_id)

    def figure(self, column: str) -> float | None:
        """Return a figure of its row; None where it is missing."""
        value = self.row.get(column)
        return None if value is None or pd.isna(value) else float(value)
