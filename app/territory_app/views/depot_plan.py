"""Where the points of a file stand in the study: its outlines behind, and a frame around them."""

from __future__ import annotations

import json
from typing import Any

from pyproj import Transformer

from territory_app.catalogue import Catalogue
from territory_app.tiles.geometry import METRES
from territory_app.tiles.store import ENOUGH, TileStore

ROOM = 1.7
SMALLEST = 30_000.0
"""Metres across at least, so that one point alone still has something around it."""
WIDE = 1.5
"""How many times wider than high."""


def plan(
    points: dict[str, Any] | None, catalogue: Catalogue, store: TileStore
) -> dict[str, Any] | None:
    """Return what is drawn of a file's points; None where it has none.

    Returns
    -------
    dict or None
        ``box`` of the drawing, ``land`` as one path, ``rings`` (x and y of each point), and
        ``pen``, the size there of a pixel of a drawing 600 pixels wide.
    """
    places = [one["geometry"]["coordinates"] for one in (points or {}).get("features") or ()]
    if not places:
        return None
    counts = {key: one.count for key, one in catalogue.levels.items()}
    light = [key for key, count in counts.items() if count <= ENOUGH]
    level = light[0] if light else min(counts, key=counts.__getitem__)
    content = json.loads(store.outlines(level))
    origin, scale = content["origin"], content["scale"]
    to_metres = Transformer.from_crs(4326, METRES, always_xy=True)
    xs, ys = to_metres.transform([lon for lon, _ in places], [lat for _, lat in places])
    rings = [
        (round((x - origin[0]) * scale, 2), round((origin[1] - y) * scale, 2))
        for x, y in zip(xs, ys, strict=True)
    ]
    lefts, tops = [x for x, _ in rings], [y for _, y in rings]
    span = max(max(lefts) - min(lefts), WIDE * (max(tops) - min(tops)))
    width = max(ROOM * span, SMALLEST * scale)
    middle = (min(lefts) + max(lefts)) / 2, (min(tops) + max(tops)) / 2
    height = width / WIDE
    box = (middle[0] - width / 2, middle[1] - height / 2, width, height)
    return {
        "box": " ".join(f"{one:.2f}" for one in box),
        "land": "".join(content["paths"]),
        "rings": rings,
        "pen": round(width / 600, 4),
    }
