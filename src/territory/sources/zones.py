"""A coalition's own territories: polygons it drew, or lists of official territories."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territory import codes
from territory.errors import InputError
from territory.sources._geo import GEOGRAPHIC, read_layer
from territory.sources._rows import METRES, Sieve, territory_table
from territory.sources._tabular import existing_file, read_csv_text, require_columns
from territory.sources.catalogue import SourceInfo
from territory.sources.sociosanitary import NO_GEOMETRY, require_level
from territory.tables import Reading
from territory.tables.notes import note
from territory.tables.reading import SOURCE_ROW, SOURCE_ROWS
from territory.text import N_, enumerate_words

MEMBERS = "members"
NO_ID = N_("zone_id absent")
NOT_A_POLYGON = N_("une zone se dessine en polygone, et non en point ou en ligne")
NO_NAME = N_("la zone {id} n'a pas de nom")
NO_LEVEL = N_(
    "le membre « {member} » n'a pas de niveau connu : écrivez MRC:46, MUN:46005, CLSC:05111…"
)
OTHER_SET = N_("autre découpage (« {set} », option set)")
NOT_CHOSEN = N_("zone non demandée (option only)")
TWICE = N_("le membre {member} est déjà dans cette zone")
NOT_OFFICIAL = N_(
    "Territoires définis par l'usage ou par vous, et non officiels; leurs limites se changent "
    "dans le fichier."
)
# Two drawn zones may share this much of the smaller one's area: the width of a pencil.
OVERLAP = 0.01
_POLYGON = 2
_PREFIXES = {level.prefix: key for key, level in codes.LEVELS.items() if key != "zone"}


def read_zones(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "zone",
    zone_id: str = "zone_id",
    name: str = "name",
    layer: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Read zones drawn as polygons.

    A person is counted once at each level: two zones that overlap by more than a hundredth of
    the smaller one are refused, and go in two studies.

    Parameters
    ----------
    path : Path
        A layer of polygons, in any coordinate system; parts of one zone may be several rows.
    meta : SourceInfo
    level : str
        "zone".
    zone_id, name : str
        Columns that hold the identifier and the name.
    layer, crs : str, optional
        The layer of a file that holds several; the coordinate system of one that does not say.

    Returns
    -------
    Reading
        Territories "ZONE:<zone_id>"; people and sites are placed in them by geometry.
    """
    require_level("zone", level)
    read = read_layer(path, layer=layer, crs=crs)
    require_columns(read.frame.columns, [zone_id, name], read.source)
    ids = _ids(read.frame[zone_id])
    names = read.frame[name].astype("string").str.strip()
    sieve = Sieve(read.source, read.lines, ids.fillna("").to_numpy(dtype=object))
    sieve.reject(ids.isna(), NO_ID)
    sieve.reject(read.no_geometry, NO_GEOMETRY)
    flat = shapely.get_dimensions(read.frame.geometry.to_numpy()) == _POLYGON
    sieve.reject(~flat, NOT_A_POLYGON)
    sieve.reject(names.isna() | (names == ""), NO_NAME, id=ids.fillna("—"))
    if not sieve.kept.any():
        raise InputError("{source} : aucune zone à lire.", source=read.source)
    parts = gpd.GeoDataFrame(
        {"territory_id": ids, "name": names.astype("object"), "row": read.lines},
        geometry=read.frame.geometry,
    ).loc[sieve.kept]
    groups = parts.groupby("territory_id")["row"]
    whole = parts.dissolve("territory_id", aggfunc={"name": "first"}).reset_index()
    _refuse_overlap(whole, read.source)
    table = whole.assign(
        parent_id=None,
        **{
            SOURCE_ROW: whole["territory_id"].map(groups.first()),
            SOURCE_ROWS: whole["territory_id"].map(groups.size()),
        },
    )
    return sieve.reading(
        territory_table(table, level=level, meta=meta, source=read.source),
        crs=read.crs,
        repairs=read.repairs,
        notes=(note(NOT_OFFICIAL),),
    )


