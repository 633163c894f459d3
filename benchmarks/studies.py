"""Membership and whole studies: what existed before the engines of access and of roads."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory.membership import place_points
from territory.places import bundled

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5


def median_seconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of ``action`` over ``runs`` calls, after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def command(arguments: list[str]) -> tuple[float, float]:
    """Return the seconds and the peak memory (MB) of one `territory` command, cold."""
    code = (
        "import sys\nfrom territory.cli import main\nfrom one import peak_mb\n"
        "status = main(sys.argv[1:])\nprint(peak_mb())\nsys.exit(status)"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    return time.perf_counter() - start, float(done.stdout.split()[-1])


def membership() -> dict[str, float]:
    """Place 100,000 points in the 104 MRC polygons, beside a bare spatial join of the same."""
    territories = gpd.read_file(bundled("data", "demo", "territories_mrc.gpkg"))
    rng = np.random.default_rng(1)
    points = gpd.GeoSeries(
        gpd.points_from_xy(rng.uniform(-79, -64, 100_000), rng.uniform(45, 52, 100_000)),
        crs=territories.crs,
    )
    ids = pd.Series(np.arange(len(points)))
    frame = gpd.GeoDataFrame(geometry=points)
    return {
        "ours": median_seconds(lambda: place_points(ids, points, territories)),
        "bare": median_seconds(lambda: gpd.sjoin(frame, territories, predicate="intersects")),
    }


def studies(real: Path) -> dict[str, tuple[float, float]]:
    """Run the embedded default and, where the real files are, the two real studies."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        asked = {"demo": ["run", "--demo"]}
        if real.is_dir():
            for name in ("montreal", "quebec"):
                study = ROOT / "studies" / f"{name}.toml"
                asked[name] = ["run", str(study), "--data", str(real)]
        for name, arguments in asked.items():
            found[name] = command([*arguments, "-o", f"{folder}/{name}"])
    return found
