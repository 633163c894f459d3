"""Guards shared by the measures: alignment, signs, missing values, eligibility."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.costs import CostTable
from territory.errors import InputError

Vector = NDArray[np.float64]


def aligned(values: Any, ids: pd.Index, name: str) -> Vector:
    """Return ``values`` as floats in the order of ``ids``; refuse what is missing or negative.

    A Series is matched by its index; anything else must already be in order.
    """
    if isinstance(values, pd.Series) and not values.index.equals(ids):
        absent = ids.difference(values.index)
        if len(absent):
            raise InputError(
                "{name} : rien n'est donné pour l'identifiant {value}.", name=name, value=absent[0]
            )
        values = values.loc[ids]
    vector = np.asarray(values, dtype=np.float64)
    if vector.shape != (len(ids),):
        raise InputError(
            "{name} compte {given} valeurs; la table de coûts en attend {wanted}.",
            name=name,
            given=vector.size,
            wanted=len(ids),
        )
    wrong = ~((vector >= 0) & np.isfinite(vector))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            "{name} vaut {value} pour l'identifiant {id}; un nombre d'au moins 0 est attendu.",
            name=name,
            value=vector[first],
            id=ids[first],
        )
    return vector


def pair_eligibility(costs: CostTable, eligibility: Any) -> Vector | float:
    """Return the eligibility of every stored pair, in order; 1 where nothing is said.

    Parameters
    ----------
    costs : CostTable
    eligibility : None, sparse matrix on the costs' pattern, or broadcastable array
        Shares in [0, 1]: who may use what.
    """
    if eligibility is None:
        return 1.0
    if sparse.issparse(eligibility):
        matrix: Any = eligibility
        given: Any = matrix.tocsr()
        shares = np.asarray(given[costs.rows(), costs.matrix.indices], dtype=np.float64).ravel()
    else:
        grid = np.broadcast_to(np.asarray(eligibility, dtype=np.float64), costs.matrix.shape)
        shares = np.asarray(grid[costs.rows(), costs.matrix.indices])
    if not ((shares >= 0) & (shares <= 1)).all():
        raise InputError("L'admissibilité est une part entre 0 et 1.")
    return shares
