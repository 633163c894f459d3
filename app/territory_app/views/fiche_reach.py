"""What a territory's people can reach, how far, of which kinds, and what the norm makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.tables.words import KIND_WORDS, PRESENCES, TESTS
from territory.text import N_, NBSP, number, percent
from territory_app.views.fiche_model import Fact, Figure, Section, Subject, Table, Verdict
from territory_app.views.fiche_words import within
from territory_app.views.left_out import left_out
from territory_app.views.locator import bars
from territory_app.views.members import histogram, quantile
from territory_app.views.minutes import told_minutes
from territory_app.views.norm import has_intensity, intensity_words
from territory_app.views.people import LISTED, capital, counted, people, worded
from territory_app.views.titles import estimate
from territory_app.words import words

DOORS = 5
ALIKE = 0.0005
VERDICTS = {"own": "pass", "served": "pass", "none": "fail"}


def thresholds_here(subject: Subject) -> tuple[float, ...]:
    """Return the minutes of the milieux where the territory's people live, each once."""
    minutes = subject.catalogue.norm.get("threshold_minutes") or {}
    if "milieu" not in subject.mine:
        return ()
    lived = set(subject.mine.loc[subject.mine["people"] > 0, "milieu"])
    return tuple(sorted({float(minutes[one]) for one in lived if one in minutes}))


def tests(subject: Subject) -> Section:
    """Tell the three tests, each with its value beside its threshold."""
    _ = words(subject.language)
    row, norm, language = subject.row, subject.catalogue.norm, subject.language
    presence = str(row.get("presence_test") or "unknown")
    reach = str(row.get("reach_test") or "unknown")
    verdicts = [
        Verdict(
            _("Présence"),
            VERDICTS.get(presence, "unknown"),
            capital(worded(PRESENCES, presence, language)),
            _presence(subject),
        ),
        Verdict(_("Atteinte"), reach, capital(worded(TESTS, reach, language)), _reach(subject)),
    ]
    if has_intensity(norm):
        result = str(row.get("intensity_test") or "unknown")
        word = capital(worded(TESTS, result, language))
        verdicts.append(Verdict(_("Intensité"), result, word, _intensity(subject)))
    else:
        said = _("Non mesurée par cette norme")
        verdicts.append(Verdict(_("Intensité"), "none", said, ""))
    return Section("epreuves", _("Les épreuves de la norme"), verdicts=tuple(verdicts))


def reach(subject: Subject) -> Section:
    """Tell how many people are beyond reach, how far the others are, and what is within reach."""
    _ = words(subject.language)
    language = subject.language
    facts = [
        Fact(_("Personnes hors d'atteinte"), _beyond(subject), _limits(subject)),
        Fact(_("Temps médian à la porte la plus proche"), *_median(subject)),
        *_supply(subject),
        *_publics(subject),
    ]
    return Section(
        "atteinte",
        _("Ce que les gens peuvent rejoindre, et à quelle distance"),
        figure=_bars(subject),
        facts=tuple(facts),
        notes=(capital(estimate(subject.catalogue, language)) + ".",),
    )


def kinds(subject: Subject) -> Section:
    """Tell each kind of service apart."""
    _ = words(subject.language)
    language = subject.language
    title = _("Par sorte de service")
    table = subject.catalogue.kinds_table(subject.level.key)
    if table is None:
        missing = _(
            "Ces résultats, d'une version antérieure, ne distinguent pas les sortes de service; "
            "relancez l'étude pour les avoir."
        )
        return Section("sortes", title, said=(missing,))
    mine = table[(table["territory_id"] == subject.territory_id).to_numpy()].set_index("kind")
    order = [kind for kind in KIND_WORDS if kind in mine.index]
    basket = set(subject.catalogue.norm.get("basket") or ())
    rows = tuple(
        _kind_row(kind, mine.loc[[kind]].iloc[0], kind in basket, language) for kind in order
    )
    headings = (
        _("Sorte"), _("Points"), _("Portes"), _("ETC"), _("ETC virtuels"),
        _("Hors d'atteinte"), _("Temps médian"), _("Données"),
    )  # fmt: skip
    caption = _("Points de service situés dans le territoire, et portée de chaque sorte")
    return Section(
        "sortes",
        title,
        table=Table("table-sortes", caption, headings, rows, figures=(1, 2, 3, 4, 5, 6)),
        notes=(
            _(
                "Le tiret dit qu'un chiffre manque, jamais zéro. Une sorte hors du panier de la "
                "norme n'entre dans aucune épreuve."
            ),
        ),
    )


