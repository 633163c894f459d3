"""Access read for two publics: people registered with a physician group, and the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.access._guards import aligned
from territory.access.catchment import Decayed, supply_ratios, weighted
from territory.costs import CostTable
from territory.errors import InputError


def by_public(
    costs: CostTable,
    demand: Any,
    supply: Any,
    decay: Decayed,
    *,
    registered_share: Any,
    registration: Any,
) -> pd.DataFrame:
    """Return access for registered people, for the others, and for the average public.

    ``R_j = S_j / sum_k P_k e_kj w_kj`` with ``e_kj = r_k`` where ``j`` requires registration and
    1 elsewhere; ``A_reg,i = sum_j R_j w_ij``; ``A_non,i`` the same over open sites only;
    ``A_i = r_i A_reg,i + (1 - r_i) A_non,i``.

    Parameters
    ----------
    costs : CostTable
    demand : array-like or Series, shape (origins,)
        People.
    supply : array-like or Series, shape (destinations,)
        Full-time equivalents.
    decay : Callable
        Costs to weights.
    registered_share : array-like or Series, shape (origins,)
        Share of each origin's residents registered, 0 to 1.
    registration : array-like of bool or str, shape (destinations,)
        True (or "required", "unknown") where a site serves registered people only.

    Returns
    -------
    pandas.DataFrame
        Columns ``registered, nonregistered, average``, indexed by the origins, per person.
        ``sum P average`` equals the supply that has eligible people in its catchment.

    Examples
    --------
    >>> from territory.access.decay import binary
    >>> table = CostTable.from_pairs(["a", "a"], ["clsc", "gmf"], [5, 5])
    >>> by_public(table, [100], [2, 1], binary(30), registered_share=[0.5],
    ...           registration=[False, True]).round(3).values.tolist()
    [[0.04, 0.02, 0.03]]
    """
    people = aligned(demand, costs.origins, "demand")
    amounts = aligned(supply, costs.destinations, "supply")
    share = aligned(registered_share, costs.origins, "registered_share")
    if (share > 1).any():
        raise InputError("Un taux d'inscription est une part entre 0 et 1.")
    required = _required(registration, len(costs.destinations))
    weights = weighted(costs, decay)
    eligible = weights.copy()
    eligible.data = weights.data * np.where(required[weights.indices], share[costs.rows()], 1.0)
    ratios = supply_ratios(eligible, people, amounts)
    registered = weights @ ratios
    nonregistered = weights @ np.where(required, 0.0, ratios)
    return pd.DataFrame(
        {
            "registered": registered,
            "nonregistered": nonregistered,
            "average": share * registered + (1 - share) * nonregistered,
        },
        index=costs.origins,
    )


def _required(registration: Any, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    values = np.asarray(registration)
    if values.shape != (count,):
        raise InputError("Une valeur d'inscription est attendue par destination.")
    if values.dtype == bool:
        return values
    return np.isin(values.astype(str), ["required", "unknown"])
