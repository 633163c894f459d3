"""What official layers of territories share: names of columns, texts, parts of one territory.

Nothing here knows a particular layout; the readers beside it do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from territory.errors import InputError
from territory.sources._geo import QUEBEC_LAT, QUEBEC_LON, Layer, read_layer
from territory.sources._mojibake import MENDED, mend_text
from territory.sources._rows import Sieve
from territory.sources._tabular import nearest_name
from territory.tables.notes import note
from territory.tables.reading import SOURCE_ROW, SOURCE_ROWS
from territory.text import N_, fold

ELSEWHERE = N_("polygone entièrement hors du Québec")
NOT_A_POLYGON = N_("la géométrie n'est pas un polygone")
RECOMPOSED = N_("textes aux accents décomposés, recomposés")
# What cp1252 puts where Latin-1 has controls: dashes, curly quotes, the ligature œ.
_CONTROLS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_MISREADINGS = (("latin-1", "utf-8"), ("cp1252", "utf-8"))
# « QuÈbec », « MontrÈal »: a capital after a small letter, where MacRoman puts é, è, ë, ô ...
_AS_MACROMAN = r"[a-z][ÈËÍÎÔÓÒÁÇ‡]"

Frame = TypeVar("Frame", bound=pd.DataFrame)


def find_columns(
    columns: Iterable[str],
    known: Mapping[str, Sequence[str]],
    source: str,
    *,
    needed: Iterable[str] = (),
) -> dict[str, str]:
    """Return the file's own name of each column, accents and case aside.

    Parameters
    ----------
    columns : iterable of str
        Columns found.
    known : Mapping[str, sequence of str]
        Names each column has had from one vintage to another.
    source : str
        Name of the file, for the sentence.
    needed : iterable of str
        Keys of ``known`` that must be found.

    Raises
    ------
    InputError
        When one needed is not there, with the nearest name, or comes under two names.

    Examples
    --------
    >>> find_columns(["RTS_CODE", "geometry"], {"code": ["RTS_code"]}, "a.shp")
    {'code': 'RTS_CODE'}
    """
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(fold(str(column)), []).append(str(column))
    named: dict[str, str] = {}
    for key, names in known.items():
        first = next((found[fold(name)] for name in names if fold(name) in found), None)
        if first is None:
            continue
        exact = [name for name in first if name in names]
        if len(first) > 1 and len(exact) != 1:
            raise InputError(
                "{path} : la colonne « {column} » paraît deux fois; renommez-en une.",
                path=source,
                column=names[0],
            )
        named[key] = (exact or first)[0]
    missing = [key for key in needed if key not in named]
    if missing:
        raise _missing(
            known[missing[0]], [name for names in found.values() for name in names], source
        )
    return named


def _missing(names: Sequence[str], found: Sequence[str], source: str) -> InputError:
    near = nearest_name(names[0], found)
    if near:
        return InputError(
            "{source} : la colonne « {column} » manque; est-ce « {near} »?",
            source=source,
            column=names[0],
            near=near,
        )
    return InputError(
        "{source} : la colonne « {column} » manque; colonnes trouvées : {found}.",
        source=source,
        column=names[0],
        found=", ".join(found) or "—",
    )


def mend_official(frame: Frame) -> tuple[Frame, dict[str, int]]:
    r"""Give texts back their accents, whatever they were read with; count what was mended.

    UTF-8 read as Latin-1 or cp1252, cp1252 read as MacRoman or Latin-1 (dashes and curly quotes
    become controls), accents written apart from their letter.

    Examples
    --------
    >>> mend_official(pd.DataFrame({"nom": ["Baie-Saint-Paul \x96 L\x92Isle"]}))[0].iloc[0, 0]
    'Baie-Saint-Paul – L’Isle'
    """
    count = 0
    for read_as, really in _MISREADINGS:
        frame, mended = mend_text(frame, read_as, really)
        count += mended
    if _looks_macroman(frame):
        frame, mended = mend_text(frame, "mac_roman", "cp1252")
        count += mended
    changed, composed = {}, 0
    for name in frame.columns:
        if name == "geometry" or not pd.api.types.is_string_dtype(frame[name]):
            continue
        given = frame[name].astype("object")
        clear = given.map(lambda text: text.translate(_CONTROLS), na_action="ignore")
        count += int((clear != given)[given.notna()].sum())
        whole = clear.map(lambda text: unicodedata.normalize("NFC", text), na_action="ignore")
        composed += int((whole != clear)[given.notna()].sum())
        changed[name] = whole.astype(frame[name].dtype)
    repairs = {name: n for name, n in ((MENDED, count), (RECOMPOSED, composed)) if n}
    return frame.assign(**changed), repairs


def _looks_macroman(frame: pd.DataFrame) -> bool:
    texts = (
        frame[name].astype("string")
        for name in frame.columns
        if name != "geometry" and pd.api.types.is_string_dtype(frame[name])
    )
    return any(bool(text.str.contains(_AS_MACROMAN, regex=True).any()) for text in texts)


def reject_shapes(sieve: Sieve, layer: Layer) -> None:
    """Set aside the features whose geometry is no polygon, or lies wholly outside Québec."""
    shapes = layer.frame.geometry.to_numpy()
    drawn = ~layer.no_geometry
    sieve.reject(~np.isin(shapely.get_type_id(shapes), (3, 6)) & drawn, NOT_A_POLYGON)
    if layer.frame.crs.is_geographic:
        quebec = shapely.box(QUEBEC_LON[0], QUEBEC_LAT[0], QUEBEC_LON[1], QUEBEC_LAT[1])
        sieve.reject(~shapely.intersects(shapes, quebec) & drawn, ELSEWHERE)


def merge_parts(frame: gpd.GeoDataFrame, lines: NDArray[np.int64]) -> gpd.GeoDataFrame:
    """Return one row per ``territory_id``: its first, with the geometry of all put together.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Rows kept, with ``territory_id``.
    lines : numpy.ndarray of int, shape (len(frame),)
        Row in the file of each.

    Returns
    -------
    geopandas.GeoDataFrame
        With the row in the file of the first part, and how many parts there were.
    """
    keys = frame["territory_id"].astype("object").to_numpy()
    codes, uniques = pd.factorize(keys)
    parts = np.bincount(codes, minlength=len(uniques))
    first = frame[~pd.Series(keys).duplicated().to_numpy()].reset_index(drop=True)
    geometry = first.geometry.to_numpy().copy()
    shapes = frame.geometry.to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(parts)
    for one in np.flatnonzero(parts > 1):
        geometry[one] = shapely.union_all(shapes[order[ends[one] - parts[one] : ends[one]]])
    rows = np.zeros(len(uniques), dtype=np.int64)
    rows[codes[::-1]] = lines[::-1]
    merged = first.set_geometry(gpd.GeoSeries(geometry, crs=frame.crs))
    return merged.assign(**{SOURCE_ROW: rows, SOURCE_ROWS: parts})


def parts_note(merged: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Say how many territories were drawn in several parts."""
    several = int((merged[SOURCE_ROWS] > 1).sum())
    if not several:
        return ()
    rows = int(merged.loc[merged[SOURCE_ROWS] > 1, SOURCE_ROWS].sum())
    return (
        note(
            "Territoires réunis à partir des éléments de la couche qui portent leur code : "
            "{several}, de {rows} éléments.",
            several=several,
            rows=rows,
        ),
    )


