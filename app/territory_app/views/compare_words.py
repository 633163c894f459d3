"""Sentences of the comparison: figures only, no judgement beyond the norm's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from territory.tables.words import CLASSES
from territory.text import N_, NBSP, enumerate_words, number
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.views.compare_asked import NOT_RANKED
from territory_app.views.compare_places import Place
from territory_app.views.norm import served_words
from territory_app.views.people import capital, people, worded
from territory_app.words import words


def valued(measure: Indicator, value: float, language: str) -> str:
    """Write one value of an indicator with its unit, as a sentence needs it."""
    _ = words(language)
    if math.isinf(value):
        return _("sans objet")
    written = measure.write(value, language)
    unit = _unit(measure, language)
    between = " " if measure.scale == "share" else NBSP
    return f"{written}{between}{unit}" if unit else written


def _unit(measure: Indicator, language: str) -> str:
    """Return the unit that follows a value, what a share is of where it is one."""
    unit = words(language)(measure.unit) if measure.unit else ""
    return unit.removeprefix("%").strip() if measure.scale == "share" else unit


def cell(measure: Indicator, value: float, language: str) -> str:
    """Write one value in a table; a dash where it is missing."""
    if math.isinf(value):
        return words(language)("sans objet")
    return measure.write(None if math.isnan(value) else value, language)


def class_words(catalogue: Catalogue, judged: str, language: str) -> str:
    """Return what people read for a class, under the study's norm."""
    if judged == "served":
        return served_words(catalogue.norm, language)
    return capital(worded(CLASSES, judged, language)) if judged else "—"


def lowered(text: str) -> str:
    """Return ``text`` with its first letter in lower case, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def rank_words(row: pd.Series, language: str) -> str:
    """Write the interval of a rank: « 9 à 15 »; a dash where there is none."""
    _ = words(language)
    rank, low, high = (row.get(key, np.nan) for key in ("rank", "rank_low", "rank_high"))
    if pd.isna(rank):
        return "—"
    if pd.isna(low) or pd.isna(high) or low == high:
        return number(rank if pd.isna(low) or pd.isna(high) else low, language)
    return _("{low} à {high}").format(low=number(low, language), high=number(high, language))


def is_small(row: pd.Series, minimum: float) -> bool:
    """Say whether a territory's figures rest on few people or few staff."""
    flags = str(row.get("flags") or "")
    covered = row.get("population_covered", np.nan)
    few = bool(pd.notna(covered) and covered < minimum)
    return few or "small_numbers" in flags.split(";")


def openings(
    catalogue: Catalogue, level: Level, places: Sequence[Place], language: str
) -> list[str]:
    """Return who is compared: their people, their class under the norm, their rank."""
    _ = words(language)
    chosen = [one for one in places if one.role == "chosen"]
    ranked = int(level.table["rank"].notna().sum())
    told = []
    for place in chosen:
        judged = str(place.row["class"])
        pieces = [
            people(place.value("population"), language),
            lowered(class_words(catalogue, judged, language)),
        ]
        rank = rank_words(place.row, language)
        if rank != "—":
            pieces.append(
                _("rang {rank} sur {count}").format(rank=rank, count=number(ranked, language))
            )
        told.append(
            _("{sign} {name} : {figures}.").format(
                sign=place.sign, name=place.name, figures=", ".join(pieces)
            )
        )
    return [*told, *overlaps(chosen, language)]


def overlaps(chosen: Sequence[Place], language: str) -> list[str]:
    """Say whether intervals of rank tell who is before whom; nothing where fewer than two are."""
    _ = words(language)
    ranked = [
        (one.sign, one.value("rank_low"), one.value("rank_high"))
        for one in chosen
        if math.isfinite(one.value("rank_low")) and math.isfinite(one.value("rank_high"))
    ]
    if len(ranked) < 2:  # noqa: PLR2004 - a pair
        return []
    pairs = [
        _("{a} et {b}").format(a=one[0], b=other[0])
        for one, other in combinations(ranked, 2)
        if one[1] <= other[2] and other[1] <= one[2]
    ]
    if not pairs:
        return [_("Leurs intervalles de rang ne se recouvrent pas.")]
    return [
        _("Intervalles de rang qui se recouvrent, ordre non assuré : {pairs}.").format(
            pairs="; ".join(pairs)
        )
    ]


