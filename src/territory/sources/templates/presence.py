"""How much of a week a service is there, and what that makes of the people who come.

Five days, or 35 hours, make a whole presence (``open_share`` 1); one time counts as a day. Where
a file gives staff and days, the full-time equivalents are their product, worked out here once.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.sources.templates.fill import Filled
from territory.text import N_, Amount

DAYS, HOURS, WEEKS_A_MONTH = 5.0, 35.0, 52 / 12
MOST = {"days_per_week": 7.0, "hours_per_week": 168.0, "times_per_month": 31.0}
TOO_MANY = N_("« {value} » dépasse {most}")
MEND_TIME = N_("corrigez le nombre, ou la colonne où il est")
DISAGREE = N_("la part de la semaine n'est pas la même d'après « {other} »")
FIRST_TAKEN = N_("vérifiez; la valeur de « {taken} » est prise")
_WAYS = ("open_share", "days_per_week", "hours_per_week", "times_per_month")
_SAME = 0.06


def open_share(filled: Filled) -> pd.Series:
    """Return the share of the week each row says, at most 1; missing where it says nothing.

    Examples
    --------
    One day a week is 0.2; seven are a whole presence; twice a month is 2 / (52/12) / 5 = 0.0923.
    """
    rows = filled.frame
    ways = pd.DataFrame(index=rows.index, columns=list(_WAYS), dtype=float)
    whole = {
        "open_share": 1.0,
        "days_per_week": DAYS,
        "hours_per_week": HOURS,
        "times_per_month": WEEKS_A_MONTH * DAYS,
    }
    for key, full in whole.items():
        if key not in rows:
            continue
        _refuse_impossible(filled, key)
        ways[key] = (rows[key].astype(float) / full).clip(upper=1.0)
    told = ways.bfill(axis=1).iloc[:, 0]
    _question(filled, ways)
    return told.astype(float)


def _refuse_impossible(filled: Filled, key: str) -> None:
    most = MOST.get(key)
    if most is None:
        return
    for row in np.flatnonzero(filled.frame[key].to_numpy(dtype=float) > most):
        value = Amount(float(filled.frame[key].iloc[row]))
        filled.fault(int(row), key, TOO_MANY, MEND_TIME, value=value, most=Amount(most))


def _question(filled: Filled, ways: pd.DataFrame) -> None:
    """Say where two ways of telling the same thing disagree."""
    spread = ways.max(axis=1) - ways.min(axis=1)
    for row in np.flatnonzero(spread.to_numpy() > _SAME):
        said = [key for key in _WAYS if np.isfinite(ways[key].iloc[row])]
        names = {"other": filled.column(said[1]), "taken": filled.column(said[0])}
        filled.fault(int(row), said[0], DISAGREE, FIRST_TAKEN, fatal=False, **names)


def worked(staff: pd.Series, share: pd.Series) -> pd.Series:
    """Return full-time equivalents: people present times the share of the week, once.

    Examples
    --------
    >>> worked(pd.Series([2.0, None]), pd.Series([0.2, 0.2])).tolist()
    [0.4, nan]
    """
    return (staff.astype(float) * share.astype(float)).round(6)
