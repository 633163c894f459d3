"""The three maps of a scenario, drawn here over the outlines of the results shown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from territory.report.comparison_figures import figures
from territory.report.comparison_map import comparison_maps
from territory.report.diverging import Diverging
from territory.report.frame import Frame, frame_of
from territory_app.catalogue import Catalogue
from territory_app.reading import read_layer
from territory_app.views import palette
from territory_app.views.recolour import minimum_population

LACKING = ("nearest_cost_median",)


def frame_of_level(catalogue: Catalogue, level: str) -> Frame:
    """Return the outlines of a level, opened where most people live; made once."""

    def make() -> Frame:
        one = catalogue.levels[level]
        shapes = read_layer(catalogue.package, one.layer).set_index("territory_id").geometry
        return frame_of(shapes.reindex(one.table["territory_id"]), catalogue.units)

    made: Frame = catalogue.holdings.keep(f"scenario_frame_{level}", make)
    return made


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
    return Markup(figures(drawn, source=source, heading=4))  # noqa: S704 - escapes every word of a person
