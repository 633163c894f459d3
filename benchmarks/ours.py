"""Our measures, called as a user calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from floors import NEAR, RATE, STEPS, Vector, areas, publics
from problems import LIMIT, Problem
from territory import access
from territory.access import decay
from territory.costs import CostTable

STATUS = {"served": 0, "no_provider_in_range": 1, "no_population": 2}
Call = Callable[[], Vector]


def cost_table(problem: Problem, matrix: Any = None) -> CostTable:
    """Return the problem's costs as ours, without a copy."""
    chosen = problem.matrix if matrix is None else matrix
    return CostTable(
        pd.RangeIndex(chosen.shape[0]), pd.RangeIndex(chosen.shape[1]), chosen, "km", LIMIT
    )


def ours(problem: Problem, measure: str) -> Call:
    """Return our measure of that name, ready to time."""
    table, people, offer = cost_table(problem), problem.demand, problem.supply
    steps = decay.steps(STEPS)
    share, required = publics(problem)
    here, there = areas(problem)
    calls: dict[str, Callable[[], Any]] = {
        "nearest_cost": lambda: access.nearest_cost(table),
        "nearest_destination": lambda: access.nearest_destination(table),
        "second_nearest_cost": lambda: access.kth_nearest_cost(table, 2),
        "third_nearest_cost": lambda: access.kth_nearest_cost(table, 3),
        "cumulative_opportunities": lambda: access.cumulative_opportunities(table, offer, 10),
        "cumulative_interval": lambda: access.cumulative_opportunities(table, offer, 20, beyond=10),
        "gravity": lambda: access.gravity(table, offer, decay.exponential(RATE)),
        "supply_ratio": lambda: access.supply_ratio(table, people, offer, steps),
        "proximity_measure": lambda: access.proximity_measure(table, offer, 10),
        "local_potential_access": lambda: access.local_potential_access(table, people, offer),
        "by_public": lambda: access.by_public(
            table, people, offer, steps, registered_share=share, registration=required
        )["average"],
        "provider_ratio": lambda: access.provider_ratio(
            people, offer, demand_area=here, supply_area=there
        ),
        "every_measure": lambda: access.every_measure(table, people, offer, steps).origins[
            "enhanced_two_step_fca"
        ],
        "status": lambda: access.status(table, people, offer).map(STATUS),
    }
    for name in ("two_step_fca", "kernel_density_two_step_fca", "gaussian_two_step_fca"):
        calls[name] = lambda name=name: getattr(access, name)(table, people, offer, LIMIT)
    for name in (
        "enhanced_two_step_fca",
        "three_step_fca",
        "modified_two_step_fca",
        "balanced_fca",
        "inverted_two_step_fca",
        "spatial_availability",
    ):
        calls[name] = lambda name=name: getattr(access, name)(table, people, offer, steps)
    between = cost_table(problem, problem.neighbours()) if measure == "one_step_fca" else table
    calls["one_step_fca"] = lambda: access.one_step_fca(table, people, offer, NEAR, between=between)
    return numbers(calls[measure])


def numbers(call: Callable[[], Any]) -> Call:
    """Return the call with its answer as plain numbers."""

    def run() -> Vector:
        return np.asarray(call().to_numpy(), dtype=np.float64)

    return run
