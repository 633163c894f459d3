"""The cost table: what it keeps, what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from territory import _costs_build as build
from territory.costs import CostTable
from territory.errors import InputError
from territory.text import typeset

BIG = 2**62 + 1


def said(sentence: str) -> str:
    """Return a pattern for a part of a message, as it is typeset."""
    return re.escape(typeset(sentence))


def three_by_two(dtype: str = "float64") -> CostTable:
    """Three origins, the last without a pair; a zero; costs that float32 holds exactly."""
    return CostTable.from_pairs(
        ["a", "a", "b"], ["x", "y", "y"], [0, 12, 4.5],
        origins=pd.Index(["a", "b", "c"], name="unit_id"), limit=30, unit="min",
        provenance={"method": "by hand"}, dtype=dtype,
    )  # fmt: skip


def same(one: CostTable, other: CostTable) -> bool:
    """Whether two tables are the same in everything, to the last bit."""
    return (
        one.origins.identical(other.origins)
        and one.destinations.identical(other.destinations)
        and one.dtype == other.dtype
        and np.array_equal(one.matrix.indptr, other.matrix.indptr)
        and np.array_equal(one.matrix.indices, other.matrix.indices)
        and one.matrix.data.tobytes() == other.matrix.data.tobytes()
        and (one.unit, one.limit, dict(one.provenance))
        == (other.unit, other.limit, dict(other.provenance))
    )


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


@pytest.mark.parametrize("cost", [-1, np.nan, np.inf])
def test_a_negative_missing_or_infinite_cost_is_refused_by_name(cost: float) -> None:
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


def test_a_pair_given_twice_is_refused_even_when_one_cost_is_above_the_limit() -> None:
    with pytest.raises(InputError, match="a – x est donnée deux fois"):
        CostTable.from_pairs(["a", "a"], ["x", "x"], [10, 50], limit=30)


def test_a_cost_that_is_not_a_number_is_refused_by_its_row() -> None:
    with pytest.raises(InputError, match=said("cost : « loin », à la paire 2")):
        CostTable.from_pairs(["a", "b"], ["x", "x"], [1, "loin"])


def test_a_missing_identifier_is_refused_by_argument_and_row() -> None:
    with pytest.raises(InputError, match=said("destinations : l'identifiant manque à la paire 2")):
        CostTable.from_pairs(["a", "b"], ["x", None], [1, 2])  # type: ignore[list-item]
    with pytest.raises(InputError, match=said("origins : l'identifiant manque à la position 1")):
        CostTable.from_pairs(["a"], ["x"], [1], origins=[None, "a"])


def test_an_identifier_listed_twice_is_refused() -> None:
    with pytest.raises(
        InputError, match=said("destinations : l'identifiant x est donné deux fois")
    ):
        CostTable.from_pairs(["a"], ["x"], [1], destinations=["x", "x"])


def test_integers_that_a_float_has_rounded_are_refused_rather_than_confused() -> None:
    with pytest.raises(InputError, match="a perdu des chiffres"):
        CostTable.from_pairs([float(2**53)], ["x"], [1], origins=[2**53, 2**53 + 1])
    with pytest.raises(InputError, match="a perdu des chiffres"):
        CostTable.from_pairs([1.0], ["x"], [1], origins=[1, 2**53 + 1])


def test_identifiers_above_63_bits_are_kept() -> None:
    ids = np.array([2**64 - 1, 2**63 + 1], dtype=np.uint64)
    table = CostTable.from_pairs(ids, [BIG, BIG + 1], [1, 2])
    assert table.to_frame()["from_id"].tolist() == [2**64 - 1, 2**63 + 1]
    assert table.to_frame()["to_id"].tolist() == [BIG, BIG + 1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_operation_keeps_the_type_the_unit_the_limit_and_the_provenance(dtype: str) -> None:
    table = three_by_two(dtype)
    for other in (
        table.select_destinations(np.array([True, False])),
        table.where(table.matrix.data < 5),
        table.lowered(table),
        table.astype(dtype),
    ):
        assert other.dtype == dtype
        assert (other.unit, other.limit, other.provenance) == ("min", 30, {"method": "by hand"})
        assert other.origins.name == "unit_id"
    assert table.relative_to(30).dtype == dtype
    assert table.relative_to(30).provenance == {"method": "by hand"}


def test_the_type_of_costs_changes_on_request_only() -> None:
    table = three_by_two()
    assert table.astype("float64") is table
    assert same(table.astype("float32").astype("float64"), table)
    with pytest.raises(InputError, match="float32 ou en float64, et non en int64"):
        table.astype("int64")
    with pytest.raises(InputError, match="trop grand pour float32"):
        CostTable.from_pairs(["a"], ["x"], [1e300]).astype("float32")


def test_destinations_are_chosen_in_any_order() -> None:
    table = three_by_two()
    swapped = table.select_destinations(np.array([1, 0]))
    assert swapped.destinations.tolist() == ["y", "x"]
    assert swapped.matrix.toarray().tolist() == [[12, 0], [4.5, 0], [0, 0]]
    assert swapped.matrix.has_sorted_indices
    assert same(swapped.select_destinations(np.array([1, 0])), table)
    assert table.select_destinations(np.array([], dtype=int)).matrix.shape == (3, 0)


@pytest.mark.parametrize("wrong", [np.array([True]), np.array([True] * 9)])
def test_a_mask_of_another_length_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="keep"):
        three_by_two().where(wrong)
    with pytest.raises(InputError, match="keep"):
        three_by_two().select_destinations(wrong)


def test_a_threshold_of_zero_is_refused_by_its_origin() -> None:
    with pytest.raises(InputError, match=said("thresholds : le seuil de b est 0.0")):
        three_by_two().relative_to([10, 0, 5])


def test_a_third_of_the_threshold_is_exactly_one_zone() -> None:
    table = CostTable.from_pairs(["a", "b"], ["x", "x"], [10, 0.1])
    assert table.relative_to([30, 0.3], zones=3).matrix.data.tolist() == [1, 3 * 0.1 / 0.3]


def test_lowering_keeps_the_smaller_cost_and_refuses_what_is_not_listed() -> None:
    table = three_by_two()
    other = CostTable.from_pairs(["c", "a", "a"], ["x", "y", "x"], [0, 20, 5])
    assert table.lowered(other).to_frame().to_numpy().tolist() == [
        ["a", "x", 0], ["a", "y", 12], ["b", "y", 4.5], ["c", "x", 0],
    ]  # fmt: skip
    with pytest.raises(InputError, match=said("origins : l'identifiant z")):
        table.lowered(CostTable.from_pairs(["z"], ["x"], [1]))
    with pytest.raises(InputError, match="min et km"):
        table.lowered(CostTable.from_pairs(["a"], ["x"], [1], unit="km"))


@pytest.mark.parametrize(
    "table",
    [
        CostTable.from_pairs([], [], []),
        CostTable.from_pairs([], [], [], origins=["a"], destinations=[]),
        CostTable.from_pairs([], [], [], origins=[], destinations=["x"]),
        CostTable.from_pairs([], [], [], origins=["a"], destinations=["x"], dtype="float32"),
        CostTable.from_pairs(["a"], ["x"], [50], limit=30),
    ],
)
def test_a_table_without_a_pair_works_throughout(table: CostTable) -> None:
    every = np.ones(len(table.destinations), dtype=bool)
    for other in (
        table.select_destinations(every),
        table.where(np.empty(0, dtype=bool)),
        table.lowered(table),
        table.relative_to(10),
    ):
        assert other.matrix.shape == (len(table.origins), len(table.destinations))
        assert other.matrix.nnz == 0
    assert list(table.to_frame()) == ["from_id", "to_id", "cost"]
    assert table.rows().tolist() == []


def test_a_sorted_table_is_taken_as_it_is_without_a_copy() -> None:
    costs = np.array([0.0, 12.0, 4.5])
    table = CostTable.from_pairs(["a", "a", "b"], ["x", "y", "y"], costs)
    assert np.shares_memory(table.matrix.data, costs)
    again = CostTable.from_csr(table.matrix, table.origins, table.destinations)
    assert np.shares_memory(again.matrix.data, costs)
    assert np.shares_memory(table.relative_to(2).matrix.indices, table.matrix.indices)


def test_a_csr_with_unsorted_rows_is_sorted_in_a_copy() -> None:
    given = sparse.csr_array(([3.0, 0.0], [1, 0], [0, 2]), shape=(1, 2))
    table = CostTable.from_csr(given, ["a"], ["x", "y"])
    assert table.matrix.indices.tolist() == [0, 1]
    assert table.matrix.data.tolist() == [0, 3]
    assert given.indices.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("data", "indices", "indptr", "words"),
    [
        ([1, 2], [1, 1], [0, 2, 2], "a – y est donnée deux fois"),
        ([1, 2, 3], [1, 0, 1], [0, 3, 3], "a – y est donnée deux fois"),
        ([1, -2], [0, 1], [0, 1, 2], "de b à y est -2"),
        ([1, np.nan], [0, 1], [0, 1, 2], "de b à y est nan"),
        ([np.inf, 1], [0, 1], [0, 1, 2], "de a à x est inf"),
    ],
)
def test_what_a_csr_holds_is_verified(
    data: list[float], indices: list[int], indptr: list[int], words: str
) -> None:
    matrix = sparse.csr_array((np.array(data, dtype=float), indices, indptr), shape=(2, 2))
    with pytest.raises(InputError, match=words):
        CostTable.from_csr(matrix, ["a", "b"], ["x", "y"])


def test_a_csr_whose_positions_are_out_of_range_is_refused() -> None:
    matrix = sparse.csr_array(([1.0], [0], [0, 1]), shape=(1, 1))
    matrix.indices = np.array([7], dtype=np.int32)
    with pytest.raises(InputError, match="ne sont pas cohérentes"):
        CostTable.from_csr(matrix, ["a"], ["x"])
    with pytest.raises(InputError, match="CSR de scipy"):
        CostTable.from_csr(np.ones((1, 1)), ["a"], ["x"])
    with pytest.raises(InputError, match="2 origines"):
        CostTable.from_csr(sparse.csr_array((1, 1)), ["a", "b"], ["x"])


@pytest.mark.parametrize("limit", [-1, np.nan])
def test_a_limit_that_is_not_one_is_refused(limit: float) -> None:
    with pytest.raises(InputError, match="limite de coût"):
        CostTable.from_pairs(["a"], ["x"], [1], limit=limit)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: CostTable.from_pairs(5, ["x"], [1]), "origins : une liste d'identifiants"),
        (lambda: CostTable.from_pairs([[1, 2]], ["x"], [1]), "origins : une liste d'identifiants"),
        (lambda: CostTable.from_pairs([1], ["x"], 5), "cost : une suite de nombres"),
        (lambda: CostTable.from_pairs([1], ["x"], [[5]]), "cost : une suite de nombres"),
        (lambda: CostTable.from_pairs([1], ["x"], [5 + 1j]), "cost : une suite de nombres"),
        (lambda: CostTable.from_pairs([1, 2], ["x"], [5, 6]), "n'ont pas la même longueur"),
        (lambda: CostTable.from_pairs([1], ["x"], [5], limit="loin"), "et non loin"),
        (lambda: CostTable.from_pairs([1], ["x"], [5], dtype="abc"), "et non en abc"),
        (lambda: CostTable.from_pairs([1], ["x"], [5], dtype=int), "et non en int"),
        (lambda: three_by_two().select_destinations(np.array([7])), "dépasse les 2 destinations"),
        (lambda: three_by_two().select_destinations(np.array([0, 0])), "keep : l'identifiant x"),
        (lambda: three_by_two().relative_to("loin"), "thresholds : un nombre, ou un par origine"),
        (lambda: three_by_two().relative_to([1, 2]), "thresholds : un nombre, ou un par origine"),
    ],
)
def test_any_misuse_names_the_argument_and_the_rule(
    call: Callable[[], CostTable], words: str
) -> None:
    with pytest.raises(InputError, match=said(words)):
        call()


def test_the_way_there_may_cost_more_than_the_way_back() -> None:
    table = CostTable.from_pairs(["a", "b"], ["b", "a"], [10, 25])
    assert table.to_frame().to_numpy().tolist() == [["a", "b", 10.0], ["b", "a", 25.0]]


@st.composite
def tables(draw: st.DrawFn, *, dtype: str | None = None) -> CostTable:
    """Draw a table with some pairs, zeros among them, on up to 6 x 5 identifiers."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), unique=True))
    kind = dtype or draw(st.sampled_from(["float32", "float64"]))
    width = 32 if kind == "float32" else 64
    costs = draw(
        st.lists(
            st.floats(0, 100, width=width), min_size=len(pairs), max_size=len(pairs)
        )
    )  # fmt: skip
    return CostTable.from_pairs(
        [pair[0] for pair in pairs], [pair[1] for pair in pairs], costs,
        origins=range(6), destinations=range(5), dtype=kind, limit=100,
    )  # fmt: skip


