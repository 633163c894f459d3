"""The static map: a drawing made here, for browsers without WebGL, print and slow machines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory_app.views.framed import cut, scale_bar
from territory_app.views.marks import DARK, SHAPES, marks
from territory_app.views.palette import LAND, PAPER, Style

LARGEST_CIRCLE = 26.0
MARGIN = 8.0
__all__ = ["SHAPES", "Over", "drawing"]
FADED = 0.12
OUTSIDE = "#f3f2ed"
_NUMBERS = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?")


@dataclass(frozen=True)
class Over:
    """What is laid over the colours of a drawing, or keeps some of them out.

    Attributes
    ----------
    counts : pandas.Series, optional
        One count per territory, drawn as circles of proportional area.
    sites : pandas.DataFrame, optional
        Every service point of the kinds to mark: kind, lon, lat, and fte where it is known.
    overlay : str, optional
        JSON of the outlines of another level, drawn as dashed lines.
    inside : numpy.ndarray, optional
        Which territories are in the place the drawing is kept to; it is cut to their size.
    isolated : str
        Code of the class shown alone; empty for all.
    """

    counts: pd.Series[Any] | None = None
    sites: pd.DataFrame | None = None
    overlay: str | None = None
    inside: NDArray[np.bool_] | None = None
    isolated: str = ""


def drawing(
    outlines: str,
    codes: str,
    styles: Mapping[str, Style],
    *,
    title: str,
    description: str,
    backdrop: str | None = None,
    over: Over | None = None,
    frame: tuple[float, float, float, float] | None = None,
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
    backdrop : str, optional
        JSON of the outlines of a level that shows land where this one has no territory.
    over : Over, optional
        Circles, points, outlines of another level, a place, a class alone.
    frame : tuple of float, optional
        West, south, east and north, in degrees, of what is shown.
    """
    content = json.loads(outlines)
    over = over or Over()
    inside = np.ones(len(codes), dtype=bool) if over.inside is None else over.inside
    box = cut(content, frame) if frame else _box(content, inside)
    # Marks keep their size when the drawing is cut to a place.
    pen = max(box[2], box[3]) / (max(content["size"]) + 2 * MARGIN)
    layers = (
        _land(content, json.loads(backdrop)) if backdrop else "",
        _territories(content["paths"], codes, inside, styles, over.isolated, pen),
        _outlines(content, json.loads(over.overlay)) if over.overlay else "",
        _circles(content["anchors"], over.counts, _shown(codes, inside, styles, over), pen),
        marks(content, over.sites, pen) if over.sites is not None else "",
        scale_bar(content, box, pen),
    )
    defined = (pattern(code, style, pen) for code, style in styles.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(f"{one:g}" for one in box)}" '
        f'role="img" aria-labelledby="carte-titre carte-desc">'
        f'<title id="carte-titre">{escape(title)}</title>'
        f'<desc id="carte-desc">{escape(description)}</desc>'
        f"<defs>{''.join(defined)}</defs>{''.join(layers)}</svg>"
    )


