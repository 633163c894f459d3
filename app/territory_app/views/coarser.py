"""Which coarser level to draw when a level's small territories cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping

from territory_app.tiles.archive import LevelMap

ENOUGH = 200
"""A level of at most so many territories can be read at the zoom that shows it whole."""


def coarser_level(level: str, maps: Mapping[str, LevelMap]) -> str | None:
    """Return the finest level that is whole at every zoom, coarser than ``level``.

    None when ``level`` is itself whole at its lowest zoom, or when nothing better exists.
    """
    mine = maps[level]
    if mine.complete <= mine.zooms[0]:
        return None
    candidates = {
        key: len(other.anchors)
        for key, other in maps.items()
        if len(other.anchors) < min(len(mine.anchors), ENOUGH) and other.complete < mine.complete
    }
    return max(candidates, key=lambda key: candidates[key]) if candidates else None
