"""Everything a run writes, each file whole or not there at all."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from territory.export.cells import written
from territory.export.datapackage import data_package
from territory.export.evidence import evidence_tables, trace_files, write_table
from territory.export.geopackage import write_geopackage
from territory.export.layout import (
    Table,
    account_tables,
    file_name,
    gaps_table,
    level_tables,
    marked,
    marked_columns,
    rejected_tables,
    unit_table,
)
from territory.export.record import as_json, creation_time, file_entry, run_record
from territory.export.staging import RECORD, Inside, Staging
from territory.report.folium_map import folium_map
from territory.study.result import Result

PACKAGE = "datapackage.json"


def write_outputs(
    result: Result, out: Path, *, progress: Callable[[str], None] | None = None
) -> list[Path]:
    """Write a study's tables, layers, maps and record in a folder.

    Parameters
    ----------
    result : Result
        One walk of a study.
    out : Path
        The folder, created if needed; files of a former run there are replaced.
    progress : callable, optional
        Called with the name of each file before it is written.

    Returns
    -------
    list of Path
        The files written, run.json last.

    Raises
    ------
    InputError
        When the folder cannot be written in.
    """
    with Staging(out) as staging:
        write_in(staging, result, progress=progress)
    return [out / name for name in staging.names]


@dataclass(frozen=True)
class Beside:
    """What is written beside the files of a run, and told of with them.

    Attributes
    ----------
    resources : sequence of dict
        Entries of datapackage.json of files already staged, without size nor checksum.
    record : Mapping
        What run.json says besides.
    """

    resources: Sequence[dict[str, Any]] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def write_in(
    staging: Staging | Inside,
    result: Result,
    beside: Beside | None = None,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write the files of a run in a folder being staged, as `write_outputs` does."""
    created, start = creation_time(), time.perf_counter()
    demonstration = result.study.demonstration
    tell = progress or (lambda _name: None)
    more = beside or Beside()

    def place(stem: str, extension: str, folder: str = "") -> Path:
        name = folder + file_name(stem, extension, demonstration=demonstration)
        tell(name)
        return staging.path(name)

    gaps = [gaps_table(result, level) for level in result.gaps]
    for table in (*gaps, *level_tables(result), unit_table(result), *account_tables(result)):
        write_csv(table, place(table.stem, "csv"), demonstration=demonstration)
    for table in rejected_tables(result):
        path = place(table.stem, "csv", "rejected/")
        write_csv(table, path, demonstration=demonstration)
    if result.evidence is not None:
        names = trace_files(demonstration=demonstration)
        for key, rows in evidence_tables(result.evidence).items():
            tell(names[key])
            write_table(rows, staging.path(names[key]), demonstration=demonstration)
    write_geopackage(result, place("study", "gpkg"), created=created)
    for level in result.gaps:
        page = folium_map(result, level)
        place(f"map_{level}", "html").write_text(page, encoding="utf-8", newline="\n")
    entries = [file_entry(staging.folder, name) for name in staging.names]
    described = data_package(result, entries, created, more.resources)
    staging.path(PACKAGE).write_text(as_json(described), encoding="utf-8", newline="\n")
    entries.append(file_entry(staging.folder, PACKAGE))
    record = run_record(result, entries, created, time.perf_counter() - start, more.record)
    staging.path(RECORD).write_text(as_json(record), encoding="utf-8", newline="\n")


def write_csv(table: Table, path: Path, *, demonstration: bool) -> None:
    """Write one table as CSV: UTF-8, commas, dots, one line feed per row."""
    columns = marked_columns(table.columns, demonstration=demonstration)
    cells = written(marked(table.frame, demonstration=demonstration), columns)
    cells.to_csv(
        path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_MINIMAL
    )
