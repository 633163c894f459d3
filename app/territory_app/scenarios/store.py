"""What scenarios gave, kept on disk: one folder each, named by what it depends on."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ID = re.compile(r"[0-9a-f]{16}")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}\.(?:csv|json|toml|html)")
COMPARISON = ("comparison.json", "comparison_demo.json")
FORMAT = 1
LARGEST = 40_000_000
MOST_KEPT = 120
"""Results kept; beyond, the oldest are made again when asked for."""


def identify(text: str, *parts: str) -> str:
    """Return the name of what a scenario gives: the same text on the same study, the same name.

    Examples
    --------
    >>> len(identify("[scenario]", "0f3a", "1.0")), identify("a", "b") == identify("a", "c")
    (16, False)
    """
    whole = "\0".join((text, *parts)).encode()
    return hashlib.sha256(whole).hexdigest()[:16]


@dataclass(frozen=True)
class Store:
    """Results of scenarios in a folder that several servers may share.

    Attributes
    ----------
    folder : pathlib.Path
        Where each result has a folder of its own, moved there once whole.
    """

    folder: Path

    def place(self, name: str) -> Path | None:
        """Return the folder of a result; None where there is none by this name."""
        if not ID.fullmatch(name):
            return None
        place = self.folder / name
        return place if any((place / one).is_file() for one in COMPARISON) else None

    def comparison(self, name: str) -> Mapping[str, Any] | None:
        """Return what a result says of itself; None where it cannot be used."""
        place = self.place(name)
        if place is None:
            return None
        path = next(path for one in COMPARISON if (path := place / one).is_file())
        try:
            if path.stat().st_size > LARGEST:
                return None
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        usable = isinstance(told, dict) and told.get("format") == FORMAT
        return told if usable else None

    def files(self, name: str) -> tuple[str, ...]:
        """Return the names of the files of a result."""
        place = self.place(name)
        found = () if place is None else sorted(one.name for one in place.iterdir())
        return tuple(one for one in found if NAME.fullmatch(one))

    def file(self, name: str, file: str) -> Path | None:
        """Return one file of a result; None where it has no such file."""
        place = self.place(name)
        if place is None or file not in self.files(name):
            return None
        path = place / file
        return path if path.is_file() and not path.is_symlink() else None

    def staging(self, name: str) -> Path:
        """Return a folder, not made yet, where a result is written before it is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f".{name}-{secrets.token_hex(4)}"

    def keep(self, staging: Path, name: str) -> None:
        """Put a whole result in its place; the oldest make room."""
        place = self.folder / name
        if self.place(name) is not None:
            shutil.rmtree(staging, ignore_errors=True)
            return
        shutil.rmtree(place, ignore_errors=True)
        staging.replace(place)
        self._make_room(keeping=name)

    def newest(self) -> tuple[str, ...]:
        """Return the names of the results kept, newest first."""
        return tuple(one.name for one in sorted(self._kept(), key=_age, reverse=True))

    def _kept(self) -> Iterable[Path]:
        if not self.folder.is_dir():
            return ()
        return [one for one in self.folder.iterdir() if ID.fullmatch(one.name)]

    def _make_room(self, keeping: str) -> None:
        others = sorted((one for one in self._kept() if one.name != keeping), key=_age)
        for old in others[: max(0, len(others) + 1 - MOST_KEPT)]:
            shutil.rmtree(old, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
