"""Shares of people read from a table, brought to the units of a study."""

from __future__ import annotations

import pandas as pd

from territory.codes import require_level

# What a row of shares may be about, from the finest: the unit itself, then what it is in.
KEYS = ("unit_id", "municipality_id", "cd_id")
_COLUMNS = ("subject", "subject_id", "territory_id", "level", "share", "method", "near")


def unit_shares(shares: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of each population unit, from the finest row that speaks of it.

    A row about a municipality or a census division describes every unit in it, unless a row
    about the unit itself is there. The municipality of a census tract is found by nearness, not
    stated: such rows are marked ``near``, to be used where nothing else places the tract and
    nothing contradicts them.

    Parameters
    ----------
    shares : pandas.DataFrame
        Rows of the membership table whose ``subject_id`` is a unit ("CT:4210001.00",
        "DA:24660001"), a municipality ("MUN:46075") or a division ("CD:2446").
    population : pandas.DataFrame
        ``unit_id``; ``municipality_id`` and ``cd_id`` where known.

    Returns
    -------
    pandas.DataFrame
        Rows of the membership table, ``subject_id`` being the unit, and ``near``.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "subject": "unit", "subject_id": ["CD:2446", "DA:24460001"],
    ...     "territory_id": ["CLSC:05111", "CLSC:05121"], "level": "clsc", "share": 1.0,
    ...     "method": "crosswalk"})
    >>> people = pd.DataFrame({"unit_id": ["DA:24460001", "DA:24460002"], "cd_id": "CD:2446"})
    >>> unit_shares(rows, people)[["subject_id", "territory_id"]].values.tolist()
    [['DA:24460001', 'CLSC:05121'], ['DA:24460002', 'CLSC:05111']]
    """
    for level, rows in shares.groupby("level"):
        require_level(rows["territory_id"], str(level))
    parts = []
    for level, rows in shares.groupby("level", sort=False):
        left = population
        for key in KEYS:
            if key not in left:
                continue
            about = left.loc[left[key].isin(rows["subject_id"])]
            names = pd.DataFrame({"unit": about["unit_id"], "subject_id": about[key]})
            found = names.merge(rows, on="subject_id")
            near = found["unit"].str.startswith("CT:") & (key != "unit_id")
            parts.append(found.assign(subject_id=found["unit"], level=level, near=near))
            left = left.loc[~left["unit_id"].isin(about["unit_id"])]
    if not parts:
        return shares.head(0).assign(near=False).loc[:, list(_COLUMNS)]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(near=rows["near"].astype(bool)).loc[:, list(_COLUMNS)]
