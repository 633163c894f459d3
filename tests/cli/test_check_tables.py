"""`territory check`: people in territories that no layer draws are told beside the levels."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from territory.cli import main
from territory.cli.check_tables import levels_table
from territory.study import read_study
from territory.study.assembly import assemble, placed
from territory.study.gather import Gathered, gather
from territory.study.referee import undrawn_named, without_limits
from territory.study.shares import brought

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "clsc"
reader = "territories"
path = "clsc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
[[shares]]
reader = "shares"
path = "shares.csv"
options = { level = "clsc" }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a study of one CLSC drawn, people shared to it and to another that is not."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    gpd.GeoDataFrame(
        {"territory_id": ["CLSC:06111"], "name": ["Dessiné"]},
        geometry=[box(-74, 45, -73.9, 45.1)],
        crs=4326,
    ).to_file(tmp_path / "clsc.gpkg")
    pd.DataFrame(
        {"unit_id": ["u1", "u2", "u3"], "population": [100, 40, 7], "lon": [-73.95, -73, -72]}
    ).assign(lat=45.05).to_csv(tmp_path / "population.csv", index=False)
    pd.DataFrame(
        {"service_id": ["s1"], "name": ["CLSC"], "kind": ["clsc"], "lon": [-73.95], "lat": [45.05]}
    ).to_csv(tmp_path / "services.csv", index=False)
    pd.DataFrame(
        {
            "unit_id": ["u1", "u2", "u2"],
            "territory_id": ["CLSC:06111", "CLSC:06112", "CLSC:06111"],
            "share": [1, 0.75, 0.25],
        }
    ).to_csv(tmp_path / "shares.csv", index=False)
    (tmp_path / "etude.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_people_of_a_territory_known_by_its_code_alone_are_counted(folder: Path) -> None:
    study = read_study(folder / "etude.toml")
    gathered = gather(study)
    undrawn = undrawn_named(gathered)
    assert undrawn == {"clsc": ["CLSC:06112"]}
    told = without_limits(gathered, placed(study, gathered, undrawn), undrawn)
    assert told == {"clsc": (1, 30.0)}
    caption = str(levels_table(assemble(study, gathered), "en", told).caption)
    assert "1 more is known by code only; 30 people are placed there" in caption


def test_check_says_why_people_are_out_of_the_level(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder / "etude.toml")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "1 de plus n'a que son code; 30 personnes y sont rattachées" in said


def test_nothing_is_said_where_every_territory_is_drawn() -> None:
    layer = gpd.GeoDataFrame({"territory_id": ["CLSC:06112"]})
    people = pd.DataFrame({"unit_id": ["u"], "clsc_id": ["CLSC:06112"]})
    drawn = Gathered(territories={"clsc": layer}, population=gpd.GeoDataFrame(people))
    assert undrawn_named(drawn) == {}
    drawn.territories = {"clsc": layer.assign(territory_id="CLSC:06111")}
    assert undrawn_named(drawn) == {"clsc": ["CLSC:06112"]}


def test_one_unit_has_its_share() -> None:
    people = gpd.GeoDataFrame(
        {"unit_id": ["u1", "u2"], "population": [1.0, 3.0]}, geometry=[Point(0, 0)] * 2
    )
    rows = pd.DataFrame(
        {"subject": "unit", "subject_id": ["u1", "u2"], "territory_id": "CLSC:06111",
         "level": "clsc", "share": 1.0, "method": "crosswalk"}
    )  # fmt: skip
    for count, words in ((1, "1 unité (1 personne, 25,0 %) a sa part"), (2, "ont leurs parts")):
        account = {"notes": []}
        brought(rows.head(count), people, pd.DataFrame(), account)
        assert words in str(account["notes"][0]).replace("\u00a0", " ")
