"""Municipal territories: MRC at 1:1,000,000 joined to official codes, and boroughs of Montréal."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from territory import codes
from territory.places import bundled
from territory.sources._geo import Layer, read_attributes, read_layer
from territory.sources._mojibake import MENDED, mend_text
from territory.sources._rows import territory_table
from territory.sources._tabular import read_csv_text, require_columns
from territory.sources.catalogue import SourceInfo
from territory.sources.sociosanitary import require_level, territory_sieve
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_, fold

UNMATCHED = N_("le nom « {name} » ne correspond à aucune MRC du fichier de codes")
TWICE = N_("rangées de codes en double laissées de côté")
RENAMED = N_("noms appariés par la table data/mrc_aliases.csv")
PLACEHOLDER = "nouveau toponyme a venir"


def read_mrc(
    path: Path,
    *,
    attributes: Path,
    meta: SourceInfo,
    level: str = "mrc",
    aliases: Path | None = None,
    crs: str | None = None,
) -> Reading:
    """Read the 1:1,000,000 MRC, whose names have no accents and no code.

    Each name is joined, accents and case aside, to the attributes of the SDA, which carry the
    code, the official name and the region; those rows come twice for two MRC. Names changed
    since are in an editable table (``data/mrc_aliases.csv``: ``name, code, reason_fr,
    reason_en``); where the SDA has a placeholder, the layer's own name is kept.

    Parameters
    ----------
    path : Path
        ``mrc_name`` and polygons.
    attributes : Path
        ``MRS_CO_MRC, MRS_NM_MRC, MRS_CO_REG, MRS_NM_REG``, with or without geometry.
    meta : SourceInfo
    level : str
        "mrc".
    aliases : Path, optional
        Another table of changed names.
    crs : str, optional
        Coordinate system, where the layer does not say.

    Returns
    -------
    Reading
        A name that joins nothing is rejected and listed; a code that no polygon took is noted.
        ``codes_vintage`` is the edition the codes, names and regions are of.
    """
    require_level("mrc", level)
    layer = read_layer(path, crs=crs)
    require_columns(layer.frame.columns, ["mrc_name"], layer.source)
    official, twice, mended = _official(attributes)
    names = layer.frame["mrc_name"]
    found, renamed = _codes(names, official, aliases)
    ids, _ = codes.repair(found, "mrc")
    sieve = territory_sieve(layer, names.astype("string"))
    sieve.reject(ids.isna(), UNMATCHED, name=names)
    again = np.zeros(len(ids), dtype=bool)
    again[sieve.kept] = ids[sieve.kept].duplicated().to_numpy()
    sieve.reject(again, N_("le code {id} est déjà celui d'un autre polygone"), id=ids)
    joined = official.reindex(found)
    placeholder = joined["MRS_NM_MRC"].map(fold, na_action="ignore").to_numpy() == PLACEHOLDER
    regions, _ = codes.repair(joined["MRS_CO_REG"].reset_index(drop=True), "region")
    table = gpd.GeoDataFrame(
        {
            "territory_id": ids.astype("object"),
            "name": np.where(placeholder, names, joined["MRS_NM_MRC"].to_numpy()),
            "parent_id": regions.astype("object"),
            "region_id": regions.astype("object"),
            "region_name": joined["MRS_NM_REG"].to_numpy(),
            **_edition(joined),
        },
        geometry=layer.frame.geometry,
        crs=layer.frame.crs,
    )
    missing = official.index.difference(pd.Index(found[sieve.kept]))
    notes = (
        (note("Codes sans polygone : {codes}.", codes=["MRC:" + str(c) for c in missing]),)
        if len(missing)
        else ()
    )
    return sieve.reading(
        territory_table(table[sieve.kept], level=level, meta=meta, source=layer.source),
        crs=layer.crs,
        repairs={**layer.repairs, TWICE: twice, RENAMED: renamed, MENDED: mended},
        notes=notes,
    )


def _edition(joined: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the vintage of codes, names and regions, which is not that of the polygons."""
    if "MRS_CO_VER" not in joined:
        return {}
    said = joined["MRS_CO_VER"].astype("object").str.removeprefix("V")
    return {"codes_vintage": said.to_numpy()}


