"""How unequally access is shared, before and after, for each public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from territory.equity import concentration_index, fgt, gini, theil
from territory.scenarios.compare.states import REACH, Change, Mask, Vector
from territory.tables.dictionary import names
from territory.tables.scenarios import EQUITY_COLUMNS

LOWEST = 0.1
_MOMENTS = ("before", "after")


def lowest_mean(access: Vector, people: Vector, share: float = LOWEST) -> float:
    """Return the mean access of the worst served, a unit across the bound counting by its share.

    Examples
    --------
    >>> lowest_mean(np.array([0.0, 4.0]), np.array([5.0, 95.0]))
    2.0
    """
    order = np.argsort(access, kind="stable")
    ends = np.cumsum(people[order])
    part = np.clip(np.minimum(ends, share * ends[-1]) - np.r_[0.0, ends[:-1]], 0.0, None)
    return float((part * access[order]).sum() / part.sum())


def equity_table(
    changes: Mapping[str, Change],
    intensity_norm: float | None,
    needs: Mapping[str, pd.Series],
) -> pd.DataFrame:
    """Return the equity indices of every public, before and after.

    Over people with a place; missing where the access of some of them is unknown.

    Parameters
    ----------
    changes : Mapping of str to Change
        What `changes_of` returned.
    intensity_norm : float or None
        FTE per 10,000, the same before and after.
    needs : Mapping of str to pandas.Series
        Figures of each need, in the order of the units.

    Returns
    -------
    pandas.DataFrame
        The columns of `territory.tables.scenarios.EQUITY_COLUMNS` but ``variant``.
    """
    located = changes[REACH].known
    rows: list[dict[str, Any]] = []
    for public, change in changes.items():
        if public == REACH:
            continue
        sides = ((change.before, change.people_before), (change.after, change.people))
        found = [_indices(level, people, located, intensity_norm) for level, people in sides]
        rows += [_row(index, "", public, [one[index] for one in found]) for index in found[0]]
        for key, values in needs.items():
            pair = [_concentration(level, people, located, values) for level, people in sides]
            rows.append(_row("concentration", key, public, pair))
    return pd.DataFrame(rows, columns=names(EQUITY_COLUMNS)[1:])


def _row(index: str, need: str, public: str, pair: list[float]) -> dict[str, Any]:
    return {
        "index": index,
        "need": need,
        "public": public,
        **dict(zip(_MOMENTS, pair, strict=True)),
    }


def _indices(
    level: Vector, people: Vector, located: Mask, intensity_norm: float | None
) -> dict[str, float]:
    here = located & (people > 0)
    access, weight = level[here], people[here]
    blank = not len(weight) or bool(np.isnan(access).any())
    line = np.nan if intensity_norm is None else intensity_norm
    lined = not blank and line > 0
    under = fgt(access, weight, line) if lined else np.nan
    return {
        "mean": np.nan if blank else float(np.average(access, weights=weight)),
        "lowest_tenth": np.nan if blank else lowest_mean(access, weight),
        "gini": np.nan if blank else gini(access, weight),
        "theil": np.nan if blank else float(np.asarray(theil(access, weight))),
        "below_norm_people": under * float(weight.sum()),
        "below_norm_share": under,
        "below_norm_depth": fgt(access, weight, line, alpha=1) if lined else np.nan,
    }


def _concentration(level: Vector, people: Vector, located: Mask, values: pd.Series) -> float:
    figures = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    here = located & (people > 0) & np.isfinite(figures)
    if not here.any() or np.isnan(level[here]).any():
        return np.nan
    return concentration_index(level[here], figures[here], people[here])
