"""The larger tables of a results folder, each read when a page first needs it.

Results of an earlier version may lack some of them: what is absent is None, never empty.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from territory_app import reading
from territory_app.errors import ResultsError


class Holdings:
    """Tables of one results folder; safe to share between threads.

    Parameters
    ----------
    out : pathlib.Path
        The results folder.
    demonstration : bool
        Whether names of files say so.
    """

    def __init__(self, out: Path, *, demonstration: bool) -> None:
        self.out = out
        self._demonstration = demonstration
        self._lock = threading.RLock()
        self._kept: dict[str, pd.DataFrame | None] = {}
        self._made: dict[str, Any] = {}

    def kinds(self, level: str) -> pd.DataFrame | None:
        """Return ``kinds_<level>.csv``: one row per territory and kind of service."""
        return self._csv(f"kinds_{level}", ("territory_id", "kind"))

    def needs(self, level: str) -> pd.DataFrame | None:
        """Return ``needs_<level>.csv``: need columns of each territory."""
        return self._csv(f"needs_{level}", ("territory_id",))

    @property
    def completeness(self) -> pd.DataFrame | None:
        """``completeness.csv``: what is known of each kind of service in each territory."""
        return self._csv("completeness", ("level", "territory_id", "kind"))

    @property
    def populations(self) -> pd.DataFrame | None:
        """``populations.csv``: the study's count beside others, where a study names others."""
        return self._csv("populations", ())

    @property
    def shares(self) -> pd.DataFrame | None:
        """Share of each unit in each territory: level, territory_id, unit_id, share."""
        return self._parquet("unit_shares")

    @property
    def site_shares(self) -> pd.DataFrame | None:
        """Territory of each site at each level: level, territory_id, service_id."""
        return self._parquet("site_shares")

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what ``make`` gives, made once and kept as long as these results are.

        Names are the code's own, a few for each level: what is kept is bounded.
        """
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]

    def _csv(self, stem: str, required: tuple[str, ...]) -> pd.DataFrame | None:
        def read() -> pd.DataFrame:
            path = self._path(stem, ".csv")
            return reading.read_plain(path, required)

        return self._once(stem, read)

    def _parquet(self, stem: str) -> pd.DataFrame | None:
        def read() -> pd.DataFrame:
            path = self._path(stem, ".parquet", folder="trace")
            try:
                return pd.read_parquet(path)
            except (OSError, ValueError) as fault:
                raise ResultsError(reading.UNREADABLE, path=str(path), fault=str(fault)) from None

        return self._once(stem, read)

    def _path(self, stem: str, suffix: str, *, folder: str = "") -> Path:
        name = f"{stem}{'_demo' if self._demonstration else ''}{suffix}"
        return self.out / folder / name

    def _once(self, name: str, read: Callable[[], Any]) -> pd.DataFrame | None:
        """Read a table once; None where there is no such file, or it cannot be read."""
        with self._lock:
            if name not in self._kept:
                try:
                    self._kept[name] = read()
                except ResultsError:
                    self._kept[name] = None
            return self._kept[name]
