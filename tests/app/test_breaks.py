"""Where classes are cut: by rank, by resemblance, or where the norm decides."""

from __future__ import annotations

import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_app.indicators import indicator_named
from territory_app.views.breaks import at_least, natural_bounds, norm_bounds, upper_bounds

NORM = {
    "reach_share": 0.5,
    "intensity_norm": 2.33,
    "threshold_minutes": {"dense_urban": 15, "urban": 20, "rural": 30, "remote": 40},
}
SPREAD = st.lists(st.floats(0, 50), min_size=1, max_size=80)


def test_quantiles_are_those_of_mapclassify_where_values_are_spread() -> None:
    values = np.random.default_rng(1).lognormal(size=200)
    expected = mapclassify.Quantiles(np.round(values, 3), k=5).bins
    assert upper_bounds(values, 3) == pytest.approx(np.round(expected, 3))


@pytest.mark.parametrize("count", [3, 5, 7])
def test_natural_breaks_are_those_of_mapclassify(count: int) -> None:
    values = np.round(np.random.default_rng(count).lognormal(size=120), 2)
    expected = mapclassify.FisherJenks(values, k=count).bins
    assert natural_bounds(values, 2, count) == pytest.approx(expected)


def test_natural_breaks_follow_gaps_where_quantiles_follow_counts() -> None:
    values = np.array([1.0, 1.1, 1.2, 1.3, 1.4, 9.0])
    assert natural_bounds(values, 1, 2) == [1.4, 9.0]
    assert upper_bounds(values, 1, 2) == [1.2, 9.0]


def test_very_many_different_values_are_still_cut_into_what_is_asked() -> None:
    values = np.random.default_rng(2).normal(100, 20, size=13_700)
    bounds = natural_bounds(values, 3, 7)
    assert len(bounds) == 7
    assert bounds[-1] == round(float(values.max()), 3)


@given(SPREAD, st.integers(3, 7))
def test_bounds_rise_cover_every_value_and_leave_no_class_empty(
    values: list[float], count: int
) -> None:
    array = np.asarray(values)
    for find in (upper_bounds, natural_bounds):
        bounds = find(array, 3, count)
        assert bounds == sorted(set(bounds))
        assert 1 <= len(bounds) <= count
        position = np.searchsorted(bounds, np.round(array, 3), side="left")
        assert set(position) == set(range(len(bounds)))


def test_nobody_beyond_reach_is_a_class_of_its_own() -> None:
    values = np.array([0.0] * 60 + list(np.linspace(0.01, 0.5, 40)))
    assert upper_bounds(values, 3)[0] == 0.0


def test_equal_values_share_a_class() -> None:
    assert upper_bounds(np.array([2.0, 2.0, 2.0]), 1) == [2.0]
    assert natural_bounds(np.array([2.0, 2.0, 2.0]), 1) == [2.0]


def test_reach_is_cut_where_the_norm_decides() -> None:
    reached, beyond = (indicator_named(key) for key in ("atteinte", "hors-atteinte"))
    strict = NORM | {"reach_share": 0.8}
    assert norm_bounds(reached, strict, np.array([0.4])) == pytest.approx((0.4, 0.8, 0.9, 1.0))
    assert norm_bounds(beyond, strict, np.array([0.4])) == pytest.approx((0.1, 0.2, 0.6, 1.0))


def test_access_is_cut_at_multiples_of_the_norm_of_intensity() -> None:
    bounds = norm_bounds(indicator_named("acces"), NORM, np.array([1.0, 9.0]))
    assert bounds == pytest.approx((1.165, 2.33, 3.495, 4.66, 9.0))


def test_minutes_are_cut_at_the_thresholds_of_the_milieux() -> None:
    bounds = norm_bounds(indicator_named("proximite"), NORM, np.array([3.0, 71.5]))
    assert bounds == (15.0, 20.0, 30.0, 40.0, 71.5)


@pytest.mark.parametrize("key", ["etc", "part-virtuelle", "besoin"])
def test_the_norm_says_nothing_of_what_it_does_not_test(key: str) -> None:
    assert norm_bounds(indicator_named(key), NORM, np.array([1.0])) == ()


def test_a_norm_without_intensity_cuts_no_access() -> None:
    assert norm_bounds(indicator_named("acces"), {"intensity_norm": None}, np.array([1.0])) == ()


def test_exactly_the_norm_passes_where_at_least_it_is_asked() -> None:
    assert at_least(indicator_named("atteinte"))
    assert at_least(indicator_named("acces"))
    assert not at_least(indicator_named("hors-atteinte"))
    assert not at_least(indicator_named("proximite"))
