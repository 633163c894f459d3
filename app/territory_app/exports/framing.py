"""The map of a picture: what is in its frame, drawn; and the small one that says where it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from territory.text import NBSP, number
from territory_app.exports.ground import Ground, Outlines, around, ground, outlines
from territory_app.exports.lettering import INK, line
from territory_app.tiles.store import TileStore
from territory_app.views.palette import KIND_SHAPES, KINDS, LAND
from territory_app.views.presets import Box, presets
from territory_app.views.selection import Selection
from territory_app.views.svg import LARGEST_CIRCLE, SHAPES, fill_of
from territory_app.words import words

WATER = "#e6eef0"
ELSEWHERE = "#efeee7"
MANY = 1200
BAR = 170.0
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Scene:
    """What a picture's map shows.

    Attributes
    ----------
    selection : Selection
        The view.
    frame : Ground
        Where.
    land : Outlines
        Of its level.
    whole : tuple of float or None
        Box of all the results, where the frame shows but a part of them.
    box : tuple of float
        Box the frame was made to hold, in degrees.
    """

    selection: Selection
    frame: Ground
    land: Outlines
    whole: Box | None
    box: Box

    @property
    def counts(self) -> pd.Series[float] | None:
        """Counts drawn as circles, where the indicator has some."""
        column = self.selection.indicator.symbols
        return None if column is None else self.selection.table[column].astype(float)

    @property
    def most(self) -> float:
        """The largest count of the territories shown; 0 where there is none."""
        if self.counts is None:
            return 0.0
        shown = self.counts[self.selection.kept]
        return float(np.nan_to_num(shown.to_numpy()).max(initial=0.0))

    @property
    def sites(self) -> pd.DataFrame:
        """Service points asked for, in the frame, with x and y."""
        services = self.selection.catalogue.services
        asked = services[services["kind"].isin(self.selection.view.kinds)]
        points = self.frame.placed(asked["lon"], asked["lat"])
        placed = asked.assign(x=points[:, 0], y=points[:, 1])
        return placed[self.frame.holds(points)] if len(placed) else placed


def scene(selection: Selection, store: TileStore, width: float, height: float) -> Scene:
    """Choose what part of the results the map shows, and read its outlines."""
    box, part = _asked(selection, store)
    everything = [store.frame(level).bounds for level in selection.catalogue.levels]
    frame = ground(box, width, height)
    return Scene(
        selection=selection,
        frame=frame,
        land=outlines(selection.catalogue, selection.level.key, frame),
        whole=around(everything) if part else None,
        box=box,
    )


def _asked(selection: Selection, store: TileStore) -> tuple[Box, bool]:
    """Return the box to show, in degrees, and whether it is but a part."""
    view, level = selection.view, selection.level.key
    boxes = store.level_map(level).boxes
    if view.within:
        held = [boxes[row] for row in np.flatnonzero(selection.inside) if any(boxes[row])]
        if held:
            return around(held), True
    if view.territory is not None:
        row = selection.catalogue.places[view.territory][1]
        if any(boxes[row]):
            return _widened(boxes[row], 0.7), True
    bounds = [store.frame(one).bounds for one in selection.catalogue.levels]
    home = presets(bounds, selection.language)[0].box
    whole = around(bounds)
    return home, home[3] < whole[3]


def _widened(box: Box, share: float) -> Box:
    """Return a box with a share of its sides added around, so that neighbours are seen."""
    west, south, east, north = box
    across, down = (east - west) * share, (north - south) * share
    return west - across, south - down, east + across, north + down


def drawn(found: Scene, overlay: Outlines | None, backdrop: Outlines | None) -> str:
    """Return the map as SVG, its corner at 0, 0; `clip-map` cuts it to its frame."""
    frame = found.frame
    pieces = [f'<rect width="{frame.width:g}" height="{frame.height:g}" fill="{WATER}"/>']
    if backdrop is not None:
        paths = "".join(f'<path d="{path}"/>' for path in backdrop.paths.values())
        pieces.append(f'<g fill="{LAND}" fill-rule="evenodd">{paths}</g>')
    pieces.append(_territories(found))
    if overlay is not None:
        paths = "".join(f'<path d="{path}"/>' for path in overlay.paths.values())
        pieces.append(
            f'<g fill="none" stroke="{INK}" stroke-width="1.5" stroke-linejoin="round" '
            f'stroke-opacity="0.75">{paths}</g>'
        )
    pieces += [_chosen(found), _circles(found), _marks(found)]
    inside = "".join(pieces)
    return (
        f'<g clip-path="url(#clip-map)">{inside}</g>'
        f'<rect width="{frame.width:g}" height="{frame.height:g}" fill="none" stroke="#8a949c"/>'
        f"{_scale_bar(found)}{_north(found)}"
    )


def _territories(found: Scene) -> str:
    selection = found.selection
    styles = selection.classes.styles()
    codes, kept = selection.classes.codes, selection.kept
    shown, others = [], []
    for row, path in found.land.paths.items():
        if kept[row]:
            shown.append(f'<path fill="{fill_of(codes[row], styles)}" d="{path}"/>')
        else:
            others.append(f'<path d="{path}"/>')
    thin = 0.35 if len(found.land.paths) > MANY else 0.8
    around_ = "".join(others)
    return (
        f'<g fill="{ELSEWHERE}" stroke="#ffffff" stroke-width="{thin}" fill-rule="evenodd">'
        f'{around_}</g><g stroke="#ffffff" stroke-width="{thin}" stroke-linejoin="round" '
        f'fill-rule="evenodd">{"".join(shown)}</g>'
    )


def _chosen(found: Scene) -> str:
    territory = found.selection.view.territory
    if territory is None:
        return ""
    path = found.land.paths.get(found.selection.catalogue.places[territory][1])
    if path is None:
        return ""
    return (
        f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="6" stroke-linejoin="round"/>'
        f'<path d="{path}" fill="none" stroke="#111111" stroke-width="3" stroke-linejoin="round"/>'
    )


def _circles(found: Scene) -> str:
    if found.counts is None or found.most <= 0:
        return ""
    kept = found.selection.kept
    values = {row: float(found.counts.iloc[row]) for row in found.land.anchors if kept[row]}
    order = sorted((row for row in values if values[row] > 0), key=values.__getitem__)
    circles = "".join(
        f'<circle cx="{found.land.anchors[row][0]:.1f}" cy="{found.land.anchors[row][1]:.1f}" '
        f'r="{radius(values[row], found.most):.1f}"/>'
        for row in reversed(order)
    )
    return f'<g fill="{INK}" fill-opacity="0.28" stroke="{INK}" stroke-width="0.8">{circles}</g>'


def radius(count: float, most: float) -> float:
    """Return the radius of a count's circle: surfaces are proportional to counts."""
    return LARGEST_CIRCLE * math.sqrt(count / most)


