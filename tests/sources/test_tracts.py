"""Tracts of 2021 on the polygons of 2016: the same, the cut up, the new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read
from territory.sources.tracts import nearest_municipality, origins_2016

Csv = Callable[..., Path]
Squares = Callable[..., Path]
HEADER = "SRIDU,PopTotAge\n"


@pytest.fixture
def table(csv: Csv) -> Path:
    """One tract unchanged, one cut in two, one new, an empty row, a BOM as in the real file."""
    rows = [
        '"4470001.00 (SR), Drummondville (RMR) (4470001.00) (00000)",5080',
        '"4470009.01 (SR), Drummondville (RMR) (4470009.01) (00000)",3400',
        '"4470009.02 (SR), Drummondville (RMR) (4470009.02) (00000)",1600',
        '"4520001.00 (SR), Saint-Hyacinthe (AR) (4520001.00) (00000)",6330',
        ",",
    ]
    return csv("secteurs.csv", HEADER + "\n".join(rows) + "\n", "utf-8-sig")


@pytest.fixture
def layer(squares: Squares) -> Path:
    """Polygons of 2016 in a Lambert projection, as Statistics Canada publishes them."""
    return squares("ct.gpkg", crs="EPSG:3347", CTUID=["4470001.00", "4470009.00", "4470010.00"])


def test_only_tracts_of_both_years_are_kept_the_others_are_listed(
    table: Path, layer: Path, meta: SourceInfo
) -> None:
    reading = read("population", "census_tracts", table, meta=meta, files={"geometry": layer})
    assert reading.table["unit_id"].tolist() == ["CT:4470001.00"]
    assert (reading.read, reading.kept, len(reading.rejected)) == (4, 1, 3)
    reasons = reading.rejected.set_index("id")["reason"]
    assert "redécoupage" in reasons["4470009.01"]
    assert "ni secteur d'origine" in reasons["4520001.00"]
    assert reading.crs == "EPSG:3347"


def test_tracts_cut_up_since_are_put_back_together_when_asked(
    table: Path, layer: Path, meta: SourceInfo
) -> None:
    reading = read(
        "population",
        "census_tracts",
        table,
        meta=meta,
        files={"geometry": layer},
        options={"split": True},
    )
    people = reading.table.set_index("unit_id")["population"]
    assert people.to_dict() == {"CT:4470001.00": 5080, "CT:4470009": 5000}
    assert (reading.read, reading.kept) == (4, 3)
    whole = gpd.GeoDataFrame(reading.table).set_index("unit_id").geometry["CT:4470009"]
    assert whole.symmetric_difference(box(-72.9, 46.0, -72.8, 46.1)).area < 1e-6


def test_tracts_counted_by_area_are_left_out(
    table: Path, layer: Path, squares: Squares, meta: SourceInfo
) -> None:
    areas = squares("ad.gpkg", DAUID=["24660001"])
    reading = read(
        "population",
        "census_tracts",
        table,
        meta=meta,
        files={"geometry": layer, "areas": areas},
        options={"split": True},
    )
    assert reading.table["unit_id"].tolist() == ["CT:4470009"]
    assert "ad.gpkg" in reading.rejected.set_index("id").loc["4470001.00", "reason"]


def test_tracts_are_cut_to_the_land(
    table: Path, layer: Path, tmp_path: Path, meta: SourceInfo
) -> None:
    land = tmp_path / "terre.gpkg"
    gpd.GeoDataFrame(geometry=[box(-73.0, 46.0, -72.95, 46.1)], crs=4326).to_file(land)
    whole = read("population", "census_tracts", table, meta=meta, files={"geometry": layer})
    cut = read(
        "population",
        "census_tracts",
        table,
        meta=meta,
        files={"geometry": layer, "land": land},
        options={"split": True},
    )
    area = cut.table.set_index("unit_id")["area_km2"]
    assert area["CT:4470001.00"] == pytest.approx(whole.table["area_km2"].iloc[0] / 2, rel=1e-3)
    assert area["CT:4470009"] == pytest.approx(whole.table["area_km2"].iloc[0], rel=1e-3)


def test_a_row_without_a_tract_number_is_set_aside(csv: Csv, layer: Path, meta: SourceInfo) -> None:
    path = csv("s.csv", HEADER + '"4470001.00 (SR)",5\nTotal,99\n"4470001.00 (SR)",5\n')
    reading = read("population", "census_tracts", path, meta=meta, files={"geometry": layer})
    assert reading.rejected["line"].tolist() == [3, 4]


def test_a_table_without_tracts_is_refused(csv: Csv, layer: Path, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="aucun secteur"):
        read(
            "population",
            "census_tracts",
            csv("s.csv", HEADER + "Total,99\n"),
            meta=meta,
            files={"geometry": layer},
        )


def test_a_tract_goes_to_the_large_town_of_its_mrc_not_to_the_nearest_hamlet(csv: Csv) -> None:
    places = csv(
        "lieux.csv",
        "mun_code,mrc_code,population,lon,lat\n"
        "58227,58,250000,-73.50,45.50\n"
        "58999,58,900,-73.40,45.50\n"
        "65005,65,400000,-73.42,45.51\n",
    )
    counties = gpd.GeoDataFrame(
        {"territory_id": ["MRC:58", "MRC:65"]},
        geometry=[box(-73.6, 45.4, -73.3, 45.55), box(-73.6, 45.55, -73.3, 45.7)],
        crs=4326,
    )
    shapes = gpd.GeoSeries([box(-73.43, 45.49, -73.42, 45.51)], crs=4326)
    assert nearest_municipality(shapes, counties, places).tolist() == ["MUN:58227"]


def test_an_mrc_without_a_known_place_gives_no_municipality(csv: Csv) -> None:
    places = csv("lieux.csv", "mun_code,mrc_code,population,lon,lat\n65005,65,9,-73.7,45.6\n")
    counties = gpd.GeoDataFrame(
        {"territory_id": ["MRC:58"]}, geometry=[box(-73.6, 45.4, -73.3, 45.6)], crs=4326
    )
    shapes = gpd.GeoSeries([box(-73.43, 45.49, -73.42, 45.51)], crs=4326)
    assert nearest_municipality(shapes, counties, places).tolist() == [None]


def test_a_tract_that_still_exists_is_nobodys_origin() -> None:
    import pandas as pd

    drawn = pd.Index(["4470009.01", "4470009.02"])
    assert origins_2016(pd.Series(["4470009.02", "4470009.03"]), drawn).to_dict() == {
        "4470009": "4470009.01"
    }


@pytest.mark.real
def test_real_tracts_are_1263_of_1374(real_data: Path) -> None:
    geometry = real_data / "boundaries" / "census_2016" / "ct_qc_16.shp"
    reading = read(
        "population",
        "census_tracts",
        real_data / "population" / "SRQC2021.csv",
        meta=load_catalogue()["ct_2021_profile"],
        files={"geometry": geometry},
    )
    assert (reading.read, reading.kept, len(reading.rejected)) == (1_374, 1_263, 111)
    assert reading.table["population"].sum() == 5_426_680
    assert reading.repairs["polygones invalides réparés"] == 2
    cut_up = reading.rejected["reason"].str.contains("redécoupage").sum()
    assert (cut_up, 111 - cut_up) == (94, 17)


@pytest.mark.real
def test_real_tracts_off_the_island_leave_its_areas_alone(real_data: Path) -> None:
    boundaries = real_data / "boundaries"
    areas = boundaries / "montreal" / "aires_de_diffusion.gpkg"
    reading = read(
        "population",
        "census_tracts",
        real_data / "population" / "SRQC2021.csv",
        meta=load_catalogue()["ct_2021_profile"],
        files={
            "geometry": boundaries / "census_2016" / "ct_qc_16.shp",
            "areas": areas,
            "land": boundaries / "rls_2020" / "rls_no_water.shp",
            "mrc": boundaries / "mrc_1m_2018" / "mrc.shp",
            "mrc_attributes": boundaries / "mrc_sda_2025_attributes" / "mrc_s.dbf",
        },
        options={"split": True},
    )
    assert (reading.kept, len(reading.table)) == (827, 782)
    assert reading.table["population"].sum() == 3_854_260
    assert not reading.table["municipality_id"].str.startswith("MUN:66").any()
    laval = reading.table["municipality_id"] == "MUN:65005"
    assert reading.table.loc[laval, "population"].sum() == 438_355
    frame = gpd.GeoDataFrame(reading.table).to_crs(32198)
    island = gpd.read_file(areas).to_crs(32198)
    island = island[island["DAUID"].str.startswith("2466")]
    pairs = gpd.overlay(frame[["unit_id", "geometry"]], island[["geometry"]], how="intersection")
    assert np.sum(pairs.area) / 1e6 < 0.1
