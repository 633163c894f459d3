"""First Nations and Inuit territories, and places without a road: two editable lists."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from territory.errors import InputError
from territory.places import bundled
from territory.study.file import resolve
from territory.study.model import Study


def _codes(path: Path, column: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype="str", comment="#")
    except (ValueError, OSError) as fault:
        raise InputError(
            "Le fichier {path} ne se lit pas : {fault}.", path=path.name, fault=str(fault)
        ) from None
    if column not in table:
        raise InputError(
            "Le fichier {path} n'a pas de colonne « {column} ».", path=path.name, column=column
        )
    return table


def mark_self_governed(
    study: Study, territories: dict[str, gpd.GeoDataFrame], population: gpd.GeoDataFrame
) -> None:
    """Mark the self-governed territories and units, except those whose community opted in.

    The list is editable (``self_governed.list``); the opt-in file holds the communities' own
    decisions. Units are marked by their code or their municipality's.
    """
    rules = study.file.self_governed
    path = (
        bundled("data", "self_governed.csv")
        if rules.list == "bundled"
        else resolve(study, rules.list)
    )
    listed = set(_codes(path, "territory_id")["territory_id"])
    opted = set()
    if rules.opt_in is not None:
        opted = set(_codes(resolve(study, rules.opt_in), "territory_id")["territory_id"])
    for table in territories.values():
        ids = table["territory_id"]
        table["self_governed"] = (table["self_governed"] | ids.isin(listed)) & ~ids.isin(opted)
    codes = population[["unit_id", "municipality_id"]]
    within = codes.isin(listed).any(axis=1)
    released = codes.isin(opted).any(axis=1)
    for column in [c for c in population.columns if c.endswith("_id") and c != "unit_id"]:
        released |= population[column].isin(opted)
    population["self_governed"] = (population["self_governed"] | within) & ~released


def road_links(population: gpd.GeoDataFrame) -> None:
    """Fill unknown road links from the editable list of places without a road."""
    listed = _codes(bundled("data", "road_links.csv"), "municipality_id")
    known = listed.drop_duplicates("municipality_id").set_index("municipality_id")["road_link"]
    stated = population["municipality_id"].map(known)
    unknown = population["road_link"] == "unknown"
    population["road_link"] = population["road_link"].mask(unknown & stated.notna(), stated)
