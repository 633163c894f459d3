"""Small samples of a paint or of a point's mark, drawn by the stylesheet."""

from __future__ import annotations

from typing import Any

from dash import html

from territory_app.components.attributes import hyphenated
from territory_app.views.palette import KIND_SHAPES, KINDS, Style


def swatch(style: Style) -> Any:
    """Return a sample of a class's paint."""
    return html.Span(
        className="swatch",
        style={"backgroundColor": style.colour, "--ink": style.ink},
        **hyphenated(aria_hidden="true", data_pattern=style.pattern or "plain"),
    )


def mark(kind: str) -> Any:
    """Return a sample of a kind's mark."""
    return html.Span(
        className="mark",
        style={"backgroundColor": KINDS[kind]},
        **hyphenated(aria_hidden="true", data_shape=KIND_SHAPES[kind]),
    )
