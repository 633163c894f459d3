"""Five lines that say what a study found, and the figures behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.codes import level_named
from territory.report.cautions import cautions
from territory.study.result import Result
from territory.tables.words import CLASSES, class_words
from territory.text import N_, enumerate_words, is_singular, number, percent, translator

FICTIONAL_PREFIX = N_("Dans ce jeu fictif, ")
# Each with its singular first.
_POPULATION = (
    N_("Population : {people} personne, dont {covered} dans le calcul"),
    N_("Population : {people} personnes, dont {covered} dans le calcul"),
)
_SITES = (
    N_("Points de service : {sites}, dont {doors} porte"),
    N_("Points de service : {sites}, dont {doors} portes"),
)
_BEYOND = (
    N_("Hors d'atteinte d'une porte : {people} personne ({share})"),
    N_("Hors d'atteinte d'une porte : {people} personnes ({share})"),
)
_BUFFER = N_(
    "Aux abords : {people} et {sites} dans une bande de {km} km autour de l'étude, hors de ses "
    "totaux"
)
_PEOPLE = (N_("{count} personne"), N_("{count} personnes"))
_POINTS = (N_("{count} point de service"), N_("{count} points de service"))
_STRAIGHT_LINE = N_("Temps estimé à vol d'oiseau × {detour}")
_GIVEN_TABLE = N_("Temps donnés par une table")


def travel_label(result: Result, language: str = "fr") -> str:
    """Return how travel times were obtained, in words."""
    walked = result.record.get("travel", {}).get("label", {})
    if language in walked:
        return str(walked[language])
    travel = result.study.file.travel
    if travel.method == "table":
        return translator(language)(_GIVEN_TABLE)
    digits = 0 if float(travel.detour).is_integer() else 1
    detour = number(travel.detour, language, digits=digits)
    return translator(language)(_STRAIGHT_LINE).format(detour=detour)


def summary_level(result: Result) -> str:
    """Return the level a study's summary speaks of: the one it names, else its first."""
    stated = result.study.file.outputs.summary_level
    return str(stated) if stated in result.gaps else next(iter(result.gaps))


def facts(result: Result) -> dict[str, Any]:
    """Return the figures of the summary.

    Returns
    -------
    dict
        ``level``, ``territories`` (per level), ``population``, ``population_covered``,
        ``people_beyond_reach``, ``sites``, ``doors``, ``classes`` of the summary's level, the
        norm's ``tests``, and ``buffer``: what was taken around the study, in no other figure.
    """
    units, sites = result.units, result.services
    sites = sites.loc[~in_buffer(sites)]
    level = summary_level(result)
    counted = result.gaps[level]["class"].value_counts()
    covered = units["reached"].notna()
    beyond = units["reached"].astype("boolean").eq(other=False).fillna(value=False)
    people = pd.to_numeric(units["population"])
    return {
        "demonstration": result.study.demonstration,
        "level": level,
        "territories": {key: len(rows) for key, rows in result.gaps.items()},
        "population": float(result.tables.population["population"].sum()),
        "population_covered": float(people[covered].sum()),
        "people_beyond_reach": float(people[beyond].sum()),
        "sites": len(sites),
        "doors": int(sites["door"].astype(bool).sum()),
        "classes": {name: int(counted.get(name, 0)) for name in CLASSES},
        "tests": list(result.norm.tests),
        "buffer": result.record.get("buffer"),
    }


def summary_lines(source: Result | Mapping[str, Any], language: str = "fr") -> list[str]:
    """Return the five lines printed at the end of a run, and what must be read before them.

    Cautions come first (ranks on incomplete data, mixed counts of people, coarse units); one line
    on the band comes last, where there is one.

    Parameters
    ----------
    source : Result or Mapping
        A result, or the content of its run.json.
    language : str
        "fr" or "en".

    Returns
    -------
    list of str
        Territories, people, sites, people beyond reach, territories in each class. A
        demonstration says so and no line names a place.
    """
    record = source.record if isinstance(source, Result) else source
    known = facts(source) if isinstance(source, Result) else source["summary"]
    _ = translator(language)
    share = (
        known["people_beyond_reach"] / known["population_covered"]
        if known["population_covered"]
        else None
    )
    lines = [
        *cautions(record, language, known["level"]),
        _("Territoires : {listed}").format(listed=_territories(known["territories"], language)),
        _chosen(_POPULATION, known["population"], language).format(
            people=number(known["population"], language),
            covered=number(known["population_covered"], language),
        ),
        _chosen(_SITES, known["doors"], language).format(
            sites=number(known["sites"], language), doors=number(known["doors"], language)
        ),
        _chosen(_BEYOND, known["people_beyond_reach"], language).format(
            people=number(known["people_beyond_reach"], language),
            share=percent(share, language),
        ),
        _("Classes ({level}) : {listed}").format(
            level=_(level_named(known["level"]).plural),
            listed=_classes(known["classes"], known["tests"], language),
        ),
    ]
    if known.get("buffer"):
        lines.append(buffer_line(known["buffer"], language))
    if not known["demonstration"]:
        return lines
    return [_(FICTIONAL_PREFIX) + line[0].lower() + line[1:] for line in lines]


def buffer_line(buffer: Mapping[str, Any], language: str) -> str:
    """Return what was taken around a study, in words.

    Examples
    --------
    >>> buffer_line({"km": 30, "population": 1200, "services": 1}, "en")[:40]
    'Around it: 1,200 people and 1 service po'
    """
    km, people, sites = float(buffer["km"]), buffer["population"], buffer["services"]
    return translator(language)(_BUFFER).format(
        people=_chosen(_PEOPLE, people, language).format(count=number(people, language)),
        sites=_chosen(_POINTS, sites, language).format(count=number(sites, language)),
        km=number(km, language, digits=0 if km.is_integer() else 1),
    )


def in_buffer(sites: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which sites lie in the band taken around a study, shape (sites,)."""
    if "in_buffer" not in sites:
        return np.zeros(len(sites), dtype=bool)
    return sites["in_buffer"].to_numpy(dtype=bool)


def _chosen(forms: tuple[str, str], count: float, language: str) -> str:
    return translator(language)(forms[0 if is_singular(count, language) else 1])


def _territories(counts: Mapping[str, int], language: str) -> str:
    _ = translator(language)
    words = []
    for key, count in counts.items():
        level = level_named(key)
        word = level.label if is_singular(count, language) else level.plural
        words.append(f"{number(count, language)} {_(word)}")
    return enumerate_words(words, language)


def _classes(counts: Mapping[str, int], tests: Iterable[str], language: str) -> str:
    words = class_words(tests)
    position = 1 if language == "en" else 0
    return ", ".join(f"{words[name][position]} {number(counts[name], language)}" for name in words)
