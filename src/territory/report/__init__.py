"""What people read and look at: maps that open without a network, and five-line summaries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory.report.folium_map import folium_map
    from territory.report.summary import summary_lines

__all__ = ["folium_map", "summary_lines"]

# Loaded when first asked for: who wants sentences does not wait for the library of maps.
_HOMES = {"folium_map": "territory.report.folium_map", "summary_lines": "territory.report.summary"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
