"""The application's own words: French in the code, English in its catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from territory.text import LANGUAGES, NBSP, translator

CATALOGUE = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES" / "territory_app.po"
DEFAULT_LANGUAGE = "fr"


def words(language: str) -> Callable[[str], str]:
    r"""Return the function that turns a French message of the application into ``language``.

    Examples
    --------
    >>> words("fr")("10 000 personnes")
    '10\xa0000 personnes'
    """
    translate = translator(language, CATALOGUE)
    if language == "en":
        return translate
    return lambda message: re.sub(r"(?<=\d) (?=\d{3})", NBSP, translate(message))


def known_language(candidate: object) -> str:
    """Return ``candidate`` when it is a language of the application, else French.

    Examples
    --------
    >>> known_language("en"), known_language("de"), known_language(["en"])
    ('en', 'fr', 'fr')
    """
    return candidate if isinstance(candidate, str) and candidate in LANGUAGES else DEFAULT_LANGUAGE
