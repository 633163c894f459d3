"""How complete the data are, territory by territory and kind by kind: the completeness meter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.gaps.aggregate import numbered, placed_people

STATUSES = ("complete", "partial", "absent", "unknown")
_FIGURES = ("fte", "fte_ts", "fte_tts", "fte_oc", "fte_other")


def completeness(
    territories: pd.DataFrame,
    unit_shares: pd.DataFrame,
    units: pd.DataFrame,
    site_shares: pd.DataFrame,
    services: pd.DataFrame,
    basket: Collection[str],
) -> pd.DataFrame:
    """Return what is known of each kind in each territory of one level.

    ``share_s = sum(m over units of status s) / sum(m)``, *m* the people of a unit in the
    territory. The status of a territory is that of all its people; mixed, it is "partial".

    Parameters
    ----------
    territories : pandas.DataFrame
        Indexed by ``territory_id``: ``name`` and ``self_governed``.
    unit_shares, site_shares : pandas.DataFrame
        ``subject_id, territory_id, share`` of the level.
    units : pandas.DataFrame
        Indexed by ``unit_id``: ``population``, ``self_governed`` and, per kind, the status of
        its coverage.
    services : pandas.DataFrame
        The services table.
    basket : collection of str
        Kinds the norm asks for.

    Returns
    -------
    pandas.DataFrame
        One row per territory that is not self-governed and kind: ``territory_id, name, kind,
        in_basket, status, share_complete, share_partial, share_absent, share_unknown, sites,
        sites_with_fte``. Shares are missing where nobody lives.
    """
    kinds = sorted(name for name in units.columns if name not in {"population", "self_governed"})
    index = territories.index[~territories["self_governed"].to_numpy(bool)].sort_values()
    free = units.loc[~units["self_governed"].to_numpy(bool)]
    placed = placed_people(unit_shares, free, index)
    held = [placed.people, *_by_status(placed.people, free[kinds].to_numpy()[placed.unit])]
    everyone, *people = placed.groups.sums(np.column_stack(held)).T
    shares = np.full((len(people), len(index)), np.nan)
    np.divide(people, everyone, out=shares, where=everyone > 0)
    by_kind = shares.reshape(len(kinds), len(STATUSES), len(index)).transpose(2, 0, 1)
    table = _stated(index, territories.loc[index, "name"], kinds, by_kind)
    table.insert(3, "in_basket", table["kind"].isin(list(basket)))
    return recounted(table, site_shares, services)


def _by_status(people: NDArray[np.float64], stated: NDArray[Any]) -> list[NDArray[np.float64]]:
    """Return the people of each status, kind after kind."""
    return [
        np.where(column == status, people, np.nan) for column in stated.T for status in STATUSES
    ]


def _stated(
    index: pd.Index, names: pd.Series, kinds: Sequence[str], shares: NDArray[np.float64]
) -> pd.DataFrame:
    """Return one row per territory and kind; ``shares`` has one column per status."""
    rows = shares.reshape(-1, len(STATUSES))
    status = np.select(list((rows >= 1 - 1e-9).T), STATUSES, "partial")
    return pd.DataFrame(
        {
            "territory_id": index.repeat(len(kinds)),
            "name": names.to_numpy().repeat(len(kinds)),
            "kind": list(kinds) * len(index),
            "status": np.where(np.isnan(rows[:, 0]), "unknown", status),
            **{f"share_{name}": rows[:, place] for place, name in enumerate(STATUSES)},
        }
    )


def recounted(
    table: pd.DataFrame, site_shares: pd.DataFrame, services: pd.DataFrame
) -> pd.DataFrame:
    """Return what `completeness` gave with the sites counted again: ``sites, sites_with_fte``.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `completeness`, with its two counts or without.
    site_shares : pandas.DataFrame
        ``subject_id, territory_id`` of the level.
    services : pandas.DataFrame
        The services table.
    """
    kinds = pd.Index(table["kind"].unique())
    index = pd.Index(table["territory_id"].unique())
    known = pd.Index(services["service_id"])
    place, groups, _ = numbered(site_shares, known, index)
    kind = kinds.get_indexer(pd.Index(services["kind"]))[place]
    told = services[list(_FIGURES)].notna().any(axis=1).to_numpy(dtype=bool)[place]
    counts = np.zeros((2, len(index), len(kinds)), dtype=np.int64)
    for number, rows in enumerate((kind >= 0, (kind >= 0) & told)):
        np.add.at(counts[number], (groups.codes[rows], kind[rows]), 1)
    row = index.get_indexer(pd.Index(table["territory_id"]))
    sites, told_sites = counts[:, row, kinds.get_indexer(pd.Index(table["kind"]))]
    return table.assign(sites=sites, sites_with_fte=told_sites)


def meter(table: pd.DataFrame, index: Sequence[str] | pd.Index) -> pd.Series:
    """Return the completeness of each territory: the mean over the basket of its shares complete.

    ``meter_T = sum(share_complete over the basket's kinds) / number of kinds``, 0 to 1; missing
    for a territory without people or that is self-governed.

    Examples
    --------
    >>> rows = pd.DataFrame({"territory_id": ["MRC:01", "MRC:01", "MRC:01"],
    ...     "in_basket": [True, True, False], "share_complete": [1.0, 0.5, 0.0]})
    >>> meter(rows, ["MRC:01", "MRC:02"]).tolist()
    [0.75, nan]
    """
    asked = table.loc[table["in_basket"]]
    return asked.groupby("territory_id")["share_complete"].mean().reindex(pd.Index(index))
