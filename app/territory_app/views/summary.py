"""The level in brief, shown where no territory is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from territory.text import number, percent
from territory_app.catalogue import Catalogue, Level
from territory_app.words import words


@dataclass(frozen=True)
class Figure:
    """One figure and what it counts."""

    value: str
    label: str


def figures(catalogue: Catalogue, level: Level, language: str, *, within: str = "") -> list[Figure]:
    """Return the figures of a level: territories, people, sites, people beyond reach.

    Kept to a place, they are those of the territories in it; sites are then left out.
    """
    _ = words(language)
    table = level.table
    if within:
        table = table[catalogue.inside(level.key, within)]
    beyond = float(table["people_beyond_reach"].sum())
    covered = float(table.loc[table["people_beyond_reach"].notna(), "population_covered"].sum())
    share = percent(beyond / covered, language) if covered else "—"
    sites = catalogue.services[~catalogue.around]
    doors = sites.get("door")
    count = len(sites) if doors is None else int(doors.astype(bool).sum())
    doors_words = _("portes : points qui reçoivent les gens en personne")
    return [
        Figure(number(len(table), language), _("territoires")),
        Figure(number(float(table["population"].sum()), language), _("personnes")),
        *([] if within else [Figure(number(count, language), doors_words)]),
        Figure(
            number(beyond, language),
            _("personnes hors d'atteinte, sur {covered} couvertes ({share})").format(
                covered=number(covered, language), share=share
            ),
        ),
    ]
