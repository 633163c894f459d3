"""RLS as published, CLSC as derived: codes, parents, names, and limits that say they are derived."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Squares = Callable[..., Path]


def test_an_rls_code_without_its_zero_is_repaired_and_counted(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares(
        "rls.gpkg",
        RLS_code=["111", "0612"],
        RLS_nom=["RLS de Kamouraska", "RLS de Dorval"],
        RTS_code=["11", "061"],
        RSS_code=["1", "06"],
    )
    reading = read("territories", "rls", path, meta=meta, level="rls")
    assert reading.table["territory_id"].tolist() == ["RLS:0111", "RLS:0612"]
    assert reading.table["parent_id"].tolist() == ["RTS:011", "RTS:061"]
    assert reading.table["rss_name"].tolist() == ["Bas-Saint-Laurent", "Montréal"]
    assert sum(reading.repairs.values()) == 1


def test_names_of_a_layer_without_cpg_get_their_accents_back(
    squares: Squares, meta: SourceInfo
) -> None:
    broken = "RLS de Rivière-du-Loup".encode().decode("latin-1")
    path = squares(
        "rls.gpkg", RLS_code=["0112"], RLS_nom=[broken], RTS_code=["011"], RSS_code=["01"]
    )
    reading = read("territories", "rls", path, meta=meta, level="rls")
    assert reading.table["name"].tolist() == ["RLS de Rivière-du-Loup"]
    assert any("accents" in name for name in reading.repairs)


def test_a_code_given_twice_or_absent_sets_the_row_aside(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares(
        "rls.gpkg",
        RLS_code=["0111", "0111", None],
        RLS_nom=["A", "B", "C"],
        RTS_code=["011"] * 3,
        RSS_code=["01"] * 3,
    )
    reading = read("territories", "rls", path, meta=meta, level="rls")
    assert (reading.read, reading.kept) == (3, 1)
    assert reading.rejected["line"].tolist() == [2, 3]


def test_only_the_regions_asked_for_are_kept_the_others_are_listed(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares(
        "rls.gpkg",
        RLS_code=["0111", "0612"],
        RLS_nom=["A", "B"],
        RTS_code=["011", "061"],
        RSS_code=["01", "06"],
    )
    reading = read("territories", "rls", path, meta=meta, level="rls", options={"regions": ["06"]})
    assert reading.table["territory_id"].tolist() == ["RLS:0612"]
    assert reading.rejected["id"].tolist() == ["RLS:0111"]


def test_a_layer_without_crs_is_refused(squares: Squares, meta: SourceInfo) -> None:
    path = squares(
        "rls.shp", crs=None, RLS_code=["0111"], RLS_nom=["A"], RTS_code=["011"], RSS_code=["01"]
    )
    with pytest.raises(InputError, match="système de coordonnées"):
        read("territories", "rls", path, meta=meta, level="rls")
    stated = read("territories", "rls", path, meta=meta, level="rls", options={"crs": "EPSG:4326"})
    assert stated.crs == "EPSG:4326"


def test_a_misspelt_column_gets_the_nearest_name(squares: Squares, meta: SourceInfo) -> None:
    path = squares("rls.gpkg", RLS_cod=["0111"], RLS_nom=["A"], RTS_code=["011"], RSS_code=["01"])
    with pytest.raises(InputError, match="RLS_cod"):
        read("territories", "rls", path, meta=meta, level="rls")


def test_the_complete_island_replaces_the_partial_one(squares: Squares, meta: SourceInfo) -> None:
    common = {"RLS_code": ["0611", "0111"], "RTS_code": ["061", "011"], "RSS_code": ["06", "01"]}
    partial = squares(
        "partiel.gpkg", CLSC_code=["6112", "1111"], CLSC_nom=["Vieux", "Kamouraska"], **common
    )
    whole = squares(
        "montreal.gpkg", CLSC_code=["06112", "06111"], CLSC_nom=["Pierrefonds", "Lac"], **common
    )
    reading = read(
        "territories", "clsc_derived", partial, meta=meta, level="clsc", files={"instead": whole}
    )
    assert reading.table["name"].tolist() == ["Kamouraska", "Lac", "Pierrefonds"]
    assert (reading.read, reading.kept, len(reading.rejected)) == (4, 3, 1)
    assert "montreal.gpkg" in reading.rejected["reason"].iloc[0]
    assert reading.table["derived"].all()
    assert "non officielles" in reading.notes[0]


@pytest.mark.real
def test_real_rls_are_96_in_25_rts_and_18_rss(real_data: Path) -> None:
    meta = load_catalogue()["rls_2020"]
    path = real_data / "boundaries" / "rls_2020" / "rls_no_water.shp"
    reading = read("territories", "rls", path, meta=meta, level="rls")
    table = reading.table
    assert (reading.read, reading.kept, len(reading.rejected)) == (96, 96, 0)
    assert reading.crs == "EPSG:4326"
    assert table["rts_id"].nunique() == 25
    assert table["rss_id"].nunique() == 18
    assert table.set_index("territory_id").at["RLS:0112", "name"] == "RLS de Rivière-du-Loup"
    assert not table["rts_name"].str.startswith("RTS:").any()
    pseudo = ["RLS:1001", "RLS:1701", "RLS:1801"]
    assert set(pseudo) <= set(table["territory_id"])


@pytest.mark.real
def test_real_derived_clsc_are_35_in_montreal_and_131_in_all(real_data: Path) -> None:
    folder = real_data / "boundaries" / "clsc_derived"
    catalogue = load_catalogue()
    island = read(
        "territories",
        "clsc_derived",
        folder / "clsc_montreal_derived.gpkg",
        meta=catalogue["clsc_derived_montreal"],
        level="clsc",
    )
    assert (island.read, island.kept) == (35, 35)
    assert island.table["territory_id"].str.startswith("CLSC:06").all()
    both = read(
        "territories",
        "clsc_derived",
        folder / "clsc_derived_partial.gpkg",
        meta=catalogue["clsc_derived"],
        level="clsc",
        files={"instead": folder / "clsc_montreal_derived.gpkg"},
    )
    assert (both.read, both.kept, len(both.rejected)) == (154, 131, 23)
    assert both.crs == "EPSG:32198"
    table = gpd.GeoDataFrame(both.table)
    assert table.crs == "EPSG:4326"
    assert table.is_valid.all()


@pytest.mark.real
def test_signs_the_file_has_lost_come_back_and_are_counted(real_data: Path) -> None:
    reading = read(
        "territories",
        "rls",
        real_data / "boundaries" / "rls_2020" / "rls_no_water.shp",
        meta=load_catalogue()["rls_2020"],
        level="rls",
    )
    names = set(reading.table["name"])
    assert {"RLS de Bécancour–Nicolet-Yamaska", "RLS d'Arthabaska-et-de-L'Érable"} <= names
    assert not reading.table["name"].str.contains("?", regex=False).any()
    assert sum(count for what, count in reading.repairs.items() if "signe" in what) == 2
