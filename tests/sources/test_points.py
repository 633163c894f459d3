"""Points as their publishers write them: permits of 2026, libraries, health points, ODHF 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.banq import read_banq
from territory.sources.health_points import read_health_points, read_odhf_facilities
from territory.sources.m02 import read_m02
from territory.sources.m02_coords import read_m02_coords

Csv = Callable[..., Path]
M02 = (
    "instal_cod,INSTAL_NOM,RSS_CODE,MUN_CODE,MUN_NOM,CLSC_CODE,MRC_CODE,RLS_CODE,LONGITUDE,"
    "LATITUDE,CLSC,DATE_MAJ\n"
    "11084464,CLSC DE LACHINE,06,66023,Montréal,06111,660,0611,-73.67,45.43,Oui,2026-04-01\n"
    "11097029,HÔPITAL JUIF,13,65005,Laval, ,650, ,-73.73,45.54,Non,2026-04-01\n"
    "11097030,CLSC DES ÎLES,11,01023,Les Îles, 11011,010,1101,-61.75,47.38,Oui,0026-04-01\n"
)
BANQ = (
    "NOM;ADRESSE;MUNICIPALITÉ;CODEPOSTAL;CASE POSTALE;region\n"
    "Bibliothèque A;1, rue X;Abercorn;J0E 1B0;;Estrie\n"
    ";2, rue Y;Acton Vale;;;Montérégie\n"
    "Bibliothèque B;;Nulle Part;;;\n"
    "Bibliothèque C;3, rue Z;;;;\n"
    "Bibliothèque  a;1, RUE X;ABERCORN;;;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_the_current_m02_reads_in_any_encoding_separator_and_case(
    csv: Csv, meta: SourceInfo, encoding: str, separator: str
) -> None:
    reading = read_m02(csv("m02.csv", M02.replace(",", separator), encoding), meta=meta)
    assert (reading.read, reading.kept) == (3, 2)
    table = reading.table.set_index("service_id")
    assert table.loc["M02:11097030", "name"] == "CLSC DES ÎLES"
    assert table.loc["M02:11084464", "stated_mrc_id"] == "MRC:66"
    assert table.loc["M02:11084464", "vintage"] == "2026-04-01"


def test_a_date_of_another_century_is_no_vintage(csv: Csv, meta: SourceInfo) -> None:
    reading = read_m02(csv("m02.csv", M02), meta=meta)
    vintage = reading.table.set_index("service_id")["vintage"]
    assert vintage["M02:11097030"] == meta.vintage
    assert reading.repairs["dates impossibles laissées de côté"] == 1


def test_permits_without_the_official_file_are_called_by_their_address(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv("c.csv", "INSTAL_COD,lat,lon,adresse\n11084464,45.43,-73.67,rue A\n,46,-72,x\n")
    reading = read_m02_coords(path, meta=meta)
    assert (reading.read, reading.kept) == (2, 1)
    assert reading.table["name"].tolist() == ["rue A"]
    assert reading.table["kind"].tolist() == ["other"]


def test_permits_take_name_and_mission_from_the_official_file(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "c.csv",
        "INSTAL_COD,lat,lon,adresse\n11084464,45.44,-73.66,rue A\n11097029,45.5,-73.7,rue B\n"
        "99,46,-72,rue C\n",
    )
    reading = read_m02_coords(path, meta=meta, installations=csv("m02.csv", M02))
    assert reading.table["name"].tolist() == ["CLSC DE LACHINE"]
    assert reading.table.geometry.x.tolist() == [-73.66]
    assert reading.table["stated_clsc_id"].tolist() == ["CLSC:06111"]
    assert reading.rejected["reason"].tolist() == [
        "aucune mission CLSC", "permis absent de m02.csv : ni nom ni mission connus",
    ]  # fmt: skip
    assert "ni une fermeture ni une ouverture" in " ".join(reading.notes)


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", '{"par_permis": []}', '{"par_permis": {"1": "x"}}', '{"par_permis": {}}', "{"],
)
def test_a_json_of_another_shape_is_refused(csv: Csv, meta: SourceInfo, content: str) -> None:
    with pytest.raises(InputError, match=r"c\.json"):
        read_m02_coords(csv("c.json", content), meta=meta)


def test_the_json_of_permits_reads_as_the_table(csv: Csv, meta: SourceInfo) -> None:
    content = json.dumps({"par_permis": {"11084464": [45.43, -73.67, "rue A"]}})
    assert read_m02_coords(csv("c.json", content), meta=meta).kept == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "latin-1"])
def test_libraries_are_at_the_place_of_their_municipality(
    csv: Csv, meta: SourceInfo, encoding: str
) -> None:
    reading = read_banq(csv("banq.csv", BANQ, encoding), meta=meta)
    assert (reading.read, reading.kept) == (5, 2)
    assert reading.table["municipality_id"].tolist() == ["MUN:46005", "MUN:48028"]
    assert reading.table["name"].tolist() == ["Bibliothèque A", "Bibliothèque de Acton Vale"]
    assert set(reading.table["address_precision"]) == {"municipality"}
    assert reading.rejected["line"].tolist() == [4, 5, 6]
    assert "en double" in reading.rejected["reason"].iloc[2]


def test_libraries_whose_columns_were_renamed_are_read_with_their_names(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv("banq.csv", "Etab;Localite\nA;Abercorn\n")
    with pytest.raises(InputError, match="MUNICIPALITÉ"):
        read_banq(path, meta=meta)
    named = {"municipality": "Localite", "name": "Etab"}
    assert read_banq(path, meta=meta, columns=named).kept == 1
    with pytest.raises(InputError, match="Localité"):
        read_banq(path, meta=meta, columns={"municipality": "Localité"})


def test_health_points_drawn_away_from_what_is_written_are_set_aside(
    tmp_path: Path, meta: SourceInfo
) -> None:
    path = tmp_path / "sante.geojson"
    frame = gpd.GeoDataFrame(
        {
            "Nom": ["CLSC A", "CLSC B", "CLSC A", "PAVILLON"],
            "Longitude": [-72.0, -72.0, -72.0, -72.2],
            "Latitude": [46.0, 46.5, 46.0, 46.2],
        },
        geometry=[Point(-72, 46), Point(-72, 46), Point(-72, 46), Point(-72.2, 46.2)],
        crs=4326,
    )
    frame.to_crs(3857).to_file(path)
    reading = read_health_points(path, meta=meta)
    assert reading.crs == "EPSG:3857"
    assert (reading.read, reading.kept) == (4, 1)
    assert reading.rejected["reason"].tolist()[0].startswith("le point dessiné est à 55.")
    every = read_health_points(path, meta=meta, named_only=False)
    assert every.table["kind"].tolist() == ["clsc", "other"]


def test_a_selection_that_does_not_exist_is_refused(csv: Csv, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="named, mission, all"):
        read_odhf_facilities(csv("a.csv", "x\n1\n"), meta=meta, selection="doors")


def test_a_column_of_the_file_is_not_taken_for_one_of_ours(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "odhf.csv",
        "index,name,facility_name,type,source_facility_type,province,CSDuid,latitude,longitude\n"
        "2,x,CLSC de Lévis,y,CLSC,qc,2425213.0,46.7,-71.1\n",
    )
    assert read_odhf_facilities(path, meta=meta).table["name"].tolist() == ["CLSC de Lévis"]


@pytest.mark.real
def test_real_permits_of_2026_283_codes_gone_275_come(real_data: Path, meta: SourceInfo) -> None:
    services = real_data / "services"
    official = services / "m02_installations_2022.csv"
    for name in ("m02_2026_coords.csv", "boussole_coords.json"):
        every = read_m02_coords(services / name, meta=meta, installations=official, selection="all")
        assert (every.read, every.kept) == (1590, 1590)
        told = every.notes[0].replace("\u00a0", " ")
        assert ": 275;" in told
        assert "ici : 283." in told
        doors = read_m02_coords(services / name, meta=meta, installations=official)
        assert doors.kept == 382


@pytest.mark.real
def test_real_health_points_of_three_regions_agree_with_their_coordinates(
    real_data: Path, meta: SourceInfo
) -> None:
    path = real_data / "services" / "Sante_3_regions.geojson"
    reading = read_health_points(path, meta=meta, named_only=False)
    assert (reading.read, reading.kept, reading.crs) == (168, 168, "EPSG:3857")
    assert "168 éléments sur 168" in reading.notes[0]
    assert read_health_points(path, meta=meta).kept == 85


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "read", "named", "mission", "every"),
    [("odhf_v1.csv", 9039, 372, 419, 2061), ("odhf_v1.1.csv", 7033, 382, 464, 1584)],
)
def test_real_odhf_of_both_versions(
    real_data: Path, meta: SourceInfo, file: str, read: int, named: int, mission: int, every: int
) -> None:
    path = real_data / "services" / file
    kept = []
    for selection in ("named", "mission", "all"):
        reading = read_odhf_facilities(path, meta=meta, selection=selection)
        assert reading.read == read
        kept.append(reading.kept)
    assert kept == [named, mission, every]
