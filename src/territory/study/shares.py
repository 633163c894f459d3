"""Tables of shares and the land: what membership is built with besides codes and limits."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from territory.codes import level_named
from territory.membership import unit_shares
from territory.sources._geo import read_layer
from territory.study.file import resolve
from territory.study.model import Study
from territory.tables.notes import Note, note
from territory.text import N_

BROUGHT = N_(
    "Niveau {level} : {units} {units:unité|unités} ({people} {people:personne|personnes}, "
    "{share:%}) {units:a sa part|ont leurs parts} dans cette table."
)
TORN = N_(
    "{count} municipalités fusionnées dont les parties sont dans des territoires différents : "
    "leurs parts ne servent pas ({codes})."
)
_ROUNDING = 0.005
UNUSED = N_("Aucune unité de population n'est dans cette table : elle ne sert à rien ici.")


def brought(
    rows: pd.DataFrame, population: gpd.GeoDataFrame, before: pd.DataFrame, account: dict[str, Any]
) -> pd.DataFrame:
    """Return the shares so far and those of one more table, for units that had none.

    What the table gives is added to the notes of its account.
    """
    mine = unit_shares(_without_conflict(rows, account), population)
    if len(before):
        had = pd.MultiIndex.from_frame(before[["subject_id", "level"]])
        mine = mine.loc[~pd.MultiIndex.from_frame(mine[["subject_id", "level"]]).isin(had)]
    account["notes"] += _notes(mine, population)
    return pd.concat([part for part in (before, mine) if len(part)] or [mine], ignore_index=True)


def _without_conflict(rows: pd.DataFrame, account: dict[str, Any]) -> pd.DataFrame:
    """Return the shares without those of merged municipalities whose parts disagree."""
    once = rows.drop_duplicates(["subject_id", "level", "territory_id"])
    whole = once.groupby(["subject_id", "level"])["share"].transform("sum")
    torn = whole > 1 + _ROUNDING
    if torn.any():
        units = sorted(once.loc[torn, "subject_id"].unique())
        account["notes"] += (note(TORN, count=len(units), codes=", ".join(units[:5])),)
    return once.loc[~torn]


def _notes(mine: pd.DataFrame, population: gpd.GeoDataFrame) -> list[Note]:
    people = population.set_index("unit_id")["population"].astype(float)
    total = float(people.sum())
    notes = []
    for level, rows in mine.groupby("level", sort=False):
        units = rows["subject_id"].unique()
        count = float(people.reindex(units).sum())
        notes.append(
            note(
                BROUGHT,
                level=level_named(str(level)).prefix,
                units=len(units),
                people=count,
                share=count / total if total else None,
            )
        )
    return notes or [note(UNUSED)]


def land_of(study: Study) -> gpd.GeoSeries | None:
    """Return the land polygons a study gives, where it gives any."""
    named = study.file.membership.land
    if named is None:
        return None
    frame = read_layer(resolve(study, named)).frame
    return frame.geometry.loc[~(frame.geometry.isna() | frame.geometry.is_empty)]
