"""Official boundaries: codes, parts of one territory, names, and what each layout hides."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from shapely.geometry import box

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.boundaries_census import read_statcan
from territory.sources.boundaries_msss import read_msss, read_territory_names
from territory.sources.boundaries_sda import read_sda
from territory.study.derive import derived_level

Squares = Callable[..., Path]
SDA = {
    "MRS_CO_MRC": ["01", "981", "981", "993", None],
    "MRS_NM_MRC": ["Les Îles", "Golfe", "Golfe", "Nouveau toponyme à venir", ""],
    "MRS_CO_REG": ["11", "09", "09", "10", ""],
    "MRS_NM_REG": ["Gaspésie", "Côte-Nord", "Côte-Nord", "Nord-du-Québec", ""],
    "MRS_CO_VER": ["V2025-04"] * 5,
}
CLSC: dict[str, list[Any]] = {
    "CLSC_code": ["01111", "06112"],
    "CLSC_nom": ["Kamouraska", "L’Acadie–Nord"],
    "RLS_code": ["0111", "0611"],
    "RTS_code": ["011", "061"],
    "RSS_code": ["01", "06"],
    "Etiquette": ["Kamouraska (01111)", "L’Acadie–Nord (06112)"],
    "Version": ["2026-04-01", "0026-04-01"],
}


def same(shape: shapely.Geometry, other: shapely.Geometry) -> bool:
    return bool(shape.symmetric_difference(other).area < 1e-9)


def high(path: Path, columns: dict[str, list[Any]], *, layer: str | None = None) -> None:
    """Add a layer of squares that have an altitude, as the SDA's have."""
    count = len(next(iter(columns.values())))
    shapes = [
        shapely.force_3d(box(-73 + i / 10, 46, -72.9 + i / 10, 46.1), 12.0) for i in range(count)
    ]
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4269").to_file(path, layer=layer)


