"""Text that was decoded with the wrong table, given back its accents."""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from territory.text import N_

MENDED = N_("textes auxquels les accents ont été rendus")
# Accented letters of ordinary French; text decoded wrongly has few or none of them.
_FRENCH = frozenset("éèêëàâîïôùûçÉÀÇ")

Frame = TypeVar("Frame", bound=pd.DataFrame)


def reread(values: pd.Series, read_as: str, really: str) -> pd.Series:
    """Decode again, with the table it was written with, text read with another one.

    A value that cannot have come about that way is left alone.

    Parameters
    ----------
    values : pandas.Series
        Text; missing values stay missing.
    read_as, really : str
        The table the text was read with, and the one it was written with.

    Examples
    --------
    >>> reread(pd.Series(["QuÈbec", "Laval", None]), "mac_roman", "cp1252").tolist()
    ['Québec', 'Laval', nan]
    >>> reread(pd.Series(["RiviÃ¨re", "Rivière"]), "latin-1", "utf-8").tolist()
    ['Rivière', 'Rivière']
    """
    changed = {}
    for value in values.dropna().unique():
        if value.isascii():
            continue
        try:
            changed[value] = value.encode(read_as).decode(really)
        except UnicodeError:
            continue
    return values.where(~values.isin(list(changed)), values.map(changed)) if changed else values


def mend_text(frame: Frame, read_as: str, really: str) -> tuple[Frame, int]:
    """Decode every text column again, if that gives more French letters than before.

    Parameters
    ----------
    frame : pandas.DataFrame
    read_as, really : str
        See `reread`.

    Returns
    -------
    tuple of DataFrame and int
        The frame, and how many values changed; 0 when the text was right.

    Examples
    --------
    >>> mend_text(pd.DataFrame({"nom": ["Montréal"]}), "mac_roman", "cp1252")[1]
    0
    """
    columns = [
        name
        for name in frame.columns
        if pd.api.types.is_string_dtype(frame[name]) and name != "geometry"
    ]
    again = {name: reread(frame[name], read_as, really) for name in columns}
    before = sum(_french_letters(frame[name]) for name in columns)
    after = sum(_french_letters(values) for values in again.values())
    if after <= before:
        return frame, 0
    count = sum(int((again[name] != frame[name]).fillna(value=False).sum()) for name in columns)
    return frame.assign(**again), count


def _french_letters(values: pd.Series) -> int:
    return sum(letter in _FRENCH for letter in "".join(values.dropna().unique()))
