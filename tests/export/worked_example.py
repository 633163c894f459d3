"""The worked example of the definitions, by hand: three square territories near Montréal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, box

from territory.costs import CostTable
from territory.gaps.norm import Norm
from territory.study.model import Study, StudyFile
from territory.study.result import Result
from territory.tables import Tables
from territory.tables.dictionary import GAPS_COLUMNS, names
from territory.tables.kinds import KIND_COLUMNS
from territory.tables.needs import need

BLANK = float("nan")


def _study(*, demonstration: bool) -> Study:
    file = StudyFile.model_validate(
        {
            "study": {
                "name": "example",
                "title": "Exemple chiffré",
                "title_en": "Worked example",
                "demonstration": demonstration,
            },
            "territories": [{"reader": "layer", "path": "mrc.gpkg", "level": "mrc"}],
            "population": [{"reader": "table", "path": "units.csv", "catalogue": "m02_2022"}],
            "services": [{"reader": "table", "path": "sites.csv"}],
        }
    )
    return Study(file=file, path=Path("/somewhere/example.toml"), data_dir=Path("/somewhere/data"))


def _territories() -> gpd.GeoDataFrame:
    rows = [
        ("MRC:91", "Exemple A", -73.9),
        ("MRC:92", "Exemple B", -73.7),
        ("MRC:93", "Exemple C", -73.5),
    ]
    return gpd.GeoDataFrame(
        {
            "territory_id": [code for code, _, _ in rows],
            "name": [name for _, name, _ in rows],
            "level": "mrc",
            "parent_id": None,
            "self_governed": False,
            "vintage": "2021",
            "source": "mrc.gpkg",
        },
        geometry=[box(west, 45.4, west + 0.2, 45.6) for _, _, west in rows],
        crs="EPSG:4326",
    )


def _units() -> gpd.GeoDataFrame:
    rows = [
        ("u1", 6000, "urban", -73.85, 5, "s1", True, 10.947021, 10.321101, 10.821837, "served", "MRC:91"),
        ("u2", 4000, "rural", -73.71, 10, "s3", True, 8.468481, 7.54801, 8.19234, "served", "MRC:91;MRC:92"),
        ("u3", 8000, "rural", -73.6, 12, "s3", True, 1.280641, 0.360169, 0.912452, "served", "MRC:92"),
        ("u4", 2000, "rural", -73.45, 25, "s4", True, 1, 1, 1, "served", "MRC:93"),
        ("u5", 3000, "rural", -73.35, 45, "s4", False, 0, 0, 0, "no_provider_in_range", "MRC:93"),
        ("u6", 500, "rural", BLANK, BLANK, None, None, BLANK, BLANK, BLANK, "no_coordinates", "MRC:92"),
    ]  # fmt: skip
    columns = [
        "unit_id",
        "population",
        "milieu",
        "lon",
        "nearest_cost",
        "nearest_service_id",
        "reached",
        "access_registered",
        "access_nonregistered",
        "access",
        "status",
        "mrc_id",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(1, "name", "Unité " + frame["unit_id"])
    frame.insert(5, "lat", [45.5] * 5 + [BLANK])
    frame["reached"] = frame["reached"].astype("boolean")
    frame["scores"] = [1.0, 5.0, BLANK, 2.0, 4.0, BLANK]
    shapes = [Point(x, 45.5) for x in frame["lon"].dropna()] + [None]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def _services() -> gpd.GeoDataFrame:
    rows = [
        ("s1", "CLSC Exemple", "clsc", "public", 6, 3, 1, 0, "in_person", "open", 1, True, 9.0, None),
        ("s2", "GMF Exemple", "gmf", "public", 1, 0, 0, 0, "in_person", "required", 1, False, 1.0, None),
        ("s3", "Groupe Exemple", "community", "community", 0.5, 0, 0, 0, "in_person", "open", 1, True, 0.5, None),
        ("s4", "Bibliothèque Exemple", "library", "municipal", 0.2, 0, 0, 0, "in_person", "open", 0.2, True, 0.2, None),
        ("s5", "Ligne virtuelle", "community", "community", 3, 0, 0, 0, "virtual", "open", 1, False, 0.0, "virtuel"),
    ]  # fmt: skip
    columns = [
        "service_id",
        "name",
        "kind",
        "sector",
        "fte_ts",
        "fte_tts",
        "fte_oc",
        "fte_other",
        "mode",
        "registration",
        "open_share",
        "door",
        "supply",
        "excluded",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    roles = ["fte_ts", "fte_tts", "fte_oc", "fte_other"]
    frame[roles] = frame[roles].astype(float)
    frame.insert(8, "fte", frame[roles].sum(axis=1))
    frame["address_precision"] = "address"
    frame["source"], frame["vintage"] = "sites.csv", "2021"
    points = [Point(x, 45.5) for x in (-73.84, -73.68, -73.62, -73.42)] + [None]
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def _gaps() -> pd.DataFrame:
    common = {
        "norm": "example",
        "rank_low": 0,
        "rank_high": 0,
        "coarse_people": 0.0,
        "fte_virtual": 0,
        "completeness": 1.0,
        "class_reason": "",
    }
    rows = [
        {
            "territory_id": "MRC:93", "name": "Exemple C", "population": 5000,
            "population_covered": 5000, "class": "desert", "presence": 1, "presence_test": "own",
            "reach_share": 0.4, "reach_low": 0.4, "reach_high": 0.4, "people_beyond_reach": 3000,
            "nearest_cost_median": 45, "fte": 0.2, "fte_per_10k": 0.4, "access_mean": 0.4,
            "access_p10": 0, "access_p90": 1, "access_registered": 0.4, "access_nonregistered": 0.4,
            "rank": 1, "fte_shortfall": 0.9630434782608696, "fte_shortfall_floor": 0.963043478,
            "flags": "pocket;small_numbers", "reach_test": "fail", "intensity_test": "fail",
            "class_nonregistered": "desert", "desert_form": "remote",
        },
        {
            "territory_id": "MRC:92", "name": "Exemple B", "population": 9500,
            "population_covered": 9000, "class": "underserved", "presence": 1,
            "presence_test": "own", "reach_share": 1.0, "reach_low": 0.9473684210526315,
            "reach_high": 1, "people_beyond_reach": 0, "nearest_cost_median": 12, "fte": 1.5,
            "fte_per_10k": 1.5789473684210527, "access_mean": 1.721328888,
            "access_p10": 0.912452, "access_p90": 8.19234, "access_registered": 2.195457,
            "access_nonregistered": 0.97627, "rank": 2, "fte_shortfall": 0.544282,
            "fte_shortfall_floor": 1.130908, "flags": "small_numbers", "reach_test": "pass",
            "intensity_test": "fail", "class_nonregistered": "underserved", "desert_form": None,
        },
        {
            "territory_id": "MRC:91", "name": "Exemple A", "population": 9000,
            "population_covered": 9000, "class": "served", "presence": 1, "presence_test": "own",
            "reach_share": 1.0, "reach_low": 1, "reach_high": 1, "people_beyond_reach": 0,
            "nearest_cost_median": 5, "fte": 9, "fte_per_10k": 10, "access_mean": 9.945338,
            "access_p10": 8.19234, "access_p90": 10.821837, "access_registered": 10.192683,
            "access_nonregistered": 9.132633, "rank": 3, "fte_shortfall": 0,
            "fte_shortfall_floor": 0, "flags": "", "reach_test": "pass", "intensity_test": "pass",
            "class_nonregistered": "served", "desert_form": None,
        },
    ]  # fmt: skip
    frame = pd.DataFrame([{**common, **row} for row in rows])
    for column in ("rank", "rank_low", "rank_high"):
        frame[column] = frame["rank"].astype("Int64")
    return frame[names(GAPS_COLUMNS)]


def _kinds() -> pd.DataFrame:
    """Return two kinds of the example: the CLSC is in A alone, the GMF in B alone."""
    rows = [
        ("MRC:91", "Exemple A", "clsc", 1, 1, 9, 10, 0, 0, 1, 0, 5, 9.219929, "complete"),
        ("MRC:91", "Exemple A", "gmf", BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, 1, 0, 8, 0.6, "partial"),
        ("MRC:92", "Exemple B", "gmf", 1, 0, 1, 1.052632, 1, 0, 1, 0, 5, 0.6, "partial"),
        ("MRC:93", "Exemple C", "clsc", 0, 0, 0, 0, 0, 0, 0, 5000, BLANK, 0, "complete"),
        ("MRC:93", "Exemple C", "gmf", BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, "absent"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names(KIND_COLUMNS))


def _needs() -> pd.DataFrame:
    rows = [
        ("MRC:91", "Exemple A", 21 / 9, 9000.0),
        ("MRC:92", "Exemple B", 5.0, 1000.0),
        ("MRC:93", "Exemple C", 3.2, 5000.0),
    ]
    return pd.DataFrame(rows, columns=["territory_id", "name", "scores", "scores_people"])


def worked_example(*, demonstration: bool = False) -> Result:
    """Return the example's result, as a walk would give it."""
    units, services = _units(), _services()
    return Result(
        study=_study(demonstration=demonstration),
        norm=Norm(name="example", title_fr="Norme d'exemple", title_en="Example norm"),
        intensity_norm=2.326087,
        tables=Tables(
            territories={"mrc": _territories()},
            population=units,
            services=services,
            membership=pd.DataFrame(),
            coverage=pd.DataFrame(),
        ),
        costs=CostTable.from_pairs(["u1"], ["s1"], [5.0]),
        units=units,
        services=services,
        gaps={"mrc": _gaps()},
        kinds={"mrc": _kinds()},
        needs={"mrc": _needs()},
        need_columns=(need("scores", "=scores.csv"),),
        rejected={
            "population": pd.DataFrame(
                {
                    "source": ["units.csv"], "line": [9], "id": ["u8"],
                    "reason": ["La population est négative."],
                    "reason_en": ["The population is negative."],
                }
            ),
        },
        record={
            "inputs": [{"path": "/somewhere/data/units.csv", "sha256": "0" * 64, "rows": 7}],
            "counts": {"population": {"read": 7, "kept": 6, "rejected": 1}},
            "unassigned": {"mrc": 0.0},
            "timings": {"walk": 0.01},
            "versions": {"python": "3.11"},
            "travel": {"method": "straight_line", "detour": 1.3},
        },
    )  # fmt: skip


def renamed(result: Result, name: str) -> Result:
    """Return the result with another name for its first territory."""
    rows = result.gaps["mrc"].copy()
    rows.loc[0, "name"] = name
    return replace(result, gaps={"mrc": rows})
