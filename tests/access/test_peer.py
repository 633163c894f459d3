"""PySAL's `access`, in the same run: to 1e-9 where it is right."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from territory import access as ours
from territory.access import decay
from territory.costs import CostTable

STEPS = {20: 1, 40: 0.68, 60: 0.22}


class Problem:
    """A random problem, with everybody in reach of something, for both."""

    def __init__(self, seed: int, farthest: int = 90) -> None:
        rng = np.random.default_rng(seed)
        self.people = pd.DataFrame({"id": range(60), "people": rng.integers(1, 900, 60)})
        self.sites = pd.DataFrame({"id": range(25), "supply": rng.integers(1, 30, 25)})
        self.pairs = pd.DataFrame(
            [(i, j, float(rng.integers(1, farthest))) for i in range(60) for j in range(25)],
            columns=["origin", "dest", "cost"],
        )
        self.table = CostTable.from_pairs(
            self.pairs["origin"], self.pairs["dest"], self.pairs["cost"]
        )

    def peer(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from access import Access

            return Access(
                demand_df=self.people, demand_index="id", demand_value="people",
                supply_df=self.sites, supply_index="id", supply_value="supply",
                cost_df=self.pairs, cost_origin="origin", cost_dest="dest", cost_name="cost",
                neighbor_cost_df=self.between(), neighbor_cost_origin="origin",
                neighbor_cost_dest="dest", neighbor_cost_name="cost",
            )  # fmt: skip

    def between(self) -> pd.DataFrame:
        place = np.random.default_rng(1).uniform(0, 60, 60)
        far = np.abs(place[:, np.newaxis] - place)
        row, column = np.indices(far.shape)
        return pd.DataFrame({"origin": row.ravel(), "dest": column.ravel(), "cost": far.ravel()})


def said(call: str, problem: Problem, **options: Any) -> pd.Series:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = getattr(problem.peer(), call)(name="peer", **options)
    return pd.Series(found["peer_supply"]).reindex(problem.table.origins)


def same(found: pd.Series, theirs: pd.Series) -> None:
    assert found.tolist() == pytest.approx(theirs.tolist(), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_two_steps(seed: int) -> None:
    problem = Problem(seed)
    found = ours.two_step_fca(problem.table, problem.people["people"], problem.sites["supply"], 60)
    same(found, said("two_stage_fca", problem, max_cost=60))


@pytest.mark.parametrize("seed", range(3))
def test_enhanced_two_steps(seed: int) -> None:
    from access.weights import step_fn

    problem = Problem(seed)
    found = ours.enhanced_two_step_fca(
        problem.table, problem.people["people"], problem.sites["supply"], decay.steps(STEPS)
    )
    theirs = said("enhanced_two_stage_fca", problem, max_cost=60, weight_fn=step_fn(STEPS))
    same(found, theirs)


@pytest.mark.parametrize("seed", range(3))
def test_three_steps_where_every_pair_is_within_the_threshold(seed: int) -> None:
    # Beyond it the peer still counts a pair in the choice of providers.
    from access.weights import step_fn

    problem = Problem(seed, farthest=60)
    found = ours.three_step_fca(
        problem.table, problem.people["people"], problem.sites["supply"], decay.steps(STEPS)
    )
    same(found, said("three_stage_fca", problem, max_cost=60, weight_fn=step_fn(STEPS)))


@pytest.mark.parametrize("seed", range(3))
def test_gravity(seed: int) -> None:
    problem = Problem(seed)
    found = ours.gravity(
        problem.table, problem.sites["supply"], lambda cost: 1 / np.asarray(cost) ** 2
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = problem.peer().weighted_catchment(name="peer", weight_fn=lambda cost: 1 / cost**2)[
            "peer_supply"
        ]
    same(found, theirs.reindex(problem.table.origins))


@pytest.mark.parametrize("seed", range(3))
def test_one_step(seed: int) -> None:
    problem = Problem(seed)
    between = problem.between()
    homes = CostTable.from_pairs(between["origin"], between["dest"], between["cost"])
    found = ours.one_step_fca(
        problem.table, problem.people["people"], problem.sites["supply"], 30, between=homes
    )
    same(found, said("fca_ratio", problem, max_cost=30))
