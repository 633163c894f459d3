"""Weights: cut at the support, made once, in the table's precision, summed in double."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from territory import access
from territory.access import decay, weigh
from territory.access.weights import blocks
from territory.costs import CostTable
from territory.errors import InputError

STEPS = decay.steps({20: 1, 40: 0.68, 60: 0.22})
SHARED = [
    access.enhanced_two_step_fca, access.three_step_fca, access.modified_two_step_fca,
    access.balanced_fca, access.inverted_two_step_fca, access.spatial_availability,
    access.supply_ratio,
]  # fmt: skip


def random_table(rows: int = 50, columns: int = 20, seed: int = 3) -> CostTable:
    rng = np.random.default_rng(seed)
    there = rng.random((rows, columns)) < 0.6
    origin, destination = np.nonzero(there)
    cost = rng.integers(0, 90, len(origin)).astype(float)
    return CostTable.from_pairs(
        origin, destination, cost, origins=range(rows), destinations=range(columns)
    )


def test_pairs_beyond_the_support_are_cut_before_they_are_weighted() -> None:
    seen: list[float] = []

    def spy(costs: np.ndarray) -> np.ndarray:
        seen.extend(costs.tolist())
        return np.ones_like(costs)

    table = random_table()
    weights = weigh(table, decay.Decay("spy", 30, spy))
    assert max(seen) <= 30
    assert weights.matrix.nnz == (table.matrix.data <= 30).sum()


def test_a_cost_at_the_support_counts_and_one_beyond_does_not() -> None:
    table = CostTable.from_pairs(["a", "a", "a"], ["x", "y", "z"], [30, 30.001, 90])
    assert weigh(table, decay.binary(30)).to_origins([1, 10, 100]).tolist() == [1]


@pytest.mark.parametrize("measure", SHARED)
def test_weights_given_are_the_weights_made(measure: access.enhanced_two_step_fca) -> None:
    table = random_table()
    people, supply = np.arange(50.0), np.arange(20.0)
    alone = measure(table, people, supply, STEPS)
    shared = measure(weigh(table, STEPS), people, supply)
    pd.testing.assert_series_equal(alone, shared)


def test_weights_and_a_decay_together_are_refused() -> None:
    table = random_table()
    with pytest.raises(InputError, match="weigh"):
        access.balanced_fca(weigh(table, STEPS), np.ones(50), np.ones(20), STEPS)
    with pytest.raises(InputError, match="decay"):
        access.balanced_fca(table, np.ones(50), np.ones(20))


def test_single_precision_costs_give_the_same_to_six_digits_and_keep_their_size() -> None:
    table = random_table()
    light = table.astype(np.float32)
    people, supply = np.arange(50.0) + 1, np.arange(20.0)
    assert weigh(light, decay.gaussian(60)).matrix.dtype == np.float32
    for measure in SHARED:
        found = measure(light, people, supply, decay.gaussian(60))
        expected = measure(table, people, supply, decay.gaussian(60))
        assert found.dtype == np.float64
        assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_decay_that_gives_no_weight_is_refused_with_the_cost(weight: float) -> None:
    table = CostTable.from_pairs(["a"], ["x"], [7])
    with pytest.raises(InputError, match=r"au coût 7\.0"):
        weigh(table, lambda costs: np.full(np.shape(costs), weight))


def eligibilities(table: CostTable) -> list[object]:
    rng = np.random.default_rng(8)
    grid = rng.random(table.matrix.shape)
    pattern = table.matrix.copy()
    pattern.data = grid[table.rows(), table.matrix.indices]
    return [grid, pattern, sparse.csr_array(grid), pattern.tocsc()]


def test_who_may_use_what_is_the_same_however_it_is_given() -> None:
    table = random_table()
    people, supply = np.arange(50.0), np.arange(20.0)
    answers = [
        access.balanced_fca(table, people, supply, STEPS, eligibility=given).tolist()
        for given in eligibilities(table)
    ]
    for answer in answers[1:]:
        assert answer == pytest.approx(answers[0])


def test_a_share_per_destination_or_per_origin_spreads_over_the_table() -> None:
    table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [1, 1, 1])
    by_destination = weigh(table, decay.binary(5), eligibility=[1, 0.5])
    by_origin = weigh(table, decay.binary(5), eligibility=[[1], [0.25]])
    assert by_destination.to_origins([1, 1]).tolist() == [1.5, 0.5]
    assert by_origin.to_origins([1, 1]).tolist() == [2, 0.25]


@pytest.mark.parametrize(
    ("eligibility", "told"), [([1.5], "1.5"), ([[1, 0, 1]], "forme"), (np.array([np.nan]), "nan")]
)
def test_an_eligibility_that_cannot_be_is_refused(eligibility: object, told: str) -> None:
    table = CostTable.from_pairs(["a", "a"], ["x", "y"], [1, 1])
    with pytest.raises(InputError, match=told):
        weigh(table, decay.binary(5), eligibility=eligibility)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 12))
def test_blocks_hold_every_row_once_and_never_cut_one(counts: list[int], size: int) -> None:
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(int)
    rows, pairs = [], []
    for row, pair in blocks(indptr, size):
        rows += list(range(row.start, row.stop))
        pairs += list(range(pair.start, pair.stop))
        assert (pair.start, pair.stop) == (indptr[row.start], indptr[row.stop])
    assert rows == list(range(len(counts)))
    assert pairs == list(range(indptr[-1]))


@pytest.mark.parametrize("f", [STEPS, decay.binary(25), decay.exponential(0.03)])
def test_who_is_eligible_counts_once_where_weights_count_twice(f: decay.Decay) -> None:
    table = random_table()
    rng = np.random.default_rng(2)
    people, supply = rng.integers(0, 90, 50) * 1.0, rng.integers(0, 9, 20) * 1.0
    shares = rng.choice([0, 0.25, 1], (50, 20))
    plain = np.zeros((50, 20))
    plain[table.rows(), table.matrix.indices] = f(table.matrix.data)
    once = plain * shares
    load = people @ once
    ratio = np.divide(supply, load, out=np.zeros(20), where=load > 0)
    expected = (plain * once) @ ratio
    for answer in (
        access.modified_two_step_fca(table, people, supply, f, eligibility=shares),
        access.modified_two_step_fca(weigh(table, f, eligibility=shares), people, supply),
        access.every_measure(table, people, supply, f, eligibility=shares, threshold=60).origins[
            "modified_two_step_fca"
        ],
    ):
        assert answer.tolist() == pytest.approx(expected.tolist())


def test_shares_with_labels_are_put_in_the_tables_order() -> None:
    table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [1, 1, 1])
    frame = pd.DataFrame([[0.5, 1], [1, 0.25]], index=["b", "a"], columns=["y", "x"])
    assert weigh(table, decay.binary(5), eligibility=frame).to_origins([1, 1]).tolist() == [1.25, 0.5]  # fmt: skip
    series = pd.Series([0.5, 1], index=["y", "x"])
    assert weigh(table, decay.binary(5), eligibility=series).to_origins([1, 1]).tolist() == [1.5, 0.5]  # fmt: skip
    with pytest.raises(InputError, match="identifiant x"):
        weigh(table, decay.binary(5), eligibility=frame.rename(columns={"x": "z"}))


def test_a_decay_that_changes_its_argument_leaves_the_costs_alone() -> None:
    table = random_table()
    before = table.matrix.data.copy()

    def careless(costs: np.ndarray) -> np.ndarray:
        costs *= -0.1
        return np.exp(costs)

    access.gravity(table, np.ones(20), careless)
    assert np.array_equal(table.matrix.data, before)


@pytest.mark.parametrize(
    "measure", [access.nearest_cost, access.nearest_destination,
                lambda w: access.kth_nearest_cost(w, 1),
                lambda w: access.raam(w, np.ones(50), np.ones(20)),
                lambda w: access.proximity_measure(w, np.ones(20), 5)],
)  # fmt: skip
def test_weights_are_not_taken_for_costs(measure: object) -> None:
    with pytest.raises(InputError, match="CostTable"):
        measure(weigh(random_table(), STEPS))


@pytest.mark.parametrize("f", [30, "gaussian", lambda _: np.ones(1), lambda _: "far"])
def test_what_is_not_a_decay_is_refused(f: object) -> None:
    with pytest.raises(InputError, match="decay"):
        access.balanced_fca(random_table(), np.ones(50), np.ones(20), f)
