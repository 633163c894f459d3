"""What can be asked of the plain table, as the options of native controls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from territory.tables.words import KIND_WORDS
from territory.text import number
from territory_app.catalogue import Catalogue, spoken
from territory_app.indicators import GROUPS, INDICATORS
from territory_app.view_state import COUNTS, KEYS, METHODS, ViewState, write_view
from territory_app.views.people import capital, worded
from territory_app.views.selection import Selection, collated
from territory_app.views.shown import available
from territory_app.words import words

MOST_PLACES = 200


@dataclass(frozen=True)
class Option:
    """One option."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Select:
    """One native list: its key in the address, its label, its options by group.

    A group without a name holds options outside any group.
    """

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True)
class Choices:
    """The lists of the form, and what it keeps of the view unseen: pairs of key and value."""

    selects: tuple[Select, ...]
    kept: tuple[tuple[str, str], ...]


FORM = ("level", "indicator", "service", "need", "within", "isolated", "method", "count")


def choices_of(selection: Selection) -> Choices:
    """Return the form of a view, what it shows being selected."""
    catalogue, view, language = selection.catalogue, selection.view, selection.language
    _ = words(language)
    known = catalogue.choices()
    everything = Option("", _("Tout"))
    lists = [
        _select("level", _("Niveau"), view.level, _levels(catalogue, language)),
        _indicators(catalogue, view, language),
    ]
    if known.services:
        every = Option("", _("Tous ensemble"))
        kinds = [Option(one, capital(worded(KIND_WORDS, one, language))) for one in known.services]
        lists.append(_select("service", _("Services"), view.service, [every, *kinds]))
    if known.needs:
        needs = [
            Option(key, spoken(one.get("label"), language) or key)
            for key, one in catalogue.needs.items()
        ]
        lists.append(_select("need", _("Besoin"), view.need, needs))
    lists += [
        _places(catalogue, view, language),
        _select(
            "isolated",
            _("Classe seule"),
            view.isolated,
            [everything, *(Option(one.code, one.label) for one in selection.classes.entries)],
        ),
        _select(
            "method",
            _("Classes"),
            view.method,
            [
                Option(METHODS[0], _("Quantiles")),
                Option(METHODS[1], _("Fisher-Jenks")),
                Option(METHODS[2], _("Norme fixe")),
            ],
        ),
        _select(
            "count",
            _("Nombre de classes"),
            str(view.count),
            [Option(str(one), str(one)) for one in COUNTS],
        ),
    ]
    return Choices(tuple(lists), _kept(catalogue, view))


def _select(field: str, label: str, chosen: str, options: list[Option]) -> Select:
    marked = tuple(Option(one.value, one.label, one.value == chosen) for one in options)
    return Select(KEYS[field], label, (("", marked),))


def _levels(catalogue: Catalogue, language: str) -> list[Option]:
    return [
        Option(key, f"{capital(one.plural[language])} ({number(one.count, language)})")
        for key, one in catalogue.levels.items()
    ]


def _indicators(catalogue: Catalogue, view: ViewState, language: str) -> Select:
    """Return the indicators that have a value, and the one asked for, under their questions."""
    _ = words(language)
    known = {one.key for one in available(catalogue)} | {view.indicator}
    groups = [
        (
            _(question),
            tuple(
                Option(one.key, _(one.label), one.key == view.indicator)
                for one in INDICATORS
                if one.question == key and one.key in known
            ),
        )
        for key, question in GROUPS
    ]
    return Select(KEYS["indicator"], _("Indicateur"), tuple(one for one in groups if one[1]))


def _places(catalogue: Catalogue, view: ViewState, language: str) -> Select:
    """Return the regions people name, then the territories of levels short enough to be read."""
    _ = words(language)
    groups: list[tuple[str, tuple[Option, ...]]] = [
        ("", (Option("", _("Partout"), not view.within),))
    ]
    regions = [Option(one.key, one.name, one.key == view.within) for one in catalogue.regions]
    if regions:
        groups.append((_("Régions d'usage"), _by_name(regions)))
    for level in catalogue.levels.values():
        holds = level.count <= MOST_PLACES and level.key != view.level
        options = [
            Option(code, name, code == view.within)
            for code, name in zip(level.table["territory_id"], level.table["name"], strict=True)
            if holds or code == view.within
        ]
        if options:
            groups.append((capital(level.plural[language]), _by_name(options)))
    return Select(KEYS["within"], _("Dans"), tuple(groups))


def _by_name(options: list[Option]) -> tuple[Option, ...]:
    return tuple(sorted(options, key=lambda one: collated(one.label)))


def _kept(catalogue: Catalogue, view: ViewState) -> tuple[tuple[str, str], ...]:
    """Return what the form does not show but must not lose."""
    fields = [name for name in KEYS if name not in FORM]
    query = write_view(view, catalogue.choices(), fields).removeprefix("?")
    return tuple(parse_qsl(query))
