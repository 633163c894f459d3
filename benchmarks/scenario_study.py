"""A study the size of Québec, to run scenarios on: real names, codes and places, the rest drawn.

Small areas are scattered around the towns in proportion to their people, in the six levels of
territories a social worker is counted by; sites and their staff are those of the demonstration.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from census_files import QUEBEC_AREAS
from sources import every_level, units
from territory.places import bundled

LEVELS = ("mrc", "clsc", "rls", "rts", "rss", "region")
KINDS = ("clsc", "gmf", "community", "library", "outreach")
PEOPLE = 8_501_833
"""The census of 2021, shared among the areas."""


@cache
def territories() -> dict[str, gpd.GeoDataFrame]:
    """Return the polygons of the six levels, drawn around the real places."""
    found = every_level()
    return {level: found[level] for level in LEVELS}


def areas(count: int) -> pd.DataFrame:
    """Return ``count`` areas at a point, with their people and their rate of registration."""
    random = np.random.default_rng(5)
    points = units(count, drawn=False).geometry
    weight = random.gamma(9.0, size=count)
    crowd = gpd.GeoSeries(points).to_crs(32198)
    close = np.hypot(crowd.x - crowd.x.median(), crowd.y - crowd.y.median()) < 15_000
    return pd.DataFrame(
        {
            "unit_id": [f"DA:24{one:06d}" for one in range(count)],
            "name": [f"Aire {one}" for one in range(count)],
            "population": np.round(PEOPLE * weight / weight.sum()),
            "area_km2": random.lognormal(1.0, 1.0, count).round(3),
            "milieu": np.where(close, "dense_urban", "rural"),
            "registered_share": random.uniform(0.55, 0.95, count).round(3),
            "lon": points.x.round(5),
            "lat": points.y.round(5),
        }
    )


def write_study(folder: Path, count: int = QUEBEC_AREAS) -> Path:
    """Write a study of ``count`` areas and its inputs; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    known = territories()
    for level, table in known.items():
        table.assign(parent_id=None).to_file(folder / f"{level}.gpkg", driver="GPKG")
    areas(count).to_csv(folder / "units.csv", index=False)
    sites = pd.read_csv(bundled("data", "demo", "services.csv"), dtype="str")
    sites.drop(columns="municipality_id").to_csv(folder / "services.csv", index=False)
    path = folder / "study.toml"
    path.write_text(STUDY.format(count=count, levels="".join(map(_level, known)), covers=COVERS))
    return path


def _level(level: str) -> str:
    return f'[[territories]]\nlevel = "{level}"\nreader = "territories"\npath = "{level}.gpkg"\n\n'


COVERS = ", ".join(f'{{ kind = "{kind}", status = "complete" }}' for kind in KINDS)
STUDY = """
[study]
name = "mesure-{count}"
title = "{count} aires inventées"
title_en = "{count} invented areas"
data_dir = "."
demonstration = true

{levels}
[[population]]
reader = "population"
path = "units.csv"

[[services]]
reader = "services"
path = "services.csv"
covers = [{covers}]

[outputs]
summary_level = "mrc"
"""
