"""Phrases that several views share."""

from __future__ import annotations

from collections.abc import Mapping

from territory.text import NBSP, number
from territory_app.words import words


def counted(count: float, one: str, several: str, language: str) -> str:
    """Write a count and its noun, singular below two in French and at one in English.

    Examples
    --------
    >>> counted(1, "territoire", "territoires", "fr")
    '1\\xa0territoire'
    """
    singular = count == 1 if language == "en" else abs(count) < 2  # noqa: PLR2004
    return f"{number(count, language)}{NBSP}{words(language)(one if singular else several)}"


def worded(values: Mapping[str, tuple[str, str]], key: str, language: str) -> str:
    """Return the word of a coded value in ``language``; an unlisted value as it is."""
    found = values.get(key)
    return key if found is None else found[1 if language == "en" else 0]
