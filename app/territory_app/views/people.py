"""Phrases that several views share."""

from __future__ import annotations

from collections.abc import Mapping

from territory.text import N_, NBSP, number
from territory_app.words import words

# What is known of a kind somewhere: « aucune liste », for « absent » would say there is no service.
LISTED: Mapping[str, tuple[str, str]] = {
    "complete": ("liste complète", "complete list"),
    "partial": ("liste partielle", "partial list"),
    "absent": ("aucune liste", "no list"),
    "unknown": ("on ne sait pas", "not known"),
}


def counted(count: float, one: str, several: str, language: str) -> str:
    r"""Write a count and its noun, singular below two in French and at one in English.

    Examples
    --------
    >>> counted(1, "territoire", "territoires", "fr")
    '1\xa0territoire'
    """
    singular = count == 1 if language == "en" else abs(count) < 2  # noqa: PLR2004
    return f"{number(count, language)}{NBSP}{words(language)(one if singular else several)}"


def people(count: float | None, language: str) -> str:
    """Write a number of people, whole; an em dash when it is missing.

    Examples
    --------
    >>> people(None, "fr")
    '—'
    """
    if count is None or count != count:  # noqa: PLR0124 - NaN is the only value unlike itself
        return "—"
    return counted(round(count), N_("personne"), N_("personnes"), language)


def worded(values: Mapping[str, tuple[str, str]], key: str, language: str) -> str:
    """Return the word of a coded value in ``language``; an unlisted value as it is."""
    found = values.get(key)
    return key if found is None else found[1 if language == "en" else 0]


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case, the rest as it is.

    Examples
    --------
    >>> capital("données insuffisantes")
    'Données insuffisantes'
    """
    return text[:1].upper() + text[1:]
