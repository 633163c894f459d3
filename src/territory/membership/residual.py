"""People a level does not account for."""

from __future__ import annotations

import pandas as pd


def residual(population: pd.DataFrame, membership: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the units not wholly in the territories of a level, and the people left out.

    Parameters
    ----------
    population : pandas.DataFrame
        Columns ``unit_id`` and ``population``.
    membership : pandas.DataFrame
        The membership table.
    level : str
        Level key.

    Returns
    -------
    pandas.DataFrame
        Columns ``unit_id, population, placed_share, people_left_out``, one row per such unit.
    """
    here = membership.loc[(membership["subject"] == "unit") & (membership["level"] == level)]
    placed = here.groupby("subject_id")["share"].sum()
    frame = population.loc[:, ["unit_id", "population"]].copy()
    frame["placed_share"] = frame["unit_id"].map(placed).astype(float).fillna(0.0)
    frame["people_left_out"] = frame["population"] * (1 - frame["placed_share"]).clip(lower=0)
    return frame.loc[frame["placed_share"] < 1 - 1e-9].reset_index(drop=True)
