"""Bounds of the classes of a graded figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.report.breaks import breaks_of, interval_label, shades

INDICATORS = ("reach_share", "nearest_cost_median", "fte_per_10k", "access_mean")


@given(
    st.sampled_from(INDICATORS),
    st.lists(st.floats(0, 200, allow_subnormal=False) | st.none(), min_size=1, max_size=40),
)
def test_every_known_value_falls_in_one_class_and_no_other(
    indicator: str, values: list[float | None]
) -> None:
    series = pd.Series(values, dtype=float)
    breaks = breaks_of(indicator, series)
    place = breaks.position(series)
    assert (place.eq(-1) == series.isna()).all()
    assert list(breaks.upper) == sorted(set(breaks.upper))
    for value, position in zip(series, place, strict=True):
        if position >= 0:
            assert value <= breaks.upper[position]
            assert position == 0 or value > breaks.upper[position - 1]


def test_half_the_population_reached_is_a_bound_of_its_own() -> None:
    breaks = breaks_of("reach_share", pd.Series([0.5, 0.500001]))
    assert breaks.position(pd.Series([0.5, 0.500001])).tolist() == [1, 2]


def test_equal_values_make_one_class() -> None:
    assert breaks_of("access_mean", pd.Series([2.0, 2.0, 2.0])).upper == (2.0,)


def test_nothing_known_makes_no_class() -> None:
    assert breaks_of("access_mean", pd.Series([np.nan])).upper == ()


def test_bounds_are_said_in_each_language() -> None:
    breaks = breaks_of("reach_share", pd.Series([0.4]))
    assert interval_label("reach_share", breaks, 0) == "jusqu'à 25\u00a0%"
    assert interval_label("reach_share", breaks, 1, "en") == "over 25% to 50%"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 7])
def test_there_are_as_many_shades_as_classes_from_pale_to_dark(count: int) -> None:
    chosen = shades(count)
    assert len(chosen) == count
    brightness = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in chosen]
    assert brightness == sorted(brightness, reverse=True)
