"""The worked example of the definitions as a whole study, walked: u2 is shared by A and B."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territory.study import Walk, read_study, walk

STUDY = """\
[study]
name = "exemple"
title = "Exemple chiffré"
title_en = "Worked example"
data_dir = "."
[[territories]]
level = "clsc"
reader = "territories"
path = "clsc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
[[coverage]]
reader = "coverage"
path = "coverage.csv"
[travel]
method = "table"
table = "minutes.csv"
"""
A, B, C = "CLSC:99991", "CLSC:99992", "CLSC:99993"
KINDS = ("clsc", "gmf", "community", "library", "outreach")
MINUTES = {
    "s1": {"u1": 5, "u2": 14, "u3": 35, "u4": 55},
    "s2": {"u1": 12, "u2": 8, "u3": 5},
    "s3": {"u1": 25, "u2": 10, "u3": 12},
    "s4": {"u4": 25, "u5": 45},
}
BLANK = float("nan")


def example_walk(folder: Path) -> Walk:
    """Write the example's files in a folder and walk it."""
    (folder / "etude.toml").write_text(STUDY, encoding="utf-8")
    gpd.GeoDataFrame(
        {"territory_id": [A, B, C], "name": ["Exemple A", "Exemple B", "Exemple C"]},
        geometry=[shapely.box(west, 45.4, west + 0.2, 45.6) for west in (-73.9, -73.7, -73.5)],
        crs=4326,
    ).to_file(folder / "clsc.gpkg")
    _units().to_csv(folder / "population.csv", index=False)
    _sites().to_csv(folder / "services.csv", index=False)
    pd.DataFrame(
        [(code, kind, "complete") for code in (A, B, C) for kind in KINDS],
        columns=["territory_id", "kind", "status"],
    ).to_csv(folder / "coverage.csv", index=False)
    pd.DataFrame(
        [(unit, site, cost) for site, row in MINUTES.items() for unit, cost in row.items()],
        columns=["from_id", "to_id", "travel_time"],
    ).to_csv(folder / "minutes.csv", index=False)
    whole = walk(read_study(folder / "etude.toml"))
    rows = whole.tables.membership
    split = (rows["subject"] == "unit") & (rows["subject_id"] == "u2")
    parts = rows.loc[split].assign(territory_id=A, share=0.75)
    other = parts.assign(territory_id=B, share=0.25)
    shared = pd.concat([rows.loc[~split], parts, other], ignore_index=True)
    tables = replace(whole.tables, membership=shared)
    return Walk(whole.study, whole.gathered, tables, whole.terms)


def _units() -> pd.DataFrame:
    rows = [
        ("u1", 6000, 0.8, "urban", -73.85, A),
        ("u2", 4000, 0.7, "rural", -73.71, A),
        ("u3", 8000, 0.6, "rural", -73.6, B),
        ("u4", 2000, 0.5, "rural", -73.45, C),
        ("u5", 3000, 0.5, "rural", -73.35, C),
        ("u6", 500, BLANK, "rural", BLANK, B),
    ]
    columns = ["unit_id", "population", "registered_share", "milieu", "lon", "clsc_id"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(lat=np.where(frame["lon"].isna(), BLANK, 45.5))


def _sites() -> pd.DataFrame:
    rows = [
        ("s1", "CLSC Exemple", "clsc", 6, 3, 1, BLANK, "open", 1, "in_person", -73.84),
        ("s2", "GMF Exemple", "gmf", 1, BLANK, BLANK, BLANK, "required", 1, "in_person", -73.61),
        ("s3", "Groupe Exemple", "community", BLANK, BLANK, BLANK, 0.5, "open", 1, "in_person",
         -73.64),
        ("s4", "Bibliothèque Exemple", "library", 0.2, BLANK, BLANK, BLANK, "open", 0.2,
         "in_person", -73.42),
        ("s5", "Ligne virtuelle", "clsc", 3, BLANK, BLANK, BLANK, "open", 1, "virtual", -73.43),
    ]  # fmt: skip
    columns = [
        "service_id", "name", "kind", "fte_ts", "fte_tts", "fte_oc", "fte_other", "registration",
        "open_share", "mode", "lon",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(lat=45.5, sector="public")
