"""The tests of the norm as columns of a table: each verdict in words, the worst first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.tables.words import PRESENCES, TESTS
from territory.text import N_
from territory_app.indicators import INDICATORS, Indicator
from territory_app.views.entries import MISSING, TEST_CODES, verdict_codes
from territory_app.views.norm import has_test
from territory_app.views.people import capital, worded
from territory_app.words import words

HEADINGS: Mapping[str, str] = {
    "presence_test": N_("Présence"),
    "reach_test": N_("Atteinte"),
    "intensity_test": N_("Intensité"),
}
"""What heads the column of each test; the dictionary of the results has their full names."""
UNIT = N_("épreuve")
"""What is said under the heading: a verdict, not a figure."""


def verdicts_shown(table: pd.DataFrame, norm: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return the tests that are columns: those of the norm of which the table says something.

    Examples
    --------
    >>> table = pd.DataFrame({"reach_test": ["pass", ""], "intensity_test": ["", ""]})
    >>> [one.key for one in verdicts_shown(table, {"tests": ["presence", "reach"]})]
    ['epreuve-atteinte']
    """
    return tuple(
        one
        for one in INDICATORS
        if one.scale == "test"
        and one.column in table
        and has_test(norm, one.column.removesuffix("_test"))
        and bool((table[one.column].notna() & (table[one.column] != "")).any())
    )


def verdict_words(column: str, language: str) -> dict[str, str]:
    """Return what each code of a test says; a territory that governs itself has none.

    Examples
    --------
    >>> verdict_words("reach_test", "en")
    {'0': 'Failed', '2': 'Passed', 'm': 'Unknown'}
    """
    named = PRESENCES if column == "presence_test" else TESTS
    said = {
        code: capital(worded(named, verdict, language))
        for verdict, code in TEST_CODES[column].items()
    }
    return {**said, MISSING: capital(worded(named, "unknown", language))}


def verdict_heading(column: str, language: str) -> str:
    """Return the heading of a test's column."""
    return words(language)(HEADINGS[column])


def severities(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return what sorts a test's column: the worst verdict is lowest, NaN where none is known.

    Examples
    --------
    >>> table = pd.DataFrame({"class": "served", "presence_test": ["own", "none", "unknown"]})
    >>> severities(table, "presence_test").tolist()
    [2.0, 0.0, nan]
    """
    codes = pd.Series(verdict_codes(table, column))
    return pd.to_numeric(codes, errors="coerce").to_numpy(dtype=np.float64)
