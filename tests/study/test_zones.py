"""A coalition's own territories are a level like any other."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import territory
from territory.cli.check import check_study
from territory.errors import InputError
from territory.export import write_outputs
from territory.membership.zones import zone_membership
from territory.study import Result, read_study

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
[[territories]]
level = "zone"
reader = "{reader}"
path = "{path}"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write three square MRC side by side, each with people and the first with a CLSC."""
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02", "MRC:03"], "name": ["Un", "Deux", "Trois"]},
        geometry=[shapely.box(-73 + i / 2, 45.5, -72.5 + i / 2, 46) for i in range(3)],
        crs=4326,
    ).to_file(tmp_path / "mrc.gpkg")
    pd.DataFrame(
        [
            ("u1", 5000, -72.8, "MUN:01023"),
            ("u2", 4000, -72.3, "MUN:02005"),
            ("u3", 3000, -72.2, "MUN:02010"),
            ("u4", 2000, -71.8, None),
        ],
        columns=["unit_id", "population", "lon", "municipality_id"],
    ).assign(lat=45.7).to_csv(tmp_path / "population.csv", index=False)
    pd.DataFrame(
        [("s1", "CLSC", "clsc", -72.79, 5), ("s2", "CLSC Est", "clsc", -72.25, 3)],
        columns=["service_id", "name", "kind", "lon", "fte_ts"],
    ).assign(lat=45.7).to_csv(tmp_path / "services.csv", index=False)
    return tmp_path


def listed(folder: Path, *rows: str) -> Result:
    lines = "\n".join(["zone_id,name,member", *rows])
    (folder / "zones.csv").write_text(lines + "\n", encoding="utf-8")
    path = folder / "etude.toml"
    path.write_text(STUDY.format(reader="members", path="zones.csv"), encoding="utf-8")
    return territory.run(read_study(path))


def zones(result: Result) -> pd.DataFrame:
    return result.gaps["zone"].set_index("territory_id")


def test_a_zone_of_mrc_counts_their_people_and_their_doors(folder: Path) -> None:
    result = listed(folder, "a,Ouest,MRC:01", "a,Ouest,MRC:02", "b,Est,MRC:03")
    assert zones(result)["population"].to_dict() == {"ZONE:a": 12000, "ZONE:b": 2000}
    assert zones(result)["presence"].to_dict() == {"ZONE:a": 2, "ZONE:b": 0}
    shapes = result.tables.territories["zone"].set_index("territory_id").geometry
    assert shapes["ZONE:a"].bounds == pytest.approx((-73, 45.5, -72, 46))


def test_a_zone_of_municipalities_without_outline_is_told_and_not_drawn(
    folder: Path, tmp_path: Path
) -> None:
    result = listed(folder, "a,Ici,MUN:01023", "a,Ici,MUN:02005")
    assert zones(result)["population"].to_dict() == {"ZONE:a": 9000}
    assert result.tables.territories["zone"].geometry.is_empty.all()
    notes = [note for account in result.record["inputs"] for note in account["notes"]]
    assert any("sans contour" in note and "Ici" in note for note in notes)
    assert any("2 000 personnes ne portent pas" in note.replace("\xa0", " ") for note in notes)
    written = write_outputs(result, tmp_path / "out")
    assert {"gaps_zone.csv", "map_zone.html"} <= {path.name for path in written}


def test_levels_may_be_mixed_in_a_zone(folder: Path) -> None:
    result = listed(folder, "a,Mixte,MRC:01", "a,Mixte,MUN:02010")
    assert zones(result)["population"].to_dict() == {"ZONE:a": 8000}


def test_an_mrc_and_one_of_its_municipalities_are_not_counted_twice(folder: Path) -> None:
    with pytest.raises(InputError, match=r"«\sIci\s» comptent les mêmes personnes \(u2\)"):
        listed(folder, "a,Ici,MRC:02", "a,Ici,MUN:02005")


def test_two_zones_that_share_people_are_refused_with_their_names(folder: Path) -> None:
    with pytest.raises(InputError, match=r"«\sIci\s» et «\sLà\s» se recouvrent \(u2\)"):
        listed(folder, "a,Ici,MRC:02", "b,Là,MUN:02005")