def read_members(
    path: Path,
    *,
    meta: SourceInfo,
    level: str = "zone",
    set: str | None = None,  # noqa: A002 - the word study files use
    only: list[str] | None = None,
) -> Reading:
    """Read zones given as lists of territories.

    A zone holds its members' people and sites, whole; its outline is the union of theirs, where
    the study has it. A member belongs to one zone of the study: a file that divides the same
    territories several ways names its divisions in a column ``set``, of which one is taken.

    Parameters
    ----------
    path : Path
        CSV with ``zone_id, name, member`` (one member per row, "MRC:26", "MUN:46005",
        "CLSC:01111" …), or TOML with ``[[zone]]`` of ``zone_id, name, members``. The bundled
        gazetteer of named regions is ``bundled:data/gazetteer/regions.csv``.
    meta : SourceInfo
    level : str
        "zone".
    set : str, optional
        Division taken; the file's first by default.
    only : list of str, optional
        Zones taken (``zone_id``); all by default.

    Returns
    -------
    Reading
        Territories "ZONE:<zone_id>", without outline yet, ``members`` joined by ";".

    Raises
    ------
    InputError
        When a member is in two zones, naming both, or a zone or a set asked for is not there.
    """
    require_level("zone", level)
    frame, lines, source, repairs = _member_rows(path)
    ids = _ids(frame["zone_id"])
    members = _member_codes(frame["member"])
    sieve = Sieve(source, lines, ids.fillna("").to_numpy(dtype=object))
    sieve.reject(ids.isna(), NO_ID)
    _take(frame, ids, sieve, set, only)
    names = frame["name"].astype("string").groupby(ids).transform("first")
    sieve.reject(names.isna(), NO_NAME, id=ids.fillna("—"))
    sieve.reject(members.isna(), NO_LEVEL, member=frame["member"].fillna("—"))
    pair = pd.DataFrame({"zone": ids, "member": members})
    again = np.zeros(len(pair), dtype=bool)
    again[sieve.kept] = pair[sieve.kept].duplicated().to_numpy()
    sieve.reject(again, TWICE, member=members.fillna(""))
    kept = pair.assign(name=names.astype("object"), row=lines)[sieve.kept]
    if kept.empty:
        raise InputError("{source} : aucune zone à lire.", source=source)
    _refuse_shared(kept, source)
    zones = kept.groupby("zone", sort=True).agg(
        name=("name", "first"),
        members=("member", ";".join),
        row=("row", "first"),
        rows=("row", "size"),
    )
    table = gpd.GeoDataFrame(
        {
            "territory_id": zones.index.to_numpy(dtype=object),
            "name": zones["name"].to_numpy(dtype=object),
            "parent_id": None,
            MEMBERS: zones[MEMBERS].to_numpy(dtype=object),
            SOURCE_ROW: zones["row"].to_numpy(),
            SOURCE_ROWS: zones["rows"].to_numpy(),
        },
        geometry=gpd.GeoSeries([shapely.MultiPolygon()] * len(zones), crs=GEOGRAPHIC),
    )
    return sieve.reading(
        territory_table(table, level=level, meta=meta, source=source),
        repairs=repairs,
        notes=(
            note("{zones} zones, {members} membres.", zones=len(zones), members=len(kept)),
            note(NOT_OFFICIAL),
        ),
    )


def _ids(values: pd.Series) -> pd.Series:
    ids, _ = codes.repair(values, "zone")
    return ids.astype("object").where(ids.notna(), None)


def _member_codes(values: pd.Series) -> pd.Series:
    """Return members with their leading zeros; missing where no known level is written.

    Examples
    --------
    >>> _member_codes(pd.Series(["MRC:1", "MUN:46005", "46", "XX:1"])).tolist()
    ['MRC:01', 'MUN:46005', None, None]
    """
    text = values.astype("string").str.strip()
    prefix = text.str.extract(r"^([A-Z]+):\S", expand=False)
    result = pd.Series([None] * len(values), index=values.index, dtype="object")
    for one in prefix.dropna().unique():
        if one in _PREFIXES:
            here = (prefix == one).fillna(value=False)
            result[here] = codes.repair(text[here], _PREFIXES[one])[0].astype("object")
    return result


