"""How a value is written in a text table: numbers with a dot, text no spreadsheet will run."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from territory.tables.words import Column

DECIMALS = 6
# A cell that starts with one of these is a formula, or hides one, for a spreadsheet (OWASP).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def numbers(values: pd.Series) -> pd.Series:
    """Write numbers with at most six decimals and no trailing zeros; missing ones are blank.

    Parameters
    ----------
    values : pandas.Series
        Numbers, missing or infinite ones included.

    Returns
    -------
    pandas.Series of str

    Examples
    --------
    >>> numbers(pd.Series([9.0, 0.9630434782, 8.19234, float("nan"), float("inf")])).tolist()
    ['9', '0.963043', '8.19234', '', '']
    """
    figures = pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)
    finite = np.isfinite(figures)
    # Rounding first, then adding 0, makes every "-0.000000" a plain 0.
    written = np.char.mod(f"%.{DECIMALS}f", np.round(np.where(finite, figures, 0), DECIMALS) + 0.0)
    short = np.char.rstrip(np.char.rstrip(written, "0"), ".")
    return pd.Series(np.where(finite, short, ""), index=values.index, dtype=object)


def truths(values: pd.Series) -> pd.Series:
    """Write booleans as ``true`` and ``false``; missing ones are blank.

    Examples
    --------
    >>> truths(pd.Series([True, False, None], dtype="boolean")).tolist()
    ['true', 'false', '']
    """
    known = values.astype("boolean")
    return known.map({True: "true", False: "false"}).astype(object).where(known.notna(), "")


def texts(values: pd.Series) -> pd.Series:
    """Write text so that no spreadsheet takes it for a formula; missing text is blank.

    Examples
    --------
    >>> texts(pd.Series(["=1+1", "L'Érable", None])).tolist()
    ["'=1+1", "L'Érable", '']
    """
    plain = values.astype("string").fillna("").str.replace("\x00", "", regex=False)
    # A lone carriage return ends a row for some readers: inside a cell, lines end with a feed.
    plain = plain.str.replace(r"\r\n?", "\n", regex=True)
    risky = plain.str.startswith(FORMULA_STARTS)
    return plain.where(~risky, "'" + plain).astype(object)


_WRITERS = {"string": texts, "integer": numbers, "number": numbers, "boolean": truths}


def written(frame: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Return ``frame`` as text, cell by cell, with ``columns`` in their order.

    A column the frame lacks is left blank throughout.
    """
    blank = pd.Series("", index=frame.index, dtype=object)
    return pd.DataFrame(
        {
            column.name: (
                _WRITERS[column.kind](frame[column.name]) if column.name in frame else blank
            )
            for column in columns
        },
        index=frame.index,
    )
