"""Whatever the file, it is read with every row accounted for, or refused in one sentence."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.templates.model import KEYS, load_template
from territory.sources.templates.readers import Outcome, read_outcome

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["Farnham", "46112", "RLS:0611", "oui", "80 %", "0,8", "2024", "x", "GMF", "1 234", "-1",
         "45,3", "-72,9", "?", "EXEMPLE", "# note", "complet", "CLSC", "résidence", "1e400"]
    ),
    st.text(max_size=12),
)  # fmt: skip
FEW = settings(max_examples=15, suppress_health_check=list(HealthCheck))


def outcome_of(content: bytes, name: str, key: str, meta: SourceInfo) -> Outcome | None:
    """Read what was written; None where it was refused in one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with suppress(InputError):
            return read_outcome(path, key, meta=meta)
    return None


def accounted(outcome: Outcome) -> None:
    reading = outcome.reading
    assert reading.read == reading.kept + len(reading.rejected)
    assert reading.kept == len(reading.table)
    assert (reading.rejected["reason"] != "").all()
    assert (reading.rejected["reason_en"] != "").all()


@FEW
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_refused_or_accounted_for(
    meta: SourceInfo, content: bytes, name: str
) -> None:
    outcome = outcome_of(content, name, "gmf", meta)
    if outcome is not None:
        accounted(outcome)


@FEW
@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_any_cells_under_the_headers_are_accounted_for(
    meta: SourceInfo, key: str, data: st.DataObject
) -> None:
    template = load_template(key)
    width = len(template.fields)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5))
    outcome = outcome_of(written(template.fields, rows), "a.csv", key, meta)
    if outcome is not None:
        accounted(outcome)
        assert outcome.reading.read <= len(rows)


def written(fields: Any, rows: list[list[str | None]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow([one.fr for one in fields])
    table.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


@FEW
@given(place=st.integers(0, 6000), byte=st.integers(0, 255))
def test_a_workbook_with_a_byte_changed_is_refused_or_accounted_for(
    meta: SourceInfo, place: int, byte: int
) -> None:
    book = openpyxl.Workbook()
    for row in (["Nom du GMF", "Municipalité", "ETC TS"], ["GMF A", "Farnham", 1.5]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    content = bytearray(out.getvalue())
    content[place % len(content)] = byte
    outcome = outcome_of(bytes(content), "a.xlsx", "gmf", meta)
    if outcome is not None:
        accounted(outcome)
