"""What a scenario costs on a study the size of Québec, and how that grows with its areas.

Usage: python benchmarks/scenarios.py [--sizes 1000,2000,4000,8000,13800] [--rounds 5] [--write]

Writes docs/scenario-speed.md and docs/vitesse-scenarios.md, and the drawing each shows. A state
after is everything people read of it: access of each area under the base and the variants of the
rank interval, gaps at six levels, and the whole comparison with its six tables of differences.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import territory
from census_files import QUEBEC_AREAS
from machine import machine
from scenario_pages import Found, write_pages
from scenario_study import write_study
from territory.scenarios import Comparison
from territory.scenarios.changes import apply
from territory.scenarios.compare import compare
from territory.scenarios.model import DEPLACE, SEUL, SUR_PLACE, Opening, Reattachment, Registration
from territory.study import Walk
from territory.tables import Tables

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1000, 2000, 4000, 8000, QUEBEC_AREAS)
Action = Callable[[], object]
DOOR = Opening(kind="ouvrir", id="nouveau", name="Nouveau", lon=-71.3, lat=46.7, fte={"ts": 4.0})
HALF = Reattachment(kind="rattachement", share=0.5)
RATES = Registration(kind="inscription", at_least=0.8)


def state(base: Walk, tables: Tables) -> Comparison:
    """Walk again with other tables, take everything people read of it, and return it."""
    after = base.again(tables=tables)
    for level in after.levels:
        after.gaps(level)
    told = compare(base, after)
    for level in after.levels:
        _ = told.levels[level]
    return told


def staffing(base: Walk) -> list[Comparison]:
    """Give every site a tenth more staff."""
    services = base.tables.services
    more = services.assign(fte_ts=services["fte_ts"].astype(float) * 1.1)
    return [state(base, replace(base.tables, services=more))]


def reattachment(base: Walk) -> list[Comparison]:
    """Bring half of the GMF workers back, on site and to the CLSC."""
    return [
        state(base, apply(HALF, base.tables, base, variant).tables)
        for variant in (SUR_PLACE, DEPLACE)
    ]


def opening(base: Walk) -> list[Comparison]:
    """Open a door where there was none."""
    return [state(base, apply(DOOR, base.tables, base, SEUL).tables)]


def registration(base: Walk) -> list[Comparison]:
    """Bring every rate of registration to four fifths at least."""
    return [state(base, apply(RATES, base.tables, base, SEUL).tables)]


SCENARIOS = {
    "staffing": staffing,
    "registration": registration,
    "opening": opening,
    "reattachment": reattachment,
}


def timed(action: Action) -> tuple[float, float]:
    """Return elapsed and processor seconds of one call."""
    gc.collect()
    start, worked = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - start, time.process_time() - worked


def told(times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the medians of elapsed and of processor seconds, and the quickest call.

    Examples
    --------
    >>> told([(3.0, 1.0), (1.0, 1.0), (2.0, 4.0)])
    {'seconds': 2.0, 'processor': 1.0, 'least': 1.0}
    """
    elapsed, worked = zip(*times, strict=True)
    return {
        "seconds": statistics.median(elapsed),
        "processor": statistics.median(worked),
        "least": min(elapsed),
    }


def whole(path: Path) -> Walk:
    """Walk a study from its files to its gaps."""
    base = territory.walk(territory.read_study(path))
    for level in base.levels:
        base.gaps(level)
    return base


def measure(path: Path, rounds: int) -> Found:
    """Return the times of a study: walked, then every scenario, its first call and the others."""
    walks: list[Walk] = []
    found: Found = {"base": told([timed(lambda: walks.append(whole(path)))])}
    base = walks[0]
    found["areas"], found["sites"] = len(base.units), len(base.services)
    found["pairs"] = int(base.times.matrix.nnz)
    for name, scenario in SCENARIOS.items():
        first = timed(lambda scenario=scenario: scenario(base))
        rest = [timed(lambda scenario=scenario: scenario(base)) for _ in range(rounds)]
        found[name] = {**told(rest), "first": first[0]}
    return found


def main() -> None:
    """Measure, print, and write the pages when asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    table: dict[int, Found] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for size in map(int, options.sizes.split(",")):
            path = write_study(Path(scratch) / str(size), size)
            table[size] = measure(path, options.rounds)
            print(size, json.dumps(table[size]), flush=True)
    if options.write:
        write_pages(table, machine(), options.rounds, ROOT / "docs")


if __name__ == "__main__":
    main()