def cells(table: CostTable) -> dict[tuple[int, int], float]:
    """Pairs and costs, in base Python."""
    frame = table.to_frame()
    return dict(zip(zip(frame["from_id"], frame["to_id"], strict=True), frame["cost"], strict=True))


@given(tables(dtype="float64"), tables(dtype="float64"))
def test_lowering_is_what_base_python_says_in_either_order(one: CostTable, two: CostTable) -> None:
    first, second = cells(one), cells(two)
    wanted = {
        pair: min(first.get(pair, np.inf), second.get(pair, np.inf)) for pair in {*first, *second}
    }
    assert cells(one.lowered(two)) == cells(two.lowered(one)) == wanted


@given(tables(), st.data())
def test_a_restriction_keeps_exactly_the_pairs_asked_for(
    table: CostTable, data: st.DataObject
) -> None:
    count = table.matrix.nnz
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    frame = table.to_frame()[keep]
    kept = table.where(keep).to_frame()
    assert kept.to_numpy().tolist() == frame.to_numpy().tolist()
    order = np.array(
        data.draw(st.permutations(range(5)))[: data.draw(st.integers(0, 5))], dtype=int
    )
    chosen = table.select_destinations(order)
    wanted = {pair: cost for pair, cost in cells(table).items() if pair[1] in order}
    assert cells(chosen) == wanted
    assert chosen.destinations.tolist() == order.tolist()


@given(tables())
def test_chunks_of_any_size_give_the_same_table(table: CostTable) -> None:
    frame = table.to_frame()
    shuffled = frame.sample(frac=1, random_state=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "CHUNK", 2)
        pieces = [
            CostTable.from_pairs(
                rows["from_id"],
                rows["to_id"],
                rows["cost"],
                origins=range(6),
                destinations=range(5),
                dtype=table.dtype,
                limit=100,
            )
            for rows in (frame, shuffled)
        ]
        pieces.append(table.where(np.ones(table.matrix.nnz, dtype=bool)))
        pieces.append(CostTable.from_csr(table.matrix, range(6), range(5), limit=100))
    assert all(same(piece, table) for piece in pieces)
