"""Every component id, in one place."""

from __future__ import annotations

from typing import Any

URL = "url"
VIEW_URL = "view-url"
PAGE = "page"
CONFIG = "config"

LEVEL = "level"
INDICATOR = "indicator"
KINDS = "kinds"
TERRITORY = "territory"
STATIC = "static"

TITLE = "map-title"
SUBTITLE = "map-subtitle"
LEGEND = "legend"
PROVENANCE = "provenance"
MAP = "map"
MAP_NOTE = "map-note"
TABLE = "table"
TABLE_SECTION = "donnees"
PANEL = "panel"
LIVE = "live"

DRAWN = "drawn"
MARKED = "marked"
ISOLATED = "isolated"
LEGEND_ENTRY = "legend-entry"


def legend_entry(code: Any) -> dict[str, Any]:
    """Return the id of one legend button; ``code`` is a class code or ``ALL``."""
    return {"type": LEGEND_ENTRY, "index": code}
