"""Which population unit and which site is in which territory, and by what share."""

from territory.membership.build import build_membership, stated
from territory.membership.crosswalk import OUTSIDE, Crosswalk, crosswalk
from territory.membership.place import place_points, place_polygons
from territory.membership.quality import Quality, crosswalk_quality, pairs_stated
from territory.membership.residual import residual
from territory.membership.shares import unit_shares

__all__ = [
    "OUTSIDE",
    "Crosswalk",
    "Quality",
    "build_membership",
    "crosswalk",
    "crosswalk_quality",
    "pairs_stated",
    "place_points",
    "place_polygons",
    "residual",
    "stated",
    "unit_shares",
]
