"""Health facilities as points: a regional layer in Web Mercator, and ODHF in both versions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import shapely

from territory import codes
from territory.errors import InputError
from territory.sources._geo import GEOGRAPHIC, read_layer
from territory.sources._mojibake import MENDED, mend_text
from territory.sources._official import find_columns, mend_official
from territory.sources._rows import NO_COORDINATES, Sieve, service_table
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.m02 import DOOR_NAME, NO_MISSION, NOT_NAMED
from territory.sources.odhf import ELSEWHERE, municipality
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold

NOT_A_POINT = N_("la géométrie n'est pas un point")
APART = N_("le point dessiné est à {km} km des coordonnées écrites")
SELECTIONS = ("named", "mission", "all")
_APART_M = 200.0
_POINTS = {
    "name": ["Nom", "Name"],
    "kind": ["Type"],
    "lon": ["Longitude", "Lon"],
    "lat": ["Latitude", "Lat"],
    "region": ["region"],
    "mrc": ["mrc"],
}
_ODHF = {
    "index": ["index"],
    "name": ["facility_name"],
    "type": ["source_facility_type"],
    "group": ["odhf_facility_type"],
    "province": ["province"],
    "csd": ["CSDuid"],
    "lat": ["latitude"],
    "lon": ["longitude"],
    "street_no": ["street_no"],
    "street": ["street_name"],
}


def read_health_points(
    path: Path,
    *,
    meta: SourceInfo,
    named_only: bool = True,
    layer: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Read a layer of health facilities, ``Nom`` and points, whatever their projection.

    Parameters
    ----------
    path : Path
        ``Nom``; ``Latitude, Longitude`` are checked against the points where both are there.
    meta : SourceInfo
    named_only : bool
        Whether only sites named CLSC or centre multiservices are kept: the layer has no code.
    layer, crs : str, optional
        See `read_layer`.

    Returns
    -------
    Reading
        Sites "SANTE:12" (row of the layer); "clsc" where the name says so, else "other".
    """
    drawn = read_layer(path, layer=layer, crs=crs)
    frame, mended = mend_official(drawn.frame)
    named = find_columns(frame.columns, _POINTS, drawn.source, needed=["name"])
    names = frame[named["name"]].astype("object")
    sieve = Sieve(drawn.source, drawn.lines, names.to_numpy(dtype=object))
    sieve.reject(drawn.no_geometry, NO_COORDINATES)
    shapes = frame.geometry.to_numpy()
    points = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    sieve.reject(~points, NOT_A_POINT)
    lon = pd.Series(shapely.get_x(shapes), index=frame.index)
    lat = pd.Series(shapely.get_y(shapes), index=frame.index)
    checked: tuple[str, ...] = ()
    if {"lon", "lat"} <= set(named):
        checked = _compare(sieve, lon, lat, frame[named["lon"]], frame[named["lat"]])
    named_door = names.astype("string").str.casefold().str.contains(DOOR_NAME, regex=True)
    door = named_door.fillna(value=False).to_numpy(dtype=bool)
    keys = (
        names.fillna("").map(fold) + "|" + lon.round(4).astype(str) + "|" + lat.round(4).astype(str)
    )
    sieve.reject_duplicates(keys)
    if named_only:
        sieve.reject(~door, NOT_NAMED)
    sieve.reject_misplaced(lon, lat)
    table = pd.DataFrame(
        {
            "service_id": "SANTE:" + pd.Series(drawn.lines, index=frame.index).astype(str),
            "name": names.where(names.notna(), "—"),
            "kind": np.where(door, "clsc", "other"),
            "sector": "public",
            "lon": lon,
            "lat": lat,
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=drawn.source),
        crs=drawn.crs,
        repairs={**drawn.repairs, **mended},
        notes=checked,
    )


def _compare(
    sieve: Sieve, lon: pd.Series, lat: pd.Series, said_lon: pd.Series, said_lat: pd.Series
) -> tuple[str, ...]:
    """Set aside points drawn away from the coordinates written beside them."""
    x, y = to_number(said_lon)[0].to_numpy(), to_number(said_lat)[0].to_numpy()
    both = np.isfinite(x) & np.isfinite(y) & np.isfinite(lon) & np.isfinite(lat)
    both &= (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004
    both &= (np.abs(lon) <= 180) & (np.abs(lat) <= 90)  # noqa: PLR2004
    metres = np.zeros(len(lon))
    if both.any():
        metres[both] = pyproj.Geod(ellps="GRS80").inv(lon[both], lat[both], x[both], y[both])[2]
    away = both & (metres > _APART_M)
    sieve.reject(away, APART, km=np.round(metres / 1000, 1))
    if not both.any():
        return ()
    return (
        note(
            "Points dessinés et coordonnées écrites concordent pour {count} éléments sur {total}.",
            count=int((both & ~away).sum()),
            total=int(both.sum()),
        ),
    )


def read_odhf_facilities(path: Path, *, meta: SourceInfo, selection: str = "named") -> Reading:
    """Read the Québec facilities of ODHF, 1.0 or 1.1, that hold a CLSC mission.

    Parameters
    ----------
    path : Path
        ``index, facility_name, source_facility_type, province, CSDuid, latitude, longitude``;
        1.1 is in cp1252, and 1.0 was once read as MacRoman, which is mended.
    meta : SourceInfo
    selection : {"named", "mission", "all"}
        Sites of that mission whose name says CLSC or centre multiservices; all of that mission
        (nursing homes among them); every facility (kind "other" where there is no mission).

    Returns
    -------
    Reading
        Sites "ODHF:7929" with ``facility_type`` as the source has it.
    """
    if selection not in SELECTIONS:
        raise InputError(
            "selection vaut « {value} »; valeurs admises : {known}.",
            value=selection,
            known=", ".join(SELECTIONS),
        )
    text = read_csv_text(path)
    needed = ("index", "name", "type", "province", "csd", "lat", "lon")
    named = find_columns(text.frame.columns, _ODHF, text.source, needed=needed)
    ours = text.frame[list(named.values())].set_axis(list(named), axis=1)
    frame, mended = mend_text(ours, "mac_roman", "cp1252")
    sieve = Sieve(text.source, text.lines, frame["index"].to_numpy(dtype=object))
    sieve.reject((frame["province"].str.casefold() != "qc").fillna(value=True), ELSEWHERE)
    sieve.reject_duplicates(frame["index"].fillna(""))
    held = frame["type"].str.contains(r"\bclsc\b", case=False, regex=True)
    mission = held.fillna(value=False).to_numpy(dtype=bool)
    said = frame["name"].str.casefold().str.contains(DOOR_NAME, regex=True)
    if selection != "all":
        sieve.reject(~mission, NO_MISSION)
    if selection == "named":
        sieve.reject(~said.fillna(value=False).to_numpy(dtype=bool), NOT_NAMED)
    lon, lat = to_number(frame["lon"])[0], to_number(frame["lat"])[0]
    sieve.reject_misplaced(lon, lat)
    table = pd.DataFrame(
        {
            "service_id": "ODHF:" + codes.bare(frame["index"]),
            "name": frame["name"].fillna("—"),
            "kind": np.where(mission, "clsc", "other"),
            "sector": "public",
            "lon": lon,
            "lat": lat,
            "municipality_id": municipality(frame["csd"]),
            "facility_type": frame["type"].astype("object"),
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs={**text.repairs, MENDED: mended},
        notes=(note("Liste de 2020, incomplète; aucun effectif : les ETC sont inconnus."),),
    )
