"""`territory crosswalk`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook

from territory.cli import main
from territory.cli.crosswalk_notes import short_of_people, undrawn
from territory.cli.crosswalk_text import crosswalk_text, named
from territory.codes import level_called
from territory.errors import InputError
from territory.membership import Crosswalk
from territory.study import Study, read_study


@pytest.fixture(scope="module")
def study(checkout: Path) -> Study:
    return read_study(checkout / "studies" / "demo.toml")


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
    assert "Côte à côte\u00a0: MRC et équivalents; territoires de CLSC" in said
    assert "hors niveau" in said
    assert "Part estimée" in said


def test_levels_are_named_and_not_abbreviated_in_either_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["crosswalk", "region", "rss", "--demo", "--lines", "1"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "De\u00a0: région" in said
    assert "Vers\u00a0: région" in said
    assert "De 17 territoires de départ," in said
    assert "REG sur" not in said
    assert "% de R" not in said.replace("\u00a0", " ")
    monkeypatch.setenv("TERRITORY_LANG", "en")
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Side by side: administrative regions; " in said
    assert "Of 17 territories of the first level," in said


def test_one_of_a_thing_is_told_in_the_singular(study: Study) -> None:
    columns = ["from_id", "to_id", "population", "share_of_from", "share_of_to", "estimated"]
    pairs = pd.DataFrame([["REG:01", "RSS:01", 1.0, 1.0, 1.0, 0.0]], columns=columns)
    both = Crosswalk("region", "rss", pairs.assign(method="whole"), pairs.head(0))
    rows = pairs.assign(from_name="Un", to_name="Deux")
    said = crosswalk_text(both, rows, study, [], None, ["Remarque."], 0, "fr")
    assert "1 couple, dont 1 exact un à un. De 1 territoire de départ" in said
    assert "1 tient en entier" in said
    assert "1 personne placée aux deux niveaux" in said
    assert "Remarque." in said


def test_territories_without_limits_are_counted_with_their_people() -> None:
    drawn = gpd.GeoDataFrame({"territory_id": ["CLSC:01111"]})
    people = pd.Series({"CLSC:01111": 10.0, "CLSC:06111": 1.0})
    said = undrawn("clsc", people, drawn, "fr").replace("\u00a0", " ")
    assert said.startswith(
        "Limites non dessinées, territoires de CLSC : 1 sur les 2 de ce tableau n'a que son "
        "code; 1 personne y est rattachée"
    )
    more = undrawn("clsc", pd.Series({"CLSC:06111": 1.0, "CLSC:06112": 2.0}), drawn, "en")
    assert "2 of the 2 in this table are known by code only; 3 people are placed" in more
    assert undrawn("clsc", people.head(1), drawn, "fr") == ""


def test_territories_short_of_the_people_another_count_gives_are_named() -> None:
    codes = [f"CLSC:{number:05d}" for number in range(1000, 1013)]
    people = pd.Series([68.0, *[89.0] * 11, 90.0], index=codes)
    reference = pd.DataFrame({"territory_id": [*codes, "CLSC:99999"], "population": 100.0})
    names = pd.Series({codes[0]: "Duberger"})
    said = short_of_people("clsc", people, names, reference, "fr")
    assert "12 ont ici moins de 90" in said
    assert f"{codes[0]} Duberger 0,68, " in said
    assert said.count("CLSC:") == 10
    assert "…" in said
    assert "CLSC:99999" not in said
    assert short_of_people("clsc", people, names, reference.head(0), "fr") == ""
    assert short_of_people("clsc", people.tail(1), names, reference.tail(2), "fr") == ""


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
    joined = " ".join(said.split())
    assert "1 598 y sont" in said
    assert "35 sur les 166 de ce tableau n'ont que leur code; 1 788 113 personnes" in joined
    assert "CLSC:03122 Duberger-Les Saules-Lebourgneuf 0,68" in joined
    assert "1 285 y sont, 8 sont ailleurs, 2 hors" in joined
    table = pd.read_csv(path)
    assert table["population"].sum() == pytest.approx(8_625_233, abs=1e-3)
    pairs = table.dropna(subset=["from_id", "to_id"])
    assert pairs["to_id"].nunique() == 166
    assert len(pairs) == 195
    assert pairs["population"].sum() == pytest.approx(8_527_401, abs=1)
