"""Layers as people really send them: coordinate systems, third dimensions, broken polygons.

Nothing here knows a particular layout; the readers beside it do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from territory.errors import InputError
from territory.sources import _archive
from territory.sources._tabular import (
    existing_file,
    require_encoding,
)
from territory.sources._vector import read_frame
from territory.text import N_

GEOGRAPHIC = "EPSG:4326"
# Bounds of Québec, generous: from the Ontario line to Blanc-Sablon, from the American line to
# Ivujivik.
QUEBEC_LON = (-80.0, -57.0)
QUEBEC_LAT = (44.9, 63.0)
INVALID_POLYGON = N_("polygones invalides réparés")
INVALID_ONCE_CONVERTED = N_("polygones réparés après conversion en longitude et latitude")
IMPOSSIBLE = N_("géométries aux coordonnées impossibles, laissées de côté")
THIRD_DIMENSION = N_("altitudes laissées de côté")
OUTSIDE = N_("le point ({lon}, {lat}) est hors du Québec")
_LON_MAX, _LAT_MAX = 180.0, 90.0
# Farther than any place on Earth from the origin of a projection.
_METRES_MAX = 3e7
_SLACK = 1e-6


@dataclass(frozen=True)
class Layer:
    """A layer, read.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        In longitude and latitude unless asked otherwise, two dimensions, valid geometries; a
        plain range index. Rows without geometry are kept: `no_geometry` says which.
    source : str
        Name of the file (and layer), as shown to people.
    crs : str
        Coordinate system found or given, as an authority code where it has one.
    repairs : Mapping[str, int]
        What was mended, in French, and how many times; ready for `Reading.repairs`.
    """

    frame: gpd.GeoDataFrame
    source: str
    crs: str
    repairs: Mapping[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> NDArray[np.int64]:
        """Row number of each feature in the layer, the first being 1."""
        return np.arange(1, len(self.frame) + 1, dtype=np.int64)

    @property
    def no_geometry(self) -> NDArray[np.bool_]:
        """Features that have no geometry, or an empty one."""
        geometry = self.frame.geometry
        return np.asarray(geometry.isna() | geometry.is_empty, dtype=bool)


def read_layer(
    path: Path | str,
    *,
    layer: str | None = None,
    prefer: Sequence[str] = (),
    columns: Sequence[str] | None = None,
    crs: str | int | None = None,
    encoding: str | None = None,
    to_crs: str | None = GEOGRAPHIC,
) -> Layer:
    """Read a GeoPackage, GeoJSON, shapefile ... with what such files usually hide.

    Parameters
    ----------
    path : Path or str
        The file, or a zip archive that holds it (``archive.zip!/folder/layer.shp`` where it
        holds several).
    layer : str, optional
        Needed when the file holds several.
    prefer : sequence of str
        Names of layers that settle it when the file or the archive holds several.
    columns : sequence of str, optional
        Attribute columns to read, each of which must exist; all by default.
    crs : str or int, optional
        Coordinate system the file is really in, when it does not say or says wrong (metres in
        a GeoJSON).
    encoding : str, optional
        Encoding of a shapefile's attributes, when its .cpg is missing or wrong.
    to_crs : str or None
        Coordinate system wanted; None leaves the file's own.

    Raises
    ------
    InputError
        When the file is missing, empty, unreadable, has several layers, lacks a column or a
        coordinate system, holds metres where degrees are announced, or has latitude first.
    """
    named = existing_file(Path(path))
    source = _archive.shown(named)
    if encoding is not None:
        require_encoding(encoding, source)
    with _archive.member_path(named, prefer=prefer) as file:
        frame, opened = read_frame(
            file, source, layer=layer, prefer=prefer, columns=columns, encoding=encoding
        )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(
            "{path} n'a pas de géométrie; il faut une couche de points ou de polygones.",
            path=source,
        )
    if frame.empty:
        raise InputError(
            "La couche {path} ne contient aucun élément; vérifiez l'exportation.", path=source
        )
    frame, repairs = _clean(_located(frame, crs, source), source)
    found = crs_name(frame.crs)
    if to_crs is not None and frame.crs != pyproj.CRS.from_user_input(to_crs):
        frame = _converted(frame, to_crs, source)
        geometry, lost = _possible(frame.geometry.to_numpy(), geographic=frame.crs.is_geographic)
        # Straight edges move apart in another projection: a polygon can cross itself there.
        geometry, mended = mend(geometry)
        if mended or lost:
            frame = frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs))
        if mended:
            repairs = {**repairs, INVALID_ONCE_CONVERTED: mended}
        if lost:
            repairs = {**repairs, IMPOSSIBLE: lost + repairs.get(IMPOSSIBLE, 0)}
    return Layer(frame, source, found, {**opened, **repairs})


def read_attributes(
    path: Path | str, *, layer: str | None = None, encoding: str | None = None
) -> pd.DataFrame:
    """Read the attributes of a layer, or of a .dbf without geometry.

    Raises
    ------
    InputError
        When the file is missing, empty or unreadable.
    """
    named = existing_file(Path(path))
    source = _archive.shown(named)
    suffixes = (*_archive.LAYERS, ".dbf")
    with _archive.member_path(named, suffixes) as file:
        frame, _ = read_frame(file, source, layer=layer, encoding=encoding, geometry=False)
    if frame.empty:
        raise InputError(
            "La couche {path} ne contient aucun élément; vérifiez l'exportation.", path=source
        )
    return pd.DataFrame(frame)


def crs_name(crs: pyproj.CRS) -> str:
    """Return "EPSG:4269" where the system is a known one, else its own name.

    Examples
    --------
    >>> crs_name(pyproj.CRS.from_epsg(32198))
    'EPSG:32198'
    """
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.name)


def outside_quebec(lon: ArrayLike, lat: ArrayLike, *, margin: float = 0.0) -> NDArray[np.bool_]:
    """Tell which points lie more than ``margin`` degrees outside Québec's bounds.

    A missing coordinate is not "outside".

    Examples
    --------
    >>> outside_quebec([-73.5, 0, np.nan], [45.5, 0, np.nan]).tolist()
    [False, True, False]
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    inside = (x >= QUEBEC_LON[0] - margin) & (x <= QUEBEC_LON[1] + margin)
    inside &= (y >= QUEBEC_LAT[0] - margin) & (y <= QUEBEC_LAT[1] + margin)
    return np.asarray(known & ~inside, dtype=bool)


