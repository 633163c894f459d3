"""The figures of the comparison: rows of its table, and a strip for each indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from territory.text import number
from territory_app.catalogue import Catalogue, Level
from territory_app.frames import NEED
from territory_app.indicators import GROUPS, Indicator
from territory_app.views.compare_asked import Asked
from territory_app.views.compare_places import Place
from territory_app.views.compare_strip import Marked, Strip, scale_of, strip
from territory_app.views.compare_words import cell, told
from territory_app.views.people import capital
from territory_app.views.shown import higher_is
from territory_app.words import words

WIDE, NARROW = 680.0, 290.0
MOST_DECIMALS = 3


@dataclass(frozen=True)
class Line:
    """One row of the table: a figure, its unit, and one cell per thing compared."""

    label: str
    unit: str
    cells: tuple[str, ...]
    numeric: bool = True


@dataclass(frozen=True)
class Figure:
    """One indicator: its strip at two widths and its sentences.

    ``method`` is where the method page tells of it.
    """

    key: str
    method: str
    label: str
    unit: str
    note: str
    sentences: tuple[str, ...]
    wide: Strip
    narrow: Strip


@dataclass(frozen=True)
class Group:
    """The indicators of one question."""

    key: str
    title: str
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]


def groups(
    catalogue: Catalogue,
    level: Level,
    compared: Sequence[Place],
    shown: Sequence[Indicator],
    asked: Asked,
    language: str,
) -> tuple[Group, ...]:
    """Return the figures, question by question."""
    _ = words(language)
    found = []
    for key, title in GROUPS:
        mine = [one for one in shown if one.question == key]
        if not mine:
            continue
        lines = tuple(
            Line(
                label_of(one, language),
                _(one.unit) if one.unit else "",
                tuple(cell(one, place.value(one.column), language) for place in compared),
            )
            for one in mine
        )
        drawn = (_figure(catalogue, level, compared, one, asked, language) for one in mine)
        figures = tuple(one for one in drawn if one is not None)
        found.append(Group(key, _(title), lines, figures))
    return tuple(found)


def _figure(
    catalogue: Catalogue,
    level: Level,
    compared: Sequence[Place],
    measure: Indicator,
    asked: Asked,
    language: str,
) -> Figure | None:
    _ = words(language)
    table = catalogue.frame(asked.level, asked.service)
    values = table[measure.column].to_numpy(dtype=float, na_value=np.nan)
    scale = scale_of(values, share=measure.scale == "share")
    if scale is None:
        return None
    whole = _("Ensemble de l'étude")
    marked = [
        Marked(one.sign, one.name or whole, one.shape, one.role, one.value(measure.column))
        for one in compared
    ]
    ticks = [_tick(measure, tick, scale.ticks, language) for tick in scale.ticks]
    higher = ""
    if measure.column.startswith(NEED):
        higher = higher_is(catalogue, measure.column.removeprefix(NEED), language)
    note = _("Plus haut : {higher}.").format(higher=higher) if higher else ""
    key = measure.key if not measure.reads_need else measure.column.replace(":", "-")
    return Figure(
        key=key,
        method=measure.key,
        label=label_of(measure, language),
        unit=_(measure.unit) if measure.unit else "",
        note=note,
        sentences=tuple(told(measure, values, level, compared, language)),
        wide=strip(values, scale, marked, ticks, width=WIDE, named=True),
        narrow=strip(values, scale, marked, ticks, width=NARROW, named=False),
    )


def label_of(measure: Indicator, language: str) -> str:
    """Return an indicator's name; that of a share of people says that it is one."""
    named = measure.short if measure.symbols and measure.short else measure.label
    return capital(words(language)(named))


def _tick(measure: Indicator, value: float, ticks: Sequence[float], language: str) -> str:
    if measure.scale == "share":
        return replace(measure, digits=0).write(value, language)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    digits = next(
        (many for many in range(MOST_DECIMALS) if float(step * 10**many).is_integer()),
        MOST_DECIMALS,
    )
    return number(value, language, digits=digits)
