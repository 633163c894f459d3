"""Reading a road network: OpenStreetMap extracts and layers of segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from territory._costs_build import a_mapping, a_path
from territory.errors import InputError, MissingFileError
from territory.text import N_
from territory.travel._arguments import at_least
from territory.travel.road.build import build
from territory.travel.road.network import RoadNetwork
from territory.travel.road.osm import read_pbf
from territory.travel.road.segments import read_segments
from territory.travel.road.speeds import refuse_unknown, road_speeds

Progress = Callable[[str, int, int], None]
OSM_SUFFIXES = (".pbf", ".osm", ".osm.bz2", ".osm.gz")
BUILDING = N_("construction du réseau")
READING = N_("lecture des routes")


def silent(_step: str, _done: int, _total: int) -> None:
    """Say nothing of the progress."""


def read_network(
    path: Path | str,
    *,
    mode: str = "car",
    columns: Mapping[str, str] | None = None,
    speeds: Mapping[str, float] | Path | str | None = None,
    directions: Mapping[Any, str] | None = None,
    missing: Sequence[Any] = (),
    layer: str | None = None,
    crs: str | int | None = None,
    tolerance_m: float = 1.0,
    longest_km: float = 0.25,
    fragment_km: float = 0.5,
    progress: Progress = silent,
) -> RoadNetwork:
    """Read roads into a clean directed graph of minutes.

    Parameters
    ----------
    path : Path or str
        An OpenStreetMap extract (``.osm.pbf``; needs the extra ``osm``), a GeoPackage, a
        shapefile or any layer of lines, or a GeoParquet. A ``.npz`` written by
        `RoadNetwork.save` is read back as it is.
    mode : str
        "car", or "walk": footways in, motorways out, one-way streets both ways.
    columns : Mapping, optional
        For layers of segments: which column holds what. Keys: ``class``, ``speed`` (km/h),
        ``speed_back`` (km/h against the line), ``oneway``, ``length_km`` or ``length_m``,
        ``minutes`` (the time a whole segment takes: a ferry's). ``class`` or ``speed`` is needed
        by car.
    speeds : Mapping or path of a CSV, optional
        Speeds by class: see `road_speeds`. A stated speed wins over the class's.
    directions : Mapping, optional
        What the values of the one-way column mean: "both", "forward", "backward" or "closed";
        usual words (yes, no, -1, FT, TF, B, "Same direction" ...) are known.
    missing : sequence, optional
        Values that mean "not known" in the columns (-1 in the National Road Network).
    layer, crs
        Which layer of the file, and its coordinate system when it does not say.
    tolerance_m : float
        Ends of segments nearer than this are the same place.
    longest_km : float
        No arc is longer: a place along a road is within half of it from a node.
    fragment_km : float
        Networks of less than this length in all are dropped and counted; 0 keeps everything.
    progress : Callable, optional
        Called with (step, done, total).

    Returns
    -------
    RoadNetwork

    Raises
    ------
    InputError
        In one sentence naming the file, the column and what to do.
    """
    file = a_path(path, "path")
    if not file.exists():
        raise MissingFileError("Le fichier {path} n'existe pas.", path=file.name)
    known = road_speeds(mode, speeds)
    if file.suffix == ".npz":
        return RoadNetwork.load(file)
    at_least(tolerance_m, "tolerance_m")
    at_least(fragment_km, "fragment_km")
    if not at_least(longest_km, "longest_km") > 0:
        raise InputError("La longueur maximale d'un arc est un nombre de km plus grand que 0.")
    progress(READING, 0, 0)
    if file.name.lower().endswith(OSM_SUFFIXES):
        if columns is not None:
            raise InputError(
                "{path} vient d'OpenStreetMap : ses étiquettes sont connues, les colonnes ne "
                "s'y précisent pas.",
                path=file.name,
            )
        refuse_unknown(speeds, mode)
        lines = read_pbf(file, mode=mode, speeds=known, progress=progress)
    else:
        lines = read_segments(
            file,
            mode=mode,
            columns=a_mapping(columns, "columns"),
            speeds=known,
            changed=speeds,
            directions=directions,
            missing=missing,
            layer=layer,
            crs=crs,
            tolerance_m=tolerance_m,
        )
    progress(BUILDING, 0, 0)
    return build(lines, mode=mode, source=file.name, longest_km=longest_km, fragment_km=fragment_km)
