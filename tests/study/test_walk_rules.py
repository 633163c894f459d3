"""Rules of the walk that only a whole study can break."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import territory
from territory.errors import InputError
from territory.membership import build_membership
from territory.study import Result

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
[[coverage]]
reader = "coverage"
path = "coverage.csv"
"""
KINDS = ["clsc", "gmf", "community", "library", "outreach"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write two territories, three units (one without a place), a CLSC and a GMF."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02"], "name": ["A", "B"]},
        geometry=[shapely.box(-73, 45.5, -72.5, 46), shapely.box(-72.5, 45.5, -72, 46)],
        crs=4326,
    ).to_file(tmp_path / "mrc.gpkg")
    pd.DataFrame(
        {
            "unit_id": ["u1", "u2", "u3"],
            "population": [5000, 4000, 300],
            "mrc_id": ["MRC:01", "MRC:02", "MRC:02"],
            "lon": [-72.8, -72.3, None],
            "lat": [45.7, 45.7, None],
            "registered_share": [0.8, 0.7, None],
        }
    ).to_csv(tmp_path / "population.csv", index=False)
    pd.DataFrame(
        {
            "service_id": ["s1", "s2"],
            "name": ["CLSC", "GMF"],
            "kind": ["clsc", "gmf"],
            "lon": [-72.79, -72.31],
            "lat": [45.71, 45.71],
            "fte_ts": [5, 2],
        }
    ).to_csv(tmp_path / "services.csv", index=False)
    pd.DataFrame(
        [(code, kind, "complete") for code in ("MRC:01", "MRC:02") for kind in KINDS],
        columns=["territory_id", "kind", "status"],
    ).to_csv(tmp_path / "coverage.csv", index=False)
    return tmp_path


def walk(folder: Path, more: str = "") -> Result:
    path = folder / "etude.toml"
    path.write_text(STUDY + more, encoding="utf-8")
    return territory.run(territory.read_study(path))


def test_a_missing_rate_where_nobody_is_covered_leaves_gmf_in(folder: Path) -> None:
    result = walk(folder)
    assert result.norm.name == "proximite"
    assert result.gaps["mrc"].set_index("territory_id").loc["MRC:02", "fte"] == 2


def test_a_missing_rate_where_people_are_covered_leaves_gmf_out_and_says_so(folder: Path) -> None:
    units = pd.read_csv(folder / "population.csv")
    units.loc[1, "registered_share"] = np.nan
    units.to_csv(folder / "population.csv", index=False)
    result = walk(folder)
    assert result.norm.name == "proximite (hors GMF)"
    assert not result.services.loc[result.services["kind"] == "gmf", "supply"].notna().any()
    declared = walk(folder, "[norm]\nregistration_rate = 0.6\n")
    assert declared.norm.name == "proximite"
    flags = declared.gaps["mrc"].set_index("territory_id").loc["MRC:02", "flags"]
    assert "estimated_share" in flags


def test_the_name_of_a_norm_decides_nothing(folder: Path) -> None:
    result = walk(folder, '[norm.override]\nname = "la nôtre (hors GMF)"\n')
    assert result.services.loc[result.services["kind"] == "gmf", "supply"].tolist() == [2]


