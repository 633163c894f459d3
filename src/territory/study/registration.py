"""Registration rates given by territory, brought to the people who live there.

Only a rate by residence says who, here, is registered; one by place of care says where
physicians are, and is kept aside. A unit that has its own rate keeps it; one divided between two
territories takes the mean of their rates, weighted by its people in each.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from territory.codes import NESTED_WIDTHS, ancestor
from territory.errors import InputError
from territory.tables.notes import note
from territory.text import N_

# The finest first: where a unit has a rate at two levels, the first of these is taken.
FINEST_FIRST = ("clsc", "municipality", "rls", "rts", "mrc", "rss", "region")
REACHED = N_("taux d'inscription selon la résidence : {people} personnes sur {total} en ont un")
OWN_KEPT = N_("{people} personnes gardent le taux de leur propre unité")
NOT_HERE = N_("{count} taux de territoires hors de l'étude")


def rates_by_residence(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rates by residence of every file, no territory twice.

    Raises
    ------
    InputError
        When two files give a rate for one territory.
    """
    if not tables:
        return pd.DataFrame({"territory_id": [], "level": [], "registered_share": []})
    rows = pd.concat(tables, ignore_index=True)
    rows = rows.loc[rows["definition"].astype("object") == "residence"]
    twice = rows.loc[rows["territory_id"].duplicated(), "territory_id"]
    if len(twice):
        raise InputError(
            "Deux fichiers donnent le taux d'inscription de {id}; gardez celui qui vaut.",
            id=twice.iloc[0],
        )
    return rows


def with_rates(
    population: gpd.GeoDataFrame,
    membership: pd.DataFrame,
    rates: pd.DataFrame,
    inputs: MutableSequence[dict[str, Any]],
) -> gpd.GeoDataFrame:
    """Return the population with the rate of each unit that has none of its own.

    Parameters
    ----------
    population : GeoDataFrame
        The population table.
    membership : pandas.DataFrame
        Which unit is in which territory, and by what share.
    rates : pandas.DataFrame
        ``territory_id, level, registered_share``, by residence.
    inputs : list of dict
        Accounts of the files read; the last registration file's notes say how many people have
        a rate.

    Raises
    ------
    InputError
        When nothing says which territory of a rate's level a unit is in.
    """
    if not len(rates):
        return population
    own = population["registered_share"].astype(float)
    filled, known = own, pd.Index([], dtype=object)
    for level in FINEST_FIRST:
        here = rates.loc[rates["level"] == level]
        if len(here):
            places = _places(population, membership, level)
            known = known.union(pd.Index(places["territory_id"].unique()))
            found = _mean_rate(places, here.set_index("territory_id")["registered_share"])
            filled = filled.fillna(population["unit_id"].map(found).astype(float))
    _tell(population["population"], own, filled, rates, known, inputs)
    return population.assign(registered_share=filled)


def _places(population: gpd.GeoDataFrame, membership: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return ``subject_id, territory_id, share`` of units at a level, the study's or a coarser."""
    units = membership.loc[membership["subject"] == "unit"]
    here = units.loc[units["level"] == level]
    if len(here):
        return here
    width = NESTED_WIDTHS.get(level)
    finer = [one for one, wide in NESTED_WIDTHS.items() if width is not None and wide > width]
    for one in reversed(finer):
        below = units.loc[units["level"] == one]
        if len(below):
            return below.assign(territory_id=ancestor(below["territory_id"], level))
    column = f"{level}_id"
    if column in population and population[column].notna().any():
        told = population.loc[population[column].notna(), ["unit_id", column]]
        names = {"unit_id": "subject_id", column: "territory_id"}
        return pd.DataFrame(told.rename(columns=names)).assign(share=1.0)
    raise InputError(
        "Des taux d'inscription sont donnés par « {level} », niveau que l'étude ne décrit pas; "
        "ajoutez-le sous [[territories]], ou donnez les taux à l'un de ses niveaux.",
        level=level,
    )


def _mean_rate(places: pd.DataFrame, rates: pd.Series) -> pd.Series:
    """Return the rate of each unit: the mean over its territories that have one."""
    rate = places["territory_id"].astype("object").map(rates).astype(float)
    share = places["share"].astype(float).where(rate.notna())
    sums = pd.DataFrame(
        {"people": share, "registered": share * rate, "id": places["subject_id"].astype("object")}
    )
    total = sums.groupby("id")[["people", "registered"]].sum(min_count=1)
    return total["registered"] / total["people"]


def _tell(
    people: pd.Series,
    own: pd.Series,
    filled: pd.Series,
    rates: pd.DataFrame,
    known: pd.Index,
    inputs: MutableSequence[dict[str, Any]],
) -> None:
    """Say in the account of the last registration file what its rates reached."""
    account = next((one for one in reversed(inputs) if one["table"] == "registration"), None)
    if account is None:
        return
    reached = float(people[filled.notna()].sum())
    told = [note(REACHED, people=reached, total=float(people.sum()))]
    if own.notna().any():
        told.append(note(OWN_KEPT, people=float(people[own.notna()].sum())))
    elsewhere = int((~rates["territory_id"].isin(known)).sum())
    if elsewhere:
        told.append(note(NOT_HERE, count=elsewhere))
    account["notes"] = [*account["notes"], *told]
