"""The form of the comparison: what can be chosen, what is."""

from __future__ import annotations

from dataclasses import dataclass

from territory.tables.words import KIND_WORDS
from territory_app.catalogue import Catalogue
from territory_app.indicators import GROUPS
from territory_app.views.compare_asked import ALIKE, MOST, NOT_RANKED, REGION, WHOLE, Asked, offered
from territory_app.views.compare_places import larger
from territory_app.views.people import capital, worded
from territory_app.words import words

MOST_NAMES = 1500
"""Names offered as one types; beyond, codes and names are typed in full."""


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


def form(catalogue: Catalogue, asked: Asked, language: str) -> Form:
    """Return the form of a comparison."""
    _ = words(language)
    table = catalogue.levels[asked.level].table
    listed = table.loc[table["class"] != NOT_RANKED] if len(table) <= MOST_NAMES else table.head(0)
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
