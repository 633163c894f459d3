"""The plain table: the rows of a view, page by page, for people who have no map or no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from territory.tables.banner import fictional
from territory.text import N_, number
from territory_app.indicators import Indicator
from territory_app.view_state import ViewState
from territory_app.views.cautioned import cautioned
from territory_app.views.entries import verdict_codes
from territory_app.views.palette import Style
from territory_app.views.people import capital, counted
from territory_app.views.provenance import provenance
from territory_app.views.rows import small_note
from territory_app.views.selection import CLASS, COUNTS, NAME, RANK, Selection, rank_interval
from territory_app.views.verdicts import UNIT, verdict_heading, verdict_words
from territory_app.views.withheld import Withheld, withheld
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
    """One cell: its text, and the paint that stands before it where it is a class.

    A figure is aligned with those above it; a verdict, a few words, stays on one line.
    """

    text: str
    style: Style | None = None
    figure: bool = False
    shown: bool = False
    verdict: bool = False


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
    withheld : Withheld or None
        What is said where most shares are withheld.
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
    withheld: Withheld | None
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
    selection: Selection,
    asked: Asked,
    address: Callable[[ViewState, Asked], str],
    sheet: Callable[[str], str],
) -> TablePage:
    """Return one page of the table of a view.

    Parameters
    ----------
    selection : Selection
        The view.
    asked : Asked
        Which page of it.
    address : callable
        Address of the table for a view and a page.
    sheet : callable
        Address of a territory's sheet.
    """
    rows, part = _part(selection, asked, address)
    within = selection.view.within
    told = " ".join(cautioned(selection.catalogue, selection.level.key, within, selection.language))
    return TablePage(
        title=selection.titles.title,
        subtitle=selection.titles.subtitle,
        caption=caption(selection),
        cautions=told,
        withheld=withheld(
            selection.catalogue,
            selection.view,
            selection.shown,
            selection.classes,
            selection.language,
            lambda view: address(view, Asked()),
        ),
        headings=_headings(selection, asked, address),
        lines=_lines(selection, rows, sheet),
        part=part,
        notes=_notes(selection, rows),
        provenance=provenance(
            selection.catalogue,
            selection.level,
            selection.classes,
            selection.language,
            within=within,
        ),
    )


def caption(selection: Selection) -> str:
    """Return what the table holds: its level, its filters, how many territories of how many."""
    _ = words(selection.language)
    level = selection.level
    pieces = [capital(level.plural[selection.language]), *selection.filters]
    held = counted(len(selection.rows), N_("territoire"), N_("territoires"), selection.language)
    if len(selection.rows) < level.count:
        held = _("{held} sur {count}").format(
            held=held, count=number(level.count, selection.language)
        )
    pieces.append(held)
    if selection.catalogue.demonstration:
        pieces.append(fictional(selection.language))
    return " — ".join(pieces)


def _part(
    selection: Selection, asked: Asked, address: Callable[[ViewState, Asked], str]
) -> tuple[Any, Part]:
    """Return the row numbers of the page asked for, and what is around it."""
    _ = words(selection.language)
    count = len(selection.rows)
    if asked.whole or count <= PAGE:
        paged = address(selection.view, Asked()) if asked.whole and count > PAGE else ""
        said = counted(count, N_("rangée"), N_("rangées"), selection.language)
        return selection.rows, Part(said, "", "", "", paged)
    last = (count - 1) // PAGE + 1
    page = min(asked.page or _page_of_territory(selection), last)
    first = (page - 1) * PAGE
    rows = selection.rows[first : first + PAGE]
    said = _("Rangées {first} à {last} sur {count}").format(
        first=number(first + 1, selection.language),
        last=number(first + len(rows), selection.language),
        count=number(count, selection.language),
    )
    part = Part(
        said=said,
        previous=address(selection.view, Asked(page - 1)) if page > 1 else "",
        next=address(selection.view, Asked(page + 1)) if page < last else "",
        whole=address(selection.view, Asked(whole=True)),
        paged="",
    )
    return rows, part


def _page_of_territory(selection: Selection) -> int:
    """Return the page the chosen territory is on, the first where it is on none."""
    if selection.view.territory is None:
        return 1
    row = selection.catalogue.places[selection.view.territory][1]
    found = np.flatnonzero(selection.rows == row)
    return int(found[0]) // PAGE + 1 if len(found) else 1


def _headings(
    selection: Selection, asked: Asked, address: Callable[[ViewState, Asked], str]
) -> tuple[Heading, ...]:
    _ = words(selection.language)
    language = selection.language
    plain = [
        (RANK, _("Rang"), "", True),
        (NAME, capital(selection.level.label[language]), "", False),
        (CLASS, _("Classe"), "", False),
        *(
            (one.key, verdict_heading(one.column, language), _(UNIT), False)
            for one in selection.tests
        ),
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
        for one in selection.numeric
    ]
    sorted_by, down = selection.sort
    found = []
    for key, label, unit, figure in (*plain, *figures):
        active = key == sorted_by
        wanted = f"-{key}" if active and not down else key
        view = replace(selection.view, sort="" if wanted == RANK else wanted)
        direction = ("descending" if down else "ascending") if active else "none"
        href = address(view, Asked(whole=asked.whole))
        on_map = key in {
            selection.indicator.key,
            "class" if selection.indicator.scale == "class" else "",
        }
        found.append(Heading(key, label, unit, href, direction, figure, on_map))
    return tuple(found)


def _lines(
    selection: Selection, rows: Sequence[int], sheet: Callable[[str], str]
) -> tuple[Line, ...]:
    table, language = selection.table, selection.language
    judged = {entry.code: entry.style for entry in selection.judged.entries}
    painted = {entry.code: entry for entry in selection.classes.entries}
    few = selection.small
    part = table.iloc[list(rows)]
    ranks = zip(part["rank_low"], part["rank_high"], part["rank"], strict=True)
    columns: list[list[Cell]] = [
        [Cell(selection.judgements[row], judged.get(selection.judged.codes[row])) for row in rows]
    ]
    columns += [
        [
            Cell(
                said.get(code, "—"),
                painted[selection.classes.codes[row]].style if on_map else None,
                shown=on_map,
                verdict=True,
            )
            for row, code in zip(rows, verdict_codes(part, one.column), strict=True)
        ]
        for one in selection.tests
        for said in [verdict_words(one.column, language)]
        for on_map in [one.key == selection.indicator.key]
    ]
    columns += [
        [Cell(number(value, language), figure=True) for value in part[key]] for key in COUNTS
    ]
    for one in selection.numeric:
        on_map = one.key == selection.indicator.key
        columns.append(
            [
                Cell(
                    written(one, value, language),
                    painted[selection.classes.codes[row]].style if on_map else None,
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
            chosen=code == selection.view.territory,
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


def written(indicator: Indicator, value: float, language: str) -> str:
    """Write a value, in words where it has no object."""
    if np.isinf(value):
        return words(language)("sans objet")
    return indicator.write(value, language)


def _notes(selection: Selection, rows: Sequence[int]) -> tuple[str, ...]:
    _ = words(selection.language)
    notes = [
        _("Rang 1 : la situation la plus difficile. L'intervalle dit combien le rang "
          "change avec le seuil et la décroissance."),
    ]  # fmt: skip
    if selection.small[list(rows)].any():
        notes.append(f"{SMALL_SIGN} {capital(small_note(selection))}")
    notes.append(_("— : valeur absente; ce n'est pas zéro."))
    return tuple(notes)
