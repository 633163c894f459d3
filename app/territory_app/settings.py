"""What the application is given when it starts; nothing else configures it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from territory.places import cache_folder

STUDIES_KEY = "territory.studies"
"""Where a request carries the studies that can be opened from it, by language."""


@dataclass(frozen=True)
class Study:
    """Another study that can be opened from this one: its name and its address."""

    title: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Settings:
    """Settings of one application.

    Attributes
    ----------
    out : pathlib.Path
        Folder written by ``territory run``; it is only ever read.
    cache : pathlib.Path, optional
        Where map tiles are kept; a folder of the user's cache by default.
    prefix : str
        What comes before every address, without a slash at its end: "" at the root of a server,
        "/acces" behind a proxy that serves other things too.
    local : bool
        Whether only this machine can ask: what a file dropped on a page may do depends on it.
    before : pathlib.Path, optional
        Results of an earlier run, which trends are told from.
    contact : str
        Whom to write to about accessibility, as the people who serve the application say it;
        nobody is named where they say nothing.
    study, data : pathlib.Path, optional
        Study file the results come from, and where its paths start from: scenarios are then
        computed here.
    scenarios : pathlib.Path, optional
        Where what scenarios gave is kept; beside the tiles by default.
    """

    out: Path
    cache: Path | None = None
    prefix: str = ""
    local: bool = False
    before: Path | None = None
    contact: str = ""
    study: Path | None = None
    data: Path | None = None
    scenarios: Path | None = None

    def tile_folder(self) -> Path:
        """Return the folder of the map tiles, created if needed.

        Where the user's cache cannot be written, tiles are made again in a temporary folder.
        """
        return _writable(self.cache, "tiles")

    def scenario_folder(self) -> Path:
        """Return the folder of what scenarios gave, created if needed."""
        beside = None if self.cache is None else self.cache / "scenarios"
        return _writable(self.scenarios or beside, "scenarios")


def _writable(stated: Path | None, name: str) -> Path:
    try:
        folder = stated if stated is not None else cache_folder() / name
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except (OSError, RuntimeError):
        writable = False
    return folder if writable else Path(tempfile.mkdtemp(prefix=f"territory-{name}-"))
