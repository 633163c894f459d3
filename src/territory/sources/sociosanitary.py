"""Territories of the health and social services network: RLS as published, CLSC as derived."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._geo import GEOGRAPHIC, Layer, read_layer
from territory.sources._mojibake import MENDED, mend_text
from territory.sources._official import reject_shapes
from territory.sources._rows import DUPLICATE, Sieve, territory_table
from territory.sources._tabular import read_csv_text, require_columns
from territory.sources.catalogue import SourceInfo
from territory.tables import Reading, with_origin
from territory.tables.notes import note
from territory.text import N_

NO_CODE = N_("sans code de territoire")
OTHER_REGION = N_("hors des régions sociosanitaires retenues (option regions)")
NO_GEOMETRY = N_("sans géométrie")
REPLACED = N_("territoire fourni par {file}, plus complet")
REPAIRED_CODES = N_("codes auxquels le zéro initial a été rendu")
_RLS_COLUMNS = ("RLS_code", "RLS_nom", "RTS_code", "RSS_code")
_CLSC_COLUMNS = ("CLSC_code", "CLSC_nom", "RLS_code", "RTS_code", "RSS_code")


def read_rls(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "rls",
    regions: list[str] | None = None,
    crs: str | None = None,
) -> Reading:
    """Read the MSSS local service networks.

    The layer has no .cpg: names read in the wrong encoding are mended and counted. Its
    ``Shape_Area`` is the official area, water included, up to 140 times the drawn one, and is
    left unread. The parent of each RLS is its RTS, by the layer's own code; ``rts_id, rts_name,
    rss_id, rss_name`` describe the levels above, whose names, absent from the layer, come from
    ``data/sociosanitary_names.csv``.

    Parameters
    ----------
    path : Path
        ``RLS_code, RLS_nom, RTS_code, RSS_code`` and polygons, any coordinate system.
    meta : SourceInfo
    level : str
        "rls".
    regions : list of str, optional
        Sociosanitary regions kept (["06"]); all by default.
    crs : str, optional
        Coordinate system, where the layer does not say.

    Returns
    -------
    Reading

    Raises
    ------
    InputError
        See `read_layer`; and when the level is not the one the layer describes.
    """
    require_level("rls", level)
    layer = read_layer(path, crs=crs)
    frame, mended = mend_text(_columns(layer, _RLS_COLUMNS), "latin-1", "utf-8")
    ids, repaired = codes.repair(frame["RLS_code"], "rls")
    rts, _ = codes.repair(frame["RTS_code"], "rts")
    rss, _ = codes.repair(frame["RSS_code"], "rss")
    sieve = territory_sieve(layer, ids)
    if regions:
        sieve.reject(~rss.isin([f"RSS:{code}" for code in regions]), OTHER_REGION)
    names = _names()
    # Signs its publisher's file has lost: « d?Arthabaska », « Bécancour?Nicolet-Yamaska ».
    whole = frame["RLS_nom"].str.replace(r"(?<=\b[dlDL])\?(?=\w)", "'", regex=True)
    whole = whole.str.replace(r"(?<=\w)\?(?=\w)", "–", regex=True)
    lost = int((whole != frame["RLS_nom"]).sum())
    table = gpd.GeoDataFrame(
        {
            "territory_id": ids,
            "name": whole,
            "parent_id": rts,
            "rts_id": rts.astype("object"),
            "rts_name": rts.map(names).fillna(rts).astype("object"),
            "rss_id": rss.astype("object"),
            "rss_name": rss.map(names).fillna(rss).astype("object"),
        },
        geometry=layer.frame.geometry,
        crs=layer.frame.crs,
    )
    return sieve.reading(
        territory_table(table[sieve.kept], level=level, meta=meta, source=layer.source),
        crs=layer.crs,
        repairs={
            **layer.repairs,
            REPAIRED_CODES: repaired,
            MENDED: mended,
            N_("noms auxquels un signe perdu a été rendu"): lost,
        },
    )


def read_clsc_derived(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "clsc",
    instead: Path | None = None,
    crs: str | None = None,
) -> Reading:
    """Read CLSC territories rebuilt from census units; not official limits.

    Parameters
    ----------
    path : Path
        ``CLSC_code, CLSC_nom, RLS_code, RTS_code, RSS_code`` and polygons.
    meta : SourceInfo
    level : str
        "clsc".
    instead : Path, optional
        A second layer of the same layout whose territories replace those of the first (the
        complete island of Montréal, in place of the partial one).
    crs : str, optional
        Coordinate system, where a layer does not say.

    Returns
    -------
    Reading
        With a column ``derived``, True everywhere: to be said wherever these limits are shown.
    """
    require_level("clsc", level)
    main = read_layer(path, crs=crs)
    ids, repaired = codes.repair(_columns(main, _CLSC_COLUMNS)["CLSC_code"], "clsc")
    sieve = territory_sieve(main, ids)
    parts, rejected, read = [], [], len(main.frame)
    repairs = dict(main.repairs)
    if instead is not None:
        other = read_layer(instead, crs=crs)
        other_ids, more = codes.repair(_columns(other, _CLSC_COLUMNS)["CLSC_code"], "clsc")
        other_sieve = territory_sieve(other, other_ids)
        sieve.reject(ids.isin(other_ids[other_sieve.kept]), REPLACED, file=other.source)
        parts.append(_clsc(other, other_ids)[other_sieve.kept])
        rejected.append(other_sieve.rejected())
        read, repaired = read + len(other.frame), repaired + more
    parts.insert(0, _clsc(main, ids)[sieve.kept])
    rejected.insert(0, sieve.rejected())
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=GEOGRAPHIC)
    return Reading(
        table=territory_table(table, level=level, meta=meta, source=main.source),
        source=main.source,
        read=read,
        kept=len(table),
        rejected=pd.concat([part for part in rejected if len(part)] or rejected[:1]),
        crs=main.crs,
        repairs={**repairs, **({REPAIRED_CODES: repaired} if repaired else {})},
        notes=(
            note(
                "Limites dérivées d'unités de recensement, non officielles : {count} territoires "
                "de CLSC sur 166.",
                count=len(table),
            ),
        ),
    )


def _clsc(layer: Layer, ids: pd.Series) -> gpd.GeoDataFrame:
    frame = layer.frame
    parents, _ = codes.repair(frame["RLS_code"], "rls")
    table = gpd.GeoDataFrame(
        {
            "territory_id": ids.astype("object"),
            "name": frame["CLSC_nom"],
            "parent_id": parents.astype("object"),
            "derived": True,
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    return with_origin(table, layer.source, layer.lines)


def _names() -> pd.Series:
    table = read_csv_text(bundled("data", "sociosanitary_names.csv")).frame
    return pd.Series(table["name"].to_numpy(), index=table["territory_id"].to_numpy())


def _columns(layer: Layer, needed: tuple[str, ...]) -> gpd.GeoDataFrame:
    require_columns(layer.frame.columns, needed, layer.source)
    return layer.frame


def territory_sieve(layer: Layer, ids: pd.Series) -> Sieve:
    """Return the sieve of a layer of territories: no code, no polygon, a code seen before."""
    sieve = Sieve(layer.source, layer.lines, ids.to_numpy(dtype=object, na_value=""))
    sieve.reject(ids.isna(), NO_CODE)
    sieve.reject(layer.no_geometry, NO_GEOMETRY)
    reject_shapes(sieve, layer)
    again = np.zeros(len(ids), dtype=bool)
    again[sieve.kept] = ids[sieve.kept].duplicated().to_numpy()
    sieve.reject(again, DUPLICATE)
    return sieve


def require_level(described: str, asked: str | None) -> None:
    """Refuse a reader used for another level than the one it describes."""
    if asked != described:
        raise InputError(
            "Ce lecteur décrit le niveau « {described} », non « {asked} ».",
            described=described,
            asked=str(asked),
        )
