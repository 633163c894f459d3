"""How few posts bring every territory to a level: a covering program, with tightened rows."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from territory.scenarios.siting.solver import Matrix, Rows, Vector

SLACK = 1e-9


def tightened(gain: Matrix, lack: Vector) -> list[Rows]:
    """Return the rows ``gain @ x >= lack`` for whole posts, as tight as they are simply made.

    A post gives no more than what is lacking. A territory to which the best site gives *d* a post
    lacks ``ceil(lack / d)`` posts, each site counting for ``ceil(gain / d)`` of them at most
    (Chvátal and Gomory). Rows are told in posts at the best site.
    Territories that lack nothing have no row.

    Parameters
    ----------
    gain : scipy.sparse.csr_array, shape (territories, candidates)
    lack : numpy.ndarray, shape (territories,)

    Examples
    --------
    >>> clipped, counted = tightened(sparse.csr_array([[4.0, 3.0]]), np.array([9.0]))
    >>> counted.matrix.toarray().tolist(), counted.lower.tolist()
    ([[1.0, 1.0]], [3.0])
    """
    some = np.flatnonzero(lack > SLACK)
    lack, kept = lack[some], sparse.csr_array(gain[some])
    row = np.repeat(np.arange(len(some)), np.diff(kept.indptr))
    data = np.minimum(kept.data, lack[row])
    top = np.zeros(len(some))
    np.maximum.at(top, row, data)
    top = np.where(top > 0, top, 1.0)
    part = data / top[row]
    posts = np.ceil(np.maximum(part - SLACK, 0.0))
    return [
        Rows(_like(kept, part), lack / top),
        Rows(_like(kept, posts), np.ceil(lack / top - SLACK)),
    ]


def _like(matrix: Matrix, data: Vector) -> Matrix:
    """Return a matrix of the same pattern with other figures."""
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