def _box(content: dict[str, Any], inside: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is drawn: all of it, or a place and its edge."""
    width, height = content["size"]
    if not inside.all():
        corners = [_NUMBERS.findall(content["paths"][row]) for row in np.flatnonzero(inside)]
        held = np.array([float(one) for row in corners for one in row]).reshape(-1, 2)
        if len(held):
            left, top = held.min(axis=0)
            wide, high = held.max(axis=0) - (left, top)
            edge = max(MARGIN * max(wide, high) / max(width, height), 0.5)
            return tuple(
                round(float(one), 2)
                for one in (left - edge, top - edge, wide + 2 * edge, high + 2 * edge)
            )  # type: ignore[return-value]
    return -MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN


def _territories(
    paths: list[str],
    codes: str,
    inside: NDArray[np.bool_],
    styles: Mapping[str, Style],
    isolated: str,
    pen: float,
) -> str:
    pieces = []
    faded = f' opacity="{FADED}"'
    for i, (code, path, held) in enumerate(zip(codes, paths, inside, strict=True)):
        if not path:
            continue
        if not held:
            pieces.append(f'<path data-i="{i}" class="outside" fill="{OUTSIDE}" d="{path}"/>')
            continue
        dim = faded if isolated in styles and code != isolated else ""
        fill = quoteattr(fill_of(code, styles))
        pieces.append(f'<path data-i="{i}" data-c="{code}" fill={fill}{dim} d="{path}"/>')
    return (
        f'<g class="edges" stroke="#ffffff" stroke-width="{0.6 * pen:.3g}" '
        f'stroke-linejoin="round" fill-rule="evenodd">{"".join(pieces)}</g>'
    )


def fill_of(code: str, styles: Mapping[str, Style]) -> str:
    style = styles.get(code)
    if style is None:
        return PAPER
    return f"url(#motif-{code})" if style.pattern else style.colour


def pattern(code: str, style: Style, pen: float) -> str:
    """Draw the pattern of a class over its ground; the browser draws the same on the live map."""
    if style.pattern is None:
        return ""
    drawn = {
        "hatch": f'<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{style.ink}" '
        'stroke-width="1.2"/>',
        "dots": f'<circle cx="2" cy="2" r="1.1" fill="{style.ink}"/>'
        f'<circle cx="6" cy="6" r="1.1" fill="{style.ink}"/>',
        "lines": f'<path d="M0 2H8M0 6H8" stroke="{style.ink}" stroke-width="1.2"/>',
        "cross": f'<path d="M4 1V7M1 4H7" stroke="{style.ink}" stroke-width="1.2"/>',
    }
    return (
        f'<pattern id="motif-{code}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({pen:.4g})"><rect width="8" height="8" '
        f'fill="{style.colour}"/>{drawn[style.pattern]}</pattern>'
    )


def _land(content: dict[str, Any], behind: dict[str, Any]) -> str:
    """Draw another level's outlines as land."""
    paths = "".join(f'<path d="{path}"/>' for path in behind["paths"] if path)
    return (
        f'<g class="land" fill="{LAND}" fill-rule="evenodd" pointer-events="none" '
        f'transform="{_moved(content, behind)}">{paths}</g>'
    )


def _outlines(content: dict[str, Any], over: dict[str, Any]) -> str:
    """Draw another level's outlines as dashed lines that show over light and dark colours."""
    lines = "".join(path for path in over["paths"] if path)
    style = 'fill="none" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    return (
        f'<g class="contours" pointer-events="none" transform="{_moved(content, over)}">'
        f'<path {style} stroke="#ffffff" stroke-opacity="0.85" stroke-width="2.6" d="{lines}"/>'
        f'<path {style} stroke="{DARK}" stroke-width="1.1" stroke-dasharray="4 2" d="{lines}"/></g>'
    )


def _moved(content: dict[str, Any], other: dict[str, Any]) -> str:
    """Return what puts another level's drawing at the scale and place of this one."""
    ratio = content["scale"] / other["scale"]
    left = (other["origin"][0] - content["origin"][0]) * content["scale"]
    top = (content["origin"][1] - other["origin"][1]) * content["scale"]
    return f"translate({left:.2f} {top:.2f}) scale({ratio:.5f})"


def _shown(
    codes: str, inside: NDArray[np.bool_], styles: Mapping[str, Style], over: Over
) -> NDArray[np.bool_]:
    """Say which territories are in the place and in the class shown."""
    if over.isolated not in styles:
        return inside
    return np.asarray(inside & (np.array(list(codes)) == over.isolated), dtype=bool)


def _circles(
    anchors: list[list[float]],
    counts: pd.Series[Any] | None,
    inside: NDArray[np.bool_],
    pen: float,
) -> str:
    if counts is None:
        return ""
    values = np.where(inside, np.nan_to_num(counts.to_numpy(dtype=float)), 0.0)
    top = values.max(initial=0.0)
    if top <= 0:
        return ""
    radii = LARGEST_CIRCLE * pen * np.sqrt(values / top)
    drawn = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.2f}"/>'
        for (x, y), radius in sorted(zip(anchors, radii, strict=True), key=_by_radius)
        if radius > 0
    )
    return (
        f'<g fill="{DARK}" fill-opacity="0.28" stroke="{DARK}" stroke-width="{0.8 * pen:.3g}" '
        f'pointer-events="none">{drawn}</g>'
    )


def _by_radius(pair: tuple[list[float], float]) -> float:
    return -pair[1]
