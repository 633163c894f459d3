"""The map page: controls, map and legend, panel, table."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from territory_app import ids
from territory_app.components.attributes import hyphenated
from territory_app.components.controls import controls, drawing_controls
from territory_app.components.downloads import takeaway
from territory_app.components.map import config, map_frame
from territory_app.indicators import INDICATORS
from territory_app.site import Site
from territory_app.view_state import PAINTED, ViewState, write_view
from territory_app.words import words


def reads() -> dict[str, dict[str, bool]]:
    """Return, for each indicator, which controls mean something."""
    return {
        one.key: {"need": one.reads_need, "service": one.by_kind, "classes": not one.worded}
        for one in INDICATORS
    }


def map_config(site: Site, language: str) -> dict[str, Any]:
    """Return all the browser's scripts must know before they draw."""
    return config(site, language) | {"reads": reads()}


def content(site: Site, view: ViewState, language: str) -> list[Any]:
    """Return the map page of one view; callbacks fill what depends on the choices."""
    _ = words(language)
    choices = site.catalogue.choices()
    asked = write_view(view, choices, ("level", "indicator", *PAINTED))
    return [
        dcc.Location(id=ids.VIEW_URL, refresh=False),
        dcc.Store(id=ids.CONFIG, data=map_config(site, language)),
        dcc.Store(id=ids.ASKED, data=asked),
        dcc.Store(id=ids.BOUNDS, data=list(view.bounds)),
        dcc.Store(id=ids.SORT, data=view.sort),
        dcc.Store(id=ids.ISOLATED, data=view.isolated),
        *(dcc.Store(id=one) for one in (ids.VIEW, ids.DRAWN, ids.MARKED)),
        html.Div(
            [
                html.H1(id=ids.TITLE, className="map-title"),
                html.P(id=ids.SUBTITLE, className="map-subtitle"),
            ],
            className="titles",
        ),
        html.Div(controls(site, view, language), className="asked"),
        html.Div(id=ids.EMPTY),
        html.Div(
            [
                html.Div(
                    [
                        html.Section(
                            id=ids.LEGEND,
                            className="legend",
                            **hyphenated(aria_label=_("Légende")),
                        ),
                        drawing_controls(site, view, language),
                    ],
                    className="side",
                ),
                map_frame(site, language),
                html.Aside(
                    id=ids.PANEL,
                    className="panel",
                    **hyphenated(aria_label=_("Territoire choisi")),
                ),
            ],
            className="workbench",
        ),
        html.P(id=ids.LIVE, className="visually-hidden", role="status"),
        html.P(id=ids.SAID, className="visually-hidden", role="status"),
        html.P(id=ids.PROVENANCE, className="provenance"),
        takeaway(site, view, language),
        html.Section(
            html.Div(id=ids.TABLE, className="table-frame"),
            id=ids.TABLE_SECTION,
            className="data",
            tabIndex=-1,
            **hyphenated(aria_label=_("Tableau des territoires")),
        ),
    ]
