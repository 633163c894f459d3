"""Names of places as people write them, brought to one form; equal forms are the same name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from territory.text import fold

_ABBREVIATED = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "nd": "notre dame",
    "mt": "mont",
    "mtl": "montreal",
}
_PROVINCE = re.compile(
    r"(?:\s*[,(]\s*(?:province de )?quebec|[\s,(]+(?:qc|que|p\.?q))\s*\.?\)?(?:[\s,]+canada)?\s*$"
)
_KIND = re.compile(
    r"^(?:ville|cite|municipalite(?: de paroisse| de village| de canton)?|paroisse|village|"
    r"cantons? unis|cantons?|city|town|township|parish) (?:de la |de l'|de |des |du |d'|of )"
)
_DESIGNATIONS = {
    "v": "ville",
    "ve": "ville",
    "vl": "village",
    "p": "paroisse",
    "pe": "paroisse",
    "ct": "canton",
    "cu": "cantons unis",
    "m": "municipalite",
    "me": "municipalite",
}
_ARTICLE = re.compile(r"^(?:la|le|les|l) ")


def over_unique(values: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return ``change`` of every text, worked out once per distinct one; missing stay missing.

    Examples
    --------
    >>> over_unique(pd.Series(["a", None, "a"]), str.upper).tolist()
    ['A', None, 'A']
    """
    text = values.astype("object").where(values.notna(), None)
    known = {one: change(str(one)) for one in text.dropna().unique()}
    return text.map(known, na_action="ignore").astype("object").where(text.notna(), None)


def place_key(name: str) -> str:
    """Return the one form of a municipality's name: accents, case, hyphens, abbreviations aside.

    Examples
    --------
    >>> place_key("ST-LÉON-LE-GRAND (Québec)")
    'saint leon le grand'
    >>> place_key("Ville de Trois-Rivières, QC")
    'trois rivieres'
    >>> place_key("N.-D.-du-Mont-Carmel")
    'notre dame du mont carmel'
    """
    plain = _PROVINCE.sub("", fold(name))
    plain = plain.replace("n.-d.", "nd ").replace("n.d.", "nd ")
    plain = _KIND.sub("", plain)
    words = re.sub(r"[^a-z0-9&]+", " ", plain).split()
    return " ".join(_ABBREVIATED.get(word, word) for word in words)


def without_article(key: str) -> str:
    """Return a key less the article it begins with.

    Examples
    --------
    >>> without_article("les iles de la madeleine")
    'iles de la madeleine'
    """
    return _ARTICLE.sub("", key)


def qualifier(name: str) -> tuple[str, str]:
    """Return a name less what its last parentheses say, and what they say.

    Examples
    --------
    >>> qualifier("Stanstead (canton)")
    ('Stanstead', 'canton')
    >>> qualifier("Laval (Québec)")
    ('Laval', '')
    """
    found = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)\s*", name)
    if found is None:
        return name, ""
    inside = fold(found[2])
    if inside in ("quebec", "qc", "que", "canada"):
        return qualifier(found[1])
    return found[1], _DESIGNATIONS.get(inside.strip("."), inside)
