"""A small study as the crow flies: three CLSC territories of two RLS, a dozen places, ten sites."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from territory.study import Walk, read_study, walk

STUDY = """\
[study]
name = "petite"
title = "Petite étude"
title_en = "Small study"
data_dir = "."
[[territories]]
level = "clsc"
reader = "territories"
path = "clsc.gpkg"
[[territories]]
level = "rls"
reader = "territories"
path = "rls.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
[[coverage]]
reader = "coverage"
path = "coverage.csv"
"""
T1, T2, T3 = "CLSC:99911", "CLSC:99912", "CLSC:99921"
R1, R2 = "RLS:9991", "RLS:9992"
WEST = -73.0
KINDS = ("clsc", "gmf", "community", "library", "outreach")


def small_walk(folder: Path) -> Walk:
    """Write the small study's files in a folder and walk it."""
    (folder / "etude.toml").write_text(STUDY, encoding="utf-8")
    boxes = [shapely.box(WEST + 0.2 * i, 46.0, WEST + 0.2 * (i + 1), 46.3) for i in range(3)]
    gpd.GeoDataFrame(
        {"territory_id": [T1, T2, T3], "name": ["Un", "Deux", "Trois"]}, geometry=boxes, crs=4326
    ).to_file(folder / "clsc.gpkg")
    gpd.GeoDataFrame(
        {"territory_id": [R1, R2], "name": ["Ouest", "Est"]},
        geometry=[shapely.union_all(boxes[:2]), boxes[2]],
        crs=4326,
    ).to_file(folder / "rls.gpkg")
    places = [
        (f"u{i}{j}", 900 + 700 * i + 150 * j, 0.5 + 0.1 * i, WEST + 0.05 + 0.1 * i, 46.1 + 0.1 * j)
        for i in range(6)
        for j in range(2)
    ]
    columns = ["unit_id", "population", "registered_share", "lon", "lat"]
    pd.DataFrame(places, columns=columns).assign(milieu="rural").to_csv(
        folder / "population.csv", index=False
    )
    _sites().to_csv(folder / "services.csv", index=False)
    pd.DataFrame(
        [(code, kind, "complete") for code in (T1, T2, T3) for kind in KINDS],
        columns=["territory_id", "kind", "status"],
    ).to_csv(folder / "coverage.csv", index=False)
    return walk(read_study(folder / "etude.toml"))


def _sites() -> pd.DataFrame:
    rows = [
        ("c1", "CLSC du Nord", "clsc", 4.0, None, 0.05, 46.20, 1.0, "in_person"),
        ("c2", "CLSC du Sud", "clsc", 2.0, None, 0.15, 46.10, 1.0, "in_person"),
        ("c3", "CLSC du Centre", "clsc", None, None, 0.30, 46.15, 1.0, "in_person"),
        ("g1", "GMF du Pont", "gmf", 3.0, None, 0.08, 46.12, 1.0, "in_person"),
        ("g2", "GMF du Lac", "gmf", 1.5, None, 0.25, 46.18, 1.0, "in_person"),
        ("g3", "GMF de la Côte", "gmf", 2.0, None, 0.50, 46.15, 1.0, "in_person"),
        ("g4", "GMF du Quai", "gmf", None, None, 0.55, 46.12, 1.0, "in_person"),
        ("o1", "Groupe du Quartier", "community", None, 1.0, 0.45, 46.12, 1.0, "in_person"),
        ("b1", "Bibliothèque", "library", 0.4, None, 0.35, 46.12, 0.4, "in_person"),
        ("v1", "Ligne", "clsc", 2.5, None, 0.52, 46.14, 1.0, "virtual"),
    ]
    columns = ["service_id", "name", "kind", "fte_ts", "fte_other", "lon", "lat", "open_share",
               "mode"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(lon=frame["lon"] + WEST)
