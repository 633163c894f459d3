"""Needs of the people of each territory: means of figures about areas, weighted by people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps.aggregate import placed_people
from territory.gaps.norm import Norm
from territory.gaps.table import LevelInputs
from territory.gaps.units import Situation
from territory.tables.needs import PEOPLE


def need_table(
    inputs: LevelInputs,
    situation: Situation,
    figures: pd.DataFrame,
    columns: Sequence[str],
    norm: Norm,
) -> pd.DataFrame:
    """Return one row per territory of a level: each need's mean, and how many people have it.

    ``mean_T = sum(m_i x_i) / sum(m_i)`` over the covered units of T whose figure is known, *m*
    their people in the territory; blank under the norm's minimum population of people who have
    it, and for a self-governed territory. A territory made of one whole unit has the figure its
    source published for it, however few live there: it is not a rate made here.

    Parameters
    ----------
    inputs : LevelInputs
    situation : Situation
    figures : pandas.DataFrame
        Indexed by unit, one column per need.
    columns : sequence of str
        Needs to tell, in order.
    norm : Norm

    Returns
    -------
    pandas.DataFrame
        ``territory_id, name``, then each need and ``<need>_people``; in order of territory.
    """
    index = inputs.territories.index
    placed = placed_people(inputs.unit_shares, situation.units, index).public
    placed = placed.only(placed.located)
    hidden = inputs.territories["self_governed"].to_numpy(dtype=bool)
    frame = pd.DataFrame({"name": inputs.territories["name"]}, index=index)
    alone = _one_whole_unit(inputs.unit_shares, index)
    told = figures[list(columns)].astype(float).reindex(situation.units.index).to_numpy()
    values = told[placed.unit]
    counted = ~np.isnan(values)
    people = np.where(counted, placed.people[:, np.newaxis], 0.0)
    known = placed.groups.sums(people)
    total = placed.groups.sums(np.where(counted, values, 0.0) * people)
    for place, column in enumerate(columns):
        enough = (known[:, place] > 0) & ~hidden
        enough &= (known[:, place] >= norm.minimum_population) | alone
        mean = np.full(len(index), np.nan)
        frame[column] = np.divide(total[:, place], known[:, place], out=mean, where=enough)
        frame[column + PEOPLE] = np.where(hidden, np.nan, known[:, place])
    return (
        frame.rename_axis("territory_id")
        .reset_index()
        .sort_values("territory_id", ignore_index=True)
    )


def _one_whole_unit(shares: pd.DataFrame, index: pd.Index) -> NDArray[np.bool_]:
    """Say which territories are one unit, whole."""
    count = shares.groupby("territory_id")["share"].agg(["size", "min"]).reindex(index)
    return ((count["size"] == 1) & (count["min"] == 1)).to_numpy(dtype=bool)
