"""Files in the tables' own shape that cannot be read: one plain sentence each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from territory.errors import InputError, MissingFileError
from territory.sources import SourceInfo
from territory.sources.plain import (
    read_population,
    read_services,
    read_territories,
)
from territory.tables import Reading

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
