"""The comparison: two to four territories of a level, or one beside what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from territory.report.cautions import cautions
from territory.tables.banner import fictional
from territory.tables.words import KIND_WORDS
from territory.text import enumerate_words, number
from territory_app.catalogue import Catalogue, Level
from territory_app.frames import NEED
from territory_app.indicators import GROUPS, Indicator
from territory_app.views.comparable import compared_on
from territory_app.views.compare_asked import (
    ALIKE,
    MOST,
    REGION,
    WHOLE,
    Asked,
    Typed,
    offered,
    with_territory,
    without_territory,
)
from territory_app.views.compare_places import Place, larger, measures, places
from territory_app.views.compare_strip import Marked, Strip, scale_of, strip
from territory_app.views.compare_words import (
    ECOLOGICAL,
    cell,
    class_words,
    is_small,
    openings,
    rank_words,
    told,
)
from territory_app.views.norm import norm_title, thresholds
from territory_app.views.people import capital, worded
from territory_app.views.provenance import sources, unique
from territory_app.views.shown import higher_is
from territory_app.words import words

WIDE, NARROW = 680.0, 340.0
MOST_NAMES = 1500
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
class Line:
    """One row of the table: a figure, its unit, and one cell per thing compared."""

    label: str
    unit: str
    cells: tuple[str, ...]
    numeric: bool = True


@dataclass(frozen=True)
class Figure:
    """One indicator: its strip at two widths and its sentences."""

    key: str
    label: str
    unit: str
    note: str
    sentences: tuple[str, ...]
    wide: Strip
    narrow: Strip


@dataclass(frozen=True)
class Group:
    """The indicators of one question."""

    key: str
    title: str
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Option:
    """One choice of the form."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Form:
    """The form: what can be chosen, what is."""

    levels: tuple[Option, ...]
    names: tuple[str, ...]
    beside: tuple[Option, ...]
    indicators: tuple[tuple[str, tuple[Option, ...]], ...]
    services: tuple[Option, ...]
    full: bool


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
        groups=_groups(catalogue, level, compared, shown, asked, language),
        messages=_messages(catalogue, asked, typed, language),
        suggestions=tuple(
            (_name(catalogue, code), address(with_territory(asked, code, catalogue)))
            for code in typed.near
        ),
        cautions=tuple(f"{one}." for one in cautions(catalogue.record, language, level.key)),
        notes=_notes(catalogue, asked, compared, shown, language),
        provenance=provenance(catalogue, language),
        form=_form(catalogue, asked, language),
    )


def provenance(catalogue: Catalogue, language: str) -> str:
    """Return where the figures come from: who, when, under what terms, which results."""
    _ = words(language)
    known = sources(catalogue, language)
    cited = unique(
        f"{one.publisher or one.title} ({one.vintage})" if one.vintage else one.publisher
        for one in known
    )
    licences = unique(one.licence for one in known)
    said = [
        _("Sources : {sources}.").format(sources="; ".join(cited)) if cited else "",
        _("Licences : {licences}.").format(licences="; ".join(licences)) if licences else "",
        _("territory {version}, résultats {checksum}.").format(
            version=catalogue.record.get("territory_version", "?"), checksum=catalogue.version[:8]
        ),
    ]
    return " ".join(filter(None, said))


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
    said = {
        "chosen": catalogue.levels[place.level].label[language] if place.level else "",
        "region": _("région ou territoire plus grand"),
        "whole": _("toutes les unités de l'étude"),
        "alike": _("comparable à {sign}").format(sign="A"),
    }[place.role]
    if place.role == "region":
        said = catalogue.levels[place.level].label[language]
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
    kind = f" ({worded(KIND_WORDS, asked.service, language)})" if asked.service else ""
    return (
        Line(_("Population"), _("personnes"), count("population")),
        Line(_("Classe"), "", judged, numeric=False),
        Line(_("Rang"), _("1 : le plus difficile, sur {count}").format(count=ranked), ranks),
        Line(_("Portes sur place") + kind, _("portes"), count("presence")),
        Line(_("Personnes hors d'atteinte") + kind, _("personnes"), count("people_beyond_reach")),
    )


