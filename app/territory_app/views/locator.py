"""Two small drawings of a sheet: where the territory is, and how far its people are from a door.

Colours are attributes, so that the PDF has them; the page's styles replace them by class where a
dark screen asks for others. Everything that is text is escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import Transformer

from territory.text import NBSP, number, percent
from territory_app.catalogue import Catalogue
from territory_app.reading import read_layer
from territory_app.tiles.geometry import METRES, repaired, simplified
from territory_app.views.palette import KIND_SHAPES, KINDS
from territory_app.views.svg import SHAPES

WIDTH, HEIGHT = 360.0, 250.0
AROUND = 1.7
"""The map's width is at least so many times the territory's."""
INSET = (74.0, 74.0)
"""Most room of the whole study, drawn in a corner."""
MOSTLY = 0.6
SPOT = 5.0
LONGEST_BAR = 110.0
FEWEST_METRES = 1500.0
FONT = 'font-family="Territory Sans, Source Sans Pro, Source Sans 3, sans-serif"'
BARS_WIDTH, BARS_HEIGHT = 430.0, 172.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 8.0, 32.0, 32.0


def locator(
    catalogue: Catalogue, level: str, territory_id: str, language: str, *, doors: bool = True
) -> str:
    """Draw a territory among its neighbours, with the doors in the frame and a scale bar.

    Returns
    -------
    str
        An SVG document; empty where the territory has no outline.
    """
    layer = catalogue.levels[level].layer
    quoted = territory_id.replace("'", "''")
    own = _read(catalogue, layer, where=f"territory_id = '{quoted}'")
    own = own[~(own.geometry.isna() | own.geometry.is_empty)]
    if own.empty:
        return ""
    west, south, east, north = own.to_crs(METRES).total_bounds
    span = max(AROUND * (east - west), AROUND * (north - south) * WIDTH / HEIGHT, FEWEST_METRES)
    scale = WIDTH / span
    middle = (west + east) / 2, (south + north) / 2
    frame = (
        middle[0] - span / 2,
        middle[1] - span * HEIGHT / WIDTH / 2,
        middle[0] + span / 2,
        middle[1] + span * HEIGHT / WIDTH / 2,
    )
    drawn = simplified(_within(catalogue, layer, own.crs, frame), 0.7 / scale)
    paths = {
        str(code): _path(shape, frame, scale)
        for code, shape in zip(drawn["territory_id"], drawn.geometry, strict=True)
    }
    mine = paths.pop(territory_id, "")
    neighbours = "".join(f'<path d="{path}"/>' for path in paths.values() if path)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}" class="locator" aria-hidden="true">'
        f'<rect class="water" width="{WIDTH:g}" height="{HEIGHT:g}" fill="#e9eff0"/>'
        f'<g class="neighbours" fill="#f8f7f2" stroke="#b9b8ae" stroke-width="0.8" '
        f'fill-rule="evenodd" stroke-linejoin="round">{neighbours}</g>'
        f'<path class="own" fill="#a3c4c9" stroke="#1f5f6b" stroke-width="1.6" '
        f'fill-rule="evenodd" stroke-linejoin="round" d="{mine}"/>'
        f"{_marks(catalogue.services, frame, scale) if doors else ''}"
        f"{_inset(catalogue, middle, span)}{_bar(scale, language)}</svg>"
    )


def bars(
    counted: pd.DataFrame, thresholds: Iterable[float], language: str, ends: tuple[str, str]
) -> str:
    """Draw people by minutes to the nearest door, with the thresholds as lines.

    Parameters
    ----------
    counted : pandas.DataFrame
        What `members.histogram` returns.
    thresholds : iterable of float
        Minutes.
    language : str
    ends : tuple of str
        What the last bar, of people without any door, is called; what the axis counts.
    """
    people = counted["people"].to_numpy(dtype=float)
    total = people.sum()
    if not total > 0:
        return ""
    top = people.max() / total
    step = (BARS_WIDTH - LEFT - RIGHT) / len(people)
    tall = BARS_HEIGHT - TOP - BOTTOM
    base = TOP + tall
    rectangles = "".join(
        f'<rect x="{LEFT + i * step + 1:.1f}" y="{base - share / top * tall:.1f}" '
        f'width="{step - 2:.1f}" height="{share / top * tall:.1f}"/>'
        for i, share in enumerate(people / total)
        if share > 0
    )
    words = "".join(
        f'<text x="{LEFT + (i + 0.5) * step:.1f}" y="{base - share / top * tall - 3:.1f}" '
        f'text-anchor="middle" font-size="8.5">{escape(_brief(share, language))}</text>'
        for i, share in enumerate(people / total)
        if share > 0
    )
    lines = "".join(_threshold(minutes, step, base, language) for minutes in thresholds)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BARS_WIDTH:g} {BARS_HEIGHT:g}" '
        f'width="{BARS_WIDTH:g}" height="{BARS_HEIGHT:g}" class="bars" aria-hidden="true">'
        f'<g class="bar" fill="#2c72b8">{rectangles}</g>'
        f'<path class="axis" d="M{LEFT:g} {base:g}H{BARS_WIDTH - RIGHT:g}" stroke="#4c5a66"/>'
        f'<g class="label" fill="#1d2733" {FONT}>{words}'
        f"{_ticks(counted, step, base, language, ends)}</g>{lines}</svg>"
    )


def _read(catalogue: Catalogue, layer: str, **chosen: Any) -> gpd.GeoDataFrame:
    return cast(
        "gpd.GeoDataFrame",
        pyogrio.read_dataframe(catalogue.package, layer=layer, columns=["territory_id"], **chosen),
    )


def _within(
    catalogue: Catalogue, layer: str, crs: Any, frame: tuple[float, float, float, float]
) -> gpd.GeoDataFrame:
    """Read the territories that touch the frame, repaired."""
    asked = Transformer.from_crs(METRES, crs, always_xy=True).transform_bounds(*frame)
    found = _read(catalogue, layer, bbox=asked)
    found = found[~(found.geometry.isna() | found.geometry.is_empty)]
    return repaired(gpd.GeoDataFrame(found, geometry=found.geometry.name, crs=crs))


def _path(shape: shapely.Geometry, frame: tuple[float, float, float, float], scale: float) -> str:
    """Write what is inside the frame as SVG, y down."""
    clipped = shapely.clip_by_rect(shape, *frame)
    pieces = []
    for part in shapely.get_parts(clipped):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)
            x = np.round((points[:, 0] - frame[0]) * scale, 1)
            y = np.round((frame[3] - points[:, 1]) * scale, 1)
            pieces.append("M" + "L".join(f"{a:g} {b:g}" for a, b in zip(x, y, strict=True)) + "Z")
    return "".join(pieces)


@dataclass(frozen=True)
class _Overview:
    """The whole study, very small: its outline, where it starts and its scale."""

    path: str
    west: float
    north: float
    scale: float
    size: tuple[float, float]


def _overview(catalogue: Catalogue) -> _Overview:
    """Draw the outline of the study, from its level of fewest territories; made once."""

    def drawn() -> _Overview:
        level = min(catalogue.levels.values(), key=lambda one: one.count)
        layer = read_layer(catalogue.package, level.layer)
        layer = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
        frame = repaired(layer)
        west, south, east, north = frame.total_bounds
        scale = min(INSET[0] / (east - west), INSET[1] / (north - south))
        lighter = simplified(frame, 1.0 / scale)
        bounds = (west, south, east, north)
        path = "".join(_path(shape, bounds, scale) for shape in lighter.geometry)
        return _Overview(path, west, north, scale, ((east - west) * scale, (north - south) * scale))

    return cast("_Overview", catalogue.holdings.keep("overview", drawn))


def _inset(catalogue: Catalogue, middle: tuple[float, float], span: float) -> str:
    """Draw where the frame is in the whole study; nothing where the frame shows most of it."""
    whole = _overview(catalogue)
    side, tall = span * whole.scale, span * HEIGHT / WIDTH * whole.scale
    if side > MOSTLY * whole.size[0] or tall > MOSTLY * whole.size[1]:
        return ""
    x, y = (middle[0] - whole.west) * whole.scale, (whole.north - middle[1]) * whole.scale
    side, tall = max(side, SPOT), max(tall, SPOT)
    left = WIDTH - whole.size[0] - 8
    return (
        f'<g class="inset"><rect x="{left - 4:.1f}" y="4" width="{whole.size[0] + 8:.1f}" '
        f'height="{whole.size[1] + 8:.1f}" fill="#fffefb" fill-opacity="0.95" stroke="#b9b8ae" '
        f'stroke-width="0.6"/><g transform="translate({left:.1f} 8)"><path d="{whole.path}" '
        f'fill="#d8d7cd" stroke="#d8d7cd" stroke-width="0.5" fill-rule="evenodd"/>'
        f'<rect class="spot" x="{x - side / 2:.1f}" y="{y - tall / 2:.1f}" width="{side:.1f}" '
        f'height="{tall:.1f}" fill="#1f5f6b" fill-opacity="0.35" stroke="#1f5f6b" '
        f'stroke-width="1.4"/></g></g>'
    )


def _marks(services: pd.DataFrame, frame: tuple[float, float, float, float], scale: float) -> str:
    """Draw each door in the frame as the shape of its kind."""
    if "door" not in services:
        return ""
    doors = services[services["door"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)]
    project = Transformer.from_crs(4326, METRES, always_xy=True)
    east, north = project.transform(doors["lon"].to_numpy(), doors["lat"].to_numpy())
    x = (np.asarray(east) - frame[0]) * scale
    y = (frame[3] - np.asarray(north)) * scale
    inside = (x > 0) & (x < WIDTH) & (y > 0) & (y < HEIGHT)
    size = 0.95 if inside.sum() < 60 else 0.65  # noqa: PLR2004
    drawn = "".join(
        f'<path d="{SHAPES[KIND_SHAPES.get(kind, "cross")]}" '
        f'fill="{KINDS.get(kind, KINDS["other"])}" '
        f'transform="translate({left:.1f} {top:.1f}) scale({size})"/>'
        for kind, left, top in zip(doors["kind"][inside], x[inside], y[inside], strict=True)
    )
    return f'<g class="marks" stroke="#ffffff" stroke-width="0.8">{drawn}</g>'


def _bar(scale: float, language: str) -> str:
    """Draw a scale bar of a round length."""
    longest = LONGEST_BAR / scale / 1000
    power = 10 ** math.floor(math.log10(longest))
    kilometres = max(step * power for step in (1, 2, 5) if step * power <= longest)
    long = kilometres * 1000 * scale
    digits = max(0, -math.floor(math.log10(kilometres)))
    said = f"{number(kilometres, language, digits=digits)}{NBSP}km"
    return (
        f'<g class="scale"><rect x="8" y="{HEIGHT - 26:g}" width="{long + 12:.1f}" height="20" '
        f'fill="#fffefb" fill-opacity="0.85"/><path d="M14 {HEIGHT - 13:g}v3h{long:.1f}v-3" '
        f'fill="none" stroke="#1d2733" stroke-width="1.2"/>'
        f'<text x="{14 + long / 2:.1f}" y="{HEIGHT - 15:g}" text-anchor="middle" font-size="10" '
        f'fill="#1d2733" {FONT}>{escape(said)}</text></g>'
    )


def _brief(share: float, language: str) -> str:
    """Write a share in few characters."""
    if share < 0.005:  # noqa: PLR2004
        return f"<{percent(0.01, language, digits=0)}"
    return percent(share, language, digits=0)


def _ticks(
    counted: pd.DataFrame, step: float, base: float, language: str, ends: tuple[str, str]
) -> str:
    """Write minutes under the edges of the bars, what the last two are, and what they count."""
    none, axis = ends
    count = len(counted)
    under = f'y="{base + 12:.1f}" text-anchor="middle" font-size="9.5"'
    edges = "".join(
        f'<text x="{LEFT + i * step:.1f}" {under}>{number(low, language)}</text>'
        for i, low in enumerate(counted["low"].iloc[: count - 2])
        if i % 2 == 0
    )
    last = number(float(counted["low"].iloc[-2]), language)
    return (
        f'{edges}<text x="{LEFT + (count - 1.5) * step:.1f}" {under}>&gt;{NBSP}{last}</text>'
        f'<text x="{BARS_WIDTH - RIGHT:.1f}" y="{base + 12:.1f}" text-anchor="end" '
        f'font-size="9.5">{escape(none)}</text>'
        f'<text x="{LEFT:g}" y="{base + 25:.1f}" font-size="9.5">{escape(axis)}</text>'
    )


def _threshold(minutes: float, step: float, base: float, language: str) -> str:
    across = LEFT + minutes / 5 * step
    return (
        f'<g class="threshold"><path d="M{across:.1f} 4V{base:g}" stroke="#b35806" '
        f'stroke-width="1.4" stroke-dasharray="4 2"/><text x="{across + 3:.1f}" y="12" '
        f'font-size="9.5" fill="#8a3f00" {FONT}>{number(minutes, language)}{NBSP}min</text></g>'
    )
