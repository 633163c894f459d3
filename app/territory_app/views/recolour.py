"""What the browser is sent to recolour the map: one character per territory, and the paint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.views.classes import Classing, classify
from territory_app.views.norm import has_intensity, served_words
from territory_app.views.palette import Style


def classing(
    catalogue: Catalogue,
    level: Level,
    indicator: Indicator,
    language: str,
    bounds: tuple[float, ...] | None = None,
) -> Classing:
    """Class one level of the results under their own norm."""
    return classify(
        level.table,
        indicator,
        language,
        minimum_population=float(catalogue.norm.get("minimum_population") or 1000),
        bounds=bounds,
        served=None if has_intensity(catalogue.norm) else served_words(catalogue.norm, language),
    )


def recolouring(
    catalogue: Catalogue, level: Level, indicator: Indicator, coarser: Level | None
) -> dict[str, Any]:
    """Return the codes and paint of one view, and those of the level shown when zoomed out.

    The coarser level is classed with the same bounds: one legend holds for both.
    """
    classes = classing(catalogue, level, indicator, "fr")
    styles = dict(classes.styles())
    answer: dict[str, Any] = {"codes": classes.codes}
    if coarser is not None:
        wide = classing(catalogue, coarser, indicator, "fr", classes.bounds or None)
        styles = dict(wide.styles()) | styles
        answer["coarser"] = wide.codes
    if indicator.symbols is not None:
        counts = level.table[indicator.symbols].fillna(0).to_numpy(dtype=float)
        answer["counts"] = np.round(counts).astype(int).tolist()
    answer["paint"] = paint(styles)
    return answer


def paint(styles: Mapping[str, Style]) -> dict[str, dict[str, str | None]]:
    """Return the paint of each code, as the browser's scripts read it."""
    return {
        code: {"colour": style.colour, "pattern": style.pattern, "ink": style.ink}
        for code, style in styles.items()
    }
