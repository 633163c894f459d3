"""``population``: people of another year, from projections by territory or factors given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from territory.codes import level_named
from territory.errors import InputError
from territory.scenarios.changes.shares import over_territories
from territory.scenarios.ground import Applied, known_level
from territory.scenarios.model import Population
from territory.sources.catalogue import SourceInfo
from territory.sources.msss_estimates import read_territory_populations, years_of
from territory.study import Walk
from territory.study.file import resolve
from territory.tables import Tables
from territory.tables.notes import Note, note
from territory.text import N_, enumerate_words

CENSUS = 2021

_PROJECTED = N_(
    "Population de {year} : celle de l'étude, multipliée par le rapport {year} sur {from_year} de "
    "chaque territoire ({level}; {source})."
)
_TOTAL = N_("{before} personnes deviennent {after}.")
_UNPLACED = N_(
    "{people} personnes ne sont dans aucun territoire de ce niveau : leur nombre ne change pas."
)


@dataclass(frozen=True)
class _Projection:
    """The ratio of a year's people to another's, by territory."""

    ratios: pd.Series
    source: str
    year: int
    from_year: int


def project(change: Population, tables: Tables, base: Walk, variant: str) -> Applied:  # noqa: ARG001
    """Give every unit the people of another year.

    Parameters
    ----------
    change : Population
        With ``path`` and ``year``, people of a unit are multiplied by the ratio, in its
        territory, of that year's projection to ``from_year``'s (that nearest to 2021 by
        default); units shared by territories take the mean, weighted by people. Factors of
        ``growth`` come instead, where they name a territory; ``everywhere`` is one for all.
    tables : Tables
    base : Walk
        Its study says where the data folder is.

    Raises
    ------
    InputError
        When nothing says how people change, the file lacks a year, or a territory with people.
    """
    if change.path is None and change.everywhere is None and not change.growth:
        raise InputError(
            "Rien ne dit quelle population prendre; donnez « path » et « year », « growth » ou "
            "« everywhere »."
        )
    if change.path is not None and change.everywhere is not None:
        raise InputError(
            "« path » et « everywhere » se contredisent dans un même changement de population; "
            "gardez-en un."
        )
    units = tables.population.set_index("unit_id")["population"].astype(float)
    factor = pd.Series(change.everywhere or 1.0, index=units.index)
    notes: list[Note] = []
    if change.path is not None:
        factor, notes = _projected(change, tables, base, units)
    factor = over_territories(tables, "unit", change.growth, factor)
    after = units * factor
    notes.append(note(_TOTAL, before=float(units.sum()), after=float(after.sum())))
    population = tables.population.assign(population=after.to_numpy())
    return Applied(replace(tables, population=population), notes=tuple(notes))


def _projected(
    change: Population, tables: Tables, base: Walk, units: pd.Series
) -> tuple[pd.Series, list[Note]]:
    """Return the factor of each unit from a file of projections."""
    known_level(tables, change.level)
    if change.year is None:
        raise InputError("« year » manque : dites l'année des projections à prendre.")
    told = _read(resolve(base.study, str(change.path)), change, change.year)
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "unit") & (rows["level"] == change.level)]
    _refuse_missing(change, tables, rows, units, told)
    ratio = rows["territory_id"].map(told.ratios)
    known = rows["share"].where(ratio.notna(), 0.0)
    share = known.groupby(rows["subject_id"]).sum().reindex(units.index, fill_value=0.0)
    summed = (known * ratio.fillna(0.0)).groupby(rows["subject_id"]).sum().reindex(units.index)
    factor = (summed / share.where(share > 0)).fillna(1.0)
    notes = [
        note(
            _PROJECTED,
            year=str(told.year),
            from_year=str(told.from_year),
            level=note(level_named(change.level).plural),
            source=told.source,
        )
    ]
    unplaced = float(units[share == 0].sum())
    if unplaced:
        notes.append(note(_UNPLACED, people=unplaced))
    return factor, notes


def _read(path: Path, change: Population, year: int) -> _Projection:
    years = years_of(path)
    start = change.from_year or min(years, key=lambda one: abs(one - CENSUS), default=CENSUS)
    meta = SourceInfo("", path.name, path.name, "", "", "", "supply", "")
    people = []
    for one in (start, year):
        if one not in years:
            raise InputError(
                "{file} n'a pas l'année {year}; ses années : {years}.",
                file=path.name,
                year=one,
                years=enumerate_words([str(y) for y in years]) or "—",
            )
        table = read_territory_populations(path, meta=meta, year=one).table
        table = table.loc[table["level"] == change.level]
        people.append(table.set_index("territory_id")["population"].astype(float))
    before, after = people
    ratios = (after / before.where(before > 0)).dropna()
    return _Projection(ratios, path.name, year, start)


def _refuse_missing(
    change: Population,
    tables: Tables,
    rows: pd.DataFrame,
    units: pd.Series,
    told: _Projection,
) -> None:
    """Refuse projections that say nothing of a territory where people live."""
    people = (rows["share"] * rows["subject_id"].map(units)).groupby(rows["territory_id"]).sum()
    inhabited = people.index[people > 0]
    missing = inhabited.difference(told.ratios.index)
    if not len(missing):
        return
    names = tables.territories[change.level].set_index("territory_id")["name"]
    raise InputError(
        "{file} n'a pas de projection pour des territoires de l'étude ({count} en tout), dont "
        "« {code} » ({name}); complétez-le, ou donnez « growth ».",
        file=told.source,
        count=len(missing),
        code=missing[0],
        name=str(names.get(missing[0], missing[0])),
    )
