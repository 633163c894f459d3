"""Files already in the shape of the five tables: what a coalition or the demonstration supplies.

A CSV with ``lon`` and ``lat``, or a layer (GeoPackage, GeoJSON, shapefile); columns are those of
the tables, and what a file does not say is unknown, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.codes import level_named, repair, well_formed
from territory.errors import InputError
from territory.sources._archive import is_text
from territory.sources._geo import GEOGRAPHIC, read_layer
from territory.sources._personal import DROPPED_COLUMNS, personal_columns
from territory.sources._rows import Sieve, areas_km2, inner_points, text_column
from territory.sources._tabular import (
    read_csv_text,
    refuse_twice,
    require_columns,
    to_number,
)
from territory.sources._values import (
    choice,
    flag,
    number,
    share,
    stated_codes,
    unread_columns,
)
from territory.sources.catalogue import SourceInfo
from territory.tables import COVERAGE, POPULATION, SERVICES, TERRITORIES, Reading, conform, schemas
from territory.text import N_

ZEROS_BACK = N_("codes auxquels le zéro initial a été rendu")
NO_ID = N_("identifiant absent")
NO_GEOMETRY = N_("sans géométrie")
NOT_A_POLYGON = N_("la géométrie n'est pas un polygone")
NO_SUCH_CODE = N_("aucun territoire ne peut avoir le code « {value} »")
NO_LEVEL = N_("le code « {value} » ne porte aucun niveau connu (MRC:46, CLSC:01111 ...)")
_FTE = tuple(f"fte_{role}" for role in schemas.ROLES)
AREA = "service_area"
# What is said of a site and kept as written.
_AS_IS = (AREA, "address", "postal_code", "is_headquarters")
DESIGNATION = "designation"
# Wide enough for any band around Québec, narrow enough to see a misplaced point.
NEIGHBOURS_DEGREES = 3.0


@dataclass
class _File:
    """A file, read: its columns, where each row is, its geometry if it is a layer."""

    frame: pd.DataFrame
    lines: NDArray[np.int64]
    source: str
    repairs: dict[str, int]
    crs: str | None
    geometry: gpd.GeoSeries | None


def _load(
    path: Path,
    needed: tuple[str, ...],
    columns: Mapping[str, str] | None,
    layer: str | None,
    crs: str | None,
    encoding: str | None = None,
) -> _File:
    """Read a text table or a layer, its columns called by the tables' names."""
    renamed = {theirs: ours for ours, theirs in (columns or {}).items()}
    if is_text(path):
        text = read_csv_text(path, encodings=(encoding,)) if encoding else read_csv_text(path)
        require_columns(text.frame.columns, renamed, text.source)
        frame = text.frame.rename(columns=renamed)
        refuse_twice(frame.columns, text.source)
        require_columns(frame.columns, needed, text.source)
        return _File(frame, text.lines, text.source, _left(text.repairs, frame), None, None)
    read = read_layer(path, layer=layer, crs=crs, encoding=encoding)
    require_columns(read.frame.columns, renamed, read.source)
    frame = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name)).rename(columns=renamed)
    refuse_twice(frame.columns, read.source)
    require_columns(frame.columns, needed, read.source)
    geometry = read.frame.geometry.rename("geometry")
    return _File(frame, read.lines, read.source, _left(read.repairs, frame), read.crs, geometry)


def _left(repairs: Mapping[str, int], frame: pd.DataFrame) -> dict[str, int]:
    """Return the repairs of a file, and how many of its columns concern people and stay in it."""
    return {**repairs, DROPPED_COLUMNS: len(personal_columns(frame.columns))}


