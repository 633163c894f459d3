"""Namespaced territorial codes: what each level's codes look like, and their repair.

A bare "17" is Centre-du-Québec in the municipal world and Nunavik in the sociosanitary one;
every code therefore carries its level (``REG:17``, ``RSS:17``) from the moment it is read.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import pandas as pd

from territory.errors import InputError
from territory.text import N_, fold


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
    pattern : str
        What follows the namespace in a code of this level.
    label : str
        French name of one territory, for the catalogues.
    plural : str
        French name of several.
    """

    key: str
    prefix: str
    width: int
    pattern: str
    label: str
    plural: str


LEVELS: dict[str, Level] = {
    level.key: level
    for level in (
        Level(
            "region", "REG", 2, r"\d{2}", N_("région administrative"), N_("régions administratives")
        ),
        Level(
            "mrc",
            "MRC",
            2,
            r"\d{2,3}",
            N_("MRC ou territoire équivalent"),
            N_("MRC et équivalents"),
        ),
        Level("municipality", "MUN", 5, r"\d{5}", N_("municipalité"), N_("municipalités")),
        Level(
            "rss", "RSS", 2, r"\d{2}", N_("région sociosanitaire"), N_("régions sociosanitaires")
        ),
        Level(
            "rts",
            "RTS",
            3,
            r"\d{3}",
            N_("réseau territorial (RTS)"),
            N_("réseaux territoriaux (RTS)"),
        ),
        Level("rls", "RLS", 4, r"\d{4}", N_("réseau local (RLS)"), N_("réseaux locaux (RLS)")),
        Level("clsc", "CLSC", 5, r"\d{5}", N_("territoire de CLSC"), N_("territoires de CLSC")),
        Level(
            "borough", "ARR", 0, r"[A-Z]{0,3}\d{2,7}", N_("arrondissement"), N_("arrondissements")
        ),
        Level(
            "cd", "CD", 4, r"\d{4}", N_("division de recensement"), N_("divisions de recensement")
        ),
        Level(
            "ct",
            "CT",
            0,
            r"\d{7}(\.\d{2})?",
            N_("secteur de recensement"),
            N_("secteurs de recensement"),
        ),
        Level("da", "DA", 8, r"\d{8}", N_("aire de diffusion"), N_("aires de diffusion")),
        Level(
            "zone",
            "ZONE",
            0,
            r"\S.*",
            N_("territoire local, non officiel"),
            N_("territoires locaux, non officiels"),
        ),
    )
}
BY_PREFIX = {level.prefix: level for level in LEVELS.values()}

