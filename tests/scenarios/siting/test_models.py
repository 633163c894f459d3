"""Every location model finds what trying every choice of sites finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.scenarios.siting.cases import FAR, best, problems

from territory.costs import CostTable
from territory.errors import InputError
from territory.scenarios.siting import (
    Location,
    max_min,
    maximal_covering,
    p_center,
    p_median,
    pareto,
    set_covering,
)
from territory.scenarios.siting.covering import worst_share

FEW = settings(max_examples=40)


def cost_of(problem: Location, chosen: np.ndarray) -> float:
    return float(problem.demand @ np.minimum(problem.nearest(chosen)[0], FAR))


@FEW
@given(problems())
def test_the_p_median_serves_everyone_at_the_least_cost(problem: Location) -> None:
    served = np.diff(problem.costs.matrix.indptr) > 0
    everyone = replace(problem, demand=problem.demand * served)
    found = p_median(problem, beyond=FAR)
    assert found.optimal
    assert found.objective == pytest.approx(-best(problem, lambda c: -cost_of(everyone, c)))
    assert found.unreachable == problem.demand[~served].sum()
    assert problem.spending(found.open) <= problem.budget


@FEW
@given(problems(relocation=True))
def test_covering_reaches_the_most_people_when_doors_may_move(problem: Location) -> None:
    found = maximal_covering(problem)
    assert found.optimal
    assert found.objective == pytest.approx(
        best(problem, lambda c: float(problem.demand @ problem.reached(c)))
    )
    assert (found.open | ~problem.fixed).all()


@FEW
@given(problems(relocation=True, guarded=True))
def test_no_territory_loses_reach_or_access_where_that_is_asked(problem: Location) -> None:
    kind = replace(problem, no_one_loses=True)
    found = maximal_covering(kind)
    assert not len(problem.harmed(found.open))
    assert found.objective == pytest.approx(
        best(kind, lambda c: float(problem.demand @ problem.reached(c)))
    )


@FEW
@given(problems(), st.integers(0, 20))
def test_covering_within_capacities_is_no_more_than_without(problem: Location, room: int) -> None:
    held = replace(problem, capacity=np.full(problem.sites, float(room)))
    found, free = maximal_covering(held), maximal_covering(problem)
    assert found.objective <= free.objective + 1e-6
    assert found.objective <= room * found.open.sum() + 1e-6
    roomy = replace(problem, capacity=np.full(problem.sites, 1e6))
    assert maximal_covering(roomy).objective == pytest.approx(free.objective)


@FEW
@given(problems())
def test_set_covering_uses_the_fewest_sites_or_says_that_none_will_do(problem: Location) -> None:
    wanted = (np.diff(problem.cover.indptr) > 0) & (problem.demand > 0)
    fewest = -best(
        problem,
        lambda c: -problem.spending(c) if problem.reached(c)[wanted].all() else -np.inf,
    )
    if fewest == np.inf:
        with pytest.raises(InputError, match="ne suffit pas"):
            set_covering(problem, partial=True)
        return
    assert set_covering(problem, partial=True).objective == pytest.approx(fewest)


@FEW
@given(problems())
def test_the_p_center_brings_the_farthest_person_closest(problem: Location) -> None:
    some = (np.diff(problem.costs.matrix.indptr) > 0) & (problem.demand > 0)
    assume(some.any())
    least = -best(problem, lambda c: -float(problem.nearest(c)[0][some].max()))
    if least == np.inf:
        with pytest.raises(InputError, match="n'amène pas") as fault:
            p_center(problem)
        enough = replace(problem, thresholds=np.full(len(problem.demand), np.inf))
        wanted = int(set_covering(replace(enough, budget=np.inf), partial=True).objective)
        assert f"il en faut {wanted};" in fault.value.sentence()
        return
    found = p_center(problem)
    assert (found.objective, found.optimal) == (least, True)


@FEW
@given(problems(relocation=True))
def test_max_min_raises_the_worst_off_territory_most(problem: Location) -> None:
    everywhere = worst_share(problem, np.ones(problem.sites, dtype=bool))
    assume(not np.isnan(everywhere))
    found = max_min(problem)
    assert found.objective == pytest.approx(best(problem, lambda c: worst_share(problem, c)))
    assert found.optimal


@FEW
@given(problems(relocation=True))
def test_no_compromise_of_the_curve_is_beaten_on_both_sides(problem: Location) -> None:
    assume(not np.isnan(worst_share(problem, np.ones(problem.sites, dtype=bool))))
    points = pareto(problem, points=4)
    people = [point.people for point in points]
    worst = [point.worst for point in points]
    assert people == sorted(people, reverse=True)
    assert worst == sorted(set(worst))
    assert people[0] == pytest.approx(
        best(problem, lambda c: float(problem.demand @ problem.reached(c)))
    )
    assert worst[-1] == pytest.approx(best(problem, lambda c: worst_share(problem, c)))


def line(*costs: tuple[str, str, float]) -> CostTable:
    return CostTable.from_pairs(*zip(*costs, strict=True))


ROAD = line(("a", "x", 2), ("a", "y", 9), ("b", "x", 6), ("b", "y", 3), ("c", "y", 4))


def test_a_budget_buys_the_cheaper_site_that_serves_more_for_its_price() -> None:
    where = Location.of(ROAD, [10, 4, 4], thresholds=5, prices=[30, 10], budget=35)
    assert maximal_covering(where).chosen.tolist() == ["x"]
    richer = replace(where, budget=40.0)
    assert maximal_covering(richer).objective == 18


def test_a_door_that_may_close_pays_for_one_that_opens() -> None:
    where = Location.of(ROAD, [3, 10, 10], thresholds=5, count=0, standing=[True, False])
    found = maximal_covering(where)
    assert (found.chosen.tolist(), found.closed.tolist()) == (["y"], ["x"])
    assert maximal_covering(replace(where, closings=0.0)).closed.tolist() == []


def test_the_people_of_an_origin_may_share_two_sites_that_are_too_small() -> None:
    both = line(("a", "x", 1), ("a", "y", 3))
    where = Location.of(both, [10], count=2, capacity=[4, 6])
    assert p_median(where).objective == pytest.approx(4 * 1 + 6 * 3)


def test_those_no_candidate_covers_are_named() -> None:
    where = Location.of(line(("a", "x", 2), ("b", "x", 50)), [10, 7], thresholds=5)
    with pytest.raises(InputError, match=r"7 personnes n'ont aucun point possible .* dont b"):
        set_covering(where)
    assert set_covering(where, partial=True).unreachable == 7


def test_a_median_that_cannot_serve_everyone_says_so() -> None:
    apart = line(("a", "x", 2), ("b", "y", 2))
    with pytest.raises(InputError, match="ne peuvent servir les 12 personnes"):
        p_median(Location.of(apart, [5, 7], count=1))
    assert p_median(Location.of(apart, [5, 7], count=1), beyond=60).objective == 14 + 300


def test_a_center_with_too_few_sites_says_how_many_it_takes() -> None:
    apart = line(("a", "x", 2), ("b", "y", 45), ("c", "z", 3))
    with pytest.raises(InputError) as fault:
        p_center(Location.of(apart, [5000, 7000, 1], count=1))
    told = fault.value.sentence().replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Ouvrir le nombre de points permis (1) n'amène pas les 12 001 personnes")
    assert "à 45 min ou moins d'une porte, le plus long temps de l'étude : il en faut 3;" in told
    assert "12,001 people" in fault.value.sentence("en")
    assert "it takes 3;" in fault.value.sentence("en")
    assert p_center(Location.of(apart, [5000, 7000, 1], count=3)).objective == 45


def test_a_center_with_too_small_a_budget_says_how_much_it_takes() -> None:
    apart = line(("a", "x", 2), ("b", "y", 45))
    with pytest.raises(InputError) as fault:
        p_center(Location.of(apart, [5, 7], budget=150, prices=[100.0, 200.0]))
    assert "il faut 300 $" in fault.value.sentence().replace("\N{NO-BREAK SPACE}", " ")
    assert "it takes $300;" in fault.value.sentence("en")


def test_no_choice_without_a_loss_is_refused() -> None:
    where = Location.of(
        ROAD,
        [3, 10, 10],
        thresholds=5,
        count=0,
        standing=[True, False],
        territory=["S", "T", "T"],
        no_one_loses=True,
    )
    assert maximal_covering(where).closed.tolist() == []


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"count": 1, "budget": 3.0}, "nombre de points ou un budget"),
        ({"budget": 3.0}, "demande ce que coûte chaque point"),
        ({"thresholds": [1, 2]}, "3 nombres sont attendus"),
        ({"capacity": [-1, 2]}, "au moins 0"),
        ({"fixed": [True]}, "2 valeurs sont attendues"),
        ({"no_one_loses": True}, "donnez territory"),
    ],
)
def test_a_problem_badly_put_is_refused_in_one_sentence(
    keys: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        Location.of(ROAD, [1, 2, 3], **keys)


def test_models_that_read_territories_ask_for_them() -> None:
    where = Location.of(ROAD, [1, 2, 3], count=1)
    with pytest.raises(InputError, match="donnez territory"):
        max_min(where)
    with pytest.raises(InputError, match="donnez territory"):
        pareto(where)


def test_each_origin_is_told_its_nearest_open_site() -> None:
    found = p_median(Location.of(ROAD, [10, 1, 1], count=1), beyond=60)
    assert found.assignment.dropna().to_dict() == {"a": "x", "b": "x"}
    assert found.covered.index.equals(pd.Index(["a", "b", "c"]))
