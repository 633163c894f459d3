"""The application's own words: French in the code, English in its catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from territory.text import LANGUAGES, translator

CATALOGUE = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES" / "territory_app.po"
DEFAULT_LANGUAGE = "fr"


def words(language: str) -> Callable[[str], str]:
    """Return the function that turns a French message of the application into ``language``.

    Examples
    --------
    >>> words("fr")("Carte")
    'Carte'
    """
    return translator(language, CATALOGUE)


def known_language(candidate: object) -> str:
    """Return ``candidate`` when it is a language of the application, else French.

    Examples
    --------
    >>> known_language("en"), known_language("de"), known_language(["en"])
    ('en', 'fr', 'fr')
    """
    return candidate if isinstance(candidate, str) and candidate in LANGUAGES else DEFAULT_LANGUAGE
