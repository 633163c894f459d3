"""Numbers and streets as people write them, brought to one form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from territory.text import fold

_TYPES = {
    "rue": "rue", "r": "rue", "street": "rue", "st": "rue",
    "avenue": "avenue", "av": "avenue", "ave": "avenue",
    "boulevard": "boulevard", "boul": "boulevard", "bd": "boulevard", "blvd": "boulevard",
    "bld": "boulevard", "bl": "boulevard",
    "chemin": "chemin", "ch": "chemin", "che": "chemin", "road": "chemin", "rd": "chemin",
    "route": "route", "rte": "route", "highway": "route", "hwy": "route",
    "autoroute": "autoroute", "aut": "autoroute",
    "rang": "rang", "rg": "rang", "range": "rang",
    "montee": "montee", "mtee": "montee", "mte": "montee",
    "place": "place", "pl": "place", "cote": "cote", "croissant": "croissant", "cr": "croissant",
    "crois": "croissant", "cres": "croissant", "impasse": "impasse", "imp": "impasse",
    "allee": "allee", "all": "allee", "terrasse": "terrasse", "terr": "terrasse",
    "carre": "carre", "car": "carre", "square": "carre", "sq": "carre", "ruelle": "ruelle",
    "quai": "quai", "promenade": "promenade", "prom": "promenade", "cours": "cours",
    "drive": "promenade", "dr": "promenade", "lane": "ruelle", "court": "cours", "crt": "cours",
    "circle": "cercle", "cercle": "cercle", "passage": "passage", "sentier": "sentier",
}  # fmt: skip
# Those that only follow the name: « main st » is a street, « st joseph » a saint.
_AFTER_ONLY = {"st", "dr"}
_DIRECTIONS = {
    "e": "est", "est": "est", "east": "est", "o": "ouest", "ouest": "ouest", "w": "ouest",
    "west": "ouest", "n": "nord", "nord": "nord", "north": "nord", "s": "sud", "sud": "sud",
    "south": "sud",
}  # fmt: skip
_WORDS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "mgr": "monseigneur", "mt": "mont",
    "premiere": "1", "premier": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4",
    "cinquieme": "5", "sixieme": "6", "septieme": "7", "huitieme": "8", "neuvieme": "9",
    "dixieme": "10", "gen": "general", "hon": "honorable", "prof": "professeur",
}  # fmt: skip
_LINKS = {"de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "the", "of"}
_ORDINAL = re.compile(r"(\d+)(?:re|er|ere|iere|e|eme|ieme|es|nd|rd|th|st)")
_UNIT = re.compile(
    r"[\s,]+(?:app(?:t|artement)?|bur(?:eau)?|local|loc|suite|unite|porte|etage|piece|chambre|"
    r"c\.? ?p|case postale|casier|succ(?:ursale)?|niveau|aile|pavillon|edifice|poste|rdc|"
    r"rez-de-chaussee|sous-sol|\d+(?:er|e|eme) etage)\b.*|\s*#.*"
)
_UNIT_FIRST = re.compile(r"^(?:app|bureau|suite|unite|local)\.?\s*[\w-]+\s*,\s*")
_NUMBER = re.compile(
    r"^(\d+)(?!\s*(?:re|er|ere|e|eme|ieme|th|nd|rd)\b)(?:\s?-?\s?([a-z])\b)?(?:\s*[-–/&]\s*(\d+)\s*[a-z]?)?"
    r"(?:\s*,\s*|\s+|$)(.*)$"
)


@dataclass(frozen=True)
class Door:
    """A number on a street, in the form in which two are compared.

    Attributes
    ----------
    numbers : tuple of int
        Those the address may mean, the likeliest first: "12-345" is flat 12 at 345, or 12 to 345.
    street : str
        "name|type|direction", each possibly empty; "" where no street is told.
    """

    numbers: tuple[int, ...] = ()
    street: str = ""

    @property
    def loose(self) -> str:
        """The street less its type."""
        name, _, direction = self.street.split("|") if self.street else ("", "", "")
        return f"{name}|{direction}" if name else ""


def street_key(street: str) -> str:
    """Return "name|type|direction" of a street, abbreviations and links aside.

    Examples
    --------
    >>> street_key("boul. St-Joseph E.")
    'saint joseph|boulevard|est'
    >>> street_key("Rue Saint-Denis") == street_key("st-denis, r.")
    True
    >>> street_key("15e Rue"), street_key("de la Montagne")
    ('15|rue|', 'montagne||')
    """
    plain = re.sub(r"\bst\.?[- ](?=[a-z])", "saint ", fold(street))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    words = [_ORDINAL.sub(r"\1", word) if _ORDINAL.fullmatch(word) else word for word in words]
    direction = ""
    if len(words) > 1 and words[-1] in _DIRECTIONS:
        direction = _DIRECTIONS[words.pop()]
    kind, words = _kind(words)
    name = [_WORDS.get(word, word) for word in words]
    told = [word for word in name if word not in _LINKS] or name
    return f"{' '.join(told)}|{kind}|{direction}" if told or kind else ""


def _kind(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the type of a street, written first or last, and its other words."""
    rest = list(words)
    if len(rest) > 1 and rest[0] in _TYPES and rest[0] not in _AFTER_ONLY:
        return _TYPES[rest[0]], rest[1:]
    if len(rest) > 1 and rest[-1] in _TYPES:
        return _TYPES[rest[-1]], rest[:-1]
    return "", rest


def door(address: str) -> Door:
    """Return the number and the street of an address; what follows them is left out.

    Examples
    --------
    >>> door("5155, rue Sainte-Catherine Est, bureau 200, Montréal")
    Door(numbers=(5155,), street='sainte catherine|rue|est')
    >>> door("12-345 boul. René-Lévesque O")
    Door(numbers=(345, 12), street='rene levesque|boulevard|ouest')
    >>> door("route 132")
    Door(numbers=(), street='132|route|')
    """
    plain = _UNIT_FIRST.sub("", fold(address).strip(" ,"))
    found = _NUMBER.match(plain)
    if found is None:
        return Door((), street_key(_street_part(plain)))
    first, _, second, rest = found.groups()
    street = street_key(_street_part(rest))
    # « 1216 rue Principale »; but « 3e Avenue » and « 132 » alone are streets.
    numbers = [int(one) for one in (second, first) if one and len(one) <= 6]  # noqa: PLR2004
    return Door(tuple(numbers), street)


def _street_part(text: str) -> str:
    bare = _UNIT.sub("", " " + text).strip(" ,")
    parts = [part.strip() for part in re.split(r"[,;(]", bare) if part.strip()]
    if not parts:
        return ""
    # « st-denis, r. »: a type set after a comma belongs to the name before it.
    if len(parts) > 1 and parts[1].strip(". ") in _TYPES:
        return f"{parts[0]} {parts[1].strip('. ')}"
    return parts[0]
