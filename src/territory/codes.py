"""Namespaced territorial codes: what each level's codes look like, and their repair.

A bare "17" is Centre-du-Québec in the municipal world and Nunavik in the sociosanitary one;
every code therefore carries its level (``REG:17``, ``RSS:17``) from the moment it is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from territory.errors import InputError
from territory.text import N_


@dataclass(frozen=True)
class Level:
    """One territorial level.

    Attributes
    ----------
    key : str
        Lower-case name used in study files and file names.
    prefix : str
        Namespace of its codes.
    width : int
        Length of its digits once leading zeros are back; 0 when codes are left as they are.
    label : str
        French name of one territory, for the catalogues.
    plural : str
        French name of several.
    """

    key: str
    prefix: str
    width: int
    label: str
    plural: str


LEVELS: dict[str, Level] = {
    level.key: level
    for level in (
        Level("region", "REG", 2, N_("région administrative"), N_("régions administratives")),
        Level("mrc", "MRC", 2, N_("MRC ou territoire équivalent"), N_("MRC et équivalents")),
        Level("municipality", "MUN", 5, N_("municipalité"), N_("municipalités")),
        Level("rss", "RSS", 2, N_("région sociosanitaire"), N_("régions sociosanitaires")),
        Level("rts", "RTS", 3, N_("réseau territorial (RTS)"), N_("réseaux territoriaux (RTS)")),
        Level("rls", "RLS", 4, N_("réseau local (RLS)"), N_("réseaux locaux (RLS)")),
        Level("clsc", "CLSC", 5, N_("territoire de CLSC"), N_("territoires de CLSC")),
        Level("borough", "ARR", 0, N_("arrondissement"), N_("arrondissements")),
        Level("cd", "CD", 4, N_("division de recensement"), N_("divisions de recensement")),
        Level("ct", "CT", 0, N_("secteur de recensement"), N_("secteurs de recensement")),
        Level("da", "DA", 8, N_("aire de diffusion"), N_("aires de diffusion")),
        Level("zone", "ZONE", 0, N_("territoire défini localement"), N_("territoires locaux")),
    )
}

# Sociosanitary codes are prefixes of one another: CLSC 01111 is in RLS 0111, RTS 011, RSS 01.
NESTED_WIDTHS = {"clsc": 5, "rls": 4, "rts": 3, "rss": 2}


def level_named(key: str) -> Level:
    """Return the level called ``key``; an unknown one is refused with those that exist."""
    try:
        return LEVELS[key]
    except KeyError:
        raise InputError(
            "Le niveau « {key} » n'existe pas; les niveaux connus sont : {known}.",
            key=key,
            known=", ".join(LEVELS),
        ) from None


def bare(codes: pd.Series) -> pd.Series:
    """Return codes as text without decimals or spaces; blank ones become missing.

    Examples
    --------
    >>> bare(pd.Series([2458227.0, " 06533", " ", None])).tolist()
    ['2458227', '06533', <NA>, <NA>]
    """
    text = codes.astype("string").str.strip().str.replace(r"\.0+$", "", regex=True)
    return text.mask(text.isin(["", "..", "nan", "NaN", "None", "<NA>"]))


def repair(codes: pd.Series, level: str) -> tuple[pd.Series, int]:
    """Put leading zeros back and add the namespace.

    Parameters
    ----------
    codes : pandas.Series
        Codes as read: text or numbers, with or without leading zeros or namespace.
    level : str
        Key of the level (``"clsc"``, ``"mrc"`` ...).

    Returns
    -------
    tuple of pandas.Series and int
        Namespaced codes (missing where blank), and how many had lost a leading zero.

    Raises
    ------
    InputError
        When a code already carries the namespace of another level.

    Examples
    --------
    >>> codes, repaired = repair(pd.Series(["1181", "06533", None]), "clsc")
    >>> codes.tolist(), repaired
    (['CLSC:01181', 'CLSC:06533', <NA>], 1)
    """
    known = level_named(level)
    text = bare(codes)
    prefixes = text.str.extract(r"^([A-Z]+):", expand=False)
    foreign = prefixes.notna() & (prefixes != known.prefix)
    if foreign.any():
        example = str(text[foreign].iloc[0])
        raise InputError(
            "Le code {code} n'est pas un code de niveau « {level} » ({prefix}:); "
            "deux niveaux ne se joignent pas par leur numéro.",
            code=example,
            level=level,
            prefix=known.prefix,
        )
    digits = text.str.replace(f"{known.prefix}:", "", regex=False)
    padded = digits
    if known.width:
        numeric = digits.str.fullmatch(r"\d+").fillna(value=False)
        padded = digits.where(~numeric, digits.str.zfill(known.width))
    repaired = int((padded != digits).fillna(value=False).sum())
    return known.prefix + ":" + padded, repaired


def mrc_from_registry(codes: pd.Series) -> pd.Series:
    """Turn MAMH and M02 codes ("460", "251", "AR660") into SDA ones ("46", "251", "66").

    The registry adds a trailing 0 to two-digit codes; no SDA code of three digits ends with 0.

    Examples
    --------
    >>> mrc_from_registry(pd.Series(["460", "251", "AR660", "10"])).tolist()
    ['46', '251', '66', '01']
    """
    text = bare(codes).str.replace(r"^AR", "", regex=True)
    text = text.where(text.str.len() > 2, text.str.zfill(3))  # noqa: PLR2004
    return text.str.replace(r"^(\d\d)0$", r"\1", regex=True)


def ancestor(clsc_codes: pd.Series, level: str) -> pd.Series:
    """Return the RLS, RTS or RSS that a sociosanitary code belongs to, by prefix.

    Examples
    --------
    >>> ancestor(pd.Series(["CLSC:01111"]), "rls").tolist()
    ['RLS:0111']
    """
    known = level_named(level)
    digits = clsc_codes.astype("string").str.replace(r"^[A-Z]+:", "", regex=True)
    return known.prefix + ":" + digits.str[: NESTED_WIDTHS[level]]
