"""The cost table: what it keeps, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.costs import CostTable
from territory.errors import InputError


def test_an_explicit_zero_is_a_cost_and_a_missing_pair_is_out_of_reach() -> None:
    table = CostTable.from_pairs(["a", "b"], ["x", "y"], [0, 3])
    assert table.matrix.nnz == 2
    assert table.matrix.data.tolist() == [0, 3]


def test_zeros_survive_every_restriction() -> None:
    table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], [0, 2, 0])
    assert table.select_destinations(np.array([False, True])).matrix.nnz == 2
    assert table.where(table.matrix.data < 1).matrix.nnz == 2
    assert table.relative_to([2, 2]).matrix.nnz == 3


def test_the_limit_is_inclusive() -> None:
    table = CostTable.from_pairs(["a", "b"], ["x", "x"], [30, 30.0001], limit=30)
    assert table.to_frame()["from_id"].tolist() == ["a"]
    assert list(table.origins) == ["a", "b"]


def test_a_pair_given_twice_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="a – x est donnée deux fois"):
        CostTable.from_pairs(["a", "b", "a"], ["x", "x", "x"], [1, 2, 3])


@pytest.mark.parametrize("cost", [-1, np.nan])
def test_a_negative_or_missing_cost_is_refused_by_name(cost: float) -> None:
    with pytest.raises(InputError, match="de b à x"):
        CostTable.from_pairs(["a", "b"], ["x", "x"], [1, cost])


def test_an_identifier_not_listed_is_refused() -> None:
    with pytest.raises(InputError, match="z"):
        CostTable.from_pairs(["z"], ["x"], [1], origins=["a"])


def test_accented_and_64_bit_identifiers_are_kept_as_they_are() -> None:
    big = 2**62 + 1
    table = CostTable.from_pairs([big], ["Évain"], [1])
    assert table.origins[0] == big
    assert table.destinations[0] == "Évain"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique=True), st.randoms())
def test_the_order_of_the_pairs_changes_nothing(
    pairs: list[tuple[int, int]], random: object
) -> None:
    shuffled = sorted(pairs, key=lambda _: random.random())  # type: ignore[attr-defined]
    costs = {pair: pair[0] * 10 + pair[1] for pair in pairs}

    def table(order: list[tuple[int, int]]) -> CostTable:
        return CostTable.from_pairs(
            [p[0] for p in order], [p[1] for p in order], [costs[p] for p in order],
            origins=range(10), destinations=range(10),
        )  # fmt: skip

    first, second = table(pairs), table(shuffled)
    assert first.matrix.indices.tolist() == second.matrix.indices.tolist()
    assert first.matrix.data.tolist() == second.matrix.data.tolist()
