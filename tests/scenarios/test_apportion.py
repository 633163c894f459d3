"""Whole posts shared by declared rules: what each keeps, and what it does not."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from territory.errors import InputError
from territory.scenarios.apportion import (
    by_year,
    floor_then_need,
    in_turn,
    largest_gaps,
    largest_remainder,
    spaced,
)

PEOPLE = st.lists(st.integers(1, 400_000), min_size=1, max_size=40)
EXISTING = st.floats(0, 60, allow_nan=False).map(lambda fte: round(fte, 2))
COUNT = st.integers(0, 1_500)


def names(size: int) -> list[str]:
    return [f"T{i:03}" for i in range(size)]


def test_the_worked_example_of_the_definitions() -> None:
    table = floor_then_need(
        10, [9000, 9500, 5000 * 1.3], ["A", "B", "C"], existing=[1, 0, 0], floor=1
    )
    assert table["floor"].tolist() == [0, 1, 1]
    assert table["need"].tolist() == [9000, 9500, 6500]
    assert table["quota"].tolist() == pytest.approx([2.88, 3.04, 2.08], abs=1e-12)
    assert table["whole"].tolist() == [2, 3, 2]
    assert table["remainder"].tolist() == pytest.approx([0.88, 0.04, 0.08], abs=1e-12)
    assert table["extra"].tolist() == [1, 0, 0]
    assert table["posts"].tolist() == [3, 4, 3]


def test_an_infeasible_floor_says_by_how_many_posts() -> None:
    with pytest.raises(InputError, match=r"demande 7 postes, et il y en a 5.* en manque 2"):
        floor_then_need(5, [10, 10, 10], ["a", "b", "c"], existing=[0, 2, 0], floor=3)


def test_a_floor_that_takes_every_post_is_feasible() -> None:
    table = floor_then_need(7, [10, 10, 10], ["a", "b", "c"], existing=[0, 2, 0], floor=3)
    assert table["posts"].tolist() == [3, 1, 3]


def test_a_part_time_post_lacks_a_whole_one_to_reach_the_floor() -> None:
    table = floor_then_need(4, [10, 10], ["a", "b"], existing=[1.6, 2.9999999999], floor=3)
    assert table["floor"].tolist() == [2, 0]


def test_one_post_more_may_take_one_from_a_territory_under_largest_remainder() -> None:
    ten, eleven = (largest_remainder(count, [6, 6, 2], ["a", "b", "c"]) for count in (10, 11))
    assert ten["posts"].tolist() == [4, 4, 2]
    assert eleven["posts"].tolist() == [5, 5, 1]


def test_equal_remainders_go_to_the_larger_need_then_to_the_first_id() -> None:
    assert largest_remainder(3, [1, 3, 2], ["a", "b", "c"])["extra"].tolist() == [0, 1, 0]
    assert largest_remainder(1, [2, 2, 2], ["c", "a", "b"])["posts"].tolist() == [0, 1, 0]


def test_nobody_in_need_gets_nothing_to_share() -> None:
    with pytest.raises(InputError, match="aucun territoire n'en a"):
        largest_remainder(3, [0, 0], ["a", "b"])
    with pytest.raises(InputError, match="aucun territoire n'en a"):
        in_turn(3, [0, 0], ["a", "b"])
    assert largest_remainder(0, [0, 0], ["a", "b"])["posts"].tolist() == [0, 0]


@given(PEOPLE, COUNT)
def test_every_post_is_given_and_nobody_leaves_its_quota(need: list[int], count: int) -> None:
    table = largest_remainder(count, need, names(len(need)))
    assert table["posts"].sum() == count
    exact = [Fraction(count * one, sum(need)) for one in need]
    for posts, quota in zip(table["posts"], exact, strict=True):
        assert math.floor(quota) <= posts <= math.ceil(quota)


@given(PEOPLE, COUNT, st.data(), st.integers(0, 8))
def test_floors_are_held_and_what_is_left_keeps_its_quota(
    need: list[int], count: int, data: st.DataObject, floor: int
) -> None:
    size = len(need)
    existing = data.draw(st.lists(EXISTING, min_size=size, max_size=size))
    lacking = [max(0, math.ceil(round(floor - one, 2))) for one in existing]
    assume(sum(lacking) <= count)
    table = floor_then_need(count, need, names(size), existing=existing, floor=floor)
    assert table["posts"].sum() == count
    assert table["floor"].tolist() == lacking
    assert (np.array(existing) + table["posts"].to_numpy() >= floor - 1e-9).all()
    left = count - sum(lacking)
    for posts, given_first, one in zip(table["posts"], lacking, need, strict=True):
        quota = Fraction(left * one, sum(need))
        assert math.floor(quota) <= posts - given_first <= math.ceil(quota)


@given(PEOPLE, COUNT, st.integers(0, 4), st.booleans())
def test_equal_territories_get_equal_posts_up_to_one(
    need: list[int], count: int, floor: int, deepest: bool
) -> None:
    twins = [*need, need[0]]
    assume(floor * len(twins) <= count)
    ids = names(len(twins))
    table = (
        largest_gaps(count, twins, ids)
        if deepest
        else floor_then_need(count, twins, ids, floor=floor)
    )
    assert abs(table["posts"].iloc[0] - table["posts"].iloc[-1]) <= 1


@given(PEOPLE, COUNT, st.data())
def test_filling_the_largest_gaps_is_house_monotone(
    need: list[int], count: int, data: st.DataObject
) -> None:
    size = len(need)
    existing = data.draw(st.lists(EXISTING, min_size=size, max_size=size))
    now, more = (
        largest_gaps(posts, need, names(size), existing=existing)["posts"].to_numpy()
        for posts in (count, count + 1)
    )
    assert now.sum() == count
    assert (more - now).tolist().count(1) == 1
    assert ((more - now) >= 0).all()


@given(PEOPLE, COUNT, st.data())
def test_no_last_post_went_to_someone_better_off_than_another_is_now(
    need: list[int], count: int, data: st.DataObject
) -> None:
    size = len(need)
    existing = data.draw(st.lists(EXISTING, min_size=size, max_size=size))
    posts = largest_gaps(count, need, names(size), existing=existing)["posts"].to_numpy()
    now = (np.array(existing) + posts) / np.array(need)
    before_last = (np.array(existing) + posts - 1) / np.array(need)
    assert (before_last[posts > 0] <= now.min() * (1 + 1e-12)).all()


@given(PEOPLE, COUNT, st.data())
def test_the_order_of_territories_changes_nothing(
    need: list[int], count: int, data: st.DataObject
) -> None:
    ids = names(len(need))
    order = data.draw(st.permutations(range(len(need))))
    for rule in (largest_remainder, largest_gaps):
        table = rule(count, need, ids)
        mixed = rule(count, [need[i] for i in order], [ids[i] for i in order])
        assert mixed["posts"].reindex(ids).tolist() == table["posts"].tolist()


@given(PEOPLE, st.integers(0, 400), st.integers(1, 20), st.integers(0, 3))
def test_years_add_up_to_what_each_territory_gets(
    need: list[int], count: int, years: int, floor: int
) -> None:
    assume(floor * len(need) <= count)
    ids = names(len(need))
    table = floor_then_need(count, need, ids, floor=floor)
    turns = spaced(table["posts"], need, ids, floor=table["floor"])
    when = by_year(count, years)
    assert np.bincount(turns, minlength=len(need)).tolist() == table["posts"].tolist()
    totals = np.bincount(when, minlength=years + 1)[1:]
    assert totals.sum() == count
    assert totals.max() - totals.min() <= 1
    assert (np.diff(when) >= 0).all()


def test_posts_of_the_floor_come_first_then_everyone_in_step() -> None:
    turns = spaced([3, 6, 1], [3, 6, 1], ["a", "b", "c"], floor=[1, 0, 1])
    assert turns[:2].tolist() == [0, 2]
    assert np.bincount(turns[:5]).tolist() == [2, 2, 1]