def doors(subject: Subject) -> Section | None:
    """Name the doors that are the nearest to most people."""
    _ = words(subject.language)
    language = subject.language
    placed = subject.mine[subject.mine["lon"].notna() & (subject.mine["people"] > 0)]
    paired = placed[placed["nearest_cost"].notna()]
    sums = paired.groupby("nearest_service_id")["people"].sum()
    order = sums.sort_values(ascending=False, kind="stable")
    without = float(placed["people"].sum() - order.sum())
    notes = []
    if len(order) > DOORS:
        more = N_("autre porte est la plus proche pour une partie de la population.")
        several = N_("autres portes sont les plus proches pour une partie de la population.")
        notes.append(counted(len(order) - DOORS, more, several, language))
    if without >= 1:
        notes.append(_("{people} sans porte joignable.").format(people=people(without, language)))
    title = _("Les portes les plus proches")
    if not len(order):
        return Section("portes", title, said=tuple(notes)) if notes else None
    rows = tuple(
        _door_row(str(code), paired[(paired["nearest_service_id"] == code).to_numpy()], language)
        for code in order.index[:DOORS]
    )
    headings = (_("Porte"), _("Sorte"), _("Distance médiane"), _("Personnes"))
    caption = _("Portes, et personnes dont chacune est la plus proche")
    table = Table("table-portes", caption, headings, rows, figures=(2, 3))
    return Section("portes", title, table=table, notes=tuple(notes))


def _presence(subject: Subject) -> str:
    _ = words(subject.language)
    own = subject.figure("presence")
    if own is None:
        return ""
    told = (N_("porte sur place"), N_("portes sur place"))
    if str(subject.row.get("presence_test") or "unknown") == "unknown":
        told = (N_("porte connue sur place"), N_("portes connues sur place"))
    doors_here = counted(int(own), *told, subject.language)
    return _("{doors}; seuil : 1, ou une porte voisine que la majorité rejoint").format(
        doors=doors_here
    )


def _reach(subject: Subject) -> str:
    _ = words(subject.language)
    language = subject.language
    share = subject.figure("reach_share")
    least = percent(float(subject.catalogue.norm.get("reach_share") or 0.5), language, digits=0)
    if share is None:
        return _("part inconnue; seuil : {least}").format(least=least)
    text = _("{share} ont une porte {limit}; seuil : {least}").format(
        share=percent(share, language),
        limit=within(thresholds_here(subject), language),
        least=least,
    )
    low, high = subject.figure("reach_low"), subject.figure("reach_high")
    if low is None or high is None or high - low < ALIKE:
        return text
    bounds = _("de {low} à {high} {denominator}").format(
        low=percent(low, language),
        high=percent(high, language),
        denominator=left_out(subject.catalogue, subject.territory_id).denominator(language),
    )
    return f"{text} ({bounds})"


def _intensity(subject: Subject) -> str:
    _ = words(subject.language)
    language = subject.language
    norm = intensity_words(subject.catalogue.norm, language)
    mean = subject.figure("access_mean")
    if mean is None:
        return _("accès inconnu; seuil : {norm}").format(norm=norm)
    return _("{mean} ETC par 10 000 personnes à portée; seuil : {norm}").format(
        mean=number(mean, language, digits=2), norm=norm
    )


def _limits(subject: Subject) -> str:
    _ = words(subject.language)
    limit = within(thresholds_here(subject), subject.language)
    known = str(subject.row.get("reach_test") or "unknown") != "unknown"
    text = _("aucune porte {limit}") if known else _("aucune porte connue {limit}")
    return text.format(limit=limit)


def _beyond(subject: Subject) -> str:
    beyond, share = subject.figure("people_beyond_reach"), subject.figure("beyond_share")
    if beyond is None:
        return words(subject.language)("inconnu")
    told = people(beyond, subject.language)
    return told if share is None else f"{told} ({percent(share, subject.language)})"


def _median(subject: Subject) -> tuple[str, str]:
    """Return the median time, and kilometres where times are made from them."""
    _ = words(subject.language)
    language = subject.language
    minutes = subject.figure("nearest_cost_median")
    if minutes is None:
        return "—", _("plus de la moitié n'a aucune porte joignable, ou la donnée manque")
    placed = subject.mine[subject.mine["lon"].notna()]
    far = quantile(placed["kilometres"], placed["people"], 0.5)
    note = "" if far is None else f"{number(far, language, digits=1)}{NBSP}km"
    return told_minutes(minutes, language), note


