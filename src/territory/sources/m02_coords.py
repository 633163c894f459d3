"""Permits of M02 with their coordinates alone: the extracts of August 2026."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._archive import is_archive, member_stream, members, shown, split
from territory.sources._geo import GEOGRAPHIC
from territory.sources._rows import Sieve, service_table
from territory.sources._tabular import TextTable, existing_file, read_csv_text, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.m02 import read_m02
from territory.tables import Reading
from territory.tables.notes import Note, note
from territory.text import N_

NO_PERMIT = N_("sans numéro de permis")
UNKNOWN_PERMIT = N_("permis absent de {file} : ni nom ni mission connus")
_COLUMNS = ("INSTAL_COD", "lat", "lon", "adresse")


def read_m02_coords(
    path: Path,
    *,
    meta: SourceInfo,
    installations: Path | None = None,
    selection: str = "doors",
    classification: Path | None = None,
) -> Reading:
    """Read permits and their coordinates; names and missions come from the official file.

    Parameters
    ----------
    path : Path
        ``INSTAL_COD, lat, lon, adresse`` in text, or the JSON whose ``par_permis`` gives
        ``[lat, lon, address]`` for each permit; coordinates are rounded to single precision
        (about half a metre).
    meta : SourceInfo
    installations : Path, optional
        The file of `read_m02`, of any year. Without it every site is of kind "other", called by
        its address.
    selection, classification : str, Path
        As for `read_m02`, where ``installations`` is given.

    Returns
    -------
    Reading
        Sites "M02:11084464". A permit that only one of the two files has is neither a closure
        nor an opening: permits change while doors stay.
    """
    text = _json(path) if _is_json(path) else read_csv_text(path, columns=_COLUMNS)
    frame = text.frame
    permits = codes.bare(frame["INSTAL_COD"])
    sieve = Sieve(text.source, text.lines, permits.to_numpy(dtype=object, na_value=""))
    sieve.reject(permits.isna(), NO_PERMIT)
    sieve.reject_duplicates(permits)
    lon, lat = to_number(frame["lon"])[0], to_number(frame["lat"])[0]
    address = frame["adresse"].astype("object")
    table = pd.DataFrame(
        {
            "service_id": ("M02:" + permits).astype("object"),
            "name": address.where(address.notna(), permits.astype("object")),
            "kind": "other",
            "sector": "public",
            "lon": lon,
            "lat": lat,
            "address": address,
        }
    )
    notes = [note("Ni nom ni mission dans ce fichier : chaque site porte son adresse.")]
    if installations is not None:
        known = read_m02(
            installations, meta=meta, selection=selection, classification=classification
        )
        table, notes = _described(table, known, sieve, selection)
    sieve.reject_misplaced(lon, lat)
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs=text.repairs,
        notes=notes,
    )


def _described(
    table: pd.DataFrame, known: Reading, sieve: Sieve, selection: str
) -> tuple[pd.DataFrame, list[Note]]:
    """Give sites what the official file says of their permit, and set the others aside."""
    ids = table["service_id"]
    left_out = known.rejected.drop_duplicates("id").set_index("id")
    bare = ids.str.removeprefix("M02:")
    listed = ids.isin(known.table["service_id"])
    turned_away = (bare.isin(left_out.index) & ~listed).to_numpy(dtype=bool)
    if turned_away.any():
        english = bare.map(left_out["reason_en"]).to_numpy(dtype=object)
        why = bare.map(left_out["reason"]).to_numpy(dtype=object)
        sieve.reject(turned_away, "{why}", english=english, why=why)
    absent = ~listed.to_numpy(dtype=bool) & ~turned_away
    if selection != "all":
        sieve.reject(absent, UNKNOWN_PERMIT, file=known.source)
    kept = [
        name
        for name in known.table.columns
        if name in {"name", "kind", "sector", "municipality_id", "rule", "missions"}
        or name.startswith("stated_")
    ]
    official = pd.DataFrame(known.table)[["service_id", *kept]].set_index("service_id")
    joined = official.reindex(ids).reset_index(drop=True)
    for column in kept:
        own = table[column] if column in table else pd.Series(None, index=table.index)
        said = joined[column].astype("object").set_axis(table.index)
        table[column] = said.where(said.notna(), own.astype("object"))
    gone = int((~known.table["service_id"].isin(ids)).sum())
    return table, [
        note(
            "Permis de ce fichier absents de {file} : {absent}; sites de {file} dont le permis "
            "n'est pas ici : {gone}. Un permis qui change n'est ni une fermeture ni une ouverture.",
            file=known.source,
            absent=int(np.sum(absent)),
            gone=gone,
        )
    ]


def _is_json(path: Path) -> bool:
    outer, inner = split(path)
    if inner is None and is_archive(path):
        return bool(members(path, (".json",)))
    return (inner or outer.name).lower().endswith(".json")


def _json(path: Path) -> TextTable:
    """Return the permits of the JSON as text, numbered from 1."""
    file = existing_file(Path(path))
    try:
        with member_stream(file, (".json",)) as stream:
            content = json.loads(stream.read().decode("utf-8-sig"))
        permits = content["par_permis"]
        rows = [_row(permit, place) for permit, place in permits.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            "{path} n'a pas la forme attendue : « par_permis », avec pour chaque permis latitude, "
            "longitude et adresse.",
            path=shown(file),
        ) from None
    if not rows:
        raise InputError(
            "La couche {path} ne contient aucun élément; vérifiez l'exportation.", path=shown(file)
        )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype("string")
    return TextTable(frame, np.arange(1, len(frame) + 1), shown(file), "utf-8", "")


def _row(permit: str, place: list[Any]) -> tuple[str, Any, Any, str | None]:
    lat, lon, *rest = place
    return permit, lat, lon, str(rest[0]) if rest else None
