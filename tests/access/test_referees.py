"""Every measure against a referee of a few lines in base Python, on shapes nobody thought of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory import access
from territory.access import decay
from territory.costs import CostTable

Pairs = dict[tuple[int, int], float]
Problem = tuple[CostTable, Pairs, list[float], list[float]]
STEPS = decay.steps({20: 1, 40: 0.68, 60: 0.22})
THRESHOLD = 40.0


def w(cost: float) -> float:
    return 1 if cost <= 20 else 0.68 if cost <= 40 else 0.22 if cost <= 60 else 0


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    cells = st.one_of(st.none(), st.integers(0, 75).map(float))
    grid = draw(st.lists(cells, min_size=rows * columns, max_size=rows * columns))
    pairs = {(k // columns, k % columns): c for k, c in enumerate(grid) if c is not None}
    people = draw(st.lists(st.integers(0, 900).map(float), min_size=rows, max_size=rows))
    supply = draw(st.lists(st.integers(0, 40).map(float), min_size=columns, max_size=columns))
    table = CostTable.from_pairs(
        np.array([i for i, _ in pairs], dtype=int), np.array([j for _, j in pairs], dtype=int),
        np.array(list(pairs.values())), origins=range(rows), destinations=range(columns),
    )  # fmt: skip
    return table, pairs, people, supply


def step_two(weights: Pairs, ratio: list[float], rows: int) -> list[float]:
    return [sum(ratio[j] * x for (k, j), x in weights.items() if k == i) for i in range(rows)]


def ratios(weights: Pairs, people: list[float], supply: list[float]) -> list[float]:
    load = [sum(people[i] * x for (i, k), x in weights.items() if k == j) for j in range(len(supply))]  # fmt: skip
    return [s / d if d > 0 else 0 for s, d in zip(supply, load, strict=True)]


def row(weights: Pairs, i: int) -> float:
    return sum(x for (k, _), x in weights.items() if k == i)


def column(weights: Pairs, j: int) -> float:
    return sum(x for (_, k), x in weights.items() if k == j)


def two_steps(f: Callable[[float], float]) -> Callable[..., list[float]]:
    def referee(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
        weights = {key: f(c) for key, c in pairs.items()}
        return step_two(weights, ratios(weights, people, supply), len(people))

    return referee


def three(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    weights = {key: w(c) for key, c in pairs.items()}
    chosen = {(i, j): x * x / row(weights, i) if x else 0 for (i, j), x in weights.items()}
    return step_two(chosen, ratios(chosen, people, supply), len(people))


def modified(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    weights = {key: w(c) for key, c in pairs.items()}
    squares = {key: x * x for key, x in weights.items()}
    return step_two(squares, ratios(weights, people, supply), len(people))


def balanced(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    weights = {key: w(c) for key, c in pairs.items()}
    by_row = {(i, j): x / row(weights, i) if x else 0 for (i, j), x in weights.items()}
    by_column = {(i, j): x / column(weights, j) if x else 0 for (i, j), x in weights.items()}
    return step_two(by_column, ratios(by_row, people, supply), len(people))


def available(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    return [
        sum(
            supply[j] * people[i] * w(c)
            / sum(people[k] * w(d) for (k, m), d in pairs.items() if m == j)
            for (n, j), c in pairs.items()
            if n == i and people[i] * w(c) > 0
        )
        for i in range(len(people))
    ]  # fmt: skip


def crowded(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    reach = [sum(supply[j] * w(c) for (k, j), c in pairs.items() if k == i) for i in range(len(people))]  # fmt: skip
    return [
        sum(people[i] / reach[i] * w(c) for (i, k), c in pairs.items() if k == j and reach[i] > 0)
        for j in range(len(supply))
    ]


def potential(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    return [
        sum(supply[j] * math.exp(-c / 20) for (k, j), c in pairs.items() if k == i)
        for i in range(len(people))
    ]


def within(pairs: Pairs, people: list[float], supply: list[float]) -> list[float]:
    return [
        sum(supply[j] for (k, j), c in pairs.items() if k == i and c <= THRESHOLD)
        for i in range(len(people))
    ]


def epanechnikov(c: float) -> float:
    return 0.75 * (1 - (c / THRESHOLD) ** 2) if c <= THRESHOLD else 0


def gauss(c: float) -> float:
    floor = math.exp(-0.5)
    return (math.exp(-((c / THRESHOLD) ** 2) / 2) - floor) / (1 - floor) if c <= THRESHOLD else 0


Call = Callable[[CostTable, list[float], list[float]], pd.Series]
REFEREES: list[tuple[str, Call, Callable[..., list[float]]]] = [
    ("gravity", lambda t, _, s: access.gravity(t, s, decay.exponential(1 / 20)), potential),
    ("cumulative", lambda t, _, s: access.cumulative_opportunities(t, s, THRESHOLD), within),
    ("two steps", lambda t, p, s: access.two_step_fca(t, p, s, THRESHOLD),
     two_steps(lambda c: float(c <= THRESHOLD))),
    ("enhanced", lambda t, p, s: access.enhanced_two_step_fca(t, p, s, STEPS), two_steps(w)),
    ("kernel", lambda t, p, s: access.kernel_density_two_step_fca(t, p, s, THRESHOLD),
     two_steps(epanechnikov)),
    ("gaussian", lambda t, p, s: access.gaussian_two_step_fca(t, p, s, THRESHOLD),
     two_steps(gauss)),
    ("three steps", lambda t, p, s: access.three_step_fca(t, p, s, STEPS), three),
    ("modified", lambda t, p, s: access.modified_two_step_fca(t, p, s, STEPS), modified),
    ("balanced", lambda t, p, s: access.balanced_fca(t, p, s, STEPS), balanced),
    ("available", lambda t, p, s: access.spatial_availability(t, p, s, STEPS), available),
    ("crowded", lambda t, p, s: access.inverted_two_step_fca(t, p, s, STEPS), crowded),
]  # fmt: skip


@pytest.mark.parametrize(("name", "measure", "referee"), REFEREES, ids=[r[0] for r in REFEREES])
@given(problem=problems())
def test_a_plain_referee_agrees(
    name: str, measure: Call, referee: Callable[..., list[float]], problem: Problem
) -> None:
    table, pairs, people, supply = problem
    found = measure(table, people, supply)
    assert found.tolist() == pytest.approx(referee(pairs, people, supply), rel=1e-9, abs=1e-12)


@given(problems(), st.integers(1, 4))
def test_the_kth_nearest_is_the_kth_of_a_sorted_list(problem: Problem, k: int) -> None:
    table, pairs, people, _ = problem
    expected = []
    for i in range(len(people)):
        reachable = sorted(c for (n, _), c in pairs.items() if n == i)
        expected.append(reachable[k - 1] if len(reachable) >= k else math.nan)
    found = access.kth_nearest_cost(table, k).tolist()
    assert found == pytest.approx(expected, nan_ok=True)
    nearest = access.nearest_cost(table)
    assert nearest.tolist() == pytest.approx(access.kth_nearest_cost(table, 1).tolist(), nan_ok=True)  # fmt: skip


@given(problems())
def test_the_nearest_is_the_first_listed_of_the_cheapest(problem: Problem) -> None:
    table, pairs, people, _ = problem
    expected: list[Any] = []
    for i in range(len(people)):
        reachable = sorted((c, j) for (n, j), c in pairs.items() if n == i)
        expected.append(reachable[0][1] if reachable else None)
    assert access.nearest_destination(table).tolist() == expected


@given(problems())
def test_proximity_goes_from_zero_to_one_over_those_in_range(problem: Problem) -> None:
    table, pairs, people, supply = problem
    positive = [c for c in pairs.values() if c > 0]
    floor = min(positive) if positive else 1
    raw = []
    for i in range(len(people)):
        masses = [supply[j] / max(c, floor) for (n, j), c in pairs.items() if n == i and c <= 40 and supply[j] > 0]  # fmt: skip
        raw.append(sum(masses) if masses else math.nan)
    found = access.proximity_measure(table, supply, 40, normalise=False)
    assert found.tolist() == pytest.approx(raw, nan_ok=True)
    scaled = access.proximity_measure(table, supply, 40).dropna()
    assert scaled.between(0, 1).all()
    assert not len(scaled) or scaled.max() == 1


@given(problems(), st.data())
def test_one_step_divides_what_is_near_by_who_is_near(problem: Problem, data: st.DataObject) -> None:  # fmt: skip
    table, pairs, people, supply = problem
    n = len(people)
    grid = data.draw(st.lists(st.integers(0, 80).map(float), min_size=n * n, max_size=n * n))
    between = CostTable.from_pairs(
        np.repeat(np.arange(n), n), np.tile(np.arange(n), n), np.array(grid)
    )
    found = access.one_step_fca(table, people, supply, THRESHOLD, between=between)
    for i in range(n):
        near = sum(supply[j] for (k, j), c in pairs.items() if k == i and c <= THRESHOLD)
        around = sum(people[k] for k in range(n) if k == i or grid[i * n + k] <= THRESHOLD)
        assert found[i] == pytest.approx(near / around if around else 0)
