"""Times by road on a grid of a million nodes: both engines, the floor, and how cost grows.

Usage: python benchmarks/roads.py [--plot docs/images/roads.png]

Every measure runs in a process of its own. A time says whether a network takes seconds or minutes
here; the floor, plain `scipy.sparse.csgraph.dijkstra(limit=)` in chunks of 50, is of the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from territory.travel import RoadNetwork, nearest_by_road, roads
from territory.travel.road.build import hilbert_order

SIDE, PROVIDERS, LIMIT = 1000, 3000, 10.0
ENGINES = ("numba", "scipy")
FLOOR_PROVIDERS = 300
SIDES = (250, 500, 750, 1000)
COUNTS = (500, 1000, 2000, 3000)
LIMITS = (4.0, 7.0, 10.0, 13.0)
REPEATS = 2


def grid(side: int) -> RoadNetwork:
    """Return a grid of blocks of 250 m, driven at 30 to 90 km/h, each way at its own speed."""
    rng = np.random.default_rng(0)
    size = side * side
    place = np.arange(size).reshape(side, side)
    across = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    beside = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    tail, head = np.concatenate([across, beside]), np.concatenate([beside, across])
    minutes = rng.uniform(1 / 6, 1 / 2, len(tail))
    lon, lat = -74 + 0.0032 * (np.arange(size) % side), 45.5 + 0.00225 * (np.arange(size) // side)
    order = hilbert_order(lon, lat)
    rank = np.empty(size, dtype=np.int32)
    rank[order] = np.arange(size, dtype=np.int32)
    graph = sparse.coo_array((minutes, (rank[head], rank[tail])), shape=(size, size)).tocsr()
    one = np.zeros(size, dtype=np.int32)
    return RoadNetwork(
        lon[order], lat[order], graph, one, one, "car", "grid", 0.25 * len(across), len(across)
    )


def places(network: RoadNetwork, providers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every node as an origin, and some as providers."""
    origins = pd.DataFrame({"lon": network.lon, "lat": network.lat})
    chosen = np.random.default_rng(1).choice(network.nodes, size=providers, replace=False)
    return origins, origins.iloc[chosen].reset_index(drop=True)


def child(task: str, path: str, providers: int, limit: float, repeats: int = 1) -> dict[str, Any]:
    """Do one task on a saved network; return its seconds, pairs and the peak of the process.

    The least of several repeats is kept: on a shared machine the others say who else was there.
    """
    network = RoadNetwork.load(path)
    origins, destinations = places(network, providers)
    engine = task.removeprefix("nearest-")
    told: dict[str, Any] = {}
    if engine == "numba":
        start = time.perf_counter()
        first = nearest_by_road if task.startswith("nearest-") else roads
        first(origins[:9], destinations[:9], network=network, limit=0.1, engine=engine)
        told["first_call"] = time.perf_counter() - start
    told["seconds"] = told["processor_seconds"] = np.inf
    for _ in range(repeats):
        start, processor = time.perf_counter(), time.process_time()
        if task == "floor":
            told["pairs"] = floor(network, destinations, limit)
        elif task.startswith("nearest-"):
            found = nearest_by_road(origins, destinations, network=network, engine=engine)
            told["pairs"] = int(found["cost"].notna().sum())
        else:
            table = roads(
                origins, destinations, network=network, limit=limit, engine=engine, dtype=np.float32
            )
            told["pairs"] = int(table.matrix.nnz)
        told["seconds"] = min(told["seconds"], time.perf_counter() - start)
        spent = time.process_time() - processor
        told["processor_seconds"] = min(told["processor_seconds"], spent)
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def floor(network: RoadNetwork, destinations: pd.DataFrame, limit: float) -> int:
    """Search plainly, 50 providers at a time; return the pairs found."""
    graph = network.incoming
    nodes = np.random.default_rng(1).choice(network.nodes, size=len(destinations), replace=False)
    pairs = 0
    for first in range(0, len(nodes), 50):
        costs = dijkstra(graph, indices=nodes[first : first + 50], limit=limit)
        pairs += int(np.isfinite(costs).sum())
    return pairs


