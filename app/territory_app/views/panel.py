"""What the panel says of one territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from territory.tables.banner import fictional
from territory.tables.words import (
    CLASS_REASONS,
    CLASSES,
    DESERT_FORMS,
    FLAGS,
    KIND_WORDS,
    PRESENCES,
    TESTS,
)
from territory.text import N_, NBSP, number, percent
from territory_app.catalogue import Catalogue
from territory_app.views import palette
from territory_app.views.left_out import LeftOut, left_out
from territory_app.views.minutes import told_minutes
from territory_app.views.nearest import Nearest, NearSite, nearest_sites
from territory_app.views.norm import (
    has_intensity,
    intensity_words,
    norm_title,
    served_words,
    thresholds,
)
from territory_app.views.palette import Style
from territory_app.views.people import capital, counted, people, worded
from territory_app.views.titles import estimate
from territory_app.words import words

CLASS_STYLES: Mapping[str, Style] = {
    **palette.CLASS_STYLES,
    "insufficient_data": palette.MISSING,
    "not_ranked": palette.SELF_GOVERNED,
}
NOBODY = Nearest((), 0, 0.0, None, None)
VERDICTS = {"own": "pass", "served": "pass", "none": "fail"}


@dataclass(frozen=True)
class Test:
    """One of the three tests: its name, its verdict (pass, fail, unknown, none), its figures."""

    name: str
    verdict: str
    word: str
    detail: str


@dataclass(frozen=True)
class Door:
    """One nearest door, in words."""

    name: str
    kind: str
    kind_word: str
    distance: str
    people: str


@dataclass(frozen=True)
class Panel:
    """A territory, in words; empty strings and tuples where there is nothing to say."""

    name: str
    level: str
    code: str
    fictional: str
    population: str
    covered: str
    class_word: str
    style: Style
    rank: str
    tests: tuple[Test, ...]
    beyond: str
    median: str
    completeness: str
    doors: tuple[Door, ...]
    doors_note: str
    reservations: tuple[str, ...]
    norm: str
    norm_detail: tuple[str, ...]
    announcement: str


def panel(catalogue: Catalogue, territory_id: str, language: str) -> Panel:
    """Describe one territory of the results.

    Raises
    ------
    KeyError
        When the results do not hold it.
    """
    _ = words(language)
    level_key, position = catalogue.places[territory_id]
    level = catalogue.levels[level_key]
    row = level.table.iloc[position]
    judged = str(row["class"])
    ranked = judged != "not_ranked"
    invented = fictional(language) if catalogue.demonstration else ""
    population = people(row["population"], language)
    class_word = class_words(row, catalogue.norm, language)
    near = nearest_sites(catalogue, level_key, territory_id) if ranked else NOBODY
    apart = left_out(catalogue, territory_id) if ranked else LeftOut()
    said = ", ".join(filter(None, (str(row["name"]), population, class_word, invented)))
    return Panel(
        name=str(row["name"]),
        level=capital(level.label[language]),
        code=territory_id,
        fictional=invented,
        population=population,
        covered=_covered(row, apart, language),
        class_word=class_word,
        style=CLASS_STYLES.get(judged, palette.MISSING),
        rank=rank_words(row, level.table, language) if ranked else "",
        tests=_tests(row, apart, catalogue.norm, language) if ranked else (),
        beyond=_beyond(row, language) if ranked else "",
        median=_distance(near.minutes, near.kilometres, language),
        completeness=_completeness(row, language) if ranked else "",
        doors=tuple(_door(site, language) for site in near.sites),
        doors_note=_doors_note(near, catalogue, language) if ranked else "",
        reservations=_reservations(row, language),
        norm=norm_title(catalogue.norm, language),
        norm_detail=_norm_detail(catalogue, language) if ranked else (),
        announcement=_("Territoire choisi : {said}.").format(said=said),
    )


def class_words(row: pd.Series[Any], norm: Mapping[str, Any], language: str) -> str:
    """Return a row's class in words, as precise as the norm and the data allow."""
    _ = words(language)
    judged = str(row["class"])
    if judged == "not_ranked":
        return _("Autogouvernance — classement sur adhésion")
    word = capital(worded(CLASSES, judged, language))
    form = str(row.get("desert_form") or "")
    if judged == "desert" and form:
        return f"{word} ({worded(DESERT_FORMS, form, language)})"
    return served_words(norm, language) if judged == "served" else word


def rank_words(row: pd.Series[Any], table: pd.DataFrame, language: str) -> str:
    """Return « rang 3 à 7 sur 98 », 1 being the hardest situation; empty where not ranked."""
    _ = words(language)
    if pd.isna(row["rank"]):
        return _("Non classé")
    low, high = row["rank_low"], row["rank_high"]
    low = row["rank"] if pd.isna(low) else low
    high = row["rank"] if pd.isna(high) else high
    total = number(float(table["rank"].notna().sum()), language)
    text = _("Rang {low} sur {total}") if low == high else _("Rang {low} à {high} sur {total}")
    return text.format(low=number(low, language), high=number(high, language), total=total)


