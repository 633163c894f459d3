"""Territories of a coalition's own, at their place in the walk: drawn, joined, marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.errors import InputError
from territory.membership.zones import MEMBERS, known_members, links, outlines, zone_membership
from territory.tables.notes import Note, note
from territory.text import N_

ZONE = "zone"
_ABSENT = N_("Zones sans membre dans l'étude, laissées de côté : {names}.")
_PARTLY = N_("Membres hors de l'étude, que leur zone ne compte donc pas : {members}.")
_UNDRAWN = N_(
    "Zones sans contour, faute de limites de leurs membres dans l'étude : {names}. Le tableau "
    "les compte, la carte ne les montre pas."
)
_UNSTATED = N_(
    "{people} personnes ne portent pas de code de niveau « {level} » : aucune zone ne les compte "
    "par ce niveau."
)


def given_by_members(table: pd.DataFrame) -> bool:
    """Return whether the zones of a level are lists of other territories."""
    return MEMBERS in table and bool(table[MEMBERS].notna().any())


def placed_by_themselves(
    territories: Mapping[str, gpd.GeoDataFrame],
) -> dict[str, gpd.GeoDataFrame]:
    """Return the levels whose membership does not come from another level's."""
    return {
        level: table
        for level, table in territories.items()
        if level != ZONE or not given_by_members(table)
    }


def settle_zones(
    territories: dict[str, gpd.GeoDataFrame],
    population: pd.DataFrame,
    inputs: list[dict[str, Any]],
) -> None:
    """Draw the zones given by their members, and say what of them the study does not hold.

    Zones that have no member in the study are left out; members that are not in it are named.

    Raises
    ------
    InputError
        When zones drawn and zones given by members are mixed, no zone is left, or a member's
        level is unknown to the study.
    """
    zones = territories.get(ZONE)
    if zones is None or not given_by_members(zones):
        return
    if zones[MEMBERS].isna().any():
        raise InputError(
            "L'étude a des zones dessinées et des zones données par leurs membres; une étude n'en "
            "prend que d'une sorte."
        )
    rows = links(zones)
    known = known_members(rows, territories, population)
    held = rows.loc[known].groupby("zone", sort=False)["member"].agg(";".join)
    absent = ~zones["territory_id"].isin(held.index)
    if absent.all():
        raise InputError(
            "Aucune zone n'a de membre dans l'étude (le premier cherché est {member}); vérifiez "
            "les codes.",
            member=rows["member"].iloc[0],
        )
    left = zones.loc[~absent].reset_index(drop=True)
    left[MEMBERS] = left["territory_id"].map(held)
    geometry, undrawn = outlines(left, territories)
    territories[ZONE] = left.set_geometry(geometry)
    partly = rows.loc[~known & rows["zone"].isin(held.index), "member"]
    told = [
        (note(_ABSENT, names=list(zones.loc[absent, "name"])), absent.any()),
        (note(_PARTLY, members=list(partly)), len(partly)),
        (note(_UNDRAWN, names=list(undrawn)), undrawn),
    ]
    notes = [one for one, any_of in told if any_of]
    notes += _unstated(rows, territories, population)
    for account in inputs:
        if account["table"] == "territories" and account["level"] == ZONE:
            account["notes"] += notes


def _unstated(
    rows: pd.DataFrame, territories: Mapping[str, Any], population: pd.DataFrame
) -> list[Note]:
    """Say how many people state no code of a level that zones are made of."""
    notes = []
    for level in rows["level"].unique():
        if level in territories:
            continue
        people = float(population.loc[population[f"{level}_id"].isna(), "population"].sum())
        if people > 0:
            notes.append(note(_UNSTATED, people=people, level=str(level)))
    return notes


def with_zones(
    membership: pd.DataFrame,
    territories: Mapping[str, gpd.GeoDataFrame],
    population: pd.DataFrame,
    services: pd.DataFrame,
) -> tuple[pd.DataFrame, dict[str, gpd.GeoDataFrame]]:
    """Return the membership with that of the zones, and the levels, zones marked self-governed.

    A zone is self-governed when all its members are, or all its people; in another, their units
    stay out of every computed figure, as everywhere.
    """
    zones = territories.get(ZONE)
    if zones is None:
        return membership, dict(territories)
    marked = pd.Series(data=False, index=zones.index)
    if given_by_members(zones):
        others = {level: table for level, table in territories.items() if level != ZONE}
        more = zone_membership(zones, membership, others, population, services)
        membership = pd.concat([membership, more], ignore_index=True)
        marked |= _all(links(zones), "zone", zones, _own_members(links(zones), others))
    people = population.set_index("unit_id")
    here = membership[(membership["level"] == ZONE) & (membership["subject"] == "unit")]
    here = here[(here["subject_id"].map(people["population"]) > 0).to_numpy(dtype=bool)]
    own = here["subject_id"].map(people["self_governed"]).astype(bool)
    marked |= _all(here, "territory_id", zones, own)
    told = zones.assign(self_governed=zones["self_governed"] | marked)
    return membership, {**territories, ZONE: told}


def _own_members(rows: pd.DataFrame, territories: Mapping[str, gpd.GeoDataFrame]) -> pd.Series:
    """Return which members are territories that the study knows as self-governed."""
    own = [
        code
        for table in territories.values()
        for code in table.loc[table["self_governed"].astype(bool), "territory_id"]
    ]
    return rows["member"].isin(own)


def _all(rows: pd.DataFrame, key: str, zones: pd.DataFrame, own: pd.Series) -> pd.Series:
    """Return the zones all of whose rows are self-governed; one without rows is not."""
    every = own.groupby(rows[key]).all()
    return zones["territory_id"].map(every).fillna(value=False).astype(bool)
