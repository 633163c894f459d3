"""The files of a run, by name: what each table holds and how the demonstration marks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from territory.codes import LEVELS, level_named
from territory.sources.locating.duplicates import duplicates
from territory.study.places import to_check
from territory.study.result import Result
from territory.tables.accounts import COMPLETENESS_COLUMNS, POPULATION_COLUMNS
from territory.tables.banner import banner
from territory.tables.dictionary import (
    GAPS_COLUMNS,
    ORIGIN_COLUMNS,
    REJECTED_COLUMNS,
    SERVICE_COLUMNS,
    UNIT_COLUMNS,
    WARNING,
    level_column,
)
from territory.tables.kinds import KIND_COLUMNS
from territory.tables.measures import MEASURE_COLUMNS
from territory.tables.needs import Need, need_columns
from territory.tables.proposals import DUPLICATE_COLUMNS, PLACE_COLUMNS
from territory.tables.words import Column, class_words
from territory.text import translator

DEMONSTRATION_SUFFIX = "_demo"
INPUT_TABLES = (
    "territories",
    "population",
    "services",
    "coverage",
    "registration",
    "needs",
    "membership",
    "reference",
)


def file_name(stem: str, extension: str, *, demonstration: bool) -> str:
    """Return a file's name; the demonstration's says so.

    Examples
    --------
    >>> file_name("gaps_mrc", "csv", demonstration=True)
    'gaps_mrc_demo.csv'
    """
    return f"{stem}{DEMONSTRATION_SUFFIX if demonstration else ''}.{extension}"


def output_names(levels: Iterable[str], *, demonstration: bool) -> set[str]:
    """Return the names of the files a run of these levels writes, relative to its folder.

    Examples
    --------
    >>> sorted(output_names(["mrc"], demonstration=False))[:3]
    ['access_units.csv', 'completeness.csv', 'datapackage.json']
    """
    wanted = list(levels)
    stems = [
        *((f"gaps_{level}", "csv") for level in wanted),
        *((f"kinds_{level}", "csv") for level in wanted),
        *((f"needs_{level}", "csv") for level in wanted),
        *((f"map_{level}", "html") for level in wanted),
        *((f"rejected/{table}", "csv") for table in INPUT_TABLES),
        ("access_units", "csv"),
        ("completeness", "csv"),
        ("duplicates", "csv"),
        ("places_to_check", "csv"),
        ("populations", "csv"),
        ("study", "gpkg"),
    ]
    named = {file_name(stem, kind, demonstration=demonstration) for stem, kind in stems}
    return named | {"datapackage.json", "run.json"}


@dataclass(frozen=True)
class Table:
    """One table to write: its rows, its columns in order, and what people read above it."""

    stem: str
    title: str
    title_en: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def marked(frame: pd.DataFrame, *, demonstration: bool) -> pd.DataFrame:
    """Return ``frame`` with the demonstration's banner as its first column."""
    if not demonstration:
        return frame
    copy = frame.copy()
    copy.insert(0, WARNING.name, banner("fr"))
    return copy


def marked_columns(columns: tuple[Column, ...], *, demonstration: bool) -> tuple[Column, ...]:
    """Return ``columns`` with the demonstration's banner first."""
    return (WARNING, *columns) if demonstration else columns


def level_title(level: str, language: str = "fr") -> str:
    """Return the name people read for several territories of a level.

    Examples
    --------
    >>> level_title("clsc")
    'territoires de CLSC'
    """
    return translator(language)(level_named(level).plural)


def gaps_table(result: Result, level: str) -> Table:
    """Return the table of one level, ranked."""
    return Table(
        f"gaps_{level}",
        f"Écarts d'accès : {level_title(level)}",
        f"Access gaps: {level_title(level, 'en')}",
        result.gaps[level],
        gaps_columns(result.norm.tests),
    )


def gaps_columns(tests: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of the gaps tables, classes in the words of a norm with ``tests``."""
    words = class_words(tests)
    return tuple(
        replace(column, values=words) if column.name in {"class", "class_nonregistered"} else column
        for column in GAPS_COLUMNS
    )


def level_tables(result: Result) -> list[Table]:
    """Return, level by level, the tables beside that of gaps: kinds of services, then needs."""
    kinds = [
        Table(
            f"kinds_{level}",
            f"Sortes de services, une à une : {level_title(level)}",
            f"Kinds of services, one by one: {level_title(level, 'en')}",
            rows,
            KIND_COLUMNS,
        )
        for level, rows in result.kinds.items()
    ]
    needs = [
        Table(
            f"needs_{level}",
            f"Besoins des gens : {level_title(level)}",
            f"Needs of the people: {level_title(level, 'en')}",
            rows,
            need_columns(result.need_columns),
        )
        for level, rows in result.needs.items()
    ]
    return [*kinds, *needs]


def unit_columns(
    levels: list[str], measures: Iterable[str] = (), needs: Iterable[Need] = ()
) -> tuple[Column, ...]:
    """Return the columns of access_units.csv for a study of these levels, measures and needs.

    Examples
    --------
    >>> [column.name for column in unit_columns(["mrc"], ["gravity"])][-5:]
    ['status', 'mrc_id', 'gravity', 'source_file', 'source_row']
    """
    asked = set(measures)
    placed = (
        level_column(level, level_named(level).label, translator("en")(LEVELS[level].label))
        for level in levels
    )
    more = (column for column in MEASURE_COLUMNS if column.name in asked)
    beside = (need.column() for need in needs)
    return (*UNIT_COLUMNS, *placed, *more, *ORIGIN_COLUMNS, *beside)


def unit_table(result: Result) -> Table:
    """Return the table of population units."""
    return Table(
        "access_units",
        "Accès par unité de population",
        "Access by population unit",
        pd.DataFrame(result.units.drop(columns="geometry", errors="ignore")),
        unit_columns(list(result.gaps), result.study.file.outputs.measures, result.need_columns),
    )


def account_tables(result: Result) -> list[Table]:
    """Return what the run rests on: completeness, other counts, places and sites to check."""
    parts = [table.assign(level=level) for level, table in result.completeness.items()]
    complete = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    told = [
        Table(
            "completeness",
            "Complétude des données, par territoire et par sorte de service",
            "Completeness of the data, by territory and kind of service",
            complete,
            COMPLETENESS_COLUMNS,
        ),
        Table(
            "populations",
            "Population de l'étude à côté d'autres comptes",
            "Population of the study beside other counts",
            result.populations,
            POPULATION_COLUMNS,
        ),
    ]
    sites = result.tables.services
    told += [
        Table(
            "duplicates",
            "Points qui pourraient n'en être qu'un : rien n'est fusionné",
            "Sites that may be one: nothing is merged",
            duplicates(sites),
            DUPLICATE_COLUMNS,
        ),
        Table(
            "places_to_check",
            "Points gardés dont le lieu est à vérifier",
            "Sites kept whose place is to be checked",
            to_check(sites),
            PLACE_COLUMNS,
        ),
    ]
    return [table for table in told if len(table.frame)]


def service_table(result: Result) -> Table:
    """Return the table of service points (a layer of study.gpkg)."""
    return Table(
        "services",
        "Points de service",
        "Service points",
        result.services,
        SERVICE_COLUMNS,
    )


def rejected_tables(result: Result) -> list[Table]:
    """Return what was left out, table by table."""
    return [
        Table(
            name,
            f"Rangées écartées : {name}",
            f"Rows set aside: {name}",
            frame,
            REJECTED_COLUMNS,
        )
        for name, frame in sorted(result.rejected.items())
    ]
