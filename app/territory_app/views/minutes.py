"""Travel times in words: the same decimal on the map, in the panel, on the sheet, side by side."""

from __future__ import annotations

import math

from territory.text import N_, NBSP, number
from territory_app.words import words

DIGITS = 1


def told_minutes(minutes: float | None, language: str) -> str:
    r"""Write minutes with the decimal of the map and the table; an em dash where there is no time.

    Examples
    --------
    >>> told_minutes(4.23, "fr"), told_minutes(float("inf"), "fr")
    ('4,2\xa0min', '—')
    """
    if minutes is None or not math.isfinite(minutes):
        return "—"
    return f"{number(minutes, language, digits=DIGITS)}{NBSP}min"


def spelled_minutes(minutes: float, language: str) -> str:
    r"""Write minutes for a sentence; singular below two in French and at one in English.

    Examples
    --------
    >>> spelled_minutes(1.23, "fr"), spelled_minutes(1.23, "en")
    ('1,2\xa0minute', '1.2\xa0minutes')
    """
    shown = round(minutes, DIGITS)
    single = shown == 1 if language == "en" else shown < 2  # noqa: PLR2004
    noun = words(language)(N_("minute") if single else N_("minutes"))
    return f"{number(minutes, language, digits=DIGITS)}{NBSP}{noun}"