def test_what_the_study_does_not_hold_is_said(folder: Path) -> None:
    result = listed(folder, "a,Ici,MRC:01", "a,Ici,MRC:77", "b,Ailleurs,MRC:78")
    assert zones(result).index.tolist() == ["ZONE:a"]
    notes = " ".join(note for account in result.record["inputs"] for note in account["notes"])
    assert "MRC:77" in notes
    assert "Ailleurs" in notes


def test_a_level_that_nothing_describes_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="CLSC:01111"):
        listed(folder, "a,Ici,CLSC:01111")


def test_zones_without_any_member_here_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="Aucune zone"):
        listed(folder, "a,Ici,MRC:77")


def test_a_zone_of_self_governed_territories_is_not_ranked(folder: Path) -> None:
    (folder / "listed.csv").write_text("territory_id,name\nMRC:03,Trois\n", encoding="utf-8")
    path = folder / "etude.toml"
    lines = "zone_id,name,member\na,Ouest,MRC:01\nb,Nord,MRC:03\n"
    (folder / "zones.csv").write_text(lines, encoding="utf-8")
    path.write_text(
        STUDY.format(reader="members", path="zones.csv") + '[self_governed]\nlist = "listed.csv"\n',
        encoding="utf-8",
    )
    result = territory.run(read_study(path))
    assert zones(result).loc["ZONE:b", "class"] == "not_ranked"
    assert pd.isna(zones(result).loc["ZONE:b", "presence"])


def test_a_drawn_zone_is_placed_by_its_outline(folder: Path) -> None:
    gpd.GeoDataFrame(
        {"zone_id": ["a"], "name": ["Ici"]},
        geometry=[shapely.box(-72.4, 45.6, -71.5, 45.8)],
        crs=4326,
    ).to_crs(3347).to_file(folder / "zones.gpkg")
    path = folder / "etude.toml"
    path.write_text(STUDY.format(reader="zones", path="zones.gpkg"), encoding="utf-8")
    result = territory.run(read_study(path))
    assert zones(result)["population"].to_dict() == {"ZONE:a": 9000}
    assert "ZONE:a" in result.units["zone_id"].to_numpy()
    report = check_study(read_study(path), "fr", lambda _step: None)
    assert "non officiels" in report.replace("\n", " ")


def test_shares_of_a_zone_are_the_sum_of_its_members_shares() -> None:
    membership = pd.DataFrame(
        [
            ("unit", "u1", "MRC:01", "mrc", 0.3, "areal"),
            ("unit", "u1", "MRC:02", "mrc", 0.6, "areal"),
            ("unit", "u2", "MRC:02", "mrc", 1.0, "within"),
        ],
        columns=["subject", "subject_id", "territory_id", "level", "share", "method"],
    )
    mrc = pd.DataFrame({"territory_id": ["MRC:01", "MRC:02"]})
    table = pd.DataFrame({"territory_id": ["ZONE:a"], "name": ["A"], "members": ["MRC:01;MRC:02"]})
    found = zone_membership(table, membership, {"mrc": mrc}, pd.DataFrame(), pd.DataFrame())
    told = found.set_index("subject_id")
    assert told["share"].to_dict() == pytest.approx({"u1": 0.9, "u2": 1.0})
    assert told["method"].to_dict() == {"u1": "areal", "u2": "within"}


@pytest.mark.real
def test_the_named_regions_of_quebec_count_the_sum_of_their_mrc(
    checkout: Path, real_data: Path, tmp_path: Path
) -> None:
    text = (checkout / "studies" / "quebec.toml").read_text(encoding="utf-8")
    own = (
        '[[territories]]\nlevel = "zone"\nreader = "members"\n'
        'path = "bundled:data/gazetteer/regions.csv"\n\n[[population]]'
    )
    path = tmp_path / "quebec.toml"
    path.write_text(text.replace("[[population]]", own, 1), encoding="utf-8")
    result = territory.run(read_study(path, real_data))
    people = result.gaps["mrc"].set_index("territory_id")["population"]
    members = result.tables.territories["zone"].set_index("territory_id")["members"]
    told = zones(result)
    assert len(told) == 28
    for zone, listed_members in members.items():
        expected = sum(people[code] for code in listed_members.split(";"))
        assert told.loc[zone, "population"] == pytest.approx(expected, rel=1e-12)
    assert told.loc[["ZONE:nunavik", "ZONE:eeyou-istchee"], "class"].tolist() == ["not_ranked"] * 2
