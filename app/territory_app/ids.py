"""Every component id, in one place."""

from __future__ import annotations

from typing import Any

URL = "url"
VIEW_URL = "view-url"
PAGE = "page"
SHOWN = "shown"
WANTED = "wanted"
CONFIG = "config"

VIEW = "view"
ASKED = "asked"

LEVEL = "level"
INDICATOR = "indicator"
SERVICE = "service"
NEED = "need"
METHOD = "method"
COUNT = "count"
BOUNDS = "bounds"
KINDS = "kinds"
OVERLAY = "overlay"
WITHIN = "within"
SORT = "sort"
ISOLATED = "isolated"
TERRITORY = "territory"
STATIC = "static"

FIELDS: tuple[tuple[str, str, str], ...] = (
    ("level", LEVEL, "value"),
    ("indicator", INDICATOR, "value"),
    ("service", SERVICE, "value"),
    ("need", NEED, "value"),
    ("method", METHOD, "value"),
    ("count", COUNT, "value"),
    ("bounds", BOUNDS, "data"),
    ("kinds", KINDS, "value"),
    ("overlay", OVERLAY, "value"),
    ("within", WITHIN, "value"),
    ("sort", SORT, "data"),
    ("isolated", ISOLATED, "data"),
    ("territory", TERRITORY, "value"),
    ("static", STATIC, "checked"),
)
"""Field of the view, the component that holds it, and the property it is in."""

TITLE = "map-title"
SUBTITLE = "map-subtitle"
LEGEND = "legend"
PROVENANCE = "provenance"
MAP = "map"
MAP_NOTE = "map-note"
MAP_SUMMARY = "map-summary"
FILTERS = "filters"
SITES_KEY = "sites-key"
TABLE = "table"
TABLE_SECTION = "donnees"
PANEL = "panel"
LIVE = "live"

CONTROLS = "controls"
DRAWING = "drawing"
NEED_BOX = "need-box"
SERVICE_BOX = "service-box"
BREAKS_BOX = "breaks-box"
FREEZE = "freeze"
FOUND = "bounds-found"
EMPTY = "empty"
SAID = "said"

DRAWN = "drawn"
MARKED = "marked"
LEGEND_ENTRY = "legend-entry"


def legend_entry(code: Any) -> dict[str, Any]:
    """Return the id of one legend button; ``code`` is a class code or ``ALL``."""
    return {"type": LEGEND_ENTRY, "index": code}
