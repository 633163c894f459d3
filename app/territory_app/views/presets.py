"""Places the map can jump to: what is too small to see when all of Québec is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from territory.text import N_
from territory_app.words import words

Box = tuple[float, float, float, float]

SOUTH: Box = (-79.6, 44.85, -61.4, 54.2)
NORTH: Box = (-79.8, 49.0, -57.0, 62.6)
CITIES: tuple[tuple[str, Box], ...] = (
    ("Montréal", (-74.05, 45.36, -73.40, 45.74)),
    ("Québec", (-71.60, 46.68, -70.95, 47.00)),
    ("Gatineau", (-76.00, 45.33, -75.40, 45.65)),
    ("Saguenay", (-71.40, 48.22, -70.70, 48.60)),
)
PROVINCE_NORTH = 55.0
WHOLE = N_("Tout le territoire")
SOUTH_NAME = N_("Sud habité")
NORTH_NAME = N_("Nord")
NORTH_KEY = "n"


@dataclass(frozen=True)
class Preset:
    """One place to jump to; the first of a list is where the map opens.

    ``key`` is the letter that leads there from the map; empty for most.
    """

    label: str
    box: Box
    key: str = ""


def presets(bounds: Iterable[Box], language: str) -> list[Preset]:
    """Return the places that suit a study covering ``bounds``.

    A study of the whole of Québec opens on the inhabited south; a smaller one on all of itself.
    """
    _ = words(language)
    sides = list(bounds)
    west = min(box[0] for box in sides)
    south = min(box[1] for box in sides)
    east = max(box[2] for box in sides)
    north = max(box[3] for box in sides)
    whole = (west, south, east, north)
    if north < PROVINCE_NORTH:
        return [Preset(_(WHOLE), whole)]
    cities = [Preset(name, box) for name, box in CITIES]
    return [Preset(_(SOUTH_NAME), SOUTH), Preset(_(NORTH_NAME), NORTH, NORTH_KEY), *cities]