def clip_to_land(frame: gpd.GeoDataFrame, land: Path) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Cut territories to land; one that has none there stays as it was drawn, and is counted.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        In longitude and latitude.
    land : Path
        A layer of polygons of land.
    """
    other = read_layer(land)
    whole = shapely.union_all(other.frame.geometry[~other.no_geometry].to_numpy())
    shapely.prepare(whole)
    shapes = frame.geometry.to_numpy()
    cut = shapely.intersection(shapes, whole)
    # Touching edges leave lines and points, which are no land.
    collections = shapely.get_type_id(cut) == shapely.GeometryType.GEOMETRYCOLLECTION
    for one in np.flatnonzero(collections):
        parts = shapely.get_parts(cut[one])
        areal = np.isin(shapely.get_type_id(parts), (3, 6))
        cut[one] = shapely.union_all(parts[areal])
    dry = shapely.is_empty(cut) | ~np.isin(shapely.get_type_id(cut), (3, 6))
    clipped = frame.set_geometry(
        gpd.GeoSeries(np.where(dry, shapes, cut), index=frame.index, crs=frame.crs)
    )
    said = note("Limites coupées à la terre ferme ({layer}).", layer=other.source)
    if dry.any():
        said = note(
            "Limites coupées à la terre ferme ({layer}); {count} territoires qui n'y ont aucune "
            "terre restent tels que dessinés.",
            layer=other.source,
            count=int(dry.sum()),
        )
    return clipped, (said,)
