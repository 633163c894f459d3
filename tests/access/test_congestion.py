"""RAAM: equilibria found by hand, nobody better off elsewhere, and the gap as stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from territory.access import raam
from territory.costs import CostTable
from territory.errors import InputError


def two_places(own: float, other: float) -> CostTable:
    return CostTable.from_pairs(["a", "a", "b", "b"], ["x", "y"] * 2, [own, other, other, own])


@pytest.mark.parametrize(
    ("people", "other", "tau", "expected"),
    [
        ((100, 100), 10, 10, (1, 1)),
        ((3, 2), 10, 10, (1.2, 0.8)),
        ((1000, 100), 30, 60, (1.25, 0.75)),
    ],
)
def test_equilibria_by_hand(
    people: tuple[int, int], other: float, tau: float, expected: tuple[float, float]
) -> None:
    found = raam(two_places(0, other), people, [1, 1], tau=tau)
    assert found.tolist() == pytest.approx(expected, abs=1e-7)
    assert 0 <= found.attrs["optimality_gap"] <= 1e-6


def test_a_crowd_that_moves_leaves_both_choices_at_the_same_cost() -> None:
    # (1000 - x) / 550 = (100 + x) / 550 + 0.5, so 312.5 people take the longer way.
    found = raam(two_places(0, 30), [1000, 100], [1, 1])
    assert found["a"] == pytest.approx((1000 - 312.5) / 550, abs=1e-7)


def test_a_provider_without_supply_is_nobodys_choice() -> None:
    table = CostTable.from_pairs(["a", "a"], ["x", "y"], [0, 30])
    found = raam(table, [10], [0, 2], tau=60)
    assert found.tolist() == pytest.approx([1.5])


def test_an_origin_out_of_reach_has_no_value_and_an_empty_one_has_what_it_would_pay() -> None:
    table = CostTable.from_pairs(["a", "b"], ["x", "x"], [0, 30], origins=["a", "b", "c"])
    found = raam(table, [10, 0, 5], [1], rho=10)
    assert found.tolist() == pytest.approx([1, 1.5, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("people", "supply", "expected"),
    [([0, 0], [1, 1], [0, 0]), ([5, 5], [0, 0], [np.nan, np.nan])],
)
def test_nobody_or_nothing_is_still_an_answer(
    people: list[float], supply: list[float], expected: list[float]
) -> None:
    found = raam(two_places(0, 10), people, supply)
    assert found.tolist() == pytest.approx(expected, nan_ok=True)
    assert found.attrs["optimality_gap"] == 0


def test_no_pair_at_all_gives_no_value() -> None:
    table = CostTable.from_pairs([], [], [], origins=["a"], destinations=["x"])
    assert raam(table, [5], [1]).isna().all()


@pytest.mark.parametrize(("name", "value"), [("tau", 0), ("rho", -1), ("tolerance", np.inf)])
def test_a_parameter_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(InputError, match=name):
        raam(two_places(0, 1), [1, 1], [1, 1], **{name: value})


@st.composite
def games(draw: st.DrawFn) -> tuple[CostTable, np.ndarray, np.ndarray]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = st.one_of(st.none(), st.integers(0, 60))
    grid = draw(st.lists(cells, min_size=rows * columns, max_size=rows * columns))
    kept = [(k // columns, k % columns, c) for k, c in enumerate(grid) if c is not None]
    people = draw(st.lists(st.integers(1, 900), min_size=rows, max_size=rows))
    supply = draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns))
    origin, destination, cost = zip(*kept, strict=True) if kept else ((), (), ())
    table = CostTable.from_pairs(
        np.array(origin, dtype=int), np.array(destination, dtype=int), np.array(cost, dtype=float),
        origins=range(rows), destinations=range(columns),
    )  # fmt: skip
    return table, np.array(people, dtype=float), np.array(supply, dtype=float)


@given(games())
def test_the_gap_is_within_tolerance_and_no_cost_is_negative(
    game: tuple[CostTable, np.ndarray, np.ndarray],
) -> None:
    table, people, supply = game
    found = raam(table, people, supply)
    assert 0 <= found.attrs["optimality_gap"] <= 1e-6
    assert (found.dropna() >= 0).all()
    assert found.notna().tolist() == (np.diff(table.matrix.indptr) > 0).tolist()


@given(games())
def test_supply_and_people_times_k_change_nothing(
    game: tuple[CostTable, np.ndarray, np.ndarray],
) -> None:
    table, people, supply = game
    found = raam(table, people, supply)
    scaled = raam(table, people * 7, supply * 3)
    assert scaled.tolist() == pytest.approx(found.tolist(), rel=1e-5, abs=1e-6, nan_ok=True)


def random_game(rows: int, columns: int, seed: int) -> tuple[CostTable, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    origin, destination = (grid.ravel() for grid in np.indices((rows, columns)))
    table = CostTable.from_pairs(origin, destination, rng.uniform(0, 60, rows * columns))
    return table, rng.integers(1, 900, rows) * 1.0, rng.integers(1, 9, columns) * 1.0


def test_a_general_solver_finds_the_same_equilibrium() -> None:
    table, people, supply = random_game(5, 3, seed=4)
    time = table.matrix.toarray() / 60
    capacity = supply * people.sum() / supply.sum()

    def total(shares: np.ndarray) -> float:
        flow = shares.reshape(time.shape) * people[:, np.newaxis]
        return float((flow.sum(axis=0) ** 2 / (2 * capacity)).sum() + (flow * time).sum())

    one = {"type": "eq", "fun": lambda shares: shares.reshape(time.shape).sum(axis=1) - 1}
    best = minimize(
        total, np.full(time.size, 1 / 3), bounds=[(0, 1)] * time.size, constraints=[one],
        method="SLSQP", options={"ftol": 1e-14, "maxiter": 1000},
    )  # fmt: skip
    flow = best.x.reshape(time.shape) * people[:, np.newaxis]
    least = (time + flow.sum(axis=0) / capacity).min(axis=1)
    assert raam(table, people, supply).tolist() == pytest.approx(least.tolist(), abs=1e-4)


def test_many_pairs_that_would_pay_are_all_let_in() -> None:
    table, people, supply = random_game(300, 60, seed=2)
    found = raam(table, people, supply, trace=True)
    assert found.attrs["optimality_gap"] <= 1e-6
    seconds, gaps = zip(*found.attrs["curve"], strict=True)
    assert list(seconds) == sorted(seconds)
    assert gaps[-1] == found.attrs["optimality_gap"]
    # Frank and Wolfe's method, slow and sure, comes down on the same costs.
    time = table.matrix.toarray() / 60
    capacity = supply * people.sum() / supply.sum()
    load = np.zeros(60)
    for turn in range(20_000):
        choice = (time + load / capacity).argmin(axis=1)
        crowd = np.bincount(choice, people, minlength=60)
        load += (crowd - load) * 2 / (turn + 2)
    least = (time + load / capacity).min(axis=1)
    assert found.tolist() == pytest.approx(least.tolist(), abs=2e-3)


def test_the_peer_comes_close_but_never_below_the_equilibrium() -> None:
    import warnings

    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from access.raam import raam as peer

        pairs = pd.DataFrame(
            {"o": ["a", "a", "b", "b"], "d": ["x", "y"] * 2, "cost": [0.0, 30, 30, 0]}
        )
        theirs = peer(
            demand_df=pd.DataFrame({"people": [1000, 100]}, index=["a", "b"]),
            supply_df=pd.DataFrame({"supply": [1, 1]}, index=["x", "y"]),
            cost_df=pairs, cost_origin="o", cost_dest="d", cost_name="cost",
            demand_name="people", supply_name="supply", tau=60,
        )  # fmt: skip
    ours = raam(two_places(0, 30), [1000, 100], [1, 1])
    assert theirs.loc[["a", "b"]].tolist() == pytest.approx(ours.tolist(), abs=2e-3)


@given(st.integers(0, 100_000))
def test_supplies_and_prices_of_very_different_sizes_still_meet_the_tolerance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 9, 2)
    origin, destination = np.nonzero(rng.random((rows, columns)) < 0.8)
    table = CostTable.from_pairs(
        origin, destination, rng.integers(0, 4, len(origin)) * 1.0,
        origins=range(rows), destinations=range(columns),
    )  # fmt: skip
    people, supply = 10 ** rng.uniform(-3, 6, rows), 10 ** rng.uniform(-6, 3, columns)
    found = raam(table, people, supply, tau=10 ** rng.uniform(-4, 6))
    assert found.attrs["optimality_gap"] <= 1e-6


def test_a_tolerance_that_arithmetic_does_not_reach_is_told() -> None:
    table, people, supply = random_game(40, 12, seed=9)
    with pytest.raises(InputError, match="tolérance"):
        raam(table, people, supply, tolerance=1e-300)
