"""The comparison compares the same thing: floors, referee and pages on a small problem."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from territory.access import raam

MODULES = (
    "building", "curve", "drawing", "equilibrium", "floors", "machine", "measures", "one", "ours",
    "pages", "peers", "problems", "words",
)  # fmt: skip


class Benchmarks:
    """The modules of benchmarks/, by name."""

    def __getattr__(self, name: str) -> ModuleType:
        return import_module(name)


@pytest.fixture(scope="module")
def bench(checkout: Path) -> Iterator[Any]:
    sys.path.insert(0, str(checkout / "benchmarks"))
    yield Benchmarks()
    sys.path.remove(str(checkout / "benchmarks"))
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def problem(bench: Any) -> Any:
    return bench.problems.build(bench.problems.SIZES["small"])


def test_a_problem_is_the_same_each_time_and_meets_the_bounds_exactly(
    bench: Any, problem: Any
) -> None:
    again = bench.problems.build(bench.problems.SIZES["small"])
    assert (problem.matrix != again.matrix).nnz == 0
    assert problem.matrix.data.max() == bench.problems.LIMIT
    assert all((problem.matrix.data == bound).any() for bound in (10, 20, 30))
    assert (problem.demand == 0).any()


def test_every_floor_gives_our_number(bench: Any, problem: Any) -> None:
    apart = {}
    for name in bench.measures.ROWS:
        ours = bench.ours.ours(problem, name)()
        floor = np.asarray(bench.floors.ready(problem, name)(), dtype=np.float64)
        apart[name] = np.allclose(floor, ours, rtol=1e-12, atol=0, equal_nan=True)
    assert [name for name, same in apart.items() if not same] == []


def test_plain_frank_wolfe_goes_where_our_equilibrium_is(bench: Any, problem: Any) -> None:
    curve, least = bench.equilibrium.frank_wolfe(problem, seconds=20, tolerance=1e-3)
    ours = raam(bench.ours.cost_table(problem), problem.demand, problem.supply)
    playing = np.isfinite(least)
    assert curve[-1][1] <= 1e-3
    assert ours.attrs["optimality_gap"] <= 1e-6
    assert np.abs(least / ours.to_numpy() - 1)[playing].max() < 0.02


def test_the_gap_of_a_full_assignment_is_that_of_its_flows(bench: Any) -> None:
    flows = np.array([[687.5, 312.5], [0.0, 100.0]])
    travel = np.ma.masked_array(np.array([[0.0, 0.5], [0.5, 0.0]]), mask=False)
    capacity, people = np.array([550.0, 550.0]), np.array([1000.0, 100.0])
    assert bench.peers.dense_gap(flows, travel, capacity, people) == pytest.approx(0, abs=1e-12)
    nearest = np.array([[1000.0, 0.0], [0.0, 100.0]])
    assert bench.peers.dense_gap(nearest, travel, capacity, people) > 0.1


def found(bench: Any) -> dict[str, Any]:
    """Return figures as a run would, one row of each sort."""
    rows = {
        name: {
            tool: {"seconds": 0.0123, "first": 0.02, "peak_mb": 300.0, "difference": 1e-16}
            for tool in bench.measures.TOOLS
        }
        for name in bench.measures.ROWS
    }
    together = {"seconds": 0.3, "one_by_one": 1.2, "peak_mb": 400.0}
    size = {"pairs": 7_900_000, "rows": rows, "together": together}
    run = {"seconds": 7.1, "curve": [(0.1, 0.5), (7.1, 1e-7)], "steps": 2, "peak_mb": 500.0}
    return {
        "machine": bench.machine.machine(),
        "medium": size,
        "large": size,
        "raam": {"territory": run, "frank-wolfe": run, "access": run, "rounds": 15},
        "build": {"pairs": 58_000_000, "seconds": 7.0, "peak_mb": 713.0},
        "roads": [("roads, numba, snapping included", "6.5 s, 500 MB")],
        "sources": {
            name: {"seconds": 3.1, "peak_mb": 450.0, "mb": 302.0}
            for name in ("gaf_da", "gaf_db", "placing_areas", "placing_blocks", "profile_large")
        },
        "membership": {"ours": 0.2, "bare": 0.2},
        "studies": {"demo": (9.0, 400.0)},
    }


def test_the_two_pages_have_the_same_tables_and_no_blank_left(bench: Any, tmp_path: Path) -> None:
    bench.pages.write_pages(found(bench), tmp_path)
    pages = {
        name: (tmp_path / name).read_text(encoding="utf-8") for name in ("speed.md", "vitesse.md")
    }
    rows = [[line.count("|") for line in text.splitlines()] for text in pages.values()]
    assert rows[0] == rows[1]
    assert all(not re.search(r"[{}]", text) for text in pages.values())
    assert "0.012" in pages["speed.md"]
    assert "0,012" in pages["vitesse.md"]
    assert "routes, numba, rattachement compris" in pages["vitesse.md"]
    drawing = (tmp_path / "images" / "raam-fr.svg").read_text(encoding="utf-8")
    assert drawing.count("<polyline") == 3
