"""MRC joined by name to their codes; boroughs in metres."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import mapping

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Squares = Callable[..., Path]


def sda(squares: Squares) -> Path:
    return squares(
        "mrc_s.gpkg",
        MRS_CO_MRC=["05", "981", "981", "27", "993", "1"],
        MRS_NM_MRC=[
            "Bonaventure",
            "Minganie",
            "Minganie",
            "Beauce-Centre",
            "Nouveau toponyme à venir",
            "Communauté maritime des Îles-de-la-Madeleine",
        ],
        MRS_CO_REG=["11", "09", "09", "12", "10", "11"],
        MRS_NM_REG=["Gaspésie", "Côte-Nord", "Côte-Nord", "Chaudière", "Nord", "Gaspésie"],
    )


def test_names_without_accents_find_their_code(squares: Squares, meta: SourceInfo) -> None:
    path = squares(
        "mrc.gpkg", mrc_name=["Minganie", "Communaute maritime des Iles-de-la-Madeleine"]
    )
    reading = read(
        "territories", "mrc", path, meta=meta, level="mrc", files={"attributes": sda(squares)}
    )
    assert reading.table["territory_id"].tolist() == ["MRC:01", "MRC:981"]
    assert reading.table["name"].iloc[0] == "Communauté maritime des Îles-de-la-Madeleine"
    assert reading.table["parent_id"].tolist() == ["REG:11", "REG:09"]
    assert any("double" in name for name in reading.repairs)


def test_a_renamed_mrc_is_joined_by_the_editable_table(squares: Squares, meta: SourceInfo) -> None:
    path = squares("mrc.gpkg", mrc_name=["Robert-Cliche", "Eeyou Istchee"])
    reading = read(
        "territories", "mrc", path, meta=meta, level="mrc", files={"attributes": sda(squares)}
    )
    names = reading.table.set_index("territory_id")["name"]
    assert names["MRC:27"] == "Beauce-Centre"
    assert names["MRC:993"] == "Eeyou Istchee"


def test_a_name_that_joins_nothing_is_listed_and_codes_without_polygon_are_noted(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("mrc.gpkg", mrc_name=["Bonaventure", "Atlantide"])
    reading = read(
        "territories", "mrc", path, meta=meta, level="mrc", files={"attributes": sda(squares)}
    )
    assert (reading.read, reading.kept) == (2, 1)
    assert reading.rejected["id"].tolist() == ["Atlantide"]
    assert "MRC:981" in reading.notes[0]


def borough_file(tmp_path: Path, *, crs_member: bool) -> Path:
    frame = gpd.GeoSeries.from_wkt(
        ["POLYGON ((-73.6 45.5, -73.5 45.5, -73.5 45.6, -73.6 45.6, -73.6 45.5))"], crs=4326
    ).to_crs("EPSG:32188")
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"CODEMAMH": code, "NOM_OFFICIEL": name, "TYPE": kind},
                "geometry": mapping(frame.iloc[0]),
            }
            for code, name, kind in (
                ("REM19", "Ville-Marie", "Arrondissement"),
                ("66142", "Dollard-des-Ormeaux", "Ville liée"),
            )
        ],
    }
    if crs_member:
        name = {"name": "urn:ogc:def:crs:EPSG::32188"}
        collection["crs"] = {"type": "name", "properties": name}  # type: ignore[assignment]
    path = tmp_path / "arrondissements.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def test_metres_in_a_geojson_are_converted_and_said(tmp_path: Path, meta: SourceInfo) -> None:
    path = borough_file(tmp_path, crs_member=True)
    reading = read("territories", "boroughs", path, meta=meta, level="borough")
    table = gpd.GeoDataFrame(reading.table).set_index("territory_id")
    assert reading.crs == "EPSG:32188"
    assert any("mètres" in note for note in reading.notes)
    assert table.total_bounds[0] == pytest.approx(-73.6, abs=1e-6)
    assert table.loc["ARR:REM19", "municipality_id"] == "MUN:66023"
    assert table.loc["ARR:66142", "municipality_id"] == "MUN:66142"


def test_metres_that_say_nothing_are_refused_until_the_system_is_stated(
    tmp_path: Path, meta: SourceInfo
) -> None:
    path = borough_file(tmp_path, crs_member=False)
    with pytest.raises(InputError, match="mètres"):
        read("territories", "boroughs", path, meta=meta, level="borough")
    stated = read(
        "territories",
        "boroughs",
        path,
        meta=meta,
        level="borough",
        options={"crs": "EPSG:32188"},
    )
    assert gpd.GeoDataFrame(stated.table).total_bounds[0] == pytest.approx(-73.6, abs=1e-6)


@pytest.mark.real
def test_real_mrc_are_104_each_with_an_official_code(real_data: Path, checkout: Path) -> None:
    reading = read(
        "territories",
        "mrc",
        real_data / "boundaries" / "mrc_1m_2018" / "mrc.shp",
        meta=load_catalogue()["mrc_1m_2018"],
        level="mrc",
        files={"attributes": real_data / "boundaries" / "mrc_sda_2025_attributes" / "mrc_s.dbf"},
    )
    assert (reading.read, reading.kept, len(reading.rejected)) == (104, 104, 0)
    assert reading.crs == "EPSG:4269"
    assert reading.notes == ()
    assert reading.table["region_id"].nunique() == 17
    facts = pd.read_csv(checkout / "data" / "facts" / "mrc_facts.csv", dtype=str)
    assert set(reading.table["territory_id"]) == set("MRC:" + facts["code_sda"])
    assert sorted(reading.repairs.values()) == [2, 2]


@pytest.mark.real
def test_real_boroughs_are_19_and_15_cities(real_data: Path) -> None:
    reading = read(
        "territories",
        "boroughs",
        real_data
        / "boundaries"
        / "montreal"
        / "limites-administratives-agglomeration-nad83.geojson",
        meta=load_catalogue()["montreal_boroughs"],
        level="borough",
    )
    assert (reading.read, reading.kept) == (34, 34)
    assert (reading.table["municipality_id"] == "MUN:66023").sum() == 19
    assert "Le Plateau-Mont-Royal" in set(reading.table["name"])
