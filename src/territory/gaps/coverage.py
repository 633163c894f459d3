"""What is known of each kind of service, unit by unit: absent data is never a desert."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.costs import CostTable

# A statement about a finer territory wins over one about a coarser.
FINE_TO_COARSE = (
    "zone", "da", "ct", "borough", "municipality", "clsc", "rls", "cd", "mrc", "rts", "rss",
    "region",
)  # fmt: skip
# Of two sources that list the same kind in the same place, the more complete one speaks.
_BEST_FIRST = ("complete", "partial", "absent", "unknown")
EVERYWHERE = ""


def unit_coverage(
    coverage: pd.DataFrame,
    membership: pd.DataFrame,
    unit_ids: pd.Index,
    kinds: Collection[str],
    *,
    extents: pd.DataFrame | None = None,
    read: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the coverage status of every unit for every kind.

    Parameters
    ----------
    coverage : pandas.DataFrame
        Statements: ``territory_id, kind, status``.
    membership : pandas.DataFrame
        The membership table; a split unit follows the territory holding most of it.
    unit_ids : pandas.Index
    kinds : collection of str
    extents : pandas.DataFrame, optional
        What each source says of itself: ``kind, status, territory_id`` ("" for the whole
        study); a statement wins over it. Where the sources of a kind say how far they go, the
        data are absent beyond.
    read : collection of str, optional
        Kinds of which the study reads at least one site; where nothing is said of a kind it
        does not read, the data are absent.

    Returns
    -------
    pandas.DataFrame
        Indexed by unit, one column per kind; "unknown" where nothing is stated.
    """
    units = membership.loc[membership["subject"] == "unit"]
    main = units.sort_values("share", ascending=False).drop_duplicates(["subject_id", "level"])
    result = pd.DataFrame(None, index=unit_ids, columns=list(kinds), dtype=object)
    order = {level: rank for rank, level in enumerate(FINE_TO_COARSE)}
    for level in sorted(main["level"].unique(), key=lambda key: order.get(key, -1)):
        place = main.loc[main["level"] == level].set_index("subject_id")["territory_id"]
        place = place.reindex(unit_ids)
        for kind in kinds:
            stated = coverage.loc[coverage["kind"] == kind].set_index("territory_id")["status"]
            result[kind] = result[kind].where(result[kind].notna(), place.map(stated))
    if extents is not None and len(extents):
        own = _extents(extents, main, unit_ids, kinds)
        result = result.where(result.notna(), own)
    if read is not None:
        for kind in set(kinds) - set(read):
            result[kind] = result[kind].fillna("absent")
    return result.fillna("unknown")


def _extents(
    extents: pd.DataFrame, main: pd.DataFrame, unit_ids: pd.Index, kinds: Collection[str]
) -> pd.DataFrame:
    """Return what the sources say of themselves, unit by unit, the best status of each kind."""
    result = pd.DataFrame(None, index=unit_ids, columns=list(kinds), dtype=object)
    for status in _BEST_FIRST:
        for kind in kinds:
            told = extents.loc[(extents["kind"] == kind) & (extents["status"] == status)]
            if not len(told):
                continue
            here = main.loc[main["territory_id"].isin(told["territory_id"]), "subject_id"]
            inside = unit_ids.isin(here) | (told["territory_id"] == EVERYWHERE).any()
            result.loc[inside & result[kind].isna().to_numpy(bool), kind] = status
    for kind in set(kinds) & set(extents["kind"]):
        result[kind] = result[kind].fillna("absent")
    return result


def complete_within_range(
    complete: NDArray[np.bool_], neighbours: CostTable | None, thresholds: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return the units around which everything within their threshold is complete.

    Parameters
    ----------
    complete : shape (units,)
        Units of the neighbour table whose own coverage is complete.
    neighbours : CostTable or None
        Minutes between units; None looks no farther than each unit.
    thresholds : shape (units,)
        Minutes.
    """
    if neighbours is None:
        return complete
    near = neighbours.matrix.copy()
    in_range = near.data <= thresholds[neighbours.rows()]
    near.data = (in_range & ~complete[near.indices]).astype(np.float64)
    holes = np.asarray(near.sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(complete & (holes == 0), dtype=bool)
