"""Need and access at once: three thirds by three thirds, darkest where both are worst.

Thirds are of people, not of territories: a third of the covered population lives where the need is
lowest, and so on, as quintiles of deprivation are made in Québec.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory_app.views import palette
from territory_app.views.entries import Entry, held
from territory_app.views.palette import Style
from territory_app.words import words

THIRDS = 3
DIGITS = 2


@dataclass(frozen=True)
class Crossing:
    """Which need meets which measure of access.

    Attributes
    ----------
    need : str
        Column of the need in the level's table.
    need_label : str
        What the need is called, in the reader's language.
    higher_is : str
        What a high value of it says, in the reader's language; empty where not told.
    access : str
        "access_mean", or "nearest_cost_median" where no staff is known.
    falling : bool
        Whether a low value of the need is the greater need, as of an income.
    """

    need: str
    need_label: str
    higher_is: str
    access: str
    falling: bool = False

    @property
    def by_time(self) -> bool:
        """Whether access is told by time, of which more is worse."""
        return self.access == "nearest_cost_median"


def crossed_codes(
    table: pd.DataFrame, crossing: Crossing, bounds: tuple[float, ...] | None = None
) -> tuple[NDArray[np.str_], tuple[float, ...]]:
    """Return the code of each territory, and the two bounds of need and the two of access.

    The code is 3 × third of need + third of lack: "0" where need is low and access is good, "8"
    where need is high and access is weak; empty where either is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        One level's table, with both columns.
    crossing : Crossing
    bounds : tuple of four float, optional
        Bounds of another level, to class this one on the same scale.
    """
    need, access = _values(table, crossing.need), _values(table, crossing.access)
    judged = (table["class"] != "not_ranked").to_numpy()
    both = np.isfinite(need) & np.isfinite(access) & judged
    codes = np.full(len(table), "", dtype="<U1")
    if not both.any():
        return codes, bounds or ()
    people = np.nan_to_num(table["population_covered"].to_numpy(dtype=float))
    if bounds is None or len(bounds) != 2 * (THIRDS - 1):
        bounds = (
            *weighted_thirds(need[both], people[both]),
            *weighted_thirds(access[both], people[both]),
        )
    row = np.searchsorted(bounds[:2], need, side="left")
    row = (THIRDS - 1) - row if crossing.falling else row
    column = np.searchsorted(bounds[2:], access, side="left")
    lack = column if crossing.by_time else (THIRDS - 1) - column
    codes[both] = (THIRDS * row + lack)[both].astype(str)
    return codes, bounds


def weighted_thirds(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the values under or at which a third, then two thirds, of the weight lies.

    Examples
    --------
    >>> weighted_thirds(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    (1.0, 2.0)
    """
    order = np.argsort(values, kind="stable")
    weights = weights if weights.sum() > 0 else np.ones(len(values))
    cumulative = np.cumsum(weights[order])
    wanted = cumulative[-1] * np.arange(1, THIRDS) / THIRDS
    # A hair less, so that three equal parts are cut at their ends and not after.
    position = np.searchsorted(cumulative, wanted * (1 - 1e-12))
    low, high = values[order][np.minimum(position, len(values) - 1)]
    return float(low), float(high)


def crossed_entries(
    table: pd.DataFrame, codes: NDArray[np.str_], crossing: Crossing, language: str
) -> list[Entry]:
    """Return nine lines, from the least to the greatest need, and from good to weak access."""
    _ = words(language)
    needs = need_words(language, falling=crossing.falling)
    lacks = lack_words(language, by_time=crossing.by_time)
    return [
        Entry(
            str(THIRDS * row + column),
            Style(palette.CROSSED[THIRDS * row + column]),
            _("{need}, {access}").format(need=needs[row], access=lacks[column]),
            *held(table, codes, str(THIRDS * row + column)),
        )
        for row in range(THIRDS)
        for column in range(THIRDS)
    ]


def need_words(language: str, *, falling: bool = False) -> tuple[str, str, str]:
    """Return what the thirds of need are called, least first.

    They are of the score, whatever it says: a study's high scores are not all needs.
    """
    _ = words(language)
    low, middle, high = _("Score faible"), _("Score moyen"), _("Score élevé")
    return (high, middle, low) if falling else (low, middle, high)


def lack_words(language: str, *, by_time: bool = False) -> tuple[str, str, str]:
    """Return what the thirds of access, or of time, are called, best first."""
    _ = words(language)
    if by_time:
        return _("temps court"), _("temps moyen"), _("temps long")
    return _("accès fort"), _("accès moyen"), _("accès faible")


def _values(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in table:
        return np.full(len(table), np.nan)
    return table[column].to_numpy(dtype=float)
