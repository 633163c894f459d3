"""Territories of a coalition's own: drawn, or listed by their members."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from territory.codes import repair
from territory.errors import InputError
from territory.sources import SourceInfo, read

Csv = Callable[..., Path]
HEADER = "zone_id,name,member\n"


def members(path: Path, meta: SourceInfo, **options: object) -> pd.DataFrame:
    return read("territories", "members", path, meta=meta, options=options, level="zone").table


def test_members_make_a_zone_and_every_other_row_is_listed(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "zones.csv",
        HEADER
        + "beauce,Beauce,MRC:26\nbeauce,,MRC:27\nbeauce,,MRC:27\nici,Ici,CLSC:1111\n"
        + "ici,Ici,46\n,Perdue,MRC:01\nsans-nom,,MRC:02\nici,Ici,XX:01\n",
    )
    reading = read("territories", "members", path, meta=meta, level="zone")
    assert (reading.read, reading.kept, len(reading.rejected)) == (8, 3, 5)
    table = reading.table.set_index("territory_id")
    assert table["members"].to_dict() == {"ZONE:beauce": "MRC:26;MRC:27", "ZONE:ici": "CLSC:01111"}
    assert table["name"].to_dict() == {"ZONE:beauce": "Beauce", "ZONE:ici": "Ici"}
    reasons = reading.rejected.set_index("line")["reason"]
    assert "déjà dans cette zone" in reasons[4]
    assert "« 46 » n'a pas de niveau" in reasons[6].replace("\xa0", " ")
    assert any("non officiels" in note for note in reading.notes)


def test_a_toml_list_says_the_same(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "zones.toml"
    path.write_text(
        '[[zone]]\nzone_id = "beauce"\nname = "Beauce"\nmembers = ["MRC:26", "MRC:27"]\n',
        encoding="utf-8",
    )
    assert members(path, meta)["members"].tolist() == ["MRC:26;MRC:27"]
    path.write_text("zone = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"\[\[zone\]\]"):
        members(path, meta)
    path.write_text("= 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="TOML"):
        members(path, meta)


def test_a_member_of_two_zones_is_refused_with_their_names(csv: Csv, meta: SourceInfo) -> None:
    path = csv("zones.csv", HEADER + "a,Rive-Sud,MRC:58\nb,Couronne,MRC:58\n")
    with pytest.raises(InputError, match="Rive-Sud et Couronne"):
        members(path, meta)


def test_divisions_are_taken_one_at_a_time(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "zones.csv",
        "set,zone_id,name,member\nun,a,A,MRC:58\ndeux,b,B,MRC:58\ndeux,c,C,MRC:59\n",
    )
    assert members(path, meta)["territory_id"].tolist() == ["ZONE:a"]
    assert members(path, meta, set="deux")["territory_id"].tolist() == ["ZONE:b", "ZONE:c"]
    assert members(path, meta, set="deux", only=["c"])["territory_id"].tolist() == ["ZONE:c"]
    with pytest.raises(InputError, match="un, deux"):
        members(path, meta, set="trois")
    with pytest.raises(InputError, match="ZONE:z"):
        members(path, meta, set="deux", only=["z"])


def drawn(tmp_path: Path, crs: str = "EPSG:32198", **columns: object) -> Path:
    frame = gpd.GeoDataFrame(columns, crs="EPSG:4326").to_crs(crs)
    frame.to_file(tmp_path / "zones.gpkg")
    return tmp_path / "zones.gpkg"


def test_polygons_in_metres_become_zones_their_parts_put_together(
    tmp_path: Path, meta: SourceInfo
) -> None:
    path = drawn(
        tmp_path,
        zone_id=["a", "a", "b", "c", None],
        name=["A", "A", "B", None, "D"],
        geometry=[
            box(-73, 46, -72.9, 46.1), box(-72.7, 46, -72.6, 46.1), box(-72.9, 46, -72.8, 46.1),
            box(-72.5, 46, -72.4, 46.1), box(-72.3, 46, -72.2, 46.1),
        ],
    )  # fmt: skip
    reading = read("territories", "zones", path, meta=meta, level="zone")
    assert (reading.read, reading.kept, len(reading.rejected)) == (5, 3, 2)
    assert reading.table["territory_id"].tolist() == ["ZONE:a", "ZONE:b"]
    assert reading.table["source_rows"].tolist() == [2, 1]
    assert gpd.GeoDataFrame(reading.table).crs.to_epsg() == 4326


def test_points_are_no_zone(tmp_path: Path, meta: SourceInfo) -> None:
    path = drawn(tmp_path, zone_id=["a"], name=["A"], geometry=[Point(-73, 46)])
    with pytest.raises(InputError, match="aucune zone"):
        read("territories", "zones", path, meta=meta, level="zone")


def test_zones_that_overlap_are_refused_with_their_names(tmp_path: Path, meta: SourceInfo) -> None:
    path = drawn(
        tmp_path,
        zone_id=["a", "b"],
        name=["Nord", "Sud"],
        geometry=[box(-73, 46, -72.8, 46.2), box(-73, 45.9, -72.8, 46.1)],
    )
    with pytest.raises(InputError, match=r"Nord.*Sud"):
        read("territories", "zones", path, meta=meta, level="zone")


def test_the_gazetteer_names_mrc_that_exist_each_once_in_a_division(
    checkout: Path, meta: SourceInfo
) -> None:
    path = checkout / "data" / "gazetteer" / "regions.csv"
    rows = pd.read_csv(path, dtype=str)
    facts = pd.read_csv(checkout / "data" / "facts" / "mrc_facts.csv", dtype=str)
    official = dict(zip(repair(facts["code_sda"], "mrc")[0], facts["nom"], strict=True))
    assert rows["member_name"].tolist() == [official[code] for code in rows["member"]]
    assert not rows.duplicated(["set", "member"]).any()
    assert rows.loc[rows["zone_id"] == "basse-cote-nord", "member"].tolist() == ["MRC:982"]
    assert set(rows["source"]) <= {"usage", "RLS"}
    assert len(members(path, meta)) == 28
    assert len(members(path, meta, set="metropole")) == 5
