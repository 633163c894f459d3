"""Demand by need: people weighted by how much they call on a service."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from territory.access._guards import aligned
from territory.access._problem import pose
from territory.access.catchment import two_steps
from territory.access.decay import steps
from territory.access.weights import Decayed, Weights
from territory.costs import CostTable
from territory.errors import InputError

# Weights reported for the indicator on general practitioners: whole up to ten minutes, 0.3 up to
# fifteen, 0.1 up to twenty (to be checked on the primary document).
LOCAL_STEPS = {10.0: 1.0, 15.0: 0.3, 20.0: 0.1}


def need_weighted(demand: Any, need: Any) -> pd.Series:
    """Return people weighted by need, their total unchanged.

    ``P*_i = P_i n_i sum_k P_k / sum_k P_k n_k``: a mean need counts as one person.

    Parameters
    ----------
    demand : Series or array-like, shape (origins,)
        People.
    need : Series or array-like, shape (origins,)
        Relative need per person, at least 0; a Series is matched by its index.

    Raises
    ------
    InputError
        Where a need is missing or negative, or where nobody has any.

    Examples
    --------
    >>> need_weighted([100, 100], [1, 3]).tolist()
    [50.0, 150.0]
    """
    index = demand.index if isinstance(demand, pd.Series) else pd.RangeIndex(len(demand))
    people = aligned(demand, index, "demand")
    relative = people * aligned(need, index, "need")
    if people.sum() > 0 and not relative.sum() > 0:
        raise InputError("need est 0 partout où il y a des personnes; un besoin est attendu.")
    scale = people.sum() / relative.sum() if relative.sum() > 0 else 0.0
    return pd.Series(relative * scale, index=index, name="need_weighted")


def standardised_need(people: pd.DataFrame, use_per_person: Any) -> pd.Series:
    """Return each origin's need per person from its age groups and their use of the service.

    ``n_i = sum_a N_ia c_a / sum_a N_ia``

    Parameters
    ----------
    people : pandas.DataFrame, shape (origins, groups)
        People by age group.
    use_per_person : Series or array-like, shape (groups,)
        Use of the service per person of each group, over the same period.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        In the unit of ``use_per_person``; 0 where nobody lives.

    Examples
    --------
    >>> ages = pd.DataFrame({"0-64": [90, 50], "65+": [10, 50]}, index=["young", "old"])
    >>> standardised_need(ages, {"0-64": 2, "65+": 6}).tolist()
    [2.4, 4.0]
    """
    use = pd.Series(use_per_person) if isinstance(use_per_person, dict) else use_per_person
    rates = aligned(use, people.columns, "use_per_person")
    counts = people.apply(lambda group: aligned(group, people.index, str(group.name)))
    everyone = counts.sum(axis=1)
    need = (counts * rates).sum(axis=1) / everyone.where(everyone > 0)
    return need.fillna(0.0).rename("need")


def local_potential_access(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None = None,
    *,
    need: Any = None,
    eligibility: Any = None,
    allow_missing: bool = False,
) -> Any:
    """Return potential local accessibility in the manner of the DREES (Barlet et al., 2012).

    ``R_j = S_j / sum_i w_ij P*_i``; ``A_i = sum_j w_ij R_j``, with ``P*`` the people weighted by
    need (age and consumption of care), the enhanced two-step catchment on need.

    Parameters
    ----------
    costs : CostTable or Weights
        In minutes.
    demand : array-like or Series, shape (origins,)
        People.
    supply : array-like or Series, shape (destinations,)
        Full-time equivalents by observed activity; capping it is the caller's.
    decay : Callable, optional
        1 up to 10 minutes, 0.3 up to 15, 0.1 up to 20 when nothing is given.
    need : array-like or Series, shape (origins,), optional
        Relative need per person, see `standardised_need`; the same for all when not given.
    eligibility : optional
        Share of each origin that may use each destination.
    allow_missing : bool
        Whether a missing demand is let in: it weighs 0 and its own value is missing.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        Supply per person of mean need.

    Examples
    --------
    >>> table = CostTable.from_pairs(["a", "b"], ["x", "x"], [10, 15])
    >>> local_potential_access(table, [100, 100], [13]).round(6).tolist()
    [0.1, 0.03]
    """
    people = aligned(demand, costs.origins, "demand", allow_missing=allow_missing)
    if need is not None:
        known = pd.Series(np.nan_to_num(people), costs.origins)
        weighted = need_weighted(known, aligned(need, costs.origins, "need"))
        people = np.where(np.isnan(people), np.nan, weighted.to_numpy())
    if decay is None and isinstance(costs, CostTable):
        decay = steps(LOCAL_STEPS)
    problem = pose(costs, people, supply, decay, eligibility, allow_missing=allow_missing)
    return problem.answer(two_steps(problem), "local_potential_access")
