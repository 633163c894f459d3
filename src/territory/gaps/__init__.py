"""Judgement per territory: presence, reach, intensity, and the class they give."""

from territory.gaps.completeness import completeness, meter, recounted
from territory.gaps.coverage import complete_within_range, unit_coverage
from territory.gaps.edge import EdgeEvidence
from territory.gaps.kinds import KindEvidence, kind_evidence, kind_sites, kind_table, sought
from territory.gaps.needs import need_table
from territory.gaps.norm import Norm, load_norm
from territory.gaps.sites import DOOR_KINDS, judge_sites
from territory.gaps.table import LevelInputs, gap_table
from territory.gaps.units import Situation, evaluate, nearest_doors, weights_in_range

__all__ = [
    "DOOR_KINDS",
    "EdgeEvidence",
    "KindEvidence",
    "LevelInputs",
    "Norm",
    "Situation",
    "complete_within_range",
    "completeness",
    "evaluate",
    "gap_table",
    "judge_sites",
    "kind_evidence",
    "kind_sites",
    "kind_table",
    "load_norm",
    "meter",
    "nearest_doors",
    "need_table",
    "recounted",
    "sought",
    "unit_coverage",
    "weights_in_range",
]
