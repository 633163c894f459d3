"""A study's own referees: facilities that state their codes, whatever their mission."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd

from territory.codes import LEVELS
from territory.membership import Quality, crosswalk_quality, place_points
from territory.places import bundled
from territory.sources import load_catalogue, read
from territory.sources.catalogue import SourceInfo
from territory.study.file import resolve
from territory.study.gather import Gathered
from territory.study.model import Study

REFEREE = "m02"


def official_names() -> dict[str, pd.Series]:
    """Return the names of the official territories by code: MRC, RLS and CLSC.

    They exist whether or not a layer draws them (131 of 166 CLSC are drawn).
    """
    columns = {
        "mrc": ("mrc_facts.csv", "code_sda", "nom"),
        "rls": ("rls_facts.csv", "RLS_code", "RLS_nom"),
        "clsc": ("clsc_facts.csv", "clsc_code", "name"),
    }
    names = {}
    for level, (file, code, name) in columns.items():
        frame = pd.read_csv(bundled("data", "facts", file), dtype=str)
        ids = LEVELS[level].prefix + ":" + frame[code]
        names[level] = pd.Series(frame[name].to_numpy(dtype=object), index=ids.to_numpy())
    return names


def undrawn_named(gathered: Gathered) -> dict[str, list[str]]:
    """Return the official codes that people state or are shared to and that no layer draws."""
    found = {}
    for level, names in official_names().items():
        if level not in gathered.territories:
            continue
        said = [gathered.shares["territory_id"]] if len(gathered.shares) else []
        column = f"{level}_id"
        said += [gathered.population[column]] if column in gathered.population else []
        drawn = gathered.territories[level]["territory_id"]
        left = names.index[~names.index.isin(drawn)]
        there = left[left.isin(pd.concat(said))] if said else left[:0]
        if len(there):
            found[level] = list(there)
    return found


def without_limits(
    gathered: Gathered, membership: pd.DataFrame, undrawn: Mapping[str, Collection[str]]
) -> dict[str, tuple[int, float]]:
    """Return, per level, how many territories known by code alone have people, and how many.

    Parameters
    ----------
    gathered : Gathered
    membership : pandas.DataFrame
        Built with ``undrawn``.
    undrawn : Mapping of level key to collection of str
        From `undrawn_named`.
    """
    people = gathered.population.set_index("unit_id")["population"].astype(float)
    told = {}
    for level, codes in undrawn.items():
        rows = membership.loc[(membership["subject"] == "unit") & (membership["level"] == level)]
        rows = rows.loc[rows["territory_id"].isin(list(codes))]
        counts = rows["share"].astype(float) * rows["subject_id"].map(people)
        rows = rows.loc[counts > 0]
        if len(rows):
            told[level] = (rows["territory_id"].nunique(), float(counts.sum()))
    return told


def referees(study: Study) -> gpd.GeoDataFrame | None:
    """Return every facility of the study's M02 files, doors or not; None without such a file."""
    catalogue = load_catalogue()
    parts = []
    for given in study.file.services:
        if given.reader != REFEREE:
            continue
        meta = catalogue.get(given.catalogue or "") or SourceInfo(
            "", given.path, given.path, "", "", "", "supply", ""
        )
        path = resolve(study, given.path, given.catalogue)
        files = {name: resolve(study, value) for name, value in given.files.items()}
        options = {**given.options, "selection": "all"}
        reading = read("services", REFEREE, path, meta=meta, files=files, options=options)
        parts.append(gpd.GeoDataFrame(reading.table))
    if not parts:
        return None
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def qualities(
    sites: gpd.GeoDataFrame, territories: Mapping[str, gpd.GeoDataFrame], levels: Collection[str]
) -> list[Quality]:
    """Return what facilities say of the limits of each level they state a code of.

    Facilities are placed by their coordinates alone, without any tolerance.
    """
    found = []
    for level in levels:
        column = f"stated_{level}_id"
        if level not in territories or column not in sites or not sites[column].notna().any():
            continue
        table = territories[level]
        rows = place_points(sites["service_id"], sites.geometry, table)
        rows = rows.assign(subject="service", level=level)
        found.append(crosswalk_quality(sites, rows, level, drawn=set(table["territory_id"])))
    return found
