"""A whole study whose services, rates and coverage are filled templates, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

import territory
from territory.errors import InputError
from territory.sources.templates import load_template
from territory.sources.templates.write import write_template
from territory.study import Result

STUDY = """\
[study]
name = "gabarits"
title = "Gabarits"
title_en = "Templates"
data_dir = "."
[[territories]]
level = "rls"
reader = "territories"
path = "rls.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "gmf"
path = "gmf.xlsx"
[[services]]
reader = "community"
path = "organismes.csv"
options = {{ columns = {{ name = "Nom légal de l'OBNL", fte_other = "Équipe (ETC)" }} }}
[[services]]
reader = "outreach"
path = "hors-murs.xlsx"
[[registration]]
reader = "registration"
path = "inscription.xlsx"
[[coverage]]
reader = "coverage_statements"
path = "couverture.xlsx"
[travel]
method = "table"
table = "temps.csv"
{more}
"""
KINDS = ("CLSC", "GMF", "organismes communautaires", "bibliothèques", "hors murs")


def filled(path: Path, key: str, rows: list[dict[str, object]], language: str = "fr") -> Path:
    """Write a template and fill rows in, under its examples."""
    template = load_template(key)
    write_template(template, path, language)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in rows:
        page.append([row.get(one.key) for one in template.fields])
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    return prepared(tmp_path)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Walk the study once for the tests that only look at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TERRITORY_DATA", raising=False)
        return walk(prepared(tmp_path_factory.mktemp("gabarits")))


def prepared(tmp_path: Path) -> Path:
    """Write two RLS, a unit in each, and the filled templates."""
    gpd.GeoDataFrame(
        {"territory_id": ["RLS:0111", "RLS:0112"], "name": ["A", "B"]},
        geometry=[shapely.box(-73.5, 45, -72.5, 45.6), shapely.box(-69, 48, -68, 49)],
        crs=4326,
    ).to_file(tmp_path / "rls.gpkg")
    pd.DataFrame(
        {
            "unit_id": ["u1", "u2"],
            "population": [6000, 4000],
            "milieu": ["rural", "rural"],
            "lon": [-72.9, -68.5],
            "lat": [45.3, 48.4],
        }
    ).to_csv(tmp_path / "population.csv", index=False)
    gmf = {"name": "GMF des Pins", "municipality": "Farnham", "fte_ts": "1,5", "fte_tts": 0.5}
    filled(tmp_path / "gmf.xlsx", "gmf", [{**gmf, "site_id": "G1", "gmf_type": "GMF-AR"}])
    (tmp_path / "organismes.csv").write_text(
        "Nom légal de l'OBNL;Ville;Équipe (ETC);Jours par semaine;Identifiant;Courriel\n"
        "Maison des Pins;Farnham;0,5;4;C1;maison@exemple.ca\n",
        encoding="utf-8",
    )
    visit = {"name": "Équipe", "host": "École", "municipality": "Rimouski", "site_id": "H1"}
    filled(tmp_path / "hors-murs.xlsx", "outreach", [{**visit, "days_per_week": 1, "staff_ts": 2}])
    rates = [("RLS:0111", 80, "résidence"), ("0112", 60, "résidence")]
    rates += [("RLS:0111", 70, "lieu de prise en charge")]
    said = {"date": "2024-03-31", "source": "Demande d'accès"}
    filled(
        tmp_path / "inscription.xlsx",
        "registration",
        [
            {"territory": code, "level": "RLS", "registered_share": rate, "definition": how, **said}
            for code, rate, how in rates
        ],
    )
    filled(
        tmp_path / "couverture.xlsx",
        "coverage",
        [
            {"territory": code, "level": "RLS", "kind": kind, "status": "complet", **said}
            for code in ("RLS:0111", "Rivière-du-Loup")
            for kind in KINDS
        ],
    )
    times = [("u1", "GMF:G1", 5), ("u2", "GMF:G1", 15), ("u1", "ORG:C1", 5), ("u2", "HM:H1", 5)]
    pd.DataFrame(times, columns=["from_id", "to_id", "travel_time"]).to_csv(
        tmp_path / "temps.csv", index=False
    )
    return tmp_path


def walk(folder: Path, more: str = "") -> Result:
    path = folder / "etude.toml"
    path.write_text(STUDY.format(more=more), encoding="utf-8")
    return territory.run(territory.read_study(path))


def test_the_numbers_are_those_worked_out_by_hand(result: Result) -> None:
    """R(GMF) = 2 / (.8 x 6000 + .6 x 4000 x .68) = 2 / 6432; R(group) = .5 / 6000; R(team) .4/4000.

    u1: .8 R(GMF) + R(group) = 3.320896 per 10,000; u2: .6 x .68 R(GMF) + 1 = 2.268657.
    """
    units = result.units.set_index("unit_id")
    assert units.loc["u1", "access"] == pytest.approx(3.320896, abs=1e-6)
    assert units.loc["u2", "access"] == pytest.approx(2.268657, abs=1e-6)
    assert units.loc["u1", "access_nonregistered"] == pytest.approx(0.833333, abs=1e-6)
    people = units["population"] * units["access"]
    assert people.sum() / 10_000 == pytest.approx(2 + 0.5 + 0.4)


def test_staff_times_days_is_time_worked_once(result: Result) -> None:
    services = result.services.set_index("service_id")
    assert services.loc["HM:H1", ["fte_ts", "fte", "open_share", "supply"]].tolist() == [
        0.4, 0.4, 0.2, 0.4,
    ]  # fmt: skip
    assert services.loc["ORG:C1", ["fte_other", "open_share", "supply"]].tolist() == [0.5, 0.8, 0.5]
    assert services["door"].to_dict() == {"GMF:G1": False, "ORG:C1": True, "HM:H1": True}


def test_only_rates_by_residence_become_the_registered_share(result: Result) -> None:
    population = result.tables.population.set_index("unit_id")
    assert population["registered_share"].to_dict() == {"u1": 0.8, "u2": 0.6}
    account = next(one for one in result.record["inputs"] if one["table"] == "registration")
    told = " ".join(account["notes"]).replace("\u00a0", " ")
    assert "1 taux selon le lieu de prise en charge : gardés dans la table" in told
    assert "10 000 personnes sur 10 000" in told


def test_examples_are_counted_apart_and_personal_columns_stay_out(result: Result) -> None:
    reasons = result.rejected["services"]["reason"].astype(str).str.replace("\u00a0", " ")
    assert (reasons == "rangée d'exemple du gabarit : jamais lue comme une donnée").sum() == 4
    assert "maison@exemple.ca" not in result.services.drop(columns="geometry").to_csv()
    assert result.services.set_index("service_id").loc["GMF:G1", "gmf_type"] == "GMF-R"


def test_every_row_says_the_file_and_the_line_it_comes_from(result: Result) -> None:
    services = result.services.set_index("service_id")
    assert services.loc["GMF:G1", ["source_file", "source_row"]].tolist() == ["gmf.xlsx", 4]
    assert services.loc["ORG:C1", ["source_file", "source_row"]].tolist() == ["organismes.csv", 2]


def test_a_unit_of_two_territories_has_the_mean_of_their_rates(folder: Path) -> None:
    """Three quarters of u1 at 80 % and a quarter at 60 % make 75 %."""
    units = gpd.GeoDataFrame(
        {"unit_id": ["u1"], "population": [1000.0], "milieu": ["rural"]},
        geometry=[shapely.box(-73.5, 45, -72.5, 45.4)],
        crs=4326,
    )
    units.to_file(folder / "population.gpkg")
    gpd.GeoDataFrame(
        {"territory_id": ["RLS:0111", "RLS:0112"], "name": ["A", "B"]},
        geometry=[shapely.box(-73.5, 45, -72.75, 45.6), shapely.box(-72.75, 45, -72.5, 45.6)],
        crs=4326,
    ).to_file(folder / "rls.gpkg")
    path = folder / "etude.toml"
    text = STUDY.format(more="").replace("population.csv", "population.gpkg")
    path.write_text(text.split("[travel]")[0], encoding="utf-8")
    population = territory.run(territory.read_study(path)).tables.population
    assert population["registered_share"].iloc[0] == pytest.approx(0.75, abs=1e-4)


def test_a_declared_rate_stands_in_where_no_territory_has_one(folder: Path) -> None:
    said = {"date": "2024", "source": "x", "definition": "résidence", "registered_share": 80}
    (folder / "inscription.xlsx").unlink()
    filled(folder / "inscription.xlsx", "registration", [{"territory": "RLS:0111", **said}])
    assert walk(folder).norm.name.endswith("(hors GMF)")
    declared = walk(folder, "[norm]\nregistration_rate = 0.5\n")
    units = declared.units.set_index("unit_id")
    assert declared.norm.name == "proximite"
    assert units.loc["u2", "access"] == pytest.approx(
        (0.5 * 0.68 * 2 / (0.8 * 6000 + 0.5 * 4000 * 0.68) + 0.4 / 4000) * 10_000
    )


def test_rates_of_a_level_the_study_does_not_have_are_refused(folder: Path) -> None:
    said = {"date": "2024", "source": "x", "definition": "résidence", "registered_share": 80}
    (folder / "inscription.xlsx").unlink()
    filled(folder / "inscription.xlsx", "registration", [{"territory": "CLSC:01111", **said}])
    with pytest.raises(InputError, match="niveau que l'étude ne décrit pas"):
        walk(folder)


def test_rates_by_a_coarser_level_reach_people_through_their_codes(folder: Path) -> None:
    said = {"date": "2024", "source": "x", "definition": "résidence", "registered_share": 66}
    (folder / "inscription.xlsx").unlink()
    filled(folder / "inscription.xlsx", "registration", [{"territory": "RSS:01", **said}])
    shares = walk(folder).tables.population["registered_share"]
    assert shares.tolist() == [0.66, 0.66]


def test_two_files_with_a_rate_for_one_territory_are_refused(folder: Path) -> None:
    more = '[[registration]]\nreader = "registration"\npath = "inscription.xlsx"\n'
    with pytest.raises(InputError, match="Deux fichiers donnent le taux"):
        walk(folder, more)
