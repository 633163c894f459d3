"""One door to the solver: a mixed-integer program in, its best answer and a proven bound out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Vector = NDArray[np.float64]
Matrix = Any  # scipy.sparse.csr_array, whose stubs do not follow its operations

EXACT = 1e-9
"""Relative gap asked of the solver; what is within `TOLD` of the bound is told as optimal."""
TOLD = 1e-6
_INFEASIBLE = 2


@dataclass(frozen=True)
class Rows:
    """Some rows of constraints: ``lower <= matrix @ x <= upper``.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array
        Shape (rows, variables).
    lower, upper : numpy.ndarray or float
        Shape (rows,), or one figure for all of them.
    """

    matrix: Matrix
    lower: Vector | float = -np.inf
    upper: Vector | float = np.inf


@dataclass(frozen=True)
class Solved:
    """What the solver found.

    Attributes
    ----------
    x : numpy.ndarray or None
        The best answer found, whole variables rounded; None where none was found.
    value : float
        Its objective; +inf where there is none.
    bound : float
        No answer is below it; +inf where the program is proven to have none.
    infeasible : bool
        Whether it is proven that there is no answer.
    seconds : float
    """

    x: Vector | None
    value: float
    bound: float
    infeasible: bool
    seconds: float


def minimise(
    objective: Vector,
    rows: Sequence[Rows],
    *,
    whole: NDArray[np.bool_] | None = None,
    lower: Vector | float = 0.0,
    upper: Vector | float = np.inf,
    seconds: float = 60.0,
    gap: float = EXACT,
) -> Solved:
    """Return the least of ``objective @ x`` under some rows (HiGHS, through scipy).

    Parameters
    ----------
    objective : numpy.ndarray, shape (variables,)
    rows : sequence of Rows
    whole : numpy.ndarray of bool, optional
        Variables that take whole values; none by default: a linear program.
    lower, upper : numpy.ndarray or float
        Bounds of the variables.
    seconds : float
        Time left to the solver.
    gap : float
        Relative gap at which it may stop.

    Examples
    --------
    >>> row = Rows(sparse.csr_array([[2.0, 3.0]]), lower=5.0)
    >>> found = minimise(np.ones(2), [row], whole=np.array([True, True]))
    >>> found.value, found.bound
    (2.0, 2.0)
    """
    start = time.perf_counter()
    integrality: Any = np.zeros(len(objective)) if whole is None else whole.astype(float)
    kept = [part for part in rows if part.matrix.shape[0]]
    with silenced():
        answer: Any = milp(
            objective,
            integrality=integrality,
            bounds=Bounds(lower, upper),
            constraints=[
                LinearConstraint(_plain(part.matrix), part.lower, part.upper) for part in kept
            ],
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": gap},
        )
    spent = time.perf_counter() - start
    infeasible = answer.status == _INFEASIBLE
    x = None if answer.x is None else np.asarray(answer.x, dtype=np.float64)
    if x is not None and whole is not None:
        x = np.where(whole, np.round(x), x)
    value = np.inf if x is None else float(answer.fun)
    told = getattr(answer, "mip_dual_bound", None)
    if infeasible:
        bound = np.inf
    elif told is not None and np.isfinite(told):
        bound = float(told)
    else:
        bound = value if answer.status == 0 else -np.inf
    return Solved(x, value, min(bound, value) if x is not None else bound, infeasible, spent)


@contextmanager
def silenced() -> Iterator[None]:
    """Keep off the screen what the solver's library writes by itself, past Python's output."""
    try:
        screen = os.dup(1)
    except OSError:  # no standard output at all
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(screen, 1)
        os.close(screen)
        os.close(nothing)


def _plain(matrix: Matrix) -> sparse.csc_array:
    """Return a matrix as the solver takes it: columns, indices of 32 bits."""
    columns = sparse.csc_array(matrix, dtype=np.float64)
    return sparse.csc_array(
        (
            columns.data,
            columns.indices.astype(np.int32, copy=False),
            columns.indptr.astype(np.int32, copy=False),
        ),
        shape=columns.shape,
    )


def relative_gap(value: float, bound: float) -> float:
    """Return how far an answer may be from the best one, as a share of the bound.

    Examples
    --------
    >>> relative_gap(99.0, 100.0), relative_gap(0.0, 0.0)
    (0.01, 0.0)
    """
    if not (np.isfinite(value) and np.isfinite(bound)):
        return float("inf")
    apart = abs(value - bound)
    return 0.0 if apart <= 1e-9 else apart / max(abs(bound), 1e-9)  # noqa: PLR2004 - rounding
