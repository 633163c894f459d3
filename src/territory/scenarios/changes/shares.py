"""Figures given by territory, brought to the people and sites of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from territory.scenarios.ground import known_territory
from territory.tables import Tables


def by_territory(
    tables: Tables, subject: Literal["unit", "service"], given: Mapping[str, float]
) -> pd.Series:
    """Return the figure of each unit or site that a territory named holds.

    Where territories of two levels name the same one, the finest level wins; people divided
    between two territories of a level take the mean, weighted by their shares.

    Parameters
    ----------
    tables : Tables
    subject : {"unit", "service"}
    given : Mapping of str to float
        By territory, of any level of the study.

    Raises
    ------
    InputError
        When a territory is not in the study.
    """
    if not given:
        return pd.Series(dtype=float)
    levels = pd.Series({code: known_territory(tables, code) for code in given})
    figures = pd.Series(given, dtype=float)
    rows = tables.membership.loc[tables.membership["subject"] == subject]
    found = pd.Series(dtype=float)
    finest_first = sorted(levels.unique(), key=lambda one: -len(tables.territories[one]))
    for level in finest_first:
        here = rows.loc[(rows["level"] == level) & rows["territory_id"].isin(figures.index)]
        weighted = here["share"] * here["territory_id"].map(figures)
        sums = pd.DataFrame({"share": here["share"], "figure": weighted}).groupby(
            here["subject_id"]
        )
        total = sums.sum()
        found = found.combine_first(total["figure"] / total["share"])
    return found
