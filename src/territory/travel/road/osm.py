"""Roads of an OpenStreetMap extract, read with osmium in two passes: ways, then their nodes."""

from __future__ import annotations

import importlib
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territory.errors import InputError
from territory.text import N_
from territory.travel.road.lines import Lines
from territory.travel.road.speeds import (
    FERRY,
    parse_direction,
    parse_duration,
    parse_speed,
    parsed,
)

CLASS = N_("classe qui ne se parcourt pas dans ce mode")
ACCESS = N_("accès interdit ou privé")
AREA = N_("surfaces (place, stationnement) sans ligne à suivre")
WINTER = N_("chemins d'hiver ou de glace, hors d'usage une partie de l'année")
TORN = N_("sommets absents de l'extrait")
POSTED = N_("vitesses affichées illisibles, remplacées par celle de la classe")
SENSE = N_("sens de circulation illisibles, tenus pour doubles")
CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus",
     "use_sidepath", "discouraged"}
)  # fmt: skip
WHO = {"car": ("motorcar", "motor_vehicle", "vehicle", "access"), "walk": ("foot", "access")}
ONE_WAY_CLASSES = ("motorway", "motorway_link")
ONE_WAY_JUNCTIONS = ("roundabout", "circular")
TOLD_EVERY = 50_000
UNITS_PER_DEGREE = 1e7


@dataclass
class _Ways:
    """What the first pass keeps of each way."""

    refs: array[int] = field(default_factory=lambda: array("q"))
    counts: list[int] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    forward: list[str | None] = field(default_factory=list)
    backward: list[str | None] = field(default_factory=list)
    sense: list[str] = field(default_factory=list)
    duration: list[str | None] = field(default_factory=list)
    read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


def read_pbf(
    path: Path, *, mode: str, speeds: Mapping[str, float], progress: Callable[[str, int, int], None]
) -> Lines:
    """Return the roads and ferries of an extract.

    Parameters
    ----------
    path : Path
    mode : str
        "car" or "walk".
    speeds : Mapping
        Speed of each class, km/h; a way of another class is set aside.
    progress : Callable
        Called with (step, done, total); the total is not known (0).

    Raises
    ------
    InputError
        When osmium is not installed, or the file does not read or holds no road.
    """
    try:
        osmium = importlib.import_module("osmium")
    except ImportError:
        raise InputError(
            "Lire {path} demande osmium : pip install 'territory[osm]'. Sans lui, convertissez "
            "l'extrait en GeoPackage de segments.",
            path=path.name,
        ) from None
    try:
        ways = _read_ways(osmium, path, mode, speeds, progress)
        lon, lat, node = _locate(osmium, path, ways, progress)
    except RuntimeError as fault:
        raise InputError(
            "{path} ne se lit pas comme un extrait d'OpenStreetMap ({fault}).",
            path=path.name,
            fault=str(fault).rstrip("."),
        ) from None
    if not ways.read:
        raise InputError(
            "{path} ne contient aucune route (étiquette highway) ni traversier.", path=path.name
        )
    return _lines(ways, lon, lat, node, mode, speeds)


def _read_ways(
    osmium: Any,
    path: Path,
    mode: str,
    speeds: Mapping[str, float],
    progress: Callable[[str, int, int], None],
) -> _Ways:
    kept = _Ways()
    reader = osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway", "route")
    )
    for way in reader:
        tags = dict(way.tags)
        kind = FERRY if tags.get("route") == FERRY else tags.get("highway")
        if kind is None:
            continue
        kept.read += 1
        if kept.read % TOLD_EVERY == 0:
            progress(N_("lecture des routes"), kept.read, 0)
        reason = _refused(tags, kind, mode, speeds)
        if reason:
            kept.rejected[reason] += 1
            continue
        refs = [node.ref for node in way.nodes]
        if len(refs) < 2:  # noqa: PLR2004
            kept.rejected[TORN] += 1
            continue
        kept.refs.extend(refs)
        kept.counts.append(len(refs))
        kept.classes.append(kind)
        _tags(kept, tags, kind)
    return kept


def _tags(kept: _Ways, tags: Mapping[str, str], kind: str) -> None:
    posted = tags.get("maxspeed")
    kept.forward.append(tags.get("maxspeed:forward", posted))
    kept.backward.append(tags.get("maxspeed:backward", posted))
    kept.duration.append(tags.get("duration") if kind == FERRY else None)
    implied = kind in ONE_WAY_CLASSES or tags.get("junction") in ONE_WAY_JUNCTIONS
    kept.sense.append(tags.get("oneway", "yes" if implied else "no"))


