"""What stands under the classes of a legend: how they were made, and what to beware of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from territory.text import N_, number
from territory_app.catalogue import Catalogue
from territory_app.indicators import Indicator
from territory_app.views.bivariate import lack_words, need_words
from territory_app.views.breaks import norm_bounds
from territory_app.views.classes import Classing
from territory_app.views.norm import norm_title
from territory_app.views.people import capital, counted
from territory_app.views.recolour import classing_shown
from territory_app.views.shown import Shown, higher_is, need_label, service_words
from territory_app.words import words

NONE: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Definition:
    """What is measured: a term of the definition and what it says."""

    term: str
    said: str


@dataclass(frozen=True)
class LegendWords:
    """Words of one legend.

    Attributes
    ----------
    heading : str
        Unit of the classes, or the indicator.
    notes : tuple of str
        How classes were made, and what to beware of.
    definitions : tuple of Definition
        What is measured.
    method : str
        Anchor of the indicator on the method page.
    axes : tuple of str
        Where two variables are crossed: what rows and columns are, then the words of each third.
    rows, columns : tuple of str
        Words of the thirds.
    """

    heading: str
    notes: tuple[str, ...]
    definitions: tuple[Definition, ...]
    method: str
    axes: tuple[str, str] = ("", "")
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def legend_words(
    classing: Classing,
    indicator: Indicator,
    language: str,
    *,
    norm: Mapping[str, Any] = NONE,
    service: str = "",
    asked: str = "",
) -> LegendWords:
    """Write the words of a legend.

    Parameters
    ----------
    classing : Classing
        Classes shown.
    indicator : Indicator
        What is shown, its need resolved.
    language : str
        "fr" or "en".
    norm : Mapping[str, Any]
        Parameters of the norm.
    service : str
        Kind told apart.
    asked : str
        Method asked for, which the norm may not have.
    """
    _ = words(language)
    heading = _(indicator.unit) if indicator.unit else _(indicator.label)
    kind = service_words(service, language)
    crossing = classing.crossing
    notes = _notes(classing, indicator, norm, asked, language)
    if crossing is None:
        return LegendWords(
            heading=f"{heading} ({kind})" if kind else heading,
            notes=notes,
            definitions=definitions(indicator, language),
            method=indicator.key,
        )
    access = _("Temps à la porte la plus proche") if crossing.by_time else _("Accès moyen")
    return LegendWords(
        heading=_("Score et accès"),
        notes=notes,
        definitions=definitions(indicator, language),
        method=indicator.key,
        axes=(
            crossing.need_label,
            f"{access} ({kind})" if kind else access,
        ),
        rows=need_words(language, falling=crossing.falling),
        columns=tuple(capital(one) for one in lack_words(language, by_time=crossing.by_time)),
    )


def words_shown(
    catalogue: Catalogue,
    asked: Shown,
    language: str,
    *,
    classing: Classing | None = None,
    wanted: str = "",
    place: str = "",
) -> LegendWords:
    """Write the words of the legend of a resolved view.

    Parameters
    ----------
    catalogue : Catalogue
    asked : Shown
        The view resolved.
    language : str
        "fr" or "en".
    classing : Classing, optional
        Its classes, where they are at hand.
    wanted : str
        Kind of service asked for, which the indicator may not have apart.
    place : str
        Name of the place the view is kept to, whose territories alone are counted.
    """
    _ = words(language)
    told = legend_words(
        classing or classing_shown(catalogue, asked, language),
        asked.indicator,
        language,
        norm=catalogue.norm,
        service=asked.service,
        asked=asked.breaks.method,
    )
    first = []
    meaning = higher_is(catalogue, asked.need, language) if asked.need else ""
    if meaning and asked.crossing is None:
        first.append(_higher(need_label(catalogue, asked.need, language), meaning, language))
    if wanted and not asked.service:
        first.append(_("Cet indicateur n'existe pas par sorte : toutes les sortes sont ensemble."))
    if place:
        first.append(
            _("Comptes : {place} seulement; les classes sont celles de toute l'étude.").format(
                place=place
            )
        )
    return replace(told, notes=(*first, *told.notes))


def definitions(indicator: Indicator, language: str) -> tuple[Definition, ...]:
    """Return what is measured, plain words first, the term of the literature after."""
    _ = words(language)
    lines = (
        (_("Terme"), _(indicator.term) if indicator.term else ""),
        (_("Calcul"), _(indicator.formula) if indicator.formula else ""),
        (_("D'après"), _(indicator.source) if indicator.source else ""),
        (_("Limites de la mesure"), _(indicator.limits) if indicator.limits else ""),
    )
    return tuple(Definition(term, said) for term, said in lines if said)


def _notes(
    classing: Classing, indicator: Indicator, norm: Mapping[str, Any], asked: str, language: str
) -> tuple[str, ...]:
    _ = words(language)
    notes = []
    if classing.crossing is not None:
        notes += _crossed_notes(classing, language)
    elif classing.bounds:
        notes += _method_notes(classing, indicator, norm, asked, language)
    elif indicator.worded:
        notes.append(_("Selon la norme : {norm}.").format(norm=norm_title(norm, language)))
    if indicator.symbols:
        notes.append(_("Cercles : surface proportionnelle au nombre de personnes."))
    notes.append(_("Choisir une ligne isole sa classe sur la carte."))
    return tuple(notes)


def _method_notes(
    classing: Classing, indicator: Indicator, norm: Mapping[str, Any], asked: str, language: str
) -> list[str]:
    _ = words(language)
    notes = []
    if classing.frozen:
        notes.append(_("Classes figées : leurs bornes ne suivent plus les valeurs montrées."))
        if classing.over:
            above = counted(classing.over, N_("territoire"), N_("territoires"), language)
            notes.append(
                _("Dernière classe : elle garde aussi {above} au-delà de {bound}.").format(
                    above=above, bound=indicator.write(classing.bounds[-1], language)
                )
            )
        return notes
    if asked == "norme" and classing.method != "norme":
        notes.append(_("La norme ne fixe pas de valeur ici : quantiles."))
    if classing.method == "norme":
        own = [_plainly(one, indicator, language) for one in norm_bounds_of(indicator, norm)]
        notes.append(_norm_note(indicator, norm, own, language))
    elif classing.method == "jenks":
        notes.append(
            _("Classes de Fisher-Jenks : valeurs les plus semblables ensemble, {count}.").format(
                count=_classes(classing, language)
            )
        )
    else:
        notes.append(
            _(
                "Quantiles : autant de territoires par classe que possible, {count}; une valeur "
                "très fréquente a la sienne."
            ).format(count=_classes(classing, language))
        )
    return notes


def _plainly(value: float, indicator: Indicator, language: str) -> str:
    """Write a value the norm states, without decimals it does not have."""
    if indicator.scale != "share" and value == round(value):
        return number(value, language)
    return indicator.write(value, language)


def norm_bounds_of(indicator: Indicator, norm: Mapping[str, Any]) -> tuple[float, ...]:
    """Return the norm's own values for an indicator, nothing added to cover the values."""
    return norm_bounds(indicator, norm, np.array([]))