def test_an_sda_file_of_all_levels_gives_the_one_asked(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "SDA.gpkg"
    high(path, SDA, layer="mrc_s")
    high(path, {"RES_CO_REG": ["01", "09"], "RES_NM_REG": ["Bas", "Côte-Nord"]}, layer="regio_s")
    high(
        path,
        {
            "MUS_CO_GEO": ["01023", "98804"], "MUS_NM_MUN": ["Les Îles", "Pakuashipi"],
            "MUS_CO_MRC": ["01", "981"], "MUS_CO_REG": ["11", "09"], "MUS_CO_DES": ["M", "EI"],
        },
        layer="munic_s",
    )  # fmt: skip
    mrc = read_sda(path, meta=meta, level="mrc")
    assert (mrc.read, mrc.kept, len(mrc.table)) == (5, 4, 3)
    assert mrc.rejected["reason"].tolist() == ["sans code de territoire"]
    table = mrc.table.set_index("territory_id")
    assert table.loc["MRC:981", "parent_id"] == "REG:09"
    assert table.loc["MRC:981", "source_rows"] == 2
    assert same(table.geometry["MRC:981"], box(-72.9, 46, -72.7, 46.1))
    assert not shapely.has_z(table.geometry.to_numpy()).any()
    assert set(table["vintage"]) == {"V2025-04"}
    assert "MRC:993" in " ".join(mrc.notes)
    assert mrc.repairs["altitudes laissées de côté"] == 5
    assert read_sda(path, meta=meta, level="region").kept == 2
    towns = read_sda(path, meta=meta, level="municipality").table
    assert towns["parent_id"].tolist() == ["MRC:01", "MRC:981"]
    assert towns["designation"].tolist() == ["M", "Établissement amérindien"]


def test_a_region_is_put_together_from_the_mrc_where_they_alone_are_given(
    tmp_path: Path, meta: SourceInfo
) -> None:
    high(tmp_path / "mrc_s.shp", SDA)
    reading = read_sda(tmp_path / "mrc_s.shp", meta=meta, level="region")
    assert reading.table["territory_id"].tolist() == ["REG:09", "REG:10", "REG:11"]
    with pytest.raises(InputError, match=r"MUS_CO_GEO.*manque"):
        read_sda(tmp_path / "mrc_s.shp", meta=meta, level="municipality")
    with pytest.raises(InputError, match="region, mrc, municipality, borough"):
        read_sda(tmp_path / "mrc_s.shp", meta=meta, level="clsc")


def test_msss_names_in_cp1252_keep_their_dashes_and_quotes(
    tmp_path: Path, squares: Squares, meta: SourceInfo
) -> None:
    path = squares("Territoires_CLSC_2026.shp", crs="EPSG:3798", **CLSC)
    frame = pyogrio.read_dataframe(path)
    pyogrio.write_dataframe(frame, path, encoding="cp1252")
    for told in ("CP1252", "UTF-8", None):
        cpg = path.with_suffix(".cpg")
        cpg.unlink(missing_ok=True)
        if told is not None:
            cpg.write_text(told)
        reading = read_msss(path, meta=meta, level="clsc")
        assert reading.table["name"].tolist() == ["Kamouraska", "L’Acadie–Nord"], told
    assert reading.crs == "EPSG:3798"


def test_the_version_is_the_vintage_unless_its_century_is_wrong(
    squares: Squares, meta: SourceInfo
) -> None:
    reading = read_msss(squares("clsc.gpkg", **CLSC), meta=meta, level="clsc")
    assert reading.table["vintage"].tolist() == ["2026-04-01", "2021"]
    assert reading.repairs["dates impossibles laissées de côté"] == 1
    assert "eau" in " ".join(reading.notes)


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_columns_are_found_in_any_case(
    squares: Squares, meta: SourceInfo, case: Callable[[str], str]
) -> None:
    path = squares("clsc.gpkg", **{case(name): values for name, values in CLSC.items()})
    reading = read_msss(path, meta=meta, level="rts")
    assert reading.table["territory_id"].tolist() == ["RTS:011", "RTS:061"]
    assert reading.table["parent_id"].tolist() == ["RSS:01", "RSS:06"]


def test_a_column_under_two_cases_is_refused(squares: Squares, meta: SourceInfo) -> None:
    path = squares("clsc.geojson", clsc_code=["01111"], CLSC_Code=["06112"])
    with pytest.raises(InputError, match="paraît deux fois"):
        read_msss(path, meta=meta, level="clsc")


def test_codes_as_numbers_get_their_zero_back_and_others_are_set_aside(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("clsc.gpkg", CLSC_code=[1111.0, 6112.0, 123456.0, None])
    reading = read_msss(path, meta=meta, level="clsc")
    assert reading.table["territory_id"].tolist() == ["CLSC:01111", "CLSC:06112"]
    assert reading.table["parent_id"].tolist() == ["RLS:0111", "RLS:0611"]
    assert (reading.read, reading.kept) == (4, 2)
    assert "123456" in reading.rejected["reason"].iloc[0]


def test_a_layer_coarser_than_the_level_asked_is_refused(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("rls.gpkg", RLS_code=["0111"])
    with pytest.raises(InputError, match=r"dessine le niveau .*rls"):
        read_msss(path, meta=meta, level="clsc")
    with pytest.raises(InputError, match=r"CLSC_code.*manque"):
        read_msss(squares("x.gpkg", nom=["a"]), meta=meta, level="clsc")


def test_limits_are_cut_to_the_land_given(
    squares: Squares, tmp_path: Path, meta: SourceInfo
) -> None:
    land = tmp_path / "land.gpkg"
    gpd.GeoDataFrame(geometry=[box(-73, 46, -72.95, 46.2)], crs=4326).to_file(land)
    reading = read_msss(squares("clsc.gpkg", **CLSC), meta=meta, level="clsc", land=land)
    shapes = reading.table.geometry
    assert same(shapes.iloc[0], box(-73, 46, -72.95, 46.1))
    assert same(shapes.iloc[1], box(-72.9, 46, -72.8, 46.1))
    assert "1 territoires qui n'y ont aucune terre" in " ".join(reading.notes)


def test_regions_wanted_are_kept_and_the_others_set_aside(
    squares: Squares, meta: SourceInfo
) -> None:
    reading = read_msss(squares("c.gpkg", **CLSC), meta=meta, level="clsc", regions=["6"])
    assert reading.table["territory_id"].tolist() == ["CLSC:06112"]
    assert "option regions" in reading.rejected["reason"].iloc[0]


def test_accents_apart_from_their_letter_are_put_together(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("rls.gpkg", RLS_code=["0111"], RLS_nom=["Que\u0301bec"])
    reading = read_msss(path, meta=meta, level="rls")
    assert reading.table["name"].tolist() == ["Québec"]
    assert reading.repairs["textes aux accents décomposés, recomposés"] == 1


def test_english_and_french_census_files_read_alike(squares: Squares, meta: SourceInfo) -> None:
    english = squares(
        "lda.shp", crs="EPSG:3347", DAUID=["24660001", "35200002"],
        DGUID=["2021S051224660001", "2021S051235200002"], LANDAREA=[1.5, 2.0], PRUID=["24", "35"],
    )  # fmt: skip
    french = squares(
        "lad.shp", crs="EPSG:3347", ADIDU=[24660001, 35200002],
        IDUGD=["2021S051224660001", "2021S051235200002"], SUPTERRE=[1.5, 2.0], PRIDU=[24, 35],
    )  # fmt: skip
    for path in (english, french):
        reading = read_statcan(path, meta=meta, level="da")
        assert reading.table["territory_id"].tolist() == ["DA:24660001"]
        assert reading.table["parent_id"].tolist() == ["CD:2466"]
        assert reading.table["area_km2"].tolist() == [1.5]
        assert reading.table["vintage"].tolist() == ["2021"]
        assert reading.rejected["reason"].tolist() == ["hors du Québec"]


def test_blocks_make_areas_and_areas_make_divisions(squares: Squares, meta: SourceInfo) -> None:
    blocks = squares(
        "ldb.gpkg", DBUID=["24660001001", "24660001002", "24660002001"], LANDAREA=[1.0, 2.0, 4.0]
    )
    areas = read_statcan(blocks, meta=meta, level="da")
    assert areas.table["area_km2"].tolist() == [3.0, 4.0]
    assert areas.table["source_rows"].tolist() == [2, 1]
    division = read_statcan(blocks, meta=meta, level="cd")
    assert division.table["territory_id"].tolist() == ["CD:2466"]
    with pytest.raises(InputError, match="ne se tire pas"):
        read_statcan(blocks, meta=meta, level="ct")


def test_a_subdivision_is_the_municipality_of_its_last_digits(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("csd.gpkg", CSDUID=["2446005"], CSDNAME=["Abercorn"], CSDTYPE=["VL"])
    table = read_statcan(path, meta=meta, level="municipality").table
    assert table["territory_id"].tolist() == ["MUN:46005"]
    assert table["parent_id"].tolist() == ["CD:2446"]
    assert table["designation"].tolist() == ["VL"]


def test_tract_numbers_as_numbers_get_their_decimals_back(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("ct.gpkg", CTUID=[4210100.0, 4210101.1, 4210.0])
    reading = read_statcan(path, meta=meta, level="ct")
    assert reading.table["territory_id"].tolist() == ["CT:4210100.00", "CT:4210101.10"]
    assert reading.kept == 2


def test_a_layer_without_prj_is_refused_until_its_system_is_given(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("clsc.shp", crs=None, **CLSC)
    with pytest.raises(InputError, match="option crs"):
        read_msss(path, meta=meta, level="clsc")
    assert read_msss(path, meta=meta, level="clsc", crs="EPSG:4326").kept == 2
    with pytest.raises(InputError, match="n'existe pas"):
        read_msss(path, meta=meta, level="clsc", crs="EPSG:1")


def test_latitude_before_longitude_is_refused(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "clsc.geojson"
    shapes = [box(46, -73, 46.1, -72.9), box(46, -72, 46.1, -71.9)]
    gpd.GeoDataFrame(CLSC, geometry=shapes, crs=4326).to_file(path)
    with pytest.raises(InputError, match="interverties"):
        read_msss(path, meta=meta, level="clsc")


def test_a_file_name_with_its_accents_apart_is_found(squares: Squares, meta: SourceInfo) -> None:
    path = squares("re\u0301seaux.gpkg", **CLSC)
    reading = read_msss(path.with_name("réseaux.gpkg"), meta=meta, level="clsc")
    assert reading.kept == 2


@pytest.mark.real
def test_real_rls_of_2020_make_25_rts_and_18_rss(real_data: Path, meta: SourceInfo) -> None:
    path = real_data / "boundaries" / "rls_2020" / "rls_no_water.shp"
    for level, count in (("rls", 96), ("rts", 25), ("rss", 18)):
        reading = read_msss(path, meta=meta, level=level)
        assert (reading.read, reading.kept, len(reading.table)) == (96, 96, count)
        assert set(reading.table["vintage"]) == {"2020-04-01"}
    assert reading.table["parent_id"].isna().all()
    assert "elle en est retirée" in " ".join(reading.notes)


@pytest.mark.real
def test_real_clsc_of_2017_are_166_in_93_rls_22_rts_and_18_rss_and_three_apart(
    real_data: Path, meta: SourceInfo
) -> None:
    path = real_data / "crosswalks" / "Territoires_CLSC_2017.dbf"
    names = read_territory_names(path)
    counts = names.groupby("level")["territory_id"].nunique().to_dict()
    assert counts == {"clsc": 166, "rls": 93 + 3, "rts": 22 + 3, "rss": 18}
    assert names.loc[names["territory_id"] == "CLSC:01121", "name"].item() == "Rivière-du-Loup"
    with pytest.raises(InputError, match="n'a pas de géométrie"):
        read_msss(path, meta=meta, level="clsc")


@pytest.mark.real
def test_a_real_prj_with_a_latin_1_byte_still_says_where_it_is(
    real_data: Path, squares: Squares, meta: SourceInfo
) -> None:
    path = squares("clsc.shp", crs="EPSG:3798", **CLSC)
    shutil.copy(real_data / "crosswalks" / "Territoires_CLSC_2017.prj", path.with_suffix(".prj"))
    reading = read_msss(path, meta=meta, level="clsc")
    assert reading.kept == 2
    assert reading.table.geometry.bounds["minx"].between(-73.01, -72.8).all()


@pytest.mark.real
def test_real_names_given_apart_rename_the_territories(real_data: Path, meta: SourceInfo) -> None:
    derived = real_data / "boundaries" / "clsc_derived" / "clsc_derived_partial.gpkg"
    names = real_data / "crosswalks" / "Territoires_CLSC_2017.dbf"
    reading = read_msss(derived, meta=meta, level="clsc", names=names)
    assert (reading.read, reading.kept) == (119, 119)


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "level", "count"), [("cd_qc_16.shp", "cd", 98), ("ct_qc_16.shp", "ct", 1402)]
)
def test_real_census_limits_of_2016(
    real_data: Path, meta: SourceInfo, file: str, level: str, count: int
) -> None:
    reading = read_statcan(real_data / "boundaries" / "census_2016" / file, meta=meta, level=level)
    assert (reading.read, reading.kept, len(reading.table)) == (count, count, count)
    assert reading.crs == "EPSG:3347"
    assert reading.repairs.get("polygones invalides réparés", 0) == (2 if level == "ct" else 0)


@pytest.mark.real
def test_real_areas_of_montreal_hold_one_of_another_division(
    real_data: Path, meta: SourceInfo
) -> None:
    path = real_data / "boundaries" / "montreal" / "aires_de_diffusion.gpkg"
    assert read_statcan(path, meta=meta, level="da").kept == 3229
    island = read_statcan(path, meta=meta, level="da", divisions=["2466"])
    assert (island.read, island.kept) == (3229, 3228)
    assert island.rejected["id"].tolist() == ["24580156"]


@pytest.mark.real
def test_real_attributes_without_geometry_are_told_so(real_data: Path, meta: SourceInfo) -> None:
    boundaries = real_data / "boundaries"
    with pytest.raises(InputError, match="n'a pas de géométrie"):
        read_sda(boundaries / "mrc_sda_2025_attributes" / "mrc_s.dbf", meta=meta, level="mrc")
    with pytest.raises(InputError, match="n'a pas de géométrie"):
        read_statcan(boundaries / "census_2016" / "csd_qc_16.dbf", meta=meta, level="municipality")


def test_macroman_and_old_encodings_are_mended_without_harm_to_right_names(
    squares: Squares, meta: SourceInfo
) -> None:
    wrong = squares("wrong.gpkg", RLS_code=["0111", "0112"], RLS_nom=["QuÈbec", "L\x92Île"])
    assert read_msss(wrong, meta=meta, level="rls").table["name"].tolist() == ["Québec", "L’Île"]
    right = squares("right.gpkg", RLS_code=["0111"], RLS_nom=["Les Îles–Été"])
    reading = read_msss(right, meta=meta, level="rls")
    assert reading.table["name"].tolist() == ["Les Îles–Été"]
    assert not reading.repairs


@pytest.mark.parametrize(
    "area", ["1 234,5", "1\u00a0234,5", "1\u202f234.5", "1,234.5", "1234.5", "0,001,234.50"]
)
def test_land_areas_with_any_thousands_separator(
    squares: Squares, meta: SourceInfo, area: str
) -> None:
    path = squares("lda.gpkg", DAUID=["24660001"], LANDAREA=[area])
    assert read_statcan(path, meta=meta, level="da").table["area_km2"].tolist() == [1234.5]


@pytest.mark.parametrize("area", ["..", " ", "", "x", None])
def test_a_land_area_that_says_nothing_is_missing_not_zero(
    squares: Squares, meta: SourceInfo, area: str | None
) -> None:
    path = squares("lda.gpkg", DAUID=["24660001", "24660002"], LANDAREA=[area, "2"])
    table = read_statcan(path, meta=meta, level="da").table
    assert table["area_km2"].isna().tolist() == [True, False]


def test_the_levels_above_have_their_code_and_their_name(
    squares: Squares, meta: SourceInfo
) -> None:
    table = read_msss(squares("clsc.gpkg", **CLSC), meta=meta, level="clsc").table
    assert table["rts_id"].tolist() == ["RTS:011", "RTS:061"]
    assert table["rss_name"].tolist() == ["Bas-Saint-Laurent", "Montréal"]


def test_a_level_without_names_is_derived_under_its_codes(
    squares: Squares, meta: SourceInfo
) -> None:
    path = squares("lda.gpkg", DAUID=["24660001", "24660002", "24650001"])
    areas = read_statcan(path, meta=meta, level="da").table
    divisions = derived_level(areas, "da", "cd")
    assert divisions["territory_id"].tolist() == ["CD:2465", "CD:2466"]
    assert divisions["name"].tolist() == ["CD:2465", "CD:2466"]


def test_a_territory_wholly_outside_quebec_is_set_aside(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "clsc.gpkg"
    gpd.GeoDataFrame(
        CLSC, geometry=[box(-73, 46, -72.9, 46.1), box(2, 48, 2.1, 48.1)], crs=4326
    ).to_file(path)
    reading = read_msss(path, meta=meta, level="clsc")
    assert reading.kept == 1
    assert reading.rejected["reason"].tolist() == ["polygone entièrement hors du Québec"]