def _take(
    frame: pd.DataFrame, ids: pd.Series, sieve: Sieve, chosen: str | None, only: list[str] | None
) -> None:
    """Set aside the rows of other divisions and of zones not asked for."""
    if "set" in frame:
        sets = frame["set"].fillna("").astype(str)
        if chosen is not None and chosen not in set_names(sets):
            raise InputError(
                "{source} : le découpage « {set} » n'existe pas (option set); découpages : "
                "{known}.",
                source=sieve.source,
                set=chosen,
                known=", ".join(set_names(sets)),
            )
        wanted = set_names(sets)[0] if chosen is None else chosen
        sieve.reject(sets != wanted, OTHER_SET, set=sets.to_numpy(dtype=object))
    if only:
        asked = _ids(pd.Series(only))
        absent = [one for one in asked if one not in ids[sieve.kept].to_numpy()]
        if absent:
            raise InputError(
                "{source} : la zone {zone} n'existe pas (option only); zones : {known}.",
                source=sieve.source,
                zone=absent[0],
                known=", ".join(str(one) for one in ids[sieve.kept].unique()),
            )
        sieve.reject(~ids.isin(asked), NOT_CHOSEN)


def set_names(sets: pd.Series) -> list[str]:
    """Return the divisions of a file, in its order."""
    return [str(one) for one in sets.unique()]


def _refuse_shared(rows: pd.DataFrame, source: str) -> None:
    """Refuse a member that two zones claim, naming both."""
    twice = rows[rows["member"].duplicated(keep=False)]
    if twice.empty:
        return
    member = str(twice["member"].iloc[0])
    zones = rows.loc[rows["member"] == member, "name"].astype(str)
    raise InputError(
        "{source} : le membre {member} est dans {zones}; une personne ne compte qu'une fois par "
        "niveau. Faites-en deux découpages (colonne set) ou deux études.",
        source=source,
        member=member,
        zones=enumerate_words(zones),
    )


def _refuse_overlap(zones: gpd.GeoDataFrame, source: str) -> None:
    shapes = zones.geometry.to_crs(METRES).to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first < second], second[first < second]
    areas = shapely.area(shapes)
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    wide = np.flatnonzero(common > OVERLAP * np.minimum(areas[first], areas[second]))
    if len(wide):
        names = zones["name"].to_numpy()
        raise InputError(
            "{source} : les zones « {first} » et « {second} » se recouvrent; une personne ne "
            "compte qu'une fois par niveau. Mettez-les dans deux études.",
            source=source,
            first=names[first[wide[0]]],
            second=names[second[wide[0]]],
        )


def _member_rows(path: Path) -> tuple[pd.DataFrame, np.ndarray, str, Mapping[str, int]]:
    """Return ``zone_id, name, member`` and more, one member per row, with the line of each."""
    if path.suffix.lower() != ".toml":
        text = read_csv_text(path)
        require_columns(text.frame.columns, ["zone_id", "name", "member"], text.source)
        return text.frame, text.lines, text.source, text.repairs
    file = existing_file(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError("{path} n'est pas un TOML valide.", path=file.name) from None
    rows = [
        {"zone_id": zone.get("zone_id"), "name": zone.get("name"), "member": member}
        for zone in _listed(content, file.name)
        for member in zone["members"]
    ]
    frame = pd.DataFrame(rows, columns=["zone_id", "name", "member"], dtype="string")
    return frame, np.arange(1, len(frame) + 1, dtype=np.int64), file.name, {}


def _listed(content: Mapping[str, Any], source: str) -> list[Mapping[str, Any]]:
    zones = content.get("zone")
    good = isinstance(zones, list) and all(
        isinstance(zone, Mapping) and isinstance(zone.get("members"), list) for zone in zones
    )
    if not good or not zones:
        raise InputError(
            "{path} : une liste de [[zone]] est attendue, chacune avec zone_id, name et members "
            '(comme ["MRC:26", "MUN:46005"]).',
            path=source,
        )
    return list(zones)
