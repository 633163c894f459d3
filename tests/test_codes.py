"""Codes that cannot be mixed up."""

from __future__ import annotations

import pandas as pd
import pytest

from territory.codes import ancestor, level_named, mrc_from_registry, repair
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
