"""The results the application shows: read once, never changed.

One object holds everything a page needs; nothing else opens the results folder except the map
tiles, which read the boundaries of `Catalogue.package`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.tables.words import KIND_WORDS
from territory.text import LANGUAGES
from territory_app import reading
from territory_app.doors import with_doors
from territory_app.frames import level_frame
from territory_app.holdings import Holdings
from territory_app.indicators import INDICATOR_KEYS
from territory_app.regions import MOST, Region, drawn_inside, known_regions, people_inside
from territory_app.view_state import Choices

NOTICEABLE = 0.01
FRAMES_KEPT = 64
SOCIOSANITARY = frozenset({"clsc", "rls", "rts", "rss"})


@dataclass(frozen=True)
class Level:
    """One level of the results.

    Attributes
    ----------
    key : str
        "mrc", "clsc" ...
    label, plural : Mapping[str, str]
        What one territory and several are called, by language.
    layer : str
        Its layer in study.gpkg.
    table : pandas.DataFrame
        One row per territory, sorted by id; the row number is the feature id on the map.
    outside : float
        People who live where this level has no territory.
    """

    key: str
    label: Mapping[str, str]
    plural: Mapping[str, str]
    layer: str
    table: pd.DataFrame
    outside: float = 0.0

    @property
    def count(self) -> int:
        """Number of territories."""
        return len(self.table)


@dataclass(frozen=True)
class Catalogue:
    """Results of one run.

    Attributes
    ----------
    record : Mapping[str, Any]
        run.json.
    levels : Mapping[str, Level]
        In the order of the run.
    units, services : pandas.DataFrame
        Population units with the territory of each level and the nearest door; service points
        with lon and lat.
    package : pathlib.Path
        study.gpkg.
    version : str
        First characters of its checksum: names the tiles and the answers a browser may keep.
    places : Mapping[str, tuple of str and int]
        Level and row of each territory id.
    holdings : Holdings
        Larger tables, read when first needed.
    """

    record: Mapping[str, Any]
    levels: Mapping[str, Level]
    units: pd.DataFrame
    services: pd.DataFrame
    package: Path
    version: str
    places: Mapping[str, tuple[str, int]]
    holdings: Holdings

    @property
    def demonstration(self) -> bool:
        """Whether some of the data are invented."""
        return bool(self.record.get("demonstration"))

    @property
    def norm(self) -> Mapping[str, Any]:
        """Parameters of the norm, and ``intensity_norm``."""
        return dict(self.record.get("norm") or {})

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of service that have at least one point, in the house's order."""
        present = set(self.services["kind"])
        return tuple(kind for kind in KIND_WORDS if kind in present)

    @property
    def around(self) -> pd.Series[bool]:
        """Which service points lie in the band around the study, in none of its totals."""
        if "in_buffer" not in self.services:
            return pd.Series(data=False, index=self.services.index)
        return self.services["in_buffer"].astype("boolean").fillna(value=False).astype(bool)

    def choices(self) -> Choices:
        """Return what an address may ask for."""
        return Choices(
            levels=tuple(self.levels),
            indicators=INDICATOR_KEYS,
            kinds=self.kinds,
            territories=self._homes,
            services=self.services_apart,
            needs=tuple(self.needs),
            places=frozenset(self._homes) | {region.key for region in self.regions},
        )

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return {code: level for code, (level, _) in self.places.items()}

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Regions by the name people use, whose territories are all in the results."""
        return known_regions(self._homes)

    @cached_property
    def services_apart(self) -> tuple[str, ...]:
        """Kinds of service whose figures the results give apart."""
        table = self.kinds_table(next(iter(self.levels)))
        present = set() if table is None else set(table["kind"])
        return tuple(kind for kind in KIND_WORDS if kind in present)

    @property
    def needs(self) -> Mapping[str, Mapping[str, Any]]:
        """Need columns by key: ``label``, ``higher_is`` and ``source``, as run.json tells them."""
        return {str(one["key"]): one for one in self.record.get("needs") or []}

    def kinds_table(self, level: str) -> pd.DataFrame | None:
        """Return one row per territory and kind of service; None in older results."""
        return self.holdings.kinds(level)

    def needs_table(self, level: str) -> pd.DataFrame | None:
        """Return need columns of each territory; None where the study has none."""
        return self.holdings.needs(level)

    def frame(self, level: str, service: str = "") -> pd.DataFrame:
        """Return a level's table, its figures those of one kind of service when one is asked for.

        Shares of the staff located in each territory and needs (``need:<column>``) are beside.
        Not to be changed: it is kept.
        """
        return self._frames(level, service)

    @cached_property
    def _frames(self) -> Callable[[str, str], pd.DataFrame]:
        def make(level: str, service: str) -> pd.DataFrame:
            return level_frame(
                self.levels[level].table,
                self.kinds_table(level),
                self.needs_table(level),
                self.needs,
                service,
                minimum=float(self.norm.get("minimum_population") or 1000),
            )

        return lru_cache(maxsize=FRAMES_KEPT)(make)

    @property
    def shares(self) -> pd.DataFrame | None:
        """Share of each unit in each territory; None where the trace is absent."""
        return self.holdings.shares

    @property
    def completeness(self) -> pd.DataFrame | None:
        """What is known of each kind of service in each territory; None in older results."""
        return self.holdings.completeness

    def place(self, key: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the level and ids of what makes a place; None where there is no such place."""
        if key in self._homes:
            return self._homes[key], (key,)
        for region in self.regions:
            if region.key == key:
                return self._homes[region.members[0]], region.members
        return None

    def place_name(self, key: str) -> str:
        """Return the name of a place; empty where there is none."""
        if key in self.places:
            level, row = self.places[key]
            return str(self.levels[level].table["name"].iloc[row])
        return next((one.name for one in self.regions if one.key == key), "")

    def inside(self, level: str, key: str) -> NDArray[np.bool_]:
        """Say which territories of ``level`` are in a place: most of their people live there.

        One without people in the calculation is where it is drawn. Everything is in no place.
        Where a place is too small to hold one, those that hold some of its people.
        """
        place = self.place(key)
        ids = self.levels[level].table["territory_id"]
        if place is None:
            return np.ones(len(ids), dtype=bool)
        if place[0] == level:
            return ids.isin(place[1]).to_numpy()
        share = people_inside(self.units, self.shares, level, ids, place)
        held = share > MOST
        if np.isnan(share).any():
            layers = {one.key: one.layer for one in self.levels.values()}
            drawn = drawn_inside(self.package, layers, level, place).reindex(ids, fill_value=False)
            held |= np.isnan(share) & drawn.to_numpy()
        return held if held.any() else share > 0

    def bilingual(self, section: str, key: str, language: str) -> str:
        """Return a text run.json gives in both languages; empty where it gives none."""
        return spoken((self.record.get(section) or {}).get(key), language)

    def backdrop(self, level: str) -> str | None:
        """Return the level that shows land where ``level`` has no territory.

        Without it, places without a territory would read as lakes. Wanted when ``level`` leaves
        out more than one person in a hundred; a level that does not, of the same family if
        there is one, since families are drawn along different shores.
        """
        mine = self.levels[level]
        people = float(mine.table["population"].sum()) + mine.outside
        if mine.outside <= people * NOTICEABLE:
            return None
        full = [one for one in self.levels.values() if one.outside <= people * NOTICEABLE]
        if not full:
            return None
        kin = level in SOCIOSANITARY
        best = min(full, key=lambda one: ((one.key in SOCIOSANITARY) != kin, one.count))
        return best.key

    def banner(self, language: str) -> str:
        """Return the demonstration's sentence; empty on real data."""
        return spoken(self.record.get("banner"), language) if self.demonstration else ""


