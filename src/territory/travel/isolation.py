"""Places without a road: joined to what is beside them, not to the rest as the crow flies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from territory._costs_build import row_blocks
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
    here = np.asarray(origin_place, dtype=object)
    places = pd.Index(pd.unique(here[[isinstance(place, str) for place in here]]))
    here, there = (
        places.get_indexer(np.asarray(p, dtype=object)) for p in (here, destination_place)
    )
    from_linked = np.asarray(origin_linked, dtype=bool)
    to_linked = np.asarray(destination_linked, dtype=bool)
    limits = np.broadcast_to(np.asarray(local_limit, dtype=np.float64), (len(costs.origins),))
    matrix = costs.matrix
    keep = np.empty(len(matrix.data), dtype=bool)
    for first, last in row_blocks(matrix.indptr):
        part = slice(int(matrix.indptr[first]), int(matrix.indptr[last]))
        rows = np.repeat(np.arange(first, last), np.diff(matrix.indptr[first : last + 1]))
        columns = matrix.indices[part]
        same = (here[rows] == there[columns]) & (here[rows] >= 0)
        linked = from_linked[rows] & to_linked[columns]
        keep[part] = linked | same | (matrix.data[part] <= limits[rows])
    return costs.where(keep)
