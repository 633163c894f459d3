"""What the browser is sent to recolour the map: one character per territory, and the paint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.view_state import ViewState
from territory_app.views.bivariate import Crossing
from territory_app.views.classes import Breaks, Classing, classify
from territory_app.views.entries import held
from territory_app.views.norm import has_intensity, served_words
from territory_app.views.palette import Style
from territory_app.views.shown import Shown, framed, shown


def classing(
    catalogue: Catalogue,
    level: Level,
    indicator: Indicator,
    language: str,
    bounds: tuple[float, ...] | None = None,
    *,
    breaks: Breaks | None = None,
    crossing: Crossing | None = None,
) -> Classing:
    """Class one level of the results under their own norm; `classing_of` reads a whole view."""
    return classify(
        level.table,
        indicator,
        language,
        minimum_population=minimum_population(catalogue),
        bounds=bounds,
        served=None if has_intensity(catalogue.norm) else served_words(catalogue.norm, language),
        breaks=breaks,
        norm=catalogue.norm,
        crossing=crossing,
    )


def classing_of(catalogue: Catalogue, view: ViewState, language: str) -> Classing:
    """Class what a view shows, as the map, the legend and every export of it must."""
    return classing_shown(catalogue, shown(catalogue, view, language), language)


def classing_shown(catalogue: Catalogue, asked: Shown, language: str) -> Classing:
    """Class what a resolved view shows."""
    return classing(
        catalogue,
        asked.level,
        asked.indicator,
        language,
        breaks=asked.breaks,
        crossing=asked.crossing,
    )


def kept_to(classes: Classing, level: Level, inside: NDArray[np.bool_] | None) -> Classing:
    """Return classes whose counts are those of the territories kept; bounds do not change."""
    if inside is None or inside.all():
        return classes
    codes = np.array(list(classes.codes))
    codes[~inside] = " "
    entries = tuple(
        replace(entry, territories=count, people=people)
        for entry in classes.entries
        for count, people in (held(level.table, codes, entry.code),)
    )
    return replace(classes, entries=entries)


def minimum_population(catalogue: Catalogue) -> float:
    """Return the covered population under which rates are withheld."""
    return float(catalogue.norm.get("minimum_population") or 1000)


def recolouring(catalogue: Catalogue, view: ViewState, coarser: str | None) -> dict[str, Any]:
    """Return the codes and paint of one view, and those of the level shown when zoomed out.

    The coarser level is classed with the same bounds: one legend holds for both.
    """
    asked = shown(catalogue, view, "fr")
    classes = classing_shown(catalogue, asked, "fr")
    styles = dict(classes.styles())
    answer: dict[str, Any] = {"codes": classes.codes, "bounds": kept_bounds(classes)}
    if coarser is not None:
        wide = classing(
            catalogue,
            framed(catalogue, coarser, asked.service),
            asked.indicator,
            "fr",
            classes.bounds or None,
            breaks=replace(asked.breaks, bounds=(), method=classes.method or "quantiles"),
            crossing=asked.crossing,
        )
        styles = dict(wide.styles()) | styles
        answer["coarser"] = wide.codes
    symbols = asked.indicator.symbols
    if symbols is not None:
        counts = np.nan_to_num(asked.level.table[symbols].to_numpy(dtype=float))
        answer["counts"] = np.round(counts).astype(int).tolist()
    answer["paint"] = paint(styles)
    return answer


def kept_bounds(classes: Classing) -> list[float]:
    """Return bounds an address can keep; crossed thirds are not kept."""
    return [] if classes.crossing else [float(f"{one:.10g}") for one in classes.bounds]


def paint(styles: Mapping[str, Style]) -> dict[str, dict[str, str | None]]:
    """Return the paint of each code, as the browser's scripts read it."""
    return {
        code: {"colour": style.colour, "pattern": style.pattern, "ink": style.ink}
        for code, style in styles.items()
    }
