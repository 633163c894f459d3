"""The comparison: two to four territories of a level, or one beside what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from territory.report.cautions import cautions
from territory.tables.banner import fictional
from territory.tables.words import KIND_WORDS
from territory.text import N_, enumerate_words, number
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import Indicator
from territory_app.views.about import licences, source_lines
from territory_app.views.comparable import compared_on
from territory_app.views.compare_asked import (
    ALIKE,
    MOST,
    Asked,
    Typed,
    with_territory,
    without_territory,
)
from territory_app.views.compare_figures import Group, Line, groups
from territory_app.views.compare_form import Form, form
from territory_app.views.compare_places import Place, measures, places, statuses
from territory_app.views.compare_words import (
    ECOLOGICAL,
    class_words,
    is_small,
    openings,
    rank_words,
)
from territory_app.views.norm import norm_title, thresholds
from territory_app.views.people import LISTED, capital, people, worded
from territory_app.words import words

SMALL_SIGN = "†"
Address = Callable[[Asked], str]
Sheet = Callable[[str], str]


@dataclass(frozen=True)
class Head:
    """One thing compared, as it is named at the top and in the tables."""

    sign: str
    shape: str
    role: str
    name: str
    said: str
    href: str
    action: str
    action_label: str
    small: bool


@dataclass(frozen=True)
class Comparison:
    """What the page shows, every text worded.

    Attributes
    ----------
    title, heading, lead : str
        Title of the window, of the page, and what it holds.
    heads : tuple of Head
        What is compared, in the order of the tables' columns.
    opening : tuple of str
        Who they are, in sentences.
    facts : tuple of Line
        Population, class, rank, counts.
    groups : tuple of Group
        Figures, question by question.
    messages : tuple of str
        What was not understood or was left out.
    suggestions : tuple of (str, str)
        Names that may have been meant, with their address.
    cautions, notes : tuple of str
        What to read before and with the figures.
    provenance : str
    form : Form
    """

    title: str
    heading: str
    lead: str
    heads: tuple[Head, ...]
    opening: tuple[str, ...]
    facts: tuple[Line, ...]
    groups: tuple[Group, ...]
    messages: tuple[str, ...]
    suggestions: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    notes: tuple[str, ...]
    provenance: str
    form: Form


def comparison(
    catalogue: Catalogue,
    asked: Asked,
    typed: Typed,
    language: str,
    address: Address,
    sheet: Sheet,
) -> Comparison:
    """Return what the page shows.

    Parameters
    ----------
    catalogue : Catalogue
    asked : Asked
    typed : Typed
        What a name typed was taken for, where it named nothing.
    language : str
    address, sheet : callable
        Address of another comparison, and of a territory's sheet.
    """
    _ = words(language)
    level = catalogue.levels[asked.level]
    compared = places(catalogue, asked)
    shown = measures(catalogue, asked, language) if compared else []
    invented = f" — {fictional(language)}" if catalogue.demonstration else ""
    chosen = [one.name for one in compared if one.role == "chosen"]
    heading = enumerate_words(chosen, language) if chosen else _("Comparer des territoires")
    return Comparison(
        title=_("Comparer : {names}").format(names=heading) + invented if chosen else heading,
        heading=heading,
        lead=_lead(catalogue, level, asked, language) + invented,
        heads=tuple(_head(catalogue, one, asked, language, address, sheet) for one in compared),
        opening=tuple(openings(catalogue, level, compared, language)),
        facts=_facts(catalogue, level, compared, asked, language) if compared else (),
        groups=groups(catalogue, level, compared, shown, asked, language),
        messages=_messages(catalogue, asked, typed, language),
        suggestions=tuple(
            (_name(catalogue, code), address(with_territory(asked, code, catalogue)))
            for code in typed.near
        ),
        cautions=tuple(f"{one}." for one in cautions(catalogue.record, language, level.key)),
        notes=_notes(catalogue, asked, compared, shown, language),
        provenance=provenance(catalogue, language),
        form=form(catalogue, asked, language),
    )


def provenance(catalogue: Catalogue, language: str) -> str:
    """Return where the figures come from: who, when, under what terms, which results."""
    _ = words(language)
    said = [
        _("Sources : {sources}.").format(sources="; ".join(source_lines(catalogue, language))),
        _("Licences : {licences}.").format(licences="; ".join(licences(catalogue, language))),
        _("territory {version}, résultats {checksum}.").format(
            version=catalogue.record.get("territory_version", "?"), checksum=catalogue.version[:8]
        ),
    ]
    return " ".join(said)


def _lead(catalogue: Catalogue, level: Level, asked: Asked, language: str) -> str:
    _ = words(language)
    pieces = [capital(level.plural[language])]
    if asked.service:
        pieces.append(capital(worded(KIND_WORDS, asked.service, language)))
    pieces.append(_("norme : {name}").format(name=norm_title(catalogue.norm, language)))
    return " — ".join(pieces)


def _name(catalogue: Catalogue, code: str) -> str:
    level, row = catalogue.places[code]
    return str(catalogue.levels[level].table["name"].iloc[row])


def _head(
    catalogue: Catalogue,
    place: Place,
    asked: Asked,
    language: str,
    address: Address,
    sheet: Sheet,
) -> Head:
    _ = words(language)
    label = catalogue.levels[place.level].label[language] if place.level else ""
    said = {
        "chosen": label,
        "region": label,
        "whole": _("personnes situées dans un territoire de ce niveau"),
        "alike": _("comparable à {sign}").format(sign="A"),
    }[place.role]
    action, label = "", ""
    if place.role == "chosen":
        action, label = address(without_territory(asked, place.territory_id)), _("Retirer")
    elif place.role == "alike" and len(asked.territories) < MOST:
        kept = replace(asked, beside=tuple(one for one in asked.beside if one != ALIKE))
        action = address(with_territory(kept, place.territory_id, catalogue))
        label = _("Comparer avec")
    minimum = float(catalogue.norm.get("minimum_population") or 1000)
    return Head(
        sign=place.sign,
        shape=place.shape,
        role=place.role,
        name=place.name or _("Ensemble de l'étude"),
        said=said,
        href=sheet(place.territory_id) if place.territory_id else "",
        action=action,
        action_label=label,
        small=bool(place.territory_id) and is_small(place.row, minimum),
    )


def _facts(
    catalogue: Catalogue, level: Level, compared: Sequence[Place], asked: Asked, language: str
) -> tuple[Line, ...]:
    _ = words(language)
    ranked = number(int(level.table["rank"].notna().sum()), language)
    same = [one.level == level.key for one in compared]

    def count(column: str) -> tuple[str, ...]:
        return tuple(number(one.value(column), language) for one in compared)

    judged = tuple(
        class_words(catalogue, str(one.row.get("class") or ""), language) if one.level else "—"
        for one in compared
    )
    ranks = tuple(
        rank_words(one.row, language) if mine else "—"
        for one, mine in zip(compared, same, strict=True)
    )
    state: tuple[Line, ...] = ()
    if asked.service:
        known = statuses(catalogue, compared, asked.service)
        told = tuple(capital(worded(LISTED, one, language)) or "—" for one in known)
        state = (Line(_("État des données"), "", told, numeric=False),)
    kind = f" ({worded(KIND_WORDS, asked.service, language)})" if asked.service else ""
    return (
        *state,
        Line(_("Population"), _("personnes"), count("population")),
        Line(_("Classe"), "", judged, numeric=False),
        Line(_("Rang"), _("1 : le plus difficile, sur {count}").format(count=ranked), ranks),
        Line(_("Portes sur place") + kind, _("portes"), count("presence")),
        Line(_("Personnes hors d'atteinte") + kind, _("personnes"), count("people_beyond_reach")),
    )


def _messages(catalogue: Catalogue, asked: Asked, typed: Typed, language: str) -> tuple[str, ...]:
    _ = words(language)
    found = []
    if typed.text and not typed.territory:
        form = (
            _("Plusieurs territoires répondent à « {text} »; choisissez-en un.")
            if typed.near
            else _(
                "Aucun territoire ne s'appelle « {text} » à ce niveau; choisissez dans la liste."
            )
        )
        found.append(form.format(text=typed.text))
    for code in asked.left_out:
        level = catalogue.places[code][0]
        form = (
            _("« {name} » est laissé de côté : on compare au plus {most} territoires.")
            if level == asked.level
            else _("« {name} » est laissé de côté : il n'est pas du même niveau que les autres.")
        )
        found.append(form.format(name=_name(catalogue, code), most=MOST))
    found += [
        _(
            "« {name} » est autogouverné : sa gouvernance lui appartient; il n'est ni mesuré ni "
            "comparé."
        ).format(name=_name(catalogue, code))
        for code in asked.self_governed
    ]
    if asked.unknown:
        form = N_("{codes} : aucun territoire de ces résultats ne porte ce code.")
        if len(asked.unknown) > 1:
            form = N_("{codes} : aucun territoire de ces résultats ne porte ces codes.")
        found.append(_(form).format(codes=", ".join(asked.unknown)))
    return tuple(found)


def _notes(
    catalogue: Catalogue,
    asked: Asked,
    compared: Sequence[Place],
    shown: Sequence[Indicator],
    language: str,
) -> tuple[str, ...]:
    _ = words(language)
    if not compared:
        return ()
    minimum = float(catalogue.norm.get("minimum_population") or 1000)
    notes = [
        _(
            "Un point par territoire du niveau; l'échelle est celle de tous les territoires du "
            "niveau, la même pour toutes les colonnes et quel que soit le choix."
        ),
        _("Rang 1 : la situation la plus difficile. L'intervalle dit combien le rang change avec "
          "le seuil et la décroissance."),
        _("Seuils d'atteinte : {thresholds}.").format(thresholds=thresholds(catalogue, language)),
    ]  # fmt: skip
    notes += _elsewhere(catalogue, asked, compared, language)
    if any(is_small(one.row, minimum) for one in compared if one.territory_id):
        notes.append(
            _(
                "{sign} Petits nombres : peu de personnes ou peu d'effectifs; ces chiffres sont "
                "fragiles, et sous {minimum} personnes couvertes, rangs et taux sont retirés."
            ).format(sign=SMALL_SIGN, minimum=number(minimum, language))
        )
    if asked.service and any(
        one != "complete" for one in statuses(catalogue, compared, asked.service) if one
    ):
        notes.append(
            _(
                "Là où la sorte n'est pas entièrement recensée, les parts atteintes sont des "
                "minimums, les temps et les personnes hors d'atteinte des maximums; une donnée "
                "absente n'est jamais un désert."
            )
        )
    notes.append(_("— : valeur absente ou retirée; ce n'est pas zéro."))
    if ALIKE in asked.beside and any(one.role == "alike" for one in compared):
        notes.append(compared_on(catalogue, asked.level, language))
    if any(one.reads_need for one in shown):
        notes.append(_(ECOLOGICAL))
    return tuple(notes)


def _elsewhere(
    catalogue: Catalogue, asked: Asked, compared: Sequence[Place], language: str
) -> list[str]:
    """Say how many people of the study are in no territory of the level, where there are any."""
    _ = words(language)
    counts = catalogue.record.get("counts") or {}
    everyone = float(counts.get("population") or 0)
    for place in compared:
        away = round(everyone - place.value("population")) if place.role == "whole" else 0
        if away > 0:
            return [
                _(
                    "{sign} : sans territoire de ce niveau ({level}), donc hors de ce compte : "
                    "{people} de l'étude."
                ).format(
                    sign=place.sign,
                    people=people(away, language),
                    level=catalogue.levels[asked.level].plural[language],
                )
            ]
    return []