def refuse_misplaced(lon: ArrayLike, lat: ArrayLike, source: str) -> None:
    """Refuse coordinates that are in metres, or latitude first, as a whole.

    A single wrong point is a row to reject; when at least half of the points would be in Québec
    once swapped, or are not degrees at all, the file is wrong and rejecting its rows one by one
    would hide it.

    Raises
    ------
    InputError
        Saying which of the two it is.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return
    x, y = x[known], y[known]
    metres = (np.abs(x) > _LON_MAX) | (np.abs(y) > _LON_MAX)
    if 2 * metres.sum() >= len(x):
        raise InputError(
            "{source} : les coordonnées sont en mètres ({x:.0f}, {y:.0f}) et non en degrés; "
            "indiquez leur système (option crs, par exemple « EPSG:32188 ») ou convertissez-les.",
            source=source,
            x=float(x[metres][0]),
            y=float(y[metres][0]),
        )
    swapped = outside_quebec(x, y) & ~outside_quebec(y, x)
    if 2 * swapped.sum() >= len(x):
        raise InputError(
            "{source} : longitude et latitude sont interverties ({x:.4f}, {y:.4f}); "
            "la longitude, négative au Québec, vient en premier.",
            source=source,
            x=float(x[swapped][0]),
            y=float(y[swapped][0]),
        )


def _located(frame: gpd.GeoDataFrame, crs: str | int | None, source: str) -> gpd.GeoDataFrame:
    if crs is not None:
        try:
            stated = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError:
            raise InputError(
                "{source} : le système de coordonnées « {crs} » n'existe pas; "
                "écrivez par exemple « EPSG:4269 ».",
                source=source,
                crs=str(crs),
            ) from None
        return frame.set_crs(stated, allow_override=True)
    if frame.crs is None:
        raise InputError(
            "La couche {source} ne dit pas son système de coordonnées; ajoutez le fichier .prj "
            "ou indiquez-le (option crs, par exemple « EPSG:4269 »).",
            source=source,
        )
    return frame


def _clean(frame: gpd.GeoDataFrame, source: str) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    geometry = frame.geometry.to_numpy()
    if frame.crs.is_geographic:
        bounds = shapely.bounds(geometry)
        with np.errstate(invalid="ignore", over="ignore"):
            middle = bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)
        refuse_misplaced(*middle, source)
    repairs = {}
    if (high := int(shapely.has_z(geometry).sum())) > 0:
        geometry = shapely.force_2d(geometry)
        repairs[THIRD_DIMENSION] = high
    geometry, lost = _possible(geometry, geographic=frame.crs.is_geographic)
    geometry, mended = mend(geometry)
    repairs |= {name: n for name, n in ((IMPOSSIBLE, lost), (INVALID_POLYGON, mended)) if n}
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs)), repairs


def _converted(frame: gpd.GeoDataFrame, to_crs: str, source: str) -> gpd.GeoDataFrame:
    try:
        return frame.to_crs(to_crs)
    except pyproj.exceptions.ProjError:
        raise InputError(
            "{source} : son système de coordonnées ({crs}) ne se convertit pas en longitude et "
            "latitude; indiquez le bon (option crs, par exemple « EPSG:4269 »).",
            source=source,
            crs=str(frame.crs.name),
        ) from None


def _possible(geometry: ArrayLike, *, geographic: bool) -> tuple[NDArray[np.object_], int]:
    """Leave out geometries with coordinates that are nowhere on Earth, and count them."""
    shapes = np.array(geometry, dtype=object)
    most = np.array([_LON_MAX, _LAT_MAX] * 2) if geographic else np.full(4, _METRES_MAX)
    bounds = shapely.bounds(shapes)
    # Bounds pass over coordinates that are no numbers; the sum of them all does not.
    with np.errstate(invalid="ignore", over="ignore"):
        places, whose = shapely.get_coordinates(shapes, return_index=True)
        total = np.bincount(whose, weights=places.sum(axis=1), minlength=len(shapes))
        astray = ~(np.abs(bounds) <= most + _SLACK).all(axis=1) | ~np.isfinite(total)
    nowhere = astray & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    shapes[nowhere] = None
    return shapes, int(nowhere.sum())


def mend(geometry: ArrayLike) -> tuple[NDArray[np.object_], int]:
    """Make polygons valid, and count them; lines or points left over by the repair go.

    Parameters
    ----------
    geometry : array-like of shapely geometries
        Missing ones stay missing.

    Returns
    -------
    tuple of numpy.ndarray and int
        The geometries, and how many had to be mended.
    """
    shapes = np.array(geometry, dtype=object)
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if broken.any():
        areal = np.isin(shapely.get_type_id(shapes[broken]), (3, 6))
        repaired = shapely.make_valid(shapes[broken])
        repaired[areal] = [_areas(shape) for shape in repaired[areal]]
        shapes[broken] = repaired
    return shapes, int(broken.sum())


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    flat = np.concatenate([shapely.get_parts(part)[None, :].ravel() for part in parts])
    return shapely.union_all(flat[shapely.get_type_id(flat) == shapely.GeometryType.POLYGON])
