"""What a study knows of its own border: the walk without its surroundings, its open borders."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territory.errors import InputError
from territory.gaps import EdgeEvidence, Norm, Situation, evaluate
from territory.membership.around import as_points
from territory.membership.place import AREA_CRS
from territory.places import bundled
from territory.sources._geo import read_layer
from territory.study.file import resolve
from territory.study.model import Study
from territory.study.reach import Traveller
from territory.study.surroundings import IN_BUFFER
from territory.tables import Tables

# Lines are given as few points: between two of them the way followed is that of the degrees.
STEP_DEGREES = 0.02
GRID_DEGREES = 1e-6


def edge_evidence(
    study: Study,
    tables: Tables,
    situation: Situation,
    norm: Norm,
    traveller: Traveller,
    *,
    near: pd.Series | None = None,
) -> EdgeEvidence | None:
    """Return what tells the territories whose access depends on the outside.

    ``near`` is which units are near an open border, where another walk already found it.

    Returns
    -------
    EdgeEvidence or None
        None where nothing says that there is an outside: no band and no open border.
    """
    around = tables.surroundings
    alone = None
    if around is not None and (len(around.population) or len(around.services)):
        alone = evaluate(_alone(tables, situation, traveller), norm)
    lines = open_borders(study, tables) if near is None else None
    if lines is not None:
        near = near_border(situation.units, lines, study.file.travel.detour)
    return None if alone is None and near is None else EdgeEvidence(alone, near)


def _alone(tables: Tables, situation: Situation, traveller: Traveller) -> Situation:
    """Return the situation without the people and the sites around the study.

    Settings and thresholds stay: what is asked is what the surroundings bring, all else equal.
    """
    units = situation.units
    own = situation.sites.loc[tables.services["service_id"]]
    costs = situation.costs.select_destinations(
        situation.costs.destinations.isin(own.index[own["counted"]])
    )
    return replace(
        situation,
        units=units.assign(population=units["population"].mask(units[IN_BUFFER], 0.0)),
        sites=own,
        costs=costs,
        door_costs=traveller.to_doors(costs, tables.services, own),
    )


def open_borders(study: Study, tables: Tables) -> gpd.GeoSeries | None:
    """Return the lines beyond which there is something the study does not know.

    Raises
    ------
    InputError
        When the file given holds no line.
    """
    given = study.file.membership.open_border
    if given is None:
        return None
    if given == "all":
        return _outline(tables)
    path = bundled("data", "open_borders.geojson") if given == "bundled" else resolve(study, given)
    shapes = read_layer(path).frame.geometry.dropna()
    shapes = shapes[~shapes.is_empty]
    solid = shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    lines = shapes.where(~solid, shapes.boundary)
    if not len(lines) or not lines.geom_type.isin(["LineString", "MultiLineString"]).all():
        raise InputError(
            "{path} : une limite ouverte est une ligne; ce fichier contient autre chose, ou rien.",
            path=path.name,
        )
    return lines


def _outline(tables: Tables) -> gpd.GeoSeries:
    """Return the outer border of all the territories of the study together, holes left out."""
    shapes = [
        shapely.set_precision(table.to_crs(4326).geometry.dropna().to_numpy(), GRID_DEGREES)
        for table in tables.territories.values()
    ]
    parts = shapely.get_parts(shapely.union_all(np.concatenate(shapes)))
    return gpd.GeoSeries(shapely.get_exterior_ring(parts), crs=4326)


def near_border(units: pd.DataFrame, lines: gpd.GeoSeries, detour: float) -> pd.Series:
    """Return which units could reach an open border within their own threshold.

    As the crow flies, times the detour, at the unit's speed; barriers are not looked at, and a
    unit without coordinates is not near.

    Parameters
    ----------
    units : pandas.DataFrame
        Indexed by unit: ``lon, lat, threshold`` (minutes), ``speed_kmh``.
    lines : geopandas.GeoSeries
    detour : float

    Returns
    -------
    pandas.Series of bool
    """
    degrees = shapely.segmentize(lines.to_crs(4326).to_numpy(), STEP_DEGREES)
    metres = gpd.GeoSeries(degrees, crs=4326).to_crs(AREA_CRS).to_numpy()
    points = as_points(units).to_crs(AREA_CRS)
    known = np.flatnonzero(~points.isna().to_numpy(dtype=bool))
    km = np.full(len(units), np.inf)
    found, away = shapely.STRtree(shapely.get_parts(metres)).query_nearest(
        points.to_numpy()[known], return_distance=True, all_matches=False
    )
    km[known[found[0]]] = away / 1000.0
    minutes = 60.0 * km * detour / units["speed_kmh"].to_numpy(dtype=np.float64)
    return pd.Series(minutes <= units["threshold"].to_numpy(), index=units.index)
