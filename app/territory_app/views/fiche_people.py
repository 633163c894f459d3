"""Who lives in a territory, who decides there, and how unequal it is inside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from territory.tables.words import MILIEUX
from territory.text import N_, NBSP, enumerate_words, number, percent
from territory_app.catalogue import Catalogue, spoken
from territory_app.views.fiche_model import Fact, Section, Subject, Table
from territory_app.views.left_out import left_out
from territory_app.views.members import Deciders, deciders, quantile
from territory_app.views.minutes import told_minutes
from territory_app.views.people import capital, counted, people, worded
from territory_app.words import words

NAMED = 4
WORST = 5
SMALLEST = 0.0005
LARGE = 100.0
TINY = 0.005


def inhabitants(subject: Subject) -> Section:
    """Tell how many people live there, and in which milieux."""
    _ = words(subject.language)
    language = subject.language
    population = subject.figure("population")
    covered = subject.figure("population_covered")
    facts = [Fact(_("Population"), people(population, language))]
    if covered is not None and population is not None and round(covered) != round(population):
        facts.append(Fact(_("dont dans le calcul"), people(covered, language)))
        facts += _left_out(subject)
    milieux = _milieux(subject)
    if milieux:
        facts.append(Fact(_("Milieux de vie"), milieux))
    coarse = subject.figure("coarse_people")
    if coarse is not None and round(coarse) > 0:
        facts.append(
            Fact(
                _("Population peu détaillée"),
                people(coarse, language),
                _("unités trop grandes pour que le temps y soit sûr"),
            )
        )
    return Section("gens", _("Qui y habite"), facts=tuple(facts))


def _left_out(subject: Subject) -> list[Fact]:
    """Tell who is in no figure of the sheet, and why."""
    _ = words(subject.language)
    apart = left_out(subject.catalogue, subject.territory_id)
    known = (
        (
            _("Hors du calcul : territoires autogouvernés"),
            apart.self_governed,
            _("leurs services relèvent de leurs propres institutions"),
        ),
        (
            _("Hors du calcul : unités sans coordonnées"),
            apart.unplaced,
            _("aucun temps de trajet ne peut y être calculé"),
        ),
    )
    return [
        Fact(name, people(count, subject.language), why)
        for name, count, why in known
        if round(count) > 0
    ]


def needs(subject: Subject) -> Section | None:
    """Tell the need columns of the people there beside the study's."""
    table = _needs(subject)
    if table is None:
        return None
    _ = words(subject.language)
    caveat = _(
        "Une moyenne de territoire ne décrit personne en particulier : des gens moins bien lotis "
        "vivent aussi là où la moyenne est bonne."
    )
    return Section("besoins", _("Les besoins"), table=table, notes=(caveat,))


def holders(subject: Subject) -> Section | None:
    """Tell who holds the territory's people at each other level, and for which share."""
    _ = words(subject.language)
    found = deciders(subject.catalogue, subject.level.key, subject.mine)
    told = [one for one in found if one.held]
    if not told:
        return None
    facts = tuple(_holder(one, subject) for one in told)
    guessed = [one for one in told if one.estimated >= SMALLEST]
    notes = [_("Parts des personnes du calcul, au lieu de résidence.")]
    if guessed:
        most = max(one.estimated for one in guessed)
        notes.append(
            _(
                "Parts estimées pour au plus {share} des gens : leurs unités sont coupées par une "
                "limite."
            ).format(share=percent(most, subject.language))
        )
    return Section("decideurs", _("Qui décide"), facts=facts, notes=tuple(notes))


def disparities(subject: Subject) -> Section | None:
    """Tell how unequal the territory is inside, and name the places farthest from a door."""
    _ = words(subject.language)
    language = subject.language
    placed = subject.mine[subject.mine["lon"].notna() & (subject.mine["people"] > 0)]
    if len(placed) < 2:  # noqa: PLR2004
        return None
    facts = []
    low, high = subject.figure("access_p10"), subject.figure("access_p90")
    if low is not None and high is not None:
        span = _("{low} à {high}").format(
            low=number(low, language, digits=2), high=number(high, language, digits=2)
        )
        facts.append(Fact(_("Accès, du 10e au 90e centile"), span, _("ETC par 10 000 personnes")))
    near = quantile(placed["nearest_cost"], placed["people"], 0.1)
    far = quantile(placed["nearest_cost"], placed["people"], 0.9)
    if near is not None:
        last = _("sans porte joignable") if far is None else told_minutes(far, language)
        span = _("{low} à {high}").format(low=told_minutes(near, language), high=last)
        facts.append(Fact(_("Minutes, du 10e au 90e centile"), span))
    return Section(
        "ecarts",
        _("Les écarts à l'intérieur"),
        facts=tuple(facts),
        table=_worst(subject, placed),
    )


