"""Correspondences of census units and CLSC: codes mended, shares whole, faults told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.census_mapping import read_census_mapping, read_shares

HEAD = "census_id,CLSC_code,census_type\n"
Write = Callable[..., Path]


def test_codes_get_their_zero_and_tracts_their_decimals_back(csv: Write, meta: SourceInfo) -> None:
    path = csv("m.csv", HEAD + "2407,1181,CD\n4210001,3125,CT\n4210360.1,3133,CT\n")
    reading = read_census_mapping(path, meta=meta)
    clsc = reading.table.loc[reading.table["level"] == "clsc"]
    assert dict(zip(clsc["subject_id"], clsc["territory_id"], strict=True)) == {
        "CD:2407": "CLSC:01181",
        "CT:4210001.00": "CLSC:03125",
        "CT:4210360.10": "CLSC:03133",
        "CT:4210001": "CLSC:03125",
        "CT:4210360": "CLSC:03133",
    }
    assert (reading.read, reading.kept) == (3, 3)
    assert sorted(reading.repairs.values()) == [2, 3]


def test_a_subdivision_is_told_by_its_municipality(csv: Write, meta: SourceInfo) -> None:
    table = read_census_mapping(csv("m.csv", HEAD + "2485010,8152,CSD\n"), meta=meta).table
    assert set(table["subject_id"]) == {"MUN:85010"}
    assert set(table["territory_id"]) == {"CLSC:08152", "RLS:0815", "RTS:081", "RSS:08"}
    assert (table["share"] == 1).all()
    assert set(table["method"]) == {"crosswalk"}


def test_the_digits_of_a_tract_cut_up_between_two_clsc_stand_for_neither(
    csv: Write, meta: SourceInfo
) -> None:
    path = csv("m.csv", HEAD + "4210001.01,3125,CT\n4210001.02,3126,CT\n")
    table = read_census_mapping(path, meta=meta).table
    assert "CT:4210001" not in set(table["subject_id"])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2407,1181,XX", "sorte d'unité"),
        ("3507,1181,CD", "n'est pas le code"),
        ("24850,8152,CSD", "n'est pas le code"),
        ("2407,,CD", "absent ou impossible"),
        ("2407,abc,CD", "absent ou impossible"),
        ("2406,1181,CD", "double"),
    ],
)
def test_a_row_that_says_nothing_sure_is_set_aside(
    csv: Write, meta: SourceInfo, row: str, why: str
) -> None:
    reading = read_census_mapping(csv("m.csv", HEAD + f"2406,11111,CD\n{row}\n"), meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (2, 1, 1)
    assert why in reading.rejected["reason"].iloc[0]
    assert reading.rejected["line"].iloc[0] == 3


def test_a_table_without_any_good_row_is_refused(csv: Write, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="aucune rangée"):
        read_census_mapping(csv("m.csv", HEAD + "x,y,z\n"), meta=meta)


def test_shares_are_read_with_their_level_and_never_exceed_the_whole(
    csv: Write, meta: SourceInfo
) -> None:
    path = csv(
        "s.csv",
        "unit_id,territory_id,share\nDA:24010001,1,0.4\nDA:24010001,2,0.6\n"
        "DA:24010002,1,0.9\nDA:24010002,2,0.9\nDA:24010003,1,2\nDA:24010004,abc,1\n"
        "DA:24010005,1,moitié\n",
    )
    reading = read_shares(path, meta=meta, level="mrc")
    assert reading.table["territory_id"].tolist() == ["MRC:01", "MRC:02"]
    assert reading.table["share"].tolist() == [0.4, 0.6]
    assert (reading.read, reading.kept, len(reading.rejected)) == (7, 2, 5)


def test_a_share_of_another_level_is_refused(csv: Write, meta: SourceInfo) -> None:
    path = csv("s.csv", "unit_id,territory_id\nDA:24010001,RSS:17\n")
    with pytest.raises(InputError, match="RSS:17"):
        read_shares(path, meta=meta, level="region")


@pytest.mark.real
@pytest.mark.parametrize("name", ["clsc_census_mapping_gd.csv", "mapping_table_cleaned.csv"])
def test_both_real_tables_are_read_whole_and_say_the_same(
    real_data: Path, meta: SourceInfo, name: str
) -> None:
    reading = read("membership", "census_mapping", real_data / "crosswalks" / name, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (1535, 1535, 0)
    clsc = reading.table.loc[reading.table["level"] == "clsc"]
    assert clsc["territory_id"].nunique() == 166
    whole = clsc.loc[~clsc["subject_id"].str.fullmatch(r"CT:\d{7}")]
    kinds = whole["subject_id"].str.split(":").str[0].value_counts().to_dict()
    assert kinds == {"CT": 883, "MUN": 352, "DA": 231, "CD": 69}
