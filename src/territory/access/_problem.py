"""What every measure starts from: weights, demand and supply in order, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory.access._guards import aligned, aligned_columns, cost_table
from territory.access.weights import Decayed, Streamed, Vector, Weights, streamed, weigh
from territory.costs import CostTable
from territory.errors import InputError


@dataclass(frozen=True, eq=False)
class Problem:
    """Weights, demand and supply in the table's order.

    Attributes
    ----------
    weights : Weights
    people : numpy.ndarray, shape (origins,)
        Demand; a missing value, where the caller allows it, is 0 here.
    amounts : numpy.ndarray, shape (destinations,) or (destinations, kinds)
    missing : numpy.ndarray of bool, shape (origins,)
        Where demand is missing: the answer is missing too.
    kinds : pandas.Index or None
        Columns of a supply given as a DataFrame.
    """

    weights: Weights | Streamed
    people: Vector
    amounts: Vector
    missing: NDArray[np.bool_]
    kinds: pd.Index | None

    def answer(self, values: Vector, name: str, *, by: str = "origins") -> Any:
        """Return a Series, or a DataFrame with one column per kind, named ``name``."""
        if by == "origins" and self.missing.any():
            values = values.copy()
            values[self.missing] = np.nan
        index = self.weights.origins if by == "origins" else self.weights.destinations
        if self.kinds is None:
            return pd.Series(values, index=index, name=name)
        return pd.DataFrame(values, index=index, columns=self.kinds)

    def ratios(self, load: Vector) -> Vector:
        """Return supply over ``load``, one value per destination; 0 where nobody is."""
        return over(self.amounts, load)


def over(above: Vector, below: Vector) -> Vector:
    """Return ``above / below``, 0 where ``below`` is 0; columns of ``above`` share ``below``."""
    if above.ndim > below.ndim:
        below = below[:, np.newaxis]
    below = np.broadcast_to(below, above.shape)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def weights_of(
    costs: CostTable | Weights, decay: Decayed | None, eligibility: Any, *, keep: bool = False
) -> Weights | Streamed:
    """Return the weights: those given, or those of a cost table under a decay.

    They are streamed, worked out each time they are read, unless ``keep``.

    Raises
    ------
    InputError
        When both weights and a decay, or neither, are given.
    """
    if isinstance(costs, Weights):
        if decay is not None or eligibility is not None:
            raise InputError(
                "Des poids déjà calculés ne prennent ni decay ni eligibility : donnez-les à weigh."
            )
        return costs
    cost_table(costs)
    if decay is None:
        raise InputError("decay manque : une table de coûts a besoin d'une décroissance.")
    if not callable(decay):
        raise InputError(
            "decay : une décroissance (une fonction des coûts) est attendue, et non {given}.",
            given=type(decay).__name__,
        )
    if keep:
        return weigh(costs, decay, eligibility=eligibility)
    return streamed(costs, decay, eligibility)


def pose(
    costs: CostTable | Weights,
    demand: Any,
    supply: Any,
    decay: Decayed | None,
    eligibility: Any,
    *,
    allow_missing: bool = False,
    keep: bool = False,
) -> Problem:
    """Return the problem in the table's order.

    Parameters
    ----------
    costs : CostTable or Weights
    demand : array-like or Series, shape (origins,)
    supply : array-like or Series, shape (destinations,), or DataFrame with a column per kind
    decay : Callable or None
    eligibility : optional
    allow_missing : bool
        Whether a missing demand is let in: it weighs 0 and its own answer is missing.
    keep : bool
        Whether weights are computed once and kept, for many passes.
    """
    if not isinstance(costs, Weights):
        cost_table(costs)
    people = aligned(demand, costs.origins, "demand", allow_missing=allow_missing)
    missing = np.isnan(people)
    amounts = aligned_columns(supply, costs.destinations, "supply")
    return Problem(
        weights_of(costs, decay, eligibility, keep=keep),
        np.where(missing, 0.0, people),
        amounts,
        missing,
        supply.columns if isinstance(supply, pd.DataFrame) else None,
    )
