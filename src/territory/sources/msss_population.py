"""MSSS population estimates by sociosanitary territory: a referee for populations summed up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._tabular import read_csv_text, to_number
from territory.text import enumerate_words

_COLUMNS = ("GEO", "CODE", "AN", "POP")
_LEVELS = {"clsc": "CLSC", "rls": "RLS", "rts": "RTS", "rss": "RSS"}


def read_msss_population(path: Path, *, year: int, level: str = "clsc") -> pd.Series:
    """Read the population of each territory of a level, all ages and both sexes.

    Codes have lost their leading zero ("1111" is CLSC 01111); Québec as a whole has none.

    Parameters
    ----------
    path : Path
        ``GEO, CODE, AN, TYPE, SEXE, G, POP``.
    year : int
        One of the years of the file; 2021 on are projections.
    level : {"clsc", "rls", "rts", "rss"}

    Returns
    -------
    pandas.Series
        People, indexed by namespaced code, sorted.

    Raises
    ------
    InputError
        When the file has no row for that year and level.
    """
    if level not in _LEVELS:
        raise InputError(
            "Le niveau « {level} » n'est pas dans ce fichier; niveaux : {known}.",
            level=level,
            known=", ".join(_LEVELS),
        )
    text = read_csv_text(path, columns=list(_COLUMNS))
    frame = text.frame
    rows = frame[(frame["GEO"] == _LEVELS[level]) & (frame["AN"] == str(year))]
    if rows.empty:
        years = sorted(frame["AN"].dropna().unique())
        raise InputError(
            "{source} n'a aucune population pour {year}; années du fichier : {years}.",
            source=text.source,
            year=year,
            years=enumerate_words(years),
        )
    ids = codes.repair(rows["CODE"], level)[0].astype("object")
    people: pd.Series = to_number(rows["POP"])[0].groupby(ids.to_numpy()).sum()
    return people.rename("population")
