"""The plain table: the rows of a view, page by page, for people who have no map or no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from territory.report.cautions import cautions
from territory.tables.banner import fictional
from territory.text import N_, number
from territory_app.view_state import ViewState
from territory_app.views.palette import Style
from territory_app.views.people import capital, counted
from territory_app.views.provenance import provenance
from territory_app.views.rows import small_note
from territory_app.views.shown import (
    CLASS,
    COUNTS,
    NAME,
    RANK,
    Shown,
    numeric,
    rank_interval,
    small,
)
from territory_app.words import words

PAGE = 50
SMALL_SIGN = "†"


@dataclass(frozen=True)
class Heading:
    """One column's heading: what sorts by it, and whether the rows are sorted so."""

    key: str
    label: str
    unit: str
    href: str
    direction: str
    figure: bool
    shown: bool


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and the paint that stands before it where it is a class."""

    text: str
    style: Style | None = None
    figure: bool = False
    shown: bool = False


@dataclass(frozen=True)
class Line:
    """One territory."""

    territory_id: str
    name: str
    href: str
    rank: str
    cells: tuple[Cell, ...]
    small: bool
    chosen: bool


@dataclass(frozen=True)
class Part:
    """One page of the lines: where it is, and what leads to the others."""

    said: str
    previous: str
    next: str
    whole: str
    paged: str


@dataclass(frozen=True)
class TablePage:
    """What the plain table shows, every text worded.

    Attributes
    ----------
    title, subtitle : str
        Those of the map.
    caption : str
        The level, what filters it, how many of how many.
    cautions : str
        What must be read before the figures.
    headings : tuple of Heading
        The rank first, then the name, then the others.
    lines : tuple of Line
        The territories of this page.
    part : Part
        Which page it is.
    notes : tuple of str
        What the signs of the table mean.
    provenance : str
        Where the figures come from.
    """

    title: str
    subtitle: str
    caption: str
    cautions: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    part: Part
    notes: tuple[str, ...]
    provenance: str


@dataclass(frozen=True)
class Asked:
    """What the address asks of the table alone: a page, counted from 1, or all of it."""

    page: int | None = None
    whole: bool = False

    @classmethod
    def read(cls, page: object, whole: object) -> Asked:
        """Read the two keys of an address; anything mangled asks for nothing.

        Examples
        --------
        >>> Asked.read("3", ""), Asked.read("-1", "1"), Asked.read("x" * 9, None).page
        (Asked(page=3, whole=False), Asked(page=None, whole=True), None)
        """
        text = page if isinstance(page, str) else ""
        known = text.isascii() and text.isdigit() and 0 < len(text) < 6  # noqa: PLR2004
        return cls(int(text) if known and int(text) else None, whole == "1")


def table_page(
    shown: Shown,
    asked: Asked,
    address: Callable[[ViewState, Asked], str],
    sheet: Callable[[str], str],
) -> TablePage:
    """Return one page of the table of a view.

    Parameters
    ----------
    shown : Shown
        The view.
    asked : Asked
        Which page of it.
    address : callable
        Address of the table for a view and a page.
    sheet : callable
        Address of a territory's sheet.
    """
    rows, part = _part(shown, asked, address)
    told = " ".join(
        f"{one}." for one in cautions(shown.catalogue.record, shown.language, shown.level.key)
    )
    return TablePage(
        title=shown.titles.title,
        subtitle=shown.titles.subtitle,
        caption=caption(shown),
        cautions=told,
        headings=_headings(shown, asked, address),
        lines=_lines(shown, rows, sheet),
        part=part,
        notes=_notes(shown, rows),
        provenance=provenance(shown.catalogue, shown.level, shown.classes, shown.language),
    )


def caption(shown: Shown) -> str:
    """Return what the table holds: its level, its filters, how many territories of how many."""
    _ = words(shown.language)
    level = shown.level
    pieces = [capital(level.plural[shown.language]), *shown.filters]
    held = counted(len(shown.rows), N_("territoire"), N_("territoires"), shown.language)
    if len(shown.rows) < level.count:
        held = _("{held} sur {count}").format(held=held, count=number(level.count, shown.language))
    pieces.append(held)
    if shown.catalogue.demonstration:
        pieces.append(fictional(shown.language))
    return " — ".join(pieces)


def _part(
    shown: Shown, asked: Asked, address: Callable[[ViewState, Asked], str]
) -> tuple[Any, Part]:
    """Return the row numbers of the page asked for, and what is around it."""
    _ = words(shown.language)
    count = len(shown.rows)
    if asked.whole or count <= PAGE:
        paged = address(shown.view, Asked()) if asked.whole and count > PAGE else ""
        said = counted(count, N_("rangée"), N_("rangées"), shown.language)
        return shown.rows, Part(said, "", "", "", paged)
    last = (count - 1) // PAGE + 1
    page = min(asked.page or _page_of_territory(shown), last)
    first = (page - 1) * PAGE
    rows = shown.rows[first : first + PAGE]
    said = _("Rangées {first} à {last} sur {count}").format(
        first=number(first + 1, shown.language),
        last=number(first + len(rows), shown.language),
        count=number(count, shown.language),
    )
    part = Part(
        said=said,
        previous=address(shown.view, Asked(page - 1)) if page > 1 else "",
        next=address(shown.view, Asked(page + 1)) if page < last else "",
        whole=address(shown.view, Asked(whole=True)),
        paged="",
    )
    return rows, part


def _page_of_territory(shown: Shown) -> int:
    """Return the page the chosen territory is on, the first where it is on none."""
    if shown.view.territory is None:
        return 1
    row = shown.catalogue.places[shown.view.territory][1]
    found = np.flatnonzero(shown.rows == row)
    return int(found[0]) // PAGE + 1 if len(found) else 1


def _headings(
    shown: Shown, asked: Asked, address: Callable[[ViewState, Asked], str]
) -> tuple[Heading, ...]:
    _ = words(shown.language)
    language = shown.language
    plain = [
        (RANK, _("Rang"), "", True),
        (NAME, capital(shown.level.label[language]), "", False),
        (CLASS, _("Classe"), "", False),
        (COUNTS[0], _("Population"), "", True),
        (COUNTS[1], _("Personnes hors d'atteinte"), "", True),
    ]
    figures = [
        (
            one.key,
            capital(_(one.short or one.label)),
            "" if one.scale == "share" else _(one.unit),
            True,
        )
        for one in numeric(shown.level.table)
    ]
    sorted_by, down = shown.sort
    found = []
    for key, label, unit, figure in (*plain, *figures):
        active = key == sorted_by
        wanted = f"-{key}" if active and not down else key
        view = replace(shown.view, sort="" if wanted == RANK else wanted)
        direction = ("descending" if down else "ascending") if active else "none"
        href = address(view, Asked(whole=asked.whole))
        on_map = key in {shown.indicator.key, "class" if shown.indicator.scale == "class" else ""}
        found.append(Heading(key, label, unit, href, direction, figure, on_map))
    return tuple(found)


def _lines(shown: Shown, rows: Sequence[int], sheet: Callable[[str], str]) -> tuple[Line, ...]:
    table, language = shown.level.table, shown.language
    judged = {entry.code: entry.style for entry in shown.judged.entries}
    painted = {entry.code: entry for entry in shown.classes.entries}
    few = small(shown)
    part = table.iloc[list(rows)]
    ranks = zip(part["rank_low"], part["rank_high"], part["rank"], strict=True)
    columns: list[list[Cell]] = [
        [Cell(shown.judgements[row], judged.get(shown.judged.codes[row])) for row in rows]
    ]
    columns += [
        [Cell(number(value, language), figure=True) for value in part[key]] for key in COUNTS
    ]
    for one in numeric(table):
        on_map = one.key == shown.indicator.key
        columns.append(
            [
                Cell(
                    one.write(value, language),
                    painted[shown.classes.codes[row]].style if on_map else None,
                    figure=True,
                    shown=on_map,
                )
                for row, value in zip(rows, part[one.column], strict=True)
            ]
        )
    return tuple(
        Line(
            territory_id=str(code),
            name=str(name),
            href=sheet(str(code)),
            rank=rank_interval(*rank, language),
            cells=cells,
            small=bool(few[row]),
            chosen=code == shown.view.territory,
        )
        for row, code, name, rank, cells in zip(
            rows,
            part["territory_id"],
            part["name"],
            ranks,
            zip(*columns, strict=True),
            strict=True,
        )
    )


def _notes(shown: Shown, rows: Sequence[int]) -> tuple[str, ...]:
    _ = words(shown.language)
    notes = [
        _("Rang 1 : la situation la plus difficile. L'intervalle dit combien le rang "
          "change avec le seuil et la décroissance."),
    ]  # fmt: skip
    if small(shown)[list(rows)].any():
        notes.append(f"{SMALL_SIGN} {small_note(shown)}")
    notes.append(_("— : valeur absente; ce n'est pas zéro."))
    return tuple(notes)
