"""What a study read: each file, who publishes it, how old it is, what became of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from territory.text import N_, number, translator
from territory_app.catalogue import Catalogue, spoken
from territory_app.views.people import capital, counted
from territory_app.views.provenance import credit
from territory_app.words import words

TABLES = {
    "territories": N_("Territoires"),
    "population": N_("Population"),
    "services": N_("Points de service"),
    "coverage": N_("Couverture des données"),
    "membership": N_("Appartenance"),
    "needs": N_("Besoins"),
    "registration": N_("Inscription"),
    "reference": N_("Population de référence"),
    "shares": N_("Parts d'unités"),
}
WAYS = {
    "fetch": N_("public : « territory fetch » le télécharge"),
    "supply": N_("à fournir : il n'a pas d'adresse publique stable"),
    "bundled": N_("fourni avec l'outil"),
}
OLD = 5
"""Years beyond which a file's age is said to matter."""


@dataclass(frozen=True)
class Loaded:
    """One file the study read.

    Attributes
    ----------
    key : str
        Its anchor.
    table, title, publisher, vintage : str
        What it fills, what it is, who answers for it, the year it describes.
    age : str
        How many years before the results; empty where that cannot be told.
    old : bool
        Whether that is more than five.
    read, kept, rejected : str
        Rows; read = kept + rejected.
    facts : tuple of (str, str)
        Licence, how to obtain it, address, path, checksum, coordinates, counts.
    reasons : tuple of (str, str)
        Number of rows and why they were set aside.
    repairs : tuple of (str, str)
        Number of times and what was mended.
    notes : tuple of str
        What the reader says of it.
    """

    key: str
    table: str
    title: str
    publisher: str
    vintage: str
    age: str
    old: bool
    read: str
    kept: str
    rejected: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    repairs: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def loaded(catalogue: Catalogue, language: str) -> tuple[Loaded, ...]:
    """Return every file the study read, in its own order."""
    year = _year(catalogue.record.get("created"))
    inputs = catalogue.record.get("inputs") or ()
    return tuple(
        _loaded(f"fichier-{place}", entry, catalogue, year, language)
        for place, entry in enumerate(inputs, start=1)
    )


def _loaded(
    key: str, entry: Mapping[str, Any], catalogue: Catalogue, year: int | None, language: str
) -> Loaded:
    _ = words(language)
    vintage = str(entry.get("vintage") or "")
    age = age_of(vintage, year)
    notes = (entry.get("notes_en") if language == "en" else None) or entry.get("notes") or ()
    said = spoken(entry.get("note"), language)
    return Loaded(
        key=key,
        table=_table(entry, catalogue, language),
        title=spoken(entry.get("title") or entry.get("source"), language),
        publisher=credit(entry, language),
        vintage=vintage,
        age="" if age is None else _aged(age, language),
        old=age is not None and age > OLD,
        read=_count(entry.get("read"), language),
        kept=_count(entry.get("kept"), language),
        rejected=_count(entry.get("rejected"), language),
        facts=tuple(_facts(entry, language)),
        reasons=tuple(_reasons(entry, language)),
        repairs=tuple(
            (number(count, language), _core(what, language))
            for what, count in (entry.get("repairs") or {}).items()
        ),
        notes=tuple(([said] if said and language == "fr" else []) + [str(one) for one in notes]),
    )


def _table(entry: Mapping[str, Any], catalogue: Catalogue, language: str) -> str:
    _ = words(language)
    key = str(entry.get("table") or "")
    named = _(TABLES[key]) if key in TABLES else key
    level = catalogue.levels.get(str(entry.get("level")))
    return f"{named} ({level.plural[language]})" if level else named


def _facts(entry: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    _ = words(language)
    obtain = str(entry.get("obtain") or "")
    sums = entry.get("sha256") or {}
    rows = [
        (_("Licence"), spoken(entry.get("licence"), language)),
        (_("Obtention"), _(WAYS[obtain]) if obtain in WAYS else obtain),
        (_("Adresse"), str(entry.get("address") or "")),
        (_("Chemin"), str(entry.get("path") or entry.get("source") or "")),
        (_("Système de coordonnées"), str(entry.get("crs") or "")),
        *((_("Somme de contrôle (SHA-256)"), f"{name} {digest}") for name, digest in sums.items()),
    ]
    return [(name, said) for name, said in rows if said]


def _reasons(entry: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    told = entry.get("rejected_reasons") or {}
    reasons = told.get(language) or told.get("fr") or {}
    return [(number(count, language), capital(str(reason))) for reason, count in reasons.items()]


def _count(value: object, language: str) -> str:
    return number(float(value), language) if isinstance(value, int | float) else "—"


def _aged(age: int, language: str) -> str:
    _ = words(language)
    if age < 1:
        return _("de l'année")
    return counted(age, N_("an"), N_("ans"), language)


def _core(message: str, language: str) -> str:
    """Return a sentence of the core, whose English is in the core's own catalogue."""
    return capital(translator(language)(message))


def _year(moment: object) -> int | None:
    found = re.match(r"(\d{4})-", str(moment or ""))
    return int(found.group(1)) if found else None


def age_of(vintage: str, year: int | None) -> int | None:
    """Return the age of a vintage in years, told from the last year it names.

    Projections, whose last year is to come, have no age.

    Examples
    --------
    >>> age_of("2016-2021", 2026), age_of("2024-03-31", 2026), age_of("", 2026)
    (5, 2, None)
    >>> age_of("1996-2041", 2026) is None
    True
    """
    years = [int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", vintage)]
    if not years or year is None or max(years) > year:
        return None
    return year - max(years)
