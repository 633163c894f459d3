"""What a run writes, as a person finds it in the folder."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from territory.export import write_outputs
from territory.study.result import Result
from territory.tables.banner import banner
from territory.tables.dictionary import GAPS_COLUMNS, ORIGIN_COLUMNS, UNIT_COLUMNS, names
from territory.tables.kinds import KIND_COLUMNS

CONTRACT = [
    "territory_id",
    "name",
    "population",
    "population_covered",
    "class",
    "presence",
    "presence_test",
    "reach_share",
    "reach_low",
    "reach_high",
    "people_beyond_reach",
    "nearest_cost_median",
    "fte",
    "fte_per_10k",
    "access_mean",
    "access_p10",
    "access_p90",
    "access_registered",
    "access_nonregistered",
    "rank",
    "rank_low",
    "rank_high",
    "fte_shortfall",
    "fte_shortfall_floor",
    "flags",
    "norm",
]
EXTRACT = """\
territory_id,name,population,population_covered,class,presence,reach_share,people_beyond_reach,nearest_cost_median,fte,fte_per_10k,access_mean,access_p10,access_p90,rank,rank_low,rank_high,fte_shortfall,norm
MRC:93,Exemple C,5000,5000,desert,1,0.4,3000,45,0.2,0.4,0.4,0,1,1,1,1,0.963043,example
MRC:92,Exemple B,9500,9000,underserved,1,1,0,12,1.5,1.578947,1.721329,0.912452,8.19234,2,2,2,0.544282,example
MRC:91,Exemple A,9000,9000,served,1,1,0,5,9,10,9.945338,8.19234,10.821837,3,3,3,0,example
"""


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_folder_holds_exactly_the_files_of_the_contract(out: Path) -> None:
    assert _files(out) == {
        "gaps_mrc.csv",
        "kinds_mrc.csv",
        "needs_mrc.csv",
        "access_units.csv",
        "study.gpkg",
        "map_mrc.html",
        "rejected/population.csv",
        "run.json",
        "datapackage.json",
    }


def test_the_demonstration_says_so_in_every_name_but_the_two_records(fictional_out: Path) -> None:
    assert _files(fictional_out) == {
        "gaps_mrc_demo.csv",
        "kinds_mrc_demo.csv",
        "needs_mrc_demo.csv",
        "access_units_demo.csv",
        "study_demo.gpkg",
        "map_mrc_demo.html",
        "rejected/population_demo.csv",
        "run.json",
        "datapackage.json",
    }


def test_gaps_have_the_columns_of_the_contract_first_and_in_order(out: Path) -> None:
    header = (out / "gaps_mrc.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert header[: len(CONTRACT)] == CONTRACT
    assert header == names(GAPS_COLUMNS)


def test_gaps_of_the_worked_example_are_written_to_the_last_digit(out: Path) -> None:
    wanted = EXTRACT.partition("\n")[0].split(",")
    lines = [",".join(row[name] for name in wanted) for row in _rows(out / "gaps_mrc.csv")]
    assert "\n".join([",".join(wanted), *lines]) + "\n" == EXTRACT


def test_units_keep_every_measure_status_and_place(out: Path) -> None:
    rows = _rows(out / "access_units.csv")
    assert list(rows[0]) == [*names(UNIT_COLUMNS), "mrc_id", *names(ORIGIN_COLUMNS), "scores"]
    assert [row["scores"] for row in rows] == ["1", "5", "", "2", "4", ""]
    by_id = {row["unit_id"]: row for row in rows}
    assert by_id["u2"]["mrc_id"] == "MRC:91;MRC:92"
    assert by_id["u5"]["reached"] == "false"
    assert by_id["u6"] == {
        **dict.fromkeys(rows[0], ""),
        "unit_id": "u6",
        "name": "Unité u6",
        "population": "500",
        "milieu": "rural",
        "status": "no_coordinates",
        "mrc_id": "MRC:92",
    }


def test_kinds_are_told_one_by_one_and_absent_data_is_blank(out: Path) -> None:
    rows = _rows(out / "kinds_mrc.csv")
    assert list(rows[0]) == names(KIND_COLUMNS)
    absent = next(row for row in rows if row["status"] == "absent")
    kept = {"territory_id", "name", "kind", "status"}
    assert {name for name, cell in absent.items() if cell} == kept


def test_needs_say_their_mean_and_how_many_people_have_it(out: Path) -> None:
    rows = _rows(out / "needs_mrc.csv")
    assert [list(row.values()) for row in rows] == [
        ["MRC:91", "Exemple A", "2.333333", "9000"],
        ["MRC:92", "Exemple B", "5", "1000"],
        ["MRC:93", "Exemple C", "3.2", "5000"],
    ]


def test_the_record_says_its_format_and_what_needs_are(out: Path) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["results_format"] == 2
    assert [one["key"] for one in record["needs"]] == ["scores"]
    assert set(record["needs"][0]) == {"key", "label", "higher_is", "source"}


def test_a_rejected_row_keeps_its_line_and_its_reason_in_both_languages(out: Path) -> None:
    assert _rows(out / "rejected" / "population.csv") == [
        {
            "source": "units.csv",
            "line": "9",
            "id": "u8",
            "reason": "La population est négative.",
            "reason_en": "The population is negative.",
        }
    ]


@pytest.mark.parametrize("name", ["gaps_mrc", "access_units", "rejected/population"])
def test_every_row_of_a_demonstration_starts_with_the_banner(
    fictional_out: Path, name: str
) -> None:
    rows = _rows(fictional_out / f"{name}_demo.csv")
    assert rows
    assert next(iter(rows[0])) == "avertissement"
    assert {row["avertissement"] for row in rows} == {banner("fr")}


def test_text_files_are_utf8_with_one_line_feed_per_row(out: Path) -> None:
    for path in out.rglob("*.csv"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\n")
        content.decode("utf-8")


def test_the_same_result_gives_the_same_bytes(
    fictional_example: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    slower = replace(
        fictional_example, record={**fictional_example.record, "timings": {"walk": 99.0}}
    )
    first = write_outputs(fictional_example, tmp_path / "a")
    second = write_outputs(slower, tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert (
        json.loads((tmp_path / "a" / "run.json").read_text())["created"] == "2026-01-01T00:00:00Z"
    )


def test_the_record_lists_every_file_with_its_checksum(out: Path) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in record["files"]} == _files(out) - {"run.json"}
    for entry in record["files"]:
        content = (out / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_progress_names_each_file_before_it_is_written(example: Result, tmp_path: Path) -> None:
    told: list[str] = []
    write_outputs(example, tmp_path, progress=told.append)
    assert told == [
        "gaps_mrc.csv",
        "kinds_mrc.csv",
        "needs_mrc.csv",
        "access_units.csv",
        "rejected/population.csv",
        "study.gpkg",
        "map_mrc.html",
    ]


def test_a_territory_named_like_a_formula_stays_text(example: Result, tmp_path: Path) -> None:
    rows = example.gaps["mrc"].copy()
    rows.loc[0, "name"] = "=HYPERLINK(1)"
    write_outputs(replace(example, gaps={"mrc": rows}), tmp_path)
    assert _rows(tmp_path / "gaps_mrc.csv")[0]["name"] == "'=HYPERLINK(1)"


def test_a_study_where_nothing_was_rejected_writes_a_header_alone(
    example: Result, tmp_path: Path
) -> None:
    empty = pd.DataFrame(columns=["source", "line", "id", "reason", "reason_en"])
    write_outputs(replace(example, rejected={"services": empty}), tmp_path)
    text = (tmp_path / "rejected" / "services.csv").read_text(encoding="utf-8")
    assert text == "source,line,id,reason,reason_en\n"
