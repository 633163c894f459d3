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


def figures(catalogue: Catalogue, level: Level, language: str) -> list[Figure]:
    """Return the four figures of a level: territories, people, sites, people beyond reach."""
    _ = words(language)
    table = level.table
    beyond = float(table["people_beyond_reach"].sum())
    covered = float(table.loc[table["people_beyond_reach"].notna(), "population_covered"].sum())
    share = percent(beyond / covered, language) if covered else "—"
    sites = catalogue.services[~catalogue.around]
    doors = sites.get("door")
    count = len(sites) if doors is None else int(doors.astype(bool).sum())
    return [
        Figure(number(level.count, language), _("territoires")),
        Figure(number(float(table["population"].sum()), language), _("personnes")),
        Figure(number(count, language), _("portes : points qui reçoivent les gens en personne")),
        Figure(
            number(beyond, language),
            _("personnes hors d'atteinte ({share})").format(share=share),
        ),
    ]
