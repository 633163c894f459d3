"""What measures do at the edges: nobody, nothing, no pair, odd identifiers, missing people."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory import access
from territory.access import decay
from territory.costs import CostTable
from territory.errors import InputError

STEPS = decay.steps({20: 1, 40: 0.68, 60: 0.22})
Measure = Callable[..., pd.Series]
CATCHMENTS: list[Measure] = [
    access.enhanced_two_step_fca, access.three_step_fca, access.modified_two_step_fca,
    access.balanced_fca, access.spatial_availability,
]  # fmt: skip
CONSERVING: list[Measure] = [access.enhanced_two_step_fca, access.three_step_fca]


def table(rows: int = 30, columns: int = 12, seed: int = 5) -> CostTable:
    rng = np.random.default_rng(seed)
    origin, destination = np.nonzero(rng.random((rows, columns)) < 0.5)
    cost = rng.integers(0, 80, len(origin)).astype(float)
    return CostTable.from_pairs(
        origin, destination, cost, origins=range(rows), destinations=range(columns)
    )


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_no_pair_at_all_is_no_access_and_no_error(measure: Measure) -> None:
    empty = CostTable.from_pairs([], [], [], origins=["a", "b"], destinations=["x"])
    assert measure(empty, [5, 0], [1], STEPS).tolist() == [0, 0]
    assert access.status(empty, [5, 0], [1]).tolist() == ["no_provider_in_range", "no_population"]


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_one_origin_and_one_provider(measure: Measure) -> None:
    one = CostTable.from_pairs(["a"], ["x"], [0])
    expected = 3 if measure is access.spatial_availability else 0.3
    assert measure(one, [10], [3], STEPS).tolist() == pytest.approx([expected])


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_a_provider_nobody_can_reach_changes_nothing(measure: Measure) -> None:
    near = table()
    people, supply = np.arange(30.0) + 1, np.arange(12.0) + 1
    pairs = near.to_frame()
    wider = CostTable.from_pairs(
        pairs["from_id"], pairs["to_id"], pairs["cost"],
        origins=near.origins, destinations=[*near.destinations, 99],
    )  # fmt: skip
    found = measure(wider, people, [*supply, 50], STEPS)
    assert found.tolist() == pytest.approx(measure(near, people, supply, STEPS).tolist())


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_a_catchment_that_holds_nobody_gives_no_infinity(measure: Measure) -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "y"], [5, 5])
    found = measure(costs, [0, 10], [4, 2], STEPS)
    assert np.isfinite(found).all()
    assert found["a"] == 0


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_the_order_of_identifiers_changes_nothing(measure: Measure) -> None:
    costs = table()
    people = pd.Series(np.arange(30.0) + 1, index=costs.origins)
    supply = pd.Series(np.arange(12.0) + 1, index=costs.destinations)
    rng = np.random.default_rng(1)
    shuffled = costs.to_frame().sample(frac=1, random_state=2)
    other = CostTable.from_pairs(
        shuffled["from_id"], shuffled["to_id"], shuffled["cost"],
        origins=rng.permutation(costs.origins), destinations=rng.permutation(costs.destinations),
    )  # fmt: skip
    found = measure(other, people, supply, STEPS).loc[costs.origins]
    assert found.tolist() == pytest.approx(measure(costs, people, supply, STEPS).tolist())


@pytest.mark.parametrize("measure", CONSERVING)
@given(seed=st.integers(0, 10_000))
def test_supply_that_somebody_reaches_is_given_out_whole(measure: Measure, seed: int) -> None:
    costs = table(seed=seed)
    rng = np.random.default_rng(seed)
    people, supply = rng.integers(0, 50, 30) * 1.0, rng.integers(0, 9, 12) * 1.0
    reached = access.weigh(costs, STEPS).to_destinations(people) > 0
    given_out = float(measure(costs, people, supply, STEPS) @ people)
    assert given_out == pytest.approx(supply[reached].sum())


@given(seed=st.integers(0, 10_000))
def test_the_balanced_catchment_keeps_demand_and_level_of_service(seed: int) -> None:
    costs = table(seed=seed)
    rng = np.random.default_rng(seed)
    people, supply = rng.integers(0, 50, 30) * 1.0, rng.integers(1, 9, 12) * 1.0
    weights = access.weigh(costs, STEPS)
    choices = weights.to_origins(np.ones(12))
    load = weights.to_destinations(np.divide(people, choices, where=choices > 0, out=choices * 0))
    assert load.sum() == pytest.approx(people[choices > 0].sum())
    level = (supply[load > 0] / load[load > 0]).sum()
    assert access.balanced_fca(costs, people, supply, STEPS).sum() == pytest.approx(level)


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_identifiers_of_64_bits_and_with_accents_are_kept(measure: Measure) -> None:
    large = [2**62, 2**62 + 1]
    costs = CostTable.from_pairs(large, ["Bécancour", "L'Île-d'Orléans"], [1, 2])
    people = pd.Series([1.0, 4.0], index=large[::-1])
    found = measure(costs, people, [2, 3], STEPS)
    assert found.index.tolist() == large
    assert found.loc[2**62] * (1 if measure is access.spatial_availability else 4) == 2


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_missing_people_are_refused_or_marked_as_the_caller_says(measure: Measure) -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    people = [np.nan, 10]
    with pytest.raises(InputError, match=r"demand vaut nan pour l'identifiant a"):
        measure(costs, people, [4], STEPS)
    found = measure(costs, people, [4], STEPS, allow_missing=True)
    assert np.isnan(found["a"])
    assert np.isfinite(found["b"])
    assert access.status(costs, people, [4]).tolist() == ["missing_population", "served"]


@pytest.mark.parametrize("measure", CATCHMENTS)
def test_several_kinds_at_once_are_each_kind_alone(measure: Measure) -> None:
    costs = table()
    people = np.arange(30.0)
    rng = np.random.default_rng(4)
    kinds = pd.DataFrame(
        rng.integers(0, 9, (12, 3)), index=costs.destinations, columns=["clsc", "gmf", "community"]
    )
    together = measure(costs, people, kinds, STEPS)
    assert together.columns.tolist() == ["clsc", "gmf", "community"]
    for kind in kinds:
        alone = measure(costs, people, kinds[kind], STEPS)
        assert together[kind].tolist() == pytest.approx(alone.tolist())


@pytest.mark.parametrize(
    ("demand", "supply", "told"),
    [
        ([1, 2, 3], [1], "demand compte 3 valeurs"),
        ([1, 2], [-4], r"supply vaut -4\.0 pour l'identifiant x"),
        ([1, np.inf], [1], "demand vaut inf pour l'identifiant b"),
        (["many", 2], [1], "demand contient autre chose que des nombres"),
        (pd.Series([1, 2], index=["a", "z"]), [1], "rien n'est donné pour l'identifiant b"),
        (pd.Series([1, 2], index=["a", "a"]), [1], "l'identifiant a est donné deux fois"),
        ([1, 2], pd.DataFrame({"gmf": [np.nan]}, index=["x"]), r"supply\[gmf\] vaut nan"),
    ],
)
def test_misuse_names_the_argument_the_identifier_and_the_rule(
    demand: object, supply: object, told: str
) -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    with pytest.raises(InputError, match=told):
        access.balanced_fca(costs, demand, supply, STEPS)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: decay.binary(-1), "threshold"),
        (lambda: decay.gaussian(0), "threshold"),
        (lambda: decay.exponential(np.inf), "beta"),
        (lambda: decay.power(2, minimum=0), "minimum"),
        (lambda: decay.steps({}), "palier"),
        (lambda: decay.steps({10: 0.5, 20: 1}), "remontent"),
        (lambda: decay.interval(20, 10), "beyond"),
    ],
)
def test_a_decay_that_cannot_be_is_refused(make: Callable[[], object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        make()
