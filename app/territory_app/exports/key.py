"""The legend of a picture: classes with what they hold, how they were made, marks and circles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from territory.tables.words import KIND_WORDS
from territory.text import N_, number
from territory_app.exports.framing import Scene, radius
from territory_app.exports.lettering import INK, QUIET, line, paragraph, wrapped
from territory_app.views.bivariate import THIRDS
from territory_app.views.classes import Entry
from territory_app.views.legend import LegendWords, words_shown
from territory_app.views.palette import KIND_SHAPES, KINDS, LAND
from territory_app.views.people import capital, counted, people, worded
from territory_app.views.selection import Selection
from territory_app.views.svg import LARGEST_CIRCLE, SHAPES, fill_of
from territory_app.words import words

HEADING, LABEL, SMALL = 20.0, 17.0, 14.5
SAMPLE = (38.0, 24.0)
INDENT = 50.0
CELL = (76.0, 46.0)
PALE = 0.35


def key(found: Scene, width: float) -> tuple[str, float]:
    """Return the legend as SVG, its corner at 0, 0, and its height."""
    selection = found.selection
    said = words_shown(selection.catalogue, selection.shown, selection.language)
    drawn, y = paragraph(0, 0, capital(said.heading), HEADING, width, strong=True)
    pieces = [drawn]
    y += 8
    entries = list(selection.classes.entries)
    if said.rows and len(entries) >= THIRDS * THIRDS:
        grid, y = _grid(selection, entries[: THIRDS * THIRDS], said, y, width)
        pieces.append(grid)
        entries = entries[THIRDS * THIRDS :]
    for entry in entries:
        drawn, y = _entry(selection, entry, y, width)
        pieces.append(drawn)
    for part in (_apart, _circles, _marks, _lines):
        drawn, y = part(found, y, width)
        pieces.append(drawn)
    y += 6
    for note in _notes(selection, said):
        drawn, y = paragraph(0, y, note, SMALL, width, fill=QUIET)
        pieces.append(drawn)
        y += 4
    return "".join(pieces), y


def held(selection: Selection, code: str) -> tuple[int, float]:
    """Return how many territories and people a class holds, in the place shown."""
    inside = selection.inside & (np.array(list(selection.classes.codes)) == code)
    population = selection.table["population"].to_numpy(dtype=float)[inside]
    return int(inside.sum()), float(np.nansum(population))


def _entry(selection: Selection, entry: Entry, y: float, width: float) -> tuple[str, float]:
    language = selection.language
    territories, population = held(selection, entry.code)
    if not territories and selection.view.within:
        return "", y
    counts = ", ".join(
        (
            counted(territories, N_("territoire"), N_("territoires"), language),
            people(population, language),
        )
    )
    sample = (
        f'<rect x="0.5" y="{y + 2:.1f}" width="{SAMPLE[0]:g}" height="{SAMPLE[1]:g}" '
        f'fill="{fill_of(entry.code, {entry.code: entry.style})}" stroke="{INK}" '
        f'stroke-opacity="0.5"/>'
    )
    strong = selection.isolated is entry
    label, below = paragraph(INDENT, y, entry.label, LABEL, width - INDENT, strong=strong)
    said, end = paragraph(INDENT, below, counts, SMALL, width - INDENT, fill=QUIET)
    text = sample + label + said
    if selection.isolated is not None and not strong:
        text = f'<g opacity="{PALE}">{text}</g>'
    return text, max(end, y + SAMPLE[1] + 4) + 7


def _grid(
    selection: Selection, entries: Sequence[Entry], said: LegendWords, y: float, width: float
) -> tuple[str, float]:
    """Draw two crossed variables as on screen: the greatest need at the top, access across."""
    wide, high = CELL
    left = width - THIRDS * wide
    need, access = said.axes
    _ = words(selection.language)
    caption = _("Rangées : {need}. Colonnes : {access}. Territoires, puis personnes.")
    drawn, y = paragraph(0, y, caption.format(need=need, access=access), SMALL, width, fill=QUIET)
    pieces = [drawn]
    lowest = y
    for column, name in enumerate(said.columns):
        top = y
        for text in wrapped(name, SMALL, wide):
            pieces.append(
                line(left + (column + 0.5) * wide, top + SMALL, text, SMALL, anchor="middle")
            )
            top += 18
        lowest = max(lowest, top)
    y = lowest + 4
    for place, row in enumerate(reversed(range(THIRDS))):
        top = y + place * high
        name = said.rows[row]
        drawn, _end = paragraph(0, top + 4, name, SMALL, left - 8)
        pieces.append(drawn)
        for column in range(THIRDS):
            entry = entries[THIRDS * row + column]
            x = left + column * wide
            fill = entry.style.colour
            pieces.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:g}" height="{high:g}" '
                f'fill="{fill}" stroke="#ffffff"/>'
            )
            ink = _ink_on(fill)
            for half, (count, strong) in enumerate(
                zip(held(selection, entry.code), (True, False), strict=True)
            ):
                told = number(count, selection.language)
                baseline = top + high / 2 - 4 + half * 18
                pieces.append(
                    line(
                        x + wide / 2,
                        baseline,
                        told,
                        SMALL,
                        anchor="middle",
                        fill=ink,
                        strong=strong,
                    )
                )
    return "".join(pieces), y + THIRDS * high + 12


def _ink_on(colour: str) -> str:
    """Return the ink that reads best over a colour: white or ours (WCAG 2 contrast)."""
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for one in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    ]
    light = sum(part * one for part, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    # Ours is nearly black, of a luminance of 0.02: both inks are as far apart at 0.22.
    return "#ffffff" if light < 0.22 else INK  # noqa: PLR2004


def _apart(found: Scene, y: float, width: float) -> tuple[str, float]:
    """Say who lives where the level has no territory."""
    selection = found.selection
    level = selection.level
    if not selection.catalogue.backdrop(level.key):
        return "", y
    _ = words(selection.language)
    sample = (
        f'<rect x="0.5" y="{y + 2:.1f}" width="{SAMPLE[0]:g}" height="{SAMPLE[1]:g}" '
        f'fill="{LAND}" stroke="{INK}" stroke-opacity="0.5"/>'
    )
    said = _("Sans territoire à ce niveau : {people}").format(
        people=people(level.outside, selection.language)
    )
    if selection.view.within:
        said = _("Sans territoire à ce niveau")
    text, end = paragraph(INDENT, y, said, SMALL, width - INDENT)
    return sample + text, max(end, y + SAMPLE[1] + 4) + 7


def _circles(found: Scene, y: float, width: float) -> tuple[str, float]:
    """Show the largest circle, and one of a quarter of its surface."""
    if found.most <= 0:
        return "", y
    _ = words(found.selection.language)
    language = found.selection.language
    pieces = []
    title, y = paragraph(0, y + 4, _("Personnes hors d'atteinte"), LABEL, width, strong=True)
    pieces.append(title)
    x = 0.0
    for count in (found.most, found.most / 4):
        size = radius(count, found.most)
        pieces.append(
            f'<circle cx="{x + size + 1:.1f}" cy="{y + LARGEST_CIRCLE + 2:.1f}" r="{size:.1f}" '
            f'fill="{INK}" fill-opacity="0.28" stroke="{INK}" stroke-width="0.8"/>'
        )
        said = number(round(count), language)
        pieces.append(line(x + 2 * size + 8, y + LARGEST_CIRCLE + 7, said, SMALL))
        x += 170
    return "".join(pieces), y + 2 * LARGEST_CIRCLE + 12


def _marks(found: Scene, y: float, width: float) -> tuple[str, float]:
    """Name each kind of points drawn, and how many of them are in the frame."""
    kinds = found.selection.view.kinds
    if not kinds:
        return "", y
    selection = found.selection
    _ = words(selection.language)
    heading = _("Points de service")
    if selection.catalogue.demonstration:
        heading = _("Points de service (fictifs)")
    title, y = paragraph(0, y + 4, heading, LABEL, width, strong=True)
    pieces = [title]
    around = found.selection.catalogue.around.reindex(found.sites.index)
    counts = found.sites.loc[~around, "kind"].value_counts()
    beyond = found.sites.loc[around, "kind"].value_counts()
    for kind in kinds:
        pieces.append(
            f'<path d="{SHAPES[KIND_SHAPES[kind]]}" fill="{KINDS[kind]}" stroke="#ffffff" '
            f'stroke-width="0.7" transform="translate(18 {y + 12:.1f}) scale(2)"/>'
        )
        name = capital(worded(KIND_WORDS, kind, selection.language))
        count, outside = (
            number(int(part.get(kind, 0)), selection.language) for part in (counts, beyond)
        )
        if kind in beyond:
            count = _("{inside} + {beyond} aux abords").format(inside=count, beyond=outside)
        said = f"{name} ({count})"
        text, y = paragraph(INDENT, y, said, SMALL, width - INDENT)
        pieces.append(text)
        y += 4
    return "".join(pieces), y + 4


def _lines(found: Scene, y: float, width: float) -> tuple[str, float]:
    """Name the outlines laid over, and the territory chosen."""
    selection = found.selection
    catalogue, view, language = selection.catalogue, selection.view, selection.language
    _ = words(language)
    said = []
    if view.overlay and view.overlay != view.level:
        plural = catalogue.levels[view.overlay].plural[language]
        said.append((1.5, _("Contours : {level}").format(level=plural)))
    if view.territory is not None:
        name = catalogue.place_name(view.territory)
        said.append((3.0, _("Territoire choisi : {said}").format(said=name)))
    pieces = []
    for thick, text in said:
        pieces.append(
            f'<rect x="1.5" y="{y + 3:.1f}" width="{SAMPLE[0] - 3:g}" height="{SAMPLE[1] - 3:g}" '
            f'fill="none" stroke="{INK}" stroke-width="{thick:g}"/>'
        )
        drawn, end = paragraph(INDENT, y + 2, text, SMALL, width - INDENT)
        pieces.append(drawn)
        y = max(end, y + SAMPLE[1]) + 8
    return "".join(pieces), y


def _notes(selection: Selection, said: LegendWords) -> list[str]:
    """Return how classes were made; what a reader of a screen can press is left out."""
    _ = words(selection.language)
    pressed = _("Choisir une ligne isole sa classe sur la carte.")
    return [note for note in said.notes if note != pressed]
