"""The application's own words: French in the code, English in its catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from babel.dates import format_date

from territory.text import LANGUAGES, NBSP, translator

CATALOGUE = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES" / "territory_app.po"
DEFAULT_LANGUAGE = "fr"
LOCALES = {"fr": "fr_CA", "en": "en_CA"}


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


def long_date(day: date, language: str) -> str:
    """Write a day in words; the first of a month is « 1er » in French.

    Examples
    --------
    >>> long_date(date(2026, 11, 1), "fr"), long_date(date(2026, 11, 22), "en")
    ('1er novembre 2026', 'November 22, 2026')
    """
    told = format_date(day, format="long", locale=LOCALES[language])
    return re.sub(r"^1(?= )", "1er", told) if language == "fr" else told


def long_day(moment: object, language: str) -> str:
    """Write the day of a moment as run.json gives it; empty where it gives none.

    Examples
    --------
    >>> long_day("2026-11-22T11:14:03Z", "fr"), long_day("2026-11-22", "en"), long_day(None, "fr")
    ('22 novembre 2026', 'November 22, 2026', '')
    """
    try:
        return long_date(datetime.fromisoformat(str(moment)).date(), language)
    except ValueError:
        return ""


def known_language(candidate: object) -> str:
    """Return ``candidate`` when it is a language of the application, else French.

    Examples
    --------
    >>> known_language("en"), known_language("de"), known_language(["en"])
    ('en', 'fr', 'fr')
    """
    return candidate if isinstance(candidate, str) and candidate in LANGUAGES else DEFAULT_LANGUAGE
