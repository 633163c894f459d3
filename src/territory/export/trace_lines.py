"""A trace as one CSV: every row behind a figure, at full precision, with the row of its file.

The rows whose ``part`` is "line" or "apart" add up, in their column ``contribution``, to the
figure (where it is a sum); the others show what those rows are made of.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pandas as pd

from territory.errors import InputError
from territory.export.cells import texts
from territory.export.layout import marked
from territory.study.trace import Trace
from territory.study.trace_columns import CONTRIBUTION

_SITE_ORIGIN = {
    "name": "service_name",
    "source_file": "service_source_file",
    "source_row": "service_source_row",
}
FIRST = (
    "part", "territory_id", "column", "unit_id", "name", "service_id", "service_name", "kind",
    "question", "value", "threshold", "answer", "variant", "class", "rank", "population", "share",
    "people", "registered_share", "eligible", "mass", "nearest_cost", "cost", "weight", "supply",
    "demand", "ratio", "access", "share_complete", "cumulative", "contribution", "source_file",
    "source_row", "source_rows", "service_source_file", "service_source_row",
)  # fmt: skip
"""Columns of the file, in order; those no row fills are left out."""


def trace_rows(trace: Trace) -> pd.DataFrame:
    """Return every row of a trace, one under the other.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    pandas.DataFrame
        The columns of `FIRST` that hold something.
    """
    parts = [_placed(trace.lines, trace).assign(part="line")]
    if trace.apart:
        parts.append(pd.DataFrame({"part": ["apart"], CONTRIBUTION: [trace.apart]}))
    if len(trace.pairs):
        parts.append(trace.units.drop(columns=CONTRIBUTION, errors="ignore").assign(part="unit"))
        sites = trace.sites.rename(columns=_SITE_ORIGIN)
        parts.append(sites.drop(columns=CONTRIBUTION, errors="ignore").assign(part="site"))
    parts.append(trace.demand.assign(part="demand"))
    found = [part.astype(object) for part in parts if len(part)]
    if not found:
        found = [pd.DataFrame({"part": ["none"], "answer": [trace.reason]})]
    whole = pd.concat(found, ignore_index=True)
    whole["column"] = trace.column
    named = whole.get("territory_id", pd.Series(None, index=whole.index, dtype=object))
    whole["territory_id"] = named.where(named.notna(), trace.territory_id)
    return whole[[name for name in FIRST if name in whole]]


def _placed(lines: pd.DataFrame, trace: Trace) -> pd.DataFrame:
    """Return the lines beside the names and the file rows of their unit and their site."""
    told = lines
    if "service_id" in told and "unit_id" not in told:
        return told.rename(columns=_SITE_ORIGIN)
    if not len(trace.pairs) or "service_id" not in told:
        return told
    own = ["unit_id", "name", "population", "share", "source_file", "source_row", "source_rows"]
    units = trace.units[[name for name in own if name in trace.units]]
    sites = trace.sites.rename(columns=_SITE_ORIGIN)
    kept = ["service_id", "kind", "supply", "demand", *_SITE_ORIGIN.values()]
    told = told.merge(units, on="unit_id", how="left", sort=False)
    return told.merge(
        sites[[name for name in kept if name in sites]], on="service_id", how="left", sort=False
    )


def write_trace(trace: Trace, path: Path, *, demonstration: bool) -> int:
    """Write a trace in one file, whole or not at all; return how many rows it has.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    rows = marked(trace_rows(trace), demonstration=demonstration)
    cells = pd.DataFrame({name: _cells(rows[name]) for name in rows})
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        cells.to_csv(
            partial, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_MINIMAL
        )
        partial.replace(path)
    except OSError as fault:
        partial.unlink(missing_ok=True)
        raise InputError(
            "Le fichier {path} ne peut pas être écrit : {fault}.",
            path=str(path),
            fault=fault.strerror,
        ) from None
    return len(rows)


def _cells(values: pd.Series) -> pd.Series:
    """Write numbers with every digit they have, and text that no spreadsheet takes for code."""
    numeric = values.map(
        lambda value: isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    )
    told = texts(values.where(~numeric, None).map(_word))
    figures = values[numeric].map(_exact)
    return told.where(~numeric, figures.reindex(values.index))


def _word(value: object) -> str | None:
    if value is None or value is pd.NA or isinstance(value, float):
        return None
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return str(value)


def _exact(value: float) -> str:
    figure = float(value)
    if not np.isfinite(figure):
        return ""
    return repr(int(figure)) if figure.is_integer() and abs(figure) < 2**53 else repr(figure)
