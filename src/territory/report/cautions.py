"""What must be read before any figure: ranks on incomplete data, mixed counts, coarse units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from territory.codes import level_named
from territory.study.populations import bases
from territory.tables.words import KIND_WORDS
from territory.text import N_, enumerate_words, is_singular, number, percent, translator

_RANKED = (
    N_(
        "À lire avec réserve : {count} des {ranked} {level} qui ont un rang l'ont sur des données "
        "incomplètes ({kinds}); il peut changer quand elles seront complètes"
    ),
    N_(
        "À lire avec réserve : {count} des {ranked} {level} qui ont un rang l'ont sur des données "
        "incomplètes ({kinds}); ces rangs peuvent changer quand elles seront complètes"
    ),
)
_COARSE = N_(
    "Population peu détaillée : {people} personnes ({share}) vivent dans des unités trop grandes "
    "ou ramenées à un seul point; leur atteinte est approximative"
)
_MIXED = N_(
    "Population : {basis}; une partie des unités vient d'un autre compte ({others}), sans mise à "
    "l'échelle"
)


def cautions(record: Mapping[str, Any], language: str, level: str | None = None) -> list[str]:
    """Return the sentences to read before the figures of a run, none when there is nothing.

    Parameters
    ----------
    record : Mapping
        Content of run.json, or the record of a result.
    language : str
        "fr" or "en".
    level : str, optional
        Level whose ranks are shown; without it nothing is said of ranks.
    """
    population = record.get("population") or {}
    told = [
        _ranks(record, language, level),
        _mixed(record, population, language),
        _coarse(record, population, language),
    ]
    return [sentence for sentence in told if sentence]


def _ranks(record: Mapping[str, Any], language: str, level: str | None) -> str:
    ranked = (record.get("completeness") or {}).get("ranked", {}).get(level or "")
    if not ranked or not ranked["incomplete"]:
        return ""
    _ = translator(language)
    form = _RANKED[0 if is_singular(ranked["incomplete"], language) else 1]
    position = 1 if language == "en" else 0
    return _(form).format(
        count=number(ranked["incomplete"], language),
        ranked=number(ranked["ranked"], language),
        level=_(level_named(str(level)).plural),
        kinds=enumerate_words([KIND_WORDS[kind][position] for kind in ranked["kinds"]], language),
    )


def _mixed(record: Mapping[str, Any], population: Mapping[str, Any], language: str) -> str:
    basis = population.get("basis")
    if not basis:
        return ""
    found = dict.fromkeys(given.get("basis") for given in record.get("inputs", ()))
    others = [key for key in found if key and key != basis["key"]]
    if not others:
        return ""
    known = bases()
    titles = [known[key].label(language) for key in others]
    return translator(language)(_MIXED).format(
        basis=basis["title"][language], others=enumerate_words(titles, language)
    )


def _coarse(record: Mapping[str, Any], population: Mapping[str, Any], language: str) -> str:
    people = float(population.get("coarse_people") or 0)
    covered = float((record.get("counts") or {}).get("population_covered") or 0)
    if people < 1 or not covered:
        return ""
    return translator(language)(_COARSE).format(
        people=number(people, language), share=percent(people / covered, language)
    )
