"""The three maps of a scenario, drawn here over the outlines of the results shown."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from territory.report.comparison_figures import figures
from territory.report.comparison_map import comparison_maps
from territory.report.diverging import Diverging
from territory.report.frame import Frame, shaped
from territory_app.catalogue import Catalogue
from territory_app.tiles.store import TileStore
from territory_app.views import palette
from territory_app.views.framed import cut
from territory_app.views.presets import presets
from territory_app.views.recolour import minimum_population

LACKING = ("nearest_cost_median",)


def frame_of_level(catalogue: Catalogue, store: TileStore, level: str, language: str) -> Frame:
    """Return the outlines of a level, opened where its map opens."""
    content = json.loads(store.outlines(level))
    width, height = content["size"]
    boxes = [store.frame(one).bounds for one in catalogue.levels]
    opened = cut(content, presets(boxes, language)[0].box)
    return Frame(tuple(content["paths"]), shaped((0.0, 0.0, width, height)), shaped(opened))


def maps(
    catalogue: Catalogue,
    frame: Frame,
    rows: pd.DataFrame,
    column: str,
    language: str,
    *,
    source: str,
    name: str = "cartes",
    scale: Diverging | None = None,
) -> Markup:
    """Return the maps of one indicator as a piece of the page, and its legends."""

    def ramp(count: int) -> Sequence[str]:
        return palette.ramp("lack" if column in LACKING else "supply", count) if count else ()

    drawn = comparison_maps(
        frame,
        rows,
        column,
        language=language,
        name=name,
        minimum_population=minimum_population(catalogue),
        scale=scale,
        ramp=ramp,
    )
    return Markup(figures(drawn, source=source))  # noqa: S704 - escapes every word of a person
