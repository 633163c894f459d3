"""First Nations and Inuit territories: never ranked, unless the community itself decides so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import territory
from territory.errors import InputError
from territory.export import write_outputs
from territory.report import summary_lines
from territory.study import Result

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[territories]]
level = "da"
reader = "population_units"
[[population]]
reader = "population"
path = "units.gpkg"
[[services]]
reader = "services"
path = "services.csv"
covers = [{ kind = "clsc", status = "complete" }]
[norm]
preset = "presence-atteinte"
"""
VILLAGE = 4321  # people of the community, told apart from every other figure


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write an MRC, and Eeyou Istchee (MRC:993) with one dissemination area, far from a CLSC."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:993"], "name": ["A", "Eeyou Istchee"]},
        geometry=[shapely.box(-73, 45.5, -72.5, 46), shapely.box(-72.5, 45.5, -72, 46)],
        crs=4326,
    ).to_file(tmp_path / "mrc.gpkg")
    gpd.GeoDataFrame(
        {
            "unit_id": ["DA:24010001", "DA:24990001"],
            "name": ["Aire 1", "Aire 2"],
            "population": [5000, VILLAGE],
            "mrc_id": ["MRC:01", "MRC:993"],
            "municipality_id": ["MUN:01001", "MUN:99060"],
        },
        geometry=[shapely.box(-72.9, 45.6, -72.7, 45.8), shapely.box(-72.4, 45.6, -72.2, 45.8)],
        crs=4326,
    ).to_file(tmp_path / "units.gpkg")
    pd.DataFrame(
        {
            "service_id": ["s1"], "name": ["CLSC"], "kind": ["clsc"], "lon": [-72.8],
            "lat": [45.7], "fte_ts": [5],
        }
    ).to_csv(tmp_path / "services.csv", index=False)  # fmt: skip
    return tmp_path


def walk(folder: Path, more: str = "") -> Result:
    path = folder / "etude.toml"
    path.write_text(STUDY + more, encoding="utf-8")
    return territory.run(territory.read_study(path))


def opt_in(folder: Path, **changed: str | None) -> str:
    row: dict[str, str | None] = {
        "territory_id": "MRC:993",
        "community": "Gouvernement de la Nation crie",
        "decision": "Résolution 2026-12",
        "date": "2026-05-04",
    }
    pd.DataFrame([row | changed]).to_csv(folder / "adhesions.csv", index=False)
    return '[self_governed]\nopt_in = "adhesions.csv"\n'


def test_it_has_no_class_no_rank_and_the_reason_is_written(folder: Path) -> None:
    row = walk(folder).gaps["mrc"].set_index("territory_id").loc["MRC:993"]
    assert row["class"] == "not_ranked"
    assert row["class_reason"] == "self_governed"
    assert pd.isna(row["rank"])
    assert pd.isna(row["people_beyond_reach"])
    assert row["population"] == VILLAGE


def test_a_census_area_of_theirs_shows_no_figure_at_all(folder: Path, tmp_path: Path) -> None:
    result = walk(folder)
    row = result.gaps["da"].set_index("territory_id").loc["DA:24990001"]
    told = row.drop(["name", "class", "class_nonregistered", "class_reason", "norm"])
    assert told.replace("", None).isna().all()
    out = tmp_path / "out"
    write_outputs(result, out)
    for path in (out / "access_units.csv", out / "gaps_da.csv", out / "completeness.csv"):
        assert str(VILLAGE) not in path.read_text(encoding="utf-8")
    layers = {name for name, _ in gpd.list_layers(out / "study.gpkg").to_numpy()}
    for layer in layers & {"da", "population"}:
        table = gpd.read_file(out / "study.gpkg", layer=layer)
        assert not table["population"].eq(VILLAGE).any()


