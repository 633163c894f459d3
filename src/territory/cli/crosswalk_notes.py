"""What to know of a crosswalk's territories: without limits, or short of people."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from territory.codes import level_named
from territory.membership import OUTSIDE, Crosswalk
from territory.tables.notes import note
from territory.text import N_, number

LOW = 0.9
SHOWN = 10
_UNDRAWN = N_(
    "Limites non dessinées, {level} : {count} sur les {all} de ce tableau "
    "{count:n'a que son code|n'ont que leur code}; {people} "
    "{people:personne y est rattachée|personnes y sont rattachées} par les codes et les parts "
    "fournis. Les écarts de ce niveau ne les comptent pas."
)
_SHORT = N_(
    "Personnes manquantes, {level} : {count} {count:a|ont} ici moins de 90 % des personnes qu'en "
    "donne un autre compte : {names:,}{more} (rapport des deux). Une partie de leurs personnes "
    "n'est pas placée, ou les deux comptes ne portent pas sur les mêmes gens."
)


def remarks(
    both: Crosswalk,
    territories: Mapping[str, gpd.GeoDataFrame],
    official: Mapping[str, pd.Series],
    reference: pd.DataFrame,
    language: str,
) -> list[str]:
    """Return one line per level on what its territories lack, where they lack something.

    Parameters
    ----------
    both : Crosswalk
    territories : Mapping of level key to GeoDataFrame
        Those drawn.
    official : Mapping of level key to Series
        Names by code, drawn or not.
    reference : pandas.DataFrame
        ``territory_id, population``: another count of the same people; may be empty.
    language : str
    """
    table = both.table
    sides = ((both.from_level, "from_id"), (both.to_level, "to_id"))
    people = {
        level: table.loc[table[side] != OUTSIDE].groupby(side)["population"].sum()
        for level, side in sides
    }
    lines = [undrawn(level, here, territories[level], language) for level, here in people.items()]
    for level, here in people.items():
        names = territories[level].set_index("territory_id")["name"]
        if level in official:
            names = names.combine_first(official[level])
        own = territories[level]["self_governed"].astype(bool)
        governed = territories[level].loc[own, "territory_id"]
        shown = here.loc[~here.index.isin(governed)]
        lines.append(short_of_people(level, shown, names, reference, language))
    return [line for line in lines if line]


def undrawn(level: str, people: pd.Series, drawn: gpd.GeoDataFrame, language: str) -> str:
    """Return how many territories have people and no limits; "" where all are drawn."""
    lacking = people.loc[~people.index.isin(drawn["territory_id"])]
    if not len(lacking):
        return ""
    return note(
        _UNDRAWN,
        level=note(level_named(level).plural),
        count=len(lacking),
        all=len(people),
        people=float(lacking.sum()),
    ).told(language)


def short_of_people(
    level: str, people: pd.Series, names: pd.Series, reference: pd.DataFrame, language: str
) -> str:
    """Return the territories with far fewer people than another count gives; "" without any."""
    if not len(reference):
        return ""
    told = reference.loc[reference["population"] > 0]
    ratio = (told["territory_id"].map(people) / told["population"]).astype(float)
    least = ratio.groupby(told["territory_id"]).min().sort_values(kind="stable")
    low = least.loc[least < LOW]
    if not len(low):
        return ""
    first = [
        f"{code} {names.get(code, '')}".strip() + f" {number(value, language, digits=2)}"
        for code, value in low.head(SHOWN).items()
    ]
    return note(
        _SHORT,
        level=note(level_named(level).plural),
        count=len(low),
        names=first,
        more=", …" if len(low) > SHOWN else "",
    ).told(language)
