"""Columns of files in the tables' own shape: numbers, shares, yes and no, coded values, codes.

Each returns the column for every row of the file and sets aside, with a reason, the rows where it
cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from territory.codes import LEVELS, repair
from territory.errors import InputError
from territory.sources._rows import NOT_A_NUMBER, Sieve, text_column
from territory.sources._tabular import nearest_name, to_flag, to_number
from territory.tables.notes import note
from territory.text import N_

NOT_ALLOWED = N_("« {value} » n'est pas une valeur de « {column} »")
OUT_OF_BOUNDS = N_("{column} vaut {value}; un nombre d'au moins 0 est attendu")
NOT_READ = N_("la colonne « {column} » n'est pas lue; est-ce « {near} »?")
_MISSPELT = 0.85
NOT_A_SHARE = N_("{column} vaut {value}; une part entre 0 et 1 est attendue")


def number(
    frame: pd.DataFrame, column: str, sieve: Sieve, *, needed: bool = False, signed: bool = False
) -> pd.Series:
    """Return a column as numbers; rows where it is unreadable or negative are set aside."""
    if column not in frame:
        return pd.Series(np.nan, index=frame.index)
    values, wrong = to_number(frame[column], whole=column == "population")
    shown = frame[column].astype("object").to_numpy()
    sieve.reject(wrong, NOT_A_NUMBER, value=shown, column=column)
    if needed:
        sieve.reject(values.isna(), N_("{column} : valeur absente"), column=column)
    if not signed:
        sieve.reject(values < 0, OUT_OF_BOUNDS, value=shown, column=column)
    return values


def share(frame: pd.DataFrame, column: str, sieve: Sieve) -> pd.Series:
    """Return a column of shares, 0 to 1; other values are set aside."""
    values = number(frame, column, sieve)
    sieve.reject(values > 1, NOT_A_SHARE, value=values.to_numpy(), column=column)
    return values


def flag(frame: pd.DataFrame, column: str, sieve: Sieve) -> pd.Series:
    """Return a column of yes and no, blank reading as no; other values are set aside."""
    if column not in frame:
        return pd.Series(data=False, index=frame.index)
    values, wrong = to_flag(frame[column])
    shown = frame[column].astype("object").to_numpy()
    sieve.reject(wrong, NOT_ALLOWED, value=shown, column=column)
    return values


def choice(
    frame: pd.DataFrame, column: str, allowed: tuple[str, ...], default: str | None, sieve: Sieve
) -> pd.Series:
    """Return a column of coded values, blanks as ``default``; other values are set aside."""
    if column not in frame:
        return text_column(default, frame.index)
    values = text_column(frame[column], frame.index)
    values = values.mask(values.fillna("") == "")
    wrong = values.notna() & ~values.isin(allowed)
    if bool(wrong.any()) and bool(wrong.all()):
        first = str(values[wrong].iloc[0])
        near = nearest_name(first, allowed)
        raise InputError(
            "{source} : aucune valeur de la colonne « {column} » ne convient (la première est "
            "« {value} »{hint}); valeurs admises : {allowed}.",
            source=sieve.source,
            column=column,
            value=first,
            hint=f", est-ce « {near} »?" if near else "",
            hint_en=f', is it "{near}"?' if near else "",
            allowed=", ".join(allowed),
        )
    sieve.reject(wrong, NOT_ALLOWED, value=values.to_numpy(dtype=object), column=column)
    return values if default is None else values.fillna(default)


def stated_codes(frame: pd.DataFrame) -> tuple[dict[str, pd.Series], int]:
    """Return the columns ``<level>_id`` and ``stated_<level>_id``, repaired, and how many were."""
    stated: dict[str, pd.Series] = {}
    total = 0
    for column in frame.columns:
        level = str(column).removeprefix("stated_").removesuffix("_id")
        if str(column).endswith("_id") and level in LEVELS:
            codes, repaired = repair(frame[column], level)
            stated[str(column)] = text_column(codes, frame.index)
            total += repaired
    return stated, total


def unread_columns(frame: pd.DataFrame, known: Iterable[str]) -> tuple[str, ...]:
    """Return a note for each column that looks like one of ours, misspelt, and is not read.

    Examples
    --------
    >>> told = unread_columns(pd.DataFrame({"registred_share": [0.8]}), ["registered_share"])
    >>> [one.fields["near"] for one in told]
    ['registered_share']
    """
    absent = [name for name in known if name not in frame]
    notes = []
    for column in frame.columns:
        near = nearest_name(str(column), absent, close_enough=_MISSPELT)
        if column not in known and near is not None:
            notes.append(note(NOT_READ, column=str(column), near=near))
    return tuple(notes)
