"""The map page: controls, map and legend, panel, table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from territory_app import ids
from territory_app.catalogue import Catalogue
from territory_app.components.attributes import hyphenated
from territory_app.components.controls import controls
from territory_app.components.map import config, map_frame
from territory_app.routes.vendor import VendorFile
from territory_app.tiles.store import TileStore
from territory_app.view_state import ViewState
from territory_app.words import words


def content(
    catalogue: Catalogue,
    store: TileStore,
    files: Mapping[str, VendorFile],
    view: ViewState,
    language: str,
) -> list[Any]:
    """Return the map page of one view; callbacks fill what depends on the choices."""
    _ = words(language)
    return [
        dcc.Location(id=ids.VIEW_URL, refresh=False),
        dcc.Store(id=ids.CONFIG, data=config(catalogue, store, files, language)),
        *(dcc.Store(id=one) for one in (ids.ISOLATED, ids.DRAWN, ids.MARKED)),
        html.Div(
            [
                html.H1(id=ids.TITLE, className="map-title"),
                html.P(id=ids.SUBTITLE, className="map-subtitle"),
            ],
            className="titles",
            **hyphenated(aria_live="polite"),
        ),
        html.Div(
            [
                html.Div(
                    [
                        controls(catalogue, view, language),
                        html.Section(
                            id=ids.LEGEND,
                            className="legend",
                            **hyphenated(aria_label=_("Légende")),
                        ),
                    ],
                    className="side",
                ),
                map_frame(catalogue, store, language),
                html.Aside(
                    id=ids.PANEL,
                    className="panel",
                    **hyphenated(aria_label=_("Territoire choisi")),
                ),
            ],
            className="workbench",
        ),
        html.P(id=ids.LIVE, className="visually-hidden", role="status"),
        html.P(id=ids.PROVENANCE, className="provenance"),
        html.Section(
            html.Div(id=ids.TABLE, className="table-frame"),
            id=ids.TABLE_SECTION,
            className="data",
            tabIndex=-1,
            **hyphenated(aria_label=_("Tableau des territoires")),
        ),
    ]
