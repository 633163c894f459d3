"""The other Python packages, each called as its documentation says, on the same problem.

An adapter prepares the input its package wants (not timed; its memory is part of the peak) and
returns the call to time. Every call takes costs within the limit only, people, and supply; the
dense ones are given a cost of a million where a pair is out of reach.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from floors import RATE, STEPS, Vector
from problems import LIMIT, Problem

Call = Callable[[], Vector]
OUT_OF_REACH = 1e6
TAU = 60.0


def access_object(problem: Problem) -> Any:
    """Return PySAL's ``Access`` over the problem."""
    from access import Access  # noqa: PLC0415 - each adapter runs in a process of its own

    return Access(
        demand_df=pd.DataFrame({"people": problem.demand.astype(np.int64)}).rename_axis("origin"),
        demand_value="people",
        supply_df=pd.DataFrame({"fte": problem.supply}).rename_axis("dest"),
        supply_value="fte",
        cost_df=problem.frame(),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )


def access(problem: Problem, measure: str) -> Call:
    """Return PySAL ``access`` ready to compute ``measure``."""
    from access import weights  # noqa: PLC0415

    steps = weights.step_fn(STEPS)
    calls: dict[str, Callable[[Any], pd.DataFrame]] = {
        "cumulative_opportunities": lambda it: it.weighted_catchment(max_cost=10),
        "gravity": lambda it: it.weighted_catchment(weight_fn=lambda c: math.exp(-RATE * c)),
        "two_step_fca": lambda it: it.two_stage_fca(max_cost=LIMIT),
        "enhanced_two_step_fca": lambda it: it.enhanced_two_stage_fca(weight_fn=steps),
        "kernel_density_two_step_fca": lambda it: it.enhanced_two_stage_fca(
            weight_fn=lambda c: 0.75 * (1 - (c / LIMIT) ** 2)
        ),
        "three_step_fca": lambda it: it.three_stage_fca(max_cost=LIMIT, weight_fn=steps),
    }
    it = access_object(problem)

    def first_column() -> Vector:
        return calls[measure](it).iloc[:, 0].to_numpy()

    return first_column


def sdc(problem: Problem, measure: str) -> Call:
    """Return ``sdc-catchment`` ready to compute ``measure``; its thresholds are exclusive."""
    from sdc_catchment import catchment_ratio  # noqa: PLC0415

    steps = list(STEPS.items())
    squared = {"adjust_consumers": np.square}
    options: dict[str, dict[str, Any]] = {
        "two_step_fca": {"weight": LIMIT},
        "enhanced_two_step_fca": {"weight": steps},
        "three_step_fca": {"weight": steps, "normalize_weight": True},
        "modified_two_step_fca": {"weight": steps, **squared},
    }
    consumers = pd.DataFrame({"geoid": np.arange(len(problem.demand)), "value": problem.demand})
    providers = pd.DataFrame({"geoid": np.arange(len(problem.supply)), "value": problem.supply})
    cost = problem.dense(OUT_OF_REACH)
    return lambda: catchment_ratio(consumers, providers, cost, **options[measure]).to_numpy()


def aceso(problem: Problem, measure: str) -> Call:
    """Return ``aceso`` ready to compute ``measure``."""
    from aceso import GravityModel, ThreeStepFCA, TwoStepFCA  # noqa: PLC0415

    bounds = np.array(list(STEPS))
    values = np.array([*STEPS.values(), 0.0])

    def steps(costs: NDArray[Any]) -> NDArray[Any]:
        return values[np.searchsorted(bounds, costs)]

    models: dict[str, Callable[[], Any]] = {
        "two_step_fca": lambda: TwoStepFCA(radius=LIMIT),
        "enhanced_two_step_fca": lambda: GravityModel(steps),
        "kernel_density_two_step_fca": lambda: GravityModel("parabolic", {"scale": LIMIT}),
        "three_step_fca": lambda: ThreeStepFCA(steps, {}),
        "modified_two_step_fca": lambda: GravityModel(steps, suboptimality_exponent=2.0),
    }
    cost = problem.dense(OUT_OF_REACH)
    model = models[measure]()
    return lambda: model.calculate_accessibility_scores(cost, problem.demand, problem.supply)


PEERS = {"access": access, "sdc-catchment": sdc, "aceso": aceso}


def access_raam(
    problem: Problem, rounds: int
) -> tuple[float, list[tuple[float, float]], pd.Series]:
    """Run ``access``'s RAAM; return its seconds, its (seconds, gap) points and its costs.

    The package reports no gap: the flows are read from its own loop as it runs, once a round,
    and the clock is stopped while their gap is computed.
    """
    it = access_object(problem)
    points: list[tuple[float, float]] = []
    seen = {-1}
    pause = 0.0
    start = time.perf_counter()

    def probe(frame: FrameType, event: str, called: Any) -> None:
        nonlocal pause
        if event != "c_call" or frame.f_code.co_name != "iterate_raam":
            return
        here = frame.f_locals
        if here.get("i", -1) in seen or getattr(called, "__name__", "") != "sum":
            return
        seen.add(here["i"])
        stopped = time.perf_counter()
        gap = dense_gap(here["assignment"], here["travel"], here["supply"], here["demand"])
        points.append((stopped - start - pause, gap))
        pause += time.perf_counter() - stopped

    sys.setprofile(probe)
    try:
        costs = it.raam(tau=TAU, max_cycles=rounds)
    finally:
        sys.setprofile(None)
    return time.perf_counter() - start - pause, points, costs.iloc[:, 0].dropna()


def dense_gap(flows: Vector, travel: Any, supply: Vector, demand: Vector) -> float:
    """Return (primal - dual)/|primal| of a full assignment, the dual by linearisation."""
    loads = flows.sum(axis=0)
    congestion = loads / supply
    time_spent = float((travel.filled(0.0) * flows).sum())
    least = np.asarray((travel + congestion).min(axis=1))
    primal = float(loads @ congestion) / 2 + time_spent
    return float((loads @ congestion + time_spent - demand @ least) / abs(primal))
