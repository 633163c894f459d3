"""Title and subtitle of the map: place, measure, unit, vintage, and the denominator."""

from __future__ import annotations

from dataclasses import dataclass

from territory.tables.banner import fictional
from territory.text import number, percent
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.views.people import capital
from territory_app.words import words


@dataclass(frozen=True)
class Titles:
    """What stands above the map."""

    title: str
    subtitle: str


def titles(catalogue: Catalogue, level: Level, indicator: Indicator, language: str) -> Titles:
    """Write the title and the subtitle of one map."""
    _ = words(language)
    place = catalogue.bilingual("study", "title", language)
    year = vintage(catalogue)
    parts = [_(indicator.measure)]
    if indicator.unit:
        parts.append(_(indicator.unit))
    measure = ", ".join(parts)
    where = f"{place}, {year}" if year else place
    title = _("{measure} — {level} — {place}").format(
        measure=measure, level=level.plural[language], place=where
    )
    if catalogue.demonstration:
        title = f"{title} — {fictional(language)}"
    below = [_(indicator.denominator), _covered(level, language)]
    if indicator.travels:
        below.append(f"{capital(estimate(catalogue, language))}.")
    return Titles(title, " ".join(filter(None, below)))


def vintage(catalogue: Catalogue) -> str:
    """Return the vintages of the population sources, newest last; empty when none is given."""
    found = {
        str(entry["vintage"])
        for entry in catalogue.record.get("inputs") or ()
        if entry.get("table") == "population" and entry.get("vintage")
    }
    return ", ".join(sorted(found))


def estimate(catalogue: Catalogue, language: str) -> str:
    """Return how travel times were obtained, in the words every map of them carries."""
    _ = words(language)
    travel = catalogue.record.get("travel") or {}
    label = catalogue.bilingual("travel", "label", language)
    if label:
        return label
    if travel.get("method") != "straight_line":
        return _("temps de trajet fournis à l'étude")
    return _("temps estimé à vol d'oiseau × {detour}").format(
        detour=number(float(travel.get("detour") or 1.3), language, digits=1)
    )


def _covered(level: Level, language: str) -> str:
    population = float(level.table["population"].sum())
    covered = float(level.table["population_covered"].sum())
    if not population:
        return ""
    _ = words(language)
    return _("Couverte : {covered} personnes sur {population} ({share}).").format(
        covered=number(covered, language),
        population=number(population, language),
        share=percent(covered / population, language),
    )
