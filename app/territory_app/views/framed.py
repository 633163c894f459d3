"""Where a static map opens, and its scale: a part of the drawing rather than all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyproj import Transformer

from territory_app.tiles.geometry import METRES

Box = tuple[float, float, float, float]
LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Kilometres a scale may show."""
LONGEST = 0.22
"""Most of the width a scale may take."""


def cut(content: Mapping[str, Any], box: Box) -> Box:
    """Return left, top, width and height, in a drawing, of a box in degrees.

    Parameters
    ----------
    content : mapping
        Outlines written beside the tiles, in metres at a scale.
    box : tuple of float
        West, south, east, north.
    """
    to_metres = Transformer.from_crs(4326, METRES, always_xy=True)
    west, south, east, north = to_metres.transform_bounds(*box)
    origin, scale = content["origin"], content["scale"]
    width, height = content["size"]
    left, right = max(0.0, (west - origin[0]) * scale), min(width, (east - origin[0]) * scale)
    top, bottom = max(0.0, (origin[1] - north) * scale), min(height, (origin[1] - south) * scale)
    if right <= left or bottom <= top:
        return 0.0, 0.0, width, height
    return round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2)


def scale_bar(content: Mapping[str, Any], box: Box, pen: float) -> str:
    """Draw a length in kilometres at the lower left of what is shown."""
    left, top, width, height = box
    per_km = content["scale"] * 1000
    kilometres = max([one for one in LENGTHS if one * per_km <= LONGEST * width], default=0)
    if not kilometres:
        return ""
    long = kilometres * per_km
    x, y = left + 14 * pen, top + height - 14 * pen
    return (
        f'<g class="scale" pointer-events="none"><path fill="none" stroke="#1d2529" '
        f'stroke-width="{1.6 * pen:.3g}" d="M{x:.2f} {y - 6 * pen:.2f}V{y:.2f}h{long:.2f}'
        f'v{-6 * pen:.2f}"/><text x="{x + 4 * pen:.2f}" y="{y - 5 * pen:.2f}" fill="#1d2529" '
        f'stroke="#ffffff" stroke-width="{3 * pen:.3g}" paint-order="stroke" '
        f'font-size="{15 * pen:.3g}">{kilometres}\u00a0km</text></g>'
    )