def _refused(
    tags: Mapping[str, str], kind: str, mode: str, speeds: Mapping[str, float]
) -> str | None:
    """Return why a way is set aside, in French, or None."""
    said = next((tags[key] for key in WHO[mode] if key in tags), "yes")
    if not speeds.get(kind, 0.0) > 0:
        return CLASS
    if said in CLOSED:
        return ACCESS
    if mode == "walk" and tags.get("motorroad") == "yes" and "foot" not in tags:
        return ACCESS
    if mode == "car" and tags.get("area") == "yes":
        return AREA
    if "yes" in (tags.get("winter_road"), tags.get("ice_road")):
        return WINTER
    return None


def _locate(
    osmium: Any, path: Path, ways: _Ways, progress: Callable[[str, int, int], None]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return coordinates of the distinct nodes (missing where absent) and each vertex's node."""
    refs = np.frombuffer(ways.refs, dtype=np.int64) if ways.refs else np.empty(0, dtype=np.int64)
    ids, node = np.unique(refs, return_inverse=True)
    lon, lat = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    if not len(ids):
        return lon, lat, node
    # The index is filled without passing through Python, with the nodes of kept ways only.
    index = osmium.index.create_map("sparse_mem_array")
    wanted = osmium.filter.IdFilter(_each(ids)).enable_for(osmium.osm.NODE)
    with osmium.io.Reader(str(path), osmium.osm.NODE) as reader:
        osmium.apply(reader, wanted, osmium.NodeLocationsForWays(index))
    for position, one in enumerate(_each(ids)):
        try:
            place = index.get(one)
        except KeyError:
            continue
        lon[position], lat[position] = place.x, place.y
        if position % TOLD_EVERY == 0:
            progress(N_("lecture des sommets"), position, len(ids))
    lon /= UNITS_PER_DEGREE
    lat /= UNITS_PER_DEGREE
    return lon, lat, node


def _each(ids: NDArray[np.int64]) -> Iterator[int]:
    """Yield numbers one by one without making a list of them all."""
    for first in range(0, len(ids), TOLD_EVERY):
        yield from ids[first : first + TOLD_EVERY].tolist()


def _lines(
    ways: _Ways,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    node: NDArray[np.int64],
    mode: str,
    speeds: Mapping[str, float],
) -> Lines:
    counts = np.array(ways.counts, dtype=np.int64)
    line = np.repeat(np.arange(len(counts)), counts)
    whole = np.bincount(line, weights=np.isnan(lon[node]), minlength=len(counts)) == 0
    vertices = node[whole[line]]
    start = np.concatenate([[0], np.cumsum(counts[whole])])
    uses = np.bincount(vertices, minlength=len(lon))
    kept = np.flatnonzero(whole)
    by_class = np.array([speeds[ways.classes[way]] for way in kept], dtype=np.float64)
    forward, backward, repairs = _speeds(ways, kept, by_class, mode)
    rejected = ways.rejected + Counter({TORN: int((~whole).sum())})
    return Lines(
        lon[vertices],
        lat[vertices],
        vertices,
        start,
        uses[vertices] > 1,
        forward,
        backward,
        np.full(len(kept), math.nan),
        parsed([ways.duration[way] for way in kept], parse_duration),
        ways.read,
        {reason: count for reason, count in rejected.items() if count},
        repairs,
    )


def _speeds(
    ways: _Ways, kept: NDArray[np.int64], by_class: NDArray[np.float64], mode: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[str, int]]:
    """Return km/h along and against each way, 0 where closed, and what had to be supposed."""
    if mode == "walk":
        return by_class, by_class.copy(), {}
    both = []
    unread = 0
    for texts in (ways.forward, ways.backward):
        posted = parsed([texts[way] for way in kept], parse_speed)
        stated = np.array([texts[way] not in (None, "none") for way in kept], dtype=bool)
        unread = max(unread, int((stated & np.isnan(posted)).sum()))
        both.append(np.where(np.isnan(posted), by_class, posted))
    words = {word: parse_direction(word) for word in set(ways.sense)}
    sense = np.array([words[ways.sense[way]] for way in kept], dtype=object)
    repairs = {POSTED: unread, SENSE: int((sense == "").sum())}
    return (
        np.where(sense == "backward", 0.0, both[0]),
        np.where(sense == "forward", 0.0, both[1]),
        {what: count for what, count in repairs.items() if count},
    )
