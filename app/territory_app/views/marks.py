"""Service points of a drawing: sized by staff, hollow where it is unknown, grouped where dense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer

from territory_app.tiles.geometry import METRES
from territory_app.views.palette import KIND_SHAPES, KINDS

DARK = "#1d2733"
PAPER = "#ffffff"
CELL = 26.0
"""Side of the squares whose points are one numbered circle, in units of a drawing 1,000 wide."""
ALONE = 80
"""At most so many points are drawn one by one."""
LISTED = 12
"""A circle of at most so many points tells them; the browser reads them in ``data-p``."""
USUAL_STAFF = 2.0
SMALLEST, LARGEST = 0.6, 2.6
SHAPES: Mapping[str, str] = {
    "square": "M-3 -3H3V3H-3Z",
    "circle": "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0 -3.4 0Z",
    "triangle": "M0 -4L3.8 3H-3.8Z",
    "diamond": "M0 -4.4L4 0L0 4.4L-4 0Z",
    "pentagon": "M0 -4L3.8 -1.2L2.4 3.3H-2.4L-3.8 -1.2Z",
    "cross": "M-1 -3.6H1V-1H3.6V1H1V3.6H-1V1H-3.6V-1H-1Z",
}
"""Outline of each kind's mark, about eight units wide, centred; the live map draws the same."""


def marks(content: dict[str, Any], sites: pd.DataFrame, pen: float) -> str:
    """Draw the points of some kinds where the projection of the outlines puts them.

    Parameters
    ----------
    content : dict
        The outlines: scale and origin.
    sites : pandas.DataFrame
        Every point of the kinds drawn: kind, lon, lat, and fte where it is known.
    pen : float
        Size of a mark in the drawing.
    """
    if sites.empty:
        return ""
    placed = _placed(content, sites)
    if len(placed) <= ALONE:
        drawn = [_single(row, pen) for row in placed.itertuples(index=False)]
        return f"<g>{''.join(drawn)}</g>"
    square = CELL * pen
    cells = placed.groupby(
        [(placed["x"] // square).astype(int), (placed["y"] // square).astype(int)], sort=True
    )
    pieces = []
    for _cell, held in cells:
        if len(held) == 1:
            pieces.append(_single(next(held.itertuples(index=False)), pen))
        else:
            pieces.append(_group(held, pen))
    return f"<g>{''.join(pieces)}</g>"


def _placed(content: dict[str, Any], sites: pd.DataFrame) -> pd.DataFrame:
    project = Transformer.from_crs(4326, METRES, always_xy=True)
    east, north = project.transform(sites["lon"].to_numpy(), sites["lat"].to_numpy())
    staff: NDArray[np.float64] = (
        sites["fte"].to_numpy(dtype=float) if "fte" in sites else np.full(len(sites), np.nan)
    )
    numbers = sites["number"] if "number" in sites else sites.groupby("kind").cumcount()
    return pd.DataFrame(
        {
            "x": (np.asarray(east) - content["origin"][0]) * content["scale"],
            "y": (content["origin"][1] - np.asarray(north)) * content["scale"],
            "kind": sites["kind"].to_numpy(),
            "staff": staff,
            "key": sites["kind"].str.cat(numbers.astype(str), sep="/").to_numpy(),
        }
    )


def _single(row: Any, pen: float) -> str:
    """Draw a point: its surface follows its staff; hollow and of one size where it is unknown."""
    colour, hollow = KINDS[row.kind], bool(np.isnan(row.staff))
    size = 1.0 if hollow else float(np.clip(np.sqrt(row.staff / USUAL_STAFF), SMALLEST, LARGEST))
    paint = (
        f'fill="{PAPER}" stroke="{colour}" stroke-width="1.6"'
        if hollow
        else f'fill="{colour}" stroke="{PAPER}" stroke-width="{0.6 / size:.2f}"'
    )
    return (
        f'<path data-p="{row.key}" d="{SHAPES[KIND_SHAPES[row.kind]]}" {paint} '
        f'transform="translate({row.x:.2f} {row.y:.2f}) scale({size * pen:.4g})"/>'
    )


def _group(held: pd.DataFrame, pen: float) -> str:
    """Draw several points as a circle with their number."""
    kinds = held["kind"].unique()
    colour = KINDS[kinds[0]] if len(kinds) == 1 else DARK
    known = held["staff"].notna().any()
    paint = f'fill="{colour}" stroke="{PAPER}"' if known else f'fill="{PAPER}" stroke="{colour}"'
    told = f' data-p="{" ".join(held["key"])}"' if len(held) <= LISTED else ""
    across = 8.0 if len(held) < 100 else 10.5  # noqa: PLR2004 - two figures fit in eight units
    return (
        f'<g{told} transform="translate({held["x"].mean():.2f} {held["y"].mean():.2f}) '
        f'scale({pen:.4g})"><circle r="{across:g}" stroke-width="1.2" {paint}/>'
        f'<text y="3" text-anchor="middle" font-size="9" font-weight="600" '
        f'fill="{PAPER if known else DARK}">{len(held)}</text></g>'
    )