def test_a_threshold_beyond_the_search_limit_is_searched_all_the_same(folder: Path) -> None:
    wide = "dense_urban = 100, urban = 100, rural = 100, remote = 100"
    far = walk(folder, f"[norm.override]\nthreshold_minutes = {{ {wide} }}\n")
    farther = walk(
        folder,
        f"[travel]\nlimit_minutes = 500\n[norm.override]\nthreshold_minutes = {{ {wide} }}\n",
    )
    pd.testing.assert_frame_equal(far.gaps["mrc"], farther.gaps["mrc"])
    assert far.units["reached"].dropna().all()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[norm.override]\nbasket = ["gmf"]\n', "porte"),
        ("[norm.override]\nbasket = []\n", "porte"),
        ('[travel]\nmethod = "table"\n', "table"),
        ('[travel]\ntable = "temps.csv"\n', "table"),
    ],
)
def test_what_would_make_every_place_a_desert_is_refused(
    folder: Path, more: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        walk(folder, more)


TABLE = '[travel]\nmethod = "table"\ntable = "temps.csv"\n'


def test_times_of_other_places_are_counted_and_times_of_none_refused(folder: Path) -> None:
    (folder / "temps.csv").write_text("from_id,to_id,travel_time\nu1,s1,12\nx,y,3\n")
    result = walk(folder, TABLE)
    assert result.record["travel"]["rows_ignored"] == 1
    assert result.record["travel"]["label"]["en"] == "travel time as supplied"
    assert result.units.set_index("unit_id").loc["u1", "nearest_cost"] == 12
    (folder / "temps.csv").write_text("from_id,to_id,travel_time\nx,y,3\n")
    with pytest.raises(InputError, match="ne joint aucune unité"):
        walk(folder, TABLE)


@pytest.mark.parametrize(
    "content", ["", "from_id,to_id\nu1,s1\n", "from_id,to_id,travel_time\nu1,s1,vite\n"]
)
def test_a_damaged_table_of_times_is_one_sentence(folder: Path, content: str) -> None:
    (folder / "temps.csv").write_text(content)
    with pytest.raises(InputError):
        walk(folder, TABLE)


def test_people_who_all_lack_a_place_are_said(folder: Path) -> None:
    units = pd.read_csv(folder / "population.csv").assign(lon=None, lat=None)
    units.to_csv(folder / "population.csv", index=False)
    with pytest.raises(InputError, match="coordonnées"):
        walk(folder)


def test_territories_where_nothing_falls_have_no_data(folder: Path) -> None:
    far = gpd.read_file(folder / "mrc.gpkg").translate(yoff=5)
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:11", "MRC:12"], "name": ["A", "B"]}, geometry=far, crs=4326
    ).to_file(folder / "mrc.gpkg")
    units = pd.read_csv(folder / "population.csv").drop(columns="mrc_id")
    units.to_csv(folder / "population.csv", index=False)
    assert set(walk(folder).gaps["mrc"]["class"]) == {"insufficient_data"}


def test_a_barrier_file_that_is_no_layer_is_one_sentence(folder: Path) -> None:
    with pytest.raises(InputError, match="géométrie"):
        walk(folder, '[travel]\nbarriers = "population.csv"\n')


def squares(prefix: str, codes: list[str]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(codes))]
    return gpd.GeoDataFrame(
        {"territory_id": [f"{prefix}:{code}" for code in codes]}, geometry=shapes, crs=4326
    )


def test_a_point_beside_a_partial_layer_does_not_snap_across_its_own_network() -> None:
    networks = squares("RLS", ["0641", "1311"])
    drawn = squares("CLSC", ["06411"])
    people = gpd.GeoDataFrame(
        {"unit_id": ["other", "own"]},
        geometry=[shapely.Point(1.001, 0.5), shapely.Point(-0.001, 0.5)],
        crs=4326,
    )
    sites = gpd.GeoDataFrame({"service_id": ["s"]}, geometry=[shapely.Point(1.002, 0.5)], crs=4326)
    found = build_membership({"clsc": drawn, "rls": networks}, people, sites, snap_km=2)
    clsc = found.loc[found["level"] == "clsc"]
    assert clsc[["subject_id", "territory_id"]].to_numpy().tolist() == [["own", "CLSC:06411"]]


def test_a_level_nobody_describes_is_refused_before_anything_is_read(folder: Path) -> None:
    (folder / "population.csv").write_text("pas une table")
    with pytest.raises(InputError, match="clsc"):
        walk(folder, '[outputs]\nlevels = ["clsc"]\n')
