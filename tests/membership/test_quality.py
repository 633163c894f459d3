"""Facilities that state their codes referee the limits they are placed in."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from territory.errors import InputError
from territory.membership import Crosswalk, crosswalk_quality, pairs_stated
from territory.sources import load_catalogue, read
from territory.study.referee import qualities


def sites(*stated: str | None) -> gpd.GeoDataFrame:
    count = len(stated)
    return gpd.GeoDataFrame(
        {
            "service_id": [f"s{n}" for n in range(count)],
            "name": [f"Point {n}" for n in range(count)],
            "stated_rls_id": list(stated),
        },
        geometry=[Point(-72, 46)] * count,
        crs=4326,
    )


def within(**places: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject": "service",
            "subject_id": list(places),
            "territory_id": list(places.values()),
            "level": "rls",
            "share": 1.0,
            "method": "within",
        }
    )


def test_each_site_that_states_a_code_is_judged_once() -> None:
    found = crosswalk_quality(
        sites("RLS:0111", "RLS:0112", "RLS:0111", "RLS:0999", None),
        within(s0="RLS:0111", s1="RLS:0111", s3="RLS:0111", s4="RLS:0112"),
        "rls",
        drawn={"RLS:0111", "RLS:0112"},
    )
    assert (found.stated, found.agreeing, found.disagreeing) == (4, 1, 1)
    assert (found.outside, found.undrawn) == (1, 1)
    assert found.share == pytest.approx(1 / 3)
    assert found.listed[["name", "stated_id", "found_id"]].to_numpy().tolist() == [
        ["Point 1", "RLS:0112", "RLS:0111"],
        ["Point 2", "RLS:0111", ""],
    ]


def test_a_site_placed_by_its_own_code_proves_nothing() -> None:
    rows = within(s0="RLS:0111").assign(method="stated")
    found = crosswalk_quality(sites("RLS:0111"), rows, "rls", drawn={"RLS:0111"})
    assert (found.agreeing, found.outside) == (0, 1)


def test_without_any_stated_code_nothing_is_measured() -> None:
    with pytest.raises(InputError, match="rls"):
        crosswalk_quality(sites(None), within(), "rls")


def test_a_pair_stated_by_a_site_that_has_nobody_is_shown() -> None:
    columns = ["from_id", "to_id", "population", "share_of_from", "share_of_to"]
    pairs = pd.DataFrame([["RLS:0111", "MRC:14", 10.0, 1.0, 1.0]], columns=columns)
    both = Crosswalk("rls", "mrc", pairs, pairs.head(0))
    told = pairs_stated(
        sites("RLS:0111", "RLS:0111").assign(stated_mrc_id=["MRC:14", "MRC:12"]), both
    )
    assert told[["to_id", "sites", "population"]].to_numpy().tolist() == [
        ["MRC:12", 1, 0.0],
        ["MRC:14", 1, 10.0],
    ]


@pytest.mark.real
def test_the_real_limits_against_the_codes_of_the_1598_facilities(real_data: Path) -> None:
    """RLS: 1,538 of 1,544, 3 disagree, 3 outside; Montréal CLSC: 307 of 315; MRC: all."""
    meta, limits = load_catalogue(), real_data / "boundaries"
    facilities = gpd.GeoDataFrame(
        read(
            "services",
            "m02",
            real_data / "services" / "m02_installations_2022.csv",
            meta=meta["m02_2022"],
            options={"selection": "all"},
        ).table
    )
    clsc = limits / "clsc_derived"
    attributes = limits / "mrc_sda_2025_attributes" / "mrc_s.dbf"
    layers = {
        "rls": ("rls", limits / "rls_2020" / "rls_no_water.shp", {}, "rls_2020"),
        "clsc": (
            "clsc_derived",
            clsc / "clsc_derived_partial.gpkg",
            {"instead": clsc / "clsc_montreal_derived.gpkg"},
            "clsc_derived",
        ),
        "mrc": (
            "mrc", limits / "mrc_1m_2018" / "mrc.shp", {"attributes": attributes}, "mrc_1m_2018",
        ),
    }  # fmt: skip
    territories = {
        level: gpd.GeoDataFrame(
            read("territories", reader, path, meta=meta[key], files=files, level=level).table
        )
        for level, (reader, path, files, key) in layers.items()
    }
    found = {one.level: one for one in qualities(facilities, territories, list(territories))}
    figures = {
        level: (one.stated, one.agreeing, one.disagreeing, one.outside, one.undrawn)
        for level, one in found.items()
    }
    assert figures == {
        "rls": (1544, 1538, 3, 3, 0),
        "clsc": (1586, 1285, 8, 2, 291),
        "mrc": (1598, 1598, 0, 0, 0),
    }
    island = facilities.loc[
        facilities["stated_clsc_id"].str.startswith("CLSC:06").fillna(value=False)
    ]
    (montreal,) = qualities(gpd.GeoDataFrame(island), territories, ["clsc"])
    assert (montreal.stated, montreal.agreeing, montreal.disagreeing) == (315, 307, 8)
