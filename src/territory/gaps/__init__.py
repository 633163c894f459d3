"""Judgement per territory: presence, reach, intensity, and the class they give."""

from territory.gaps.completeness import completeness, meter
from territory.gaps.coverage import complete_within_range, unit_coverage
from territory.gaps.edge import EdgeEvidence
from territory.gaps.norm import Norm, load_norm
from territory.gaps.sites import DOOR_KINDS, judge_sites
from territory.gaps.table import LevelInputs, gap_table
from territory.gaps.units import Situation, evaluate, nearest_doors

__all__ = [
    "DOOR_KINDS",
    "EdgeEvidence",
    "LevelInputs",
    "Norm",
    "Situation",
    "complete_within_range",
    "completeness",
    "evaluate",
    "gap_table",
    "judge_sites",
    "load_norm",
    "meter",
    "nearest_doors",
    "unit_coverage",
]
