"""The method page: the three questions, every indicator on one screen, the norm in use.

Only words: what is said of an indicator is in `indicators`; of the norm, in the results.
"""

from __future__ import annotations

from dataclasses import dataclass

from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATORS, Indicator
from territory_app.views.norm import NormLine, norm_lines
from territory_app.views.people import capital
from territory_app.views.titles import estimate
from territory_app.words import words

Pair = tuple[str, str]


@dataclass(frozen=True)
class IndicatorNote:
    """What one indicator is, on one screen.

    Attributes
    ----------
    key : str
        Its anchor.
    label, said : str
        Its name, and what it says in plain words.
    facts : tuple of (str, str)
        Name and value: unit, denominator, formula, source, limits, column.
    """

    key: str
    label: str
    said: str
    facts: tuple[Pair, ...]


@dataclass(frozen=True)
class Method:
    """Everything the method page says.

    Attributes
    ----------
    note : str
        What the study says of itself; empty when it says nothing.
    questions : tuple of (str, str)
        Name of each test, and what it asks.
    indicators : tuple of IndicatorNote
    norm : tuple of NormLine
        The norm's parameters in use.
    """

    note: str
    questions: tuple[Pair, ...]
    indicators: tuple[IndicatorNote, ...]
    norm: tuple[NormLine, ...]


def method(catalogue: Catalogue, language: str) -> Method:
    """Return what the method page says of these results."""
    _ = words(language)
    travel = NormLine(_("Temps de trajet"), capital(estimate(catalogue, language)))
    return Method(
        note=catalogue.bilingual("study", "note", language),
        questions=_questions(language),
        indicators=tuple(_indicator(one, language) for one in INDICATORS),
        norm=(*norm_lines(catalogue, language), travel),
    )


def _questions(language: str) -> tuple[Pair, ...]:
    _ = words(language)
    return (
        (
            _("Présence"),
            _(
                "Y a-t-il une porte dans le territoire? Une porte est un point de service "
                "qui reçoit les gens en personne, au moins un jour par semaine."
            ),
        ),
        (
            _("Atteinte"),
            _(
                "La plupart des gens ont-ils une porte, où qu'elle soit, sous le seuil "
                "de temps de leur milieu?"
            ),
        ),
        (
            _("Intensité"),
            _(
                "L'offre à portée, partagée entre toutes les personnes qui peuvent la "
                "rejoindre, satisfait-elle à la norme?"
            ),
        ),
    )


def _indicator(one: Indicator, language: str) -> IndicatorNote:
    _ = words(language)
    facts = (
        (_("Unité"), _(one.unit) if one.unit else ""),
        (_("Dénominateur"), _(one.denominator)),
        (_("Colonne"), one.column),
    )
    return IndicatorNote(
        one.key, _(one.label), _(one.note), tuple((name, said) for name, said in facts if said)
    )
