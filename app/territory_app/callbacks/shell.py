"""Which page to show, where the layout could not know it."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from territory_app import ids
from territory_app.pages import render
from territory_app.site import Site


def register(app: Dash, site: Site) -> None:
    """Register the callbacks: the browser asks for its page only when it has another."""
    typed: Any = app
    typed.clientside_callback(
        ClientsideFunction("territory", "want"),
        Output(ids.WANTED, "data"),
        Input(ids.URL, "pathname"),
        State(ids.SHOWN, "data"),
    )

    @app.callback(
        Output(ids.PAGE, "children"),
        Input(ids.WANTED, "data"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def show(path: object, query: object) -> Any:
        return render(path, query, site) if isinstance(path, str) else no_update
