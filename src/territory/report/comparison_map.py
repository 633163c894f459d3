"""Before, after, and what changed: three maps in one frame, with one set of classes.

Classes are cut over both states together and kept for both. Outlines are written once and used by
the three drawings; whatever a person wrote is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.report.breaks import breaks_of
from territory.report.comparison_classes import (
    STATES,
    Entry,
    change_codes,
    change_entries,
    graded_classes,
    judged_changes,
    judged_classes,
    judged_codes,
    people_of,
    state_codes,
    state_entries,
)
from territory.report.diverging import (
    MAPPED,
    Diverging,
    diverging,
    written,
    written_change,
)
from territory.report.frame import Box, Frame
from territory.tables.dictionary import GAPS_COLUMNS, column_named
from territory.tables.palette import OUTLINE, SEQUENTIAL
from territory.text import N_, number, translator

__all__ = ["MAPPED", "ComparisonMaps", "Entry", "Frame", "comparison_maps"]
CLASS = "class"
TITLES = {"before": N_("Avant"), "after": N_("Après"), "difference": N_("Différence")}
_NONE = N_("Aucun territoire n'a de valeur à montrer.")


@dataclass(frozen=True)
class ComparisonMaps:
    """Three maps of one indicator, and what is said with them.

    Attributes
    ----------
    column, title, unit : str
        What is shown, named in the language asked for.
    shapes : str
        A drawing that shows nothing and holds the outlines; it must be in the page, once.
    before, after, difference : str
        SVG drawings, inline: they use the outlines of `shapes`.
    states, changes : tuple of Entry
        Legends: of the first two, and of the difference.
    told : str
        JSON: ``names`` of the territories, and ``parts``: each a word (before, after, difference)
        and the values of all territories, written as people read them.
    language, name : str
        Language, and what every id of these drawings starts with.
    """

    column: str
    title: str
    unit: str
    shapes: str
    before: str
    after: str
    difference: str
    states: tuple[Entry, ...]
    changes: tuple[Entry, ...]
    told: str
    language: str
    name: str


@dataclass(frozen=True)
class _Drawn:
    """One of the three: the code of each territory, and the paint of each code."""

    codes: NDArray[np.str_]
    entries: tuple[Entry, ...]


def comparison_maps(
    frame: Frame,
    rows: pd.DataFrame,
    column: str,
    *,
    language: str = "fr",
    name: str = "cartes",
    minimum_population: float = 1000.0,
    scale: Diverging | None = None,
    ramp: Callable[[int], Sequence[str]] | None = None,
    shapes: str | None = None,
) -> ComparisonMaps:
    """Draw one indicator before, after, and its difference.

    Parameters
    ----------
    frame : Frame
        Outlines in the order of ``rows`` (`territory.report.frame.frame_of`).
    rows : pandas.DataFrame
        Rows of ``difference_<level>.csv``: name, population, population_after, class_before,
        class_after, and ``<column>_before, <column>_after, <column>_difference``.
    column : str
        One of `MAPPED`, or "class".
    language : str
        "fr" or "en".
    name : str
        What ids start with; unique in the page unless ``shapes`` says otherwise.
    minimum_population : float
        Population under which the norm withholds rates.
    scale : Diverging, optional
        Classes of the difference, where several scenarios share them.
    ramp : Callable, optional
        Colours of so many classes, from pale to dark.
    shapes : str, optional
        Name of other maps in the page whose outlines these ones use.
    """
    people = {
        "before": people_of(rows["population"]),
        "after": people_of(rows.get("population_after", rows["population"])),
    }
    if column == CLASS:
        codes = {state: judged_codes(rows, state) for state in STATES}
        moved, scale, classes = judged_changes(codes), None, judged_classes(language)
    else:
        breaks = breaks_of(column, pd.concat([rows[f"{column}_{state}"] for state in STATES]))
        codes = {
            state: state_codes(rows, state, column, breaks, minimum_population) for state in STATES
        }
        colours = (ramp or graded)(len(breaks.upper))
        classes = graded_classes(column, breaks, colours, language)
        scale = scale or diverging(column, [rows[f"{column}_difference"]])
        moved = change_codes(rows[f"{column}_difference"], scale, codes)
    states = tuple(state_entries(classes, codes, people, language))
    changes = tuple(change_entries(scale, moved, people["before"], language))
    known = column_named(column, GAPS_COLUMNS)
    title = known.label(language)
    drawn = {
        "before": _Drawn(codes["before"], states),
        "after": _Drawn(codes["after"], states),
        "difference": _Drawn(moved, changes),
    }
    svg = {
        key: _drawing(frame, one, f"{name}-{key}", shapes or name, _said(key, title, one, language))
        for key, one in drawn.items()
    }
    return ComparisonMaps(
        column=column,
        title=title,
        unit=known.measured_in(language),
        shapes="" if shapes else _shapes(frame, name),
        states=states,
        changes=changes,
        told=_told(rows, column, drawn, language),
        language=language,
        name=name,
        **svg,
    )


def graded(count: int) -> list[str]:
    """Return as many colours, from pale to dark, all different however many there are.

    Examples
    --------
    >>> graded(2), len(set(graded(9)))
    (['#ffffcc', '#253494'], 9)
    """
    anchors = np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in SEQUENTIAL])
    places = np.linspace(0, len(anchors) - 1, count) if count > 1 else [len(anchors) - 1]
    mixed = [np.interp(places, range(len(anchors)), anchors[:, band]) for band in range(3)]
    return ["#" + "".join(f"{round(part):02x}" for part in one) for one in zip(*mixed, strict=True)]


def _shapes(frame: Frame, name: str) -> str:
    paths = "".join(
        f'<path id="{escape(name)}-{row}" vector-effect="non-scaling-stroke" d="{path}"/>'
        for row, path in enumerate(frame.paths)
    )
    return (
        '<svg class="map-shapes" width="0" height="0" aria-hidden="true" focusable="false">'
        f"<defs>{paths}</defs></svg>"
    )


def _drawing(frame: Frame, drawn: _Drawn, name: str, shapes: str, said: str) -> str:
    """Write one drawing: every territory is a use of its outline, with its number and its code."""
    pen = max(frame.opened[2:]) / 700
    paints = {
        one.code: f"url(#{name}-{_safe(one.code)})" if one.pattern else one.colour
        for one in drawn.entries
    }
    pieces = "".join(
        f'<use href="#{escape(shapes)}-{row}" data-i="{row}" data-c="{code}" '
        f'fill="{paints[code]}"/>'
        for row, (code, path) in enumerate(zip(drawn.codes.tolist(), frame.paths, strict=True))
        if path
    )
    patterns = "".join(_pattern(one, name, pen) for one in drawn.entries if one.pattern)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" id="{escape(name)}" '
        f'viewBox="{_view(frame.opened)}" data-whole="{_view(frame.whole)}" role="img" '
        f'aria-label="{escape(said)}"><defs>{patterns}</defs>'
        f'<g class="territories" stroke="{OUTLINE}" stroke-width="0.5" stroke-opacity="0.55" '
        f'stroke-linejoin="round" fill-rule="evenodd">{pieces}</g></svg>'
    )


def _view(box: Box) -> str:
    return " ".join(f"{side:g}" for side in box)


def _safe(code: str) -> str:
    return code.replace("-", "n")


def _pattern(entry: Entry, name: str, pen: float) -> str:
    ink = entry.ink
    marks = {
        "hatch": f'<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{ink}" stroke-width="1.1"/>',
        "dots": f'<circle cx="2" cy="2" r="1" fill="{ink}"/><circle cx="6" cy="6" r="1" '
        f'fill="{ink}"/>',
        "cross": f'<path d="M4 1V7M1 4H7" stroke="{ink}" stroke-width="1.1"/>',
        "lines": f'<path d="M0 2H8M0 6H8" stroke="{ink}" stroke-width="0.9"/>',
    }
    return (
        f'<pattern id="{escape(name)}-{_safe(entry.code)}" width="8" height="8" '
        f'patternUnits="userSpaceOnUse" patternTransform="scale({pen:.4g})">'
        f'<rect width="8" height="8" fill="{entry.colour}"/>{marks[entry.pattern]}</pattern>'
    )


def _said(key: str, title: str, drawn: _Drawn, language: str) -> str:
    """Return the text alternative: what is shown, and how many territories in each class."""
    _ = translator(language)
    at = 1 if key == "after" else 0
    counts = "; ".join(
        _(N_("{label} : {count}")).format(
            label=one.label, count=number(one.territories[at], language)
        )
        for one in drawn.entries
        if one.territories[at]
    )
    head = _(N_("{state} : {title}")).format(state=_(TITLES[key]), title=title)
    return f"{head}. {counts or _(_NONE)}"


def _told(rows: pd.DataFrame, column: str, drawn: dict[str, _Drawn], language: str) -> str:
    """Return what the caption says of each territory; words stand where there is no figure."""
    _ = translator(language)
    parts = []
    for key, one in drawn.items():
        words = {entry.code: entry.label for entry in one.entries}
        codes = one.codes.tolist()
        if column == CLASS:
            parts.append([_(TITLES[key]).lower(), [words[code] for code in codes]])
            continue
        write = written_change if key == "difference" else written
        values = [
            write(column, value, language) if code.lstrip("-").isdigit() else words[code]
            for code, value in zip(codes, rows[f"{column}_{key}"].astype("float64"), strict=True)
        ]
        parts.append([_(TITLES[key]).lower(), values])
    told = {"names": rows["name"].astype("string").fillna("").tolist(), "parts": parts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
