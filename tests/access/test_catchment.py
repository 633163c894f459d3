"""Measures by hand, against a plain referee and a peer, and their identities."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.access import (
    balanced_fca,
    by_public,
    cumulative_opportunities,
    decay,
    enhanced_two_step_fca,
    gravity,
    inverted_two_step_fca,
    kth_nearest_cost,
    modified_two_step_fca,
    nearest_cost,
    spatial_availability,
    status,
    three_step_fca,
    two_step_fca,
)
from territory.costs import CostTable
from territory.errors import InputError

COSTS = [[5, 55], [35, 15], [40, 25]]
Measure = Callable[..., pd.Series]
SLOW = {20: 1, 40: 0.68, 60: 0.22}


def hand() -> CostTable:
    pairs = [(i, j, c) for i, row in enumerate(COSTS) for j, c in enumerate(row)]
    return CostTable.from_pairs(*zip(*pairs, strict=True))


def test_nearest_and_second_nearest() -> None:
    assert nearest_cost(hand()).tolist() == [5, 15, 25]
    assert kth_nearest_cost(hand(), 2).tolist() == [55, 35, 40]


def test_two_step_by_hand() -> None:
    access = two_step_fca(hand(), [5, 10, 50], [5, 10], 30)
    assert access.tolist() == pytest.approx([1, 1 / 6, 1 / 6], abs=1e-9)
    assert float(access @ [5, 10, 50]) == pytest.approx(15)


def test_enhanced_two_step_counts_the_bound_itself() -> None:
    access = enhanced_two_step_fca(hand(), [5, 10, 50], [5, 10], decay.steps(SLOW))
    assert access.tolist() == pytest.approx([0.15795079, 0.29596530, 0.22501186], abs=1e-8)


def test_gravity_by_hand() -> None:
    access = gravity(hand(), [5, 10], decay.exponential(1 / 20))
    assert access.tolist() == pytest.approx([4.53328253, 5.59253524, 3.54172438], abs=1e-8)


def test_opportunities_at_the_threshold_count() -> None:
    assert cumulative_opportunities(hand(), [5, 10], 35).tolist() == [5, 15, 10]


def test_a_provider_whose_catchment_is_empty_contributes_nothing() -> None:
    access = two_step_fca(hand(), [0, 0, 0], [5, 10], 30)
    assert access.tolist() == [0, 0, 0]


def test_each_status_says_why() -> None:
    table = CostTable.from_pairs(["a", "b"], ["x", "y"], [1, 1], origins=list("abcde"))
    people = pd.Series([5, 5, 5, 0, np.nan], index=list("abcde"))
    assert status(table, people, [1, 0]).tolist() == [
        "served", "no_provider_in_range", "no_provider_in_range", "no_population",
        "missing_population",
    ]  # fmt: skip


@pytest.mark.parametrize("demand", [[-1, 1, 1], [np.nan, 1, 1]])
def test_negative_or_missing_demand_is_refused(demand: list[float]) -> None:
    with pytest.raises(InputError, match="demand"):
        two_step_fca(hand(), demand, [1, 1], 30)


def test_inputs_are_left_as_they_were() -> None:
    table = hand()
    before = table.matrix.data.copy()
    people, supply = pd.Series([5.0, 10, 50]), pd.Series([5.0, 10])
    enhanced_two_step_fca(table, people, supply, decay.steps(SLOW))
    assert np.array_equal(table.matrix.data, before)
    assert people.tolist() == [5, 10, 50]


@st.composite
def problems(draw: st.DrawFn) -> tuple[CostTable, np.ndarray, np.ndarray]:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    cells = draw(st.lists(
        st.one_of(st.none(), st.integers(0, 90)), min_size=rows * columns, max_size=rows * columns,
    ))  # fmt: skip
    pairs = [(k // columns, k % columns, c) for k, c in enumerate(cells) if c is not None]
    origin, destination, cost = zip(*pairs, strict=True) if pairs else ((), (), ())
    table = CostTable.from_pairs(
        np.array(origin, dtype=int), np.array(destination, dtype=int), np.array(cost, dtype=float),
        origins=range(rows), destinations=range(columns),
    )  # fmt: skip
    whole = st.integers(0, 1000)
    people = draw(st.lists(whole, min_size=rows, max_size=rows))
    supply = draw(st.lists(st.integers(0, 50), min_size=columns, max_size=columns))
    return table, np.array(people, dtype=float), np.array(supply, dtype=float)


@given(problems())
def test_supply_with_somebody_in_reach_is_conserved(
    problem: tuple[CostTable, np.ndarray, np.ndarray],
) -> None:
    table, people, supply = problem
    f = decay.steps(SLOW)
    access = enhanced_two_step_fca(table, people, supply, f)
    weights = table.matrix.copy()
    weights.data = f(weights.data)
    reached = (weights.T @ people) > 0
    assert float(access @ people) == pytest.approx(supply[reached].sum(), rel=1e-9, abs=1e-9)


@given(problems(), st.floats(0.1, 10))
def test_supply_times_k_gives_access_times_k(
    problem: tuple[CostTable, np.ndarray, np.ndarray], k: float
) -> None:
    table, people, supply = problem
    f = decay.gaussian(60)
    one = enhanced_two_step_fca(table, people, supply, f)
    many = enhanced_two_step_fca(table, people, supply * k, f)
    assert many.tolist() == pytest.approx((one * k).tolist(), rel=1e-9, abs=1e-12)


@given(problems(), st.data())
def test_the_two_publics_average_to_the_whole_and_conserve_supply(
    problem: tuple[CostTable, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    table, people, supply = problem
    shares = st.integers(0, 100).map(lambda percent: percent / 100)
    r = np.array(data.draw(st.lists(shares, min_size=len(people), max_size=len(people))))
    required = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(supply), max_size=len(supply)))
    )
    f = decay.steps(SLOW)
    access = by_public(table, people, supply, f, registered_share=r, registration=required)
    average = r * access["registered"] + (1 - r) * access["nonregistered"]
    assert average.tolist() == pytest.approx(access["average"].tolist(), abs=1e-12)
    eligible = np.where(required[table.matrix.indices], r[table.rows()], 1.0)
    weights = table.matrix.copy()
    weights.data = f(weights.data) * eligible
    reached = (weights.T @ people) > 0
    felt = float(access["average"] @ people)
    assert felt == pytest.approx(supply[reached].sum(), rel=1e-9, abs=1e-9)


def referee(table: CostTable, people: list[float], supply: list[float]) -> list[float]:
    """Compute the enhanced two-step catchment in ten lines of base Python."""
    cost = {(i, j): c for i, j, c in table.to_frame().itertuples(index=False)}

    def w(c: float) -> float:
        return 1 if c <= 20 else 0.68 if c <= 40 else 0.22 if c <= 60 else 0

    ratio = {}
    for j, s in enumerate(supply):
        demand = sum(p * w(cost[i, j]) for i, p in enumerate(people) if (i, j) in cost)
        ratio[j] = s / demand if demand else 0
    return [
        sum(ratio[j] * w(cost[i, j]) for j in ratio if (i, j) in cost) for i in range(len(people))
    ]


@given(problems())
def test_a_plain_referee_agrees(problem: tuple[CostTable, np.ndarray, np.ndarray]) -> None:
    table, people, supply = problem
    found = enhanced_two_step_fca(table, people, supply, decay.steps(SLOW))
    assert found.tolist() == pytest.approx(referee(table, list(people), list(supply)), abs=1e-9)


def test_the_peer_agrees_on_a_random_problem() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from access import Access

        rng = np.random.default_rng(7)
        people = pd.DataFrame({"id": range(40), "people": rng.integers(1, 900, 40)})
        sites = pd.DataFrame({"id": range(15), "supply": rng.integers(1, 30, 15)})
        pairs = pd.DataFrame(
            [(i, j, float(rng.integers(1, 90))) for i in range(40) for j in range(15)],
            columns=["origin", "dest", "cost"],
        )
        peer = Access(
            demand_df=people, demand_index="id", demand_value="people",
            supply_df=sites, supply_index="id", supply_value="supply",
            cost_df=pairs, cost_origin="origin", cost_dest="dest", cost_name="cost",
        )  # fmt: skip
        theirs = peer.two_stage_fca(name="two", cost="cost", max_cost=60)["two_supply"]
    ours = two_step_fca(
        CostTable.from_pairs(pairs["origin"], pairs["dest"], pairs["cost"]),
        people["people"], sites["supply"], 60,
    )  # fmt: skip
    assert ours.tolist() == pytest.approx(theirs.reindex(ours.index).tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (three_step_fca, [0.18897012, 0.31481416, 0.21814016]),
        (modified_two_step_fca, [0.11990201, 0.27220984, 0.15300807]),
        (balanced_fca, [0.10026862, 0.20869207, 0.15581929]),
    ],
)
def test_each_variant_by_hand(measure: Measure, expected: list[float]) -> None:
    access = measure(hand(), [5, 10, 50], [5, 10], decay.steps(SLOW))
    assert access.tolist() == pytest.approx(expected, abs=1e-8)


def test_crowdedness_of_each_provider_by_hand() -> None:
    crowded = inverted_two_step_fca(hand(), [5, 10, 50], [5, 10], decay.steps(SLOW))
    assert crowded.tolist() == pytest.approx([4.53524046, 4.23237977], abs=1e-8)
    assert float(crowded @ [5, 10]) == pytest.approx(65)


@given(problems())
def test_availability_at_alpha_one_is_the_enhanced_catchment_times_people(
    problem: tuple[CostTable, np.ndarray, np.ndarray],
) -> None:
    table, people, supply = problem
    f = decay.steps(SLOW)
    rate = enhanced_two_step_fca(table, people, supply, f)
    found = spatial_availability(table, people, supply, f)
    assert found.tolist() == pytest.approx((rate * people).tolist(), rel=1e-9, abs=1e-9)
