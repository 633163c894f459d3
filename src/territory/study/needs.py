"""``[[needs]]``: figures about areas, put beside the people of the study; never more people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd
from pandas.api.types import is_numeric_dtype

from territory.codes import LEVELS
from territory.errors import InputError
from territory.tables.dictionary import ORIGIN_COLUMNS, UNIT_COLUMNS, WARNING, names
from territory.tables.measures import MEASURE_COLUMNS
from territory.tables.needs import PEOPLE, Need, need
from territory.tables.notes import note
from territory.text import N_, enumerate_words

_NO_KEY = N_(
    "{source} décrit des territoires par « {key} », que la population de l'étude ne donne pas; "
    "ses identifiants : {known}."
)
_NOBODY = N_(
    "{source} ne décrit aucune unité de population de l'étude ({key}); la première de l'étude "
    "est {unit}, la première du fichier {other}."
)
_TWICE = N_(
    "{source} donne la colonne « {column} », que la population de l'étude a déjà : retirez "
    "l'entrée [[needs]] si elle est deux fois dans l'étude, sinon renommez la colonne dans le "
    "fichier."
)
_TAKEN = N_(
    "{source} donne la colonne « {column} », qui est aussi une colonne des résultats : donnez-lui "
    "un autre nom (option columns), ou renommez-la dans le fichier."
)
_NOT_ALL = 0.999
# Where a row of needs comes from is kept in the account of its file, not beside each person.
_PROVENANCE = ("source_file", "source_row", "source_rows")
# Columns of access_units.csv and of needs_<level>.csv: a need may not take their place.
_RESULTS = {
    WARNING.name,
    "territory_id",
    *names((*UNIT_COLUMNS, *MEASURE_COLUMNS, *ORIGIN_COLUMNS)),
    *(f"{level}_id" for level in LEVELS),
}


def joined(
    population: gpd.GeoDataFrame, needs: pd.DataFrame, source: str
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return population units with the figures of ``needs``, and how many people have each.

    Parameters
    ----------
    population : geopandas.GeoDataFrame, shape (n, columns)
        Units; none is added or lost.
    needs : pandas.DataFrame
        One key column first (``unit_id`` or ``<level>_id``), each key once, then figures.
    source : str
        Name of the file, for the sentences.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and of str
        The units, a missing figure where the file has none, and one note per column.

    Raises
    ------
    InputError
        When the population has no such key, no unit is described, or a column is there twice.
    """
    table = needs.drop(columns=[name for name in _PROVENANCE if name in needs])
    key = str(table.columns[0])
    figures = [str(name) for name in table.columns[1:]]
    _refuse(population, table, key, figures, source)
    found = table.set_index(key).reindex(population[key].astype("object"))
    units = population.assign(**{name: found[name].to_numpy() for name in figures})
    return units, _notes(units, figures)


def described(units: pd.DataFrame, before: Collection[str], source: str) -> list[Need]:
    """Return what is known of the columns that the figures of ``source`` brought to ``units``."""
    return [
        need(str(name), source, text=not is_numeric_dtype(units[name]))
        for name in units.columns
        if name not in before
    ]


def beside(population: gpd.GeoDataFrame, needs: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the units of the surroundings with the same columns, described or not."""
    table = needs.drop(columns=[name for name in _PROVENANCE if name in needs])
    key = str(table.columns[0])
    if not len(population):
        return population
    if key not in population:
        return population.assign(**dict.fromkeys(map(str, table.columns[1:])))
    found = table.set_index(key).reindex(population[key].astype("object"))
    return population.assign(**{str(n): found[n].to_numpy() for n in table.columns[1:]})


def _refuse(
    population: gpd.GeoDataFrame, table: pd.DataFrame, key: str, figures: list[str], source: str
) -> None:
    if key not in population:
        known = [str(name) for name in population.columns if str(name).endswith("_id")]
        raise InputError(_NO_KEY, source=source, key=key, known=enumerate_words(known))
    taken = [name for name in figures if name in population]
    if taken:
        raise InputError(_TWICE, source=source, column=taken[0])
    others = {*map(str, population.columns), *figures}
    ours = [name for name in figures if name in _RESULTS or _counts_another(name, others)]
    if ours:
        raise InputError(_TAKEN, source=source, column=ours[0])
    if not population[key].isin(table[key]).any():
        units = population[key].dropna()
        raise InputError(
            _NOBODY,
            source=source,
            key=key,
            unit=str(units.iloc[0]) if len(units) else "—",
            other=str(table[key].iloc[0]) if len(table) else "—",
        )


def _counts_another(name: str, others: Collection[str]) -> bool:
    """Return whether a need has the name under which the people of another one are counted."""
    return (
        name.endswith(PEOPLE) and name.removesuffix(PEOPLE) in others
    ) or name + PEOPLE in others


def _notes(units: gpd.GeoDataFrame, figures: list[str]) -> tuple[str, ...]:
    people = units["population"].astype(float)
    total = float(people.sum())
    reached: Mapping[str, float] = {
        name: float(people[units[name].notna()].sum()) for name in figures
    }
    return tuple(
        note(
            "« {name} » : connu pour {count} personnes sur {total} ({share:%}).",
            name=name,
            count=count,
            total=total,
            share=_share(count, total),
        )
        for name, count in reached.items()
    )


def _share(count: float, total: float) -> float | None:
    """Return a share that does not round up to the whole."""
    if not total > 0:
        return None
    return 1.0 if count >= total else min(count / total, _NOT_ALL)