def _milieux(subject: Subject) -> str:
    """Write the share of people in each milieu."""
    language = subject.language
    if "milieu" not in subject.mine:
        return ""
    sums = subject.mine.groupby("milieu")["people"].sum()
    total = float(sums.sum())
    if not total > 0:
        return ""
    shares = {key: float(sums.get(key, 0.0)) / total for key in MILIEUX}
    told = [
        f"{worded(MILIEUX, key, language)}{NBSP}{_brief(share, language)}"
        for key, share in shares.items()
        if share > 0
    ]
    return "; ".join(told)


def _brief(share: float, language: str) -> str:
    """Write a share whole; a share that would round to nothing says it is under one per cent."""
    if share < TINY:
        return words(language)("(moins de {least})").format(least=percent(0.01, language, digits=0))
    return percent(share, language, digits=0)


def study_mean(catalogue: Catalogue, level: str, key: str) -> float | None:
    """Return the mean of a need over the study, weighted by the people who have it."""
    table = catalogue.needs_table(level)
    if table is None or key not in table or f"{key}_people" not in table:
        return None
    weights = table[f"{key}_people"].where(table[key].notna(), 0.0).fillna(0.0)
    total = float(weights.sum())
    return float((table[key].fillna(0.0) * weights).sum()) / total if total > 0 else None


def told_need(value: float | None, language: str) -> str:
    """Write a need: whole from a hundred on, two decimals under.

    Examples
    --------
    >>> told_need(65200.0, "en"), told_need(-0.418, "en"), told_need(None, "en")
    ('65,200', '−0.42', '—')
    """
    if value is None or pd.isna(value):
        return "—"
    digits = 0 if abs(value) >= LARGE else 2
    return number(value, language, digits=digits)


def _needs(subject: Subject) -> Table | None:
    _ = words(subject.language)
    catalogue, language = subject.catalogue, subject.language
    table = catalogue.needs_table(subject.level.key)
    if table is None or not catalogue.needs:
        return None
    found = table[(table["territory_id"] == subject.territory_id).to_numpy()]
    if found.empty:
        return None
    row = found.iloc[0]
    rows = []
    for key, about in catalogue.needs.items():
        if key not in row or not pd.api.types.is_number(row[key]):
            continue
        higher = spoken(about.get("higher_is"), language)
        label = spoken(about.get("label"), language) or key
        mean = study_mean(catalogue, subject.level.key, key)
        rows.append((label, told_need(row[key], language), told_need(mean, language), higher))
    if not rows:
        return None
    headings = (_("Besoin"), _("Ici"), _("Étude"), _("Plus haut veut dire"))
    caption = _("Besoins : moyenne des personnes du territoire et de l'étude")
    return Table("table-besoins", caption, headings, tuple(rows), figures=(1, 2))


def _holder(one: Deciders, subject: Subject) -> Fact:
    """Write who holds a level: names with their shares, « partagé » where there are several."""
    _ = words(subject.language)
    language = subject.language
    level = subject.catalogue.levels[one.level]
    shown = one.held[:NAMED]
    whole = len(one.held) == 1 and one.outside < SMALLEST
    told = [
        held.name if whole else f"{held.name} ({percent(held.share, language)})" for held in shown
    ]
    rest = one.held[NAMED:]
    if rest:
        share = percent(sum(held.share for held in rest), language)
        told.append(
            _("{others} ({share})").format(
                others=counted(len(rest), N_("autre"), N_("autres"), language), share=share
            )
        )
    notes = []
    if len(one.held) > 1:
        notes.append(_("partagé"))
    if one.outside >= SMALLEST:
        share = percent(one.outside, language)
        notes.append(_("{share} sans territoire à ce palier").format(share=share))
    return Fact(capital(level.label[language]), enumerate_words(told, language), "; ".join(notes))


def _worst(subject: Subject, placed: pd.DataFrame) -> Table | None:
    """Name the units farthest from a door: those without any first."""
    _ = words(subject.language)
    language = subject.language
    far = placed.assign(far=placed["nearest_cost"].fillna(np.inf))
    far = far[far["people"].round() >= 1]
    worst = far.sort_values(["far", "people"], ascending=[False, False], kind="stable").head(WORST)
    if worst.empty:
        return None
    none = _("aucune porte joignable")
    rows = tuple(
        (
            str(name),
            none if np.isinf(minutes) else told_minutes(minutes, language),
            number(round(count), language),
            _("oui") if reached else _("non"),
        )
        for name, minutes, count, reached in zip(
            worst["name"], worst["far"], worst["people"], _reached(worst), strict=True
        )
    )
    headings = (_("Endroit"), _("Porte la plus proche"), _("Personnes"), _("Sous le seuil"))
    caption = _("Les endroits les plus loin d'une porte")
    return Table("table-endroits", caption, headings, rows, figures=(1, 2))


def _reached(units: pd.DataFrame) -> list[bool]:
    return [str(value).lower() == "true" for value in units["reached"]]
