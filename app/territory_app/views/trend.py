"""A territory in two results: what changed, and whether the two can be compared at all.

Territories are matched by their id. Figures are put side by side only when both results measure
the same thing: same norm, same kinds, same ways of travelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from territory.tables.words import CLASSES
from territory.text import N_, NBSP, number, percent
from territory_app.catalogue import Catalogue
from territory_app.views.minutes import DIGITS
from territory_app.views.people import capital, people, worded
from territory_app.views.titles import vintage
from territory_app.words import long_day, words

DEFINITIONS: Mapping[str, str] = {
    "tests": N_("les épreuves de la norme"),
    "basket": N_("le panier de services"),
    "role_weights": N_("le poids des rôles"),
    "sectors_excluded": N_("les secteurs exclus"),
    "minimum_open_share": N_("l'ouverture minimale d'une porte"),
    "threshold_minutes": N_("les seuils"),
    "zone_weights": N_("le poids des distances"),
    "reach_share": N_("la part à atteindre"),
    "intensity_per_10k": N_("la norme d'intensité"),
    "intensity_relative": N_("la norme d'intensité"),
    "minimum_population": N_("la population minimale"),
}
"""Parameters of a norm that must be the same, and what people call them."""
TRAVEL = ("method", "detour", "speed_kmh", "limit_minutes", "table", "network")


@dataclass(frozen=True)
class Change:
    """One figure then and now."""

    name: str
    then: str
    now: str
    change: str


@dataclass(frozen=True)
class Trend:
    """What two results say of one territory.

    Attributes
    ----------
    obstacles : tuple of str
        Why they cannot be compared, in sentences; no change is told then.
    cautions : tuple of str
        What differs without forbidding the comparison.
    changes : tuple of Change
    then, now : str
        What each of the results is called.
    """

    obstacles: tuple[str, ...]
    cautions: tuple[str, ...]
    changes: tuple[Change, ...]
    then: str
    now: str


def trend(now: Catalogue, before: Catalogue, territory_id: str, language: str) -> Trend:
    """Compare a territory in two results.

    Raises
    ------
    KeyError
        When the results of now do not hold the territory.
    """
    level, position = now.places[territory_id]
    row = now.levels[level].table.iloc[position]
    obstacles = _obstacles(now, before, territory_id, language)
    then_name, now_name = _called(before, language), _called(now, language)
    if obstacles:
        return Trend(obstacles, (), (), then_name, now_name)
    earlier_level, earlier_position = before.places[territory_id]
    earlier = before.levels[earlier_level].table.iloc[earlier_position]
    return Trend(
        (),
        _cautions(now, before, language),
        tuple(_changes(earlier, row, language)),
        then_name,
        now_name,
    )


def _obstacles(
    now: Catalogue, before: Catalogue, territory_id: str, language: str
) -> tuple[str, ...]:
    if territory_id not in before.places:
        return (words(language)("Les résultats d'avant n'ont pas ce territoire."),)
    return incomparable(now.record, before.record, language)


def incomparable(
    now: Mapping[str, Any], before: Mapping[str, Any], language: str
) -> tuple[str, ...]:
    """Say why two results cannot be compared, from what their runs recorded; empty if they can."""
    _ = words(language)
    told = []
    if bool(now.get("demonstration")) != bool(before.get("demonstration")):
        told.append(_("L'un des deux résultats est une démonstration : rien ne s'y compare."))
    differing = [
        label
        for key, label in DEFINITIONS.items()
        if (now.get("norm") or {}).get(key) != (before.get("norm") or {}).get(key)
    ]
    if differing:
        listed = ", ".join(dict.fromkeys(_(label) for label in differing))
        told.append(
            _("Les deux résultats n'ont pas la même norme : {listed}.").format(listed=listed)
        )
    mine, theirs = now.get("travel") or {}, before.get("travel") or {}
    if any(mine.get(key) != theirs.get(key) for key in TRAVEL):
        told.append(_("Les temps de trajet ne sont pas obtenus de la même façon."))
    return tuple(told)


def _cautions(now: Catalogue, before: Catalogue, language: str) -> tuple[str, ...]:
    _ = words(language)
    told = []
    for table, label in (
        ("population", _("Population")),
        ("territories", _("Limites")),
        ("services", _("Points de service")),
    ):
        then, later = _vintages(before, table), _vintages(now, table)
        if then != later:
            told.append(
                _("{label} : millésime {then}, puis {now}.").format(
                    label=label, then=then or "—", now=later or "—"
                )
            )
    if now.norm.get("intensity_norm") != before.norm.get("intensity_norm"):
        told.append(
            _("La norme d'intensité est relative à chaque résultat : {then}, puis {now}.").format(
                then=number(before.norm.get("intensity_norm"), language, digits=2),
                now=number(now.norm.get("intensity_norm"), language, digits=2),
            )
        )
    return tuple(told)


def _vintages(catalogue: Catalogue, table: str) -> str:
    found = {
        str(entry["vintage"])
        for entry in catalogue.record.get("inputs") or ()
        if entry.get("table") == table and entry.get("vintage")
    }
    return ", ".join(sorted(found))


def _called(catalogue: Catalogue, language: str) -> str:
    """Name results by the vintage of their population and the date they were made."""
    _ = words(language)
    made = long_day(catalogue.record.get("created"), language)
    told = (
        _("population de {year}").format(year=vintage(catalogue)) if vintage(catalogue) else "",
        _("calculé le {date}").format(date=made) if made else "",
    )
    return ", ".join(filter(None, told)) or catalogue.bilingual("study", "title", language)


def _changes(then: pd.Series[Any], now: pd.Series[Any], language: str) -> list[Change]:
    _ = words(language)
    judged = [capital(worded(CLASSES, str(row["class"]), language)) for row in (then, now)]
    same = _("inchangée") if judged[0] == judged[1] else _("changée")
    minutes = f"{NBSP}min"
    return [
        Change(_("Classe"), judged[0], judged[1], same),
        _change(_("Population"), then, now, "population", 0, language),
        Change(
            _("Personnes hors d'atteinte"),
            people(_value(then, "people_beyond_reach"), language),
            people(_value(now, "people_beyond_reach"), language),
            _difference(then, now, "people_beyond_reach", 0, language),
        ),
        Change(
            _("Part hors d'atteinte"),
            percent(_value(then, "beyond_share"), language),
            percent(_value(now, "beyond_share"), language),
            _points(then, now, language),
        ),
        _change(_("Temps médian"), then, now, "nearest_cost_median", DIGITS, language, minutes),
        _change(_("Portes sur place"), then, now, "presence", 0, language),
        _change(_("ETC sur place"), then, now, "fte", 1, language),
        _change(_("Accès moyen"), then, now, "access_mean", 2, language),
    ]


def _change(
    name: str,
    then: pd.Series[Any],
    now: pd.Series[Any],
    column: str,
    digits: int,
    language: str,
    unit: str = "",
) -> Change:
    told = []
    for row in (then, now):
        value = _value(row, column)
        told.append("—" if value is None else number(value, language, digits=digits) + unit)
    return Change(name, told[0], told[1], _difference(then, now, column, digits, language, unit))


def _value(row: pd.Series[Any], column: str) -> float | None:
    value = row.get(column)
    return None if value is None or pd.isna(value) else float(value)


def _difference(
    then: pd.Series[Any],
    now: pd.Series[Any],
    column: str,
    digits: int,
    language: str,
    unit: str = "",
) -> str:
    """Write a difference with its sign; a dash where a figure is missing."""
    first, second = _value(then, column), _value(now, column)
    if first is None or second is None:
        return "—"
    return _signed(second - first, digits, language) + unit


def _points(then: pd.Series[Any], now: pd.Series[Any], language: str) -> str:
    first, second = _value(then, "beyond_share"), _value(now, "beyond_share")
    if first is None or second is None:
        return "—"
    change = round(100 * (second - first), 1)
    one, several = N_("{change} point de pourcentage"), N_("{change} points de pourcentage")
    single = abs(change) == 1 if language == "en" else abs(change) < 2  # noqa: PLR2004
    return words(language)(one if single else several).format(change=_signed(change, 1, language))


def _signed(value: float, digits: int, language: str) -> str:
    """Write a number with its sign; zero has none.

    Examples
    --------
    >>> _signed(3.0, 0, "en"), _signed(-0.04, 1, "en"), _signed(-2.0, 0, "fr")
    ('+3', '0.0', '−2')
    """
    rounded = round(value, digits)
    text = number(abs(rounded), language, digits=digits)
    if rounded == 0:
        return text
    return f"+{text}" if rounded > 0 else f"\N{MINUS SIGN}{text}"
