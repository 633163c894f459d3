"""The folder ``trace/`` of a run: the rows its figures add up from, to be traced from files alone.

One Parquet file per table of `Evidence`. Units of self-governed territories are in none of them,
and a demonstration says what it is in every name and first column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from territory.errors import InputError
from territory.export.layout import file_name, marked
from territory.gaps import Norm
from territory.study.evidence import Evidence
from territory.tables.dictionary import WARNING

FOLDER = "trace/"
TITLES: Mapping[str, tuple[str, str]] = {
    "units": ("Trace : unités de population", "Trace: population units"),
    "sites": ("Trace : points de service", "Trace: service points"),
    "pairs": ("Trace : temps de chaque unité à chaque point", "Trace: times, unit by site"),
    "unit_shares": ("Trace : part de chaque unité par territoire", "Trace: shares of units"),
    "site_shares": ("Trace : territoire de chaque point", "Trace: territory of each site"),
    "territories": ("Trace : territoires", "Trace: territories"),
    "completeness": ("Trace : complétude par sorte de service", "Trace: completeness by kind"),
    "gaps": ("Trace : écarts de tous les niveaux", "Trace: gaps of every level"),
}
_INDEXED = {"units": "unit_id", "sites": "service_id"}


def trace_files(*, demonstration: bool) -> dict[str, str]:
    """Return the name of each file, relative to the results folder.

    Examples
    --------
    >>> trace_files(demonstration=True)["pairs"]
    'trace/pairs_demo.parquet'
    """
    return {
        name: FOLDER + file_name(name, "parquet", demonstration=demonstration) for name in TITLES
    }


def evidence_tables(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the tables to write, their identifiers as columns."""
    gaps = [table.assign(level=level) for level, table in evidence.gaps.items()]
    return {
        "units": evidence.units.rename_axis("unit_id").reset_index(),
        "sites": evidence.sites.rename_axis("service_id").reset_index(),
        "pairs": evidence.pairs,
        "unit_shares": evidence.unit_shares,
        "site_shares": evidence.site_shares,
        "territories": evidence.territories,
        "completeness": evidence.completeness,
        "gaps": pd.concat(gaps, ignore_index=True),
    }


def write_table(table: pd.DataFrame, path: Path, *, demonstration: bool) -> None:
    """Write one table, compressed."""
    told = marked(table, demonstration=demonstration)
    arrow = pa.Table.from_pandas(told, preserve_index=False)
    pq.write_table(arrow, path, compression="zstd", compression_level=9)


def read_evidence(out: Path, record: Mapping[str, Any]) -> Evidence:
    """Read back the evidence of a results folder.

    Parameters
    ----------
    out : Path
    record : Mapping
        Its run.json.

    Raises
    ------
    InputError
        When the folder has no trace, or a file of it is damaged.
    """
    names = trace_files(demonstration=bool(record.get("demonstration")))
    tables = {name: _read(out, path) for name, path in names.items()}
    for name, key in _INDEXED.items():
        tables[name] = tables[name].set_index(key)
    gaps = tables.pop("gaps")
    try:
        stated = dict(record["norm"])
        intensity = stated.pop("intensity_norm")
        norm = Norm.model_validate(stated)
        return Evidence(
            norm=norm,
            intensity_norm=_intensity(norm, intensity),
            gaps={
                str(level): rows.drop(columns="level").reset_index(drop=True)
                for level, rows in gaps.groupby("level", sort=False)
            },
            label=record["travel"]["label"],
            **tables,
        )
    except (KeyError, TypeError, ValueError, ValidationError):
        raise _damaged(out / "run.json") from None


def _intensity(norm: Norm, stated: float | None) -> float | None:
    """Return the intensity norm; JSON has no way to say that it could not be computed."""
    if stated is None and "intensity" in norm.tests:
        return float("nan")
    return stated


def _read(out: Path, name: str) -> pd.DataFrame:
    path = out / name
    if not path.is_file():
        raise InputError(
            "Le dossier {folder} n'a pas {file}, qui garde les rangées derrière les chiffres; "
            "refaites ces résultats avec `territory run`.",
            folder=str(out),
            file=name,
        )
    try:
        table: pd.DataFrame = pq.read_table(path).to_pandas()
    except (OSError, ValueError, pa.ArrowException, json.JSONDecodeError):
        raise _damaged(path) from None
    return table.drop(columns=WARNING.name, errors="ignore")


def _damaged(path: Path) -> InputError:
    return InputError(
        "Le fichier {path} est abîmé ou vient d'une autre version; refaites ces résultats "
        "avec `territory run`.",
        path=str(path),
    )


def resources(evidence: Evidence | None, *, demonstration: bool) -> list[dict[str, Any]]:
    """Return what datapackage.json says of the trace."""
    if evidence is None:
        return []
    return [
        {
            "name": f"trace-{name.replace('_', '-')}",
            "path": path,
            "title": TITLES[name][0],
            "title_en": TITLES[name][1],
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
        }
        for name, path in trace_files(demonstration=demonstration).items()
    ]
