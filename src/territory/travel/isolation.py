"""Places without a road: joined to what is beside them, not to the rest as the crow flies."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from territory.costs import CostTable


def within_road_network(
    costs: CostTable,
    *,
    origin_linked: ArrayLike,
    destination_linked: ArrayLike,
    origin_place: Any,
    destination_place: Any,
    local_limit: ArrayLike,
) -> CostTable:
    """Return the table without the pairs that no road joins.

    A pair stays when both ends are linked to the road network, when both are in the same
    place, or when its cost is at most ``local_limit``.

    Parameters
    ----------
    costs : CostTable
    origin_linked, destination_linked : array-like of bool
        Whether a road leads there.
    origin_place, destination_place : array-like
        What place each end is in (a municipality); missing is no place in common.
    local_limit : float or array-like, shape (origins,)
        Cost under which neighbours reach each other all the same.
    """
    rows, columns = costs.rows(), costs.matrix.indices
    linked = np.asarray(origin_linked, dtype=bool)[rows]
    linked &= np.asarray(destination_linked, dtype=bool)[columns]
    here = np.asarray(origin_place, dtype=object)[rows]
    there = np.asarray(destination_place, dtype=object)[columns]
    known = np.array([isinstance(place, str) for place in np.asarray(origin_place, dtype=object)])
    same = (here == there).astype(bool) & known[rows]
    limits = np.broadcast_to(np.asarray(local_limit, dtype=np.float64), (len(costs.origins),))
    return costs.where(linked | same | (costs.matrix.data <= limits[rows]))
