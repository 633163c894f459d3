"""Routing engines one may have beside territory: OSRM, Valhalla, R5; all give a CostTable.

Each is an optional extra, imported when it is asked for. Every answer passes the same checks as
any other table; a place too far from a road reaches nothing, and is counted in the provenance.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray

from territory._costs_build import chunks
from territory.costs import CostTable
from territory.errors import InputError, MissingFileError
from territory.travel._engine import CELLS_AT_ONCE, Ends, asked, imported, unknown_unit
from territory.travel._points import Coordinates, geodesic_km
from territory.travel.matrix import from_table

MAXIMUM_SNAP_KM = 5.0
PLACES_AT_ONCE = 500
# What makes a prepared OSRM folder answer, by algorithm.
OSRM_FILES = {"CH": (".hsgr", "osrm-contract"), "MLD": (".cells", "osrm-customize")}


def from_osrm(
    data: str | Path,
    origins: Any,
    destinations: Any,
    *,
    limit: float | None = None,
    unit: str = "min",
    algorithm: str = "CH",
    maximum_snap_km: float = MAXIMUM_SNAP_KM,
    dtype: DTypeLike = np.float64,
) -> CostTable:
    """Return costs that OSRM computes on data it has prepared (``osrm-bindings``).

    Parameters
    ----------
    data : path
        The prepared data, ``quebec.osrm`` for files ``quebec.osrm.*``.
    origins, destinations : GeoDataFrame, GeoSeries, DataFrame with lon and lat, or array (n, 2)
        Their index names them.
    limit : float, optional
        Largest cost kept, inclusive.
    unit : {"min", "km"}
        Minutes, or the length of the fastest way.
    algorithm : {"CH", "MLD"}
        How the data were prepared.
    maximum_snap_km : float
        A place farther than that from a road reaches nothing (a convention).
    dtype : {"float64", "float32"}
        How costs are kept.

    Raises
    ------
    InputError
        When the package or the prepared data are not there, in one sentence.
    """
    osrm = imported("osrm", "osrm-bindings", "osrm")
    path = _osrm_data(Path(data), algorithm)
    ends = Ends.of(origins, destinations)
    kind = {"min": "duration", "km": "distance"}.get(unit)
    if kind is None:
        raise unknown_unit(unit)
    engine = osrm.OSRM(storage_config=str(path), algorithm=algorithm, use_shared_memory=False)
    snap = (np.zeros(len(ends.ids[0])), np.zeros(len(ends.ids[1])))
    there = list(zip(ends.lon[1].tolist(), ends.lat[1].tolist(), strict=True))

    def answer(some: NDArray[np.intp]) -> NDArray[np.float64]:
        here = list(zip(ends.lon[0][some].tolist(), ends.lat[0][some].tolist(), strict=True))
        request = osrm.TableParameters(
            coordinates=[*here, *there],
            sources=list(range(len(here))),
            destinations=list(range(len(here), len(here) + len(there))),
            annotations=[kind],
            generate_hints=False,
        )
        told = engine.Table(request)
        snap[0][some] = [place["distance"] / 1000 for place in told["sources"]]
        snap[1][:] = [place["distance"] / 1000 for place in told["destinations"]]
        return np.array([list(row) for row in told[f"{kind}s"]], dtype=np.float64)

    divisor = {"min": 60.0, "km": 1000.0}[unit]
    told = {"method": "osrm", "data": path.name, "algorithm": algorithm}
    return asked(answer, ends, snap, divisor, unit, limit, maximum_snap_km, dtype, told)


def _osrm_data(path: Path, algorithm: str) -> Path:
    if algorithm not in OSRM_FILES:
        raise InputError(
            "algorithm : « {algorithm} » n'est pas un algorithme d'OSRM; attendus : CH, MLD.",
            algorithm=algorithm,
        )
    suffix, tool = OSRM_FILES[algorithm]
    if not Path(f"{path}{suffix}").exists():
        raise MissingFileError(
            "Les données d'OSRM {path} ne sont pas prêtes ({file} manque); préparez-les avec "
            "osrm-extract puis {tool}.",
            path=path.name,
            file=f"{path.name}{suffix}",
            tool=tool,
        )
    return path


def from_valhalla(
    config: str | Path | Mapping[str, Any],
    origins: Any,
    destinations: Any,
    *,
    limit: float | None = None,
    unit: str = "min",
    costing: str = "auto",
    maximum_snap_km: float = MAXIMUM_SNAP_KM,
    dtype: DTypeLike = np.float64,
) -> CostTable:
    """Return costs that Valhalla computes on tiles it has built (``pyvalhalla``).

    Parameters
    ----------
    config : path of a JSON file, or mapping
        Valhalla's own configuration, as ``valhalla_build_config`` writes it; its limits on the
        size and the length of a matrix are raised for the time of the call.
    origins, destinations, limit, maximum_snap_km, dtype
        As in `from_osrm`.
    unit : {"min", "km"}
        Minutes, or the length of the fastest way.
    costing : str
        "auto", "pedestrian", "bicycle" ...

    Raises
    ------
    InputError
        When the package, the configuration or the tiles are not there, in one sentence.
    """
    valhalla = imported("valhalla", "pyvalhalla", "valhalla")
    if unit not in ("min", "km"):
        raise unknown_unit(unit)
    actor = _actor(valhalla, config, costing)
    ends = Ends.of(origins, destinations)
    snap = tuple(
        _valhalla_snap(actor, lon, lat, costing)
        for lon, lat in zip(ends.lon, ends.lat, strict=True)
    )
    targets = _valhalla_places(ends.lon[1], ends.lat[1])
    kind = {"min": "durations", "km": "distances"}[unit]

    def answer(some: NDArray[np.intp]) -> NDArray[np.float64]:
        sources = _valhalla_places(ends.lon[0][some], ends.lat[0][some])
        request = {"sources": sources, "targets": targets, "costing": costing, "verbose": False}
        told = actor.matrix({**request, "units": "kilometers"})
        return np.array(told["sources_to_targets"][kind], dtype=np.float64)

    divisor = {"min": 60.0, "km": 1.0}[unit]
    told = {"method": "valhalla", "costing": costing}
    return asked(
        answer, ends, (snap[0], snap[1]), divisor, unit, limit, maximum_snap_km, dtype, told
    )


def _actor(valhalla: Any, config: str | Path | Mapping[str, Any], costing: str) -> Any:
    if isinstance(config, str | Path):
        path = Path(config)
        if not path.exists():
            raise MissingFileError("Le fichier {path} n'existe pas.", path=path.name)
        config = json.loads(path.read_text(encoding="utf-8"))
    known = json.loads(json.dumps(config))
    limits = known.get("service_limits", {}).get(costing)
    if limits is None:
        raise InputError(
            "costing : « {costing} » n'est pas un mode de cette configuration de Valhalla.",
            costing=costing,
        )
    limits |= {"max_matrix_location_pairs": 10 * CELLS_AT_ONCE, "max_matrix_distance": 1e7}
    # An island among the places is out of reach, not a fault of the whole request.
    known.setdefault("loki", {})["use_connectivity"] = False
    known.setdefault("logging", {})["type"] = ""
    try:
        return valhalla.Actor(known)
    except (OSError, RuntimeError, AttributeError, ValueError) as fault:
        raise InputError(
            "Valhalla ne s'ouvre pas : {fault}. Construisez d'abord les tuiles avec "
            "valhalla_build_tiles.",
            fault=" ".join(str(fault).split()).rstrip("."),
        ) from None


def _valhalla_places(lon: Coordinates, lat: Coordinates) -> list[dict[str, float]]:
    return [{"lon": x, "lat": y} for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _valhalla_snap(
    actor: Any, lon: Coordinates, lat: Coordinates, costing: str
) -> NDArray[np.float64]:
    """Return km from each place to the road Valhalla gives it, infinite where none."""
    nearest = np.full((len(lon), 2), np.nan)
    for part in chunks(len(lon), PLACES_AT_ONCE):
        request = {
            "locations": _valhalla_places(lon[part], lat[part]),
            "costing": costing,
            "verbose": False,
        }
        for place, told in enumerate(actor.locate(request), start=part.start):
            edges = told.get("edges") or []
            if edges:
                nearest[place] = edges[0]["correlated_lon"], edges[0]["correlated_lat"]
    found = ~np.isnan(nearest[:, 0])
    km = np.full(len(lon), np.inf)
    km[found] = geodesic_km(lon[found], lat[found], nearest[found, 0], nearest[found, 1])
    return km


def from_r5(
    osm_pbf: str | Path,
    gtfs: Sequence[str | Path],
    origins: Any,
    destinations: Any,
    departure: datetime,
    *,
    limit: float,
    modes: Sequence[str] = ("TRANSIT", "WALK"),
    percentile: int = 50,
    window_minutes: float = 10,
    dtype: DTypeLike = np.float64,
    **options: Any,
) -> CostTable:
    """Return minutes by public transport that R5 computes (``r5py``, with Java).

    Parameters
    ----------
    osm_pbf : path
        OpenStreetMap streets.
    gtfs : sequence of paths
        Timetables, one zip per carrier; none for walking only.
    origins, destinations : as in `from_osrm`
    departure : datetime.datetime
        First departure; the day has to be in the timetables.
    limit : float
        Longest way looked for, minutes.
    modes : sequence of str
        R5's modes.
    percentile : int
        Which time of those of the departures of the window, 1 to 99.
    window_minutes : float
        Departures looked at, minutes after ``departure``.
    dtype : {"float64", "float32"}
        How costs are kept.
    **options
        What else ``r5py.TravelTimeMatrix`` takes.

    Raises
    ------
    InputError
        When r5py, Java or a file is not there, in one sentence.

    Notes
    -----
    R5 counts whole minutes, and links places to streets itself. r5py gets R5 itself, a Java
    archive, the first time it is imported.
    """
    for path in (osm_pbf, *gtfs):
        if not Path(path).exists():
            raise MissingFileError("Le fichier {path} n'existe pas.", path=Path(path).name)
    r5py = imported("r5py", "r5py", "r5")
    ends = Ends.of(origins, destinations)
    numbers = (np.arange(len(ends.ids[0])), len(ends.ids[0]) + np.arange(len(ends.ids[1])))
    here, there = (
        gpd.GeoDataFrame({"id": number}, geometry=gpd.points_from_xy(lon, lat), crs=4326)
        for number, lon, lat in zip(numbers, ends.lon, ends.lat, strict=True)
    )
    network = r5py.TransportNetwork(Path(osm_pbf), [Path(path) for path in gtfs])
    parts = []
    for part in chunks(len(here), max(CELLS_AT_ONCE // max(len(there), 1), 1)):
        times = r5py.TravelTimeMatrix(
            network,
            origins=here.iloc[part],
            destinations=there,
            departure=departure,
            departure_time_window=timedelta(minutes=window_minutes),
            percentiles=[percentile],
            transport_modes=list(modes),
            max_time=timedelta(minutes=limit),
            **options,
        )
        parts.append(pd.DataFrame(times).set_axis(["from_id", "to_id", "travel_time"], axis=1))
    empty = pd.DataFrame({"from_id": [], "to_id": [], "travel_time": []})
    rows = pd.concat(parts, ignore_index=True) if parts else empty
    rows = rows.astype({"from_id": np.int64, "to_id": np.int64}).dropna()
    table = from_table(rows, origins=numbers[0], destinations=numbers[1], limit=limit, dtype=dtype)
    told = {
        "method": "r5",
        "departure": departure.isoformat(),
        "window_minutes": window_minutes,
        "percentile": percentile,
        "modes": list(modes),
        "version": importlib.metadata.version("r5py"),
    }
    return CostTable(*ends.ids, table.matrix, "min", table.limit, told)
