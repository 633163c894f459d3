"""The maps of a comparison: which ones, and as pieces of a page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import geopandas as gpd
import pandas as pd

from territory.report.comparison.territories import ACCESS, changed_publics, shown_level
from territory.report.comparison_figures import figures
from territory.report.comparison_map import comparison_maps
from territory.report.diverging import diverging
from territory.report.frame import Frame, frame_of
from territory.scenarios import Outcome
from territory.text import LANGUAGES, N_, translator

NAME = "cartes"
MOST = 2


@dataclass(frozen=True)
class MapPiece:
    """The maps of one indicator: its title, and HTML that is ours."""

    title: str
    html: str


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
    pieces: dict[str, dict[str, list[MapPiece]]]
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
    tables = {key: one.levels[level] for key, one in outcome.comparisons.items()}
    any_table = next(iter(tables.values()))
    known = [p for p in changed_publics(outcome) if any_table[f"{ACCESS[p]}_after"].notna().any()]
    if not known:
        return None
    shapes = comparison_maps(frame, any_table, ACCESS[known[0]], name=NAME).shapes
    pieces: dict[str, dict[str, list[MapPiece]]] = {}
    for public in known[:MOST]:
        column = ACCESS[public]
        scale = diverging(column, [table[f"{column}_difference"] for table in tables.values()])
        for language in LANGUAGES:
            for key, table in tables.items():
                # Outlines are written once, outside what is shown or hidden with a language.
                maps = comparison_maps(
                    frame,
                    table,
                    column,
                    language=language,
                    name=f"{NAME}-{language}-{key}-{column}",
                    minimum_population=outcome.base.norm.minimum_population,
                    scale=scale,
                    shapes=NAME,
                )
                told = figures(maps, source=source[language], heading=4)
                if public not in changed_publics(outcome, key):
                    said = translator(language)(N_("Aucun changement dans cette variante."))
                    told = f"<p>{escape(said)}</p>"
                named = f"{maps.title} ({maps.unit})" if maps.unit else maps.title
                mine = pieces.setdefault(language, {}).setdefault(key, [])
                mine.append(MapPiece(named, told))
    return Drawn(shapes, pieces, level)


def _frame(outcome: Outcome, level: str, rows: pd.DataFrame) -> Frame:
    """Return the outlines in the order of a difference table."""
    table: gpd.GeoDataFrame = outcome.base.tables.territories[level]
    geometry = table.set_index("territory_id").geometry.reindex(rows["territory_id"])
    people = outcome.base.tables.population[["lon", "lat", "population"]]
    return frame_of(geometry.reset_index(drop=True), people)