def _norm_note(indicator: Indicator, norm: Mapping[str, Any], own: list[str], language: str) -> str:
    _ = words(language)
    column = indicator.column
    if column in ("reach_share", "beyond_share"):
        return _(
            "Classes fixées par la norme : l'épreuve d'atteinte se joue à {value}; les autres "
            "bornes sont à mi-chemin."
        ).format(value=own[1])
    if column == "nearest_cost_median":
        return _(
            "Classes fixées par la norme : les seuils d'atteinte des milieux, {values} minutes."
        ).format(values=", ".join(own))
    return _(
        "Classes fixées par la norme d'intensité ν = {value} : sa moitié, ν, une fois et demie et "
        "deux fois ν."
    ).format(value=number(float(norm["intensity_norm"]), language, digits=2))


def _higher(need: str, meaning: str, language: str) -> str:
    _ = words(language)
    return _("{need} : une valeur élevée veut dire {meaning}.").format(need=need, meaning=meaning)


def _classes(classing: Classing, language: str) -> str:
    return counted(len(classing.bounds), N_("classe"), N_("classes"), language)


def _crossed_notes(classing: Classing, language: str) -> list[str]:
    _ = words(language)
    crossing = classing.crossing
    if crossing is None or not classing.bounds:
        return []
    notes = []
    if crossing.higher_is:
        notes.append(_higher(crossing.need_label, crossing.higher_is, language))
    if crossing.by_time:
        notes.append(
            _(
                "Accès : temps médian à la porte la plus proche, les effectifs étant inconnus à ce "
                "niveau; plus loin, plus faible."
            )
        )
    else:
        notes.append(_("Accès : accès moyen, voisinage compris."))
    first, second, third, fourth = (
        number(one, language, digits=2 if place < 2 or not crossing.by_time else 1)  # noqa: PLR2004
        for place, one in enumerate(classing.bounds)
    )
    cut = (
        _(
            "Tiers de la population couverte : score coupé à {first} et {second}; temps coupé à "
            "{third} et {fourth} min."
        )
        if crossing.by_time
        else _(
            "Tiers de la population couverte : score coupé à {first} et {second}; accès coupé à "
            "{third} et {fourth} ETC par 10 000 personnes."
        )
    )
    notes.append(cut.format(first=first, second=second, third=third, fourth=fourth))
    notes.append(
        _(
            "Ce sont des lieux, non des personnes : rien n'en dit que les personnes défavorisées "
            "ont moins accès."
        )
    )
    return notes
