"""The norm in use, in words: what the panel and the method page print of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from territory.tables.words import KIND_WORDS, MILIEUX
from territory.text import NBSP, enumerate_words, number, percent
from territory_app.catalogue import Catalogue
from territory_app.views.people import worded
from territory_app.words import words


@dataclass(frozen=True)
class NormLine:
    """One parameter: its name and its value, both in words."""

    name: str
    value: str


def norm_title(norm: Mapping[str, Any], language: str) -> str:
    """Return the norm's full name in ``language``."""
    return str(norm.get(f"title_{language}") or norm.get("title_fr") or norm.get("name") or "—")


def thresholds(norm: Mapping[str, Any], language: str) -> str:
    """Write the reach thresholds: « urbain dense 15 min; urbain 20 min ... »."""
    minutes = norm.get("threshold_minutes") or {}
    return "; ".join(
        f"{worded(MILIEUX, milieu, language)} {number(float(minutes[milieu]), language)}{NBSP}min"
        for milieu in MILIEUX
        if milieu in minutes
    )


def has_intensity(norm: Mapping[str, Any]) -> bool:
    """Say whether the norm tests intensity."""
    return "intensity" in (norm.get("tests") or ("presence", "reach", "intensity"))


def intensity_words(norm: Mapping[str, Any], language: str) -> str:
    """Write the intensity norm and where it comes from."""
    _ = words(language)
    value = norm.get("intensity_norm")
    if not has_intensity(norm):
        return _("non mesurée par cette norme")
    if value is None:
        return _("non calculée : effectifs inconnus")
    figure = number(float(value), language, digits=2)
    if norm.get("intensity_per_10k"):
        return _("{figure} ETC par 10 000 personnes (norme absolue)").format(figure=figure)
    return _(
        "{figure} ETC par 10 000 personnes (norme relative : {share} de la moyenne de l'étude)"
    ).format(
        figure=figure,
        share=percent(float(norm.get("intensity_relative") or 0.5), language, digits=0),
    )


def norm_lines(catalogue: Catalogue, language: str) -> list[NormLine]:
    """List the norm's main parameters."""
    _ = words(language)
    norm = catalogue.norm
    tests = {
        "presence": _("présence"),
        "reach": _("atteinte"),
        "intensity": _("intensité"),
    }
    basket = [worded(KIND_WORDS, str(kind), language) for kind in norm.get("basket") or ()]
    share = float(norm.get("reach_share") or 0.5)
    minimum = float(norm.get("minimum_population") or 1000)
    return [
        NormLine(_("Nom"), norm_title(norm, language)),
        NormLine(
            _("Épreuves"),
            enumerate_words((tests.get(test, test) for test in norm.get("tests") or ()), language),
        ),
        NormLine(_("Panier de services"), enumerate_words(basket, language) or "—"),
        NormLine(_("Seuil d'atteinte par milieu"), thresholds(norm, language) or "—"),
        NormLine(
            _("Épreuve d'atteinte"),
            _("réussie si au moins {share} de la population atteint une porte").format(
                share=percent(share, language, digits=0)
            ),
        ),
        NormLine(_("Norme d'intensité"), intensity_words(norm, language)),
        NormLine(
            _("Petits nombres"),
            _("aucun rang ni taux sous {minimum} personnes couvertes").format(
                minimum=number(minimum, language)
            ),
        ),
    ]