def measured(
    task: str, path: Path, providers: int, limit: float, repeats: int = 1
) -> dict[str, Any]:
    """Run one task in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", task, *map(str, (path, providers, limit, repeats))],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rows() -> list[tuple[str, str]]:
    """Return what is measured at the largest size, in words and figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.npz"
        grid(SIDE).save(path)
        table = []
        for engine in ENGINES:
            found = measured(engine, path, PROVIDERS, LIMIT)
            if engine == "numba":
                pairs = (
                    f"{PROVIDERS} providers, {LIMIT:.0f} min, {found['pairs'] / 1e6:.1f} M pairs"
                )
                table.append((f"grid of {SIDE * SIDE / 1e6:.0f} M nodes, {pairs}", ""))
            table.append((f"roads, {engine}, snapping included", figures(found)))
        plain = measured("floor", path, FLOOR_PROVIDERS, LIMIT)
        scaled = plain["seconds"] * PROVIDERS / FLOOR_PROVIDERS
        told = f"{scaled:.0f} s ({plain['seconds']:.1f} s for {FLOOR_PROVIDERS}), "
        table.append(
            ("plain scipy dijkstra, chunks of 50, no table", f"{told}{plain['peak_mb']:.0f} MB")
        )
        for engine in ENGINES:
            found = measured(f"nearest-{engine}", path, PROVIDERS, LIMIT)
            table.append((f"nearest for every node, {engine}, snapping included", figures(found)))
    return table


def figures(found: dict[str, Any]) -> str:
    """Return seconds and peak as text."""
    first = f"; first call {found['first_call']:.1f} s" if "first_call" in found else ""
    spent = f"{found['processor_seconds']:.1f} s of processor"
    return f"{found['seconds']:.1f} s, {spent}, {found['peak_mb']:.0f} MB{first}"


def growth() -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Return how processor seconds, of all threads, grow with nodes, providers and the limit."""
    curves: dict[str, dict[str, list[tuple[float, float]]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        saved = {}
        for side in SIDES:
            saved[side] = Path(folder) / f"{side}.npz"
            grid(side).save(saved[side])
        cases = {
            "nodes, millions": [(side**2 / 1e6, saved[side], PROVIDERS, LIMIT) for side in SIDES],
            "providers": [(float(count), saved[SIDE], count, LIMIT) for count in COUNTS],
            "limit, minutes": [(limit, saved[SIDE], PROVIDERS, limit) for limit in LIMITS],
        }
        for name, several in cases.items():
            curves[name] = {
                engine: [
                    (at, measured(engine, path, count, limit, REPEATS)["processor_seconds"])
                    for at, path, count, limit in several
                ]
                for engine in ENGINES
            }
    return curves


def plot(curves: dict[str, dict[str, list[tuple[float, float]]]], path: Path) -> None:
    """Draw how cost grows."""
    import matplotlib as mpl  # noqa: PLC0415 - only needed to draw

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(1, len(curves), figsize=(10, 3.2), constrained_layout=True)
    for axis, (name, engines) in zip(axes, curves.items(), strict=True):
        for engine, points in engines.items():
            x, y = zip(*points, strict=True)
            axis.plot(x, y, marker="o", label=engine)
        axis.set_xlabel(name)
        axis.set_ylim(bottom=0)
        axis.set_xlim(left=0)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("processor seconds")
    axes[0].legend()
    figure.suptitle(
        f"Times by road: {SIDE * SIDE / 1e6:.0f} M nodes, {PROVIDERS} providers, "
        f"{LIMIT:.0f} min, one of them varied",
        fontsize=10,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)
    plt.close(figure)


def main() -> None:
    """Print the rows; draw the growth where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        task, path, providers, limit, repeats = given.child
        print(json.dumps(child(task, path, int(providers), float(limit), int(repeats))))
        return
    table = rows()
    width = max(len(name) for name, _ in table)
    for name, value in table:
        print(f"{name:<{width}}  {value}")
    if given.plot:
        curves = growth()
        plot(curves, given.plot)
        for name, engines in curves.items():
            for engine, points in engines.items():
                told = ", ".join(f"{x:g}: {y:.1f} s" for x, y in points)
                print(f"{name}, {engine}: {told}")


if __name__ == "__main__":
    main()
