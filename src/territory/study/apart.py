"""Kinds of services one at a time, and needs: the tables beside those of gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from territory.gaps import (
    KindEvidence,
    LevelInputs,
    Norm,
    Situation,
    kind_table,
    need_table,
)
from territory.tables.needs import Need
from territory.tables.schemas import KINDS

ByLevel = dict[str, pd.DataFrame]


def kinds_told(completeness: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the kinds the study tells of, in the order of the services table."""
    told = {str(kind) for table in completeness.values() for kind in table["kind"].unique()}
    return [kind for kind in KINDS if kind in told]


def by_kind_and_need(
    inputs: Mapping[str, LevelInputs],
    situation: Situation,
    evidence: KindEvidence,
    completeness: Mapping[str, pd.DataFrame],
    needs: Sequence[Need],
    population: pd.DataFrame,
    norm: Norm,
) -> tuple[ByLevel, ByLevel]:
    """Return the rows of kinds_<level>.csv and of needs_<level>.csv, level by level.

    Where the study has no figure of need, the second has no level at all.
    """
    kinds = {
        level: kind_table(given, situation, evidence, completeness[level], norm)
        for level, given in inputs.items()
    }
    columns = [need.key for need in needs if not need.text]
    if not columns:
        return kinds, {}
    figures = pd.DataFrame(population.set_index("unit_id")[columns])
    return kinds, {
        level: need_table(given, situation, figures, columns, norm)
        for level, given in inputs.items()
    }
