"""Speed and memory, measured in one run and printed as a table.

Usage: python benchmarks/run.py [--real DIR]

Ratios are between two things measured in the same run on the same machine; absolute times only
say whether a study takes seconds or minutes here.
"""

from __future__ import annotations

import argparse
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


def command(arguments: list[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Return the seconds and the peak memory (MB) of one `territory` command, cold."""
    code = (
        "import resource, sys\nfrom territory.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\nsys.exit(status)"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=True, env={**os.environ, **(environment or {})},
    )  # fmt: skip
    return time.perf_counter() - start, float(done.stdout.split()[-1])


def membership_rows() -> list[tuple[str, str]]:
    """Place 100,000 points in the 104 MRC polygons, beside a bare spatial join of the same."""
    territories = gpd.read_file(bundled("data", "demo", "territories_mrc.gpkg"))
    rng = np.random.default_rng(1)
    points = gpd.GeoSeries(
        gpd.points_from_xy(rng.uniform(-79, -64, 100_000), rng.uniform(45, 52, 100_000)),
        crs=territories.crs,
    )
    ids = pd.Series(np.arange(len(points)))
    frame = gpd.GeoDataFrame(geometry=points)
    ours = median_seconds(lambda: place_points(ids, points, territories))
    bare = median_seconds(lambda: gpd.sjoin(frame, territories, predicate="intersects"))
    return [
        (f"100 000 points in {len(territories)} polygons, place_points", f"{ours:.3f} s"),
        ("the same, bare geopandas.sjoin", f"{bare:.3f} s"),
        ("ratio (target at most 1.3)", f"{ours / bare:.2f}"),
    ]


def study_rows(real: Path) -> list[tuple[str, str]]:
    """Run the embedded default and, where the real files are, the two real studies."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        studies = {"demonstration": ["run", "--demo"]}
        if real.is_dir():
            for name in ("montreal", "quebec"):
                study = ROOT / "studies" / f"{name}.toml"
                studies[name] = ["run", str(study), "--data", str(real)]
        for name, arguments in studies.items():
            seconds, peak = command([*arguments, "-o", f"{folder}/{name}"])
            rows.append((f"{name}, cold, files to outputs", f"{seconds:.1f} s, {peak:.0f} MB"))
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("TERRITORY_REAL_DATA", ROOT.parent / "shared" / "real")
    parser.add_argument("--real", type=Path, default=Path(default))
    rows = membership_rows() + study_rows(parser.parse_args().real)
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


if __name__ == "__main__":
    main()
