"""Classes of the map: who is where, and does the legend tell the truth."""

from __future__ import annotations

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATORS, Indicator, indicator_named
from territory_app.views.classes import (
    MISSING,
    SELF_GOVERNED,
    SMALL,
    UNREACHABLE,
    classify,
    upper_bounds,
)
from territory_app.views.recolour import classing, recolouring

EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.key)


@EVERY
def test_every_territory_is_in_exactly_one_line_of_the_legend(
    demo: Catalogue, indicator: Indicator
) -> None:
    for level in demo.levels.values():
        shown = classing(demo, level, indicator, "fr")
        assert len(shown.codes) == level.count
        assert set(shown.codes) <= set(shown.styles())
        assert sum(entry.territories for entry in shown.entries) == level.count
        people = sum(entry.people for entry in shown.entries)
        assert people == pytest.approx(level.table["population"].sum())


def test_bounds_are_those_of_mapclassify_where_values_are_spread() -> None:
    values = np.random.default_rng(1).lognormal(size=200)
    expected = mapclassify.Quantiles(np.round(values, 3), k=5).bins
    assert upper_bounds(values, 3) == pytest.approx(np.round(expected, 3))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=80))
def test_bounds_rise_cover_every_value_and_leave_no_class_empty(values: list[float]) -> None:
    array = np.asarray(values)
    bounds = upper_bounds(array, 3)
    assert bounds == sorted(set(bounds))
    assert 1 <= len(bounds) <= 6
    position = np.searchsorted(bounds, np.round(array, 3), side="left")
    assert set(position) == set(range(len(bounds)))


def test_nobody_beyond_reach_is_a_class_of_its_own() -> None:
    values = np.array([0.0] * 60 + list(np.linspace(0.01, 0.5, 40)))
    assert upper_bounds(values, 3)[0] == 0.0


def test_equal_values_share_a_class() -> None:
    assert upper_bounds(np.array([2.0, 2.0, 2.0]), 1) == [2.0]


def _territories(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    table["population"] = table.get("population", 5000.0)
    return table


def test_why_a_value_is_absent_decides_its_pattern() -> None:
    table = _territories(
        **{
            "class": ["served", "insufficient_data", "insufficient_data", "not_ranked"],
            "population_covered": [5000.0, 5000.0, 400.0, np.nan],
            "access_mean": [3.0, np.nan, np.nan, np.nan],
        }
    )
    shown = classify(table, indicator_named("acces"), "fr")
    assert shown.codes == "0" + MISSING + SMALL + SELF_GOVERNED
    patterns = [shown.styles()[code].pattern for code in (MISSING, SMALL, SELF_GOVERNED)]
    assert len(set(patterns)) == 3
    assert None not in patterns


def test_no_door_for_half_the_people_is_far_not_missing() -> None:
    table = _territories(
        **{
            "class": ["desert", "insufficient_data", "served"],
            "population_covered": 5000.0,
            "nearest_cost_median": [np.nan, np.nan, 12.0],
        }
    )
    shown = classify(table, indicator_named("proximite"), "fr")
    assert shown.codes == UNREACHABLE + MISSING + "0"
    label = next(entry.label for entry in shown.entries if entry.code == UNREACHABLE)
    assert label == "Aucune porte joignable pour la moitié"


def test_a_norm_without_intensity_says_so_of_what_it_calls_served() -> None:
    table = _territories(**{"class": ["served"], "population_covered": 5000.0})
    words = "Desservi (présence et atteinte; intensité non mesurée)"
    shown = classify(table, indicator_named("classe"), "fr", served=words)
    assert [entry.label for entry in shown.entries] == ["Désert", words]


def test_a_level_without_any_value_still_has_a_legend() -> None:
    table = _territories(
        **{"class": ["served"], "population_covered": 5000.0, "access_mean": [np.nan]}
    )
    shown = classify(table, indicator_named("acces"), "fr")
    assert (shown.codes, [entry.code for entry in shown.entries]) == (MISSING, [MISSING])


def test_counts_are_sent_for_circles_and_shares_for_colours(demo: Catalogue) -> None:
    level = demo.levels["mrc"]
    sent = recolouring(demo, level, indicator_named("hors-atteinte"), None)
    assert sum(sent["counts"]) == pytest.approx(level.table["people_beyond_reach"].sum(), abs=30)
    assert indicator_named("hors-atteinte").column == "beyond_share"


def test_the_coarser_level_keeps_the_bounds_of_the_finer_one(demo: Catalogue) -> None:
    fine, coarse = demo.levels["mrc"], demo.levels["rls"]
    indicator = indicator_named("atteinte")
    bounds = classing(demo, fine, indicator, "fr").bounds
    sent = recolouring(demo, fine, indicator, coarse)
    shares = np.round(coarse.table["reach_share"].to_numpy(), 3)
    expected = np.minimum(np.searchsorted(bounds, shares), len(bounds) - 1).astype(str)
    assert sent["coarser"] == "".join(expected)
