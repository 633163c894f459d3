"""RAAM by one tool, in a process of its own: the curve of its gap against time.

Usage: python benchmarks/curve.py TOOL FOLDER LIMIT
LIMIT: seconds for frank-wolfe, rounds for access; the gap wanted for territory.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from one import peak_mb
from problems import Problem, load

Curve = list[tuple[float, float]]


def territory(problem: Problem, tolerance: float) -> tuple[float, Curve, np.ndarray]:
    """Return seconds, (seconds, gap) points and costs of our equilibrium."""
    from ours import cost_table  # noqa: PLC0415 - only the tool that runs is imported
    from territory.access import raam  # noqa: PLC0415

    table = cost_table(problem)
    start = time.perf_counter()
    found = raam(table, problem.demand, problem.supply, tolerance=tolerance)
    seconds = time.perf_counter() - start
    # A second run for the curve: its gap after every step costs a pass over all pairs.
    traced = raam(table, problem.demand, problem.supply, tolerance=tolerance, trace=True)
    return seconds, [tuple(point) for point in traced.attrs["curve"]], found.to_numpy()


def frank_wolfe(problem: Problem, seconds: float) -> tuple[float, Curve, np.ndarray]:
    """Return the same by plain Frank-Wolfe, stopped after some seconds."""
    from equilibrium import frank_wolfe as run  # noqa: PLC0415

    curve, costs = run(problem, seconds=seconds)
    return curve[-1][0], curve, costs


def access(problem: Problem, rounds: float) -> tuple[float, Curve, np.ndarray]:
    """Return the same by some rounds of PySAL ``access``."""
    from peers import access_raam  # noqa: PLC0415

    seconds, curve, served = access_raam(problem, int(rounds))
    costs = np.full(len(problem.demand), np.nan)
    costs[served.index.to_numpy()] = served.to_numpy()
    return seconds, curve, costs


def main() -> None:
    """Print one JSON line; the costs go to ``FOLDER/<tool>-raam.npy``."""
    tool, folder, limit = sys.argv[1:]
    warnings.simplefilter("ignore")
    problem = load(Path(folder))
    tools = {"territory": territory, "frank-wolfe": frank_wolfe, "access": access}
    seconds, curve, costs = tools[tool](problem, float(limit))
    np.save(Path(folder) / f"{tool}-raam.npy", costs)
    thin = curve[:: max(len(curve) // 200, 1)]
    if curve and thin[-1] != curve[-1]:
        thin.append(curve[-1])
    answer = {"seconds": seconds, "curve": thin, "steps": len(curve), "peak_mb": peak_mb()}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