def spoken(text: Any, language: str) -> str:
    """Return ``text`` in ``language``: a mapping by language, or one text for both.

    Examples
    --------
    >>> spoken({"fr": "oui", "en": "yes"}, "en"), spoken(None, "fr")
    ('yes', '')
    """
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("fr") or "")
    return str(text) if text else ""


def open_results(out: Path) -> Catalogue:
    """Read a results folder.

    Raises
    ------
    ResultsError
        One sentence, when the folder or one of its files cannot be used.
    """
    record = reading.read_record(out)
    demo = bool(record.get("demonstration"))
    package = reading.results_file(out, "study", ".gpkg", demonstration=demo)
    levels: dict[str, Level] = {}
    places: dict[str, tuple[str, int]] = {}
    for entry in record["levels"]:
        key = str(entry["key"])
        path = reading.results_file(out, f"gaps_{key}", ".csv", demonstration=demo)
        table = reading.read_gaps(path)
        layer = str(entry.get("layer") or key)
        reading.check_level(package, layer, table["territory_id"], path.name)
        levels[key] = Level(
            key=key,
            label=_by_language(entry.get("label"), key),
            plural=_by_language(entry.get("plural") or entry.get("label"), key),
            layer=layer,
            table=table,
            outside=float(entry.get("unassigned_population") or 0),
        )
        places |= {code: (key, row) for row, code in enumerate(table["territory_id"])}
    units_path = reading.results_file(out, "access_units", ".csv", demonstration=demo)
    units = reading.read_units(units_path, levels)
    services = reading.read_services(package)
    return Catalogue(
        record=record,
        levels=levels,
        units=with_doors(units, services, record.get("travel") or {}),
        services=services,
        package=package,
        version=reading.digest(package)[:16],
        places=places,
        holdings=Holdings(out, demonstration=demo),
    )


def _by_language(text: Any, otherwise: str) -> dict[str, str]:
    return {language: spoken(text, language) or otherwise for language in LANGUAGES}
