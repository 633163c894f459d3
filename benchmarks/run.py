"""The comparison: ours, plain scipy and the other packages, in one run on one machine.

Usage: python benchmarks/run.py [--quick] [--slow] [--real DIR]

Writes docs/speed.md and docs/vitesse.md. ``--quick`` (under three minutes) measures one size,
the fast peers and no study, and only prints; ``--slow`` runs the 150 rounds of PySAL ``access``'s
RAAM. Ratios are between things measured in the same run; a time says only whether something takes
seconds or minutes here. Each tool runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module, util
from pathlib import Path
from typing import Any

import numpy as np

from machine import machine
from measures import FLOOR, MEDIUM_ONLY, OFFERED, OURS, ROWS, TOGETHER
from pages import write_pages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RUNS = {"medium": 8, "large": 4}
PEER_RUNS = 4
GAP = 1e-6
FRANK_WOLFE_SECONDS = 60
ROUNDS = 15
Found = dict[str, Any]


def child(script: str, *arguments: object) -> str:
    """Run one script of this folder in a process of its own; return what it printed last."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script} {' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def measured(tool: str, measure: str, folder: Path, runs: int) -> Found:
    """Return seconds, peak and difference to ours of one measure by one tool."""
    found: Found = json.loads(child("one.py", tool, measure, folder, runs))
    if tool != OURS:
        found["difference"] = difference(folder, tool, measure)
    print(f"  {measure:30} {tool:14} {found['seconds']:9.3f} s {found['peak_mb']:7.0f} MB")
    return found


def difference(folder: Path, tool: str, measure: str) -> float:
    """Return the largest relative difference between a tool's result and ours.

    Infinite where one has a value and the other none, but for RAAM, which the others compute only
    where somebody lives.
    """
    ours, theirs = (np.load(folder / f"{name}-{measure}.npy") for name in (OURS, tool))
    both = np.isfinite(ours) & np.isfinite(theirs)
    if measure != "raam" and (np.isfinite(ours) != np.isfinite(theirs)).any():
        return float("inf")
    apart = np.abs(theirs[both] - ours[both])
    scale = np.maximum(np.abs(ours[both]), np.finfo(float).tiny)
    return float(np.max(np.where(apart > 0, apart / scale, 0.0)))


def size(name: str, folder: Path, peers: dict[str, tuple[str, ...]]) -> Found:
    """Measure every row of one size."""
    print(name)
    pairs = child("problems.py", name, folder).split()[0]
    rows: dict[str, dict[str, Found]] = {}
    for measure in ROWS:
        if name != "medium" and measure in MEDIUM_ONLY:
            continue
        tools = [OURS, FLOOR, *(tool for tool, offered in peers.items() if measure in offered)]
        found = {
            tool: measured(tool, measure, folder, 1 if tool in (OURS, FLOOR) else PEER_RUNS)
            for tool in tools
        }
        turns = json.loads(child("one.py", "both", measure, folder, RUNS[name]))
        for tool, seconds in turns.items():
            found[tool]["seconds"] = seconds
        print(f"  {measure:30} ours / floor    {turns[OURS] / turns[FLOOR]:.2f}")
        rows[measure] = found
    together = measured(OURS, "every_measure", folder, RUNS[name])
    together["one_by_one"] = sum(rows[measure][OURS]["seconds"] for measure in TOGETHER)
    return {
        "pairs": int(pairs),
        "rows": rows,
        "together": together,
    }


def equilibrium(folder: Path, rounds: int, seconds: float) -> Found:
    """Return RAAM's curves: ours, plain Frank-Wolfe, and some rounds of ``access``."""
    print("raam")
    limits: dict[str, float] = {OURS: GAP, "frank-wolfe": seconds}
    if rounds:
        limits["access"] = rounds
    found: Found = {}
    for tool, limit in limits.items():
        found[tool] = json.loads(child("curve.py", tool, folder, limit))
        if tool != OURS:
            found[tool]["difference"] = difference(folder, tool, "raam")
        gap = found[tool]["curve"][-1][1]
        print(f"  {tool:14} {found[tool]['seconds']:9.2f} s  gap {gap:.1e}")
    return found


def road_rows() -> list[tuple[str, str]]:
    """Return the rows of the road engine."""
    if util.find_spec("roads") is None:
        return []
    rows: list[tuple[str, str]] = import_module("roads").rows()
    return rows


def main() -> None:
    """Measure, print, and write the two pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("TERRITORY_REAL_DATA", ROOT.parent / "shared" / "real")
    parser.add_argument("--real", type=Path, default=Path(default))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--slow", action="store_true")
    options = parser.parse_args()
    found: Found = {"machine": machine()}
    with tempfile.TemporaryDirectory() as name:
        folders = {size: Path(name) / size for size in RUNS}
        for folder in folders.values():
            folder.mkdir()
        if options.quick:
            offered = dict.fromkeys(OFFERED, ("two_step_fca",))
            size("medium", folders["medium"], offered)
            equilibrium(folders["medium"], 0, 10)
            import_module("sources").rows(quick=True)
            return
        found["medium"] = size("medium", folders["medium"], OFFERED)
        rounds = 150 if options.slow else ROUNDS
        found["raam"] = equilibrium(folders["medium"], rounds, FRANK_WOLFE_SECONDS)
        found["raam"]["rounds"] = rounds
        found["large"] = size("large", folders["large"], {})
        found["build"] = json.loads(child("building.py", "large"))
    found["roads"] = road_rows()
    found["sources"] = import_module("sources").rows()
    studies = import_module("studies")
    found["membership"] = studies.membership()
    found["studies"] = studies.studies(options.real)
    write_pages(found, ROOT / "docs")


if __name__ == "__main__":
    main()
