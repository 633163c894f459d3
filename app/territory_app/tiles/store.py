"""Map tiles of every level of one catalogue, made when first asked for and kept in a cache."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pmtiles import reader as pmtiles

from territory_app.catalogue import Catalogue
from territory_app.reading import layer_bounds, read_layer
from territory_app.tiles import archive
from territory_app.tiles.archive import LevelMap

ENOUGH = 200
"""A level of at most so many territories can be read at the zoom that shows it whole."""


@dataclass(frozen=True)
class Frame:
    """Where a level is: west, south, east, north in degrees, lowest and highest zoom."""

    bounds: tuple[float, float, float, float]
    zooms: tuple[int, int]


class TileStore:
    """Tiles of one run; safe to share between threads.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    cache : pathlib.Path
        Folder that holds one folder per results file and level.
    """

    def __init__(self, catalogue: Catalogue, cache: Path) -> None:
        self._catalogue = catalogue
        self._folder = cache / f"{catalogue.version}-{archive.MAKER}"
        self._locks = {key: threading.Lock() for key in catalogue.levels}
        self._frames = {key: _frame(catalogue, key) for key in catalogue.levels}
        self._maps: dict[str, LevelMap] = {}
        self._readers: dict[tuple[str, int], Any] = {}

    def frame(self, level: str) -> Frame:
        """Return where ``level`` is, which is known without making its tiles."""
        return self._frames[level]

    def level_map(self, level: str) -> LevelMap:
        """Return what is known of ``level`` once drawn, making its tiles if needed."""
        with self._locks[level]:
            if level not in self._maps:
                folder = self._folder / level
                known = archive.load(folder)
                if known is None or len(known.anchors) != self._catalogue.levels[level].count:
                    layer = self._catalogue.levels[level].layer
                    known = archive.build(read_layer(self._catalogue.package, layer), folder)
                self._open(level, folder, known)
                self._maps[level] = known
            return self._maps[level]

    def coarser(self, level: str) -> str | None:
        """Return the level to show while ``level`` is too small to be seen; None when it never is.

        The finest of those with at most 200 territories that is whole at a lower zoom.
        """
        mine = self.level_map(level)
        if mine.complete <= mine.zooms[0] + 1:
            return None
        levels = self._catalogue.levels
        most = min(levels[level].count - 1, ENOUGH)
        fewer = [key for key, one in levels.items() if one.count <= most]
        for key in sorted(fewer, key=lambda key: -levels[key].count):
            if self.level_map(key).complete < mine.complete:
                return key
        return None

    def tile(self, level: str, zoom: int, x: int, y: int) -> bytes | None:
        """Return one gzipped tile; None where the tile is empty or out of the archive."""
        self.level_map(level)
        reader = self._readers.get((level, zoom))
        if reader is None:
            return None
        found = reader.get(zoom, x, y)
        return bytes(found) if found else None

    def outlines(self, level: str) -> str:
        """Return the JSON of the level's SVG outlines."""
        self.level_map(level)
        return (self._folder / level / "outlines.json").read_text(encoding="utf-8")

    def _open(self, level: str, folder: Path, known: LevelMap) -> None:
        lowest, highest = known.zooms
        for zoom in range(lowest, highest + 1):
            with (folder / f"{zoom}.pmtiles").open("rb") as stream:
                self._readers[level, zoom] = _reader(stream)


def _frame(catalogue: Catalogue, level: str) -> Frame:
    bounds = layer_bounds(catalogue.package, catalogue.levels[level].layer)
    return Frame(bounds, archive.zoom_range(bounds))


def _reader(stream: BinaryIO) -> Any:
    """Read an archive through a memory map, which outlives the open file."""
    typed: Any = pmtiles
    return typed.Reader(typed.MmapSource(stream))