def test_a_community_s_own_decision_lets_it_be_ranked_and_is_told(
    folder: Path, tmp_path: Path
) -> None:
    result = walk(folder, opt_in(folder))
    row = result.gaps["mrc"].set_index("territory_id").loc["MRC:993"]
    assert row["class"] == "desert"
    assert "opted_in" in row["flags"].split(";")
    assert result.record["self_governed"]["opt_in"][0]["decision"] == "Résolution 2026-12"
    assert "DA:24990001" in set(result.units["unit_id"])
    other = result.gaps["mrc"].set_index("territory_id").loc["MRC:01"]
    assert "opted_in" not in other["flags"]


def test_a_decision_told_for_one_level_holds_where_another_level_is_still_listed(
    folder: Path,
) -> None:
    layer = gpd.read_file(folder / "mrc.gpkg")
    layer["territory_id"] = ["RSS:01", "RSS:18"]
    layer.to_file(folder / "rss.gpkg")
    rss = '[[territories]]\nlevel = "rss"\nreader = "territories"\npath = "rss.gpkg"\n'
    result = walk(folder, opt_in(folder) + rss)
    assert "DA:24990001" in set(result.units["unit_id"])
    mrc = result.gaps["mrc"].set_index("territory_id")
    assert mrc.loc["MRC:993", "people_beyond_reach"] == VILLAGE
    assert result.gaps["rss"].set_index("territory_id").loc["RSS:18", "class"] == "not_ranked"


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("community", None, "ligne 2 : « community » est vide"),
        ("decision", " ", "ligne 2 : « decision » est vide"),
        ("date", None, "ligne 2 : « date » est vide"),
        ("date", "mai 2026", "« mai 2026 » ne se lit pas"),
        ("date", str(date.today() + timedelta(days=2)), "un jour à venir"),  # noqa: DTZ011
    ],
)
def test_a_decision_names_its_community_its_words_and_its_date(
    folder: Path, column: str, value: str | None, told: str
) -> None:
    with pytest.raises(InputError, match=r"adhesions\.csv") as refused:
        walk(folder, opt_in(folder, **{column: value}))
    assert told in str(refused.value).replace("\u00a0", " ")


def test_a_bare_list_of_codes_is_not_a_decision(folder: Path) -> None:
    (folder / "adhesions.csv").write_text("territory_id\nMRC:993\n", encoding="utf-8")
    with pytest.raises(InputError, match="community"):
        walk(folder, '[self_governed]\nopt_in = "adhesions.csv"\n')


@pytest.mark.parametrize(
    ("designation", "kept_apart"),
    [
        ("Réserve indienne", True),
        ("Village cri (Terre de la catégorie", True),  # cut short by its publisher
        ("Village nordique", True),
        ("IRI", True),
        ("VN", True),
        ("Village", False),
        ("V", False),
        ("Ville", False),
        ("Territoire non organisé", False),
    ],
)
def test_a_designation_tells_a_community_that_no_list_names(
    folder: Path, designation: str, kept_apart: bool
) -> None:
    layer = gpd.read_file(folder / "mrc.gpkg").to_crs(4326)
    layer["designation"] = [designation, ""]
    layer["territory_id"] = ["MRC:01", "MRC:02"]
    units = gpd.read_file(folder / "units.gpkg")
    units["mrc_id"] = ["MRC:01", "MRC:02"]
    units["unit_id"] = ["DA:24010001", "DA:24020001"]
    units.to_file(folder / "units.gpkg")
    layer.to_file(folder / "mrc.gpkg")
    row = walk(folder).gaps["mrc"].set_index("territory_id").loc["MRC:01"]
    assert (row["class"] == "not_ranked") is kept_apart


def test_incomplete_data_behind_a_rank_are_said_before_any_figure(folder: Path) -> None:
    path = folder / "etude.toml"
    path.write_text(STUDY.replace('"complete"', '"partial"'), encoding="utf-8")
    result = territory.run(territory.read_study(path))
    row = result.gaps["mrc"].set_index("territory_id").loc["MRC:01"]
    assert row["class"] == "served"
    assert row["completeness"] == 0
    first = summary_lines(result)[0]
    assert first.startswith("À lire avec réserve")
    assert "CLSC" in first
    assert summary_lines(walk(folder))[0].startswith("Territoires")
