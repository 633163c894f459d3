"""What the controls of the map offer: indicators by question, places a view is kept to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from territory.text import fold, number
from territory_app.catalogue import Catalogue, Level
from territory_app.indicators import GROUPS, INDICATORS
from territory_app.views.people import capital
from territory_app.views.shown import absence, need_label
from territory_app.words import words

MOST_PLACES = 2000
"""A level of more territories than this is searched in the other box only."""


@dataclass(frozen=True)
class Option:
    """One choice: its key, its words, and whether it can be chosen."""

    value: str
    label: str
    disabled: bool = False


@dataclass(frozen=True)
class Group:
    """Choices under one heading."""

    heading: str
    options: tuple[Option, ...]


def level_options(catalogue: Catalogue, language: str) -> tuple[Option, ...]:
    """Return the levels, each with how many territories it has."""
    return tuple(
        Option(key, f"{capital(level.plural[language])} ({number(level.count, language)})")
        for key, level in catalogue.levels.items()
    )


def indicator_groups(catalogue: Catalogue, language: str) -> tuple[Group, ...]:
    """Return the indicators under the question each answers.

    One that the results do not hold is there with the reason, and cannot be chosen.
    """
    _ = words(language)
    groups = []
    for key, question in GROUPS:
        options = []
        for one in INDICATORS:
            if one.question != key:
                continue
            why = absence(catalogue, one, language)
            label = _(one.label)
            if why:
                label = _("{label} ({why})").format(label=label, why=why)
            options.append(Option(one.key, label, bool(why)))
        groups.append(Group(_(question), tuple(options)))
    return tuple(groups)


def need_options(catalogue: Catalogue, language: str) -> tuple[Option, ...]:
    """Return the needs of the study."""
    return tuple(Option(key, need_label(catalogue, key, language)) for key in catalogue.needs)


def place_options(catalogue: Catalogue, language: str) -> tuple[Option, ...]:
    """Return the places a view can be kept to: regions as people name them, then territories.

    Other names a region goes by are in its words, so that typing one finds it.
    """
    _ = words(language)
    said = _("région d'usage")
    regions = [
        Option(one.key, f"{' / '.join((one.name, *one.aliases))} ({said})")
        for one in sorted(catalogue.regions, key=lambda one: fold(one.name))
    ]
    levels = sorted(catalogue.levels.values(), key=lambda one: one.count)
    known = [one for one in levels if one.count <= MOST_PLACES]
    return (*regions, *(option for level in known for option in _places(level, language)))


def _places(level: Level, language: str) -> Iterable[Option]:
    names = zip(level.table["territory_id"], level.table["name"], strict=True)
    for code, name in sorted(names, key=lambda one: fold(str(one[1]))):
        yield Option(str(code), f"{name} ({level.label[language]})")
