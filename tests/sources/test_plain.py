"""Files in the tables' own shape: what a coalition sends, and what its faults are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from territory.errors import InputError, MissingFileError
from territory.sources import SourceInfo
from territory.sources.plain import (
    read_coverage,
    read_population,
    read_services,
    read_territories,
)
from territory.tables import POPULATION, SERVICES, TERRITORIES, Reading

Write = Callable[..., Path]
SITES = "service_id,name,kind,lon,lat,fte_ts,registration,open_share\n"
UNITS = "unit_id,name,population,lon,lat\n"


def sentence(fault: pytest.ExceptionInfo[InputError]) -> str:
    """Return the one plain sentence, its non-breaking spaces as spaces."""
    told = fault.value.sentence("fr").replace("\u00a0", " ")
    assert "\n" not in told
    assert "Traceback" not in told
    return told


def geojson(path: Path, features: list[tuple[dict[str, Any], Any]], **more: Any) -> Path:
    content = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": said, "geometry": shape} for said, shape in features
        ],
        **more,
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def reasons(reading: Reading) -> list[str]:
    return [str(reason).replace("\u00a0", " ") for reason in reading.rejected["reason"]]


# What a good file gives.


def test_a_csv_of_sites_becomes_a_services_table(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "a,Point A,clsc,-73.5,45.5,2.5,,\nb,Point B,gmf,-71.2,46.8,,required,0.4\n"
    reading = read_services(csv("s.csv", text), meta=meta)
    assert (reading.read, reading.kept) == (2, 2)
    SERVICES.validate(reading.table)
    first, second = reading.table.to_dict("records")
    assert (first["fte"], first["open_share"], first["registration"]) == (2.5, 1.0, "unknown")
    assert (second["open_share"], second["mode"]) == (0.4, "in_person")
    assert pd.isna(second["fte"])
    assert reading.table.crs.to_epsg() == 4326


def test_staffing_left_blank_is_unknown_and_zero_is_zero(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "a,A,library,-73.5,45.5,,,\nb,B,library,-73.6,45.5,0,,\n"
    table = read_services(csv("s.csv", text), meta=meta).table
    assert pd.isna(table["fte"].iloc[0])
    assert table["fte"].iloc[1] == 0


def test_a_csv_of_people_becomes_a_population_table(csv: Write, meta: SourceInfo) -> None:
    text = UNITS.replace(",lat", ",lat,mrc_id,road_link") + "u1,Un,1200,-73.5,45.5,46,no\n"
    reading = read_population(csv("p.csv", text), meta=meta)
    POPULATION.validate(reading.table)
    row = reading.table.iloc[0]
    assert (row["population"], row["road_link"], row["mrc_id"]) == (1200.0, "no", "MRC:46")
    assert row["precision"] == "unknown"
    assert pd.isna(row["milieu"])


def test_polygons_of_people_keep_their_shape_area_and_an_inner_point(
    squares: Write, meta: SourceInfo
) -> None:
    path = squares("p.gpkg", unit_id=["u1", "u2"], population=[10, 20])
    table = read_population(path, meta=meta).table
    assert (table.geometry.geom_type == "Polygon").all()
    assert table["area_km2"].between(80, 90).all()
    assert table.geometry.contains(
        gpd.GeoSeries.from_xy(table["lon"], table["lat"], crs=4326)
    ).all()


def test_a_layer_in_any_known_system_comes_back_in_degrees(
    squares: Write, meta: SourceInfo
) -> None:
    path = squares("t.gpkg", crs="EPSG:32198", territory_id=["46", "47"], name=["A", "B"])
    reading = read_territories(path, meta=meta, level="mrc")
    TERRITORIES.validate(reading.table)
    assert reading.crs == "EPSG:32198"
    assert reading.table["territory_id"].tolist() == ["MRC:46", "MRC:47"]
    assert reading.table.total_bounds[0] == pytest.approx(-73.0, abs=1e-6)
    assert reading.table["source"].tolist() == ["Fichier d'essai"] * 2


def test_sites_drawn_as_polygons_stand_at_a_point_inside(squares: Write, meta: SourceInfo) -> None:
    path = squares("s.gpkg", service_id=["a"], name=["A"], kind=["library"])
    table = read_services(path, meta=meta).table
    assert table.geometry.geom_type.tolist() == ["Point"]
    assert box(-73.0, 46.0, -72.9, 46.1).contains(table.geometry.iloc[0])


def test_columns_of_another_name_are_read_once_named(csv: Write, meta: SourceInfo) -> None:
    text = "code;pop;x;y\nu1;1 200;-73,5;45,5\n"
    named = {"unit_id": "code", "population": "pop", "lon": "x", "lat": "y"}
    table = read_population(csv("p.csv", text), meta=meta, columns=named).table
    assert table[["population", "lon", "lat"]].iloc[0].tolist() == [1200.0, -73.5, 45.5]


def test_people_without_a_place_are_kept(csv: Write, meta: SourceInfo) -> None:
    text = UNITS + "u1,Un,1200,,\nu2,Deux,300,-73.5,45.5\n"
    reading = read_population(csv("p.csv", text), meta=meta)
    assert reading.table["population"].sum() == 1500
    assert reading.table["lon"].isna().tolist() == [True, False]
    assert reading.table.geometry.isna().tolist() == [True, False]


def test_coverage_is_read_as_stated(csv: Write, meta: SourceInfo) -> None:
    text = "territory_id,kind,status\nMRC:46,community,partial\nCLSC:05111,clsc,\n"
    table = read_coverage(csv("c.csv", text), meta=meta).table
    assert table["status"].tolist() == ["partial", "unknown"]
    assert table["source"].tolist() == ["Fichier d'essai"] * 2


# Files that cannot be read: one sentence each.


def test_a_missing_file_is_named_with_its_nearest_neighbour(
    csv: Write, meta: SourceInfo, tmp_path: Path
) -> None:
    csv("services.csv", SITES)
    with pytest.raises(MissingFileError) as fault:
        read_services(tmp_path / "servcies.csv", meta=meta)
    assert "services.csv" in sentence(fault)


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_said_to_be(csv: Write, meta: SourceInfo, text: str) -> None:
    with pytest.raises(InputError) as fault:
        read_services(csv("s.csv", text), meta=meta)
    assert sentence(fault).startswith("Le fichier s.csv est vide")


def test_a_header_without_rows_is_said_to_be(csv: Write, meta: SourceInfo) -> None:
    with pytest.raises(InputError) as fault:
        read_services(csv("s.csv", SITES), meta=meta)
    assert "aucune rangée" in sentence(fault)


def test_a_layer_without_features_is_said_to_be(tmp_path: Path, meta: SourceInfo) -> None:
    with pytest.raises(InputError) as fault:
        read_services(geojson(tmp_path / "s.geojson", []), meta=meta)
    assert "aucun élément" in sentence(fault)


def test_a_workbook_is_asked_for_as_csv(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(b"PK\x03\x04rest of a workbook")
    with pytest.raises(InputError) as fault:
        read_services(path, meta=meta)
    assert "CSV" in sentence(fault)


def test_a_layer_without_crs_is_refused_and_read_once_told(
    squares: Write, meta: SourceInfo
) -> None:
    path = squares("t.shp", crs=None, code=["46"], name=["A"])
    named = {"territory_id": "code"}
    with pytest.raises(InputError) as fault:
        read_territories(path, meta=meta, level="mrc", columns=named)
    assert "système de coordonnées" in sentence(fault)
    assert ".prj" in sentence(fault)
    assert read_territories(path, meta=meta, level="mrc", columns=named, crs="EPSG:4326").kept == 1


def test_a_crs_that_does_not_exist_is_refused(squares: Write, meta: SourceInfo) -> None:
    path = squares("t.gpkg", territory_id=["46"], name=["A"])
    with pytest.raises(InputError) as fault:
        read_territories(path, meta=meta, level="mrc", crs="EPSG:99999999")
    assert "EPSG:99999999" in sentence(fault)


def test_metres_in_a_geojson_are_refused_and_read_once_told(
    tmp_path: Path, meta: SourceInfo
) -> None:
    said = {"service_id": "a", "name": "A", "kind": "clsc"}
    path = geojson(tmp_path / "s.geojson", [(said, point(300_000.0, 5_041_000.0))])
    with pytest.raises(InputError) as fault:
        read_services(path, meta=meta)
    assert "mètres" in sentence(fault)
    table = read_services(path, meta=meta, crs="EPSG:32188").table
    assert table.geometry.x.iloc[0] == pytest.approx(-73.56, abs=0.1)


def test_latitude_first_in_a_geojson_is_refused(tmp_path: Path, meta: SourceInfo) -> None:
    said = {"service_id": "a", "name": "A", "kind": "clsc"}
    path = geojson(tmp_path / "s.geojson", [(said, point(45.5, -73.5))])
    with pytest.raises(InputError) as fault:
        read_services(path, meta=meta)
    assert "interverties" in sentence(fault)


def test_latitude_first_in_a_csv_is_refused_even_where_most_people_have_no_place(
    csv: Write, meta: SourceInfo
) -> None:
    nowhere = "".join(f"n{i},N,10,,\n" for i in range(5))
    text = UNITS + nowhere + "u1,Un,10,45.5,-73.5\nu2,Deux,10,46.1,-72.5\n"
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta)
    assert "interverties" in sentence(fault)


def test_metres_in_a_csv_are_refused(csv: Write, meta: SourceInfo) -> None:
    with pytest.raises(InputError) as fault:
        read_services(csv("s.csv", SITES + "a,A,clsc,300000,5041000,,,\n"), meta=meta)
    assert "mètres" in sentence(fault)


@pytest.mark.parametrize(
    ("header", "missing", "near"),
    [
        ("unit_id,name,populaton,lon,lat", "population", "populaton"),
        ("unit,name,population,lon,lat", "unit_id", "unit"),
        ("unit_id,name,population,long,lat", "lon", "long"),
    ],
)
def test_a_misspelt_column_is_named_with_the_nearest(
    csv: Write, meta: SourceInfo, header: str, missing: str, near: str
) -> None:
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", header + "\nu1,Un,10,-73.5,45.5\n"), meta=meta)
    assert f"la colonne « {missing} » manque; est-ce « {near} »?" in sentence(fault)


def test_a_missing_column_lists_those_found(squares: Write, meta: SourceInfo) -> None:
    path = squares("t.gpkg", territory_id=["46"], zzz=["A"])
    with pytest.raises(InputError) as fault:
        read_territories(path, meta=meta, level="mrc")
    assert "« name »" in sentence(fault)
    assert "zzz" in sentence(fault)


def test_a_misspelt_column_that_could_be_done_without_is_a_note(
    csv: Write, meta: SourceInfo
) -> None:
    text = "unit_id,population,lon,lat,registred_share,couleur\nu1,10,-73.5,45.5,0.8,bleu\n"
    reading = read_population(csv("p.csv", text), meta=meta)
    assert [note.replace("\u00a0", " ") for note in reading.notes] == [
        "la colonne « registred_share » n'est pas lue; est-ce « registered_share »?"
    ]


def test_a_code_of_another_world_is_refused(squares: Write, meta: SourceInfo) -> None:
    path = squares("t.gpkg", territory_id=["RSS:17"], name=["Nunavik"])
    with pytest.raises(InputError) as fault:
        read_territories(path, meta=meta, level="region")
    assert "RSS:17" in sentence(fault)


def test_territories_need_polygons(csv: Write, meta: SourceInfo, tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        read_territories(csv("t.csv", "territory_id,name\n46,A\n"), meta=meta, level="mrc")
    assert "polygones" in sentence(fault)
    path = tmp_path / "t.gpkg"
    shapes = [box(-73, 46, -72.9, 46.1), Point(-73, 46)]
    frame = gpd.GeoDataFrame(
        {"territory_id": ["46", "47"], "name": ["A", "B"]}, geometry=shapes, crs=4326
    )
    frame.to_file(path)
    reading = read_territories(path, meta=meta, level="mrc")
    assert reasons(reading) == ["la géométrie n'est pas un polygone"]


def test_several_layers_need_a_choice(tmp_path: Path, meta: SourceInfo) -> None:
    frame = gpd.GeoDataFrame(
        {"territory_id": ["46"], "name": ["A"]}, geometry=[box(-73, 46, -72.9, 46.1)], crs=4326
    )
    frame.to_file(tmp_path / "t.gpkg", layer="un")
    frame.to_file(tmp_path / "t.gpkg", layer="deux")
    with pytest.raises(InputError) as fault:
        read_territories(tmp_path / "t.gpkg", meta=meta, level="mrc")
    assert "un, deux" in sentence(fault)
    with pytest.raises(InputError) as fault:
        read_territories(tmp_path / "t.gpkg", meta=meta, level="mrc", layer="dex")
    assert "« deux »" in sentence(fault)
    assert read_territories(tmp_path / "t.gpkg", meta=meta, level="mrc", layer="un").kept == 1


def test_nothing_left_is_one_sentence_with_the_main_reason(csv: Write, meta: SourceInfo) -> None:
    text = UNITS + "u1,Un,-5,-73.5,45.5\nu2,Deux,,-73.6,45.5\nu3,Trois,,-73.6,45.5\n"
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta)
    assert "les 3 rangées ont été écartées" in sentence(fault)
    assert "because: population: value missing" in fault.value.sentence("en")


def test_a_word_for_every_kind_is_refused_as_a_whole(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "a,A,CLSC,-73.5,45.5,,,\nb,B,CLSC,-73.5,45.5,,,\n"
    with pytest.raises(InputError) as fault:
        read_services(csv("s.csv", text), meta=meta)
    assert "est-ce « clsc »?" in sentence(fault)
    assert 'is it "clsc"?' in fault.value.sentence("en")


# Rows set aside, each with its line and its reason.


def test_bad_rows_are_set_aside_with_their_line_and_reason(csv: Write, meta: SourceInfo) -> None:
    text = UNITS + (
        "u1,Un,100,-73.5,45.5\n"
        "u2,Deux,-3,-73.5,45.5\n"
        "u3,Trois,,-73.5,45.5\n"
        "u4,Quatre,beaucoup,-73.5,45.5\n"
        "u5,Cinq,100,0,0\n"
        "u6,Six,100,2.35,48.85\n"
        "u1,Encore,100,-73.5,45.5\n"
        ",Sans,100,-73.5,45.5\n"
        'u9,Neuf,"1,200",-73.5,45.5\n'
    )
    reading = read_population(csv("p.csv", text), meta=meta)
    assert (reading.read, reading.kept) == (9, 1)
    assert reading.rejected["line"].tolist() == [3, 4, 5, 6, 7, 8, 9, 10]
    assert reading.rejected["id"].tolist() == ["u2", "u3", "u4", "u5", "u6", "u1", "", "u9"]
    assert reasons(reading) == [
        "population vaut -3; un nombre d'au moins 0 est attendu",
        "population : valeur absente",
        "« beaucoup » n'est pas un nombre (population)",
        "le point (0.0, 0.0) est hors du Québec",
        "le point (2.35, 48.85) est hors du Québec",
        "identifiant déjà lu : rangée en double",
        "identifiant absent",
        "« 1,200 » n'est pas un nombre (population)",
    ]
    assert (reading.rejected["reason"] != reading.rejected["reason_en"]).all()


def test_a_site_without_coordinates_is_set_aside(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "a,A,clsc,,,,,\nb,B,clsc,-73.5,45.5,,,\n"
    reading = read_services(csv("s.csv", text), meta=meta)
    assert reading.table["service_id"].tolist() == ["b"]
    assert reasons(reading) == ["sans coordonnées"]


def test_bad_values_of_a_site_are_set_aside(csv: Write, meta: SourceInfo) -> None:
    text = SITES + (
        "a,A,clsc,-73.5,45.5,2,,1\n"
        "b,B,clsk,-73.5,45.5,2,,1\n"
        "c,C,clsc,-73.5,45.5,-2,,1\n"
        "d,D,clsc,-73.5,45.5,2,peut-être,1\n"
        "e,E,clsc,-73.5,45.5,2,open,3\n"
    )
    reading = read_services(csv("s.csv", text), meta=meta)
    assert reading.table["service_id"].tolist() == ["a"]
    assert reading.rejected["line"].tolist() == [3, 4, 5, 6]


def test_a_coverage_row_of_no_level_or_stated_twice_is_set_aside(
    csv: Write, meta: SourceInfo
) -> None:
    text = "territory_id,kind,status\nMRC:46,clsc,complete\nMRC:46,clsc,absent\n46,clsc,absent\n"
    reading = read_coverage(csv("c.csv", text), meta=meta)
    assert reading.table["status"].tolist() == ["complete"]
    assert reading.rejected["line"].tolist() == [3, 4]


def test_a_duplicated_territory_keeps_its_first_row(squares: Write, meta: SourceInfo) -> None:
    path = squares("t.gpkg", territory_id=["46", "46"], name=["A", "B"])
    reading = read_territories(path, meta=meta, level="mrc")
    assert reading.table["name"].tolist() == ["A"]
    assert reading.rejected["line"].tolist() == [2]


# What is mended, and counted.


def test_a_code_without_its_leading_zero_is_repaired_and_counted(
    squares: Write, meta: SourceInfo
) -> None:
    path = squares("t.gpkg", territory_id=["1181", "06533"], name=["A", "B"])
    reading = read_territories(path, meta=meta, level="clsc")
    assert reading.table["territory_id"].tolist() == ["CLSC:01181", "CLSC:06533"]
    assert list(reading.repairs.values()) == [1]
    assert "zéro" in next(iter(reading.repairs))


def test_numbers_read_as_codes_come_back_whole(squares: Write, meta: SourceInfo) -> None:
    path = squares("p.gpkg", unit_id=["u1", "u2"], population=[1, 2], clsc_id=[1181.0, 6533.0])
    reading = read_population(path, meta=meta)
    assert reading.table["clsc_id"].tolist() == ["CLSC:01181", "CLSC:06533"]
    assert list(reading.repairs.values()) == [2]


def test_a_wrong_encoding_is_understood_and_counted(csv: Write, meta: SourceInfo) -> None:
    path = csv("s.csv", SITES + "a,Bibliothèque,library,-73.5,45.5,,,\n", "cp1252")
    reading = read_services(path, meta=meta)
    assert reading.table["name"].tolist() == ["Bibliothèque"]
    assert any("cp1252" in repair for repair in reading.repairs)


def test_an_encoding_can_be_stated(csv: Write, meta: SourceInfo) -> None:
    path = csv("s.csv", SITES + "a,Bibliothèque,library,-73.5,45.5,,,\n", "mac_roman")
    assert read_services(path, meta=meta, encoding="mac_roman").table["name"].tolist() == [
        "Bibliothèque"
    ]
    with pytest.raises(InputError) as fault:
        read_services(path, meta=meta, encoding="utf-8")
    assert "utf-8" in sentence(fault)


def test_a_byte_order_mark_and_semicolons_are_understood(csv: Write, meta: SourceInfo) -> None:
    path = csv("s.csv", SITES.replace(",", ";") + "a;A;clsc;-73,5;45,5;2,5;;\n", "utf-8-sig")
    reading = read_services(path, meta=meta)
    assert reading.table["fte"].tolist() == [2.5]
    assert not reading.repairs


def test_an_invalid_polygon_is_repaired_and_counted(tmp_path: Path, meta: SourceInfo) -> None:
    bow = Polygon([(-73, 46), (-72, 47), (-72, 46), (-73, 47)])
    frame = gpd.GeoDataFrame(
        {"territory_id": ["46", "47"], "name": ["A", "B"]},
        geometry=[bow, box(-71, 46, -70, 47)],
        crs=4326,
    )
    frame.to_file(tmp_path / "t.gpkg")
    reading = read_territories(tmp_path / "t.gpkg", meta=meta, level="mrc")
    assert reading.table.geometry.is_valid.all()
    assert reading.repairs == {"polygones invalides réparés": 1}


def test_altitudes_are_left_aside_and_counted(tmp_path: Path, meta: SourceInfo) -> None:
    frame = gpd.GeoDataFrame(
        {"service_id": ["a"], "name": ["A"], "kind": ["clsc"]},
        geometry=[Point(-73, 46, 12)],
        crs=4326,
    )
    frame.to_file(tmp_path / "s.gpkg")
    reading = read_services(tmp_path / "s.gpkg", meta=meta)
    assert not reading.table.geometry.has_z.any()
    assert list(reading.repairs.values()) == [1]


def test_blank_lines_are_not_rows_and_lines_are_still_counted(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "\na,A,clsc,-73.5,45.5,,,\n\nb,B,clsc,0,0,,,\nc,C,clsc,-73.4,45.5,,,\n"
    reading = read_services(csv("s.csv", text), meta=meta)
    assert (reading.read, reading.kept) == (3, 2)
    assert reading.rejected["line"].tolist() == [5]


def test_a_row_with_too_many_cells_is_refused_with_its_line(csv: Write, meta: SourceInfo) -> None:
    text = SITES + "a,A,clsc,-73.5,45.5,,,\nb,B,clsc,-73.5,45.5,,,,,9\n"
    with pytest.raises(InputError) as fault:
        read_services(csv("s.csv", text), meta=meta)
    assert "rangée 3" in sentence(fault)


def test_a_column_met_twice_is_refused(csv: Write, meta: SourceInfo) -> None:
    text = "unit_id,population, population\nu1,1,2\n"
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta)
    assert "« population » paraît deux fois" in sentence(fault)
