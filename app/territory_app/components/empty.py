"""What stands where a map has nothing to show: why, and a way on."""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app.views.emptiness import Empty


def empty(lacking: Empty, home: str) -> Any:
    """Return the notice; ``home`` is the address of the map page."""
    return html.Div(
        [
            html.P(lacking.title, className="empty-title"),
            html.P(lacking.why),
            html.A(lacking.action, href=home + lacking.query, className="button plain"),
        ],
        className="empty",
        role="status",
    )
