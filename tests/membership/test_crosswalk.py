"""Two levels read side by side: nobody lost, nobody counted twice, what is estimated said."""

from __future__ import annotations

import math
from fractions import Fraction

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from territory.errors import InputError
from territory.membership import OUTSIDE, Crosswalk, crosswalk

Places = list[tuple[str, str, float, str]]  # unit, territory, share, method
_LEVELS = {"MRC": "mrc", "CLSC": "clsc", "RLS": "rls", "REG": "region"}


def members(rows: Places) -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("unit", unit, territory, _LEVELS[territory.split(":")[0]], share, method)
            for unit, territory, share, method in rows
        ],
        columns=["subject", "subject_id", "territory_id", "level", "share", "method"],
    )


def people(**units: float) -> pd.DataFrame:
    return pd.DataFrame({"unit_id": list(units), "population": list(units.values())})


@pytest.fixture
def worked() -> Crosswalk:
    """Three units: whole at both levels, split at one, split at both with a tenth outside."""
    return crosswalk(
        people(a=1000.0, b=400.0, c=100.0),
        members(
            [
                ("a", "MRC:01", 1.0, "stated"),
                ("b", "MRC:01", 1.0, "stated"),
                ("c", "MRC:01", 0.5, "areal"),
                ("c", "MRC:02", 0.5, "areal"),
                ("a", "CLSC:01111", 1.0, "within"),
                ("b", "CLSC:01111", 0.75, "crosswalk"),
                ("b", "CLSC:01121", 0.25, "crosswalk"),
                ("c", "CLSC:01121", 0.9, "areal"),
            ]
        ),
        "mrc",
        "clsc",
    )


def test_the_worked_example_to_the_last_person(worked: Crosswalk) -> None:
    found = worked.pairs.set_index(["from_id", "to_id"])
    assert found["population"].round(6).to_dict() == {
        ("MRC:01", "CLSC:01111"): 1300.0,
        ("MRC:01", "CLSC:01121"): 145.0,
        ("MRC:02", "CLSC:01121"): 45.0,
    }
    assert found["share_of_from"].round(6).tolist() == [0.896552, 0.1, 0.9]
    assert found["share_of_to"].round(6).tolist() == [1.0, 0.763158, 0.236842]


def test_each_pair_says_how_many_of_its_people_are_estimated_and_how(worked: Crosswalk) -> None:
    found = worked.pairs.set_index(["from_id", "to_id"])
    assert found["estimated"].round(6).tolist() == [round(300 / 1300, 6), 1.0, 1.0]
    assert found["method"].tolist() == ["shared", "independent", "independent"]


def test_people_outside_a_level_are_a_row_of_their_own(worked: Crosswalk) -> None:
    rows = worked.residual
    assert rows["from_id"].tolist() == ["MRC:01", "MRC:02"]
    assert (rows["to_id"] == OUTSIDE).all()
    assert rows["population"].round(6).tolist() == [5.0, 5.0]
    assert worked.population == 1500.0


def test_a_unit_whole_at_one_level_is_told_exactly_at_the_other(worked: Crosswalk) -> None:
    of_b = worked.pairs.loc[worked.pairs["to_id"] == "CLSC:01111", "population"]
    assert of_b.tolist() == [1000.0 + 0.75 * 400.0]


def test_a_town_at_one_point_is_an_estimate_unless_its_code_is_stated() -> None:
    towns = gpd.GeoDataFrame(
        {"unit_id": ["t", "s"], "population": [500.0, 300.0], "precision": "municipality"},
        geometry=[Point(-71, 46), Point(-71, 46)],
        crs=4326,
    )
    rows = members(
        [
            ("t", "MRC:01", 1.0, "stated"),
            ("s", "MRC:01", 1.0, "stated"),
            ("t", "CLSC:01111", 1.0, "within"),
            ("s", "CLSC:01111", 1.0, "stated"),
        ]
    )
    pair = crosswalk(towns, rows, "mrc", "clsc").pairs.iloc[0]
    assert pair["estimated"] == 500 / 800
    assert pair["method"] == "point"


