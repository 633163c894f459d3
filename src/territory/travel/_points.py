"""Places given in any usual form, as longitudes, latitudes and identifiers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from territory.errors import InputError

GEOD = pyproj.Geod(ellps="GRS80")
# Up to here an arc drawn on the local curvature is the geodesic to 2e-10; Karney's beyond.
FARTHEST_ARC_KM = 300.0
SECOND_ECCENTRICITY = GEOD.es / (1 - GEOD.es)
Coordinates = NDArray[np.float64]


def coordinates(places: Any, name: str) -> tuple[Coordinates, Coordinates, pd.Index]:
    """Return longitudes, latitudes (degrees) and the index of ``places``.

    Parameters
    ----------
    places : GeoDataFrame, GeoSeries, DataFrame with ``lon`` and ``lat``, or array (n, 2)
        Polygons are taken at a point inside them. A geometry needs a CRS.
    name : str
        How to call it in an error.

    Raises
    ------
    InputError
        For a geometry without CRS, a missing place, a latitude that cannot be one.
    """
    index = places.index if isinstance(places, pd.DataFrame | pd.Series) else None
    if isinstance(places, gpd.GeoDataFrame) and places.active_geometry_name is None:
        places = pd.DataFrame(places)
    if isinstance(places, gpd.GeoDataFrame | gpd.GeoSeries):
        lon, lat = _from_geometry(places.geometry, name)
    elif isinstance(places, pd.DataFrame):
        if not {"lon", "lat"} <= set(places.columns):
            raise InputError("{name} : les colonnes « lon » et « lat » sont attendues.", name=name)
        lon, lat = (_degrees(places[column], name) for column in ("lon", "lat"))
        if lon.ndim != 1 or lat.ndim != 1:
            raise _no_places(name)
    else:
        grid = _degrees(places, name)
        grid = grid.reshape(-1, 2) if grid.size == 0 else grid
        if grid.ndim != 2 or grid.shape[1] != 2:  # noqa: PLR2004
            raise _no_places(name)
        lon, lat = grid[:, 0], grid[:, 1]
    ids = pd.RangeIndex(len(lon)) if index is None else index
    missing = ~(np.isfinite(lon) & np.isfinite(lat))
    wrong = missing | (np.abs(np.nan_to_num(lat)) > 90) | (np.abs(np.nan_to_num(lon)) > 180)  # noqa: PLR2004
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "{name} : le lieu {id} a pour coordonnées ({lon}, {lat}); des degrés de longitude "
            "et de latitude sont attendus.",
            name=name,
            id=ids[first],
            lon=lon[first],
            lat=lat[first],
        )
    return lon, lat, ids


def _degrees(values: Any, name: str) -> Coordinates:
    try:
        if isinstance(values, pd.Series):
            return values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise _no_places(name) from None


def _no_places(name: str) -> InputError:
    return InputError(
        "{name} : des lieux sont attendus : une couche de points, un tableau avec lon et lat en "
        "degrés, ou une matrice (n, 2) de nombres.",
        name=name,
    )


def _from_geometry(geometry: gpd.GeoSeries, name: str) -> tuple[Coordinates, Coordinates]:
    if geometry.crs is None:
        raise InputError(
            "{name} : le système de coordonnées manque; précisez-le avec set_crs.", name=name
        )
    points = geometry
    if not (geometry.geom_type.dropna() == "Point").all():
        points = geometry.representative_point()
    degrees = points.to_crs(4326)
    return degrees.x.to_numpy(), degrees.y.to_numpy()


def earth_centred(lon: Coordinates, lat: Coordinates) -> Coordinates:
    """Return earth-centred coordinates in km, shape (n, 3).

    A chord between two of them is never longer than the geodesic, so a search by chord misses
    nothing.
    """
    phi, lam = np.radians(lat), np.radians(lon)
    normal = 1 / prime_curvature(lat)
    return np.column_stack(
        [
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - GEOD.es) * np.sin(phi),
        ]
    )


def prime_curvature(lat: Coordinates) -> Coordinates:
    """Return the curvature of the ellipsoid in the prime vertical, per km."""
    phi = np.radians(lat)
    return np.asarray(np.sqrt(1 - GEOD.es * np.sin(phi) ** 2) * (1000.0 / GEOD.a))


def arc_km(chord2: Coordinates, rise2: Coordinates, curvature: Coordinates) -> Coordinates:
    """Return the length of the geodesics that chords span, in km.

    Parameters
    ----------
    chord2 : array of float
        Squared length of the chord, km2.
    rise2 : array of float
        Square of its component along the Earth's axis, km2.
    curvature : array of float
        Mean of `prime_curvature` at its two ends.

    Notes
    -----
    Euler's formula gives the curvature of an ellipsoid of revolution in the chord's direction as
    ``(1 + e'^2 t^2) / N``, with N the radius in the prime vertical, e' the second eccentricity
    and t the axial component of the direction. On the circle of that curvature at the middle,
    ``s = 2 R asin(c / 2 R)``. Against Karney's (2013) geodesics the relative difference is under
    2e-12 at 100 km, 2e-10 at 300 km and 2e-9 at 500 km, anywhere on the Earth; what coordinates
    in float64 allow, 5 nm, is the floor.

    Examples
    --------
    >>> float(arc_km(np.array(100.0), np.array(0.0), np.array(1 / 6378.137)).round(9))
    10.000001024
    """
    bent = curvature * (1 + SECOND_ECCENTRICITY * rise2 / np.maximum(chord2, 1e-300))
    angle = chord2 * bent * bent * 0.25
    series = 1 + angle * (1 / 6 + angle * (3 / 40 + angle * (15 / 336)))
    return np.asarray(np.sqrt(chord2) * series)


def geodesic_km(
    lon_a: Coordinates, lat_a: Coordinates, lon_b: Coordinates, lat_b: Coordinates
) -> Coordinates:
    """Return geodesic distances in km on the GRS80 ellipsoid (Karney, 2013), elementwise."""
    metres = GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2]
    return np.asarray(metres, dtype=np.float64) / 1000.0
