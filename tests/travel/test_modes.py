"""Several modes in one table: the fastest, the mean over cars, the two publics."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.access import enhanced_two_step_fca
from territory.access.decay import steps
from territory.costs import CostTable
from territory.errors import InputError
from territory.text import typeset
from territory.travel.modes import by_car_ownership, expected, fastest

WALK = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "x"], [0, 25, 30], limit=30)
CAR = CostTable.from_pairs(["b", "a", "c"], ["z", "y", "x"], [12, 5, 40], limit=60)


def said(sentence: str) -> str:
    """Return a pattern for a part of a message, as it is typeset."""
    return re.escape(typeset(sentence))


def cells(table: CostTable) -> dict[tuple[object, object], float]:
    frame = table.to_frame()
    return dict(zip(zip(frame["from_id"], frame["to_id"], strict=True), frame["cost"], strict=True))


def test_the_fastest_mode_wins_pair_by_pair_and_a_zero_stays_a_zero() -> None:
    best = fastest(WALK, CAR)
    assert cells(best) == {
        ("a", "x"): 0, ("a", "y"): 5, ("b", "x"): 30, ("b", "z"): 12, ("c", "x"): 40,
    }  # fmt: skip
    assert best.origins.tolist() == ["a", "b", "c"]
    assert best.destinations.tolist() == ["x", "y", "z"]


def test_the_fastest_mode_says_up_to_where_it_is_certain() -> None:
    best = fastest(WALK, CAR)
    assert (best.limit, best.provenance["certain_up_to"]) == (60, 30)
    without = CostTable.from_pairs(["a"], ["x"], [1])
    assert fastest(WALK, without).limit is None
    assert [mode["limit"] for mode in fastest(WALK, without).provenance["modes"]] == [30, None]


def test_units_have_to_match_and_one_table_at_least_is_needed() -> None:
    kilometres = CostTable.from_pairs(["a"], ["x"], [1], unit="km")
    for combine in (
        lambda: fastest(WALK, kilometres),
        lambda: expected(WALK, kilometres, without_car=0.5),
        lambda: by_car_ownership(WALK, kilometres, without_car=0.5),
    ):
        with pytest.raises(InputError, match=said("la même unité : min et km")):
            combine()
    with pytest.raises(InputError, match="au moins une table"):
        fastest()


@st.composite
def modes(draw: st.DrawFn) -> CostTable:
    origins = draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=1))
    destinations = draw(st.lists(st.sampled_from("wxyz"), unique=True, min_size=1))
    every = [(origin, destination) for origin in origins for destination in destinations]
    pairs = draw(st.lists(st.sampled_from(every), unique=True))
    costs = draw(st.lists(st.floats(0, 60), min_size=len(pairs), max_size=len(pairs)))
    return CostTable.from_pairs(
        [pair[0] for pair in pairs], [pair[1] for pair in pairs], costs,
        origins=origins, destinations=destinations, limit=60,
    )  # fmt: skip


@given(modes(), modes(), modes())
def test_the_fastest_is_the_same_in_any_order_and_any_grouping(
    one: CostTable, two: CostTable, three: CostTable
) -> None:
    wanted = cells(fastest(one, two, three))
    assert cells(fastest(three, one, two)) == wanted
    assert cells(fastest(fastest(one, two), three)) == wanted
    assert cells(fastest(one, one)) == cells(one)


@given(modes(), modes(), st.sampled_from([0.0, 0.25, 1.0]))
def test_the_mean_over_cars_is_what_base_python_says(
    walk: CostTable, car: CostTable, share: float
) -> None:
    walked, driven = cells(walk), cells(car)
    wanted = {}
    for pair in {*walked, *driven}:
        least = min(walked.get(pair, np.inf), driven.get(pair, np.inf))
        if pair in walked:
            wanted[pair] = share * walked[pair] + (1 - share) * least
        elif share == 0:
            wanted[pair] = least
        elif share < 1:
            wanted[pair] = share * 60 + (1 - share) * least
    found = cells(expected(walk, car, without_car=share))
    assert found.keys() == wanted.keys()
    assert [found[pair] for pair in wanted] == pytest.approx(list(wanted.values()), rel=1e-12)


def test_the_share_without_a_car_is_matched_by_origin() -> None:
    share = pd.Series({"c": 0.0, "b": 1.0, "a": 0.5})
    table = expected(WALK, CAR, without_car=share)
    assert cells(table) == {("a", "x"): 0, ("a", "y"): 15, ("b", "x"): 30, ("c", "x"): 40}
    assert table.provenance["pairs_at_the_floor"] == 0
    assert table.limit == 60


def test_a_pair_that_only_the_car_reaches_counts_at_the_walk_limit_and_is_counted() -> None:
    table = expected(WALK, CAR, without_car=0.5)
    assert cells(table)["b", "z"] == 0.5 * 30 + 0.5 * 12
    assert table.provenance["pairs_at_the_floor"] == 2
    assert table.provenance["floor"] == 30


def test_without_a_walk_limit_there_is_no_floor_to_count_at() -> None:
    endless = CostTable.from_pairs(["a"], ["x"], [5])
    with pytest.raises(InputError, match=said("walk : la table n'a pas de limite, et l'origine")):
        expected(endless, CAR, without_car=0.5)
    assert expected(endless, CAR, without_car=0).matrix.nnz == 4


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.5, "without_car : la part de a est 1.5"),
        ([0.1, 0.2, np.nan], "without_car : la part de c est nan"),
        (pd.Series({"a": 0.1, "b": 0.2}), "without_car : la part de c est nan"),
        ([0.1, 0.2], "without_car : une part, ou une part par origine (3), est attendue"),
    ],
)
def test_a_wrong_share_is_refused_by_its_origin(share: object, words: str) -> None:
    with pytest.raises(InputError, match=said(words)):
        expected(WALK, CAR, without_car=share)


def test_two_publics_keep_those_without_a_car_in_sight() -> None:
    costs, share = by_car_ownership(WALK, CAR, without_car=pd.Series({"a": 0.5, "b": 0.25, "c": 1}))
    assert cells(costs) == {
        (("a", "without_car"), "x"): 0, (("a", "without_car"), "y"): 25,
        (("b", "without_car"), "x"): 30,
        (("a", "with_car"), "x"): 0, (("a", "with_car"), "y"): 5, (("b", "with_car"), "x"): 30,
        (("b", "with_car"), "z"): 12, (("c", "with_car"), "x"): 40,
    }  # fmt: skip
    assert share.xs("without_car", level="car").to_dict() == {"a": 0.5, "b": 0.25, "c": 1.0}


def test_the_two_publics_share_the_supply_and_none_is_lost() -> None:
    costs, share = by_car_ownership(WALK, CAR, without_car=0.25)
    people = pd.Series({"a": 100.0, "b": 50.0, "c": 10.0})
    demand = share * people.loc[share.index.get_level_values(0)].to_numpy()
    supply = pd.Series({"x": 3.0, "y": 2.0, "z": 1.0})
    access = enhanced_two_step_fca(costs, demand, supply, steps({10: 1, 30: 0.5, 60: 0.2}))
    assert (access * demand).sum() == pytest.approx(6)
    without, with_car = (access.xs(public, level="car") for public in ("without_car", "with_car"))
    assert (with_car >= without).all()
    assert without["c"] == 0


def test_a_float32_mode_stays_one() -> None:
    assert fastest(WALK.astype("float32"), CAR.astype("float32")).dtype == np.float32
    assert fastest(WALK.astype("float32"), CAR).dtype == np.float64
