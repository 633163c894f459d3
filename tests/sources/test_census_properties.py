"""Whatever the rows: read = kept + rejected, nobody counted twice, no share above the whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.tables import Reading

META = SourceInfo("", "essai", "trial", "", "", "2021", "supply", "")
AREAS = st.sampled_from(["24660001", "24660002", "35060001", "2466", "", "24660001.0", "x"])
CELLS = st.sampled_from(
    ["0", "5", "1 200", "12,5", "-3", "x", "..", "F", "", "abc", "1e400", "nan"]
)
EXAMPLES = settings(max_examples=25)


def given_rows(text: str, table: str, reader: str, **options: Any) -> Reading | None:
    """Read a file of these rows; None where it is refused in one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(text, encoding="utf-8")
        try:
            return read(table, reader, path, meta=META, options=options)
        except InputError:
            return None


def adds_up(reading: Reading, rows: int) -> None:
    assert reading.read == rows
    assert reading.read == reading.kept + len(reading.rejected)


@EXAMPLES
@given(st.lists(st.tuples(AREAS, CELLS), min_size=1, max_size=12))
def test_needs_keep_each_area_once(rows: list[tuple[str, str]]) -> None:
    lines = [f"{area};{cell}" for area, cell in rows]
    written = [line for line, (area, cell) in zip(lines, rows, strict=True) if area or cell]
    reading = given_rows("DAUID;n\n" + "\n".join(lines) + "\n", "needs", "needs")
    if reading is None:
        return
    assert reading.table["unit_id"].is_unique
    assert reading.table["unit_id"].str.fullmatch(r"DA:24\d{6}").all()
    assert reading.kept == len(reading.table)
    assert reading.read <= len(written)
    assert reading.read == reading.kept + len(reading.rejected)


SHARES = st.sampled_from(["1", "0,5", "0.3", "0.334", "0", "-1", "1.2", "", "x", "1e-9"])
CLSC = st.sampled_from(["6111", "06112", "11111", "", "CLSC"])


@EXAMPLES
@given(st.lists(st.tuples(AREAS.filter(bool), CLSC, SHARES), min_size=1, max_size=12))
def test_no_area_is_in_the_territories_of_a_level_for_more_than_itself(
    rows: list[tuple[str, str, str]],
) -> None:
    text = "AD;CLSC;FRAC_CLSC\n" + "".join(f"{';'.join(row)}\n" for row in rows)
    reading = given_rows(text, "membership", "inspq_fractions")
    if reading is None:
        return
    adds_up(reading, len(rows))
    sums = reading.table.groupby(["subject_id", "level"])["share"].sum()
    assert (sums <= 1 + 1e-12).all()
    by_level = reading.table.groupby("level")["share"].sum()
    assert by_level.max() - by_level.min() == pytest.approx(0, abs=1e-9)


@EXAMPLES
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["24660001001", "24660001002", "24660002001", "35060001001", "24"]),
            CELLS.filter(lambda cell: "," not in cell),
            st.sampled_from(["0", "1"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_people_of_areas_are_those_of_the_blocks_kept(rows: list[tuple[str, ...]]) -> None:
    header = (
        "DBUID_IDIDU,DAUID_ADIDU,DARPLAT_ADLAT,DARPLONG_ADLONG,CSDUID_SDRIDU,CSDNAME_SDRNOM,"
        "DBPOP2021_IDPOP2021,DBAREA2021_IDSUP2021,DBIR2021_IDRI2021"
    )
    lines = [f"{b},{b[:8]},45.5,-73.6,2466023,Montréal,{n},0.5,{flag}" for b, n, flag in rows]
    text = "\n".join([header, *lines, ""])
    areas = given_rows(text, "population", "gaf", level="da")
    blocks = given_rows(text, "population", "gaf", level="db")
    assert (areas is None) == (blocks is None)
    if areas is None or blocks is None:
        return
    adds_up(areas, len(rows))
    adds_up(blocks, len(rows))
    assert areas.table["population"].sum() == blocks.table["population"].sum()
    assert areas.table["source_rows"].sum() == areas.kept == len(blocks.table)


@EXAMPLES
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["CLSC", "RLS", "Québec", ""]),
            st.sampled_from(["1111", "06111", "", "x"]),
            st.sampled_from(["2021", "1996", ""]),
            st.sampled_from(["Total", "Masculin", ""]),
            CELLS,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_reference_counts_a_territory_once(rows: list[tuple[str, ...]]) -> None:
    lines = [";".join(row) for row in rows]
    text = "\n".join(["NiveauGeographique;Territoire;Annee;Sexe;TousLesAges", *lines, ""])
    reading = given_rows(text, "reference", "territory_populations")
    if reading is None:
        return
    assert reading.read == reading.kept + len(reading.rejected)
    assert reading.table["territory_id"].is_unique
    assert (reading.table["population"] >= 0).all()
