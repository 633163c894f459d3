"""Which population unit and which site is in which territory, and by what share."""

from territory.membership.build import build_membership, stated
from territory.membership.place import place_points, place_polygons
from territory.membership.residual import residual

__all__ = [
    "build_membership",
    "place_points",
    "place_polygons",
    "residual",
    "stated",
]