def test_nested_levels_meet_only_where_one_is_in_the_other() -> None:
    rows = members(
        [
            ("a", "CLSC:01111", 0.6, "areal"),
            ("a", "CLSC:01121", 0.4, "areal"),
            ("a", "RLS:0111", 0.6, "areal"),
            ("a", "RLS:0112", 0.4, "areal"),
        ]
    )
    found = crosswalk(people(a=10.0), rows, "clsc", "rls").pairs
    assert found[["from_id", "to_id", "population"]].to_numpy().tolist() == [
        ["CLSC:01111", "RLS:0111", 6.0],
        ["CLSC:01121", "RLS:0112", 4.0],
    ]
    assert found["method"].tolist() == ["areal", "areal"]


def test_where_nested_shares_disagree_no_margin_moves() -> None:
    rows = members(
        [
            ("a", "CLSC:01111", 0.6, "areal"),
            ("a", "CLSC:01121", 0.4, "areal"),
            ("a", "RLS:0111", 0.5, "areal"),
            ("a", "RLS:0112", 0.5, "areal"),
        ]
    )
    found = crosswalk(people(a=100.0), rows, "clsc", "rls").pairs
    assert found.groupby("to_id")["population"].sum().round(6).tolist() == [50.0, 50.0]
    assert found.groupby("from_id")["population"].sum().round(6).tolist() == [60.0, 40.0]
    assert set(found["method"]) == {"independent"}


@st.composite
def situations(draw: st.DrawFn, *, whole: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    count = draw(st.integers(1, 12))
    number: st.SearchStrategy[float] = (
        st.integers(0, 10**6).map(float) if whole else st.floats(0, 10**6, allow_subnormal=False)
    )
    population = [draw(number) for _ in range(count)]
    rows: Places = []
    for level in ("MRC:0{}", "CLSC:0111{}"):
        for unit in range(count):
            weights = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4))
            total = sum(weights) + draw(st.integers(0, 3)) or 1
            rows += [
                (f"u{unit}", level.format(place), weight / total, "areal")
                for place, weight in enumerate(weights)
                if weight
            ]
    rows += [("u0", "MRC:09", 0.0, "areal"), ("u0", "CLSC:01119", 0.0, "areal")]
    frame = pd.DataFrame({"unit_id": [f"u{n}" for n in range(count)], "population": population})
    return frame, members(rows)


