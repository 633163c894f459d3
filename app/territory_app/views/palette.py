"""Colours and patterns of the map, chosen to stay apart without red or green sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from territory.tables.palette import CLASS_COLOURS, KIND_COLOURS

Pattern = Literal["hatch", "dots", "cross"]

LACK = ("#fee391", "#fec44f", "#f28e1c", "#cc5504", "#7f2704")
SUPPLY = ("#c7e9b4", "#7fcdbb", "#41a9c4", "#2c72b8", "#253494")
UNREACHABLE = "#4a1486"
PAPER = "#f7f7f5"
LAND = "#f8f7f2"
INK = "#7d7d7a"
SELF_GOVERNED_INK = "#9181a3"

KIND_SHAPES: Mapping[str, str] = {
    "clsc": "square",
    "gmf": "circle",
    "community": "triangle",
    "library": "diamond",
    "outreach": "pentagon",
    "other": "cross",
}


@dataclass(frozen=True)
class Style:
    """How one class is painted: a plain colour, or ink drawn as a pattern over a ground."""

    colour: str
    pattern: Pattern | None = None
    ink: str = INK


CLASS_STYLES: Mapping[str, Style] = {
    "desert": Style(CLASS_COLOURS["desert"]),
    "underserved": Style(CLASS_COLOURS["underserved"]),
    "served": Style(CLASS_COLOURS["served"]),
}
MISSING = Style("#ebebe7", "hatch")
SMALL = Style("#f1f1ee", "dots")
SELF_GOVERNED = Style("#f6f3f8", "cross", SELF_GOVERNED_INK)
KINDS = KIND_COLOURS


def ramp(name: str, count: int) -> tuple[str, ...]:
    """Return ``count`` colours (1 to 5) of a ramp, light to dark, spread over its length.

    Examples
    --------
    >>> ramp("lack", 2)
    ('#fee391', '#7f2704')
    """
    colours = LACK if name == "lack" else SUPPLY
    if count == 1:
        return (colours[2],)
    last = len(colours) - 1
    return tuple(colours[round(step * last / (count - 1))] for step in range(count))