def _official(path: Path) -> tuple[pd.DataFrame, int, int]:
    """Return the SDA attributes by code, and how many rows were there twice or mended."""
    frame, mended = mend_text(read_attributes(path), "latin-1", "utf-8")
    columns = ["MRS_CO_MRC", "MRS_NM_MRC", "MRS_CO_REG", "MRS_NM_REG"]
    require_columns(frame.columns, columns, path.name)
    bare = codes.repair(frame["MRS_CO_MRC"], "mrc")[0].str.removeprefix("MRC:")
    once = ~bare.duplicated() & bare.notna()
    wanted = [*columns[1:], *(["MRS_CO_VER"] if "MRS_CO_VER" in frame else [])]
    official = frame[wanted].set_axis(bare.astype("object"), axis=0)
    return official[once.to_numpy()], int((~once).sum()), mended


def _codes(names: pd.Series, official: pd.DataFrame, aliases: Path | None) -> tuple[pd.Series, int]:
    by_name = pd.Series(official.index, index=official["MRS_NM_MRC"].map(fold))
    folded = names.map(fold, na_action="ignore")
    found = folded.map(by_name[~by_name.index.duplicated()])
    changed = read_csv_text(
        aliases or bundled("data", "mrc_aliases.csv"), columns=["name", "code"]
    ).frame
    renamed = pd.Series(changed["code"].to_numpy(), index=changed["name"].map(fold))
    wanted = found.isna() & folded.isin(renamed.index)
    found = found.where(~wanted, folded.map(renamed))
    return found.where(found.isin(official.index)).astype("object"), int(wanted.sum())


def read_boroughs(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "borough",
    crs: str | None = None,
    parent: str = "MRC:66",
) -> Reading:
    """Read the boroughs and cities of the agglomeration of Montréal.

    The GeoJSON is in metres: its own (obsolete) ``crs`` member is believed, and the reading
    says so; where there is none, metres are refused with the way to state them (``crs``).

    Parameters
    ----------
    path : Path
        ``CODEMAMH, NOM_OFFICIEL, TYPE`` and polygons.
    meta : SourceInfo
    level : str
        "borough".
    crs : str, optional
        Coordinate system the file is really in (``"EPSG:32188"``).
    parent : str
        Territory all of them are in.

    Returns
    -------
    Reading
        With ``municipality_id``: each city's own code, Montréal's for its boroughs.
    """
    require_level("borough", level)
    layer = read_layer(path, crs=crs)
    frame = layer.frame
    require_columns(frame.columns, ["CODEMAMH", "NOM_OFFICIEL", "TYPE"], layer.source)
    ids, _ = codes.repair(frame["CODEMAMH"], "borough")
    sieve = territory_sieve(layer, ids)
    table = gpd.GeoDataFrame(
        {
            "territory_id": ids.astype("object"),
            "name": frame["NOM_OFFICIEL"],
            "parent_id": parent,
            "municipality_id": municipalities_of(layer),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    cities = int((frame["TYPE"] != "Arrondissement").sum())
    return sieve.reading(
        territory_table(table[sieve.kept], level=level, meta=meta, source=layer.source),
        crs=layer.crs,
        repairs=layer.repairs,
        notes=(
            note(
                "{boroughs} arrondissements et {cities} villes liées.",
                boroughs=len(frame) - cities,
                cities=cities,
            ),
            *_metres_note(layer),
        ),
    )


def municipalities_of(layer: Layer, main_city: str = "66023") -> pd.Series:
    """Return the municipality of each borough or city: its own code, else the main city's."""
    bare = codes.bare(layer.frame["CODEMAMH"])
    own = bare.str.fullmatch(r"\d{5}").fillna(value=False)
    return "MUN:" + bare.where(own, main_city).astype("object")


def _metres_note(layer: Layer) -> tuple[str, ...]:
    geojson = layer.source.lower().endswith((".geojson", ".json"))
    if not geojson or layer.crs == "EPSG:4326":
        return ()
    return (
        note("GeoJSON en mètres ({crs}), converti en longitude et latitude.", crs=str(layer.crs)),
    )