def _marks(found: Scene) -> str:
    sites = found.sites
    marks = "".join(
        f'<path d="{SHAPES[KIND_SHAPES[kind]]}" fill="{KINDS[kind]}" '
        f'transform="translate({x:.1f} {y:.1f}) scale(1.3)"/>'
        for kind, x, y in zip(sites["kind"], sites["x"], sites["y"], strict=True)
    )
    return f'<g stroke="#ffffff" stroke-width="0.7">{marks}</g>' if marks else ""


def _scale_bar(found: Scene) -> str:
    """Draw a bar of a round number of kilometres."""
    longest = BAR / found.frame.scale / 1000
    power = 10.0 ** math.floor(math.log10(longest))
    kilometres = max(step * power for step in STEPS if step * power <= longest)
    long = kilometres * 1000 * found.frame.scale
    digits = max(0, -math.floor(math.log10(kilometres)))
    said = f"{number(kilometres, found.selection.language, digits=digits)}{NBSP}km"
    y = found.frame.height - 22
    return (
        f'<rect x="14" y="{y - 26:.1f}" width="{long + 28:.1f}" height="38" fill="#ffffff" '
        f'fill-opacity="0.88"/><path d="M28 {y - 6:.1f}v6h{long:.1f}v-6" fill="none" '
        f'stroke="{INK}" stroke-width="2"/>' + line(28 + long / 2, y - 6, said, 15, anchor="middle")
    )


def _north(found: Scene) -> str:
    """Draw an arrow to the north, which leans where the projection makes it lean."""
    _ = words(found.selection.language)
    x, y = found.frame.width - 40, 46.0
    return (
        f'<g><circle cx="{x:g}" cy="{y:g}" r="27" fill="#ffffff" fill-opacity="0.88"/>'
        f'<g transform="rotate({found.frame.tilt:.1f} {x:g} {y:g})">'
        f'<path d="M{x:g} {y - 20:g}l7 17h-14z" fill="{INK}"/>'
        f"{line(x, y + 16, _('N'), 16, strong=True, anchor='middle')}</g></g>"
    )


def inset(found: Scene, side: float) -> str:
    """Return the small map of all the results with the frame on it; nothing where all is shown."""
    if found.whole is None:
        return ""
    selection = found.selection
    catalogue = selection.catalogue
    small = ground(found.whole, side, side)
    coarse = min(catalogue.levels.values(), key=lambda one: one.count)
    land = outlines(catalogue, coarse.key, small)
    paths = "".join(f'<path d="{path}"/>' for path in land.paths.values())
    frame = found.frame
    left = (frame.west - small.west) * small.scale
    top = (small.north - frame.north) * small.scale
    wide, high = (one / frame.scale * small.scale for one in (frame.width, frame.height))
    return (
        f'<svg width="{side:g}" height="{side:g}" viewBox="0 0 {side:g} {side:g}">'
        f'<rect width="{side:g}" height="{side:g}" fill="{WATER}"/>'
        f'<g fill="#d5d7d0" stroke="#ffffff" stroke-width="0.5" fill-rule="evenodd">{paths}</g>'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(wide, 5):.1f}" '
        f'height="{max(high, 5):.1f}" fill="none" stroke="#b3261e" stroke-width="2"/>'
        f'<rect width="{side:g}" height="{side:g}" fill="none" stroke="#8a949c"/></svg>'
    )
