"""Where another package's number is not the measure's, and how ours differs.

Each case is small enough to be worked by hand. The packages that are only compared in
benchmarks/ are skipped where they are not installed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from access import Access
from access import weights as peer_weights
from territory.access import (
    decay,
    enhanced_two_step_fca,
    raam,
    status,
    three_step_fca,
    two_step_fca,
)
from territory.costs import CostTable
from territory.errors import InputError

PEOPLE, POSTS = [5, 10, 50], [5, 10]
MINUTES = [5, 55, 35, 15, 40, 25]
STEPS = {20: 1, 40: 0.68, 60: 0.22}
PEER_ON_THIS_PANDAS = pytest.mark.filterwarnings("ignore:The inplace keyword")


def example() -> CostTable:
    return CostTable.from_pairs(["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, MINUTES)


def peer(costs: CostTable, people: Any, posts: Any) -> Access:
    return Access(
        demand_df=pd.DataFrame({"people": people}, index=costs.origins.rename("from_id")),
        demand_value="people",
        supply_df=pd.DataFrame({"posts": posts}, index=costs.destinations.rename("to_id")),
        supply_value="posts",
        cost_df=costs.to_frame(),
        cost_origin="from_id",
        cost_dest="to_id",
        cost_name="cost",
    )


def column(found: pd.DataFrame, ids: pd.Index) -> list[float]:
    return [float(value) for value in found.iloc[:, 0].reindex(ids)]


def test_the_peer_agrees_on_the_plain_case() -> None:
    costs = example()
    found = peer(costs, PEOPLE, POSTS).enhanced_two_stage_fca(weight_fn=peer_weights.step_fn(STEPS))
    ours = enhanced_two_step_fca(costs, PEOPLE, POSTS, decay.steps(STEPS))
    assert column(found, costs.origins) == pytest.approx(ours.tolist(), rel=1e-12)


def test_a_provider_whose_catchment_holds_nobody_gives_the_peer_infinity() -> None:
    costs = CostTable.from_pairs(["empty", "full"], ["x", "y"], [5, 5])
    with np.errstate(divide="ignore"):
        theirs = column(peer(costs, [0, 10], [1, 1]).two_stage_fca(max_cost=10), costs.origins)
    assert theirs == [np.inf, 0.1]
    assert two_step_fca(costs, [0, 10], [1, 1], 10).tolist() == [0.0, 0.1]
    assert status(costs, [0, 10], [1, 1]).tolist() == ["no_population", "served"]


def test_an_origin_without_a_provider_is_missing_in_the_peer_and_has_a_status_here() -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 45])
    theirs = column(peer(costs, [10, 10], [1]).two_stage_fca(max_cost=10), costs.origins)
    assert theirs[0] == 0.1
    assert np.isnan(theirs[1])
    near = costs.where(costs.matrix.data <= 10)
    assert two_step_fca(costs, [10, 10], [1], 10).tolist() == [0.1, 0.0]
    assert status(near, [10, 10], [1]).tolist() == ["served", "no_provider_in_range"]


def test_missing_people_weigh_nothing_in_the_peer_and_are_refused_here() -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    theirs = column(peer(costs, [10, np.nan], [1]).two_stage_fca(max_cost=10), costs.origins)
    assert theirs == [0.1, 0.1]
    with pytest.raises(InputError, match="b"):
        two_step_fca(costs, [10, np.nan], [1], 10)
    let_in = two_step_fca(costs, [10, np.nan], [1], 10, allow_missing=True)
    assert let_in["a"] == 0.1
    assert np.isnan(let_in["b"])


def test_a_pair_given_twice_counts_twice_in_the_peer_and_is_refused_here() -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    twice = peer(costs, [10, 10], [1])
    twice.cost_df = pd.concat([twice.cost_df, twice.cost_df.iloc[:1]], ignore_index=True)
    theirs = column(twice.two_stage_fca(max_cost=10), costs.origins)
    assert theirs == pytest.approx([2 / 30, 1 / 30])
    with pytest.raises(InputError, match="a – x"):
        CostTable.from_pairs(["a", "b", "a"], ["x", "x", "x"], [5, 5, 5])


@pytest.mark.parametrize(("people", "posts"), [([-10, 30], [1]), ([10, 10], [-1])])
def test_a_negative_number_is_taken_by_the_peer_and_refused_here(
    people: list[int], posts: list[int]
) -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 5])
    theirs = column(peer(costs, people, posts).two_stage_fca(max_cost=10), costs.origins)
    assert np.isfinite(theirs).all()
    with pytest.raises(InputError, match="-1"):
        two_step_fca(costs, people, posts, 10)


@PEER_ON_THIS_PANDAS
def test_the_third_step_of_the_peer_sums_choices_beyond_the_threshold() -> None:
    costs = CostTable.from_pairs(["a", "a", "b"], ["x", "far", "x"], [5, 25, 5])
    weight = decay.steps({10: 1, 30: 0.5})
    step = peer_weights.step_fn({10: 1, 30: 0.5})
    found = peer(costs, [10, 10], [3, 1]).three_stage_fca(max_cost=10, weight_fn=step)
    # a shares itself 1 : 0.5 with a site beyond the threshold, so it weighs 2/3 on x.
    load = 10 * 2 / 3 + 10
    assert column(found, costs.origins) == pytest.approx([2 / 3 * 3 / load, 3 / load])
    near = costs.where(costs.matrix.data <= 10)
    assert three_step_fca(near, [10, 10], [3, 1], weight).tolist() == pytest.approx([0.15, 0.15])


@PEER_ON_THIS_PANDAS
def test_the_third_step_of_the_peer_changes_the_callers_table_and_ours_never() -> None:
    costs = example()
    theirs = peer(costs, PEOPLE, POSTS)
    given = theirs.cost_df
    theirs.three_stage_fca(max_cost=60, weight_fn=peer_weights.step_fn(STEPS))
    assert list(given.columns) == ["from_id", "to_id", "cost", "W3"]
    kept = costs.matrix.copy()
    three_step_fca(costs, PEOPLE, POSTS, decay.steps(STEPS))
    assert (costs.matrix != kept).nnz == 0


def test_the_rounds_of_the_peer_stop_short_of_the_equilibrium() -> None:
    costs = CostTable.from_pairs(["a", "a", "b", "b"], ["x", "y"] * 2, [0, 30, 30, 0])
    found = peer(costs, [1000, 100], [1.0, 1.0]).raam(tau=60, max_cycles=150)
    theirs = column(found, costs.origins)
    assert theirs == pytest.approx([1.2503418, 0.7490909], abs=1e-7)
    ours = raam(costs, [1000, 100], [1, 1], tau=60)
    assert ours.tolist() == pytest.approx([1.25, 0.75], abs=1e-6)
    assert ours.attrs["optimality_gap"] <= 1e-6


def test_sdc_catchment_leaves_out_a_cost_equal_to_the_bound() -> None:
    sdc = pytest.importorskip("sdc_catchment")
    consumers = pd.DataFrame({"geoid": ["o1", "o2", "o3"], "value": PEOPLE})
    providers = pd.DataFrame({"geoid": ["p1", "p2"], "value": POSTS})
    full = np.array(MINUTES, dtype=float).reshape(3, 2)
    theirs = sdc.catchment_ratio(consumers, providers, full, weight=list(STEPS.items()))
    assert theirs.tolist() == pytest.approx([0.26807873, 0.37085230, 0.19902167], abs=1e-8)
    ours = enhanced_two_step_fca(example(), PEOPLE, POSTS, decay.steps(STEPS))
    assert ours.tolist() == pytest.approx([0.15795079, 0.29596530, 0.22501186], abs=1e-8)


def test_sdc_catchment_gives_a_missing_pair_its_full_weight() -> None:
    sdc = pytest.importorskip("sdc_catchment")
    consumers = pd.DataFrame({"geoid": ["a", "b"], "value": [10, 10]})
    providers = pd.DataFrame({"geoid": ["x"], "value": [1]})
    costs = CostTable.from_pairs(["a"], ["x"], [5], origins=["a", "b"])
    theirs = sdc.catchment_ratio(consumers, providers, costs.matrix, weight=10)
    assert theirs.tolist() == [0.05, 0.05]
    assert two_step_fca(costs, [10, 10], [1], 10).tolist() == [0.1, 0.0]


def test_aceso_shares_choices_by_distance_over_every_site() -> None:
    aceso = pytest.importorskip("aceso")
    bounds, values = np.array(list(STEPS)), np.array([*STEPS.values(), 0.0])
    model = aceso.ThreeStepFCA(lambda costs: values[np.searchsorted(bounds, costs)], {})
    full = np.array(MINUTES, dtype=float).reshape(3, 2)
    theirs = model.calculate_accessibility_scores(full, np.array(PEOPLE), np.array(POSTS))
    ours = three_step_fca(example(), PEOPLE, POSTS, decay.steps(STEPS))
    assert ours.tolist() == pytest.approx([0.18897012, 0.31481416, 0.21814016], abs=1e-8)
    assert np.abs(theirs / ours - 1).max() > 0.1
