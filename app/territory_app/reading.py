"""Read one file of a results folder, and say in one sentence what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyproj import Transformer

from territory.tables.words import CLASSES
from territory.text import N_
from territory_app.errors import ResultsError
from territory_app.record import check_files, check_record
from territory_app.soundness import (
    NO_SHAPE,
    check_ids,
    check_layer,
    check_numbers,
    check_words,
    readable,
)

NOT_RESULTS = N_(
    "Le dossier {folder} ne contient pas de résultats ({file} manque); donnez le dossier écrit "
    "par « territory run ... -o DOSSIER »."
)
UNREADABLE = N_("Le fichier {path} ne se lit pas : {fault}.")
GAPS_REQUIRED = (
    "territory_id",
    "name",
    "population",
    "population_covered",
    "class",
    "presence",
    "presence_test",
    "reach_share",
    "people_beyond_reach",
    "nearest_cost_median",
    "fte_per_10k",
    "access_mean",
    "access_registered",
    "access_nonregistered",
    "rank",
    "rank_low",
    "rank_high",
    "flags",
)
UNITS_REQUIRED = ("unit_id", "population", "lon", "lat", "nearest_cost", "nearest_service_id")
SERVICES_REQUIRED = ("service_id", "name", "kind")
GAPS_TEXT = (
    "territory_id",
    "name",
    "class",
    "presence_test",
    "flags",
    "norm",
    "reach_test",
    "intensity_test",
    "class_nonregistered",
    "desert_form",
)


GAPS_NUMBERS = (
    "population",
    "population_covered",
    "presence",
    "reach_share",
    "reach_low",
    "reach_high",
    "people_beyond_reach",
    "nearest_cost_median",
    "fte",
    "fte_per_10k",
    "access_mean",
    "access_p10",
    "access_p90",
    "access_registered",
    "access_nonregistered",
    "rank",
    "rank_low",
    "rank_high",
    "fte_shortfall",
    "fte_shortfall_floor",
    "coarse_people",
    "fte_virtual",
    "completeness",
)
UNITS_NUMBERS = ("population", "lon", "lat", "nearest_cost", "access")
SERVICES_NUMBERS = ("fte", "supply", "open_share")


def read_record(out: Path) -> dict[str, Any]:
    """Read ``run.json``.

    Raises
    ------
    ResultsError
        When the folder is not one a run wrote.
    """
    path = out / "run.json"
    if not path.is_file():
        raise ResultsError(NOT_RESULTS, folder=str(out), file="run.json")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise ResultsError(
            N_("Le fichier {path} ne se lit pas : {fault}."), path=str(path), fault=str(fault)
        ) from None
    if not isinstance(record, dict) or not record.get("levels"):
        raise ResultsError(N_("Le fichier {path} ne nomme aucun niveau."), path=str(path))
    check_record(path, record)
    check_files(out, record)
    return record


def results_file(out: Path, stem: str, suffix: str, *, demonstration: bool) -> Path:
    """Return the path of a results file, whose name says demo in the demonstration.

    Raises
    ------
    ResultsError
        When the folder has no such file.
    """
    name = f"{stem}{'_demo' if demonstration else ''}{suffix}"
    path = out / name
    if not path.is_file():
        raise ResultsError(NOT_RESULTS, folder=str(out), file=name)
    return path


def read_gaps(path: Path) -> pd.DataFrame:
    """Read ``gaps_<level>.csv``, sorted by territory id, with ``beyond_share`` added."""
    frame = _read_table(path, GAPS_REQUIRED, text=GAPS_TEXT, numbers=GAPS_NUMBERS)
    check_ids(frame, path, "territory_id")
    check_words(frame, path, "class", CLASSES)
    frame = frame.sort_values("territory_id", kind="stable", ignore_index=True)
    frame["beyond_share"] = 1.0 - frame["reach_share"]
    return frame


def read_units(path: Path, levels: Iterable[str]) -> pd.DataFrame:
    """Read ``access_units.csv``; each level's column is renamed to the level's key.

    A unit shared by several territories lists them largest share first; the first is kept.
    """
    keys = list(levels)
    text = ("unit_id", "name", "nearest_service_id", *keys, *(f"{key}_id" for key in keys))
    frame = _read_table(path, UNITS_REQUIRED, text=text, numbers=UNITS_NUMBERS)
    check_ids(frame, path, "unit_id")
    frame = frame.rename(columns={f"{key}_id": key for key in keys if key not in frame})
    for key in keys:
        if key not in frame:
            frame[key] = ""
        frame[key] = frame[key].str.partition(";")[0].str.strip()
    return frame


def check_level(path: Path, layer: str, ids: Iterable[str], table: str) -> None:
    """Refuse a layer that is absent, or does not draw the territories of its table."""
    _check_layer(path, layer)
    check_layer(path, layer, ids, table)


def read_services(path: Path) -> pd.DataFrame:
    """Read the ``services`` layer as a table with ``lon`` and ``lat``; sites without a place go."""
    frame = read_layer(path, "services")
    missing = [name for name in SERVICES_REQUIRED if name not in frame]
    if missing:
        raise ResultsError(
            N_("La couche services de {path} n'a pas la colonne {column}."),
            path=str(path),
            column=missing[0],
        )
    check_numbers(frame, path, SERVICES_NUMBERS)
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(4326)
    table = pd.DataFrame(placed.drop(columns=placed.geometry.name))
    table["lon"] = placed.geometry.x
    table["lat"] = placed.geometry.y
    return table.reset_index(drop=True)


def read_plain(path: Path, required: tuple[str, ...]) -> pd.DataFrame:
    """Read a table that asks for no more than its ``required`` columns, ids as text."""
    return _read_table(path, required, text=("territory_id", "name", "kind", "level", "status"))


def read_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Read one layer of ``study.gpkg``."""
    _check_layer(path, layer)
    with readable(path):
        return pyogrio.read_dataframe(path, layer=layer)


def layer_bounds(path: Path, layer: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a layer, in degrees, without reading its shapes."""
    _check_layer(path, layer)
    with readable(path):
        about = pyogrio.read_info(path, layer=layer, force_total_bounds=True)
        if about["total_bounds"] is None or not np.isfinite(about["total_bounds"]).all():
            raise ResultsError(NO_SHAPE, layer=layer, path=str(path))
        to_degrees = Transformer.from_crs(about["crs"], 4326, always_xy=True)
        west, south, east, north = to_degrees.transform_bounds(*about["total_bounds"])
    return west, south, east, north


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_layer(path: Path, layer: str) -> None:
    with readable(path):
        layers = {name for name, _ in pyogrio.list_layers(path)}
    if layer not in layers:
        raise ResultsError(
            N_("Le fichier {path} n'a pas la couche {layer}."), path=str(path), layer=layer
        )


def _read_table(
    path: Path, required: tuple[str, ...], *, text: Iterable[str], numbers: Iterable[str] = ()
) -> pd.DataFrame:
    try:
        header = pd.read_csv(path, encoding="utf-8-sig", nrows=0).columns
        words = [name for name in text if name in header]
        frame = pd.read_csv(path, encoding="utf-8-sig", dtype=dict.fromkeys(words, "str"))
    except (OSError, ValueError) as fault:
        raise ResultsError(
            N_("Le fichier {path} ne se lit pas : {fault}."), path=str(path), fault=str(fault)
        ) from None
    missing = [name for name in required if name not in frame]
    if missing:
        raise ResultsError(
            N_("Le fichier {path} n'a pas la colonne {column}."), path=str(path), column=missing[0]
        )
    frame[words] = frame[words].fillna("")
    check_numbers(frame, path, numbers)
    return frame