def _supply(subject: Subject) -> list[Fact]:
    """Tell staff located there, in person and virtual, and how much of it asks registration."""
    _ = words(subject.language)
    language = subject.language
    fte, virtual = subject.figure("fte"), subject.figure("fte_virtual")
    rate = subject.figure("fte_per_10k")
    note = ""
    if rate is not None:
        note = _("{rate} par 10 000 personnes").format(rate=number(rate, language, digits=2))
    facts = [
        Fact(_("ETC sur place, en personne"), _fte(fte, subject), note),
        Fact(_("ETC sur place, en virtuel"), _fte(virtual, subject)),
    ]
    asks = _registration(subject)
    if asks is not None:
        said = percent(asks, language)
        name = _("Part des ETC qui demande d'être inscrite ou inscrit")
        facts.append(Fact(name, said, _("parmi les ETC connus")))
    return facts


def _publics(subject: Subject) -> list[Fact]:
    """Tell access, for everyone and for each public."""
    _ = words(subject.language)
    language = subject.language
    named = (
        (_("Accès moyen, voisinage compris"), "access_mean"),
        (_("Accès des personnes inscrites"), "access_registered"),
        (_("Accès des personnes non inscrites"), "access_nonregistered"),
    )
    unit = _("ETC par 10 000 personnes")
    known = [(name, subject.figure(column)) for name, column in named]
    if all(value is None for _name, value in known):
        return [Fact(named[0][0], "—", _missing(subject))]
    return [
        Fact(name, number(value, language, digits=2), "" if value is None else unit)
        for name, value in known
    ]


def _registration(subject: Subject) -> float | None:
    """Return the share of staff located there that asks for registration; None if unknown."""
    table = subject.catalogue.kinds_table(subject.level.key)
    if table is None or not {"fte", "fte_registration"} <= set(table.columns):
        return None
    mine = table[(table["territory_id"] == subject.territory_id).to_numpy()]
    known = mine[mine["fte"].notna() & mine["fte_registration"].notna()]
    total = float(known["fte"].sum())
    return float(known["fte_registration"].sum()) / total if total > 0 else None


def _fte(value: float | None, subject: Subject) -> str:
    return _missing(subject) if value is None else number(value, subject.language, digits=1)


def _missing(subject: Subject) -> str:
    """Say why a figure is missing, as far as the results tell."""
    _ = words(subject.language)
    covered = subject.figure("population_covered")
    least = float(subject.catalogue.norm.get("minimum_population") or 0)
    if covered is not None and covered < least:
        return _("retiré : petits nombres")
    if subject.figure("fte") is None:
        return _("inconnu : aucun effectif dans les données")
    return _("inconnu")


def _bars(subject: Subject) -> Figure | None:
    _ = words(subject.language)
    language = subject.language
    counts = histogram(subject.mine)
    limits = thresholds_here(subject)
    svg = bars(counts, limits, language, (_("aucune"), _("minutes à la porte la plus proche")))
    if not svg:
        return None
    told = "; ".join(
        _("{minutes} : {people}").format(
            minutes=_bin(low, high, language), people=people(count, language)
        )
        for low, high, count in counts.itertuples(index=False)
        if round(count) > 0
    )
    caption = _("Personnes selon les minutes à la porte la plus proche; tirets : seuils.")
    return Figure(svg, _("Personnes selon les minutes. {told}.").format(told=told), caption)


def _bin(low: float, high: float, language: str) -> str:
    _ = words(language)
    if np.isnan(low):
        return _("aucune porte joignable")
    if np.isinf(high):
        return _("plus de {low} min").format(low=number(low, language))
    return _("{low} à {high} min").format(low=number(low, language), high=number(high, language))


def _kind_row(
    kind: str,
    row: pd.Series[Any],
    in_basket: bool,
    language: str,
) -> tuple[str, ...]:
    _ = words(language)
    name = capital(worded(KIND_WORDS, kind, language))
    beyond = row.get("people_beyond_reach")
    return (
        name if in_basket else _("{kind} (hors panier)").format(kind=name),
        number(row.get("sites"), language),
        number(row.get("doors"), language),
        number(row.get("fte"), language, digits=1),
        number(row.get("fte_virtual"), language, digits=1),
        number(None if beyond is None or pd.isna(beyond) else round(float(beyond)), language),
        told_minutes(row.get("nearest_cost_median"), language),
        worded(LISTED, str(row.get("status") or "unknown"), language),
    )


def _door_row(code: str, units: pd.DataFrame, language: str) -> tuple[str, ...]:
    first = units.iloc[0]
    known = not pd.isna(first["door_name"])
    minutes = quantile(units["nearest_cost"], units["people"], 0.5)
    far = quantile(units["kilometres"], units["people"], 0.5)
    distance = told_minutes(minutes, language)
    if far is not None:
        distance += f" · {number(far, language, digits=1)}{NBSP}km"
    return (
        str(first["door_name"]) if known else code,
        capital(worded(KIND_WORDS, str(first["door_kind"]) if known else "other", language)),
        distance,
        number(round(float(units["people"].sum())), language),
    )
