"""Dissemination areas: divisions set aside, blanks, areas of elsewhere, one stray area."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read
from territory.sources.census import quebec_total

HEADER = "DAUID,Population,Population Density per Square Kilometre,Land Area in Square Kilometre\n"
Csv = Callable[..., Path]
Squares = Callable[..., Path]


@pytest.fixture
def table(csv: Csv) -> Path:
    """Two areas of a division, the division itself, and everything that can go wrong."""
    rows = [
        "2466,900,1,1",
        "24660001,400,1,0.5",
        "24660002,500,1,0",
        "24660003,,,0.5",
        "24580156,700,1,0.3",
        "35200001,300,1,0.2",
        "24660001,400,1,0.5",
        "24660009,-5,1,0.5",
        "2466001,5,1,0.5",
        "24990001,60,1,9",
    ]
    return csv("pop.csv", HEADER + "\n".join(rows) + "\n")


def test_every_row_is_kept_or_set_aside_with_its_reason(table: Path, meta: SourceInfo) -> None:
    reading = read("population", "dissemination_areas", table, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (10, 4, 6)
    reasons = reading.rejected.set_index("line")["reason"]
    assert "division de recensement" in reasons[2]
    assert "population absente" in reasons[5]
    assert "hors du Québec" in reasons[7]
    assert "double" in reasons[8]
    assert "-5" in reasons[9]
    assert "8 chiffres" in reasons[10]
    assert reading.table["population"].sum() == 400 + 500 + 700 + 60


def test_without_a_layer_areas_have_no_coordinates(table: Path, meta: SourceInfo) -> None:
    reading = read("population", "dissemination_areas", table, meta=meta)
    assert reading.table["lon"].isna().all()
    assert (reading.table["precision"] == "unknown").all()
    assert reading.table.set_index("unit_id").at["DA:24660001", "cd_id"] == "CD:2466"


def test_areas_get_their_polygon_a_point_inside_it_and_land(
    table: Path, squares: Squares, meta: SourceInfo
) -> None:
    layer = squares("ad.gpkg", crs="EPSG:32198", DAUID=["24660001", "24660002", "24580156"])
    reading = read("population", "dissemination_areas", table, meta=meta, files={"geometry": layer})
    frame = gpd.GeoDataFrame(reading.table).set_index("unit_id")
    assert reading.crs == "EPSG:32198"
    assert frame.crs == "EPSG:4326"
    assert len(frame) == 3
    inside = shapely.contains_xy(frame.geometry.to_numpy(), frame["lon"], frame["lat"])
    assert inside.all()
    assert frame.at["DA:24660001", "area_km2"] == 0.5
    assert frame.at["DA:24660002", "area_km2"] == pytest.approx(85.97, rel=1e-2)
    assert "absente de la couche" in reading.rejected.set_index("id").at["24990001", "reason"]


def test_the_stray_area_is_said_and_can_be_set_aside(
    table: Path, squares: Squares, meta: SourceInfo
) -> None:
    layer = squares("ad.gpkg", DAUID=["24660001", "24660002", "24580156"])
    said = read("population", "dissemination_areas", table, meta=meta, files={"geometry": layer})
    assert any("24580156" in note for note in said.notes)
    kept = read(
        "population",
        "dissemination_areas",
        table,
        meta=meta,
        files={"geometry": layer},
        options={"division": "2466"},
    )
    assert sorted(kept.table["unit_id"]) == ["DA:24660001", "DA:24660002"]
    assert "2458" in kept.rejected.set_index("id").at["24580156", "reason"]


def test_areas_get_the_municipality_of_their_borough(
    table: Path, squares: Squares, meta: SourceInfo
) -> None:
    layer = squares("ad.gpkg", DAUID=["24660001", "24660002", "24580156"])
    boroughs = squares("arr.gpkg", CODEMAMH=["REM19", "66142"])
    reading = read(
        "population",
        "dissemination_areas",
        table,
        meta=meta,
        files={"geometry": layer, "boroughs": boroughs},
    )
    found = reading.table.set_index("unit_id")["municipality_id"]
    assert found["DA:24660001"] == "MUN:66023"
    assert found["DA:24660002"] == "MUN:66142"
    assert found.isna()["DA:24580156"]


def test_a_table_without_any_area_of_quebec_is_refused(csv: Csv, meta: SourceInfo) -> None:
    path = csv("pop.csv", HEADER + "35200001,300,1,0.2\n")
    with pytest.raises(InputError, match="aucune aire de diffusion du Québec"):
        read("population", "dissemination_areas", path, meta=meta)


@pytest.mark.real
def test_real_areas_are_13806_summing_to_8501833_without_the_98_divisions(real_data: Path) -> None:
    path = real_data / "population" / "Population_Data.csv"
    meta = load_catalogue()["da_2021_population"]
    reading = read("population", "dissemination_areas", path, meta=meta)
    reasons = reading.rejected["reason"].value_counts()
    blank = reasons["population absente"]
    divisions = reading.rejected["reason"].str.startswith("division")
    assert (reading.read, reading.kept) == (56_582, 13_756)
    assert blank == 50
    assert reading.kept + blank == 13_806
    assert reading.table["population"].sum() == 8_501_833
    assert divisions.sum() == 269
    assert reading.rejected.loc[divisions, "id"].str.startswith("24").sum() == 98
    total, by_division = quebec_total(path)
    assert total == 8_501_833
    assert len(by_division) == 98
    assert by_division["CD:2466"] == 2_004_265


@pytest.mark.real
def test_real_montreal_has_3229_areas_and_one_stray(real_data: Path) -> None:
    montreal = real_data / "boundaries" / "montreal"
    reading = read(
        "population",
        "dissemination_areas",
        real_data / "population" / "Population_Data.csv",
        meta=load_catalogue()["da_2021_population"],
        files={
            "geometry": montreal / "aires_de_diffusion.gpkg",
            "boroughs": montreal / "limites-administratives-agglomeration-nad83.geojson",
        },
    )
    frame = gpd.GeoDataFrame(reading.table)
    assert len(frame) == 3_229
    assert frame["population"].sum() == 2_004_969
    assert (frame["cd_id"] != "CD:2466").sum() == 1
    assert any("24580156" in note for note in reading.notes)
    assert frame["municipality_id"].notna().all()
    assert frame["municipality_id"].nunique() == 16
    assert np.all(shapely.intersects_xy(frame.geometry.to_numpy(), frame["lon"], frame["lat"]))
