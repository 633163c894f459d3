"""The proximity measure of Statistics Canada."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.access._guards import aligned, cost_table, number
from territory.access.decay import Decay, power
from territory.access.weights import streamed
from territory.costs import CostTable


def proximity_measure(
    costs: CostTable,
    mass: Any,
    threshold: float,
    *,
    minimum: float | None = None,
    normalise: bool = True,
) -> pd.Series:
    """Return proximity to services, 0 to 1 (Alasia, Newstead, Kuchar and Radulescu, 2021).

    ``PM_i = sum_{j: d_ij <= d0} M_j / d_ij``, then ``(PM - min) / (max - min)`` over the origins
    that have something in range: 0 is the lowest proximity measured, not an absence of service.

    Parameters
    ----------
    costs : CostTable
        Distances; an origin's own services are included.
    mass : array-like or Series, shape (destinations,)
        Employment, revenue or count of services.
    threshold : float
        Largest cost counted, inclusive.
    minimum : float, optional
        Costs below it count as it, so that a service on the spot is not infinitely near; the
        smallest cost above 0 of the table when not given (kept in ``attrs["minimum"]``).
    normalise : bool
        False gives the sum itself.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        Missing where no service is in range. 1 everywhere when all are equal.

    Examples
    --------
    >>> table = CostTable.from_pairs(
    ...     ["a", "b", "c"], ["x"] * 3, [1, 2, 4], origins=["a", "b", "c", "d"], unit="km"
    ... )
    >>> proximity_measure(table, [8], 5).round(6).tolist()
    [1.0, 0.333333, 0.0, nan]
    """
    cost_table(costs)
    amounts = aligned(mass, costs.destinations, "mass")
    floor = _least_above_zero(costs) if minimum is None else number(minimum, "minimum")
    number(threshold, "threshold")
    inverse = power(1, minimum=floor)
    weights = streamed(costs, Decay("proximity", float(threshold), inverse.weight), None)
    total = weights.to_origins(np.column_stack([amounts, amounts > 0]))
    found = pd.Series(total[:, 0], index=costs.origins, name="proximity_measure")
    found = found.where(total[:, 1] > 0)
    if normalise and found.notna().any():
        spread = found.max() - found.min()
        found = (found - found.min()) / spread if spread > 0 else found.where(found.isna(), 1.0)
    found.attrs["minimum"] = floor
    return found


def _least_above_zero(costs: CostTable) -> float:
    """Return the smallest cost above 0, or 1 where there is none."""
    stored = costs.matrix.data
    least = float(np.min(stored, where=stored > 0, initial=np.inf))
    return least if np.isfinite(least) else 1.0
