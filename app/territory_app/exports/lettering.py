"""How wide a line of text is, and where to break it: a drawing has nobody to do it later."""

from __future__ import annotations

from functools import lru_cache
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from territory_app.fonts import FACES, font_folder

FAMILY = "'Source Sans Pro', 'Source Sans 3', 'Territory Sans', Helvetica, Arial, sans-serif"
ROOM = 1.05
"""Lines are measured this much wider: another typeface may take the place of ours."""
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])
"""Characters an XML file cannot hold."""
UNKNOWN = 0.62
"""Ems of a character the typeface lacks."""
INK, QUIET = "#1d2733", "#4a5560"


@lru_cache(maxsize=2)
def _advances(face: str) -> tuple[dict[int, float], float]:
    """Return the advance of each character, and of any other, in ems."""
    with TTFont(font_folder() / FACES[face], lazy=True) as font:
        widths, ems = font["hmtx"].metrics, font["head"].unitsPerEm
        advances = {code: widths[name][0] / ems for code, name in font.getBestCmap().items()}
    return advances, UNKNOWN


def width(text: str, size: float, *, strong: bool = False) -> float:
    """Return how wide a line is, in the units of ``size``.

    Examples
    --------
    >>> width("il", 10) < width("mw", 10) < width("mw", 10, strong=True)
    True
    """
    advances, other = _advances("semibold" if strong else "regular")
    return ROOM * size * sum(advances.get(ord(sign), other) for sign in text)


def wrapped(text: str, size: float, most: float, *, strong: bool = False) -> list[str]:
    """Break a text into lines no wider than ``most``; a longer word keeps its line.

    Examples
    --------
    >>> wrapped("un deux trois", 10, 50)
    ['un deux', 'trois']
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, strong=strong) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def clean(text: object) -> str:
    """Return a text as an XML file can hold it, escaped."""
    return escape(str(text).translate(UNWRITABLE), {'"': "&quot;"})


def line(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    strong: bool = False,
    fill: str = INK,
    anchor: str = "",
) -> str:
    """Return one line of text as SVG, its baseline at ``y``."""
    weight = ' font-weight="600"' if strong else ""
    aligned = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{weight}{aligned}>'
        f"{clean(text)}</text>"
    )


def paragraph(
    x: float,
    y: float,
    text: str,
    size: float,
    most: float,
    *,
    strong: bool = False,
    fill: str = INK,
) -> tuple[str, float]:
    """Return a text on as many lines as it takes, from the top ``y``, and where it ends."""
    height = round(size * 1.36)
    drawn = []
    for text_ in wrapped(text, size, most, strong=strong):
        drawn.append(line(x, y + size, text_, size, strong=strong, fill=fill))
        y += height
    return "".join(drawn), y