def read_territories(
    path: Path,
    *,
    meta: SourceInfo,
    level: str,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read the territories of one level from a layer of polygons.

    Parameters
    ----------
    path : Path
        A layer with ``territory_id`` and ``name``; ``parent_id``, ``self_governed``,
        ``vintage``, ``source`` and ``<level>_id`` of other levels where known.
    meta : SourceInfo
        Where it comes from.
    level : str
        Level described; codes get its namespace and their leading zeros back.
    layer, crs : str, optional
        Which layer, and its coordinate system where the file does not say.
    encoding : str, optional
        Encoding of the text, where it is neither UTF-8 nor what the file announces.
    columns : Mapping, optional
        Our column name to the file's.
    """
    file = _load(path, ("territory_id", "name"), columns, layer, crs, encoding)
    if file.geometry is None:
        raise InputError(
            "{source} n'a pas de géométrie; il faut une couche de polygones.", source=file.source
        )
    codes, repaired = repair(file.frame["territory_id"], level_named(level).key)
    sieve = Sieve(file.source, file.lines, text_column(codes, codes.index).to_numpy(dtype=object))
    sieve.reject(codes.isna(), NO_ID)
    sieve.reject(file.geometry.isna() | file.geometry.is_empty, NO_GEOMETRY)
    sieve.reject(~file.geometry.geom_type.isin(("Polygon", "MultiPolygon")), NOT_A_POLYGON)
    sieve.reject_duplicates(codes)
    frame, index = file.frame, file.frame.index
    said = {
        "territory_id": codes,
        "name": text_column(frame["name"], index).fillna(text_column(codes, index)),
        "level": level,
        "parent_id": frame.get("parent_id", pd.Series(None, index=index, dtype=object)),
        **_origin(frame, meta),
    }
    others, _ = stated_codes(frame.drop(columns=["territory_id"]))
    table = gpd.GeoDataFrame(
        {
            **{name: text_column(values, index) for name, values in {**said, **others}.items()},
            "self_governed": flag(frame, "self_governed", sieve),
        },
        geometry=file.geometry,
    )
    table = _shaped(table[sieve.kept], list(TERRITORIES.columns))
    _refuse_nothing_left(sieve)
    file.repairs[ZEROS_BACK] = repaired
    return sieve.reading(
        conform(table, TERRITORIES, file.source),
        crs=file.crs,
        repairs=file.repairs,
        notes=unread_columns(frame, (*TERRITORIES.columns, DESIGNATION)),
    )


def read_population(
    path: Path,
    *,
    meta: SourceInfo,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    neighbours: bool = False,
) -> Reading:
    """Read population units from a CSV with ``lon`` and ``lat`` or from a layer.

    ``unit_id`` and ``population`` are needed. A unit without coordinates is kept: its people
    count, and are said not to be covered.

    Parameters
    ----------
    path, meta, layer, crs, encoding, columns
        As for `read_territories`.
    neighbours : bool
        Whether places a little outside Québec are let in: the surroundings of a study.
    """
    file = _load(path, ("unit_id", "population"), columns, layer, crs, encoding)
    frame, index = file.frame, file.frame.index
    ids = text_column(frame["unit_id"], index)
    sieve = Sieve(file.source, file.lines, ids.to_numpy(dtype=object))
    sieve.reject(ids.isna(), NO_ID)
    people = number(frame, "population", sieve, needed=True)
    geometry, lon, lat = _places(file, sieve, keep_nowhere=True, neighbours=neighbours)
    area = number(frame, "area_km2", sieve)
    if file.geometry is not None and "area_km2" not in frame:
        area = pd.Series(areas_km2(file.geometry), index=index)
    area = area.mask(~(area > 0))
    milieu = choice(frame, "milieu", schemas.MILIEUX, None, sieve)
    road = choice(frame, "road_link", ("yes", "no", "unknown"), "unknown", sieve)
    precision = choice(frame, "precision", schemas.PRECISIONS, "unknown", sieve)
    registered = share(frame, "registered_share", sieve)
    self_governed = flag(frame, "self_governed", sieve)
    sieve.reject_duplicates(ids)
    stated, repaired = stated_codes(frame)
    table = gpd.GeoDataFrame(
        {
            "unit_id": ids,
            "name": text_column(frame.get("name", ids), index).fillna(ids),
            "population": people,
            "municipality_id": text_column(None, index),
            "area_km2": area,
            "milieu": milieu,
            "road_link": road,
            "precision": precision,
            "registered_share": registered,
            "self_governed": self_governed,
            "lon": lon,
            "lat": lat,
            **_origin(frame, meta),
            **stated,
        },
        geometry=geometry,
    )
    table = _shaped(table[sieve.kept], list(POPULATION.columns))
    _refuse_nothing_left(sieve)
    file.repairs[ZEROS_BACK] = repaired
    return sieve.reading(
        conform(table, POPULATION, file.source),
        crs=file.crs or GEOGRAPHIC,
        repairs=file.repairs,
        notes=unread_columns(frame, (*POPULATION.columns, "lon", "lat", DESIGNATION)),
    )


def read_services(
    path: Path,
    *,
    meta: SourceInfo,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    neighbours: bool = False,
) -> Reading:
    """Read service points from a CSV with ``lon`` and ``lat`` or from a layer of points.

    ``service_id``, ``name`` and ``kind`` are needed; staffing left blank is unknown. An optional
    ``service_area`` lists the territories a site goes out to, separated by semicolons
    (``MUN:46005;CLSC:05111``): it reaches their people at cost 0.

    Parameters
    ----------
    path, meta, layer, crs, encoding, columns
        As for `read_territories`.
    neighbours : bool
        Whether places a little outside Québec are let in: the surroundings of a study.
    """
    file = _load(path, ("service_id", "name", "kind"), columns, layer, crs, encoding)
    frame, index = file.frame, file.frame.index
    ids = text_column(frame["service_id"], index)
    sieve = Sieve(file.source, file.lines, ids.to_numpy(dtype=object))
    sieve.reject(ids.isna(), NO_ID)
    kind = choice(frame, "kind", schemas.KINDS, "other", sieve)
    _, lon, lat = _places(file, sieve, keep_nowhere=False, neighbours=neighbours)
    geometry = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=index, crs=GEOGRAPHIC)
    fte = {column: number(frame, column, sieve) for column in (*_FTE, "fte")}
    roles = pd.DataFrame({column: fte[column] for column in _FTE})
    fte["fte"] = fte["fte"].fillna(roles.sum(axis=1, min_count=1))
    choices = {
        "sector": choice(frame, "sector", schemas.SECTORS, "unknown", sieve),
        "mode": choice(frame, "mode", schemas.MODES, "in_person", sieve),
        "registration": choice(frame, "registration", schemas.REGISTRATIONS, "unknown", sieve),
        "address_precision": choice(
            frame, "address_precision", schemas.PRECISIONS, "unknown", sieve
        ),
    }
    open_share = share(frame, "open_share", sieve).fillna(1.0)
    sieve.reject_duplicates(ids)
    stated, repaired = stated_codes(frame)
    table = gpd.GeoDataFrame(
        {
            "service_id": ids,
            "name": text_column(frame["name"], index).fillna(ids),
            "kind": kind,
            **choices,
            **fte,
            "open_share": open_share,
            "municipality_id": text_column(None, index),
            **_origin(frame, meta),
            **{name: text_column(frame[name], index) for name in _AS_IS if name in frame},
            **stated,
        },
        geometry=geometry,
    )
    table = _shaped(table[sieve.kept], list(SERVICES.columns))
    _refuse_nothing_left(sieve)
    file.repairs[ZEROS_BACK] = repaired
    return sieve.reading(
        conform(table, SERVICES, file.source),
        crs=file.crs or GEOGRAPHIC,
        repairs=file.repairs,
        notes=unread_columns(frame, (*SERVICES.columns, "lon", "lat", *_AS_IS)),
    )


def read_coverage(
    path: Path,
    *,
    meta: SourceInfo,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read what is known of each kind of service: ``territory_id, kind, status, source``.

    Parameters
    ----------
    path, meta, encoding, columns
        As for `read_territories`; ``source`` is filled from the catalogue where blank.
    """
    file = _load(path, ("territory_id", "kind", "status"), columns, None, None, encoding)
    frame, index = file.frame, file.frame.index
    ids = text_column(frame["territory_id"], index)
    sieve = Sieve(file.source, file.lines, ids.to_numpy(dtype=object))
    sieve.reject(ids.isna(), NO_ID)
    shown = ids.to_numpy(dtype=object)
    sieve.reject(~ids.fillna("").str.match(r"^[A-Z]+:\S"), NO_LEVEL, value=shown)
    sieve.reject(~well_formed(ids), NO_SUCH_CODE, value=shown)
    table = pd.DataFrame(
        {
            "territory_id": ids,
            "kind": choice(frame, "kind", schemas.KINDS, None, sieve),
            "status": choice(frame, "status", schemas.COVERAGE_STATUSES, "unknown", sieve),
            "source": _origin(frame, meta)["source"],
        }
    )
    sieve.reject_duplicates(table["territory_id"] + "|" + table["kind"].fillna(""))
    kept = table[sieve.kept].reset_index(drop=True)
    _refuse_nothing_left(sieve)
    return sieve.reading(
        conform(kept, COVERAGE, file.source),
        repairs=file.repairs,
        notes=unread_columns(frame, COVERAGE.columns),
    )


def _places(
    file: _File, sieve: Sieve, *, keep_nowhere: bool, neighbours: bool
) -> tuple[gpd.GeoSeries, pd.Series, pd.Series]:
    """Return geometry, longitude and latitude; set misplaced rows aside."""
    frame, index = file.frame, file.frame.index
    if file.geometry is None:
        require_columns(frame.columns, ("lon", "lat"), file.source)
        lon, lat = (number(frame, column, sieve, signed=True) for column in ("lon", "lat"))
        geometry = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=index, crs=GEOGRAPHIC)
        geometry = geometry.mask(lon.isna() | lat.isna())
    else:
        geometry = file.geometry
        x, y = inner_points(geometry)
        lon, lat = pd.Series(x, index=index), pd.Series(y, index=index)
        if {"lon", "lat"} <= set(frame):
            stated = [to_number(frame[column])[0] for column in ("lon", "lat")]
            lon, lat = stated[0].fillna(lon), stated[1].fillna(lat)
    margin = NEIGHBOURS_DEGREES if neighbours else 0.0
    sieve.reject_misplaced(lon, lat, keep_nowhere=keep_nowhere, margin=margin)
    return geometry, lon, lat


def _origin(frame: pd.DataFrame, meta: SourceInfo) -> dict[str, pd.Series]:
    """Return where each row comes from, as it says or the catalogue does, and its designation."""
    said: dict[str, str | None] = {"vintage": meta.vintage, "source": meta.title}
    if DESIGNATION in frame:
        said[DESIGNATION] = ""
    return {
        column: text_column(frame.get(column, default), frame.index).fillna(default)
        for column, default in said.items()
    }


def _shaped(table: gpd.GeoDataFrame, first: list[str]) -> gpd.GeoDataFrame:
    rest = [name for name in table.columns if name not in first]
    ordered = [*(name for name in first if name != "geometry"), *rest, "geometry"]
    return gpd.GeoDataFrame(table[ordered].reset_index(drop=True))


def _refuse_nothing_left(sieve: Sieve) -> None:
    if not sieve.kept.any():
        rejected = sieve.rejected()
        first = rejected.loc[rejected["reason"] == rejected["reason"].mode().iloc[0]].iloc[0]
        raise InputError(
            "{source} : les {count} rangées ont été écartées, la plupart pour cette "
            "raison : {reason}.",
            source=sieve.source,
            count=len(sieve.kept),
            reason=first["reason"],
            reason_en=first["reason_en"],
        )
