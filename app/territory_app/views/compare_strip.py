"""One indicator on a strip: a dot for every territory of the level, the ones compared marked.

The scale comes from all the territories of the level and from nothing else: it is the same
whatever is compared. Marks are told apart by shape and by name, not by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MARGIN = 16.0
TICKS = 5
DOT = 5.0
STACK = 40.0
LABEL_ROW = 17.0
CHARACTER = 6.9
LONGEST = 34
FOOT = 34.0
ABOVE = 8.0


@dataclass(frozen=True)
class Scale:
    """A linear scale, its ends and its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float, width: float) -> float:
        """Return where a value falls across ``width``; beyond an end, at that end."""
        share = (value - self.low) / (self.high - self.low)
        return MARGIN + min(max(share, 0.0), 1.0) * (width - 2 * MARGIN)


@dataclass(frozen=True)
class Marked:
    """One thing compared, as it is asked to be drawn."""

    sign: str
    label: str
    shape: str
    role: str
    value: float


@dataclass(frozen=True)
class Mark:
    """One mark: where it is, the label that names it and the line that leads to it."""

    x: float
    y: float
    shape: str
    role: str
    path: str
    label: str
    label_x: float
    label_y: float
    anchor: str
    leader: str


@dataclass(frozen=True)
class Tick:
    """One tick of the axis."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Strip:
    """One drawing, in its own units.

    Attributes
    ----------
    width, height, base : float
        Size; height of the axis.
    dots : str
        Path of every territory's dot, drawn with round ends.
    marks : tuple of Mark
    ticks : tuple of Tick
    """

    width: float
    height: float
    base: float
    dots: str
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


def scale_of(values: NDArray[np.float64], *, share: bool = False) -> Scale | None:
    """Return a scale with round ends for the finite values of a level; None without any.

    It starts at 0 where nothing is below, and a share never goes beyond 0 and 1.

    Examples
    --------
    >>> scale_of(np.array([3.0, 18.2, np.nan]))
    Scale(low=0.0, high=20.0, ticks=(0.0, 5.0, 10.0, 15.0, 20.0))
    >>> scale_of(np.array([0.4, 1.0]), share=True).ticks
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    >>> scale_of(np.array([np.nan, np.inf])) is None
    True
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = min(0.0, float(known.min())), max(0.0, float(known.max()))
    if high == low:
        high = low + 1.0
    step = _round_step((high - low) / TICKS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if share:
        first, last = max(first, 0), min(last, round(1 / step))
    ticks = tuple(float(round(place * step, 10)) for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def _round_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(one * power for one in (1, 2, 5, 10) if one * power >= least * (1 - 1e-9))


def strip(
    values: NDArray[np.float64],
    scale: Scale,
    marked: Sequence[Marked],
    ticks: Sequence[str],
    *,
    width: float,
    named: bool,
) -> Strip:
    """Return the drawing of one indicator.

    Parameters
    ----------
    values : numpy.ndarray
        Of every territory of the level; those missing have no dot.
    scale : Scale
        From `scale_of`, on the same values.
    marked : sequence of Marked
        Those compared whose value is known.
    ticks : sequence of str
        Words of the scale's ticks.
    width : float
        Of the drawing, in its own units.
    named : bool
        Whether marks carry their names, or their signs alone where room is short.
    """
    placed = [
        (scale.at(one.value, width), one, _said(one) if named else one.sign)
        for one in marked
        if math.isfinite(one.value)
    ]
    rows = _rows([(x, said) for x, _one, said in placed], width)
    count = max((row for row, _x, _anchor in rows), default=-1) + 1
    top = count * LABEL_ROW + ABOVE
    base = top + STACK
    marks = tuple(
        _mark(x, base, one, said, *row) for (x, one, said), row in zip(placed, rows, strict=True)
    )
    shown = _thinned(scale, ticks, width)
    return Strip(width, base + FOOT, base, _dots(values, scale, width, base), marks, shown)


def _said(one: Marked) -> str:
    name = one.label if len(one.label) <= LONGEST else f"{one.label[: LONGEST - 1].rstrip()}…"
    return f"{one.sign} {name}"


def _rows(labels: Sequence[tuple[float, str]], width: float) -> list[tuple[int, float, str]]:
    """Return the row, the place and the anchor of each label, none over another.

    Rows are counted from the dots up.
    """
    taken: list[list[tuple[float, float]]] = []
    found: dict[int, tuple[int, float, str]] = {}
    for position in sorted(range(len(labels)), key=lambda one: labels[one][0]):
        x, text = labels[position]
        size = len(text) * CHARACTER + 8
        left = min(max(x - size / 2, 0.0), max(width - size, 0.0))
        anchor, at = "middle", x
        if left != x - size / 2:
            anchor, at = ("start", left) if x < width / 2 else ("end", left + size)
        for row in range(len(labels)):
            if row == len(taken):
                taken.append([])
            if all(left + size <= start or left >= end for start, end in taken[row]):
                taken[row].append((left, left + size))
                found[position] = (row, at, anchor)
                break
    return [found[position] for position in range(len(labels))]


def _mark(
    x: float, base: float, one: Marked, said: str, row: int, label_x: float, anchor: str
) -> Mark:
    label_y = base - STACK - ABOVE - row * LABEL_ROW
    return Mark(
        x=round(x, 1),
        y=base,
        shape=one.shape,
        role=one.role,
        path=_shape(one.shape, x, base),
        label=said,
        label_x=round(label_x, 1),
        label_y=round(label_y, 1),
        anchor=anchor,
        leader=f"M{x:.1f} {label_y + 4:.1f}V{base:.1f}",
    )


def _shape(shape: str, x: float, y: float) -> str:
    """Return the outline of a mark centred on the axis; a line has none but its leader."""
    size = 6.5
    corners = {
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle": ((0, -1.25), (1.2, 0.95), (-1.2, 0.95)),
        "diamond": ((0, -1.35), (1.2, 0), (0, 1.35), (-1.2, 0)),
    }.get(shape)
    if corners:
        points = "L".join(f"{x + dx * size:.1f} {y + dy * size:.1f}" for dx, dy in corners)
        return f"M{points}Z"
    if shape in {"circle", "ring"}:
        radius = size if shape == "circle" else size - 1.5
        return (
            f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0"
            f"a{radius} {radius} 0 1 0 {-2 * radius} 0Z"
        )
    return ""


def _dots(values: NDArray[np.float64], scale: Scale, width: float, base: float) -> str:
    """Return a path with one short stroke per territory, stacked where several fall together.

    Strokes less than half a unit apart are one.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return ""
    share = np.clip((known - scale.low) / (scale.high - scale.low), 0, 1)
    across = MARGIN + share * (width - 2 * MARGIN)
    column = np.floor(across / DOT).astype(int)
    first = np.searchsorted(column, column, side="left")
    height = np.arange(len(column)) - first
    tallest = int(height.max()) + 1
    step = min(DOT, (STACK - DOT) / max(tallest - 1, 1))
    xs = (column + 0.5) * DOT
    ys = np.round((base - 8.0 - height * step) * 2) / 2
    places = dict.fromkeys(zip(xs.tolist(), ys.tolist(), strict=True))
    return "".join(f"M{x:g} {y:g}h0" for x, y in places)


def _thinned(scale: Scale, labels: Sequence[str], width: float) -> tuple[Tick, ...]:
    """Return the ticks that have room for their words, both ends first."""
    size = max((len(label) for label in labels), default=1) * CHARACTER + 14
    room = max(1, int((width - 2 * MARGIN) // size))
    every = max(1, math.ceil((len(labels) - 1) / room)) if len(labels) > 1 else 1
    kept = [place for place in range(len(labels)) if place % every == 0]
    last = len(labels) - 1
    return tuple(
        Tick(
            round(scale.at(scale.ticks[place], width), 1),
            labels[place],
            "start" if place == 0 else ("end" if place == last else "middle"),
        )
        for place in kept
    )


KEY_MARKS = {
    name: _shape(name, 10.0, 10.0) for name in ("square", "circle", "triangle", "diamond", "ring")
}
"""Outlines of the marks alone, on a ground of 20 by 20."""
