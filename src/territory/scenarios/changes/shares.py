"""Figures given by territory, brought to the people and sites of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from territory.scenarios.ground import known_territory
from territory.tables import Tables


def over_territories(
    tables: Tables,
    subject: Literal["unit", "service"],
    given: Mapping[str, float],
    start: pd.Series,
) -> pd.Series:
    """Return a figure of each unit or site once those given by territory replace it.

    Where territories of two levels name the same people, the finest level wins. Those divided
    between territories take the mean, weighted by their shares; a part that none names keeps
    the figure it had.

    Parameters
    ----------
    tables : Tables
    subject : {"unit", "service"}
    given : Mapping of str to float
        By territory, of any level of the study.
    start : pandas.Series
        Indexed by unit or site; missing where it is not known.

    Raises
    ------
    InputError
        When a territory is not in the study.
    """
    if not given:
        return start
    levels = {code: known_territory(tables, code) for code in given}
    figures = pd.Series(dict(given), dtype=float)
    rows = tables.membership.loc[tables.membership["subject"] == subject]
    after = start.astype(float)
    for level in sorted(set(levels.values()), key=lambda one: len(tables.territories[one])):
        here = rows.loc[(rows["level"] == level) & rows["territory_id"].isin(figures.index)]
        share = here["share"].groupby(here["subject_id"]).sum()
        summed = (here["share"] * here["territory_id"].map(figures)).groupby(here["subject_id"])
        total = summed.sum().reindex(after.index)
        share = share.reindex(after.index)
        rest = (1.0 - share).clip(lower=0.0)
        kept = after.where(rest > 0, 0.0).fillna(total / share)
        after = (total + rest * kept).where(share > 0, after)
    return after
