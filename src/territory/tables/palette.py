"""Colours shared by the maps people carry away: one per class and per kind of service.

Classes run from orange to blue and stay apart for people who do not see red or green; missing
and not ranked are patterns over grey, never the lightest colour of a scale.
"""

from __future__ import annotations

from collections.abc import Mapping

CLASS_COLOURS: Mapping[str, str] = {
    "desert": "#b35806",
    "underserved": "#fdb863",
    "served": "#8073ac",
    "insufficient_data": "#e0e0e0",
    "not_ranked": "#f5f5f5",
}
PATTERN_INK = "#6b6b6b"
OUTLINE = "#4d4d4d"
SEQUENTIAL: tuple[str, ...] = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
KIND_COLOURS: Mapping[str, str] = {
    "clsc": "#1b1b1b",
    "gmf": "#c51b7d",
    "community": "#1b7837",
    "library": "#2166ac",
    "outreach": "#e08214",
    "other": "#7a7a7a",
}
