"""Demand by need, ratios over areas, and every measure at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from territory import access
from territory.access import decay
from territory.costs import CostTable
from territory.errors import InputError

STEPS = decay.steps({20: 1, 40: 0.68, 60: 0.22})


def hand() -> CostTable:
    costs = [[5, 55], [35, 15], [40, 25]]
    return CostTable.from_pairs(
        ["o1", "o1", "o2", "o2", "o3", "o3"], ["p1", "p2"] * 3, np.ravel(costs)
    )


def test_weighting_by_need_keeps_the_number_of_people() -> None:
    weighted = access.need_weighted([100, 300, 0], [2, 1, 5])
    assert weighted.sum() == pytest.approx(400)
    assert weighted.tolist() == pytest.approx([160, 240, 0])


def test_need_comes_from_ages_and_their_use() -> None:
    ages = pd.DataFrame({"0-64": [80, 0], "65+": [20, 0]}, index=["a", "b"])
    need = access.standardised_need(ages, pd.Series({"65+": 5, "0-64": 1}))
    assert need.tolist() == pytest.approx([1.8, 0])


def test_equal_need_is_no_need_at_all() -> None:
    people, supply = [5, 10, 50], [5, 10]
    plain = access.enhanced_two_step_fca(hand(), people, supply, STEPS)
    found = access.local_potential_access(hand(), people, supply, STEPS, need=[3, 3, 3])
    assert found.tolist() == pytest.approx(plain.tolist())


def test_local_access_stops_at_twenty_minutes_and_weighs_by_need() -> None:
    costs = CostTable.from_pairs(["a", "b", "c"], ["x"] * 3, [10, 20, 20.5])
    # P* = 100 and 300 of 400 once c, who needs nothing, is set aside; 13 / (100 + 0.1 x 300) = .1.
    found = access.local_potential_access(costs, [200, 200, 0], [13], need=[1, 3, 1])
    assert found.tolist() == pytest.approx([0.1, 0.01, 0])


def test_nobody_in_need_anywhere_is_refused() -> None:
    with pytest.raises(InputError, match="need"):
        access.need_weighted([10, 20], [0, 0])


def test_an_area_without_people_has_no_ratio_and_one_without_providers_has_zero() -> None:
    ratio = access.provider_ratio(
        pd.Series([0.0, 50, 50], index=["a", "b", "c"]), [3, 1],
        demand_area=["A", "B", None], supply_area=["A", "C"],
    )  # fmt: skip
    assert ratio.tolist() == pytest.approx([np.nan, 0, np.nan], nan_ok=True)


def test_a_table_between_others_is_refused() -> None:
    with pytest.raises(InputError, match="between"):
        access.one_step_fca(hand(), [1, 1, 1], [1, 1], 30, between=hand())


def random_problem() -> tuple[CostTable, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    origin, destination = np.nonzero(rng.random((200, 40)) < 0.4)
    costs = CostTable.from_pairs(
        origin, destination, rng.uniform(0, 60, len(origin)),
        origins=range(200), destinations=range(40), limit=60,
    )  # fmt: skip
    return costs, rng.integers(0, 900, 200) * 1.0, rng.integers(0, 9, 40) * 1.0


@pytest.mark.parametrize("eligibility", [None, np.linspace(0, 1, 40)])
@pytest.mark.parametrize("f", [STEPS, decay.gaussian(45), decay.exponential(0.05)])
def test_all_together_each_is_what_it_is_alone(
    f: decay.Decay, eligibility: np.ndarray | None
) -> None:
    costs, people, supply = random_problem()
    found = access.every_measure(costs, people, supply, f, eligibility=eligibility)
    threshold = min(f.support, 60)
    alone = {
        "nearest_cost": access.nearest_cost(costs),
        "second_nearest_cost": access.kth_nearest_cost(costs, 2),
        "cumulative_opportunities": access.cumulative_opportunities(
            costs, supply, threshold, eligibility=eligibility
        ),
        "two_step_fca": access.two_step_fca(
            costs, people, supply, threshold, eligibility=eligibility
        ),
        "gravity": access.gravity(costs, supply, f, eligibility=eligibility),
    }
    for name in (
        "enhanced_two_step_fca", "three_step_fca", "modified_two_step_fca", "balanced_fca",
        "spatial_availability",
    ):  # fmt: skip
        alone[name] = getattr(access, name)(costs, people, supply, f, eligibility=eligibility)
    assert [*alone, "status"] == found.origins.columns.tolist()
    for name, expected in alone.items():
        got = found.origins[name].tolist()
        assert got == pytest.approx(expected.tolist(), rel=1e-9, nan_ok=True), name
    for name in ("supply_ratio", "inverted_two_step_fca"):
        expected = getattr(access, name)(costs, people, supply, f, eligibility=eligibility)
        assert found.destinations[name].tolist() == pytest.approx(expected.tolist(), rel=1e-9)


def test_the_status_beside_says_who_has_no_value_and_why() -> None:
    costs = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 50], origins=list("abcd"), limit=60)
    people = pd.Series([10, 10, 10, np.nan], index=list("abcd"))
    found = access.every_measure(costs, people, [1], decay.binary(30), allow_missing=True)
    assert found.origins["status"].tolist() == [
        "served", "no_provider_in_range", "no_provider_in_range", "missing_population",
    ]  # fmt: skip
    assert found.origins.loc["d"].drop("status").isna().all()


def test_a_choice_of_measures_comes_in_the_order_asked() -> None:
    costs, people, supply = random_problem()
    found = access.every_measure(costs, people, supply, STEPS, only=["raam", "gravity"])
    assert found.origins.columns.tolist() == ["raam", "gravity", "status"]
    assert found.origins["raam"].tolist() == access.raam(costs, people, supply).tolist()


def test_an_unknown_measure_is_named_with_those_that_exist() -> None:
    costs, people, supply = random_problem()
    with pytest.raises(InputError, match=r"happiness\s» n'est pas une mesure"):
        access.every_measure(costs, people, supply, STEPS, only=["happiness"])


def test_no_threshold_anywhere_is_told() -> None:
    costs = hand()
    with pytest.raises(InputError, match="threshold manque"):
        access.every_measure(costs, [1, 1, 1], [1, 1], decay.exponential(1))
