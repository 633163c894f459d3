"""Large official files, in their exact layout: seconds and memory of reading and of placing.

Usage: python benchmarks/sources.py [--quick]

The files are synthetic (see census_files.py) and written to a temporary folder; each measure runs
in a process of its own. The profile is measured at two sizes: a stream needs the same memory for
both, and so for the 6.4 GB of the real one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census_files import QUEBEC_AREAS, QUEBEC_BLOCKS, write_gaf, write_profile
from one import peak_mb
from territory import codes
from territory.membership import build_membership
from territory.places import bundled
from territory.sources import SourceInfo, read

AREAS_SMALL, AREAS_LARGE = 150, 600
META = SourceInfo("", "synthetic", "synthetic", "", "", "2021", "supply", "")
METRES, DEGREES = "EPSG:32198", "EPSG:4326"
# Real boundaries have a vertex every few hundred metres.
VERTEX_EVERY = 1_000.0
Found = dict[str, Any]


def gaf(path: Path, level: str) -> dict[str, float]:
    """Read the Geographic Attribute File."""
    reading = read("population", "gaf", path, meta=META, options={"level": level})
    return {"rows": reading.read, "kept": len(reading.table)}


def profile(path: Path, _level: str) -> dict[str, float]:
    """Read thirteen characteristics of the Census Profile."""
    reading = read("needs", "census_profile", path, meta=META)
    return {"rows": reading.read, "kept": len(reading.table)}


def cells(lon: pd.Series, lat: pd.Series, ground: shapely.Geometry) -> gpd.GeoSeries:
    """Return the land nearer to each place than to any other, in metres, with many vertices."""
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=DEGREES).to_crs(METRES)
    spread = np.random.default_rng(2).normal(0, 5, (len(points), 2))
    moved = shapely.points(shapely.get_coordinates(points.to_numpy()) + spread)
    around = shapely.voronoi_polygons(shapely.multipoints(moved), extend_to=ground)
    parts = np.array(shapely.get_parts(around))
    of_part, of_point = shapely.STRtree(moved).query(parts, predicate="contains")
    shapes = np.empty(len(points), dtype=object)
    shapes[of_point] = shapely.intersection(parts[of_part], ground)
    return gpd.GeoSeries(shapely.segmentize(shapes, VERTEX_EVERY), crs=METRES)


def places(name: str, *columns: str) -> pd.DataFrame:
    """Return a table of facts, its points known."""
    table = pd.read_csv(bundled("data", "facts", name), dtype="str")
    lon, lat = columns
    table = table.dropna(subset=[lon, lat]).drop_duplicates([lon, lat]).reset_index(drop=True)
    return table.assign(lon=table[lon].astype(float), lat=table[lat].astype(float))


def every_level() -> dict[str, gpd.GeoDataFrame]:
    """Return synthetic polygons of seven levels, the codes and the numbers of the real ones."""
    ground = gpd.read_file(bundled("data", "facts", "outline.geojson")).to_crs(METRES).union_all()
    towns = places("municipalities.csv", "lon", "lat")
    clsc = places("clsc_facts.csv", "facility_lon", "facility_lat")
    found: dict[str, gpd.GeoDataFrame] = {}
    shapes = cells(towns["lon"], towns["lat"], ground)
    of_town = {"municipality": "mun_code", "mrc": "mrc_code", "region": "region_code"}
    for level, column in of_town.items():
        found[level] = merged(shapes, codes.repair(towns[column], level)[0], level)
    shapes = cells(clsc["lon"], clsc["lat"], ground)
    ids = codes.repair(clsc["clsc_code"], "clsc")[0]
    for level in ("clsc", "rls", "rts", "rss"):
        found[level] = merged(shapes, ids if level == "clsc" else codes.ancestor(ids, level), level)
    return found


def merged(shapes: gpd.GeoSeries, ids: pd.Series, level: str) -> gpd.GeoDataFrame:
    """Return the territories of a level."""
    table = gpd.GeoDataFrame({"territory_id": ids.astype("object")}, geometry=shapes)
    table = table.dissolve(by="territory_id").reset_index().to_crs(DEGREES)
    return table.assign(level=level, name=table["territory_id"])


def units(count: int, *, drawn: bool) -> gpd.GeoDataFrame:
    """Return areas as polygons around the towns, or blocks as points, in proportion to people."""
    rng = np.random.default_rng(3)
    towns = places("municipalities.csv", "lon", "lat")
    people = towns["population"].astype(float).fillna(0)
    chosen = rng.choice(len(towns), count, p=people / people.sum())
    lon = towns["lon"].to_numpy()[chosen] + rng.normal(0, 0.05, count)
    lat = towns["lat"].to_numpy()[chosen] + rng.normal(0, 0.03, count)
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=DEGREES)
    if drawn:
        square = points.to_crs(METRES).buffer(rng.uniform(200, 2_000, count), quad_segs=8)
        points = square.to_crs(DEGREES)
    ids = np.arange(count).astype(str)
    return gpd.GeoDataFrame({"unit_id": ids, "population": 100.0}, geometry=points)


def placing(path: Path, level: str) -> dict[str, float]:
    """Place areas or blocks in all seven levels."""
    del path
    drawn = level == "areas"
    population = units(QUEBEC_AREAS if drawn else QUEBEC_BLOCKS, drawn=drawn)
    territories = every_level()
    site = gpd.GeoDataFrame(
        {"service_id": ["a"]}, geometry=gpd.points_from_xy([-73.6], [45.5]), crs=DEGREES
    )
    start = time.perf_counter()
    rows = build_membership(territories, population, site)
    return {"seconds": time.perf_counter() - start, "rows": len(rows), "kept": len(population)}


TASKS: dict[str, Callable[[Path, str], dict[str, float]]] = {
    "gaf": gaf,
    "profile": profile,
    "placing": placing,
}


def measured(task: str, path: Path, level: str = "") -> Found:
    """Do one task in a process of its own; return its seconds, its peak, and what it gave."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", task, str(path), level],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{task} {level}\n{done.stderr}")
    found: Found = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"  {task:8} {level:6} {found['seconds']:7.2f} s {found['peak_mb']:6.0f} MB")
    return found


def rows(*, quick: bool = False) -> dict[str, Found]:
    """Measure every row of large files and of placing; ``quick`` leaves the largest out."""
    print("sources")
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "2021_92-151_X.zip"
        write_gaf(file)
        found["gaf_da"] = measured("gaf", file, "da")
        found["placing_areas"] = measured("placing", folder, "areas")
        small = folder / "98-401-X2021006_small.zip"
        size = write_profile(small, areas=AREAS_SMALL)
        found["profile_small"] = {**measured("profile", small), "mb": size / 1e6}
        if quick:
            return found
        found["gaf_db"] = measured("gaf", file, "db")
        found["placing_blocks"] = measured("placing", folder, "blocks")
        large = folder / "98-401-X2021006_large.zip"
        size = write_profile(large, areas=AREAS_LARGE)
        found["profile_large"] = {**measured("profile", large), "mb": size / 1e6}
    return found


def main() -> None:
    """Print the measures, or do one task for `measured`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--child", nargs=3, metavar=("TASK", "PATH", "LEVEL"))
    options = parser.parse_args()
    if options.child is None:
        rows(quick=options.quick)
        return
    task, path, level = options.child
    start = time.perf_counter()
    found = TASKS[task](Path(path), level)
    print(json.dumps({"seconds": time.perf_counter() - start, "peak_mb": peak_mb(), **found}))


if __name__ == "__main__":
    main()
