"""`territory crosswalk`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook

from territory.cli import main
from territory.cli.crosswalk_text import named
from territory.codes import level_called
from territory.errors import InputError
from territory.membership import Crosswalk


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("MRC", "mrc"),
        ("clsc", "clsc"),
        ("Région", "region"),
        ("municipalité", "municipality"),
        ("Municipality", "municipality"),
        ("arrondissements", "borough"),
        ("AD", "da"),
        ("réseau local (RLS)", "rls"),
    ],
)
def test_levels_are_called_in_either_language_and_any_case(word: str, level: str) -> None:
    assert level_called(word) == level


def test_an_unknown_level_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="clsc"):
        level_called("CLCS")


def test_the_demonstration_is_printed_and_says_that_it_is_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["crosswalk", "mrc", "clsc", "--demo", "--lines", "3"]) == 0
    said = capsys.readouterr().out
    assert "Démonstration." in said
    assert "MRC et CLSC côte à côte" in said
    assert "hors niveau" in said
    assert "Part estimée" in said


def test_every_line_is_written_as_csv_and_the_people_add_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sous" / "mrc-clsc.csv"
    assert main(["crosswalk", "MRC", "CLSC", "--demo", "-o", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    table = pd.read_csv(path)
    assert list(table.columns) == [
        "avertissement", "from_id", "from_name", "to_id", "to_name", "population",
        "share_of_from", "share_of_to", "estimated", "method",
    ]  # fmt: skip
    whole = table.loc[table["from_id"] == "MRC:01"]
    assert whole["share_of_from"].sum() == pytest.approx(1)
    assert [entry.name for entry in path.parent.iterdir()] == ["mrc-clsc.csv"]


def test_every_line_is_written_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "rls.xlsx"
    assert main(["crosswalk", "rls", "mrc", "--demo", "-o", str(path)]) == 0
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("avertissement", "from_id", "from_name")
    assert isinstance(rows[1][5], (int, float))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["mrc", "mrc", "--demo"], "deux niveaux différents"),
        (["mrc", "zone", "--demo"], "ne décrit pas le niveau"),
        (["mrc", "quartier", "--demo"], "Aucun niveau"),
        (["mrc", "clsc", "--demo", "-o", "a.txt"], ".csv ou en .xlsx"),
        (["mrc", "clsc", "--demo", "--study", "x.toml"], "pas les deux"),
        (["mrc", "clsc", "--data", "nulle-part"], "n'existe pas"),
    ],
)
def test_a_wrong_command_is_answered_in_one_sentence(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["crosswalk", *words]) == 2
    said = capsys.readouterr().err
    assert why in said.replace("\u00a0", " ")
    assert len(said.strip().splitlines()) == 1


def test_without_a_study_or_its_data_the_ways_out_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["crosswalk", "mrc", "clsc", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    for way in ("--data", "--study", "--demo"):
        assert way in said


def test_census_areas_of_self_governed_communities_are_not_told_one_by_one() -> None:
    columns = ["from_id", "to_id", "population", "share_of_from", "share_of_to", "estimated"]
    pairs = pd.DataFrame(
        [
            ["DA:24990001", "RLS:1801", 30.0, 1.0, 0.3, 0.0],
            ["DA:24990002", "RLS:1801", 60.0, 1.0, 0.6, 0.5],
            ["DA:24980001", "RLS:1801", 10.0, 1.0, 0.1, 0.0],
        ],
        columns=columns,
    ).assign(method="whole")
    both = Crosswalk("da", "rls", pairs, pairs.head(0))
    areas = gpd.GeoDataFrame(
        {
            "territory_id": pairs["from_id"],
            "name": ["a", "b", "c"],
            "self_governed": [True, True, False],
        }
    )
    networks = gpd.GeoDataFrame({"territory_id": ["RLS:1801"], "name": ["T"]})
    told = named(both, {"da": areas, "rls": networks}, {})
    assert told[["from_id", "from_name", "population"]].to_numpy().tolist() == [
        ["DA:24980001", "c", 10.0],
        ["", "aires autogouvernées, non détaillées", 90.0],
    ]
    assert told["estimated"].round(6).tolist() == [0.0, 0.333333]


@pytest.mark.real
def test_quebec_is_the_study_by_default(
    real_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mrc-clsc.csv"
    words = ["crosswalk", "MRC", "CLSC", "--data", str(real_data), "-o", str(path)]
    assert main([*words, "--lines", "5"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "1 598 y sont" in said
    assert "1 285 y sont, 8 sont ailleurs, 2 hors" in said
    table = pd.read_csv(path)
    assert table["population"].sum() == pytest.approx(8_625_233, abs=1e-3)
    pairs = table.dropna(subset=["from_id", "to_id"])
    assert pairs["to_id"].nunique() == 166
    assert len(pairs) == 195
    assert pairs["population"].sum() == pytest.approx(8_527_401, abs=1)
