"""The norm in use, in words: what the panel and the method page print of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from territory.tables.words import CLASSES, KIND_WORDS, MILIEUX
from territory.text import NBSP, enumerate_words, number, percent
from territory_app.catalogue import Catalogue
from territory_app.views.people import capital, worded
from territory_app.words import words


@dataclass(frozen=True)
class NormLine:
    """One parameter: its name and its value, both in words."""

    name: str
    value: str


def norm_title(norm: Mapping[str, Any], language: str) -> str:
    """Return the norm's full name in ``language``."""
    return str(norm.get(f"title_{language}") or norm.get("title_fr") or norm.get("name") or "—")


def thresholds(catalogue: Catalogue, language: str) -> str:
    """Write the reach thresholds: « urbain dense 15 min (3 km); urbain 20 min (10 km) ... ».

    Kilometres are given where times are estimated from a speed.
    """
    minutes = catalogue.norm.get("threshold_minutes") or {}
    travel = catalogue.record.get("travel") or {}
    speeds = (travel.get("speed_kmh") or {}) if travel.get("method") == "straight_line" else {}
    known = [milieu for milieu in MILIEUX if milieu in minutes]
    return "; ".join(
        _threshold(milieu, float(minutes[milieu]), speeds.get(milieu), language) for milieu in known
    )


def _threshold(milieu: str, minutes: float, speed: float | None, language: str) -> str:
    said = f"{worded(MILIEUX, milieu, language)} {number(minutes, language)}{NBSP}min"
    if speed is None:
        return said
    kilometres = minutes * float(speed) / 60
    digits = 0 if kilometres == round(kilometres) else 1
    return f"{said} ({number(kilometres, language, digits=digits)}{NBSP}km)"


def has_test(norm: Mapping[str, Any], test: str) -> bool:
    """Say whether the norm has a test: "presence", "reach" or "intensity"."""
    return test in (norm.get("tests") or ("presence", "reach", "intensity"))


def has_intensity(norm: Mapping[str, Any]) -> bool:
    """Say whether the norm tests intensity."""
    return has_test(norm, "intensity")


def served_words(norm: Mapping[str, Any], language: str) -> str:
    """Return what the class "served" reads under a norm."""
    _ = words(language)
    if has_intensity(norm):
        return capital(worded(CLASSES, "served", language))
    return _("Desservi (présence et atteinte; intensité non mesurée)")


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
        NormLine(_("Seuil d'atteinte par milieu"), thresholds(catalogue, language) or "—"),
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
