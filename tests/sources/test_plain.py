"""Files in the tables' own shape: what a coalition sends, and what its faults are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources._tabular import read_csv_text
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


@pytest.mark.parametrize("rows", ["u1,Un,5,-72.8,46.2,5\n", "u1,Un,5,-72.8,46.2,5,5\n" * 2])
def test_a_first_row_with_too_many_cells_is_refused_as_any_other(
    csv: Write, meta: SourceInfo, rows: str
) -> None:
    """A decimal comma without quotes makes two cells of one number."""
    text = "unit_id,name,population,lon,lat\n" + rows
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta)
    assert sentence(fault).startswith(f"p.csv, rangée 2 : {rows[:25].count(',') + 1} cellules")
    assert "au lieu de 5" in sentence(fault)


@pytest.mark.parametrize("before", ["", "\n\n"])
def test_a_long_row_is_refused_when_only_some_columns_are_read(csv: Write, before: str) -> None:
    path = csv("p.csv", before + "id,people,other\na,1,x\nb,1,5,y\n")
    with pytest.raises(InputError, match=f"rangée {3 + len(before)}"):
        read_csv_text(path, columns=["id", "people"])


def test_blank_lines_before_the_header_are_skipped_and_counted(csv: Write) -> None:
    text = read_csv_text(csv("p.csv", "\n  \nid,people\na,1\n\nb,2\n"))
    assert text.frame["id"].tolist() == ["a", "b"]
    assert text.lines.tolist() == [4, 6]


def test_a_column_met_twice_under_the_very_same_name_is_refused(
    csv: Write, meta: SourceInfo
) -> None:
    text = "unit_id,name,population,population,lon,lat\nu1,Un,1,2,-72.8,46.2\n"
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta)
    assert "« population » paraît deux fois" in sentence(fault)


def test_a_column_met_twice_once_renamed_is_refused(csv: Write, meta: SourceInfo) -> None:
    text = "unit_id,name,population,gens,lon,lat\nu1,Un,1,2,-72.8,46.2\n"
    with pytest.raises(InputError) as fault:
        read_population(csv("p.csv", text), meta=meta, columns={"population": "gens"})
    assert "« population » paraît deux fois" in sentence(fault)


def test_columns_without_a_name_are_not_taken_for_one_another(csv: Write) -> None:
    text = read_csv_text(csv("p.csv", "id,,people,\na,x,1,\n"))
    assert text.frame["people"].tolist() == ["1"]
    assert text.frame.shape == (1, 4)