_OTHER_NAMES = {
    "regions": "region",
    "administrative region": "region",
    "region administrative": "region",
    "mun": "municipality",
    "municipalite": "municipality",
    "municipalites": "municipality",
    "municipalities": "municipality",
    "arrondissement": "borough",
    "arrondissements": "borough",
    "boroughs": "borough",
    "census division": "cd",
    "dr": "cd",
    "census tract": "ct",
    "sr": "ct",
    "dissemination area": "da",
    "ad": "da",
    "zones": "zone",
    "territoire de clsc": "clsc",
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


def well_formed(codes: pd.Series) -> pd.Series:
    """Return which codes have a known namespace and the digits of its level.

    Examples
    --------
    >>> well_formed(pd.Series(["MRC:46", "MRC:abc", "17", "XYZ:01", None])).tolist()
    [True, False, False, False, False]
    """
    text = codes.astype("string")
    result = pd.Series(data=False, index=codes.index)
    prefixes = text.str.extract(r"^([A-Z]+):", expand=False)
    for prefix in prefixes.dropna().unique():
        known = BY_PREFIX.get(str(prefix))
        if known is not None:
            whole = text.str.fullmatch(f"{known.prefix}:(?:{known.pattern})")
            result |= whole.fillna(value=False).astype(bool)
    return result


def require_level(codes: pd.Series, level: str, what: str = "") -> None:
    """Refuse codes that are not of one level: the door of every join on codes.

    Parameters
    ----------
    codes : pandas.Series
        Namespaced codes; missing ones are let through.
    level : str
        Key of the level expected.
    what : str
        File or column the codes come from, for the sentence.

    Raises
    ------
    InputError
        Naming the first code of another level (region 17 is not sociosanitary region 17), or
        one that no territory of that level can have.

    Examples
    --------
    >>> require_level(pd.Series(["REG:17", None]), "region")
    >>> require_level(pd.Series(["RSS:17"]), "region")
    Traceback (most recent call last):
    ...
    territory.errors.InputError: ...
    """
    known = level_named(level)
    text = codes.dropna().astype("string")
    foreign = text.loc[~text.str.startswith(f"{known.prefix}:")]
    where = f"{what} : " if what else ""
    if len(foreign):
        code = str(foreign.iloc[0])
        other = BY_PREFIX.get(code.partition(":")[0])
        if other is None or ":" not in code:
            raise InputError(
                "{where}le code « {code} » ne dit pas son niveau; écrivez {prefix}: devant.",
                where=where,
                code=code,
                prefix=known.prefix,
            )
        raise InputError(
            "{where}le code {code} est de niveau « {other} », non « {level} » : deux niveaux ne "
            "se joignent pas par leur numéro.",
            where=where,
            code=code,
            other=other.key,
            level=level,
        )
    wrong = text.loc[~well_formed(text)]
    if len(wrong):
        raise InputError(
            "{where}aucun territoire de niveau « {level} » ne peut avoir le code {code}.",
            where=where,
            level=level,
            code=str(wrong.iloc[0]),
        )


def same_namespace(left: pd.Series, right: pd.Series, what: str = "") -> str:
    """Return the level two columns of codes share; two different levels are refused.

    Examples
    --------
    >>> same_namespace(pd.Series(["REG:17"]), pd.Series(["REG:04", "REG:17"]))
    'region'
    """
    codes = pd.concat([left, right]).dropna().astype("string")
    if not len(codes):
        return ""
    known = BY_PREFIX.get(str(codes.iloc[0]).partition(":")[0])
    level = known.key if known is not None else next(iter(LEVELS))
    require_level(codes, level, what)
    return level


def contradicting(codes: pd.Series, parents: pd.Series) -> pd.Series:
    """Return which sociosanitary codes state a parent that their own digits contradict.

    Examples
    --------
    >>> contradicting(pd.Series(["CLSC:01111", "CLSC:01121"]),
    ...               pd.Series(["RLS:0111", "RLS:0111"])).tolist()
    [False, True]
    """
    result = pd.Series(data=False, index=codes.index)
    for level in NESTED_WIDTHS:
        prefix = level_named(level).prefix
        stated = parents.astype("string").str.startswith(f"{prefix}:").fillna(value=False)
        nested = codes.astype("string").str.match(r"^(CLSC|RLS|RTS|RSS):").fillna(value=False)
        away = (ancestor(codes, level) != parents).fillna(value=False)
        result |= (stated & nested & away).astype(bool)
    return result


def level_called(word: str) -> str:
    """Return the key of the level people call ``word``, in French or English, in any case.

    Raises
    ------
    InputError
        With the nearest name, when no level is called so.

    Examples
    --------
    >>> level_called("CLSC"), level_called("municipalité"), level_called("AD")
    ('clsc', 'municipality', 'da')
    """
    folded = fold(word)
    known: dict[str, str] = {}
    for level in LEVELS.values():
        for name in (level.key, level.prefix, level.label, level.plural):
            known.setdefault(fold(name), level.key)
    known |= _OTHER_NAMES
    if folded in known:
        return known[folded]
    near = difflib.get_close_matches(folded, list(known), n=1, cutoff=0.6)
    hint = f" (« {known[near[0]]} »?)" if near else ""
    raise InputError(
        "Aucun niveau ne s'appelle « {word} »{hint}; les niveaux sont : {known}.",
        word=word,
        hint=hint,
        known=", ".join(LEVELS),
    )
