"""Identifiers of census areas as files write them: bare, composite, or as a DGUID."""

from __future__ import annotations

import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._rows import Sieve
from territory.sources._tabular import require_columns
from territory.sources.census import DIVISION_ROW, ELSEWHERE, NOT_AN_AREA, QUEBEC
from territory.text import N_, fold

NOT_A_BLOCK = N_("l'identifiant n'est pas celui d'un îlot de diffusion (11 chiffres)")
# Names a column of dissemination areas goes by, folded.
AREA_NAMES = ("dauid", "adidu", "prcdda", "ad", "da", "dguid", "idugd", "dauid_adidu")


def area_codes(values: pd.Series, width: int = 8) -> pd.Series:
    """Return the digits of dissemination areas (8) or blocks (11) from what a file writes.

    Parameters
    ----------
    values : pandas.Series
        "24010019", 24010019.0, "24010019 (AD) (24010019) (00000)" or "2021S051224010019".
    width : int
        Digits of the identifier.

    Returns
    -------
    pandas.Series
        The digits; what cannot be read so is left as it is, to be set aside by the reader.

    Examples
    --------
    >>> area_codes(pd.Series(["24010019 (AD) (24010019) (00000)", "2021S051224010019", "2401"]))[:]
    0    24010019
    1    24010019
    2        2401
    dtype: string
    """
    text = codes.bare(values).str.strip('" ')
    long = text.str.extract(rf"^(?:\d{{4}}S05\d\d)?(\d{{{width}}})(?:\s*[(,].*)?$", expand=False)
    return long.fillna(text).astype("string")


def sift_areas(areas: pd.Series, sieve: Sieve, *, width: int = 8) -> None:
    """Set aside the rows that are no area of Québec: divisions, other provinces, doubles.

    Raises
    ------
    InputError
        When none is left.
    """
    division = areas.str.fullmatch(r"\d{4}").fillna(value=False)
    sieve.reject(division, DIVISION_ROW)
    shape = areas.str.fullmatch(rf"\d{{{width}}}").fillna(value=False)
    sieve.reject(~shape, NOT_AN_AREA if width == 8 else NOT_A_BLOCK)  # noqa: PLR2004
    sieve.reject((areas.str[:2] != QUEBEC).fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(areas)
    if not sieve.kept.any():
        raise InputError(
            "{source} : aucune aire de diffusion du Québec; vérifiez la province du fichier et "
            "la colonne d'identifiants.",
            source=sieve.source,
        )


def column_named(columns: pd.Index, names: tuple[str, ...], source: str) -> str:
    """Return the column that goes by one of ``names``, whatever its case and accents.

    Raises
    ------
    InputError
        Naming what was looked for, and the nearest column.

    Examples
    --------
    >>> column_named(pd.Index(["CSDuid", "Index_of_remoteness"]), ("csduid",), "a.csv")
    'CSDuid'
    """
    found = optional_column(columns, names)
    if found is None:
        require_columns(columns, [names[0]], source)
    return found or names[0]


def optional_column(columns: pd.Index, names: tuple[str, ...]) -> str | None:
    """Return the column that goes by one of ``names``, the first named first; None if none."""
    folded = {fold(str(column)): str(column) for column in reversed(list(columns))}
    wanted = [fold(name) for name in names]
    return next((folded[name] for name in wanted if name in folded), None)
