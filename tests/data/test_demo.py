"""The embedded default: what is real in it is the facts', what is invented says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from territory.codes import LEVELS
from territory.study import read_study
from territory.study.gather import gather

LEVEL_COUNTS = {
    "municipality": 1190,
    "mrc": 104,
    "region": 17,
    "clsc": 166,
    "rls": 93 + 3,
    "rts": 22 + 3,
    "rss": 18,
}
BUILT_WITH = ("3.12.4", (3, 14, 1))
LARGEST_FILE = 1_500_000
LARGEST_FOLDER = 10_000_000


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Path:
    return checkout / "data" / "demo"


@pytest.fixture(scope="module")
def rebuilt(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, str(checkout / "tools" / "build_demo.py"), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out


@pytest.fixture(scope="module")
def units(demo: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(demo / "units.gpkg")


@pytest.fixture(scope="module")
def sites(demo: Path) -> pd.DataFrame:
    return pd.read_csv(demo / "services.csv")


@pytest.fixture(scope="module")
def municipalities(checkout: Path) -> pd.DataFrame:
    return pd.read_csv(checkout / "data" / "facts" / "municipalities.csv", dtype=str)


def territories(demo: Path, level: str) -> gpd.GeoDataFrame:
    return gpd.read_file(demo / f"territories_{level}.gpkg")


def test_the_script_gives_the_same_files(demo: Path, rebuilt: Path) -> None:
    assert {p.name for p in rebuilt.iterdir()} == {p.name for p in demo.iterdir()}


@pytest.mark.parametrize("name", ["services.csv", "coverage.csv", "README.md"])
def test_the_script_gives_the_same_text_again(demo: Path, rebuilt: Path, name: str) -> None:
    assert (rebuilt / name).read_bytes() == (demo / name).read_bytes()


@pytest.mark.parametrize("name", ["units", *(f"territories_{level}" for level in LEVEL_COUNTS)])
def test_the_script_gives_the_same_values_again(demo: Path, rebuilt: Path, name: str) -> None:
    committed = gpd.read_file(demo / f"{name}.gpkg")
    again = gpd.read_file(rebuilt / f"{name}.gpkg")
    pd.testing.assert_frame_equal(
        pd.DataFrame(committed.drop(columns="geometry")),
        pd.DataFrame(again.drop(columns="geometry")),
        rtol=1e-3,
    )
    apart = shapely.area(
        shapely.symmetric_difference(committed.geometry.to_numpy(), again.geometry.to_numpy())
    )
    assert (apart < 1e-3 * shapely.area(committed.geometry.to_numpy())).all()


def test_the_script_gives_the_same_bytes_with_the_same_libraries(demo: Path, rebuilt: Path) -> None:
    if (pyogrio.__gdal_version_string__, shapely.geos_version) != BUILT_WITH:
        pytest.skip(f"data/demo was built with GDAL and GEOS {BUILT_WITH}")
    for path in sorted(demo.glob("*.gpkg")):
        assert (rebuilt / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_file_is_small(demo: Path) -> None:
    sizes = [path.stat().st_size for path in demo.iterdir()]
    assert max(sizes) <= LARGEST_FILE
    assert sum(sizes) <= LARGEST_FOLDER


@pytest.mark.parametrize(("level", "count"), LEVEL_COUNTS.items())
def test_every_territory_exists_with_a_shape_and_a_name(demo: Path, level: str, count: int) -> None:
    table = territories(demo, level)
    assert len(table) == table["territory_id"].nunique() == count
    assert not (table.geometry.isna() | table.geometry.is_empty).any()
    assert table.geometry.is_valid.all()
    assert table["name"].notna().all()
    assert table["territory_id"].str.startswith(f"{LEVELS[level].prefix}:").all()
    assert (table["source"] == "limites schématiques (inventées)").all()


@pytest.mark.parametrize("level", LEVEL_COUNTS)
def test_territories_of_a_level_do_not_overlap(demo: Path, level: str) -> None:
    assert shapely.coverage_is_valid(territories(demo, level).geometry.to_numpy())


@pytest.mark.parametrize(
    ("level", "parent"),
    [("clsc", "rls"), ("rls", "rts"), ("rts", "rss"), ("mrc", "region"), ("municipality", "mrc")],
)
def test_a_territory_lies_in_its_parent(demo: Path, level: str, parent: str) -> None:
    below, above = territories(demo, level), territories(demo, parent)
    known = below[below["parent_id"].notna()].reset_index(drop=True)
    assert len(known) == len(below)
    outer = above.set_index("territory_id").geometry[known["parent_id"]].to_numpy()
    outside = shapely.area(shapely.difference(known.geometry.to_numpy(), outer))
    assert outside.max() < 1e-9


def test_mrc_cells_leave_nothing_out_and_clsc_cells_only_two_municipalities(
    demo: Path, units: gpd.GeoDataFrame
) -> None:
    whole = shapely.area(units.geometry.to_numpy()).sum()
    assert shapely.area(territories(demo, "mrc").geometry.to_numpy()).sum() == pytest.approx(whole)
    unknown = units[units["clsc_id"].isna()]
    assert sorted(unknown["name"]) == ["Laverlochère-Angliers", "Notre-Dame-de-la-Salette"]


def test_units_are_the_inhabited_municipalities_and_the_parts_of_ten_cities(
    units: gpd.GeoDataFrame, municipalities: pd.DataFrame
) -> None:
    inhabited = municipalities[municipalities["population"].astype(int) > 0]
    several = inhabited["clsc_codes"].fillna("").str.contains(";")
    assert several.sum() == 10
    parts = inhabited.loc[several, "clsc_codes"].str.count(";").sum() + 10
    assert len(units) == (~several).sum() + parts == 1244
    assert units["unit_id"].is_unique


def test_people_are_those_of_the_facts_city_by_city(
    units: gpd.GeoDataFrame, municipalities: pd.DataFrame
) -> None:
    real = municipalities.set_index("MUN:" + municipalities["mun_code"])["population"].astype(int)
    here = units.groupby("municipality_id")["population"].sum()
    assert here.sum() == real.sum() == 9_056_044
    assert (here == real[here.index]).all()
    assert (units["population"] == units["population"].round()).all()


def test_names_and_codes_are_those_of_the_facts(demo: Path, checkout: Path) -> None:
    facts = checkout / "data" / "facts"
    mrc = pd.read_csv(facts / "mrc_facts.csv", dtype=str)
    clsc = pd.read_csv(facts / "clsc_facts.csv", dtype=str)
    rls = pd.read_csv(facts / "rls_facts.csv", dtype=str)
    assert set(territories(demo, "mrc")["territory_id"]) == set("MRC:" + mrc["code_sda"])
    assert set(territories(demo, "clsc")["territory_id"]) == set("CLSC:" + clsc["clsc_code"])
    assert set(territories(demo, "rls")["territory_id"]) == set("RLS:" + rls["RLS_code"])
    named = territories(demo, "clsc").set_index("territory_id")["name"]
    assert named["CLSC:01111"] == "Kamouraska"
    assert named["CLSC:03123"] == "Sainte-Foy–Sillery"
    same = named[("CLSC:" + clsc["clsc_code"]).to_list()].str.replace("–", " - ").to_numpy()
    assert (same == clsc["name"].str.replace("–", " - ").to_numpy()).all()


def test_clsc_totals_stay_near_the_published_ones(units: gpd.GeoDataFrame, checkout: Path) -> None:
    clsc = pd.read_csv(checkout / "data" / "facts" / "clsc_facts.csv", dtype=str)
    published = clsc.set_index("CLSC:" + clsc["clsc_code"])["population_2021"].astype(float)
    here = units.groupby("clsc_id")["population"].sum()
    gap = (here / published - 1).abs()
    assert gap.max() < 0.16
    assert gap.median() < 0.06


def test_each_unit_holds_its_place_and_cells_do_not_overlap(units: gpd.GeoDataFrame) -> None:
    cells = units.geometry.to_numpy()
    assert shapely.coverage_is_valid(cells)
    assert shapely.contains_xy(cells, units["lon"].to_numpy(), units["lat"].to_numpy()).all()
    assert (units["area_km2"] > 0).all()


def test_places_without_coordinates_say_so(
    units: gpd.GeoDataFrame, municipalities: pd.DataFrame
) -> None:
    inhabited = municipalities[municipalities["population"].astype(int) > 0]
    nowhere = set("MUN:" + inhabited.loc[inhabited["lon"].isna(), "mun_code"])
    assert set(units.loc[units["precision"] == "mrc", "unit_id"]) == nowhere
    assert len(nowhere) == 31
    assert set(units["precision"]) == {"mrc", "place"}


def test_a_region_of_one_world_is_never_taken_for_the_other(units: gpd.GeoDataFrame) -> None:
    named = units.set_index("name")
    assert named.loc["Drummondville", ["region_id", "rss_id"]].to_list() == ["REG:17", "RSS:04"]
    assert named.loc["Kuujjuaq", ["region_id", "rss_id"]].to_list() == ["REG:10", "RSS:17"]


def test_montreal_parts_are_dense_and_the_rule_decides_elsewhere(
    units: gpd.GeoDataFrame,
) -> None:
    dense = units["milieu"] == "dense_urban"
    parts = units["unit_id"].str.startswith("MUN:66023/")
    assert (dense == parts).all()
    assert parts.sum() == 32
    assert units.loc[~parts, "milieu"].isna().all()


def test_no_site_is_invented_on_self_governed_land(
    units: gpd.GeoDataFrame, sites: pd.DataFrame
) -> None:
    native = units[units["self_governed"]].reset_index(drop=True)
    assert len(native) == 51
    assert not sites["municipality_id"].isin(native["municipality_id"]).any()
    inside = shapely.contains_xy(
        native.union_all(), sites["lon"].to_numpy(), sites["lat"].to_numpy()
    )
    assert not inside.any()


def test_self_governed_territories_are_those_of_the_editable_list(
    demo: Path, checkout: Path
) -> None:
    listed = set(pd.read_csv(checkout / "data" / "self_governed.csv")["territory_id"])
    for level in LEVEL_COUNTS:
        table = territories(demo, level)
        marked = set(table.loc[table["self_governed"], "territory_id"])
        assert marked == set(table["territory_id"]) & listed, level


def test_each_site_stands_in_its_municipality(demo: Path, sites: pd.DataFrame) -> None:
    shapes = territories(demo, "municipality").set_index("territory_id").geometry
    own = shapes[sites["municipality_id"]].to_numpy()
    assert shapely.contains_xy(own, sites["lon"].to_numpy(), sites["lat"].to_numpy()).all()


def test_sites_say_they_are_fictitious(sites: pd.DataFrame) -> None:
    assert (sites["source"] == "points fictifs").all()
    assert sites["name"].str.contains(r"\bfictif|\bfictive").all()
    assert sites["service_id"].is_unique


def test_the_posts_are_the_500_the_commission_counts(sites: pd.DataFrame) -> None:
    assert sites["fte_oc"].sum() == 500
    assert (sites.loc[sites["fte_oc"] > 0, "kind"] == "clsc").all()


def test_there_are_362_gmf_and_none_is_open_to_all(sites: pd.DataFrame) -> None:
    gmf = sites[sites["kind"] == "gmf"]
    assert len(gmf) == 362
    assert set(gmf["registration"]) == {"required", "unknown"}


def test_the_total_of_a_site_is_the_sum_of_its_roles(sites: pd.DataFrame) -> None:
    roles = sites[["fte_ts", "fte_tts", "fte_oc", "fte_other"]].sum(axis=1)
    assert np.allclose(roles, sites["fte"])


def test_coverage_speaks_of_every_clsc_and_every_kind(demo: Path) -> None:
    coverage = pd.read_csv(demo / "coverage.csv")
    clsc = coverage[coverage["territory_id"].str.startswith("CLSC:")]
    assert len(clsc) == 166 * 5
    assert set(coverage["status"]) == {"complete", "partial", "absent", "unknown"}


def test_where_a_kind_is_said_absent_no_site_is_listed(demo: Path, sites: pd.DataFrame) -> None:
    coverage = pd.read_csv(demo / "coverage.csv")
    absent = coverage[coverage["status"] == "absent"]
    here = "CLSC:" + sites["service_id"].str.extract(r":(\d{5})-", expand=False).fillna("")
    for kind, rows in absent.groupby("kind"):
        assert not (here[sites["kind"] == kind].isin(rows["territory_id"])).any(), kind


def test_the_study_reads_it_without_a_repair_or_a_rejection(checkout: Path) -> None:
    study = read_study(checkout / "studies" / "demo.toml")
    assert study.demonstration
    gathered = gather(study)
    assert list(gathered.territories) == [
        "mrc", "clsc", "rls", "rts", "rss", "region", "municipality",
    ]  # fmt: skip
    assert {given["rejected"] for given in gathered.inputs} == {0}
    assert all(not any(given["repairs"].values()) for given in gathered.inputs)
    assert len(gathered.population) == 1244
