"""Territories told by their code or their name, in a cell of a filled template."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from territory.codes import LEVELS, bare, repair
from territory.places import bundled
from territory.sources._tabular import nearest_name, read_csv_text
from territory.sources.locating.names import place_key
from territory.sources.locating.towns import Towns, written
from territory.sources.templates.model import simplified
from territory.sources.templates.values import Wrong
from territory.text import N_

NO_LEVEL = N_("« {value} » ne dit pas son niveau")
SAY_THE_LEVEL = N_("écrivez le niveau devant (RLS:0611), ou dans la colonne du niveau")
TWO_LEVELS = N_("« {value} » est de niveau {own}, et la rangée dit {level}")
ONE_LEVEL = N_("gardez l'un des deux")
UNKNOWN_NAME = N_("aucun territoire de niveau {level} ne s'appelle « {value} »")
UNKNOWN_NAME_NEAR = N_(
    "aucun territoire de niveau {level} ne s'appelle « {value} »; est-ce « {near} »?"
)
GIVE_THE_CODE = N_("donnez son code")
SEVERAL_NAMES = N_("« {value} » peut être {candidates}")
_PREFIXES = {level.prefix: key for key, level in LEVELS.items()}
_IMPLIED = (
    ("rls", "rls"), ("clsc", "clsc"), ("rts", "rts"), ("rss", "rss"), ("mrc", "mrc"),
    ("mun", "municipality"), ("geographique", "municipality"),
)  # fmt: skip
# File of facts and its columns of codes and names, by level.
_FACTS = {
    "clsc": ("clsc_facts.csv", "clsc_code", "name"),
    "rls": ("rls_facts.csv", "RLS_code", "RLS_nom"),
    "rss": ("rls_facts.csv", "RSS_code", "RSS_nom"),
    "mrc": ("mrc_facts.csv", "code_sda", "nom"),
    "region": ("mrc_facts.csv", "region_code", "region"),
}


def implied_level(header: str) -> str | None:
    """Return the level that the header of a column of codes says.

    Examples
    --------
    >>> implied_level("RLS_code"), implied_level("Territoire")
    ('rls', None)
    """
    words = simplified(header).split()
    for word, level in _IMPLIED:
        if any(one.startswith(word) for one in words):
            return level
    return None


@dataclass
class Territories:
    """The territories known by name; files of facts are opened when a name is asked for."""

    _by_level: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=dict)

    @cached_property
    def towns(self) -> Towns:
        """Municipalities, by name."""
        return Towns()

    def code(self, text: str, level: str | None) -> str | Wrong:
        """Return "RLS:0611" from a code or a name, or what is the matter with it.

        Parameters
        ----------
        text : str
            "RLS:0611", "RLS 0611", "0611" or "611" with its level, or a name.
        level : str or None
            The level the row or the header says.
        """
        found = re.fullmatch(r"([A-Za-z]{2,4})\s*[: ]\s*(\d[\w.-]*)", text.strip())
        own = _PREFIXES.get(found[1].upper()) if found else None
        if found and own:
            if level is not None and level != own:
                told = {"value": text, "own": own.upper(), "level": level.upper()}
                return Wrong(TWO_LEVELS, ONE_LEVEL, told)
            return _repaired(found[2], own)
        if level is None:
            return Wrong(NO_LEVEL, SAY_THE_LEVEL, {"value": text})
        inside = re.search(r"\((\d{2,5})\)\s*$", text)
        if re.fullmatch(r"\d{1,8}", text.strip()):
            return _repaired(text.strip(), level)
        return _repaired(inside[1], level) if inside else self._named(text, level)

    def _named(self, text: str, level: str) -> str | Wrong:
        if level == "municipality":
            told = self.towns.told(text)
            if told.code is not None:
                return told.code
            why = (written(told.why, "fr"), written(told.why, "en"))
            return Wrong("{why}", GIVE_THE_CODE, {"why": why})
        known = self._names(level)
        found = known.get(_key(text), [])
        if len(found) == 1:
            return found[0][0]
        if found:
            listed = ", ".join(f"{name} ({code})" for code, name in found)
            return Wrong(SEVERAL_NAMES, GIVE_THE_CODE, {"value": text, "candidates": listed})
        near = nearest_name(_key(text), known, close_enough=0.75)
        told_fields = {"value": text, "level": level.upper()}
        if near is None:
            return Wrong(UNKNOWN_NAME, GIVE_THE_CODE, told_fields)
        code, name = known[near][0]
        shown = f"{name} ({code})"
        return Wrong(UNKNOWN_NAME_NEAR, GIVE_THE_CODE, {**told_fields, "near": shown})

    def _names(self, level: str) -> dict[str, list[tuple[str, str]]]:
        if level not in self._by_level:
            self._by_level[level] = _facts(level)
        return self._by_level[level]

    def known(self, codes: pd.Series, level: str) -> pd.Series:
        """Return which codes of a level are in the lists that come with the package."""
        if level == "municipality":
            return codes.isin(self.towns.table.index)
        listed = {code for found in self._names(level).values() for code, _ in found}
        return codes.isin(listed) if listed else pd.Series(data=True, index=codes.index)


def _repaired(code: str, level: str) -> str:
    return str(repair(pd.Series([code]), level)[0].iloc[0])


def _key(name: str) -> str:
    """Return the one form of a territory's name.

    Examples
    --------
    >>> _key("RLS de Kamouraska"), _key("MRC de La Matapédia")
    ('kamouraska', 'matapedia')
    """
    words = re.sub(r"^(?:rls|clsc|mrc|reseau local|territoire) ", "", place_key(name))
    return re.sub(r"^(?:(?:de|du|des|d|la|le|les|l) )+", "", words)


def _facts(level: str) -> dict[str, list[tuple[str, str]]]:
    if level not in _FACTS:
        return {}
    file, code_column, name_column = _FACTS[level]
    frame = read_csv_text(
        bundled("data", "facts", file), columns=[code_column, name_column]
    ).frame.drop_duplicates()
    codes = repair(bare(frame[code_column]), level)[0]
    known: dict[str, list[tuple[str, str]]] = {}
    for code, name in zip(codes, frame[name_column], strict=True):
        if isinstance(name, str):
            known.setdefault(_key(name), []).append((str(code), name))
    return known
