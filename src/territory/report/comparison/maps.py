"""The maps of a comparison: which ones, and as pieces of a page."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from territory.report.comparison.territories import shown_level, shown_public
from territory.report.comparison_figures import figures
from territory.report.comparison_map import comparison_maps
from territory.report.diverging import diverging
from territory.report.frame import Frame, frame_of
from territory.scenarios import Outcome
from territory.text import LANGUAGES

NAME = "cartes"
_COLUMNS = {
    "registered": "access_registered",
    "nonregistered": "access_nonregistered",
    "average": "access_mean",
    "reach": "reach_share",
}


@dataclass(frozen=True)
class Drawn:
    """What a page draws.

    Attributes
    ----------
    shapes : str
        Outlines, which must be in the page once.
    pieces : dict
        By language, then variant: the maps of each indicator, as HTML.
    level : str
    """

    shapes: str
    pieces: dict[str, dict[str, list[str]]]
    level: str


def drawn(outcome: Outcome, source: dict[str, str]) -> Drawn | None:
    """Return the maps of each variant, at one level; None where nothing can be drawn."""
    level = shown_level(outcome)
    territories = outcome.base.tables.territories[level]
    if not outcome.comparisons or "geometry" not in territories:
        return None
    first = next(iter(outcome.comparisons.values()))
    if level not in first.levels:
        return None
    frame = _frame(outcome, level, first.levels[level])
    column = _COLUMNS[shown_public(outcome)]
    tables = {key: one.levels[level] for key, one in outcome.comparisons.items()}
    scale = diverging(column, [table[f"{column}_difference"] for table in tables.values()])
    least = outcome.base.norm.minimum_population
    shapes = comparison_maps(frame, next(iter(tables.values())), column, name=NAME).shapes
    pieces: dict[str, dict[str, list[str]]] = {}
    for language in LANGUAGES:
        for key, table in tables.items():
            # Outlines are written once, outside what is shown or hidden with a language.
            maps = comparison_maps(
                frame,
                table,
                column,
                language=language,
                name=f"{NAME}-{language}-{key}",
                minimum_population=least,
                scale=scale,
                shapes=NAME,
            )
            told = figures(maps, source=source[language], heading=4)
            pieces.setdefault(language, {}).setdefault(key, []).append(told)
    return Drawn(shapes, pieces, level)


def _frame(outcome: Outcome, level: str, rows: pd.DataFrame) -> Frame:
    """Return the outlines in the order of a difference table."""
    table: gpd.GeoDataFrame = outcome.base.tables.territories[level]
    geometry = table.set_index("territory_id").geometry.reindex(rows["territory_id"])
    people = outcome.base.tables.population[["lon", "lat", "population"]]
    return frame_of(geometry.reset_index(drop=True), people)