def told(
    measure: Indicator, values: np.ndarray, level: Level, places: Sequence[Place], language: str
) -> list[str]:
    """Return the sentences of one indicator: what the strip shows, in figures."""
    chosen = [one for one in places if one.role == "chosen"]
    known = [one for one in chosen if math.isfinite(one.value(measure.column))]
    found = []
    if len(known) == 1:
        found.append(_alone(measure, values, level, known[0], language))
    elif known:
        found.append(_several(measure, known, language))
    found += _beside(measure, places, language) if known else []
    absent = [one for one in chosen if one not in known]
    if absent:
        found.append(_absent(measure, absent, language))
    return found


def _alone(
    measure: Indicator, values: np.ndarray, level: Level, place: Place, language: str
) -> str:
    _ = words(language)
    value = place.value(measure.column)
    finite = values[np.isfinite(values)]
    lower = int((finite < value - 1e-12).sum())
    told = {
        0: N_("{name} : {value}; aucune valeur connue n'est plus basse, sur {count} ({plural})."),
        1: N_("{name} : {value}; 1 seule valeur connue est plus basse, sur {count} ({plural})."),
    }.get(
        lower,
        N_("{name} : {value}; {lower} valeurs connues sont plus basses, sur {count} ({plural})."),
    )
    return _(told).format(
        name=place.name,
        value=valued(measure, value, language),
        lower=number(lower, language),
        count=number(len(finite), language),
        plural=level.plural[language],
    )


def _several(measure: Indicator, known: Sequence[Place], language: str) -> str:
    _ = words(language)
    rising = sorted(known, key=lambda one: one.value(measure.column))
    first, last = (one.value(measure.column) for one in (rising[0], rising[-1]))
    low, high = cell(measure, first, language), cell(measure, last, language)
    if low == high:
        return _("La même valeur pour {names} : {value}.").format(
            names=enumerate_words((one.name for one in known), language),
            value=valued(measure, last, language),
        )
    share = measure.scale == "share"
    return _("De {low} ({lowest}) à {high} ({highest}){of}.").format(
        low=low,
        lowest=rising[0].name,
        high=high if share else valued(measure, last, language),
        highest=rising[-1].name,
        of=f" {_unit(measure, language)}" if share else "",
    )


def _beside(measure: Indicator, places: Sequence[Place], language: str) -> list[str]:
    _ = words(language)
    found = []
    for place in places:
        value = place.value(measure.column)
        if not math.isfinite(value):
            continue
        if place.role == "region":
            found.append(
                _("{name} : {value}.").format(name=place.name, value=cell(measure, value, language))
            )
        elif place.role == "whole":
            found.append(
                _("Ensemble de l'étude : {value}.").format(value=cell(measure, value, language))
            )
    alike = [one.value(measure.column) for one in places if one.role == "alike"]
    alike = sorted(value for value in alike if math.isfinite(value))
    if alike:
        low, high = (cell(measure, value, language) for value in (alike[0], alike[-1]))
        form = _("Comparables : {low}.") if low == high else _("Comparables : de {low} à {high}.")
        found.append(form.format(low=low, high=high))
    return found


def _absent(measure: Indicator, absent: Sequence[Place], language: str) -> str:
    _ = words(language)
    named = [f"{one.name} ({reason(measure, one, language)})" for one in absent]
    return _("Sans valeur : {names}.").format(names=enumerate_words(named, language))


def reason(measure: Indicator, place: Place, language: str) -> str:
    """Say in a few words why a place has no figure."""
    _ = words(language)
    if str(place.row.get("class", "")) == NOT_RANKED:
        return _("autogouvernance")
    if math.isinf(place.value(measure.column)):
        return _("sans objet")
    if place.role == "whole":
        return _("non calculé")
    return _("donnée absente ou retirée")


ECOLOGICAL = N_(
    "Le besoin décrit des lieux, non des personnes : rien ne permet d'en conclure que les "
    "personnes défavorisées ont moins accès."
)
