"""How many people gain and lose: everyone, by milieu, by registration, by fifth of each need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.scenarios.compare.states import (
    NONREGISTERED,
    REACH,
    REGISTERED,
    Change,
    Vector,
    people_of,
)
from territory.tables.dictionary import names
from territory.tables.scenarios import PEOPLE_COLUMNS
from territory.tables.words import MILIEUX

EVERYONE, MILIEU, REGISTRATION, UNKNOWN = "everyone", "milieu", "registration", "unknown"
FIFTHS = ("1", "2", "3", "4", "5")
_PUBLISHED = "quintile"
_KEYS = ("public", "by", "group")


@dataclass(frozen=True)
class Groups:
    """A way to part the units: the group of each, by its place among ``labels``."""

    by: str
    codes: NDArray[np.intp]
    labels: tuple[str, ...]


def fifths(values: pd.Series, people: pd.Series) -> NDArray[np.intp]:
    """Return the fifth of people each unit is in, 1 for the lowest values, 0 where unknown.

    Units of the same value are never parted: they are in the fifth that holds their middle person.

    Examples
    --------
    >>> fifths(pd.Series([1.0, 2.0, 2.0, 3.0, None]), pd.Series([20.0, 20, 20, 40, 7])).tolist()
    [1, 2, 2, 4, 0]
    """
    level = values.to_numpy(dtype=np.float64, na_value=np.nan)
    weight = people.to_numpy(dtype=np.float64)
    told = ~np.isnan(level) & (weight > 0)
    place = np.zeros(len(level), dtype=np.intp)
    if told.any():
        distinct, group = np.unique(level[told], return_inverse=True)
        held = (
            np.bincount(group, weights=weight[told], minlength=len(distinct)) / weight[told].sum()
        )
        middle = np.cumsum(held) - held / 2
        place[told] = np.clip(np.ceil(5 * middle - 1e-9), 1, 5).astype(np.intp)[group]
    return place


def need_fifths(key: str, values: pd.Series, people: pd.Series) -> NDArray[np.intp]:
    """Return the fifth of each unit for a need; a published quintile is kept as it is."""
    figures = pd.to_numeric(values, errors="coerce")
    if _PUBLISHED in key and figures.dropna().isin([1, 2, 3, 4, 5]).all():
        return figures.fillna(0).to_numpy(dtype=np.intp)
    return fifths(figures, people)


def partitions(units: pd.DataFrame, needs: Mapping[str, pd.Series]) -> Iterator[Groups]:
    """Return the ways people are parted: together, by milieu, by fifth of each need."""
    yield Groups(EVERYONE, np.zeros(len(units), dtype=np.intp), ("",))
    milieu = units["milieu"].fillna(UNKNOWN)
    there = set(milieu)
    others = sorted(there.difference(MILIEUX))
    milieux = pd.Categorical(milieu, [one for one in MILIEUX if one in there] + others)
    yield Groups(MILIEU, milieux.codes.astype(np.intp), tuple(map(str, milieux.categories)))
    for key, values in needs.items():
        place = need_fifths(key, values.reindex(units.index), units["population"])
        yield Groups(key, place, (UNKNOWN, *FIFTHS))


def people_table(
    units: pd.DataFrame, changes: Mapping[str, Change], needs: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Return who gains and who loses, per public, in people.

    Parameters
    ----------
    units : pandas.DataFrame
        What `unit_states` returned.
    changes : Mapping of str to Change
        What `changes_of` returned.
    needs : Mapping of str to pandas.Series
        Figures of each need, indexed by unit.

    Returns
    -------
    pandas.DataFrame
        The columns of `territory.tables.scenarios.PEOPLE_COLUMNS` but ``variant``; groups where
        nobody lives, before or after, are left out. ``people`` is ``gain + lose + same +
        unknown``.
    """
    rows: list[dict[str, Any]] = []
    for groups in partitions(units, needs):
        for change in changes.values():
            rows += _rows(change, groups)
        if groups.by == EVERYONE:
            rows += _reach_by_registration(units, changes[REACH], groups)
    columns = names(PEOPLE_COLUMNS)[1:]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(columns[len(_KEYS) :], np.float64))


def _reach_by_registration(
    units: pd.DataFrame, reach: Change, everyone: Groups
) -> list[dict[str, Any]]:
    rows = []
    for public in (REGISTERED, NONREGISTERED):
        part = replace(
            reach,
            people_before=people_of(public, units["population"], units["registered_share"]),
            people=people_of(public, units["population_after"], units["registered_share_after"]),
        )
        rows += _rows(part, replace(everyone, by=REGISTRATION, labels=(public,)))
    return rows


def _rows(change: Change, groups: Groups) -> list[dict[str, Any]]:
    def summed(weights: Vector) -> Vector:
        counted = np.bincount(groups.codes, weights=weights, minlength=len(groups.labels))
        return counted.astype(np.float64)

    parts = {name: summed(people) for name, people in change.parts().items()}
    before = _filled(change.before, change.known)
    after = _filled(change.after, change.known)
    moved, sign = change.people * (after - before), change.sign
    figures = {
        **parts,
        "before": _over(
            summed(change.people_before * before), summed(change.people_before * change.known)
        ),
        "after": _over(summed(change.people * after), summed(change.people * change.known)),
        "mean_gain": _over(summed(moved * (sign > 0)), parts["gain"]),
        "mean_loss": _over(summed(moved * (sign < 0)), parts["lose"]),
    }
    lived_in = (parts["people"] > 0) | (summed(change.people_before) > 0)
    return [
        {
            "public": change.public,
            "by": groups.by,
            "group": label,
            **{name: float(values[place]) for name, values in figures.items()},
        }
        for place, label in enumerate(groups.labels)
        if lived_in[place]
    ]


def _filled(values: Vector, known: NDArray[np.bool_]) -> Vector:
    return np.where(known, np.nan_to_num(values), 0.0)


def _over(total: Vector, people: Vector) -> Vector:
    mean: Vector = np.full(len(total), np.nan)
    return np.divide(total, people, out=mean, where=people > 0)
