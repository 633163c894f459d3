"""Figures about areas: one identifier, figures that may be missing, never people of their own."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.area_profile import read_area_profile, read_area_profile_population
from territory.sources.cimd import read_cimd
from territory.sources.needs import read_needs
from territory.sources.remoteness import read_remoteness

Csv = Callable[..., Path]
CIMD = (
    "DAUID,Residential instability Scores,Ethno-cultural composition Scores,"
    "Economic dependency Scores,Situational vulnerability Scores\n"
)


def test_a_table_of_areas_gives_its_columns_and_what_is_withheld_stays_unknown(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv("revenu.csv", "\ufeffDAUID,revenu,secteur\n24660959,63 600,est\n24660960,x,ouest\n")
    reading = read_needs(path, meta=meta)
    table = reading.table.set_index("unit_id")
    assert table["revenu"].fillna(-1).to_dict() == {"DA:24660959": 63600, "DA:24660960": -1}
    assert table["secteur"].tolist() == ["est", "ouest"]
    told = " ".join(reading.notes).replace("\u00a0", " ")
    assert "« revenu » : 1 valeur(s) absente(s)" in told


def test_divisions_mixed_with_their_areas_are_set_aside(csv: Csv, meta: SourceInfo) -> None:
    path = csv("a.csv", "DAUID,n\n2466,1000\n24660001,400\n35060001,5\n24660001,400\nabc,1\n")
    reading = read_needs(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (5, 1, 4)
    assert reading.rejected["line"].tolist() == [2, 4, 5, 6]


def test_columns_are_chosen_and_renamed(csv: Csv, meta: SourceInfo) -> None:
    path = csv("a.csv", "ADIDU;a;b\n24660001;1,5;2\n")
    table = read_needs(path, meta=meta, columns={"a": "alpha"}).table
    assert table[["unit_id", "alpha"]].to_numpy().tolist() == [["DA:24660001", 1.5]]
    assert "b" not in table


def test_figures_by_municipality_or_clsc_are_joined_on_their_code(
    csv: Csv, meta: SourceInfo
) -> None:
    towns = read_needs(csv("m.csv", "mun_code,n\n1023,4\n"), meta=meta, level="municipality")
    assert towns.table["municipality_id"].tolist() == ["MUN:01023"]
    path = csv("c.csv", "clsc_code,n\n1111,4\n,5\n")
    clsc = read("needs", "needs", path, meta=meta, options={"level": "clsc"})
    assert clsc.table["clsc_id"].tolist() == ["CLSC:01111"]
    assert (clsc.read, clsc.kept) == (2, 1)


def test_a_number_that_is_none_sets_its_row_aside(csv: Csv, meta: SourceInfo) -> None:
    path = csv("a.csv", "DAUID,n\n24660001,1\n24660002,environ 3\n")
    reading = read_needs(path, meta=meta)
    assert reading.rejected["id"].tolist() == ["24660002"]
    assert "environ 3" in reading.rejected["reason"].iloc[0]


def test_a_table_without_identifiers_or_with_a_reserved_name_is_refused(
    csv: Csv, meta: SourceInfo
) -> None:
    with pytest.raises(InputError, match="identifiants"):
        read_needs(csv("a.csv", "x,y\n1,2\n"), meta=meta)
    with pytest.raises(InputError, match="population elle-même"):
        read_needs(csv("b.csv", "DAUID,population\n24660001,2\n"), meta=meta)


def test_scores_of_other_provinces_are_set_aside_and_negative_scores_kept(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv("CIMD.csv", CIMD + "12010030,-0.4,-0.7,1.8,0.6\n24010018,-0.443,0,1.5,..\n")
    reading = read_cimd(path, meta=meta)
    assert (reading.read, reading.kept) == (2, 1)
    row = reading.table.iloc[0]
    assert row["residential_instability"] == -0.443
    assert math.isnan(row["situational_vulnerability"])


def test_the_french_headers_of_the_index_are_understood(csv: Csv, meta: SourceInfo) -> None:
    header = (
        "ADIDU;Scores de l'instabilité résidentielle;Scores de la composition ethnoculturelle;"
        "Scores de la dépendance économique;Scores de la vulnérabilité situationnelle\n"
    )
    path = csv("icdm.csv", header + "24010018;-0,443;0,1;1,5;0\n", "cp1252")
    assert read_cimd(path, meta=meta).table["economic_dependency"].tolist() == [1.5]
    with pytest.raises(InputError, match="economic dependency"):
        read_cimd(csv("x.csv", "DAUID,Residential instability Scores,Ethno\n24010018,1,2\n"),
                  meta=meta)  # fmt: skip


def test_composite_identifiers_are_read_and_a_misnamed_column_told(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv(
        "ADQC.csv",
        "\ufeffADIDU,PopTotAge,Pop14_64,RevMedMenage\n"
        "24010019 (AD) (24010019) (00000),535,335,74000\n"
        "24010020 (AD) (24010020) (00010),620,355,\n",
    )
    reading = read_area_profile(path, meta=meta)
    table = reading.table.set_index("unit_id")
    assert table["people_15_64"].tolist() == [335, 355]
    assert table["median_household_income"].isna().tolist() == [False, True]
    assert reading.repairs["colonne « Pop14_64 » lue comme « Pop15_64 »"] == 1
    assert "1 territoires dont Statistique Canada signale la qualité." in reading.notes
    people = read_area_profile_population(path, meta=meta).table
    assert people["population"].sum() == 1155
    assert people["cd_id"].unique().tolist() == ["CD:2401"]


def test_remoteness_is_known_by_municipality(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "2021IR_DATABASE.csv",
        "CSDuid,CSDname,Pruid,Index_of_remoteness\n3506008,Ottawa,35,0.02\n"
        "2466023,Montréal,24,0.0\n2499125,Akulivik,24,..\n2401023,Îles,24,1.7\n",
        "latin-1",
    )
    reading = read_remoteness(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (4, 2, 2)
    table = reading.table.set_index("municipality_id")["remoteness"]
    assert table["MUN:66023"] == 0
    assert table.isna()["MUN:99125"]


@pytest.mark.real
def test_the_real_index_of_deprivation_has_13537_areas_of_quebec(
    real_data: Path, meta: SourceInfo
) -> None:
    reading = read_cimd(real_data / "population" / "CIMD_Variables.csv", meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (54_368, 13_537, 40_831)
    assert reading.table["residential_instability"].mean() == pytest.approx(0.34551, abs=1e-5)


@pytest.mark.real
def test_the_real_profiles_have_8705_areas_and_1374_tracts(
    real_data: Path, meta: SourceInfo
) -> None:
    areas = read_area_profile(real_data / "population" / "ADQC2021.csv", meta=meta)
    assert (areas.read, areas.kept) == (8705, 8705)
    assert areas.table["census_population"].sum() == 5_946_485
    tracts = read_area_profile(real_data / "population" / "SRQC2021.csv", meta=meta)
    assert (tracts.read, tracts.kept) == (1374, 1374)
    assert tracts.table["median_rent"].isna().sum() == 17


@pytest.mark.real
def test_the_real_profile_by_area_as_a_population_joined_to_montreal(
    real_data: Path, meta: SourceInfo
) -> None:
    reading = read(
        "population", "area_profile", real_data / "population" / "ADQC2021.csv", meta=meta,
        files={"geometry": real_data / "boundaries" / "montreal" / "aires_de_diffusion.gpkg"},
    )  # fmt: skip
    assert (reading.read, reading.kept, len(reading.rejected)) == (8705, 2331, 6374)
    assert reading.table["population"].sum() == 1_527_695


@pytest.mark.real
def test_the_real_figures_of_montreal_lack_46_incomes(real_data: Path, meta: SourceInfo) -> None:
    path = real_data / "population" / "stat_can2021_recesement.csv"
    reading = read_needs(path, meta=meta, columns={"revenu_median": "median_household_income"})
    assert (reading.read, reading.kept) == (3229, 3229)
    assert reading.table["median_household_income"].isna().sum() == 46
