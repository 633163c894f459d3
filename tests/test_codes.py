"""Codes that cannot be mixed up."""

from __future__ import annotations

import pandas as pd
import pytest

from territory.codes import (
    ancestor,
    contradicting,
    level_named,
    mrc_from_registry,
    repair,
    require_level,
    same_namespace,
    well_formed,
)
from territory.errors import InputError


def test_region_17_and_rss_17_are_never_the_same_code() -> None:
    assert repair(pd.Series(["17"]), "region")[0].tolist() == ["REG:17"]
    assert repair(pd.Series(["17"]), "rss")[0].tolist() == ["RSS:17"]


def test_a_code_of_another_level_is_refused() -> None:
    with pytest.raises(InputError, match="RSS:17"):
        repair(pd.Series(["RSS:17"]), "region")


def test_a_lost_leading_zero_comes_back_and_is_counted() -> None:
    codes, repaired = repair(pd.Series(["1181", "11211", 6533.0]), "clsc")
    assert codes.tolist() == ["CLSC:01181", "CLSC:11211", "CLSC:06533"]
    assert repaired == 2


def test_mrc_codes_of_three_digits_are_not_padded_nor_cut() -> None:
    assert repair(pd.Series(["981", "1"]), "mrc")[0].tolist() == ["MRC:981", "MRC:01"]
    assert mrc_from_registry(pd.Series(["981", "660", "10"])).tolist() == ["981", "66", "01"]


def test_a_sociosanitary_code_gives_those_above_it() -> None:
    code = pd.Series(["CLSC:01111"])
    assert [ancestor(code, level).iloc[0] for level in ("rls", "rts", "rss")] == [
        "RLS:0111", "RTS:011", "RSS:01",
    ]  # fmt: skip


def test_an_unknown_level_is_named_with_those_that_exist() -> None:
    with pytest.raises(InputError, match="mrc"):
        level_named("quartier")


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("MRC:46", True),
        ("MRC:981", True),
        ("MRC:abc", False),
        ("MRC:9811", False),
        ("MUN:46075", True),
        ("MUN:4607", False),
        ("CLSC:01111", True),
        ("CLSC:1111", False),
        ("CT:4210001.00", True),
        ("CT:4210001", True),
        ("DA:24660959", True),
        ("DA:2466095", False),
        ("ARR:REM19", True),
        ("ZONE:Vieux-Hull", True),
        ("XYZ:01", False),
        ("46", False),
    ],
)
def test_every_level_has_the_shape_of_its_codes(code: str, sound: bool) -> None:
    assert well_formed(pd.Series([code])).tolist() == [sound]


def test_a_join_of_two_levels_is_refused_whatever_the_numbers() -> None:
    region, network = pd.Series(["REG:17"]), pd.Series(["RSS:17"])
    with pytest.raises(InputError, match="ne se joignent pas"):
        same_namespace(region, network)
    assert same_namespace(region, pd.Series(["REG:01", None])) == "region"
    assert same_namespace(pd.Series([None]), pd.Series([None])) == ""


@pytest.mark.parametrize(
    ("code", "why"), [("17", "ne dit pas son niveau"), ("REG:abc", "ne peut avoir")]
)
def test_a_bare_or_impossible_code_is_refused_at_the_door_of_a_join(code: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        require_level(pd.Series([code]), "region", "fichier.csv")
    assert "fichier.csv" in str(refused.value)


def test_a_parent_that_contradicts_the_digits_is_found() -> None:
    codes = pd.Series(["CLSC:01111", "CLSC:01121", "RLS:0111", "MRC:46", "CLSC:01111"])
    parents = pd.Series(["RLS:0111", "RLS:0111", "RTS:012", "REG:05", None])
    assert contradicting(codes, parents).tolist() == [False, True, True, False, False]
