"""Title and subtitle of the map: place, measure, unit, vintage, and the denominator."""

from __future__ import annotations

from dataclasses import dataclass

from territory.tables.banner import fictional
from territory.text import number, percent
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.view_state import ViewState
from territory_app.views.bivariate import Crossing
from territory_app.views.people import capital
from territory_app.views.shown import Shown, service_words, shown
from territory_app.words import words


@dataclass(frozen=True)
class Titles:
    """What stands above the map."""

    title: str
    subtitle: str
    announcement: str = ""


def titles(catalogue: Catalogue, level: Level, indicator: Indicator, language: str) -> Titles:
    """Write the title and the subtitle of one map; `titles_of` reads a whole view."""
    return _written(catalogue, level, indicator, language, measure=_measure(indicator, language))


def titles_of(catalogue: Catalogue, view: ViewState, language: str) -> Titles:
    """Write the title and the subtitle of a view: its kind of service, its need, its place."""
    asked = shown(catalogue, view, language)
    return titles_shown(catalogue, asked, view.within, language)


def titles_shown(catalogue: Catalogue, asked: Shown, within: str, language: str) -> Titles:
    """Write the title and the subtitle of a resolved view, kept to a place or not."""
    measure = _measure(asked.indicator, language)
    if asked.crossing is not None:
        measure = crossed_measure(asked.crossing, language)
    kind = service_words(asked.service, language)
    return _written(
        catalogue,
        asked.level,
        asked.indicator,
        language,
        measure=f"{measure} ({kind})" if kind else measure,
        within=within,
    )


def crossed_measure(crossing: Crossing, language: str) -> str:
    """Return what a map of two variables shows, both named."""
    _ = words(language)
    access = _("temps à la porte la plus proche") if crossing.by_time else _("accès moyen")
    return _("{need} et {access}").format(need=crossing.need_label, access=access)


def _measure(indicator: Indicator, language: str) -> str:
    _ = words(language)
    return ", ".join(_(one) for one in (indicator.measure, indicator.unit) if one)


def _written(
    catalogue: Catalogue,
    level: Level,
    indicator: Indicator,
    language: str,
    *,
    measure: str,
    within: str = "",
) -> Titles:
    _ = words(language)
    place = catalogue.place_name(within)
    study = catalogue.bilingual("study", "title", language)
    where = ", ".join(filter(None, (place, study, vintage(catalogue))))
    title = _("{measure} — {level} — {place}").format(
        measure=measure, level=level.plural[language], place=where
    )
    if catalogue.demonstration:
        title = f"{title} — {fictional(language)}"
    below = [_(indicator.denominator), _covered(catalogue, level, within, language)]
    if indicator.travels:
        below.append(f"{capital(estimate(catalogue, language))}.")
    spoken = _("Carte : {measure}, {level}.").format(
        measure=measure, level=", ".join(filter(None, (level.plural[language], place)))
    )
    return Titles(title, " ".join(filter(None, below)), spoken)


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


def _covered(catalogue: Catalogue, level: Level, within: str, language: str) -> str:
    """Say how many people are covered, of how many: those of the place a view is kept to."""
    place = catalogue.place_name(within)
    table = level.table[catalogue.inside(level.key, within)] if place else level.table
    population = float(table["population"].sum())
    covered = float(table["population_covered"].sum())
    if not population:
        return ""
    _ = words(language)
    said = _("Couverte : {covered} personnes sur {population} ({share}).")
    if place:
        said = _("{place} : {covered} personnes couvertes sur {population} ({share}).")
    return said.format(
        place=place,
        covered=number(covered, language),
        population=number(population, language),
        share=percent(covered / population, language),
    )
