"""What stands where a map has nothing to show: why, and a way on."""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app.views.emptiness import Empty
from territory_app.views.withheld import Withheld


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


def notice(told: Withheld, home: str) -> Any:
    """Return the notice of shares withheld; ``home`` is the address of the map page."""
    ways = [html.A(said, href=home + query, className="button plain") for said, query in told.ways]
    return html.Div(
        [
            html.P(told.title, className="callout-title"),
            html.P(f"{told.why} {told.stays}"),
            *([html.P(ways, className="actions")] if ways else []),
        ],
        className="callout caution withheld",
        role="status",
    )
