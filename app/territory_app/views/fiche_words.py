"""The sentences that open a sheet, made from its figures and nothing else.

Names are never declined: « Bonaventure : 17 938 personnes y habitent » needs neither article nor
elision, whatever the name is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from territory.tables.words import CLASS_REASONS
from territory.text import N_, is_singular, number, percent
from territory_app.views.minutes import spelled_minutes
from territory_app.views.people import capital, counted, worded
from territory_app.words import words

NO_DOOR = (
    N_("elle n'a aucune porte {limit}"),
    N_("aucune n'a de porte {limit}"),
    N_("{beyond} ({share}) n'a pas de porte {limit}"),
    N_("{beyond} ({share}) n'ont pas de porte {limit}"),
)
NO_KNOWN_DOOR = (
    N_("elle n'a aucune porte connue {limit}"),
    N_("aucune n'a de porte connue {limit}"),
    N_("{beyond} ({share}) n'a pas de porte connue {limit}"),
    N_("{beyond} ({share}) n'ont pas de porte connue {limit}"),
)


@dataclass(frozen=True)
class Facts:
    """Figures the sentences rest on; None where a figure is missing.

    Attributes
    ----------
    name : str
    population, covered, beyond : float or None
        People; those the calculation places; those whose nearest door is beyond the threshold.
    thresholds : tuple of float
        Minutes of the thresholds of the milieux where people live, each once.
    median : float or None
        Half the people are at so many minutes or fewer of their nearest door.
    access, norm : float or None
        FTE per 10,000 people within reach; what the norm asks for.
    complete : bool
        Whether the data are complete enough to say that a door does not exist.
    fictional : bool
        Whether the figures are invented.
    """

    name: str
    population: float | None
    covered: float | None = None
    beyond: float | None = None
    thresholds: tuple[float, ...] = field(default_factory=tuple)
    median: float | None = None
    access: float | None = None
    norm: float | None = None
    complete: bool = True
    fictional: bool = False


def lead(facts: Facts, language: str) -> tuple[str, ...]:
    r"""Return one to three plain sentences told from ``facts``.

    Examples
    --------
    >>> known = Facts("Bonaventure", 17938, 17938, 0, (30.0,), 4.2)
    >>> for sentence in lead(known, "en"):
    ...     print(sentence.replace("\N{NO-BREAK SPACE}", " "))
    Bonaventure: 17,938 people live there; all have a door within 30 minutes.
    Half of them are 4.2 minutes or less from the nearest door.
    """
    told = [_reach(facts, language)]
    if _known(facts.median) and not _nobody(facts):
        told.append(_half(float(facts.median or 0), facts.complete, language))
    if _known(facts.access) and not _nobody(facts):
        told.append(_supply(facts, language))
    if not facts.fictional:
        return tuple(capital(one) for one in told)
    # Each sentence says it: one may be quoted without the others.
    invented = words(language)("Dans ce jeu fictif, {sentence}")
    return tuple(invented.format(sentence=one) for one in told)


def rank_reason(row: pd.Series[Any], norm: Mapping[str, Any], language: str) -> str:
    """Say why a territory has no rank; empty where it has one."""
    if not pd.isna(row["rank"]):
        return ""
    _ = words(language)
    reason = str(row.get("class_reason") or "")
    if reason in CLASS_REASONS:
        return capital(worded(CLASS_REASONS, reason, language)) + "."
    minimum = float(norm.get("minimum_population") or 0)
    covered = row["population_covered"]
    if not pd.isna(covered) and covered < minimum:
        return _(
            "Moins de {minimum} personnes dans le calcul : la norme ne donne ni rang ni taux."
        ).format(minimum=number(minimum, language))
    return _("Les données ne permettent pas de lui donner un rang.")


def remedies(row: pd.Series[Any], language: str) -> tuple[str, ...]:
    """Say what would let a territory with insufficient data be judged."""
    _ = words(language)
    told = {
        "reach_unknown": _(
            "Pour trancher : déclarer complète la liste des points de service du territoire et "
            "de ses voisins, ou ajouter ceux qui manquent (territory template coverage)."
        ),
        "intensity_unknown": _(
            "Pour trancher : fournir les effectifs (ETC) des points de service à portée, et "
            "déclarer complètes les sortes du panier (territory template)."
        ),
        "no_population": _("Rien à faire : le territoire n'a pas de population dans la source."),
    }
    found = told.get(str(row.get("class_reason") or ""))
    return (found,) if found else ()


def within(thresholds: tuple[float, ...], language: str) -> str:
    r"""Write where a door must be to be within reach, from the thresholds of the people's milieux.

    Examples
    --------
    >>> within((20.0, 30.0), "en"), within((30.0,), "en").replace("\N{NO-BREAK SPACE}", " ")
    ('within the threshold of their setting (20 to 30 minutes)', 'within 30 minutes')
    """
    _ = words(language)
    if not thresholds:
        return _("sous le seuil de leur milieu")
    low, high = min(thresholds), max(thresholds)
    if low == high:
        minutes = counted(low, N_("minute"), N_("minutes"), language)
        return _("à {minutes} ou moins").format(minutes=minutes)
    return _("sous le seuil de leur milieu ({low} à {high} minutes)").format(
        low=number(low, language), high=number(high, language)
    )


def _reach(facts: Facts, language: str) -> str:
    """Say how many people live there and how many have a door within reach."""
    _ = words(language)
    if not _known(facts.population):
        return _("{name} : population inconnue.").format(name=facts.name)
    if _nobody(facts):
        return _("{name} : personne n'y habite, selon les données lues.").format(name=facts.name)
    population = round(float(facts.population or 0))
    live = counted(population, N_("personne y habite"), N_("personnes y habitent"), language)
    head = _("{name} : {live}").format(name=facts.name, live=live)
    covered = None if not _known(facts.covered) else round(float(facts.covered or 0))
    if not covered or not _known(facts.beyond):
        return _("{head}; les données ne disent pas qui peut rejoindre une porte.").format(
            head=head
        )
    far = _far(covered, round(float(facts.beyond or 0)), facts, language)
    if covered != population:
        placed = _("dont {covered} dans le calcul").format(covered=number(covered, language))
        head = f"{head}, {placed}"
        far = far if covered == 1 else _("parmi ces dernières, {far}").format(far=far)
    return f"{head}; {far}."


def _far(covered: int, beyond: int, facts: Facts, language: str) -> str:
    """Say how many of the people covered have no door within the threshold."""
    _ = words(language)
    limit = within(facts.thresholds, language)
    if beyond <= 0:
        if covered == 1:
            return _("elle a une porte {limit}").format(limit=limit)
        return _("toutes ont une porte {limit}").format(limit=limit)
    share = percent(beyond / covered, language)
    forms = NO_DOOR if facts.complete else NO_KNOWN_DOOR
    text = _many(beyond, covered, forms, language)
    return text.format(beyond=number(beyond, language), share=share, limit=limit)


def _many(beyond: int, covered: int, forms: tuple[str, str, str, str], language: str) -> str:
    """Choose among: the only person, nobody, one of several, several."""
    if beyond >= covered:
        return words(language)(forms[0] if covered == 1 else forms[1])
    return words(language)(forms[2] if is_singular(beyond, language) else forms[3])


def _half(median: float, complete: bool, language: str) -> str:
    """Say how near the nearest door is for half the people: the nearest known, with gaps."""
    _ = words(language)
    door = _("la porte la plus proche") if complete else _("la porte connue la plus proche")
    minutes = spelled_minutes(median, language)
    return _("la moitié est à {minutes} ou moins de {door}.").format(minutes=minutes, door=door)


def _supply(facts: Facts, language: str) -> str:
    """Say what is within reach per person, and what the norm asks for."""
    _ = words(language)
    access = number(facts.access, language, digits=2)
    if not _known(facts.norm):
        return _("à leur portée : {access} ETC par 10 000 personnes.").format(access=access)
    return _(
        "à leur portée : {access} ETC par 10 000 personnes; la norme en demande {norm}."
    ).format(access=access, norm=number(facts.norm, language, digits=2))


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _nobody(facts: Facts) -> bool:
    return _known(facts.population) and round(float(facts.population or 0)) <= 0
