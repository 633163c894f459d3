"""The people of one territory: its units, how many of each are its own, and who else decides there.

Unlike the columns of ``access_units.csv``, which name the territory that holds most of a unit, a
unit shared between territories counts here in each for its share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory_app.catalogue import Catalogue

WHOLE = 1.0 - 1e-6
ESTIMATED = frozenset({"areal", "crosswalk"})
OUTWARD = ("region", "rss", "rts", "rls", "clsc", "mrc", "municipality", "borough")
"""Levels that can decide in a territory, from the widest; small areas decide nothing."""
STEP = 5.0
LAST = 60.0


@dataclass(frozen=True)
class Held:
    """A territory of another level, and the share of people it holds.

    Attributes
    ----------
    territory_id, name : str
        Which it is.
    share : float
        Share (0 to 1) of the people of the territory asked about.
    """

    territory_id: str
    name: str
    share: float


@dataclass(frozen=True)
class Deciders:
    """Who holds the people of a territory at one level.

    Attributes
    ----------
    level : str
        Level of the holders.
    held : tuple of Held
        Largest share first.
    outside : float
        Share of people the level gives to nobody; with ``held``, sums to 1.
    estimated : float
        Share of people whose holder is estimated: units cut by area, or cut at both levels.
    """

    level: str
    held: tuple[Held, ...]
    outside: float
    estimated: float


def members(catalogue: Catalogue, level: str, territory_id: str) -> pd.DataFrame:
    """Return the units of a territory, with ``share``, ``people`` and ``estimated``.

    ``estimated`` says that the share comes from an area or a crosswalk. Self-governed units,
    which are in no calculation, are not among them.
    """
    known = _by_level(catalogue, level)
    chosen = known.of.get(territory_id, np.empty(0, dtype=int))
    share = known.share[chosen]
    mine = catalogue.units.iloc[known.unit[chosen]]
    people = mine["population"].to_numpy(dtype=float) * share
    return mine.assign(share=share, people=people, estimated=known.estimated[chosen])


def deciders(catalogue: Catalogue, level: str, mine: pd.DataFrame) -> tuple[Deciders, ...]:
    """Return who holds the people of a territory at each other level of the results.

    A unit cut at both levels is shared as if its people were spread evenly: that part is
    ``estimated``, with those of units whose shares come from an area or a crosswalk.

    Parameters
    ----------
    catalogue : Catalogue
    level : str
        Level of the territory.
    mine : pandas.DataFrame
        Its `members`.
    """
    total = float(mine["people"].sum())
    if not total > 0:
        return ()
    others = [key for key in OUTWARD if key in catalogue.levels and key != level]
    return tuple(_deciders(catalogue, key, mine, total) for key in others)


def histogram(mine: pd.DataFrame) -> pd.DataFrame:
    """Count covered people by minutes to their nearest door.

    Returns
    -------
    pandas.DataFrame
        ``low``, ``high`` (minutes; an infinite ``high`` is beyond the last bin, a missing ``low``
        is no door at all) and ``people``, which sums to the covered people. Bins of five minutes
        up to sixty, low end excluded except the first.
    """
    placed = mine[mine["lon"].notna()]
    edges = np.arange(0.0, LAST + STEP, STEP)
    cost = placed["nearest_cost"].to_numpy(dtype=float)
    people = placed["people"].to_numpy(dtype=float)
    bins = np.clip(np.ceil(cost / STEP), 1, len(edges))
    index = np.where(np.isnan(cost), len(edges) + 1, bins).astype(int) - 1
    counted = np.bincount(index, weights=people, minlength=len(edges) + 1)
    return pd.DataFrame(
        {
            "low": [*edges, np.nan],
            "high": [*edges[1:], np.inf, np.nan],
            "people": counted,
        }
    )


def quantile(values: pd.Series[float], people: pd.Series[float], share: float) -> float | None:
    """Return the smallest value whose cumulative people reach ``share``; None where infinite.

    A missing value is farther than any other.

    Examples
    --------
    >>> quantile(pd.Series([5.0, 20.0]), pd.Series([9.0, 1.0]), 0.9)
    5.0
    """
    weights = people.to_numpy(dtype=float)
    if not weights.sum() > 0:
        return None
    filled = values.fillna(np.inf).to_numpy(dtype=float)
    order = np.argsort(filled, kind="stable")
    cumulative = np.cumsum(weights[order])
    # A hair under, so that a sum of decimals equal to the share is not missed.
    position = int(np.searchsorted(cumulative, share * cumulative[-1] * (1 - 1e-12)))
    found = float(filled[order][min(position, len(filled) - 1)])
    return found if np.isfinite(found) else None


@dataclass(frozen=True)
class _Shares:
    """Shares of a level: one entry per unit and territory.

    Attributes
    ----------
    unit, place : numpy.ndarray of int
        Row of the unit in the catalogue; position of the territory in ``ids``.
    share : numpy.ndarray
    estimated : numpy.ndarray of bool
    ids : tuple of str
    of : dict
        Entries of each territory.
    """

    unit: NDArray[np.int64]
    place: NDArray[np.int64]
    share: NDArray[np.float64]
    estimated: NDArray[np.bool_]
    ids: tuple[str, ...]
    of: dict[str, NDArray[np.int64]]


def _by_level(catalogue: Catalogue, level: str) -> _Shares:
    """Return the shares of a level; made once."""
    return cast(
        "_Shares", catalogue.holdings.keep(f"shares:{level}", lambda: _grouped(catalogue, level))
    )


def _grouped(catalogue: Catalogue, level: str) -> _Shares:
    units, shares = catalogue.units, catalogue.shares
    if shares is None:
        table = units[["unit_id", level]].rename(columns={level: "territory_id"})
        table = table[(table["territory_id"] != "").to_numpy()].assign(share=1.0)
    else:
        table = shares[(shares["level"] == level).to_numpy()]
    rows = pd.Index(units["unit_id"]).get_indexer(pd.Index(table["unit_id"]))
    table = table[rows >= 0]
    place, ids = pd.factorize(table["territory_id"])
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(ids)))
    groups = np.split(order, ends[:-1]) if len(ids) else []
    guessed = table["method"].isin(ESTIMATED) if "method" in table else False
    share = table["share"].to_numpy(dtype=float)
    return _Shares(
        unit=rows[rows >= 0],
        place=place,
        share=share,
        estimated=np.broadcast_to(guessed, len(table)) & (share < WHOLE),
        ids=tuple(map(str, ids)),
        of=dict(zip(map(str, ids), groups, strict=True)),
    )


def _deciders(catalogue: Catalogue, level: str, mine: pd.DataFrame, total: float) -> Deciders:
    there = _by_level(catalogue, level)
    people = np.zeros(len(catalogue.units))
    cut = np.zeros(len(catalogue.units), dtype=bool)
    rows = mine.index.to_numpy()
    people[rows] = mine["people"]
    cut[rows] = mine["share"].to_numpy() < WHOLE
    held = people[there.unit] * there.share / total
    sums = np.bincount(there.place, weights=held, minlength=len(there.ids))
    guessed = there.estimated | (cut[there.unit] & (there.share < WHOLE))
    order = [row for row in np.argsort(-sums, kind="stable") if sums[row] > 0]
    return Deciders(
        level,
        tuple(
            Held(there.ids[row], catalogue.place_name(there.ids[row]), float(sums[row]))
            for row in order
        ),
        max(0.0, 1.0 - float(sums.sum())),
        float(held[guessed].sum()),
    )
