"""Official territories of the health and social services network: CLSC, RLS, RTS and RSS."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.places import bundled
from territory.sources._dates import vintages
from territory.sources._geo import read_attributes, read_layer
from territory.sources._official import (
    clip_to_land,
    find_columns,
    mend_official,
    merge_parts,
    parts_note,
    reject_shapes,
)
from territory.sources._rows import Sieve, areas_km2, territory_table
from territory.sources._tabular import read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.sociosanitary import NO_CODE, NO_GEOMETRY, OTHER_REGION, REPAIRED_CODES
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

LOST_SIGN = N_("noms auxquels un signe perdu a été rendu")
WRONG_CODE = N_("le code « {value} » n'a pas la longueur d'un code de ce niveau")
# Beyond this share of the official area, what is drawn holds the water.
_WHOLE = 0.985
_LEVELS = ("clsc", "rls", "rts", "rss")
_KNOWN = {
    **{level: [f"{level.upper()}_code", f"CODE_{level.upper()}"] for level in _LEVELS},
    **{f"{level}_name": [f"{level.upper()}_nom"] for level in _LEVELS},
    "label": ["Etiquette"],
    "version": ["Version"],
    "area": ["Shape_Area", "Shape__Area", "SHAPE.AREA", "st_area(shape)"],
}


def read_msss(
    path: Path,
    *,
    meta: SourceInfo,
    level: str,
    regions: list[str] | None = None,
    names: Path | None = None,
    land: Path | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
) -> Reading:
    """Read the MSSS territories of any year, at the level they draw or one above.

    Parameters
    ----------
    path : Path
        ``CLSC_code, CLSC_nom, RLS_code, RTS_code, RSS_code, Etiquette, Version`` and polygons
        (``RTS_CODE`` in some years); shapefile, GeoPackage or GeoJSON, zipped or not.
    meta : SourceInfo
    level : {"clsc", "rls", "rts", "rss"}
        A level above the one drawn is put together from it: 96 RLS make 18 RSS.
    regions : list of str, optional
        Sociosanitary regions kept (["06"]); all by default.
    names : Path, optional
        A layer or its attributes alone (``Territoires_CLSC_2017.dbf``) that names the
        territories; by default the layer itself, then ``data/sociosanitary_names.csv``.
    land : Path, optional
        A layer of land, to which the limits are cut: official ones include the water.
    layer, crs, encoding : str, optional
        See `read_layer`.

    Returns
    -------
    Reading
        With the vintage of the column ``Version`` where there is one, and the codes and names
        of the levels above (``rts_id, rts_name, rss_id, rss_name``).

    Raises
    ------
    InputError
        See `read_layer`; when the layer draws a coarser level than the one asked.
    """
    if level not in _LEVELS:
        raise InputError(
            "Ce lecteur décrit les niveaux {described}, non « {asked} ».",
            described=", ".join(_LEVELS),
            asked=str(level),
        )
    drawn = read_layer(path, layer=layer, crs=crs, encoding=encoding)
    frame, mended = mend_official(drawn.frame)
    named = find_columns(frame.columns, _KNOWN, drawn.source)
    finest = _finest(named, level, drawn.source, frame.columns)
    own, repaired = codes.repair(frame[named[finest]], finest)
    ids = own if finest == level else _above(frame, named, own, level)
    sieve = Sieve(drawn.source, drawn.lines, own.to_numpy(dtype=object, na_value=""))
    sieve.reject(ids.isna(), NO_CODE)
    _reject_malformed(sieve, own, finest)
    sieve.reject(drawn.no_geometry, NO_GEOMETRY)
    reject_shapes(sieve, drawn)
    if regions:
        wanted = codes.repair(pd.Series(regions, dtype="string"), "rss")[0]
        sieve.reject(~_above(frame, named, own, "rss").isin(wanted), OTHER_REGION)
    said, dated = vintages(frame[named["version"]] if "version" in named else None, frame.index)
    listed = _listed()
    called, lost = _named(frame, named, ids, level, finest, names)
    called = called.where(called.notna(), ids.astype("object").map(listed))
    table = gpd.GeoDataFrame(
        {
            "territory_id": ids.astype("object"),
            "name": called.where(called.notna(), ids.astype("object")),
            "parent_id": _parents(frame, named, own, level),
            "edition": said,
            **_levels_above(frame, named, own, level, listed),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    merged = merge_parts(table[sieve.kept], sieve.lines[sieve.kept])
    notes = _water(frame, named, sieve.kept) if land is None else ()
    if land is not None:
        merged, notes = clip_to_land(merged, land)
    shaped = territory_table(merged, level=level, meta=meta, source=drawn.source)
    vintage = shaped["edition"].astype("object").fillna(shaped["vintage"]).astype("str")
    return sieve.reading(
        shaped.assign(vintage=vintage).drop(columns="edition"),
        crs=drawn.crs,
        repairs={
            **drawn.repairs,
            **mended,
            REPAIRED_CODES: repaired,
            LOST_SIGN: lost,
            **dated,
        },
        notes=(*parts_note(merged), *notes),
    )


def read_territory_names(path: Path, *, encoding: str | None = None) -> pd.DataFrame:
    """Read the codes and names of the territories a layer describes, without its geometry.

    Parameters
    ----------
    path : Path
        A layer, or its attributes alone (.dbf).
    encoding : str, optional
        Encoding of the attributes, where the .cpg is missing or wrong.

    Returns
    -------
    pandas.DataFrame
        ``level, territory_id, name``: one row for each territory of each level the file codes,
        the finest first; a name the file does not give is missing.

    Raises
    ------
    InputError
        See `read_attributes`; when there is no sociosanitary code.
    """
    frame, _ = mend_official(read_attributes(path, encoding=encoding))
    named = find_columns(frame.columns, _KNOWN, Path(path).name)
    found = [level for level in _LEVELS if level in named]
    if not found:
        find_columns(frame.columns, _KNOWN, Path(path).name, needed=["clsc"])
    parts = []
    for level in found:
        ids = codes.repair(frame[named[level]], level)[0].astype("object")
        key = f"{level}_name"
        name = frame[named[key]] if key in named else pd.Series(None, index=frame.index)
        part = pd.DataFrame({"level": level, "territory_id": ids, "name": name.astype("object")})
        parts.append(part.dropna(subset="territory_id").drop_duplicates("territory_id"))
    return pd.concat(parts, ignore_index=True)


def _finest(named: dict[str, str], level: str, source: str, columns: pd.Index) -> str:
    found = [one for one in _LEVELS if one in named]
    if not found:
        find_columns(columns, _KNOWN, source, needed=[level])
    if _LEVELS.index(found[0]) > _LEVELS.index(level):
        raise InputError(
            "{source} dessine le niveau « {drawn} », plus grand que « {asked} »; donnez une "
            "couche de ce niveau.",
            source=source,
            drawn=found[0],
            asked=level,
        )
    return found[0]


def _water(frame: gpd.GeoDataFrame, named: dict[str, str], kept: np.ndarray) -> tuple[str, ...]:
    """Say whether the limits drawn hold the water that the official area counts."""
    if "area" not in named or not kept.any():
        return (
            note(
                "Les limites officielles du MSSS comprennent l'eau : ni densité ni superficie ne "
                "s'en tirent (l'option land les coupe à la terre ferme)."
            ),
        )
    stated = np.nansum(to_number(frame[named["area"]])[0].to_numpy()[kept]) / 1e6
    drawn = float(areas_km2(frame.geometry[kept]).sum())
    if not stated > 0 or drawn > _WHOLE * stated:
        return (
            note(
                "Limites dessinées avec l'eau, comme la superficie officielle : ni densité ni "
                "superficie ne s'en tirent (l'option land les coupe à la terre ferme)."
            ),
        )
    return (
        note(
            "Limites dessinées sur {share:%} de la superficie officielle, qui compte l'eau : elle "
            "en est retirée, au moins en partie.",
            share=drawn / stated,
        ),
    )


def _above(frame: pd.DataFrame, named: dict[str, str], own: pd.Series, level: str) -> pd.Series:
    """Return the code at a level above: the layer's own, else the start of the finer code."""
    prefix = codes.ancestor(own, level)
    if level not in named:
        return prefix
    stated, _ = codes.repair(frame[named[level]], level)
    return stated.fillna(prefix)


