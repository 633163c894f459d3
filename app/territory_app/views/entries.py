"""Lines of the legend: verdicts in words, and one pattern for each reason of having no value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.tables.words import CLASSES, PRESENCES, TESTS
from territory_app.views import palette
from territory_app.views.palette import Style
from territory_app.views.people import capital, worded
from territory_app.words import words

MISSING, SMALL, SELF_GOVERNED, UNREACHABLE, NOT_APPLICABLE = "m", "p", "s", "x", "n"
CLASS_CODES = {"desert": "0", "underserved": "1", "served": "2"}
TEST_CODES: Mapping[str, Mapping[str, str]] = {
    "presence_test": {"none": "0", "served": "1", "own": "2"},
    "reach_test": {"fail": "0", "pass": "2"},
    "intensity_test": {"fail": "0", "pass": "2"},
}
"""Code of each verdict; any other is not known."""
_PAINTS = {"0": "desert", "1": "underserved", "2": "served"}


@dataclass(frozen=True)
class Entry:
    """One line of the legend: its code on the map, its paint, its words and what it holds."""

    code: str
    style: Style
    label: str
    territories: int
    people: float


def held(table: pd.DataFrame, codes: NDArray[np.str_], code: str) -> tuple[int, float]:
    """Return how many territories and people a code holds."""
    inside = codes == code
    return int(inside.sum()), float(np.nansum(table["population"].to_numpy(dtype=float)[inside]))


def judgement_codes(table: pd.DataFrame) -> NDArray[np.str_]:
    """Return the code of each class."""
    return _coded(table, "class", CLASS_CODES)


def verdict_codes(table: pd.DataFrame, column: str) -> NDArray[np.str_]:
    """Return the code of each verdict of a test."""
    return _coded(table, column, TEST_CODES[column])


def _coded(table: pd.DataFrame, column: str, known: Mapping[str, str]) -> NDArray[np.str_]:
    codes = np.full(len(table), MISSING, dtype="<U1")
    if column in table:
        codes = table[column].map(known).fillna(MISSING).to_numpy(dtype="<U1")
    codes[table["class"].to_numpy() == "not_ranked"] = SELF_GOVERNED
    return codes


def class_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], served: str | None, language: str
) -> list[Entry]:
    """Return the lines of the class indicator."""
    entries = []
    for name, code in CLASS_CODES.items():
        word = capital(worded(CLASSES, name, language))
        if name == "served" and served:
            word = served
        if name == "underserved" and served and not (codes == code).any():
            continue
        style = palette.CLASS_STYLES[name]
        entries.append(Entry(code, style, word, *held(table, codes, code)))
    return entries + pattern_entries(table, codes, language)


def verdict_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], column: str, language: str
) -> list[Entry]:
    """Return the lines of one test, passed or not; unknown is a pattern, never a verdict."""
    _ = words(language)
    named = PRESENCES if column == "presence_test" else TESTS
    entries = [
        Entry(
            code,
            palette.CLASS_STYLES[_PAINTS[code]],
            capital(worded(named, verdict, language)),
            *held(table, codes, code),
        )
        for verdict, code in TEST_CODES[column].items()
    ]
    unknown = _("Inconnue : données insuffisantes")
    return entries + pattern_entries(table, codes, language, missing=unknown)


def pattern_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], language: str, *, missing: str = ""
) -> list[Entry]:
    """Return the lines of what has no value, one per reason that holds someone."""
    _ = words(language)
    lines = (
        (MISSING, palette.MISSING, missing or _("Données insuffisantes")),
        (SMALL, palette.SMALL, _("Petits nombres : valeur retirée")),
        (NOT_APPLICABLE, palette.NOT_APPLICABLE, _("Sans objet : aucun effectif sur place")),
        (SELF_GOVERNED, palette.SELF_GOVERNED, _("Autogouvernance — classement sur adhésion")),
    )
    entries = (Entry(code, style, label, *held(table, codes, code)) for code, style, label in lines)
    return [entry for entry in entries if entry.territories]
