"""The table of a level as the map reads it: one kind of service apart, shares, needs.

Nothing is computed again: figures of one kind take the place of those of all kinds, and shares of
what is located in a territory are told of the staff that is known.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

OF_ONE_KIND = {
    "doors": "presence",
    "fte": "fte",
    "fte_per_10k": "fte_per_10k",
    "reach_share": "reach_share",
    "people_beyond_reach": "people_beyond_reach",
    "nearest_cost_median": "nearest_cost_median",
    "access_mean": "access_mean",
}
"""Columns of ``kinds_<level>.csv`` and those of ``gaps_<level>.csv`` whose place they take."""
SHARES = ("virtual_share", "registration_share", "medical_share")
NEED = "need:"
"""What comes before the name of a need column."""
MEDICAL = "gmf"
_STAFF = ("fte", "fte_registration", "fte_virtual")


def level_frame(
    table: pd.DataFrame,
    kinds: pd.DataFrame | None,
    needs: pd.DataFrame | None,
    columns: Iterable[str],
    service: str = "",
    *,
    minimum: float = 1000.0,
) -> pd.DataFrame:
    """Return ``table`` with shares and needs beside, its figures those of one kind when asked.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of ``gaps_<level>.csv``, sorted; their order and number do not change.
    kinds, needs : pandas.DataFrame or None
        ``kinds_<level>.csv`` and ``needs_<level>.csv``.
    columns : iterable of str
        Need columns to take from ``needs``.
    service : str
        Kind told apart; empty for all together. A kind of which nothing is said has no figure.
    minimum : float
        Covered population under which shares are withheld.

    Returns
    -------
    pandas.DataFrame
        With ``beyond_share``, `SHARES`, and one ``need:<column>`` per need.
    """
    frame = table.copy()
    ids = frame["territory_id"]
    if service:
        mine = None if kinds is None else kinds[kinds["kind"] == service].set_index("territory_id")
        for name, place in OF_ONE_KIND.items():
            found = None if mine is None or name not in mine else mine[name].reindex(ids)
            frame[place] = np.nan if found is None else found.to_numpy(dtype=float)
        frame["beyond_share"] = 1.0 - frame["reach_share"]
    shares = staff_shares(kinds, ids, service)
    few = ~(frame["population_covered"].fillna(0).to_numpy(dtype=float) >= minimum)
    added = {name: shares[name].mask(few).to_numpy() for name in SHARES}
    about = None if needs is None else needs.set_index("territory_id").reindex(ids)
    for column in columns:
        values = np.full(len(frame), np.nan)
        if about is not None and column in about:
            values = about[column].to_numpy(dtype=float)
        added[NEED + column] = values
    return frame.assign(**added)


def staff_shares(kinds: pd.DataFrame | None, ids: pd.Series[str], service: str) -> pd.DataFrame:
    """Return shares of the known staff of each territory; infinite where it is known to be none.

    Parameters
    ----------
    kinds : pandas.DataFrame or None
        One row per territory and kind.
    ids : pandas.Series
        Territories, in order.
    service : str
        Kind told apart; the share in medical structures is always that of all kinds.
    """
    if kinds is None or any(name not in kinds for name in _STAFF):
        return pd.DataFrame(np.nan, index=range(len(ids)), columns=list(SHARES))
    every = _totals(kinds, ids)
    mine = _totals(kinds[kinds["kind"] == service], ids) if service else every
    medical = _totals(kinds[kinds["kind"] == MEDICAL], ids)
    in_person, virtual = mine["fte"], mine["fte_virtual"]
    return pd.DataFrame(
        {
            "virtual_share": _part(virtual, in_person.fillna(0.0) + virtual, in_person),
            "registration_share": _part(mine["fte_registration"], in_person),
            "medical_share": _part(medical["fte"], every["fte"]),
        }
    )


def _totals(kinds: pd.DataFrame, ids: pd.Series[str]) -> pd.DataFrame:
    """Sum what is known; where nothing is, missing."""
    sums = kinds.groupby("territory_id")[list(_STAFF)].sum(min_count=1)
    return sums.reindex(ids).reset_index(drop=True).astype(float)


def _part(
    some: pd.Series[float], whole: pd.Series[float], also: pd.Series[float] | None = None
) -> pd.Series[float]:
    """Return a share; infinite (not applicable) where the whole is known to be zero."""
    share = (some / whole.where(whole > 0)).clip(upper=1.0)
    share[(whole == 0) & (some == 0)] = np.inf
    return share if also is None else share.where(also.notna())
