"""Colours and patterns of the map, chosen to stay apart without red or green sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from territory.tables.palette import CLASS_COLOURS, KIND_COLOURS

Pattern = Literal["hatch", "dots", "cross", "lines"]

LACK = ("#fee391", "#fec44f", "#f28e1c", "#cc5504", "#7f2704")
SUPPLY = ("#c7e9b4", "#7fcdbb", "#41a9c4", "#2c72b8", "#253494")
NEED = ("#e5e1ef", "#c6bbdd", "#a78fc6", "#845fa8", "#54307f")
LONG: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("lack", 6): ("#feeaae", "#fecb5e", "#ed8619", "#c45004", "#8c2f04", "#581a00"),
    ("lack", 7): ("#feeaae", "#fed16c", "#f8a936", "#de700f", "#b04404", "#842a04", "#581a00"),
    ("supply", 6): ("#d2edc0", "#86d0ba", "#3c9cc1", "#2b6ab3", "#263a98", "#141c57"),
    ("supply", 7): ("#d2edc0", "#8dd3ba", "#5ab7c0", "#358abd", "#2a5fad", "#253494", "#141c57"),
    ("need", 6): ("#e8e4f1", "#c2b5da", "#a187c1", "#815ca5", "#5a3684", "#36184f"),
    ("need", 7): ("#e8e4f1", "#c7bcde", "#ac96ca", "#9272b4", "#744f9a", "#532f7d", "#36184f"),
}
"""Six and seven classes have colours of their own, placed so that neighbours stay apart."""
CROSSED = (
    "#dedcd5", "#a9c3dd", "#5f9bd1",
    "#e6c98f", "#a79a8c", "#566f94",
    "#d98d1f", "#8f5a2b", "#2d2836",
)  # fmt: skip
"""Least need first, each from good to weak access: orange is need, blue is lack of access."""
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
NOT_APPLICABLE = Style("#f4f1ea", "lines")
SELF_GOVERNED = Style("#f6f3f8", "cross", SELF_GOVERNED_INK)
KINDS = KIND_COLOURS


def ramp(name: str, count: int) -> tuple[str, ...]:
    """Return ``count`` colours (1 to 7) of a ramp, light to dark, spread over its length.

    Examples
    --------
    >>> ramp("lack", 2)
    ('#fee391', '#7f2704')
    """
    colours = LONG.get((name, count)) or _RAMPS[name]
    if count == 1:
        return (colours[2],)
    last = len(colours) - 1
    return tuple(colours[round(step * last / (count - 1))] for step in range(count))


_RAMPS: Mapping[str, tuple[str, ...]] = {"lack": LACK, "supply": SUPPLY, "need": NEED}
