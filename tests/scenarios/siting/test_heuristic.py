"""Greedy and exchange: never above the bound they are told by, and close to the best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.scenarios.siting.cases import FAR, problems

from territory.costs import CostTable
from territory.scenarios.siting import Location, maximal_covering, p_median
from territory.scenarios.siting.heuristic import NAME


@settings(max_examples=40)
@given(problems())
def test_the_exact_answer_is_between_the_heuristic_and_its_bound(problem: Location) -> None:
    exact = maximal_covering(problem)
    rough = maximal_covering(problem, large=-1)
    assert rough.method == NAME
    assert rough.objective <= exact.objective + 1e-6 <= rough.bound + 2e-6
    assert problem.spending(rough.open) <= problem.budget + 1e-6


@settings(max_examples=40)
@given(problems())
def test_so_it_is_for_the_p_median(problem: Location) -> None:
    exact = p_median(problem, beyond=FAR)
    rough = p_median(problem, beyond=FAR, large=-1)
    assert rough.bound - 1e-6 <= exact.objective <= rough.objective + 1e-6


@pytest.mark.parametrize("count", [5, 20])
def test_on_a_plane_both_stay_close_to_the_bound(count: int) -> None:
    rng = np.random.default_rng(5)
    here, there = rng.uniform(0, 60, (600, 2)), rng.uniform(0, 60, (120, 2))
    costs = np.linalg.norm(here[:, None] - there[None, :], axis=2)
    rows, columns = np.nonzero(costs <= 30)
    table = CostTable.from_pairs(
        rows,
        columns,
        costs[rows, columns],
        origins=np.arange(600),
        destinations=np.arange(120),
        limit=30,
    )
    where = Location.of(table, rng.integers(100, 900, 600), thresholds=8.0, count=count)
    for found in (
        maximal_covering(where, large=0, seconds=20),
        p_median(where, beyond=30.0, large=0, seconds=20),
    ):
        assert (found.method, found.open.sum()) == (NAME, count)
        assert 0 <= found.gap < 0.02