def _groups(
    catalogue: Catalogue,
    level: Level,
    compared: Sequence[Place],
    shown: Sequence[Indicator],
    asked: Asked,
    language: str,
) -> tuple[Group, ...]:
    _ = words(language)
    found = []
    for key, title in GROUPS:
        mine = [one for one in shown if one.question == key]
        if not mine:
            continue
        lines = tuple(
            Line(
                capital(_(one.label)),
                _(one.unit) if one.unit else "",
                tuple(cell(one, place.value(one.column), language) for place in compared),
            )
            for one in mine
        )
        drawn = (_figure(catalogue, level, compared, one, asked, language) for one in mine)
        figures = tuple(one for one in drawn if one is not None)
        found.append(Group(key, _(title), lines, figures))
    return tuple(found)


def _figure(
    catalogue: Catalogue,
    level: Level,
    compared: Sequence[Place],
    measure: Indicator,
    asked: Asked,
    language: str,
) -> Figure | None:
    _ = words(language)
    table = catalogue.frame(asked.level, asked.service)
    values = table[measure.column].to_numpy(dtype=float, na_value=np.nan)
    scale = scale_of(values, share=measure.scale == "share")
    if scale is None:
        return None
    whole = _("Ensemble de l'étude")
    marked = [
        Marked(one.sign, one.name or whole, one.shape, one.role, one.value(measure.column))
        for one in compared
    ]
    ticks = [_tick(measure, tick, scale.ticks, language) for tick in scale.ticks]
    note = (
        _("sens : plus haut, {higher}").format(
            higher=higher_is(catalogue, measure.column.removeprefix(NEED), language)
        )
        if measure.column.startswith(NEED)
        else ""
    )
    key = measure.key if not measure.reads_need else measure.column.replace(":", "-")
    return Figure(
        key=key,
        label=capital(_(measure.label)),
        unit=_(measure.unit) if measure.unit else "",
        note=note,
        sentences=tuple(told(measure, values, level, compared, language)),
        wide=strip(values, scale, marked, ticks, width=WIDE, named=True),
        narrow=strip(values, scale, marked, ticks, width=NARROW, named=False),
    )


def _tick(measure: Indicator, value: float, ticks: Sequence[float], language: str) -> str:
    if measure.scale == "share":
        return replace(measure, digits=0).write(value, language)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    digits = next((places_ for places_ in range(4) if abs(step * 10**places_ % 1) < 1e-6), 3)  # noqa: PLR2004
    return number(value, language, digits=digits)


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
    if any(is_small(one.row, minimum) for one in compared if one.territory_id):
        notes.append(
            _(
                "{sign} Petits nombres : peu de personnes ou peu d'effectifs; ces chiffres sont "
                "fragiles, et sous {minimum} personnes couvertes, rangs et taux sont retirés."
            ).format(sign=SMALL_SIGN, minimum=number(minimum, language))
        )
    notes.append(_("— : valeur absente ou retirée; ce n'est pas zéro."))
    if ALIKE in asked.beside and any(one.role == "alike" for one in compared):
        notes.append(compared_on(catalogue, asked.level, language))
    if any(one.reads_need for one in shown):
        notes.append(_(ECOLOGICAL))
    return tuple(notes)


def _form(catalogue: Catalogue, asked: Asked, language: str) -> Form:
    _ = words(language)
    table = catalogue.levels[asked.level].table
    listed = table if len(table) <= MOST_NAMES else table.head(0)
    names = tuple(
        f"{name} ({code})"
        for name, code in zip(listed["name"], listed["territory_id"], strict=True)
        if code not in asked.territories
    )
    titles = {
        REGION: _("La région qui les contient"),
        WHOLE: _("L'ensemble de l'étude"),
        ALIKE: _("Des territoires comparables au premier"),
    }
    possible = [WHOLE, ALIKE]
    if any(larger(catalogue, code) for code in asked.territories[:1]):
        possible.insert(0, REGION)
    groups = []
    for key, title in GROUPS:
        mine = tuple(
            Option(one.key, capital(_(one.label)), one.key == asked.indicator)
            for one in offered()
            if one.question == key
        )
        if mine:
            groups.append((_(title), mine))
    kinds = catalogue.services_apart
    return Form(
        levels=tuple(
            Option(key, capital(one.plural[language]), key == asked.level)
            for key, one in catalogue.levels.items()
        ),
        names=names,
        beside=tuple(Option(key, titles[key], key in asked.beside) for key in possible),
        indicators=tuple(groups),
        services=tuple(
            Option(kind, capital(worded(KIND_WORDS, kind, language)), kind == asked.service)
            for kind in kinds
        ),
        full=len(asked.territories) >= MOST,
    )
