"""Who may use what: a share per pair, however it is given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from territory.costs import CostTable
from territory.errors import InputError


class PairShares:
    """Eligibility of stored pairs, given block by block.

    Parameters
    ----------
    costs : CostTable
    eligibility : None, sparse matrix on the costs' pattern, or broadcastable array
        Shares in [0, 1]. A DataFrame is matched by origin and destination, a Series by
        destination. A pair that a sparse matrix does not store has a share of 0.

    Raises
    ------
    InputError
        For a shape that does not fit, or a share outside [0, 1].
    """

    def __init__(self, costs: CostTable, eligibility: Any) -> None:
        self.given = eligibility is not None
        self._costs = costs
        self._shares: NDArray[np.float64] | None = None
        self._grid: NDArray[np.float64] | None = None
        if sparse.issparse(eligibility):
            self._shares = _on_pattern(costs, eligibility)
            _check(self._shares)
        elif self.given:
            given = _labelled(costs, eligibility)
            _check(given)
            try:
                self._grid = np.broadcast_to(given, costs.matrix.shape)
            except ValueError:
                raise InputError(
                    "eligibility a la forme {shape}; une forme qui s'étend à {rows} origines et "
                    "{columns} destinations est attendue.",
                    shape=given.shape,
                    rows=len(costs.origins),
                    columns=len(costs.destinations),
                ) from None

    def of(self, rows: slice, pairs: slice) -> NDArray[np.float64]:
        """Return the shares of the stored pairs of some rows, in order."""
        if self._shares is not None:
            return self._shares[pairs]
        if self._grid is None:
            return np.ones(pairs.stop - pairs.start)
        matrix = self._costs.matrix
        counts = np.diff(matrix.indptr[rows.start : rows.stop + 1])
        row = np.repeat(np.arange(rows.start, rows.stop), counts)
        shares: NDArray[np.float64] = self._grid[row, matrix.indices[pairs]]
        return shares


def _labelled(costs: CostTable, eligibility: Any) -> NDArray[np.float64]:
    """Return shares as an array, put in the table's order by their labels where they have some."""
    if isinstance(eligibility, pd.DataFrame):
        for ids, labels, end in (
            (costs.origins, eligibility.index, "origine"),
            (costs.destinations, eligibility.columns, "destination"),
        ):
            _known(ids, labels, end)
        eligibility = eligibility.loc[costs.origins, costs.destinations]
    elif isinstance(eligibility, pd.Series):
        _known(costs.destinations, eligibility.index, "destination")
        eligibility = eligibility.loc[costs.destinations]
    try:
        return np.asarray(eligibility, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("eligibility contient autre chose que des nombres.") from None


def _known(ids: pd.Index, labels: pd.Index, end: str) -> None:
    absent = ids.difference(labels, sort=False)
    if len(absent):
        raise InputError(
            "eligibility : rien n'est donné pour l'identifiant {value} ({end}).",
            value=absent[0],
            end=end,
        )


def _on_pattern(costs: CostTable, eligibility: Any) -> NDArray[np.float64]:
    """Return the shares of the stored pairs, from a sparse matrix."""
    matrix = sparse.csr_array(eligibility)
    if matrix.shape != costs.matrix.shape:
        raise InputError(
            "eligibility a la forme {shape}; la table de coûts a la forme {wanted}.",
            shape=matrix.shape,
            wanted=costs.matrix.shape,
        )
    same = matrix.nnz == costs.matrix.nnz
    if same and np.array_equal(matrix.indptr, costs.matrix.indptr):
        same = np.array_equal(matrix.indices, costs.matrix.indices)
        if same:
            shares: NDArray[np.float64] = np.asarray(matrix.data, dtype=np.float64)
            return shares
    stored: Any = matrix
    found: NDArray[np.float64] = np.asarray(
        stored[costs.rows(), costs.matrix.indices], dtype=np.float64
    )
    return found.ravel()


def _check(shares: NDArray[np.float64]) -> None:
    wrong = ~((shares >= 0) & (shares <= 1))
    if wrong.any():
        raise InputError(
            "eligibility contient {value}; une part entre 0 et 1 est attendue.",
            value=shares[wrong].ravel()[0],
        )
