"""M02: the facilities of the health and social services network, as the MSSS publishes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from territory import codes
from territory.errors import InputError
from territory.sources._dates import vintages
from territory.sources._geo import GEOGRAPHIC
from territory.sources._official import find_columns
from territory.sources._rows import Sieve, service_table
from territory.sources._tabular import TextTable, read_csv_text, require_columns, to_number
from territory.sources.catalogue import SourceInfo
from territory.sources.classification import LAST_DOOR, classify, load_rules
from territory.tables import Reading
from territory.tables.notes import note
from territory.text import N_

NO_MISSION = N_("aucune mission CLSC")
NOT_A_DOOR = N_("mission CLSC, mais non une porte de première ligne : {why}")
NOT_NAMED = N_("le nom ne dit ni CLSC ni centre multiservices")
REPAIRED = N_("codes auxquels le zéro initial a été rendu")
SELECTIONS = ("doors", "mission", "all")
_COLUMNS = (
    "INSTAL_COD",
    "INSTAL_NOM",
    "RSS_CODE",
    "MUN_CODE",
    "MUN_NOM",
    "CLSC_CODE",
    "MRC_CODE",
    "RLS_CODE",
    "LONGITUDE",
    "LATITUDE",
    "CLSC",
)
_MISSIONS = ("CHPSY", "CHSGS", "CHSLD", "CLSC", "CPEJ", "CRDITED", "CRD")
_KNOWN = (*_COLUMNS, *_MISSIONS, "DATE_MAJ", "X", "Y")
_LEVELS = {
    "CLSC_CODE": "clsc",
    "RLS_CODE": "rls",
    "RSS_CODE": "rss",
    "MUN_CODE": "municipality",
}
DOOR_NAME = r"\bclsc\b|\bcentre multiservices\b"


def read_m02(
    path: Path,
    *,
    meta: SourceInfo,
    selection: str = "doors",
    classification: Path | None = None,
) -> Reading:
    """Read the M02 facilities.

    Columns X and Y hold latitude and longitude in that order and are left unread: LONGITUDE and
    LATITUDE are right. A lone space means nothing. Codes have lost their leading zero, and MRC
    codes are the registry's ("660" is 66). The flag ``CLSC = Oui`` means a CLSC mission, which
    birthing centres, nursing homes and hospitals hold too: which sites are doors is decided by
    an editable table, see `load_rules`.

    Parameters
    ----------
    path : Path
        The CSV of 2022 or later, ";" or "," between cells, columns in any case.
    meta : SourceInfo
    selection : {"doors", "mission", "all"}
        Front doors by the rules; every site with a CLSC mission; every site (kind "other"
        where there is no CLSC mission).
    classification : Path, optional
        Another table of rules.

    Returns
    -------
    Reading
        Sites "M02:11084464" with the codes the file states (``stated_clsc_id, stated_rls_id,
        stated_mrc_id, stated_rss_id``), the rule that decided and the missions. The vintage is
        ``DATE_MAJ`` where there is one.
    """
    if selection not in SELECTIONS:
        raise InputError(
            "selection vaut « {value} »; valeurs admises : {known}.",
            value=selection,
            known=", ".join(SELECTIONS),
        )
    text = _upper_case(read_csv_text(path))
    require_columns(text.frame.columns, _COLUMNS, text.source)
    frame = text.frame
    sieve = Sieve(text.source, text.lines, frame["INSTAL_COD"].to_numpy(dtype=object))
    sieve.reject_duplicates(frame["INSTAL_COD"])
    mission = (frame["CLSC"].str.casefold() == "oui").fillna(value=False).to_numpy(dtype=bool)
    decided = classify(frame[mission], load_rules(classification))
    site = pd.DataFrame(
        {"rule": "", "kind": "other", "sector": "public", "why": "", "door": False},
        index=frame.index,
    )
    site.loc[mission, "rule"] = decided.rule
    site.loc[mission, "sector"] = decided.sector
    site.loc[mission, "kind"] = decided.kind if selection == "doors" else "clsc"
    site.loc[mission, "why"] = decided.reason
    site.loc[mission, "door"] = decided.door
    if selection != "all":
        sieve.reject(~mission, NO_MISSION)
    if selection == "doors":
        english = np.full(len(frame), "", dtype=object)
        english[mission] = "CLSC mission, but not a front-line door: " + decided.reason_en
        sieve.reject(mission & ~site["door"], NOT_A_DOOR, english=english, why=site["why"])
    lon, lat = to_number(frame["LONGITUDE"])[0], to_number(frame["LATITUDE"])[0]
    sieve.reject_misplaced(lon, lat)
    stated, repaired = _stated(frame)
    updated, wrong_dates = vintages(frame.get("DATE_MAJ"), frame.index)
    missions = [name for name in _MISSIONS if name in frame]
    table = pd.DataFrame(
        {
            "service_id": "M02:" + frame["INSTAL_COD"],
            "name": frame["INSTAL_NOM"],
            "kind": site["kind"],
            "sector": site["sector"],
            "lon": lon,
            "lat": lat,
            "municipality_id": stated.pop("stated_municipality_id"),
            **stated,
            "rule": site["rule"],
            "missions": _listed(frame, missions),
            "updated": updated,
        }
    )
    shaped = service_table(table[sieve.kept], meta=meta, source=text.source)
    vintage = shaped["updated"].astype("object").fillna(shaped["vintage"]).astype("str")
    return sieve.reading(
        shaped.assign(vintage=vintage).drop(columns="updated"),
        crs=GEOGRAPHIC,
        repairs={**text.repairs, REPAIRED: repaired, **wrong_dates},
        notes=_notes(text, mission, decided.door, decided.rule),
    )


def _upper_case(text: TextTable) -> TextTable:
    """Return the table with its columns in capitals, as the layout of 2022 has them."""
    named = find_columns(text.frame.columns, {name: [name] for name in _KNOWN}, text.source)
    theirs = {name: ours for ours, name in named.items() if name != ours}
    return replace(text, frame=text.frame.rename(columns=theirs)) if theirs else text


def _stated(frame: pd.DataFrame) -> tuple[dict[str, pd.Series], int]:
    """Return the codes a file states, by column, and how many had lost a leading zero."""
    stated, repaired = {}, 0
    for column, level in _LEVELS.items():
        stated[f"stated_{level}_id"], count = codes.repair(frame[column], level)
        repaired += count
    mrc, _ = codes.repair(codes.mrc_from_registry(frame["MRC_CODE"]), "mrc")
    return {**stated, "stated_mrc_id": mrc}, repaired


def _listed(frame: pd.DataFrame, missions: list[str]) -> pd.Series:
    held = np.column_stack(
        [(frame[name].str.casefold() == "oui").fillna(value=False) for name in missions]
    )
    marked = np.where(held, np.array([f"{name};" for name in missions], dtype=object), "")
    joined = pd.Series(marked.sum(axis=1), index=frame.index, dtype="object")
    return joined.str.rstrip(";")


def _notes(
    text: TextTable, mission: np.ndarray, door: np.ndarray, rule: np.ndarray
) -> tuple[str, ...]:
    frame = text.frame
    notes = [
        note(
            "{count} installations à mission CLSC, dont {doors} portes de première ligne selon "
            "data/m02_classification.csv ({last} gardées parce que seules dans leur territoire).",
            count=int(mission.sum()),
            doors=int(door.sum()),
            last=int((rule == LAST_DOOR).sum()),
        )
    ]
    if {"X", "Y"} <= set(frame.columns):
        x = to_number(frame["X"])[0]
        swapped = int((np.abs(x - to_number(frame["LATITUDE"])[0]) < 1e-6).sum())  # noqa: PLR2004
        if swapped:
            notes.append(
                note(
                    "Colonnes X et Y interverties dans {count} rangées : laissées de côté, "
                    "LONGITUDE et LATITUDE sont justes.",
                    count=swapped,
                )
            )
    notes.append(note("Aucun effectif dans ce fichier : les ETC sont inconnus."))
    return tuple(notes)


def read_m02_points(path: Path, *, meta: SourceInfo, named_only: bool = True) -> Reading:
    """Read the CLSC points of August 2026: name, address, latitude, longitude.

    Parameters
    ----------
    path : Path
        ``n, a, lat, lon``; coordinates are rounded to single precision (about half a metre).
    meta : SourceInfo
    named_only : bool
        Whether only sites named CLSC or centre multiservices are kept, the file having no code
        or flag the rules could use.
    """
    text = read_csv_text(path, columns=["n", "a", "lat", "lon"])
    frame = text.frame
    sieve = Sieve(text.source, text.lines, frame["n"].to_numpy(dtype=object))
    sieve.reject_duplicates(frame["n"].fillna("") + "|" + frame["a"].fillna(""))
    if named_only:
        named = frame["n"].str.casefold().str.contains(DOOR_NAME, regex=True)
        sieve.reject(~named.fillna(value=False), NOT_NAMED)
    lon, lat = to_number(frame["lon"])[0], to_number(frame["lat"])[0]
    sieve.reject_misplaced(lon, lat)
    table = pd.DataFrame(
        {
            "service_id": "M02P:" + pd.Series(text.lines, index=frame.index).astype(str),
            "name": frame["n"],
            "kind": "clsc",
            "sector": "public",
            "lon": lon,
            "lat": lat,
            "address": frame["a"].astype("object"),
        }
    )
    return sieve.reading(
        service_table(table[sieve.kept], meta=meta, source=text.source),
        crs=GEOGRAPHIC,
        repairs=text.repairs,
    )
