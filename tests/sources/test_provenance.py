"""Every row of the tables knows its file and its row there; on real files, the row says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import territory
from territory.sources import SourceInfo, read
from territory.study.gather import Gathered, gather
from territory.tables import Reading

Write = Callable[..., Path]


def rows_of(reading: Reading) -> list[tuple[str, int]]:
    table = reading.table
    return list(zip(table["source_file"], table["source_row"].astype(int), strict=True))


def test_rows_of_a_text_file_count_from_its_second_line(csv: Write, meta: SourceInfo) -> None:
    path = csv("u.csv", "unit_id,population,lon,lat\nb,10,-72,46\na,x,-72,46\n\nc,5,-72,46\n")
    reading = read("population", "population", path, meta=meta)
    assert rows_of(reading) == [("u.csv", 2), ("u.csv", 5)]
    assert reading.rejected["line"].to_list() == [3]


def test_territories_keep_their_row_though_the_table_is_sorted(
    squares: Callable[..., Path], meta: SourceInfo
) -> None:
    path = squares(
        "rls.gpkg", RLS_code=["0912", "0111"], RLS_nom=["Deux", "Un"], RTS_code=["091", "011"],
        RSS_code=["09", "01"],
    )  # fmt: skip
    reading = read("territories", "rls", path, meta=meta, level="rls")
    assert reading.table["territory_id"].to_list() == ["RLS:0111", "RLS:0912"]
    assert rows_of(reading) == [("rls.gpkg", 2), ("rls.gpkg", 1)]


def test_coverage_rows_have_theirs(csv: Write, meta: SourceInfo) -> None:
    path = csv("c.csv", "territory_id,kind,status\nMRC:01,clsc,complete\nMRC:02,clsc,partial\n")
    reading = read("coverage", "coverage", path, meta=meta)
    assert rows_of(reading) == [("c.csv", 2), ("c.csv", 3)]


@pytest.fixture(scope="module")
def quebec(real_data: Path, checkout: Path) -> Gathered:
    """Read every file of the Québec study."""
    return gather(territory.read_study(checkout / "studies" / "quebec.toml", real_data))


@pytest.fixture(scope="module")
def montreal(real_data: Path, checkout: Path) -> Gathered:
    """Read every file of the Montréal study."""
    return gather(territory.read_study(checkout / "studies" / "montreal.toml", real_data))


def told_by_the_file(table: pd.DataFrame, key: str, real_data: Path) -> int:
    """Count the rows whose line of the text file holds what ``key`` calls them."""
    found = 0
    for name, rows in table.groupby("source_file"):
        paths = [path for path in real_data.rglob(str(name)) if path.suffix == ".csv"]
        if not paths:
            continue
        lines = paths[0].read_bytes().replace(b"\r\n", b"\n").split(b"\n")
        for code, line in zip(rows[key], rows["source_row"], strict=True):
            bare = str(code).partition("/")[0].rpartition(":")[2].encode()
            assert bare.lstrip(b"0") in lines[int(line) - 1], (name, code, line)
            found += 1
    return found


@pytest.mark.real
@pytest.mark.parametrize("name", ["montreal", "quebec"])
def test_every_row_of_the_real_studies_has_a_file_and_a_row(
    name: str, request: pytest.FixtureRequest
) -> None:
    found: Gathered = request.getfixturevalue(name)
    tables = {**found.territories, "population": found.population, "services": found.services}
    for label, table in tables.items():
        assert table["source_row"].notna().all(), label
        assert table["source_file"].ne("").all(), label
        for column in ("source", "vintage"):
            assert table[column].notna().all(), label
    if len(found.coverage):
        assert found.coverage["source_row"].notna().all()


@pytest.mark.real
def test_the_row_of_a_real_area_is_the_line_that_gave_its_people(
    montreal: Gathered, real_data: Path
) -> None:
    people = montreal.population
    assert told_by_the_file(people, "unit_id", real_data) == len(people)
    assert told_by_the_file(people.assign(n=people["population"].astype(int)), "n", real_data)


@pytest.mark.real
def test_the_row_of_a_real_facility_is_its_line(montreal: Gathered, real_data: Path) -> None:
    sites = montreal.services
    sites = sites.loc[sites["service_id"].str.startswith("M02:")]
    assert told_by_the_file(sites, "service_id", real_data) == len(sites)


@pytest.mark.real
def test_a_divided_municipality_and_joined_tracts_tell_their_first_row(
    quebec: Gathered, real_data: Path
) -> None:
    people = quebec.population
    parts = people.loc[people["unit_id"].str.contains("/")]
    assert len(parts)
    whole = parts["unit_id"].str.partition("/")[0]
    assert parts.groupby(whole.to_numpy())["source_row"].nunique().eq(1).all()
    joined = people.loc[people["source_rows"].fillna(1).astype(int) > 1]
    assert np.all(joined["unit_id"].str.startswith("CT:"))
    assert len(joined)
    towns = people.loc[people["unit_id"].str.match(r"MUN:\d{5}")]
    assert told_by_the_file(towns, "unit_id", real_data) == len(towns)


@pytest.mark.real
def test_territories_merged_from_others_tell_how_many(quebec: Gathered) -> None:
    assert quebec.territories["rss"]["source_rows"].astype(int).sum() == len(
        quebec.territories["rls"]
    )