def _reject_malformed(sieve: Sieve, own: pd.Series, level: str) -> None:
    digits = own.str.replace(r"^[A-Z]+:", "", regex=True)
    right = digits.str.fullmatch(rf"\d{{{codes.NESTED_WIDTHS[level]}}}").fillna(value=True)
    sieve.reject(~right.astype(bool), WRONG_CODE, value=digits.fillna("").to_numpy(dtype=object))


def _parents(frame: pd.DataFrame, named: dict[str, str], own: pd.Series, level: str) -> pd.Series:
    if level == "rss":
        return pd.Series(None, index=frame.index, dtype="object")
    return _above(frame, named, own, _LEVELS[_LEVELS.index(level) + 1]).astype("object")


def _levels_above(
    frame: pd.DataFrame, named: dict[str, str], own: pd.Series, level: str, listed: pd.Series
) -> dict[str, pd.Series]:
    """Return the code and the name of each level above: ``rts_id, rts_name`` ..."""
    columns = {}
    for above in _LEVELS[_LEVELS.index(level) + 1 :]:
        ids = _above(frame, named, own, above).astype("object")
        key = f"{above}_name"
        known = ids.map(listed)
        said = frame[named[key]].astype("object") if key in named else known
        name = said.where(said.notna(), known)
        columns[f"{above}_id"], columns[key] = ids, name.where(name.notna(), ids)
    return columns


def _listed() -> pd.Series:
    listed = read_csv_text(bundled("data", "sociosanitary_names.csv")).frame
    return pd.Series(listed["name"].to_numpy(), index=listed["territory_id"].to_numpy())


def _named(
    frame: pd.DataFrame,
    named: dict[str, str],
    ids: pd.Series,
    level: str,
    finest: str,
    names: Path | None,
) -> tuple[pd.Series, int]:
    """Return names: of the file given, else of the layer, else of its labels."""
    nothing = pd.Series(None, index=frame.index, dtype="object")
    key = f"{level}_name"
    own = frame[named[key]].astype("object") if key in named else nothing
    # Signs some files have lost: « d?Arthabaska », « Bécancour?Nicolet-Yamaska ».
    whole = own.astype("string").str.replace(r"(?<=\b[dlDL])\?(?=\w)", "'", regex=True)
    whole = whole.str.replace(r"(?<=\w)\?(?=\w)", "–", regex=True).astype("object")
    lost = int((whole != own)[own.notna()].sum())
    if "label" in named and level == finest:
        label = frame[named["label"]].astype("string").str.replace(r"\s*\(\d+\)$", "", regex=True)
        whole = whole.where(whole.notna(), label.astype("object"))
    if names is not None:
        given = read_territory_names(names).dropna(subset="name").set_index("territory_id")["name"]
        better = ids.astype("object").map(given)
        whole = better.where(better.notna(), whole)
    return whole, lost