@given(situations(whole=True))
def test_counted_people_are_conserved_exactly(given: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Not to a rounding: the exact sum of the rows is the exact sum of the people."""
    population, rows = given
    table = crosswalk(population, rows, "mrc", "clsc").table
    exact = sum(map(Fraction, table["population"]), Fraction(0))
    assert exact == sum(map(Fraction, population["population"]), Fraction(0))


@given(situations(whole=False))
def test_any_population_is_conserved_to_the_last_bit_of_its_sum(
    given: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    population, rows = given
    found = crosswalk(population, rows, "mrc", "clsc")
    assert found.population == math.fsum(population["population"])
    margins = found.table.groupby("from_id")["population"].sum().drop(OUTSIDE, errors="ignore")
    shares = rows.loc[rows["level"] == "mrc"].merge(
        population, left_on="subject_id", right_on="unit_id"
    )
    told = (shares["share"] * shares["population"]).groupby(shares["territory_id"]).sum()
    margins = margins.reindex(told.index, fill_value=0.0)
    assert margins.to_dict() == pytest.approx(told.to_dict(), rel=1e-9, abs=1e-6)


@given(situations(whole=True), st.lists(st.floats(0, 1e6), min_size=10, max_size=10))
def test_a_count_carried_to_another_level_is_conserved(
    given: tuple[pd.DataFrame, pd.DataFrame], figures: list[float]
) -> None:
    found = crosswalk(*given, "mrc", "clsc")
    values = pd.Series(figures, index=[f"MRC:0{n}" for n in range(10)])
    carried = found.carry(values)
    assert math.fsum(carried["value"]) == math.fsum(values)
    assert carried["estimated"].between(0, 1).all()


def test_a_count_follows_people_and_says_what_it_supposes(worked: Crosswalk) -> None:
    told = worked.carry(pd.Series({"MRC:01": 29.0, "MRC:02": 10.0}))
    assert told["value"].round(6).to_dict() == {
        OUTSIDE: pytest.approx(0.1 + 1.0),
        "CLSC:01111": pytest.approx(26.0),
        "CLSC:01121": pytest.approx(2.9 + 9.0),
    }
    assert (told["estimated"] == 1.0).all()


def test_a_count_of_a_territory_wholly_in_another_is_told_exactly(worked: Crosswalk) -> None:
    back = crosswalk(
        people(a=1000.0, b=400.0),
        members(
            [
                ("a", "MRC:01", 1.0, "stated"),
                ("b", "MRC:02", 1.0, "stated"),
                ("a", "REG:11", 1.0, "stated"),
                ("b", "REG:11", 1.0, "stated"),
            ]
        ),
        "mrc",
        "region",
    )
    told = back.carry(pd.Series({"MRC:01": 3.0, "MRC:02": 4.0}))
    assert told.loc["REG:11"].to_dict() == {"value": 7.0, "estimated": 0.0, "known": 1.0}


def test_a_rate_is_averaged_over_people_and_an_unknown_one_is_said(worked: Crosswalk) -> None:
    told = worked.carry(pd.Series({"MRC:01": 0.8, "MRC:02": math.nan}), kind="rate")
    assert told.loc["CLSC:01121", "value"] == pytest.approx(0.8)
    assert told.loc["CLSC:01121", "known"] == pytest.approx(145 / 190)
    both = worked.carry(pd.Series({"MRC:01": 0.8, "MRC:02": 0.4}), kind="rate")
    assert both.loc["CLSC:01121", "value"] == pytest.approx((0.8 * 145 + 0.4 * 45) / 190)


def test_a_count_where_nobody_lives_stays_outside_the_level(worked: Crosswalk) -> None:
    told = worked.carry(pd.Series({"MRC:99": 4.0}))
    assert told["value"].to_dict() == {OUTSIDE: 4.0}


def test_figures_of_another_level_are_refused(worked: Crosswalk) -> None:
    with pytest.raises(InputError, match="RLS:0111"):
        worked.carry(pd.Series({"RLS:0111": 1.0}))
    with pytest.raises(InputError, match="deux valeurs"):
        worked.carry(pd.Series([1.0, 2.0], index=["MRC:01", "MRC:01"]))
    with pytest.raises(InputError, match="count, rate"):
        worked.carry(pd.Series({"MRC:01": 1.0}), kind="mean")  # type: ignore[arg-type]


def test_the_fit_of_two_levels_in_numbers(worked: Crosswalk) -> None:
    assert worked.counts() == {
        "territories": 2,
        "whole": 0,
        "same": 0,
        "split": 2,
        "pairs": 3,
        "people": pytest.approx(1490.0),
        "outside": pytest.approx(10.0),
        "estimated": pytest.approx(490 / 1490),
    }


def test_one_level_twice_or_without_anyone_is_refused(worked: Crosswalk) -> None:
    rows = members([("a", "MRC:01", 1.0, "stated")])
    with pytest.raises(InputError, match="deux niveaux différents"):
        crosswalk(people(a=1.0), rows, "mrc", "mrc")
    with pytest.raises(InputError, match=r"niveaux placés.: mrc"):
        crosswalk(people(a=1.0), rows, "mrc", "clsc")


def test_a_figure_computed_on_units_is_told_at_both_levels_with_one_total(
    worked: Crosswalk,
) -> None:
    """Through membership, without the crosswalk: nothing is supposed alike."""
    beyond = {"a": 40.0, "b": 300.0, "c": 20.0}  # people beyond reach of each unit
    rows = members(
        [
            ("a", "MRC:01", 1.0, "stated"),
            ("b", "MRC:02", 1.0, "stated"),
            ("c", "MRC:02", 1.0, "stated"),
            ("a", "CLSC:01111", 1.0, "stated"),
            ("b", "CLSC:01111", 0.5, "crosswalk"),
            ("b", "CLSC:01121", 0.5, "crosswalk"),
            ("c", "CLSC:01121", 1.0, "stated"),
        ]
    )
    told = (rows["share"] * rows["subject_id"].map(beyond)).groupby(rows["territory_id"]).sum()
    assert told.to_dict() == {
        "MRC:01": 40.0, "MRC:02": 320.0, "CLSC:01111": 190.0, "CLSC:01121": 170.0,
    }  # fmt: skip
