"""Dates as official files write them: several orders, blanks, and centuries that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.text import N_

IMPOSSIBLE = N_("dates impossibles laissées de côté")
# A version of a file, not a birth: nothing official was digital before.
_FIRST, _LAST = 1980, 2079


def vintages(values: pd.Series | None, index: pd.Index) -> tuple[pd.Series, dict[str, int]]:
    """Return dates as "2026-04-01", or years, missing where blank or in a wrong century.

    Parameters
    ----------
    values : pandas.Series or None
        Text, numbers or dates; None where the file has no such column.
    index : pandas.Index
        Rows of the file.

    Returns
    -------
    tuple of pandas.Series and dict
        The dates, and how many were impossible, ready for `Reading.repairs`.

    Examples
    --------
    >>> dates, wrong = vintages(pd.Series(["2020-04-01", "20260401", "0026-04-01", "2017"]), None)
    >>> dates.tolist(), sum(wrong.values())
    (['2020-04-01', '2026-04-01', None, '2017'], 1)
    """
    if values is None:
        return pd.Series(None, index=index, dtype="object"), {}
    text = values.astype("string").str.strip().str.replace(r"\.0+$", "", regex=True)
    text = text.mask(text.isin(["", "NaT", "nan", "None", "0001-01-01"]))
    part = text.str.extract(r"^(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?:\D.*)?$")
    other = text.str.extract(r"^(\d{2})[-/.](\d{2})[-/.](\d{4})(?:\D.*)?$")
    year = pd.to_numeric(part[0].fillna(other[2]), errors="coerce").astype(float)
    month = pd.to_numeric(part[1].fillna(other[1]), errors="coerce").astype(float).fillna(1)
    day = pd.to_numeric(part[2].fillna(other[0]), errors="coerce").astype(float).fillna(1)
    real = year.between(_FIRST, _LAST) & month.between(1, 12) & day.between(1, 31)
    written = part[0].fillna(other[2])
    for piece in (part[1].fillna(other[1]), part[2].fillna(other[0])):
        written = written.where(piece.isna(), written + "-" + piece.fillna(""))
    dates = written.astype("object").where(np.asarray(real, dtype=bool), None)
    wrong = int((text.notna() & ~real).sum())
    return dates, {IMPOSSIBLE: wrong} if wrong else {}
