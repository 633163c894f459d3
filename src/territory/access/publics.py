"""Access read for two publics: people registered with a physician group, and the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.access._guards import share
from territory.access._problem import pose
from territory.access.weights import Decayed, Weights
from territory.costs import CostTable
from territory.errors import InputError


def by_public(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
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
    costs : CostTable or Weights
    demand : array-like or Series, shape (origins,)
        People.
    supply : array-like or Series, shape (destinations,)
        Full-time equivalents.
    decay : Callable
        Costs to weights; none when weights are given.
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
    problem = pose(costs, demand, supply, decay, None)
    if problem.kinds is not None:
        raise InputError("supply : une seule série est attendue, et non une colonne par sorte.")
    weights = problem.weights
    registered = share(registered_share, weights.origins, "registered_share")
    required = _required(registration, weights.destinations)
    publics = np.column_stack([problem.people, problem.people * registered])
    everyone, registered_only = weights.to_destinations(publics).T
    ratios = problem.ratios(np.where(required, registered_only, everyone))
    both = np.column_stack([ratios, np.where(required, 0.0, ratios)])
    frame = pd.DataFrame(
        weights.to_origins(both), index=weights.origins, columns=["registered", "nonregistered"]
    )
    frame["average"] = registered * frame["registered"] + (1 - registered) * frame["nonregistered"]
    return frame


def _required(registration: Any, ids: pd.Index) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which destinations ask for registration."""
    if isinstance(registration, pd.Series):
        registration = registration.reindex(ids)
    values = np.asarray(registration)
    if values.shape != (len(ids),):
        raise InputError("registration : une valeur est attendue par destination.")
    if values.dtype == bool:
        return values
    words = np.array([str(value) for value in values], dtype=object)
    known = np.isin(words, ["required", "unknown", "open", "True", "False"])
    if not known.all():
        first = int(np.flatnonzero(~known)[0])
        raise InputError(
            "registration vaut {value} pour l'identifiant {id}; open, required ou unknown est "
            "attendu.",
            value=words[first],
            id=ids[first],
        )
    return np.isin(words, ["required", "unknown", "True"])
