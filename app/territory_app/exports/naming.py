"""Names of the files people take away, and the dates written in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from territory.text import fold
from territory_app.catalogue import Catalogue
from territory_app.views.selection import Selection
from territory_app.words import long_date

DEMO = "demo"
LONGEST = 60


def file_name(selection: Selection, what: str, extension: str) -> str:
    """Return the name of a file: what it is, of what, when it was computed, and if it is a demo."""
    catalogue, view = selection.catalogue, selection.view
    study = str((catalogue.record.get("study") or {}).get("name") or "")
    parts = [
        what,
        "" if study == DEMO else study,
        view.level,
        view.indicator,
        selection.shown.service,
    ]
    parts += [selection.place, selection.view.territory or ""]
    return dated_name(catalogue, " ".join(filter(None, parts)), extension)


def dated_name(catalogue: Catalogue, stem: str, extension: str) -> str:
    """Return a file's name, dated from the results, the demonstration's saying so."""
    pieces = [slug(stem), computed(catalogue).isoformat()]
    if catalogue.demonstration:
        pieces.append(DEMO)
    return f"{'-'.join(filter(None, pieces))}.{extension}"


def slug(text: str) -> str:
    """Return a text as part of a file's name.

    Examples
    --------
    >>> slug("Tableau MRC — Gaspésie–Îles-de-la-Madeleine"), slug("../..")
    ('tableau-mrc-gaspesie-iles-de-la-madeleine', '')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST].strip("-")


def computed(catalogue: Catalogue) -> date:
    """Return the day the results were computed; the first of all days where it is not told."""
    told = str(catalogue.record.get("created") or "")
    try:
        return datetime.fromisoformat(told).astimezone(UTC).date()
    except ValueError:
        return date(1970, 1, 1)


def written_date(day: date, language: str) -> str:
    """Write a day in words.

    Examples
    --------
    >>> written_date(date(2026, 11, 1), "fr"), written_date(date(2026, 11, 1), "en")
    ('1er novembre 2026', 'November 1, 2026')
    """
    return long_date(day, language)
