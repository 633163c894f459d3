"""Every parameter of the norm in use, in words: what the method page prints of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from territory.tables.words import MILIEUX, SECTOR_WORDS
from territory.text import NBSP, enumerate_words, number, percent
from territory_app.catalogue import Catalogue
from territory_app.views.norm import NormLine, has_intensity, norm_lines
from territory_app.views.people import capital, people, worded
from territory_app.views.titles import estimate
from territory_app.words import words


def every_parameter(catalogue: Catalogue, language: str) -> tuple[NormLine, ...]:
    """List the parameters of the norm, those of the sheet first; absent ones are not told."""
    return (*norm_lines(catalogue, language), *_more(catalogue.norm, language))


def _more(norm: Mapping[str, Any], language: str) -> Iterable[NormLine]:
    _ = words(language)
    if norm.get("minimum_open_share") is not None:
        yield NormLine(
            _("Une porte est ouverte"),
            _("au moins {share} de la semaine").format(
                share=percent(float(norm["minimum_open_share"]), language, digits=0)
            ),
        )
    if has_intensity(norm) and norm.get("role_weights"):
        yield NormLine(_("Poids des rôles"), _roles(norm["role_weights"], language))
    if norm.get("sectors_excluded"):
        sectors = [worded(SECTOR_WORDS, str(one), language) for one in norm["sectors_excluded"]]
        yield NormLine(_("Secteurs non comptés"), enumerate_words(sectors, language))
    if norm.get("zone_weights"):
        yield NormLine(_("Poids de la distance"), _zones(norm["zone_weights"], language))
    if norm.get("pocket_people") is not None and norm.get("pocket_share") is not None:
        yield NormLine(
            _("Une poche est signalée"),
            _("dès {people} hors d'atteinte, ou {share} de la population").format(
                people=people(float(norm["pocket_people"]), language),
                share=percent(float(norm["pocket_share"]), language, digits=0),
            ),
        )
    if norm.get("small_fte") is not None:
        yield NormLine(
            _("Petit effectif"),
            _("signalé sous {fte} ETC, la valeur restant montrée").format(
                fte=number(float(norm["small_fte"]), language)
            ),
        )
    if norm.get("fragile_threshold_factors"):
        factors = " et ".join if language == "fr" else " and ".join
        yield NormLine(
            _("Variantes de l'intervalle d'un rang"),
            _("seuils × {factors}; décroissance {zones}").format(
                factors=factors(
                    number(float(one), language, digits=2)
                    for one in norm["fragile_threshold_factors"]
                ),
                zones="; ".join(
                    number(float(one), language, digits=_decimals(one))
                    for one in norm.get("fragile_zone_weights") or ()
                ),
            ),
        )
    if norm.get("edge_access_change") is not None and norm.get("edge_reach_change") is not None:
        yield NormLine(
            _("Au bord de l'étude"),
            _(
                "signalé quand ce qui est au-delà change l'accès de plus de {access}, ou la part "
                "atteinte de plus de {reach}"
            ).format(
                access=percent(float(norm["edge_access_change"]), language, digits=0),
                reach=percent(float(norm["edge_reach_change"]), language, digits=0),
            ),
        )


def _roles(weights: Mapping[str, Any], language: str) -> str:
    _ = words(language)
    names = {
        "ts": _("travail social"),
        "tts": _("techniques de travail social"),
        "oc": _("organisation communautaire"),
        "other": _("autres intervenantes et intervenants"),
    }
    return "; ".join(
        f"{names.get(role, role)}{NBSP}{number(float(weight), language, digits=_decimals(weight))}"
        for role, weight in weights.items()
    )


def _decimals(value: float) -> int:
    return 0 if float(value) == int(value) else 2


def _zones(weights: Iterable[float], language: str) -> str:
    _ = words(language)
    first, second, third = [
        number(float(one), language, digits=_decimals(one)) for one in (*weights, 0.0, 0.0, 0.0)
    ][:3]
    return _(
        "{first} jusqu'au tiers du seuil, {second} jusqu'aux deux tiers, {third} jusqu'au seuil, "
        "0 au-delà"
    ).format(first=first, second=second, third=third)


def travel_lines(catalogue: Catalogue, language: str) -> tuple[NormLine, ...]:
    """List how times were obtained."""
    _ = words(language)
    travel = catalogue.record.get("travel") or {}
    lines = [NormLine(_("Méthode"), capital(estimate(catalogue, language)))]
    speeds = travel.get("speed_kmh")
    if travel.get("method") == "straight_line" and isinstance(speeds, Mapping):
        said = "; ".join(
            f"{worded(MILIEUX, milieu, language)} {number(float(speed), language)}{NBSP}km/h"
            for milieu, speed in speeds.items()
            if speed is not None
        )
        lines.append(NormLine(_("Vitesses supposées"), said))
    if travel.get("limit_minutes") is not None:
        lines.append(
            NormLine(
                _("Rien au-delà de"),
                f"{number(float(travel['limit_minutes']), language)}{NBSP}min",
            )
        )
    if travel.get("barriers"):
        lines.append(
            NormLine(
                _("Obstacles"),
                _("le Saint-Laurent et le Saguenay ne se franchissent qu'aux ponts et aux "
                  "traverses de la liste fournie"),
            )
        )  # fmt: skip
    return tuple(lines)
