"""SDA: the administrative divisions of Québec, as the MRNF draws them (1:20,000 and 1:100,000)."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._geo import read_layer
from territory.sources._official import (
    clip_to_land,
    find_columns,
    mend_official,
    merge_parts,
    parts_note,
    reject_shapes,
)
from territory.sources._rows import Sieve, territory_table
from territory.sources.catalogue import SourceInfo
from territory.sources.sociosanitary import NO_CODE, NO_GEOMETRY
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import fold

PLACEHOLDER = "nouveau toponyme a venir"
# level: the layer that draws it, and the prefix of its columns.
_LAYERS = {
    "region": ("regio_s", "RES"),
    "mrc": ("mrc_s", "MRS"),
    "municipality": ("munic_s", "MUS"),
    "borough": ("arron_s", "ARS"),
}
_CODES = {"region": "CO_REG", "mrc": "CO_MRC", "municipality": "CO_GEO", "borough": "CO_ARR"}
_NAMES = {"region": "NM_REG", "mrc": "NM_MRC", "municipality": "NM_MUN", "borough": "NM_ARR"}
_PARENTS = {"mrc": "region", "municipality": "mrc", "borough": "municipality"}
# Designations of communities and lands that govern themselves, written out.
_DESIGNATIONS = {
    "R": "Réserve indienne",
    "EI": "Établissement amérindien",
    "VN": "Village nordique",
    "VC": "Village cri",
    "VK": "Village naskapi",
    "TC": "Terres réservées aux Cris",
    "TK": "Terres réservées aux Naskapis",
    "TI": "Terre inuite",
}


def read_sda(
    path: Path,
    *,
    meta: SourceInfo,
    level: str,
    layer: str | None = None,
    land: Path | None = None,
    crs: str | None = None,
    encoding: str | None = None,
) -> Reading:
    """Read one level of the SDA: GeoPackage, shapefile, zipped or not.

    Each level has its layer (``regio_s, mrc_s, munic_s, arron_s``), found by itself where a file
    or an archive holds them all; a level above may be put together from a finer layer when that
    is what is given. A territory drawn in several parts (106 features make 104 MRC) becomes one;
    altitudes are left aside.

    Parameters
    ----------
    path : Path
        ``MRS_CO_MRC, MRS_NM_MRC, MRS_CO_REG`` for the MRC, ``RES_``, ``MUS_`` and ``ARS_`` for
        the others, whatever their case.
    meta : SourceInfo
    level : {"region", "mrc", "municipality", "borough"}
    layer : str, optional
        Layer to read, where it has another name.
    land : Path, optional
        A layer of land: limits go out on the St. Lawrence, and are cut to it.
    crs, encoding : str, optional
        What the file is in, where it does not say.

    Returns
    -------
    Reading
        With ``region_id, region_name`` and, for municipalities, ``designation`` and the vintage
        each feature states (``V2025-04``).

    Raises
    ------
    InputError
        See `read_layer`; when the level is not one of the SDA's or the layer lacks its code.
    """
    if level not in _LAYERS:
        raise InputError(
            "Ce lecteur décrit les niveaux {described}, non « {asked} ».",
            described=", ".join(_LAYERS),
            asked=str(level),
        )
    drawn = read_layer(path, layer=layer, prefer=(_LAYERS[level][0],), crs=crs, encoding=encoding)
    frame, mended = mend_official(drawn.frame)
    named = _columns(frame, level, drawn.source)
    ids, _ = codes.repair(frame[named["code"]], level)
    sieve = Sieve(drawn.source, drawn.lines, ids.to_numpy(dtype=object, na_value=""))
    sieve.reject(ids.isna(), NO_CODE)
    sieve.reject(drawn.no_geometry, NO_GEOMETRY)
    reject_shapes(sieve, drawn)
    table = gpd.GeoDataFrame(
        _attributes(frame, named, level, ids), geometry=frame.geometry, crs=frame.crs
    )
    merged = merge_parts(table[sieve.kept], sieve.lines[sieve.kept])
    notes = parts_note(merged)
    if land is not None:
        merged, told = clip_to_land(merged, land)
        notes = (*notes, *told)
    vintages = merged.pop("edition")
    shaped = territory_table(
        merged.assign(edition=vintages), level=level, meta=meta, source=drawn.source
    )
    return sieve.reading(
        _dated(shaped),
        crs=drawn.crs,
        repairs={**drawn.repairs, **mended},
        notes=(*notes, *_unnamed(shaped)),
    )


def _columns(frame: pd.DataFrame, level: str, source: str) -> dict[str, str]:
    """Return the columns of a level, in its own layer or else in a finer one."""
    own = _LAYERS[level][1]
    order = list(_LAYERS)
    finer = [_LAYERS[one][1] for one in order[order.index(level) + 1 :]]
    for prefix in (own, *finer):
        known = {
            "code": [f"{prefix}_{_CODES[level]}"],
            "name": [f"{prefix}_{_NAMES[level]}"],
            "mrc": [f"{prefix}_CO_MRC"],
            "municipality": [f"{prefix}_CO_GEO", f"{prefix}_CO_MUN"],
            "region": [f"{prefix}_CO_REG"],
            "region_name": [f"{prefix}_NM_REG"],
            "designation": [f"{prefix}_CO_DES"],
            "version": [f"{prefix}_CO_VER"],
        }
        named = find_columns(frame.columns, known, source)
        if "code" in named:
            return named
    needed = {"code": [f"{own}_{_CODES[level]}"]}
    return find_columns(frame.columns, needed, source, needed=["code"])


def _attributes(
    frame: pd.DataFrame, named: dict[str, str], level: str, ids: pd.Series
) -> dict[str, pd.Series]:
    nothing = pd.Series(None, index=frame.index, dtype="object")

    def column(key: str) -> pd.Series:
        return frame[named[key]].astype("object") if key in named else nothing

    def code(of: str) -> pd.Series:
        found = codes.repair(column(of), of)[0] if of in named else nothing
        return found.astype("object")

    parent = _PARENTS.get(level)
    name = column("name").where(column("name").notna(), ids)
    table = {
        "territory_id": ids.astype("object"),
        "name": name,
        "parent_id": nothing if parent is None else code(parent),
        "edition": column("version"),
    }
    if level != "region":
        table |= {"region_id": code("region"), "region_name": column("region_name")}
    if level == "municipality":
        stated = column("designation").astype("string").str.strip()
        table["designation"] = stated.replace(_DESIGNATIONS).astype("object")
    if level == "borough" and "municipality" in named:
        table["municipality_id"] = code("municipality")
    return table


def _dated(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each territory the vintage its own row states, where it states one."""
    said = table["edition"].astype("string").str.strip()
    said = said.mask(said.fillna("") == "")
    vintage = said.fillna(table["vintage"].astype("string")).astype("str")
    return table.assign(vintage=vintage).drop(columns="edition")


def _unnamed(table: gpd.GeoDataFrame) -> tuple[str, ...]:
    folded = table["name"].map(fold).to_numpy()
    without = table.loc[np.asarray(folded == PLACEHOLDER), "territory_id"]
    if without.empty:
        return ()
    return (
        note("Sans toponyme officiel encore dans cette édition : {codes:,}.", codes=list(without)),
    )
