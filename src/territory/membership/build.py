"""Building the membership table: stated codes, then tables of shares, then geometry."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import geopandas as gpd
import pandas as pd

from territory.codes import NESTED_WIDTHS, ancestor
from territory.membership.land import on_land
from territory.membership.place import COLUMNS, place_points, place_polygons

_NONE = pd.DataFrame(columns=list(COLUMNS))
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
    shares: pd.DataFrame | None = None,
    land: gpd.GeoSeries | None = None,
    undrawn: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Return the membership of every unit and site at every level.

    A unit's stated code (a column ``<level>_id``) is taken at its word, unless the level is in
    ``spatial``; then come the shares of a table of correspondences; units with neither are
    placed by their geometry, points within, polygons by their area on land as the last resort.
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
        Levels where geometry wins over stated codes and tables.
    shares : pandas.DataFrame, optional
        Membership rows of units (`unit_shares`). What they leave of a unit is residual.
    land : geopandas.GeoSeries, optional
        Land polygons; shares by area are then of land only.
    undrawn : Mapping of level key to collection of str, optional
        Codes of territories that exist but that no layer draws: stated codes and shares may
        name them.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject, subject_id, territory_id, level, share, method``.
    """
    parts: list[pd.DataFrame] = []
    population = population if land is None else _dry(population, land)
    for level in sorted(territories, key=lambda key: NESTED_WIDTHS.get(key, 0)):
        table = territories[level]
        known = pd.Index(table["territory_id"]).union(pd.Index((undrawn or {}).get(level, ())))
        trusted = level not in spatial
        sure, unsure = _by_certainty(shares if trusted else None, level)
        by_code = _stated_units(level, known, population) if trusted else _NONE
        by_table = _new(sure, by_code, known)
        told = pd.concat([by_code["subject_id"], sure["subject_id"]])
        left = population.loc[_absent(population["unit_id"], told)]
        drawn = _drawn_units(table, left, whole_above)
        units = _stacked([by_code, by_table, drawn])
        units = _stacked([units, _agreeing(_new(unsure, units, known), level, "unit", parts)])
        sites = _sites(level, table, services)
        for subject, placed, everyone, key in (
            ("unit", units, population, "unit_id"),
            ("service", sites, services, "service_id"),
        ):
            free = left if subject == "unit" else everyone
            near = _snapped(placed, free, key, table, snap_km)
            near = _agreeing(near, level, subject, parts)
            both = _stacked([placed, near])
            parts.append(both.assign(subject=subject, level=level))
    return pd.concat(parts, ignore_index=True).loc[:, list(_COLUMNS)]


def _stated_units(level: str, known: pd.Index, population: gpd.GeoDataFrame) -> pd.DataFrame:
    column = f"{level}_id"
    return stated(population, "unit_id", column, known) if column in population else _NONE


def _by_certainty(shares: pd.DataFrame | None, level: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the shares of a level: those about the unit, and those about what is near it."""
    if shares is None:
        return _NONE, _NONE
    rows = shares.loc[shares["level"] == level]
    near = rows["near"].astype(bool) if "near" in rows else pd.Series(False, index=rows.index)
    return rows.loc[~near], rows.loc[near]


def _new(rows: pd.DataFrame, placed: pd.DataFrame, known: pd.Index) -> pd.DataFrame:
    """Return the shares of units not placed yet, in territories known."""
    kept = rows["territory_id"].isin(known) & _absent(rows["subject_id"], placed["subject_id"])
    return rows.loc[kept, list(COLUMNS)]


def _dry(population: gpd.GeoDataFrame, land: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Return the population with its polygons kept to land."""
    shapes = population.geometry.copy()
    drawn = shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    if drawn.any():
        shapes[drawn] = on_land(shapes[drawn], land)
    return population.set_geometry(shapes)


def _drawn_units(
    table: gpd.GeoDataFrame, left: gpd.GeoDataFrame, whole_above: float
) -> pd.DataFrame:
    """Return the shares of units by their geometry: points within, polygons by area."""
    left = left.loc[~(left.geometry.isna() | left.geometry.is_empty)]
    is_point = left.geometry.geom_type == "Point"
    points, polygons = left.loc[is_point], left.loc[~is_point]
    parts = []
    if len(points):
        parts.append(place_points(points["unit_id"], points.geometry, table))
    if len(polygons):
        shapes = polygons.geometry
        parts.append(place_polygons(polygons["unit_id"], shapes, table, whole_above=whole_above))
    return _stacked(parts)


def _stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else _NONE


def _sites(level: str, table: gpd.GeoDataFrame, services: gpd.GeoDataFrame) -> pd.DataFrame:
    placed = place_points(services["service_id"], services.geometry, table)
    column = f"stated_{level}_id"
    if column not in services:
        return placed
    left = services.loc[_absent(services["service_id"], placed["subject_id"])]
    by_code = stated(left, "service_id", column, pd.Index(table["territory_id"]))
    return _stacked([placed, by_code])


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
