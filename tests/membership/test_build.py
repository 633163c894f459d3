"""What places people comes in order: stated codes, tables of shares, geometry; water last."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from territory.errors import InputError
from territory.membership import build_membership, unit_shares


@pytest.fixture
def mrc() -> gpd.GeoDataFrame:
    """Two MRC side by side, one degree each."""
    return gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02"]},
        geometry=[box(-73, 46, -72, 47), box(-72, 46, -71, 47)],
        crs=4326,
    )


@pytest.fixture
def nobody() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"service_id": []}, geometry=[], crs=4326)


def units(**columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)


def rows(*shares: tuple[str, str, float], near: bool = False) -> pd.DataFrame:
    frame = pd.DataFrame(shares, columns=["subject_id", "territory_id", "share"])
    return frame.assign(subject="unit", level="mrc", method="crosswalk", near=near)


def placed(membership: pd.DataFrame) -> dict[tuple[str, str], tuple[float, str]]:
    return {
        (row["subject_id"], row["territory_id"]): (round(row["share"], 6), row["method"])
        for row in membership.to_dict("records")
    }


def test_a_stated_code_wins_over_a_table_and_a_table_over_geometry(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    here = Point(-72.5, 46.5)
    people = units(
        unit_id=["a", "b", "c"], mrc_id=["MRC:02", None, None], geometry=[here, here, here]
    )
    table = rows(("a", "MRC:01", 1.0), ("b", "MRC:02", 1.0))
    assert placed(build_membership({"mrc": mrc}, people, nobody, shares=table)) == {
        ("a", "MRC:02"): (1.0, "stated"),
        ("b", "MRC:02"): (1.0, "crosswalk"),
        ("c", "MRC:01"): (1.0, "within"),
    }


def test_what_a_table_leaves_of_a_unit_is_residual_not_geometry(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    people = units(unit_id=["a", "b"], geometry=[Point(-72.5, 46.5)] * 2)
    table = rows(("a", "MRC:02", 0.7), ("b", "MRC:99", 1.0))
    found = build_membership({"mrc": mrc}, people, nobody, shares=table, snap_km=50)
    assert placed(found) == {("a", "MRC:02"): (0.7, "crosswalk")}


def test_a_territory_no_layer_draws_is_used_only_where_asked(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    people = units(unit_id=["a"], geometry=[Point(-72.5, 46.5)])
    table = rows(("a", "MRC:99", 1.0))
    found = build_membership(
        {"mrc": mrc}, people, nobody, shares=table, undrawn={"mrc": ["MRC:99"]}
    )
    assert placed(found) == {("a", "MRC:99"): (1.0, "crosswalk")}


def test_geometry_wins_over_tables_where_a_study_says_so(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    people = units(unit_id=["a"], geometry=[Point(-72.5, 46.5)])
    found = build_membership(
        {"mrc": mrc}, people, nobody, shares=rows(("a", "MRC:02", 1.0)), spatial=["mrc"]
    )
    assert placed(found) == {("a", "MRC:01"): (1.0, "within")}


def test_a_share_found_by_nearness_comes_after_geometry(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    people = units(unit_id=["CT:1", "CT:2"], geometry=[Point(-72.5, 46.5), Point(-60, 50)])
    table = rows(("CT:1", "MRC:02", 1.0), ("CT:2", "MRC:02", 1.0), near=True)
    assert placed(build_membership({"mrc": mrc}, people, nobody, shares=table)) == {
        ("CT:1", "MRC:01"): (1.0, "within"),
        ("CT:2", "MRC:02"): (1.0, "crosswalk"),
    }


def test_a_share_by_area_is_of_land_where_land_is_given(
    mrc: gpd.GeoDataFrame, nobody: gpd.GeoDataFrame
) -> None:
    """Half of the polygon is in each MRC, but two thirds of what is in the second are water."""
    astride = box(-72.3, 46.4, -71.7, 46.6)
    people = units(unit_id=["a"], geometry=[astride])
    land = gpd.GeoSeries([box(-73, 46, -71.9, 47)], crs=4326)
    wet = placed(build_membership({"mrc": mrc}, people, nobody))
    dry = placed(build_membership({"mrc": mrc}, people, nobody, land=land))
    assert wet["a", "MRC:02"][0] == pytest.approx(0.5, abs=0.001)
    assert dry["a", "MRC:02"][0] == pytest.approx(0.25, abs=0.001)
    assert sum(share for share, _ in dry.values()) == pytest.approx(1.0)


def test_the_finest_row_of_a_table_speaks_for_a_unit() -> None:
    people = pd.DataFrame(
        {
            "unit_id": ["DA:1", "DA:2", "DA:3"],
            "municipality_id": ["MUN:46075", "MUN:46075", None],
            "cd_id": "CD:2446",
        }
    )
    table = rows(("DA:1", "MRC:01", 1.0), ("MUN:46075", "MRC:02", 1.0), ("CD:2446", "MRC:03", 1.0))
    found = unit_shares(table, people)
    assert dict(zip(found["subject_id"], found["territory_id"], strict=True)) == {
        "DA:1": "MRC:01", "DA:2": "MRC:02", "DA:3": "MRC:03",
    }  # fmt: skip


def test_shares_of_another_level_are_refused() -> None:
    wrong = rows(("DA:1", "RLS:0111", 1.0))
    with pytest.raises(InputError, match="RLS:0111"):
        unit_shares(wrong, pd.DataFrame({"unit_id": ["DA:1"]}))
