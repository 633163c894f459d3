"""Membership of territories given as lists of others: the exact sum of their members' shares."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territory.codes import LEVELS
from territory.errors import InputError
from territory.membership.build import stated

MEMBERS = "members"
_LEVEL_OF = {level.prefix: key for key, level in LEVELS.items()}
# The least certain way of placing a part is the whole's.
_METHODS = ("within", "stated", "crosswalk", "areal")
_COLUMNS = ("subject", "subject_id", "territory_id", "level", "share", "method")
_EXACT = 1e-9


def links(zones: pd.DataFrame) -> pd.DataFrame:
    """Return ``zone, member, level``, one row per member of each zone.

    Examples
    --------
    >>> table = pd.DataFrame({"territory_id": ["ZONE:a"], "members": ["MRC:01;MUN:02005"]})
    >>> links(table).to_dict("list")["level"]
    ['mrc', 'municipality']
    """
    told = zones.loc[zones[MEMBERS].notna(), ["territory_id", MEMBERS]]
    rows = told.assign(member=told[MEMBERS].str.split(";")).explode("member", ignore_index=True)
    prefix = rows["member"].str.split(":", n=1).str[0]
    return pd.DataFrame(
        {"zone": rows["territory_id"], "member": rows["member"], "level": prefix.map(_LEVEL_OF)}
    )


def known_members(
    rows: pd.DataFrame, territories: Mapping[str, pd.DataFrame], population: pd.DataFrame
) -> pd.Series:
    """Return which members the study knows: a territory it describes, or a code its people state.

    Raises
    ------
    InputError
        When a member is of a level that the study neither describes nor states.
    """
    known = pd.Series(data=False, index=rows.index)
    for level, here in rows.groupby("level"):
        column = f"{level}_id"
        if level in territories:
            codes = territories[str(level)]["territory_id"]
        elif column in population:
            codes = population[column].dropna()
        else:
            raise InputError(
                "La zone {zone} nomme {member}, mais l'étude ne décrit pas le niveau « {level} » "
                "et sa population n'en porte pas le code; ajoutez-le sous [[territories]].",
                zone=here["zone"].iloc[0],
                member=here["member"].iloc[0],
                level=level,
            )
        known.loc[here.index] = here["member"].isin(codes)
    return known


def zone_membership(
    zones: pd.DataFrame,
    membership: pd.DataFrame,
    territories: Mapping[str, pd.DataFrame],
    population: pd.DataFrame,
    services: pd.DataFrame,
) -> pd.DataFrame:
    """Return the membership of every unit and site in zones given by their members.

    Parameters
    ----------
    zones : pandas.DataFrame
        ``territory_id, name, members`` ("MRC:26;MRC:27").
    membership : pandas.DataFrame
        The membership at every other level.
    territories : Mapping of level key to DataFrame
        The levels described; a member of another level is sought in the codes that units and
        sites state.
    population, services : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        Rows of the membership table, level "zone": each share is the sum of the shares in the
        zone's members.

    Raises
    ------
    InputError
        When two members of a zone hold the same people (an MRC and one of its municipalities),
        or two zones do: a person counts once at a level.
    """
    rows = links(zones)
    parts = []
    for level, here in rows.groupby("level"):
        if level in territories:
            placed = membership.loc[membership["level"] == level]
        else:
            placed = _stated(str(level), here["member"], population, services)
        parts.append(placed.merge(here, left_on="territory_id", right_on="member"))
    joined = pd.concat(parts, ignore_index=True)
    joined["rank"] = joined["method"].map(_METHODS.index)
    both = joined.groupby(["subject", "subject_id", "zone"], sort=False, as_index=False).agg(
        share=("share", "sum"), rank=("rank", "max")
    )
    _refuse_twice(both, zones)
    both["share"] = np.where(np.abs(both["share"] - 1) <= _EXACT, 1.0, both["share"])
    both["method"] = both["rank"].map(dict(enumerate(_METHODS)))
    table = both.assign(level="zone").rename(columns={"zone": "territory_id"})
    return table.loc[:, list(_COLUMNS)]


def _stated(
    level: str, members: pd.Series, population: pd.DataFrame, services: pd.DataFrame
) -> pd.DataFrame:
    """Return who states the codes of a level that the study does not describe."""
    wanted = pd.Index(members.unique())
    parts = [stated(population, "unit_id", f"{level}_id", wanted).assign(subject="unit")]
    own = "municipality_id" if level == "municipality" else f"stated_{level}_id"
    if own in services:
        parts.append(stated(services, "service_id", own, wanted).assign(subject="service"))
    return pd.concat(parts, ignore_index=True)


def _refuse_twice(rows: pd.DataFrame, zones: pd.DataFrame) -> None:
    names = zones.set_index("territory_id")["name"]
    inside = rows[rows["share"] > 1 + _EXACT]
    if len(inside):
        first = inside.iloc[0]
        raise InputError(
            "Deux membres de la zone « {zone} » comptent les mêmes personnes ({subject}); "
            "retirez l'un des deux (une MRC et une de ses municipalités, par exemple).",
            zone=names[first["zone"]],
            subject=first["subject_id"],
        )
    total = rows.groupby(["subject", "subject_id"])["share"].transform("sum")
    shared = rows[total > 1 + _EXACT].sort_values(["subject", "subject_id", "zone"])
    if len(shared):
        subject = shared["subject_id"].iloc[0]
        claimed = shared.loc[shared["subject_id"] == subject, "zone"].map(names)
        raise InputError(
            "Les zones « {first} » et « {second} » se recouvrent ({subject}); une personne ne "
            "compte qu'une fois par niveau : mettez-les dans deux études.",
            first=claimed.iloc[0],
            second=claimed.iloc[1],
            subject=subject,
        )


def outlines(
    zones: gpd.GeoDataFrame, territories: Mapping[str, gpd.GeoDataFrame]
) -> tuple[gpd.GeoSeries, list[str]]:
    """Return the union of each zone's members, and the names of zones that have no outline.

    A zone one of whose members is not drawn in the study has an empty outline: its figures are
    told, and no map pretends to know its shape.
    """
    rows = links(zones)
    shapes = pd.concat(
        [
            territories[str(level)].set_index("territory_id").geometry
            for level in rows["level"].unique()
            if level in territories
        ]
        or [gpd.GeoSeries([], crs=zones.crs)]
    )
    known = shapes.to_dict()
    drawn: dict[str, shapely.Geometry] = {}
    for zone, here in rows.groupby("zone"):
        parts = np.array([known.get(member) for member in here["member"]], dtype=object)
        missing = shapely.is_missing(parts) | shapely.is_empty(parts)
        # Two sides of a shared border may differ by a hair: merged on a fine grid.
        drawn[str(zone)] = (
            shapely.MultiPolygon()
            if missing.any()
            else shapely.unary_union(shapely.set_precision(parts, 1e-6))
        )
    geometry = gpd.GeoSeries(
        [drawn[zone] for zone in zones["territory_id"]], index=zones.index, crs=zones.crs
    )
    return geometry, zones.loc[geometry.is_empty, "name"].astype(str).tolist()
