"""Ratios over an area or a circle: the measures that came before the floating catchments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import aligned, aligned_columns
from territory.access._problem import over
from territory.access.decay import binary
from territory.access.weights import Vector, streamed
from territory.costs import CostTable
from territory.errors import InputError


def provider_ratio(demand: Any, supply: Any, *, demand_area: Any, supply_area: Any) -> pd.Series:
    """Return the provider-to-population ratio of each origin's area.

    ``A_i = sum_{j in a(i)} S_j / sum_{k in a(i)} P_k``: nobody is taken to cross the border of
    an area.

    Parameters
    ----------
    demand : Series or array-like, shape (origins,)
        People.
    supply : Series or array-like, shape (destinations,)
    demand_area, supply_area : array-like, shape (origins,) and (destinations,)
        The area each is in; a missing area is none.

    Returns
    -------
    pandas.Series of float, shape (origins,)
        Supply per person; missing where the area is unknown or holds nobody.

    Examples
    --------
    >>> provider_ratio([60, 40, 10], [2, 1], demand_area=["A", "A", "B"],
    ...                supply_area=["A", "A"]).tolist()
    [0.03, 0.03, 0.0]
    """
    people, amounts = _numbers(demand, "demand"), _numbers(supply, "supply")
    here, names = pd.factorize(_areas(demand_area, len(people), "demand_area"))
    there = names.get_indexer(_areas(supply_area, len(amounts), "supply_area"))
    residents = np.bincount(here[here >= 0], people[here >= 0], minlength=len(names))
    offered = np.bincount(there[there >= 0], amounts[there >= 0], minlength=len(names))
    ratio = np.divide(offered, residents, out=np.full(len(names), np.nan), where=residents > 0)
    found = np.where(here >= 0, np.append(ratio, np.nan)[here], np.nan)
    index = demand.index if isinstance(demand, pd.Series) else pd.RangeIndex(len(people))
    return pd.Series(found, index, name="provider_ratio")


def one_step_fca(
    costs: CostTable, demand: Any, supply: Any, threshold: float, *, between: CostTable
) -> Any:
    """Return supply within ``threshold`` of each origin over the people within it.

    ``A_i = sum_{j: d_ij <= d0} S_j / sum_{k: d_ik <= d0} P_k``: the floating catchment before
    its second step (Luo and Wang, 2003, discuss what it lacks: providers' own crowds).

    Parameters
    ----------
    costs : CostTable
        Origins to destinations.
    demand : array-like or Series, shape (origins,)
    supply : array-like or Series, shape (destinations,), or DataFrame with a column per kind
    threshold : float
        Largest cost counted, inclusive, in both tables.
    between : CostTable
        Origins to origins; an origin's own people are added when its own pair is not there.

    Returns
    -------
    pandas.Series of float, shape (origins,), or DataFrame
        Supply per person; 0 where nobody is within the threshold.

    Examples
    --------
    >>> sites = CostTable.from_pairs(["a", "b"], ["x", "x"], [5, 25])
    >>> homes = CostTable.from_pairs(["a", "b"], ["b", "a"], [10, 10], destinations=["a", "b"])
    >>> one_step_fca(sites, [30, 10], [4], 10, between=homes).tolist()
    [0.1, 0.0]
    """
    if not (between.origins.equals(costs.origins) and between.destinations.equals(costs.origins)):
        raise InputError(
            "between : les origines et les destinations attendues sont les origines de costs, "
            "dans le même ordre."
        )
    people = aligned(demand, costs.origins, "demand")
    amounts = aligned_columns(supply, costs.destinations, "supply")
    near = streamed(between, binary(threshold), None)
    own = _own_pairs(between, threshold)
    around = near.to_origins(people) + np.where(own, 0.0, people)
    ratio = over(streamed(costs, binary(threshold), None).to_origins(amounts), around)
    if isinstance(supply, pd.DataFrame):
        return pd.DataFrame(ratio, index=costs.origins, columns=supply.columns)
    return pd.Series(ratio, index=costs.origins, name="one_step_fca")


def _own_pairs(between: CostTable, threshold: float) -> NDArray[np.bool_]:
    """Return which origins have a pair with themselves within the threshold."""
    matrix = between.matrix
    itself = matrix.indices == between.rows()
    found = np.zeros(len(between.origins), dtype=bool)
    found[matrix.indices[itself & (matrix.data <= threshold)]] = True
    return found


def _numbers(values: Any, name: str) -> Vector:
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))
    return aligned(np.asarray(values), index, name)


def _areas(values: Any, count: int, name: str) -> pd.Index:
    areas: pd.Index = pd.Index(values)
    if len(areas) != count:
        raise InputError(
            "{name} compte {given} valeurs; {wanted} sont attendues.",
            name=name,
            given=len(areas),
            wanted=count,
        )
    return areas
