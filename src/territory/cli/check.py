"""`territory check`: everything a study reads, said before anything is computed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from rich.console import Console

from territory.cli.check_tables import (
    completeness_table,
    files_table,
    levels_table,
    population_tables,
    precision_table,
    rejections_table,
)
from territory.cli.places import place_lines
from territory.gaps import Norm, load_norm
from territory.report.cautions import cautions
from territory.report.summary import buffer_line
from territory.study.assembly import assemble, placed
from territory.study.completeness import study_completeness, whole_completeness
from territory.study.gather import Gathered, gather
from territory.study.model import Study
from territory.study.populations import (
    against_references,
    coarse_units,
    named_basis,
    population_record,
)
from territory.study.reach import unit_parameters
from territory.study.referee import undrawn_named, without_limits
from territory.study.roads import network_account
from territory.study.validate import validate
from territory.tables import Tables
from territory.tables.notes import tell
from territory.text import N_, number, translator

WIDTH = 118
_SELF_GOVERNED = N_(
    "Territoires autogouvernés, ni classés ni donnés par unité sans décision de leur communauté : "
    "{territories}; unités : {units} ({people} personnes)"
)
_OPTED = N_("Classés par décision de leur communauté : {named}")


def check_study(study: Study, language: str, progress: Callable[[str], None]) -> str:
    """Read every input of a study and return the account of it as text.

    Raises
    ------
    InputError
        When files are missing (all of them are named) or one cannot be read.
    """
    validate(study)
    gathered = gather(study, progress)
    progress(translator(language)("appartenance des personnes et des points aux territoires"))
    tables = assemble(study, gathered)
    norm = load_norm(study.file.norm.preset, study.file.norm.override)
    record = _record(study, gathered, tables, norm)
    console = Console(width=WIDTH, record=True, file=io.StringIO(), highlight=False)
    for line in cautions(record, language):
        console.print(f"{line}.", markup=False)
    for table in (
        files_table(gathered, language),
        levels_table(tables, language, _without_limits(study, gathered)),
        *population_tables(record, tables, language),
        completeness_table(record["completeness"], tables, norm, language),
        precision_table(tables, language),
        rejections_table(gathered, language),
    ):
        console.print()
        console.print(table)
    console.print()
    for line in [
        *_self_governed(tables, language),
        *_around(tables, language),
        *place_lines(tables, language),
        *_remarks(gathered, language),
    ]:
        console.print(line, soft_wrap=False, markup=False)
    if study.file.travel.method == "roads":
        for line in network_account(study, tables.population, tables.services, language):
            console.print(line, soft_wrap=False, markup=False)
    return console.export_text().strip()


def _without_limits(study: Study, gathered: Gathered) -> dict[str, tuple[int, float]]:
    """Return, per level, the territories known by their code alone and their people."""
    undrawn = {} if study.demonstration else undrawn_named(gathered)
    if not undrawn:
        return {}
    return without_limits(gathered, placed(study, gathered, undrawn), undrawn)


def _record(study: Study, gathered: Gathered, tables: Tables, norm: Norm) -> dict[str, Any]:
    """Return what run.json would say of the data: counts of people, completeness, decisions."""
    basis = named_basis(study)
    beside = against_references(tables, gathered.reference, basis)
    registered = tables.population["registered_share"].astype(float)
    units = unit_parameters(study, norm, tables.population, registered)
    covered = units["located"] & ~units["self_governed"]
    by_level = study_completeness(study, tables, norm)
    return {
        "inputs": gathered.inputs,
        "counts": {"population_covered": float(units.loc[covered, "population"].sum())},
        "population": population_record(basis, beside, coarse_units(units)),
        "completeness": whole_completeness(study, tables, norm, by_level),
    }


def _self_governed(tables: Tables, language: str) -> list[str]:
    _ = translator(language)
    own = tables.population.loc[tables.population["self_governed"], "population"]
    territories = sum(int(table["self_governed"].sum()) for table in tables.territories.values())
    told = []
    if territories or len(own):
        told.append(
            _(_SELF_GOVERNED).format(
                territories=number(territories, language),
                units=number(len(own), language),
                people=number(float(own.sum()), language),
            )
        )
    opted = [
        str(name)
        for table in tables.territories.values()
        for name in table.loc[table["opted_in"], "name"]
    ]
    return [*told, *([_(_OPTED).format(named=", ".join(opted))] if opted else [])]


def _around(tables: Tables, language: str) -> list[str]:
    """Return one line on the band taken around the study, where there is one."""
    around = tables.surroundings
    if around is None:
        return []
    people = float(around.population["population"].sum()) if len(around.population) else 0.0
    told = {"km": around.km, "population": people, "services": len(around.services)}
    return [buffer_line(told, language)]


def _remarks(gathered: Gathered, language: str) -> list[str]:
    """Return repairs and notes, file by file."""
    _ = translator(language)
    colon = _(" : ")
    lines: list[str] = []
    for account in gathered.inputs:
        lines += [
            f"{account['source']} — {_(what)}{colon}{number(count, language)}"
            for what, count in account["repairs"].items()
        ]
        lines += [f"{account['source']} — {tell(note, language)}" for note in account["notes"]]
    return lines
