"""Which page to show."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State

from territory_app import ids
from territory_app.pages import render
from territory_app.site import Site


def register(app: Dash, site: Site) -> None:
    """Register the callback."""

    @app.callback(
        Output(ids.PAGE, "children"), Input(ids.URL, "pathname"), State(ids.URL, "search")
    )
    def show(path: object, query: object) -> Any:
        return render(path, query, site)
