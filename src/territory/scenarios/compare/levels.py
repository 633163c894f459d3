"""Difference tables: the gaps of a level before, after, and who gains and loses in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from territory.scenarios.compare.states import PUBLICS, Change
from territory.study import Walk
from territory.tables.dictionary import names
from territory.tables.scenarios import COMPARED, DIFFERENCE_COLUMNS

_HIDDEN_KEEP = ("territory_id", "name", "population", "population_after", "norm")
_CLASSES = ("class_before", "class_after")


class Levels(Mapping[str, pd.DataFrame]):
    """The difference table of every level, each made when something asks for it."""

    def __init__(
        self, base: Walk, after: Walk, units: pd.Index, changes: Mapping[str, Change]
    ) -> None:
        self._base, self._after = base, after
        self._units, self._changes = units, changes
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, level: str) -> pd.DataFrame:
        """Return the rows of ``difference_<level>.csv`` without their variant."""
        if level not in self._base.levels:
            raise KeyError(level)
        if level not in self._made:
            rows = self._base.tables.membership
            here = (rows["subject"] == "unit") & (rows["level"] == level)
            self._made[level] = difference_table(
                self._base.gaps(level),
                self._after.gaps(level),
                people_by_territory(rows.loc[here], self._units, self._changes),
            )
        return self._made[level]

    def __iter__(self) -> Iterator[str]:
        """Return the keys of the levels, in the order of the study."""
        return iter(self._base.levels)

    def __len__(self) -> int:
        """Return how many levels the study has."""
        return len(self._base.levels)


def people_by_territory(
    shares: pd.DataFrame, units: pd.Index, changes: Mapping[str, Change]
) -> pd.DataFrame:
    """Return the people of each territory who gain and lose, a split unit by its shares.

    Blank for a public of which nothing is known there.

    Parameters
    ----------
    shares : pandas.DataFrame
        ``subject_id, territory_id, share`` of one level.
    units : pandas.Index
        Units of the changes, in their order.
    changes : Mapping of str to Change
    """
    place = units.get_indexer(pd.Index(shares["subject_id"]))
    here = place >= 0
    codes, territories = pd.factorize(shares["territory_id"].to_numpy()[here])
    share = shares["share"].to_numpy(dtype=np.float64)[here]
    columns = {}
    for public in PUBLICS:
        parts = changes[public].parts()

        def summed(name: str, parts: Mapping[str, np.ndarray] = parts) -> np.ndarray:
            weights = share * parts[name][place[here]]
            return np.bincount(codes, weights=weights, minlength=len(territories))

        blind = (summed("people") > 0) & (summed("same") + summed("gain") + summed("lose") == 0)
        for part in ("gain", "lose"):
            columns[f"{part}_{public}"] = np.where(blind, np.nan, summed(part))
    return pd.DataFrame(columns, index=pd.Index(territories, name="territory_id"))


def difference_table(
    before: pd.DataFrame, after: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per territory: before, after, and their difference (after less before).

    Blank where a figure is blank before or after; a self-governed territory keeps its population.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Gaps of one level (`territory.gaps.gap_table`).
    people : pandas.DataFrame
        What `people_by_territory` returned.
    """
    old = before.set_index("territory_id").sort_index()
    new = after.set_index("territory_id").reindex(old.index)
    hidden = ((old["class"] == "not_ranked") | (new["class"] == "not_ranked")).to_numpy(bool)
    columns = {
        "territory_id": old.index.to_numpy(),
        "name": old["name"],
        "population": old["population"],
        "population_after": new["population"],
        "class_before": old["class"],
        "class_after": new["class"],
        "norm": new["norm"],
    }
    for column in COMPARED:
        was, became = old[column].astype(float), new[column].astype(float)
        columns[f"{column}_before"], columns[f"{column}_after"] = was, became
        columns[f"{column}_difference"] = became - was
    found = people.reindex(old.index)
    lived_in = (old["population"] > 0) | (new["population"] > 0)
    for name in found:
        columns[str(name)] = found[name].where(found[name].notna() | lived_in, 0.0)
    frame = pd.DataFrame(columns, index=old.index)[names(DIFFERENCE_COLUMNS)[1:]]
    blank = [name for name in frame if name not in (*_HIDDEN_KEEP, *_CLASSES)]
    frame.loc[hidden, blank] = np.nan
    return frame.reset_index(drop=True)
