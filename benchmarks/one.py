"""One tool, one measure, one problem, in a process of its own: time, peak memory, result.

Usage: python benchmarks/one.py TOOL MEASURE FOLDER RUNS
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

# A call longer than this is run once; the peers' sooner, or the whole would take an hour.
LONG = 15.0
LONG_FOR_A_PEER = 3.0


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


def main() -> None:
    """Print one JSON line; the result goes to ``FOLDER/<tool>-<measure>.npy``."""
    tool, measure, folder, runs = sys.argv[1:]
    warnings.simplefilter("ignore")
    problem = load(Path(folder))
    before = peak_mb()
    call = adapter(tool)(problem, measure)
    start = time.perf_counter()
    result = call()
    times = [time.perf_counter() - start]
    peak = peak_mb()
    long = LONG if tool in {"territory", "scipy"} else LONG_FOR_A_PEER
    if times[0] < long and int(runs) > 1:
        times = []
        for _ in range(int(runs)):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    np.save(Path(folder) / f"{tool}-{measure}.npy", np.asarray(result, dtype=np.float64))
    answer = {"seconds": min(times), "peak_mb": peak, "loaded_mb": before}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
