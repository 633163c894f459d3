"""Equity measures by hand and by identity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.equity import concentration_index, fgt, gini, lorenz, palma, theil
from territory.errors import InputError

UNITS = st.lists(st.tuples(st.floats(0, 50), st.integers(1, 500)), min_size=1, max_size=25)


def test_equal_access_is_no_inequality() -> None:
    assert gini([3, 3], [10, 90]) == pytest.approx(0)
    assert theil([3, 3], [10, 90]) == pytest.approx(0)
    assert palma([3, 3], [1, 2], [10, 90]) == pytest.approx(1)


def test_gini_weighs_people_and_not_units() -> None:
    assert gini([0, 1], [90, 10]) == pytest.approx(0.9)
    assert gini([0, 1], [10, 90]) == pytest.approx(0.1)


def test_nobody_having_access_is_equality() -> None:
    assert gini([0, 0], [1, 1]) == 0
    assert theil([0, 0], [1, 1]) == 0


def test_theil_keeps_units_without_access() -> None:
    assert theil([0, 2], [1, 1]) == pytest.approx(np.log(2))


def test_theil_is_within_plus_between() -> None:
    level, people, groups = [1, 2, 4, 8], [5, 5, 10, 20], ["a", "a", "b", "b"]
    parts = theil(level, people, groups)
    mean = np.average(level, weights=people)
    shares = {"a": (15 / (40 * mean), 10 / 40), "b": (200 / (40 * mean), 30 / 40)}
    between = sum(s * np.log(s / p) for s, p in shares.values())
    assert parts["between"] == pytest.approx(between)
    assert parts["within"] + parts["between"] == pytest.approx(parts["total"])


def test_palma_cuts_the_unit_across_the_bound() -> None:
    assert palma([1, 5], [1, 2], [50, 50]) == pytest.approx(5)


def test_poverty_adds_up_by_territory() -> None:
    level, people = np.array([0.0, 1, 3, 0.5]), np.array([10.0, 20, 30, 40])
    parts = [fgt(level[s], people[s], 2, 1) * people[s].sum() for s in (slice(0, 2), slice(2, 4))]
    assert sum(parts) / people.sum() == pytest.approx(fgt(level, people, 2, 1))


def test_access_that_goes_to_the_deprived_is_negative() -> None:
    assert concentration_index([2, 0], [1, 2], [1, 1]) == pytest.approx(-0.5)
    assert concentration_index([1, 1], [1, 2], [1, 1], bounds=(0, 1)) == pytest.approx(0)


def test_a_missing_access_where_people_live_is_refused() -> None:
    with pytest.raises(InputError, match="access"):
        gini([np.nan, 1], [1, 1])
    assert gini([np.nan, 1], [0, 1]) == pytest.approx(0)


@given(UNITS, st.floats(0.1, 20))
def test_scaling_access_changes_no_inequality(units: list[tuple[float, int]], k: float) -> None:
    level, people = (np.array(column, dtype=float) for column in zip(*units, strict=True))
    assert gini(level * k, people) == pytest.approx(gini(level, people), abs=1e-9)


@given(UNITS)
def test_ranking_by_access_itself_gives_the_gini(units: list[tuple[float, int]]) -> None:
    level, people = (np.array(column, dtype=float) for column in zip(*units, strict=True))
    if level.sum() > 1e-6:
        found = concentration_index(level, level, people)
        assert found == pytest.approx(gini(level, people), abs=1e-9)


@given(UNITS)
def test_the_lorenz_curve_never_rises_above_the_diagonal(units: list[tuple[float, int]]) -> None:
    level, people = (np.array(column, dtype=float) for column in zip(*units, strict=True))
    curve = lorenz(level, people)
    assert (curve["access"] <= curve["people"] + 1e-9).all()
