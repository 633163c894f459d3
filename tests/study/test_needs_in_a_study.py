"""A study that names needs: read from the small file to the account that `check` prints."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box

from territory.cli.check import check_study
from territory.errors import InputError
from territory.study import read_study
from territory.study.gather import gather

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "gaf"
path = "gaf.csv"
[[needs]]
reader = "{reader}"
path = "{path}"
[[services]]
reader = "services"
path = "services.csv"
"""
GAF = (
    "DBUID_IDIDU,DAUID_ADIDU,DARPLAT_ADLAT,DARPLONG_ADLONG,CSDUID_SDRIDU,CSDNAME_SDRNOM,"
    "DBPOP2021_IDPOP2021,DBAREA2021_IDSUP2021,DBIR2021_IDRI2021\n"
    "24660001001,24660001,45.50,-73.60,2466023,Montréal,300,1,0\n"
    "24660002001,24660002,45.51,-73.60,2466023,Montréal,100,1,0\n"
)
PROFILE = (
    "DGUID,ALT_GEO_CODE,GEO_LEVEL,CHARACTERISTIC_ID,C1_COUNT_TOTAL,SYMBOL,C2_COUNT_MEN+,SYMBOL\n"
    '2021S051224660001,24660001,Dissemination area,1,300,"",1,""\n'
    '2021S051224660001,24660001,Dissemination area,243,64000,"",1,""\n'
    '2021S051224660002,24660002,Dissemination area,1,100,"",1,""\n'
    '2021S051224660002,24660002,Dissemination area,243,,"x",1,""\n'
)


class Told:
    """Where progress is told, with its details."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.details: list[tuple[str, int, int]] = []

    def __call__(self, step: str) -> None:
        self.steps.append(step)

    def detail(self, what: str, done: int, total: int) -> None:
        self.details.append((what, done, total))


def study(folder: Path, reader: str = "census_profile", path: str = "profile.csv") -> Path:
    frame = gpd.GeoDataFrame(
        {"territory_id": ["MRC:66"], "name": ["Montréal"]},
        geometry=[box(-74, 45, -73, 46)],
        crs=4326,
    )
    frame.to_file(folder / "mrc.gpkg")
    (folder / "gaf.csv").write_text(GAF, encoding="latin-1")
    (folder / "profile.csv").write_text(PROFILE, encoding="latin-1")
    (folder / "scores.csv").write_text("DAUID,score\n24010001,1\n", encoding="utf-8")
    (folder / "services.csv").write_text(
        "service_id,name,kind,lon,lat\na,A,clsc,-73.6,45.5\n", encoding="utf-8"
    )
    (folder / "etude.toml").write_text(STUDY.format(reader=reader, path=path), encoding="utf-8")
    return folder / "etude.toml"


def test_figures_stand_beside_people_and_progress_is_told(tmp_path: Path) -> None:
    told = Told()
    gathered = gather(read_study(study(tmp_path), tmp_path), told)
    people = gathered.population.set_index("unit_id")
    assert people["population"].to_dict() == {"DA:24660001": 300, "DA:24660002": 100}
    assert people["median_household_income"].fillna(0).tolist() == [64000, 0]
    assert "profile.csv" in told.steps
    assert told.details[-1][1:] == ((tmp_path / "profile.csv").stat().st_size,) * 2


def test_check_says_how_many_people_have_each_figure(tmp_path: Path) -> None:
    text = check_study(read_study(study(tmp_path), tmp_path), "fr", lambda _step: None)
    told = " ".join(text.replace("\u00a0", " ").split())
    assert "« median_household_income » : connu pour 300 personnes sur 400 (75,0 %)." in told
    assert "needs profile.csv" in told


def test_figures_of_other_places_are_refused(tmp_path: Path) -> None:
    given = read_study(study(tmp_path, "needs", "scores.csv"), tmp_path)
    with pytest.raises(InputError, match=r"scores\.csv ne décrit aucune unité"):
        gather(given)


@pytest.mark.real
def test_2004523_people_of_montreal_have_a_score_of_deprivation(
    real_data: Path, checkout: Path
) -> None:
    people = gather(read_study(checkout / "studies" / "montreal.toml", real_data)).population
    known = people["situational_vulnerability"].notna()
    assert people["population"].sum() == 2_004_969
    assert people.loc[known, "population"].sum() == 2_004_523
