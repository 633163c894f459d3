"""Which page to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State

from territory_app import ids
from territory_app.catalogue import Catalogue
from territory_app.pages import render
from territory_app.routes.vendor import VendorFile
from territory_app.tiles.store import TileStore


def register(
    app: Dash, catalogue: Catalogue, store: TileStore, files: Mapping[str, VendorFile]
) -> None:
    """Register the callback."""

    @app.callback(
        Output(ids.PAGE, "children"), Input(ids.URL, "pathname"), State(ids.URL, "search")
    )
    def show(path: object, query: object) -> Any:
        return render(path, query, catalogue, store, files)
