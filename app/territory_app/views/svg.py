"""The static map: a drawing made here, for browsers without WebGL, print and slow machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd
from pyproj import Transformer

from territory_app.tiles.geometry import METRES
from territory_app.views.palette import KIND_SHAPES, KINDS, LAND, PAPER, Style

LARGEST_CIRCLE = 26.0
MARGIN = 8.0
SHAPES: Mapping[str, str] = {
    "square": "M-3 -3H3V3H-3Z",
    "circle": "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0 -3.4 0Z",
    "triangle": "M0 -4L3.8 3H-3.8Z",
    "diamond": "M0 -4.4L4 0L0 4.4L-4 0Z",
    "pentagon": "M0 -4L3.8 -1.2L2.4 3.3H-2.4L-3.8 -1.2Z",
    "cross": "M-1 -3.6H1V-1H3.6V1H1V3.6H-1V1H-3.6V-1H-1Z",
}
"""Outline of each kind's mark, about eight units wide, centred; the live map draws the same."""


def drawing(
    outlines: str,
    codes: str,
    styles: Mapping[str, Style],
    *,
    title: str,
    description: str,
    counts: pd.Series[Any] | None = None,
    sites: pd.DataFrame | None = None,
    backdrop: str | None = None,
) -> str:
    """Return an SVG document; each territory is a path whose ``data-i`` is its number.

    Parameters
    ----------
    outlines : str
        JSON written beside the tiles.
    codes : str
        One class code per territory.
    styles : Mapping[str, Style]
        Paint of each code.
    title, description : str
        Text alternative; escaped here.
    counts : pandas.Series, optional
        One count per territory, drawn as circles of proportional area.
    sites : pandas.DataFrame, optional
        Service points to mark: kind, lon, lat.
    backdrop : str, optional
        JSON of the outlines of a level that shows land where this one has no territory.
    """
    content = json.loads(outlines)
    width, height = (float(side) + 2 * MARGIN for side in content["size"])
    paths = "".join(
        f'<path data-i="{i}" data-c="{code}" fill={quoteattr(_fill(code, styles))} d="{path}"/>'
        for i, (code, path) in enumerate(zip(codes, content["paths"], strict=True))
        if path
    )
    circles = _circles(content["anchors"], counts) if counts is not None else ""
    marks = _marks(content, sites) if sites is not None else ""
    land = _land(content, json.loads(backdrop)) if backdrop else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN:g} {-MARGIN:g} {width:g} '
        f'{height:g}" role="img" aria-labelledby="carte-titre carte-desc">'
        f'<title id="carte-titre">{escape(title)}</title>'
        f'<desc id="carte-desc">{escape(description)}</desc>'
        f"<defs>{''.join(_pattern(code, style) for code, style in styles.items())}</defs>"
        f'{land}<g stroke="#ffffff" stroke-width="0.6" stroke-linejoin="round" fill-rule="evenodd">'
        f"{paths}</g>{circles}{marks}</svg>"
    )


def _fill(code: str, styles: Mapping[str, Style]) -> str:
    style = styles.get(code)
    if style is None:
        return PAPER
    return f"url(#motif-{code})" if style.pattern else style.colour


def _pattern(code: str, style: Style) -> str:
    """Draw the pattern of a class over its ground; the browser draws the same on the live map."""
    if style.pattern is None:
        return ""
    marks = {
        "hatch": f'<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{style.ink}" '
        'stroke-width="1.2"/>',
        "dots": f'<circle cx="2" cy="2" r="1.1" fill="{style.ink}"/>'
        f'<circle cx="6" cy="6" r="1.1" fill="{style.ink}"/>',
        "lines": f'<path d="M0 2H8M0 6H8" stroke="{style.ink}" stroke-width="1.2"/>',
        "cross": f'<path d="M4 1V7M1 4H7" stroke="{style.ink}" stroke-width="1.2"/>',
    }
    return (
        f'<pattern id="motif-{code}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{style.colour}"/>{marks[style.pattern]}</pattern>'
    )


def _land(content: dict[str, Any], behind: dict[str, Any]) -> str:
    """Draw another level's outlines in the scale of this one."""
    ratio = content["scale"] / behind["scale"]
    left = (behind["origin"][0] - content["origin"][0]) * content["scale"]
    top = (content["origin"][1] - behind["origin"][1]) * content["scale"]
    paths = "".join(f'<path d="{path}"/>' for path in behind["paths"] if path)
    return (
        f'<g fill="{LAND}" fill-rule="evenodd" pointer-events="none" '
        f'transform="translate({left:.2f} {top:.2f}) scale({ratio:.5f})">{paths}</g>'
    )


def _marks(content: dict[str, Any], sites: pd.DataFrame) -> str:
    """Draw each site as the shape of its kind, where the outlines' projection puts it."""
    project = Transformer.from_crs(4326, METRES, always_xy=True)
    east, north = project.transform(sites["lon"].to_numpy(), sites["lat"].to_numpy())
    x = (np.asarray(east) - content["origin"][0]) * content["scale"]
    y = (content["origin"][1] - np.asarray(north)) * content["scale"]
    drawn = "".join(
        f'<path d="{SHAPES[KIND_SHAPES[kind]]}" fill="{KINDS[kind]}" '
        f'transform="translate({left:.1f} {top:.1f})"/>'
        for kind, left, top in zip(sites["kind"], x, y, strict=True)
    )
    return f'<g stroke="#ffffff" stroke-width="0.6" pointer-events="none">{drawn}</g>'


def _circles(anchors: list[list[float]], counts: pd.Series[Any]) -> str:
    values = counts.fillna(0).to_numpy(dtype=float)
    top = values.max(initial=0.0)
    if top <= 0:
        return ""
    radii = LARGEST_CIRCLE * np.sqrt(values / top)
    drawn = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>'
        for (x, y), radius in sorted(zip(anchors, radii, strict=True), key=_by_radius)
        if radius > 0
    )
    return (
        f'<g fill="#1d2733" fill-opacity="0.28" stroke="#1d2733" stroke-width="0.8" '
        f'pointer-events="none">{drawn}</g>'
    )


def _by_radius(pair: tuple[list[float], float]) -> float:
    return -pair[1]
