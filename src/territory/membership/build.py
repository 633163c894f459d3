"""Building the membership table: stated codes first, then geometry, then what lies just outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd

from territory.codes import NESTED_WIDTHS, ancestor
from territory.membership.place import place_points, place_polygons

_COLUMNS = ("subject", "subject_id", "territory_id", "level", "share", "method")


def stated(
    subjects: pd.DataFrame, id_column: str, code_column: str, known: pd.Index
) -> pd.DataFrame:
    """Return one whole share per subject whose stated code is a known territory."""
    codes = subjects[code_column].astype("object")
    valid = codes.isin(known)
    return pd.DataFrame(
        {
            "subject_id": subjects.loc[valid, id_column].to_numpy(),
            "territory_id": codes[valid].to_numpy(),
            "share": 1.0,
            "method": "stated",
        }
    )


def build_membership(
    territories: Mapping[str, gpd.GeoDataFrame],
    population: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    *,
    whole_above: float = 0.95,
    snap_km: float = 0.0,
    spatial: Collection[str] = (),
) -> pd.DataFrame:
    """Return the membership of every unit and site at every level.

    A unit's stated code (a column ``<level>_id``) is taken at its word, unless the level is in
    ``spatial``; units without one are placed by their geometry, polygons by area, points within.
    Sites are placed by their coordinates, else by their stated code (``stated_<level>_id``).
    What is left joins the nearest territory within ``snap_km``, unless a finer sociosanitary
    code would contradict the coarser one it is already in (a partial layer has missing
    neighbours, and the nearest drawn is then not the right one).

    Parameters
    ----------
    territories : Mapping of level key to GeoDataFrame
    population, services : GeoDataFrame
    whole_above, snap_km : float
        See `place_polygons` and `place_points`.
    spatial : collection of str
        Levels where geometry wins over stated codes.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject, subject_id, territory_id, level, share, method``.
    """
    parts: list[pd.DataFrame] = []
    for level in sorted(territories, key=lambda key: NESTED_WIDTHS.get(key, 0)):
        table = territories[level]
        units = _units(level, table, population, whole_above, level in spatial)
        sites = _sites(level, table, services)
        for subject, placed, everyone, key in (
            ("unit", units, population, "unit_id"),
            ("service", sites, services, "service_id"),
        ):
            near = _snapped(placed, everyone, key, table, snap_km)
            near = _agreeing(near, level, subject, parts)
            both = pd.concat([part for part in (placed, near) if len(part)] or [placed])
            parts.append(both.assign(subject=subject, level=level))
    return pd.concat(parts, ignore_index=True).loc[:, list(_COLUMNS)]


def _units(
    level: str,
    table: gpd.GeoDataFrame,
    population: gpd.GeoDataFrame,
    whole_above: float,
    spatial: bool,
) -> pd.DataFrame:
    known = pd.Index(table["territory_id"])
    column = f"{level}_id"
    by_code = pd.DataFrame(columns=["subject_id", "territory_id", "share", "method"])
    if column in population and not spatial:
        by_code = stated(population, "unit_id", column, known)
    left = population.loc[_absent(population["unit_id"], by_code["subject_id"])]
    left = left.loc[~(left.geometry.isna() | left.geometry.is_empty)]
    is_point = left.geometry.geom_type == "Point"
    points, polygons = left.loc[is_point], left.loc[~is_point]
    parts = [by_code]
    if len(points):
        parts.append(place_points(points["unit_id"], points.geometry, table))
    if len(polygons):
        parts.append(
            place_polygons(polygons["unit_id"], polygons.geometry, table, whole_above=whole_above)
        )
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _sites(level: str, table: gpd.GeoDataFrame, services: gpd.GeoDataFrame) -> pd.DataFrame:
    placed = place_points(services["service_id"], services.geometry, table)
    column = f"stated_{level}_id"
    if column not in services:
        return placed
    left = services.loc[_absent(services["service_id"], placed["subject_id"])]
    by_code = stated(left, "service_id", column, pd.Index(table["territory_id"]))
    return pd.concat([part for part in (placed, by_code) if len(part)] or [placed])


def _absent(ids: pd.Series, placed: pd.Series) -> pd.Series:
    """Return which identifiers are not among those placed."""
    found = pd.Index(placed.astype(object)).unique().get_indexer(pd.Index(ids.astype(object)))
    return pd.Series(found < 0, index=ids.index)


def _snapped(
    placed: pd.DataFrame,
    everyone: gpd.GeoDataFrame,
    key: str,
    table: gpd.GeoDataFrame,
    snap_km: float,
) -> pd.DataFrame:
    """Return the nearest territory of the points that are in none."""
    geometry = everyone.geometry
    left = _absent(everyone[key], placed["subject_id"]) & (geometry.geom_type == "Point")
    left &= ~geometry.is_empty.fillna(value=True)
    if snap_km <= 0 or not left.any():
        return placed.head(0)
    points = everyone.loc[left]
    return place_points(points[key], points.geometry, table, snap_km=snap_km)


def _agreeing(
    near: pd.DataFrame, level: str, subject: str, coarser: list[pd.DataFrame]
) -> pd.DataFrame:
    """Keep the snapped rows that no coarser sociosanitary membership contradicts."""
    if level not in NESTED_WIDTHS or not len(near):
        return near
    keep = pd.Series(data=True, index=near.index)
    for part in coarser:
        above = str(part["level"].iloc[0]) if len(part) else ""
        if above not in NESTED_WIDTHS or part["subject"].iloc[0] != subject:
            continue
        known = part.sort_values("share", ascending=False).drop_duplicates("subject_id")
        stated_above = near["subject_id"].map(known.set_index("subject_id")["territory_id"])
        keep &= stated_above.isna() | (ancestor(near["territory_id"], above) == stated_above)
    return near.loc[keep.to_numpy(bool)]
