"""Where the figures come from: the line under the map, and the list of the method page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from territory.text import N_, number
from territory_app.catalogue import Catalogue, Level, spoken
from territory_app.views.classes import MISSING, SELF_GOVERNED, SMALL, Classing
from territory_app.views.people import counted
from territory_app.words import words

CREDITS = frozenset(
    {
        N_("Ce projet"),
        N_("Reconstitution, d'après le MSSS et Statistique Canada"),
        N_("Statistique Canada"),
        N_("Statistique Canada, tableaux préparés par BoldR"),
        N_("territory, d'après le MAMH (2025), le MSSS et le MRNF"),
    }
)
"""Publishers of the catalogue that have an English name; a ministry's is its French one."""
TABLE_WORDS = ("territories", "population", "services", "coverage")


@dataclass(frozen=True)
class Source:
    """One input of the study, as the method page lists it."""

    table: str
    title: str
    publisher: str
    vintage: str
    licence: str
    rows: str
    obtain: str


def provenance(
    catalogue: Catalogue, level: Level, classing: Classing, language: str, *, within: str = ""
) -> str:
    """Write the line under the map: sources, vintages, licences, missing values, version.

    Kept to a place, missing values are those of the territories in it.
    """
    _ = words(language)
    inputs = list(catalogue.record.get("inputs") or ())
    cited = cited_sources(catalogue, language)
    licences = unique(spoken(entry.get("licence"), language) for entry in inputs)
    codes = classing.codes
    if within:
        inside = catalogue.inside(level.key, within)
        codes = "".join(code for code, kept in zip(codes, inside, strict=True) if kept)
    absent = sum(codes.count(code) for code in (MISSING, SMALL))
    pieces = [
        _("Sources : {sources}.").format(sources="; ".join(cited)) if cited else "",
        _("Licences : {licences}.").format(licences="; ".join(licences)) if licences else "",
        _("Sans valeur : {absent} sur {count}.").format(
            absent=counted(absent, N_("territoire"), N_("territoires"), language),
            count=number(len(codes), language),
        ),
    ]
    apart = codes.count(SELF_GOVERNED)
    if apart:
        pieces.append(_("Autogouvernance : {count}.").format(count=number(apart, language)))
    pieces.append(
        _("territory {version}, résultats {checksum}.").format(
            version=catalogue.record.get("territory_version", "?"), checksum=catalogue.version[:8]
        )
    )
    return " ".join(filter(None, pieces))


def cited_sources(catalogue: Catalogue, language: str) -> list[str]:
    """Name each publisher once, with the vintages of its files."""
    found = _cited(list(catalogue.record.get("inputs") or ()), language)
    if not found and catalogue.demonstration:
        found = [words(language)("jeu de démonstration fourni avec l'outil")]
    return found


def sources(catalogue: Catalogue, language: str) -> list[Source]:
    """List every input of the study."""
    return [
        _source(entry, catalogue.levels, language) for entry in catalogue.record.get("inputs") or ()
    ]


def unique(items: Iterable[str]) -> list[str]:
    """Return the non-empty items once each, in the order they come.

    Examples
    --------
    >>> unique(["a", "", "b", "a"])
    ['a', 'b']
    """
    return [item for item in dict.fromkeys(items) if item]


def _cited(inputs: list[dict[str, Any]], language: str) -> list[str]:
    """Name each publisher once, with the vintages of its files."""
    publishers = unique(_publisher(entry, language) for entry in inputs)
    cited = []
    for name in publishers:
        theirs = [entry for entry in inputs if _publisher(entry, language) == name]
        vintages = sorted(unique(str(entry.get("vintage") or "") for entry in theirs))
        cited.append(f"{name} ({', '.join(vintages)})" if vintages else name)
    return cited


def _publisher(entry: dict[str, Any], language: str) -> str:
    """Return who published an input; a file that says neither who nor what names nobody."""
    named = credit(entry, language) or spoken(entry.get("title"), language)
    return "" if named == entry.get("source") else named


def credit(entry: Mapping[str, Any], language: str) -> str:
    """Return who published an input, in the language where the name has two.

    Examples
    --------
    >>> credit({"publisher": "Statistique Canada"}, "en"), credit({"publisher": "Ville"}, "en")
    ('Statistics Canada', 'Ville')
    """
    named = spoken(entry.get("publisher"), language)
    return words(language)(named) if named in CREDITS else named


def _source(entry: dict[str, Any], levels: Mapping[str, Level], language: str) -> Source:
    _ = words(language)
    tables = {
        "territories": _("Territoires"),
        "population": _("Population"),
        "services": _("Points de service"),
        "coverage": _("Couverture des données"),
        "membership": _("Appartenance"),
    }
    ways = {
        "fetch": _("public, à télécharger"),
        "supply": _("à fournir"),
        "bundled": _("fourni avec l'outil"),
    }
    table = str(entry.get("table") or "")
    read, kept = entry.get("read"), entry.get("kept")
    rows = ""
    if isinstance(read, int | float) and isinstance(kept, int | float):
        rows = _("lues : {read}; gardées : {kept}; écartées : {rejected}").format(
            read=number(read, language),
            kept=number(kept, language),
            rejected=number(float(entry.get("rejected") or 0), language),
        )
    level = levels.get(str(entry.get("level")))
    named = tables.get(table, table)
    return Source(
        table=f"{named} ({level.plural[language]})" if level else named,
        title=spoken(entry.get("title") or entry.get("source"), language),
        publisher=credit(entry, language),
        vintage=str(entry.get("vintage") or ""),
        licence=spoken(entry.get("licence"), language),
        rows=rows,
        obtain=ways.get(str(entry.get("obtain")), spoken(entry.get("obtain"), language)),
    )
