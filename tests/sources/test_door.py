"""The one door of the tables: what concerns a person stays in the file, and is counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.sources import SourceInfo, read
from territory.sources._door import without_people
from territory.sources._personal import DROPPED_COLUMNS, SCRUBBED_CELLS, without_addresses
from territory.tables import Reading, with_origin


def reading(**columns: list[object]) -> Reading:
    table = pd.DataFrame(columns)
    table = with_origin(table, "a.csv", range(2, len(table) + 2))
    return Reading(table, "a.csv", read=len(table), kept=len(table))


def test_a_column_about_people_is_dropped_and_counted() -> None:
    found = without_people(
        reading(
            unit_id=["a"], Maire=["Ginette Tremblay"], mcourriel=["x"], TELEPHONE=[5145550199],
            activity=["aide"],
        )
    )  # fmt: skip
    assert list(found.table.columns) == ["unit_id", "activity", "source_file", "source_row"]
    assert found.repairs[DROPPED_COLUMNS] == 3


def test_an_address_in_a_text_is_taken_out_and_the_rest_stays() -> None:
    found = without_people(
        reading(unit_id=["a", "b"], name=["Accueil (514) 555-0199", "9123-4567 Québec inc."])
    )
    assert found.table["name"].to_list() == ["Accueil", "9123-4567 Québec inc."]
    assert found.repairs[SCRUBBED_CELLS] == 1


@pytest.mark.parametrize(
    "number",
    ["514 555-0199", "(514)555-0199", "(514) 555-0199", "1-514-555-0199", "+1 514.555.0199",
     "514\N{NO-BREAK SPACE}555\N{NON-BREAKING HYPHEN}0199"],
)  # fmt: skip
def test_telephones_are_known_however_they_are_written(number: str) -> None:
    assert without_addresses(f"Tél. {number}") == "Tél."


@pytest.mark.parametrize(
    "text",
    ["M02:11084464", "REQ:1140139735", "DA:24660959", "2021-2022", "J4B 5E1", "CT:4620001.00",
     "11, rue 3e, app. 514", "45.512345, -73.554321", "du 2021-01-31 au 2022-12-31"],
)  # fmt: skip
def test_codes_dates_and_places_are_not_telephones(text: str) -> None:
    assert without_addresses(text) == text


def test_a_row_called_by_an_email_is_set_aside_and_nothing_is_lost() -> None:
    found = without_people(reading(service_id=["s1", "a@b.ca"], name=["Un", "Deux"]))
    assert found.table["service_id"].to_list() == ["s1"]
    assert found.rejected[["line", "id"]].to_numpy().tolist() == [[3, ""]]
    assert (found.read, found.kept) == (2, 1)


def test_a_code_that_is_an_address_becomes_unknown() -> None:
    found = without_people(reading(unit_id=["a", "b"], municipality_id=["MUN:01001", "a@b.ca"]))
    assert found.table["municipality_id"].isna().to_list() == [False, True]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_an_email_planted_in_any_text_is_taken_out_and_rows_are_kept(texts: list[str]) -> None:
    names = [f"{text} x@b.ca" for text in texts]
    found = without_people(reading(unit_id=[f"u{i}" for i in range(len(texts))], name=names))
    assert len(found.table) == len(texts)
    assert not any("@b.ca" in name for name in found.table["name"])
    assert found.repairs[SCRUBBED_CELLS] == len(texts)


def test_the_directory_of_municipalities_gives_no_name_of_an_official(
    tmp_path: Path, meta: SourceInfo, csv: Callable[..., Path]
) -> None:
    header = "mcode,munnom,mcodpos,mweb,mtel,mpopul,msupft,mrc,mcourriel,Maire"
    row = (
        "81017,Gatineau,J8X3Y9,www.x.ca,8192432345,291041,341.91,Gatineau (TE) (81),a@b.ca,M. Fuite"
    )
    reading_ = read("population", "municipalities", csv("MUN.csv", f"{header}\n{row}\n"), meta=meta)
    told = reading_.table.drop(columns="geometry").astype(str).to_csv()
    assert "Gatineau" in told
    for secret in ("Fuite", "a@b.ca", "8192432345"):
        assert secret not in told


@pytest.mark.real
@pytest.mark.parametrize(
    ("table", "reader", "name"),
    [
        ("services", "m02", "services/m02_installations_2022.csv"),
        ("services", "req", "services/req_mauricie_2025.csv"),
        ("population", "municipalities", "population/MUN.csv"),
    ],
)
def test_no_row_of_a_real_file_tells_who_to_call(
    table: str, reader: str, name: str, real_data: Path, meta: SourceInfo
) -> None:
    found = list(real_data.rglob(Path(name).name))
    if not found:
        pytest.skip(f"no {name}")
    rows = read(table, reader, found[0], meta=meta).table
    for column in rows.columns.drop("geometry"):
        if pd.api.types.is_string_dtype(rows[column]) and not column.endswith("_id"):
            text = rows[column].dropna()
            assert (text.map(without_addresses) == text.str.strip()).all(), column
