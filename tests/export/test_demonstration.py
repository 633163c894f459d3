"""The embedded demonstration, walked and written: what a person finds on the first day."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from territory.export import write_outputs
from territory.places import bundled
from territory.study import Result, read_study, run
from territory.tables.banner import banner
from territory.tables.dictionary import (
    GAPS_COLUMNS,
    ORIGIN_COLUMNS,
    SERVICE_COLUMNS,
    UNIT_COLUMNS,
    names,
)

pytestmark = pytest.mark.slow
MAP_MB = 3.0


@pytest.fixture(scope="module")
def result() -> Result:
    return run(read_study(bundled("studies", "demo.toml")))


@pytest.fixture(scope="module")
def folder(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    write_outputs(result, out)
    return out


def test_every_column_the_walk_gives_is_described_and_written(result: Result) -> None:
    for rows in result.gaps.values():
        assert rows.columns.tolist() == names(GAPS_COLUMNS)
    places = {f"{level}_id" for level in result.gaps}
    assert set(result.units.columns) - {"geometry"} == {
        *names((*UNIT_COLUMNS, *ORIGIN_COLUMNS)),
        *places,
    }
    assert set(names(SERVICE_COLUMNS)) <= set(result.services.columns)


def test_each_level_has_its_table_its_map_and_its_layer_of_the_same_length(
    result: Result, folder: Path
) -> None:
    layers = pyogrio.list_layers(folder / "study_demo.gpkg")[:, 0].tolist()
    assert layers == [*result.gaps, "services", "population", "layer_styles"]
    for level, rows in result.gaps.items():
        with (folder / f"gaps_{level}_demo.csv").open(encoding="utf-8", newline="") as stream:
            written = list(csv.DictReader(stream))
        assert len(written) == len(rows)
        assert {row["avertissement"] for row in written} == {banner("fr")}
        assert pyogrio.read_info(folder / "study_demo.gpkg", layer=level)["features"] == len(rows)
        assert (folder / f"map_{level}_demo.html").stat().st_size < MAP_MB * 1e6


def test_a_territory_that_is_not_ranked_shows_nothing_but_its_population(folder: Path) -> None:
    with (folder / "gaps_mrc_demo.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["class"] == "not_ranked"]
    assert rows
    kept = {"avertissement", "territory_id", "name", "population", "class", "norm"}
    for row in rows:
        filled = {name for name, cell in row.items() if cell}
        assert filled == kept | {"class_nonregistered", "class_reason"}


def test_people_add_up_in_the_record(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for level in record["levels"]:
        with (folder / level["file"]).open(encoding="utf-8", newline="") as stream:
            people = sum(float(row["population"]) for row in csv.DictReader(stream))
        total = people + level["unassigned_population"]
        assert total == pytest.approx(record["summary"]["population"], abs=1), level["key"]
        assert sum(record["classes"][level["key"]].values()) == level["count"]


def test_the_trace_holds_no_unit_of_a_self_governed_territory(folder: Path, result: Result) -> None:
    people = result.tables.population
    hidden = set(people.loc[people["self_governed"], "unit_id"])
    assert hidden
    files = list((folder / "trace").glob("*.parquet"))
    assert len(files) == 8
    for path in files:
        table = pd.read_parquet(path)
        assert table.columns[0] == "avertissement", path.name
        told = table.drop(columns=["territory_id", "name"], errors="ignore")
        for column in told.select_dtypes(["object", "str"]):
            assert not hidden & set(table[column].dropna()), (path.name, column)
