"""Boundary files of Statistics Canada, in English or French, of 2016 or 2021."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
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
from territory.sources._tabular import to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.sociosanitary import NO_CODE, NO_GEOMETRY
from territory.tables import Reading
from territory.text import N_

ELSEWHERE = N_("hors du Québec")
WRONG_CODE = N_("« {value} » n'est pas un code de {kind}")
OTHER_DIVISION = N_("hors des divisions de recensement retenues (option divisions)")
_QUEBEC = "24"
_KNOWN = {
    "db": ["DBUID", "IDIDU"],
    "da": ["DAUID", "ADIDU"],
    "ct": ["CTUID", "SRIDU"],
    "municipality": ["CSDUID", "SDRIDU"],
    "cd": ["CDUID", "DRIDU"],
    "municipality_name": ["CSDNAME", "SDRNOM"],
    "municipality_type": ["CSDTYPE", "SDRGENRE"],
    "cd_name": ["CDNAME", "DRNOM"],
    "province": ["PRUID", "PRIDU"],
    "area": ["LANDAREA", "SUPTERRE"],
    "dguid": ["DGUID", "IDUGD"],
}
_SHAPES = {"db": r"24\d{9}", "da": r"24\d{6}", "municipality": r"24\d{5}", "cd": r"24\d{2}"}
_TRACT = r"\d{7}\.\d{2}"


def read_statcan(
    path: Path,
    *,
    meta: SourceInfo,
    level: str,
    divisions: list[str] | None = None,
    land: Path | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
) -> Reading:
    """Read Statistics Canada's limits of one level; Québec only.

    Dissemination blocks are put together into areas, areas and subdivisions into divisions,
    when the level asked is above the one drawn.

    Parameters
    ----------
    path : Path
        ``DAUID`` (or ``ADIDU``), ``CTUID``, ``CSDUID``, ``CDUID``; a digital file
        (``lda_000a21a``) includes the water, a cartographic one (``lda_000b21a``) does not.
    meta : SourceInfo
    level : {"da", "ct", "municipality", "cd"}
        A subdivision is the municipality of its last five digits.
    divisions : list of str, optional
        Census divisions kept (["2466"]); all by default.
    land : Path, optional
        A layer of land, to which the limits are cut.
    layer, crs, encoding : str, optional
        See `read_layer`.

    Returns
    -------
    Reading
        With ``area_km2`` (land, as published), ``cd_id``, for municipalities ``designation``,
        and the census year that the layer's own identifiers state.

    Raises
    ------
    InputError
        See `read_layer`; when the level is not one the layer can give.
    """
    levels = ("da", "ct", "municipality", "cd")
    if level not in levels:
        raise InputError(
            "Ce lecteur décrit les niveaux {described}, non « {asked} ».",
            described=", ".join(levels),
            asked=str(level),
        )
    drawn = read_layer(path, layer=layer, crs=crs, encoding=encoding)
    frame, mended = mend_official(drawn.frame)
    named = find_columns(frame.columns, _KNOWN, drawn.source)
    kind = _kind(named, level, drawn.source, frame.columns)
    own = codes.bare(frame[named[kind]]) if kind != "ct" else _tracts(frame[named["ct"]])
    sieve = Sieve(drawn.source, drawn.lines, own.to_numpy(dtype=object, na_value=""))
    sieve.reject(own.isna(), NO_CODE)
    sieve.reject(_elsewhere(frame, named, own), ELSEWHERE)
    right = own.str.fullmatch(_SHAPES.get(kind, _TRACT)).fillna(value=False)
    shown = own.fillna("").to_numpy(dtype=object)
    sieve.reject(~right.astype(bool), WRONG_CODE, value=shown, kind=named[kind])
    division = _division(frame, named, own, kind)
    if divisions:
        wanted = codes.bare(pd.Series(divisions, dtype="string"))
        sieve.reject(~division.isin(wanted), OTHER_DIVISION)
    sieve.reject(drawn.no_geometry, NO_GEOMETRY)
    reject_shapes(sieve, drawn)
    table = gpd.GeoDataFrame(
        _attributes(frame, named, own, division, level, kind),
        geometry=frame.geometry,
        crs=frame.crs,
    )
    merged = merge_parts(table[sieve.kept], sieve.lines[sieve.kept])
    if "area_km2" in merged and kind != level:
        kept = table[sieve.kept]
        areas = kept.groupby("territory_id")["area_km2"].sum(min_count=1)
        merged["area_km2"] = merged["territory_id"].map(areas).astype(float)
    notes: tuple[str, ...] = ()
    if land is not None:
        merged, notes = clip_to_land(merged, land)
    shaped = territory_table(merged, level=level, meta=meta, source=drawn.source)
    vintage = shaped["edition"].astype("object").fillna(shaped["vintage"]).astype("str")
    return sieve.reading(
        shaped.assign(vintage=vintage).drop(columns="edition"),
        crs=drawn.crs,
        repairs={**drawn.repairs, **mended},
        notes=(*parts_note(merged), *notes),
    )


def _kind(named: dict[str, str], level: str, source: str, columns: pd.Index) -> str:
    """Return what each feature is: the finest code of the layer that gives the level asked."""
    finer = {
        "da": ("db", "da"),
        "ct": ("ct",),
        "municipality": ("municipality",),
        "cd": ("db", "da", "municipality", "cd"),
    }[level]
    # A layer of areas also names their subdivision; one of tracts names no division.
    drawn = next((one for one in ("db", "da", "ct", "municipality", "cd") if one in named), None)
    if drawn in finer:
        return drawn
    if drawn is not None and level == "municipality" and drawn in {"db", "da"} and level in named:
        return level
    if drawn is None:
        find_columns(columns, _KNOWN, source, needed=[level])
    raise InputError(
        "{source} dessine le niveau « {drawn} », dont « {asked} » ne se tire pas; donnez une "
        "couche de ce niveau.",
        source=source,
        drawn=str(drawn),
        asked=level,
    )


def _tracts(values: pd.Series) -> pd.Series:
    """Return tract numbers with their two decimals, which a number column loses."""
    text = values.astype("string").str.strip()
    text = text.mask(text.isin(["", "nan", "<NA>"]))
    parts = text.str.extract(r"^(\d{7})(?:\.(\d{1,2}))?$")
    whole = parts[0] + "." + parts[1].fillna("0").str.pad(2, side="right", fillchar="0")
    return whole.fillna(text)


def _elsewhere(frame: pd.DataFrame, named: dict[str, str], own: pd.Series) -> pd.Series:
    """Tell which features a province other than Québec says it holds, or whose code does."""
    if "province" in named:
        province = codes.bare(frame[named["province"]])
        return (province.notna() & (province != _QUEBEC)).fillna(value=False).astype(bool)
    if "ct" in named and own.str.contains(".", regex=False).any():
        return pd.Series(data=False, index=frame.index)
    numeric = own.str.fullmatch(r"\d{4,}").fillna(value=False)
    return (numeric & ~own.str.startswith(_QUEBEC).fillna(value=False)).astype(bool)


def _division(frame: pd.DataFrame, named: dict[str, str], own: pd.Series, kind: str) -> pd.Series:
    if kind != "ct":
        return own.str[:4]
    nothing = pd.Series(pd.NA, index=frame.index, dtype="string")
    return codes.bare(frame[named["cd"]]) if "cd" in named else nothing


def _attributes(
    frame: pd.DataFrame,
    named: dict[str, str],
    own: pd.Series,
    division: pd.Series,
    level: str,
    kind: str,
) -> dict[str, pd.Series]:
    nothing = pd.Series(None, index=frame.index, dtype="object")
    number = {
        "da": own.str[:8],
        "ct": own,
        "municipality": own.str[2:],
        "cd": division,
    }[level]
    ids = f"{codes.LEVELS[level].prefix}:" + number
    key = f"{level}_name"
    same = level in {kind, "municipality"}
    name = frame[named[key]] if key in named and (same or level == "cd") else nothing
    cd = ("CD:" + division).astype("object")
    table = {
        "territory_id": ids.astype("object"),
        "name": name.astype("object").where(name.notna(), number.astype("object")),
        "parent_id": cd if level in {"da", "municipality"} else nothing,
        "edition": _year(frame, named),
    }
    if level != "cd":
        table["cd_id"] = cd
    if "area" in named and (kind == level or kind in {"db", "da"}):
        table["area_km2"] = to_number(frame[named["area"]])[0]
    if level == "municipality" and "municipality_type" in named:
        table["designation"] = frame[named["municipality_type"]].astype("object")
    return table


def _year(frame: pd.DataFrame, named: dict[str, str]) -> pd.Series:
    """Return the census year that the identifiers state ("2021S051224660959")."""
    if "dguid" not in named:
        return pd.Series(None, index=frame.index, dtype="object")
    year = (
        frame[named["dguid"]].astype("string").str.extract(r"^((?:19|20)\d{2})[AS]\d", expand=False)
    )
    return year.astype("object").where(year.notna(), None)
