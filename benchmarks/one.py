"""One tool, one measure, one problem, in a process of its own: time, peak memory, result.

Usage: python benchmarks/one.py TOOL MEASURE FOLDER RUNS

With ``both`` as the tool, ours and the floor take turns in one process, so that whatever else the
machine is doing weighs on both alike: the times, without the memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from floors import Vector, ready
from problems import Problem, load

Call = Callable[[], Vector]

# A call longer than this is made once.
LONG = 3.0


def peak_mb() -> float:
    """Return this process's largest resident memory, in MB.

    ``VmHWM`` where the system gives it: ``ru_maxrss`` also remembers the parent's memory.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def adapter(tool: str) -> Callable[[Problem, str], Call]:
    """Return what prepares a measure by ``tool``; only that tool is imported."""
    if tool == "scipy":
        return ready
    if tool == "territory":
        from ours import ours  # noqa: PLC0415

        return ours
    from peers import PEERS  # noqa: PLC0415

    return PEERS[tool]


def seconds(call: Call) -> float:
    """Return the seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def in_turns(problem: Problem, measure: str, runs: int) -> dict[str, float]:
    """Return the least seconds of ours and of the floor, called in turns."""
    calls = {tool: adapter(tool)(problem, measure) for tool in ("territory", "scipy")}
    times: dict[str, list[float]] = {tool: [] for tool in calls}
    for _ in range(runs):
        for tool, call in calls.items():
            times[tool].append(seconds(call))
    return {tool: min(found) for tool, found in times.items()}


def main() -> None:
    """Print one JSON line; the result goes to ``FOLDER/<tool>-<measure>.npy``."""
    tool, measure, folder, runs = sys.argv[1:]
    warnings.simplefilter("ignore")
    problem = load(Path(folder))
    if tool == "both":
        print(json.dumps(in_turns(problem, measure, int(runs))))
        return
    call = adapter(tool)(problem, measure)
    start = time.perf_counter()
    result = call()
    first = time.perf_counter() - start
    peak = peak_mb()
    repeats = int(runs) - 1 if first < LONG else 0
    least = min([first, *(seconds(call) for _ in range(repeats))])
    np.save(Path(folder) / f"{tool}-{measure}.npy", np.asarray(result, dtype=np.float64))
    print(json.dumps({"seconds": least, "first": first, "peak_mb": peak}))


if __name__ == "__main__":
    main()
