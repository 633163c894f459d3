"""Every unit before and after, and who gains and who loses in it, per public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.study import Walk
from territory.study.surroundings import IN_BUFFER
from territory.tables.scenarios import NOTABLE

MEASURES = ("nearest_cost", "reached", "access_registered", "access_nonregistered", "access")
TOLERANCE = 1e-9
REGISTERED, NONREGISTERED, AVERAGE, REACH = "registered", "nonregistered", "average", "reach"
PUBLICS = (REGISTERED, NONREGISTERED, AVERAGE, REACH)
MEASURE_OF: Mapping[str, str] = {
    REGISTERED: "access_registered",
    NONREGISTERED: "access_nonregistered",
    AVERAGE: "access",
    REACH: "reached",
}
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


def unit_states(base: Walk, after: Walk) -> pd.DataFrame:
    """Return the units of the study before and after, as both walks judge them.

    See `states_between`.
    """
    found = (base.evaluations["base"], after.evaluations["base"])
    return states_between(base.units, after.units, *found)


def states_between(
    base: pd.DataFrame, after: pd.DataFrame, found_before: pd.DataFrame, found_after: pd.DataFrame
) -> pd.DataFrame:
    """Return the units of the study before and after, self-governed ones left out.

    Parameters
    ----------
    base, after : pandas.DataFrame
        Units of two walks (`Walk.units`).
    found_before, found_after : pandas.DataFrame
        What `territory.gaps.evaluate` gave of each.

    Returns
    -------
    pandas.DataFrame
        Indexed by unit: ``population, population_after, registered_share,
        registered_share_after, milieu, threshold``, then each of `MEASURES` with ``_before`` and
        ``_after``.
    """
    kept = ~(base["self_governed"].to_numpy(bool) | base[IN_BUFFER].to_numpy(bool))
    index = base.index
    columns: dict[str, Any] = {
        "population": _figures(base, "population", index),
        "population_after": _figures(after, "population", index),
        "registered_share": _figures(base, "registered_share", index),
        "registered_share_after": _figures(after, "registered_share", index),
        "milieu": base["milieu"],
        "threshold": _figures(base, "threshold", index),
    }
    for measure in MEASURES:
        columns[f"{measure}_before"] = _figures(found_before, measure, index)
        columns[f"{measure}_after"] = _figures(found_after, measure, index)
    kept_units: pd.DataFrame = pd.DataFrame(columns, index=index).loc[kept]
    return kept_units


def _figures(frame: pd.DataFrame, column: str, index: pd.Index) -> Vector:
    """Return a column in the order of ``index``."""
    values = frame[column]
    if not values.index.equals(index):
        values = values.reindex(index)
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


@dataclass(frozen=True)
class Change:
    """What one public has before and after, unit by unit.

    Attributes
    ----------
    public : str
    before, after : ndarray
        Access per 10,000 people, or 1 where a door is within the threshold and 0 elsewhere.
    people_before, people : ndarray
        People of the public before and after; gains and losses are counted on those after.
    """

    public: str
    before: Vector
    after: Vector
    people_before: Vector
    people: Vector

    @property
    def known(self) -> Mask:
        """Units known both before and after."""
        return np.asarray(~(np.isnan(self.before) | np.isnan(self.after)))

    @property
    def sign(self) -> Vector:
        """1 where the public gains, -1 where it loses, 0 where nothing changes or is known."""
        change = np.where(self.known, self.after - self.before, 0.0)
        return np.where(np.abs(change) > self._least, np.sign(change), 0.0)

    @property
    def notable(self) -> Mask:
        """Units whose access changes by at least `NOTABLE` of what it was, either way."""
        change = np.abs(np.where(self.known, self.after - self.before, 0.0))
        enough = change >= NOTABLE * np.abs(self.before) - self._least
        return np.asarray(enough & (self.sign != 0))

    @property
    def _least(self) -> Vector:
        """Change below which two figures are the same."""
        return TOLERANCE * np.fmax(1.0, np.fmax(np.abs(self.before), np.abs(self.after)))

    def parts(self) -> dict[str, Vector]:
        """Return the people of each unit who gain, lose, stay the same or are unknown.

        Returns
        -------
        dict
            ``people, gain, lose, gain_notable, lose_notable, same, unknown, newly_known,
            no_longer_known``; notable gains and losses are parts of them, and the last two parts
            of ``unknown``.
        """
        sign, known, people = self.sign, self.known, self.people
        notable = self.notable
        had, has = ~np.isnan(self.before), ~np.isnan(self.after)
        return {
            "people": people,
            "gain": people * (sign > 0),
            "lose": people * (sign < 0),
            "gain_notable": people * ((sign > 0) & notable),
            "lose_notable": people * ((sign < 0) & notable),
            "same": people * (known & (sign == 0)),
            "unknown": people * ~known,
            "newly_known": people * (~had & has),
            "no_longer_known": people * (had & ~has),
        }


def changes_of(units: pd.DataFrame) -> dict[str, Change]:
    """Return the change of every public, from what `unit_states` returns.

    People whose registration is not known are in neither public, and in the average.

    Examples
    --------
    >>> units = pd.DataFrame({"population": [10.0], "population_after": [10.0],
    ...     "registered_share": [0.8], "registered_share_after": [0.8],
    ...     "access_before": [1.0], "access_after": [2.0],
    ...     "access_registered_before": [1.25], "access_registered_after": [1.0],
    ...     "access_nonregistered_before": [0.0], "access_nonregistered_after": [6.0],
    ...     "reached_before": [0.0], "reached_after": [1.0]})
    >>> found = changes_of(units)
    >>> [round(one.sign[0] * one.people[0]) for one in found.values()]
    [-8, 2, 10, 10]
    """
    return {
        public: Change(
            public,
            units[f"{MEASURE_OF[public]}_before"].to_numpy(dtype=np.float64),
            units[f"{MEASURE_OF[public]}_after"].to_numpy(dtype=np.float64),
            people_of(public, units["population"], units["registered_share"]),
            people_of(public, units["population_after"], units["registered_share_after"]),
        )
        for public in PUBLICS
    }


def people_of(public: str, population: pd.Series, registered: pd.Series) -> Vector:
    """Return the people of a public in each unit.

    Examples
    --------
    >>> people_of("nonregistered", pd.Series([100.0, 50.0]), pd.Series([0.75, None])).tolist()
    [25.0, 0.0]
    """
    people = population.to_numpy(dtype=np.float64)
    share = registered.to_numpy(dtype=np.float64, na_value=np.nan)
    if public == REGISTERED:
        people = people * np.nan_to_num(share, nan=0.0)
    elif public == NONREGISTERED:
        people = people * np.nan_to_num(1.0 - share, nan=0.0)
    return people