def _covered(row: pd.Series[Any], apart: LeftOut, language: str) -> str:
    population, covered = row["population"], row["population_covered"]
    if pd.isna(covered) or pd.isna(population) or round(population) == round(covered):
        return ""
    _ = words(language)
    told = _("dont {covered} dans le calcul").format(
        covered=number(round(float(covered)), language)
    )
    return "; ".join(filter(None, (told, apart.brief(language))))


def _tests(
    row: pd.Series[Any], apart: LeftOut, norm: Mapping[str, Any], language: str
) -> tuple[Test, ...]:
    _ = words(language)
    presence = str(row.get("presence_test") or "unknown")
    doors = (
        ""
        if pd.isna(row["presence"])
        else counted(int(row["presence"]), N_("porte sur place"), N_("portes sur place"), language)
    )
    reach = str(row.get("reach_test") or "unknown")
    tests = [
        Test(
            _("Présence"),
            VERDICTS.get(presence, "unknown"),
            capital(worded(PRESENCES, presence, language)),
            doors,
        ),
        Test(_("Atteinte"), reach, _verdict(reach, language), _reach_detail(row, apart, language)),
    ]
    if has_intensity(norm):
        intensity = str(row.get("intensity_test") or "unknown")
        detail = _intensity_detail(row, norm, language)
        tests.append(Test(_("Intensité"), intensity, _verdict(intensity, language), detail))
    else:
        tests.append(Test(_("Intensité"), "none", _("Non mesurée par cette norme"), ""))
    return tuple(tests)


def _verdict(verdict: str, language: str) -> str:
    return capital(worded(TESTS, verdict, language))


def _reach_detail(row: pd.Series[Any], apart: LeftOut, language: str) -> str:
    _ = words(language)
    if pd.isna(row["reach_share"]):
        return ""
    text = _("{share} de la population couverte sous le seuil").format(
        share=percent(row["reach_share"], language)
    )
    low, high = row.get("reach_low"), row.get("reach_high")
    if pd.isna(low) or pd.isna(high) or abs(high - low) < 0.0005:  # noqa: PLR2004
        return text
    bounds = _("de {low} à {high} {denominator}").format(
        low=percent(low, language),
        high=percent(high, language),
        denominator=apart.denominator(language),
    )
    return f"{text}; {bounds}"


def _intensity_detail(row: pd.Series[Any], norm: Mapping[str, Any], language: str) -> str:
    _ = words(language)
    if pd.isna(row["access_mean"]):
        return ""
    mean = number(row["access_mean"], language, digits=2)
    value = norm.get("intensity_norm")
    if value is None:
        return _("{mean} ETC par 10 000 personnes").format(mean=mean)
    return _("{mean} ETC par 10 000 personnes; norme : {norm}").format(
        mean=mean, norm=number(float(value), language, digits=2)
    )


def _beyond(row: pd.Series[Any], language: str) -> str:
    if pd.isna(row["people_beyond_reach"]):
        return ""
    count = people(row["people_beyond_reach"], language)
    share = percent(row["beyond_share"], language)
    return count if share == "—" else f"{count} ({share})"


def _completeness(row: pd.Series[Any], language: str) -> str:
    share = row.get("completeness")
    if share is None or pd.isna(share):
        return ""
    _ = words(language)
    return _("complètes à {share}").format(share=percent(float(share), language, digits=0))


def _door(site: NearSite, language: str) -> Door:
    _ = words(language)
    nearest = _("La plus proche pour {people}").format(people=people(site.people, language))
    distance = _distance(site.minutes, site.kilometres, language)
    kind = capital(worded(KIND_WORDS, site.kind, language))
    return Door(site.name, site.kind, kind, distance, nearest)


def _distance(minutes: float | None, kilometres: float | None, language: str) -> str:
    """Write « 12,4 min · 9,8 km »; empty where there is no time."""
    if minutes is None:
        return ""
    said = told_minutes(minutes, language)
    if kilometres is None:
        return said
    return f"{said} · {number(kilometres, language, digits=1)}{NBSP}km"


def _doors_note(near: Nearest, catalogue: Catalogue, language: str) -> str:
    _ = words(language)
    pieces = []
    if near.others:
        pieces.append(
            counted(
                near.others,
                N_("autre porte est la plus proche pour une partie de la population."),
                N_("autres portes sont les plus proches pour une partie de la population."),
                language,
            )
        )
    if near.without >= 1:
        pieces.append(
            _("{people} sans porte joignable.").format(people=people(near.without, language))
        )
    if near.sites:
        pieces.append(capital(f"{estimate(catalogue, language)}."))
    return " ".join(pieces)


def _reservations(row: pd.Series[Any], language: str) -> tuple[str, ...]:
    flags = filter(None, (flag.strip() for flag in str(row.get("flags") or "").split(";")))
    reason = str(row.get("class_reason") or "")
    told = [worded(CLASS_REASONS, reason, language)] if reason in CLASS_REASONS else []
    return tuple(capital(one) for one in [*told, *(worded(FLAGS, f, language) for f in flags)])


def _norm_detail(catalogue: Catalogue, language: str) -> tuple[str, ...]:
    _ = words(language)
    lines = []
    limits = thresholds(catalogue, language)
    if limits:
        lines.append(_("Seuils d'atteinte : {limits}.").format(limits=limits))
    lines.append(
        _("Intensité : {intensity}.").format(intensity=intensity_words(catalogue.norm, language))
    )
    return tuple(lines)
