"""Lines as drawn, cut into pieces between the places where one can turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from territory.travel._points import geodesic_km

Numbers = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """Roads and ferries as a file draws them, every vertex one after the other.

    Attributes
    ----------
    lon, lat : shape (vertices,)
        Degrees.
    node : shape (vertices,)
        What place each vertex is: two vertices of the same number are the same place.
    start : shape (lines + 1,)
        Where each line's vertices begin.
    junction : shape (vertices,) of bool
        Where one may turn from a line to another; the ends of a line always are.
    forward, backward : shape (lines,)
        Speed along the line as drawn and against it, km/h; 0 where that is not allowed.
    km, minutes : shape (lines,)
        Length and duration the file states for the whole line; missing where it states none.
    read : int
        Lines read in the file.
    rejected : Mapping[str, int]
        Lines set aside, by reason in French.
    repairs : Mapping[str, int]
        What was mended or supposed, in French, and how many times.
    """

    lon: Numbers
    lat: Numbers
    node: Positions
    start: Positions
    junction: NDArray[np.bool_]
    forward: Numbers
    backward: Numbers
    km: Numbers
    minutes: Numbers
    read: int
    rejected: Mapping[str, int]
    repairs: Mapping[str, int]


@dataclass(frozen=True)
class Pieces:
    """Lines cut: one row per piece between two nodes, nodes numbered from 0."""

    lon: Numbers
    lat: Numbers
    tail: Positions
    head: Positions
    km: Numbers
    forward: Numbers
    backward: Numbers


def cut(lines: Lines, *, longest_km: float) -> Pieces:
    """Cut lines at junctions, and evenly so that no piece is longer than ``longest_km``.

    Parameters
    ----------
    lines : Lines
    longest_km : float
        Long stretches get nodes on the way, so that a place along them is near one.

    Returns
    -------
    Pieces
        ``forward`` and ``backward`` are minutes, infinite where that way is not allowed.
    """
    count = len(lines.start) - 1
    line = np.repeat(np.arange(count), np.diff(lines.start))
    step = np.flatnonzero(line[1:] == line[:-1])
    km = geodesic_km(lines.lon[step], lines.lat[step], lines.lon[step + 1], lines.lat[step + 1])
    begins = lines.junction[step]
    begins[:1] = True
    begins[1:] |= line[step[1:]] != line[step[:-1]]
    first = np.flatnonzero(begins)
    if not len(first):
        empty, none = np.empty(0), np.empty(0, dtype=np.int64)
        return Pieces(empty, empty, none, none, empty, empty, empty)
    last = np.append(first[1:], len(step)) - 1
    stretch_km = np.add.reduceat(km, first)
    parts = np.maximum(np.ceil(stretch_km / longest_km - 1e-9), 1).astype(np.int64)
    stretch = np.repeat(np.arange(len(first)), parts)
    rank = np.arange(len(stretch)) - np.repeat(np.cumsum(parts) - parts, parts)
    inner = rank > 0
    lon, lat = _on_the_way(
        lines, step, km, (first, last), stretch[inner], (rank / parts[stretch])[inner]
    )
    ends, where = np.unique(
        np.concatenate([lines.node[step[first]], lines.node[step[last] + 1]]), return_inverse=True
    )
    vertex = np.concatenate([step[first], step[last] + 1])
    seen = np.empty(len(ends), dtype=np.int64)
    seen[where] = vertex
    added = len(ends) + np.cumsum(inner) - 1
    tail = np.where(inner, added, where[: len(first)][stretch])
    head = np.where(rank + 1 < parts[stretch], added + 1, where[len(first) :][stretch])
    drawn: Numbers = np.bincount(line[step], weights=km, minlength=count).astype(np.float64)
    return _timed(
        lines,
        (np.concatenate([lines.lon[seen], lon]), np.concatenate([lines.lat[seen], lat])),
        (tail, head),
        line[step[first]][stretch],
        (stretch_km / parts)[stretch],
        drawn,
    )


def _on_the_way(
    lines: Lines,
    step: Positions,
    km: Numbers,
    bounds: tuple[Positions, Positions],
    stretch: Positions,
    share: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return the points at some shares of the length of stretches, along the line as drawn."""
    first, last = bounds
    after = np.cumsum(km)
    before = after - km
    target = before[first[stretch]] + share * (after[last] - before[first])[stretch]
    at = np.clip(np.searchsorted(after, target), first[stretch], last[stretch])
    length = np.where(km[at] > 0, km[at], 1.0)
    along = np.clip((target - before[at]) / length, 0.0, 1.0)
    begin, end = step[at], step[at] + 1
    return (
        lines.lon[begin] + along * (lines.lon[end] - lines.lon[begin]),
        lines.lat[begin] + along * (lines.lat[end] - lines.lat[begin]),
    )


def _timed(
    lines: Lines,
    places: tuple[Numbers, Numbers],
    ends: tuple[Positions, Positions],
    line: Positions,
    drawn_km: Numbers,
    drawn: Numbers,
) -> Pieces:
    """Return pieces with their km and minutes: what the file states is shared along the line."""
    share = np.divide(drawn_km, drawn[line], out=np.zeros(len(line)), where=drawn[line] > 0)
    km = np.where(np.isfinite(lines.km[line]), lines.km[line] * share, drawn_km)
    stated = lines.minutes[line] * share
    return Pieces(
        *places,
        *ends,
        km,
        _minutes(km, lines.forward[line], stated),
        _minutes(km, lines.backward[line], stated),
    )


def _minutes(km: Numbers, speed: Numbers, stated: Numbers) -> Numbers:
    travelled = np.full(len(km), np.inf)
    np.divide(60.0 * km, speed, out=travelled, where=speed > 0)
    return np.where((speed > 0) & np.isfinite(stated), stated, travelled)
