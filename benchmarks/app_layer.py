"""Studies of a given number of small areas, to draw: irregular borders, five kinds of doors.

Usage: python benchmarks/app_layer.py COUNT FOLDER

Writes FOLDER/study.toml and its inputs, walks the study into FOLDER/out, and writes
FOLDER/layer.geojson: the same areas, simplified as one coverage, for the other libraries.
Everything is invented; only the number of areas and the length of their borders matter.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import territory
from territory.export import write_outputs

METRES = 32198
WIDE, HIGH = 900_000.0, 420_000.0
CORNER = (-620_000.0, 120_000.0)
STEP = 0.12
"""Length between vertices, in side lengths of an area."""
SIMPLIFIED = 120.0
KINDS = ("clsc", "community", "library", "gmf", "outreach")


def areas(count: int, seed: int = 7) -> gpd.GeoDataFrame:
    """Return ``count`` areas that cover a rectangle, dense in places, their borders wavy."""
    random = np.random.default_rng(seed)
    towns = random.uniform(size=(12, 2))
    spread = np.abs(random.normal(0, 0.07, size=(count, 2)))
    near = towns[random.integers(len(towns), size=count)] + spread * random.choice(
        [-1, 1], size=(count, 2)
    )
    anywhere = random.uniform(size=(count, 2))
    points = np.where(random.uniform(size=(count, 1)) < 0.45, near, anywhere)
    points = np.abs(np.mod(points, 2.0) - 2.0 * (np.mod(points, 2.0) > 1)) * [WIDE, HIGH]
    frame = shapely.box(0, 0, WIDE, HIGH)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame)
    )
    cells = shapely.intersection(cells, frame)
    side = np.sqrt(WIDE * HIGH / count)
    cells = shapely.segmentize(cells, side * STEP)
    shapes = shapely.make_valid(shapely.transform(cells, lambda xy: waved(xy, side)))
    return gpd.GeoDataFrame(geometry=shapes, crs=METRES)


def waved(places: np.ndarray, side: float) -> np.ndarray:
    """Move each vertex by a field that depends on its place alone: neighbours stay joined."""
    moved = np.array(places)
    for turn in (1.3, 2.9, 6.1):
        length = side / turn
        reach = length * 0.16
        moved[:, 0] += reach * np.sin(places[:, 1] / length) * np.cos(places[:, 0] / length / 1.7)
        moved[:, 1] += reach * np.cos(places[:, 0] / length) * np.sin(places[:, 1] / length / 1.9)
    return moved + np.asarray(CORNER)


def write_study(count: int, folder: Path) -> Path:
    """Write a study of ``count`` areas and its inputs; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(11)
    frame = areas(count)
    centres = frame.geometry.representative_point().to_crs(4326)
    column = np.floor((frame.geometry.centroid.x - CORNER[0]) / WIDE * 10).clip(0, 9)
    line = np.floor((frame.geometry.centroid.y - CORNER[1]) / HIGH * 10).clip(0, 9)
    parent = [f"MRC:{int(one):02d}" for one in column * 10 + line]
    fine = [f"DA:24{one:06d}" for one in range(len(frame))]
    names = [f"Aire {one}" for one in range(len(frame))]
    units = frame.assign(
        unit_id=fine, name=names, population=random.integers(1200, 5000, len(frame)).astype(float),
        area_km2=frame.area / 1e6, milieu="rural", registered_share=0.7, mrc_id=parent,
        lon=centres.x.round(5), lat=centres.y.round(5),
    )  # fmt: skip
    units.to_file(folder / "units.gpkg", driver="GPKG")
    coarse = frame.assign(territory_id=parent).dissolve("territory_id").reset_index()
    coarse.assign(name=coarse["territory_id"], level="mrc", parent_id=None).to_file(
        folder / "mrc.gpkg", driver="GPKG"
    )
    chosen = random.choice(len(frame), size=max(40, len(frame) // 9), replace=False)
    pd.DataFrame(
        {
            "service_id": [f"S{one}" for one in range(len(chosen))],
            "name": [f"Point {one}" for one in range(len(chosen))],
            "kind": [KINDS[one % len(KINDS)] for one in range(len(chosen))],
            "sector": "public",
            "fte_ts": random.uniform(0.5, 9, len(chosen)).round(1),
            "fte_tts": 0.0, "fte_oc": 0.0, "fte_other": 0.0,
            "mode": "in_person", "registration": "open", "open_share": 1.0,
            "lon": centres.x.to_numpy()[chosen].round(5),
            "lat": centres.y.to_numpy()[chosen].round(5),
            "source": "essai", "vintage": "essai",
        }
    ).to_csv(folder / "services.csv", index=False)  # fmt: skip
    (folder / "study.toml").write_text(STUDY.format(count=count), encoding="utf-8")
    return folder / "study.toml"


STUDY = """
[study]
name = "mesure-{count}"
title = "{count} aires inventées"
title_en = "{count} invented areas"
data_dir = "."
demonstration = true

[[territories]]
level = "da"
reader = "population_units"

[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"

[[population]]
reader = "population"
path = "units.gpkg"

[[services]]
reader = "services"
path = "services.csv"
covers = [
    {{ kind = "clsc", status = "complete" }}, {{ kind = "community", status = "complete" }},
    {{ kind = "library", status = "complete" }}, {{ kind = "gmf", status = "complete" }},
    {{ kind = "outreach", status = "complete" }},
]

[outputs]
summary_level = "da"
"""


def write_layer(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write the areas as GeoJSON, simplified as one coverage, with an integer id each."""
    lighter = shapely.coverage_simplify(frame.geometry.to_numpy(), SIMPLIFIED)
    shapes = gpd.GeoSeries(lighter, crs=frame.crs).to_crs(4326)
    shapes = shapely.set_precision(shapes.to_numpy(), 1e-4)
    features = [
        {"type": "Feature", "id": number, "properties": {"i": number}, "geometry": shape}
        for number, shape in enumerate(json.loads(one) for one in shapely.to_geojson(shapes))
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")),
        encoding="utf-8",
    )


def main(count: int, folder: Path) -> None:
    """Write the study, walk it, and write the layer."""
    study = territory.read_study(write_study(count, folder))
    write_outputs(territory.run(study), folder / "out")
    frame = gpd.read_file(folder / "units.gpkg").sort_values("unit_id", ignore_index=True)
    write_layer(frame, folder / "layer.geojson")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
