"""Distance decays: constructors that return a function of costs, with a support.

A decay is called on an array of costs and returns weights of the same shape; beyond its
``support`` the weight is 0, so pairs can be cut before they are weighted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from territory.access._guards import number
from territory.errors import InputError

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Decay:
    """A decay function and the cost beyond which it is 0.

    Attributes
    ----------
    name : str
        How it is called in outputs.
    support : float
        Largest cost with a weight (inclusive); infinite for exponential and power decays.
    weight : Callable
        The function, without the cut; it returns a new array.
    flat : bool
        Whether the weight is 1 everywhere within the support.
    """

    name: str
    support: float
    weight: Callable[[Weights], Weights]
    flat: bool = False

    def __call__(self, costs: ArrayLike) -> Weights:
        """Return the weights of ``costs``, 0 beyond the support, in their own precision."""
        array = np.asarray(costs)
        if not np.issubdtype(array.dtype, np.floating):
            array = array.astype(np.float64)
        inside = array <= self.support
        if inside.all():
            return self.weight(array)
        weights = self.weight(np.where(inside, array, 0.0))
        return np.where(inside, weights, weights.dtype.type(0))


def binary(threshold: float) -> Decay:
    """Return 1 up to ``threshold`` included, 0 beyond (Luo and Wang, 2003).

    Examples
    --------
    >>> binary(30)([29, 30, 31])
    array([1., 1., 0.])
    """
    limit = number(threshold, "threshold", above=False)
    return Decay(f"binary({limit:g})", limit, np.ones_like, flat=True)


def interval(beyond: float, threshold: float) -> Decay:
    """Return 1 for costs above ``beyond`` and up to ``threshold`` included, 0 elsewhere.

    Examples
    --------
    >>> interval(10, 20)([10, 11, 20, 21])
    array([0., 1., 1., 0.])
    """
    limit = number(threshold, "threshold")
    if not number(beyond, "beyond", above=False) < limit:
        raise InputError(
            "beyond ({beyond}) est un nombre d'au moins 0 et plus petit que threshold "
            "({threshold}).",
            beyond=beyond,
            threshold=threshold,
        )
    return Decay(
        f"interval({beyond:g}, {threshold:g})",
        limit,
        lambda costs: (costs > beyond).astype(costs.dtype),
    )


def steps(weights: Mapping[float, float]) -> Decay:
    """Return the weight of the first bound not exceeded, bounds included (Luo and Qi, 2009).

    Examples
    --------
    >>> steps({20: 1, 40: .68, 60: .22})([0, 20, 21, 40, 60, 70])
    array([1.  , 1.  , 0.68, 0.68, 0.22, 0.  ])
    """
    if not weights:
        raise InputError("Une décroissance par paliers demande au moins un palier.")
    bounds = np.sort([number(bound, "steps", above=False) for bound in weights])
    known = {number(bound, "steps", above=False): weights[bound] for bound in weights}
    values = np.array([number(known[bound], "steps", above=False) for bound in bounds.tolist()])
    finite = np.isfinite(values).all() and np.isfinite(bounds).all()
    if not (
        finite and (values >= 0).all() and (bounds >= 0).all() and (np.diff(values) <= 0).all()
    ):
        raise InputError(
            "Les paliers d'une décroissance ont des bornes et des poids finis d'au moins 0, et "
            "leurs poids ne remontent pas."
        )
    name = "steps(" + ", ".join(f"{b:g}: {v:g}" for b, v in zip(bounds, values, strict=True)) + ")"

    def weight(costs: Weights) -> Weights:
        step = np.zeros(np.shape(costs), dtype=np.intp)
        for bound in bounds[:-1].tolist():
            step += costs > bound
        return values.astype(costs.dtype)[step]

    return Decay(name, float(bounds[-1]), weight)


def gaussian(threshold: float) -> Decay:
    """Return the Gaussian of Dai (2010), 0 at the threshold and beyond.

    ``f = (exp(-(d/d0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2))``

    Examples
    --------
    >>> gaussian(30)([0, 10, 20, 30]).round(8)
    array([1.        , 0.86265631, 0.49357529, 0.        ])
    """
    limit = number(threshold, "threshold")
    floor = math.exp(-0.5)

    def weight(costs: Weights) -> Weights:
        return np.maximum((np.exp(-0.5 * (costs / limit) ** 2) - floor) / (1 - floor), 0.0)

    return Decay(f"gaussian({threshold:g})", limit, weight)


def epanechnikov(threshold: float) -> Decay:
    """Return the kernel of Dai and Wang (2011): ``0.75 (1 - (d/d0)^2)``.

    Examples
    --------
    >>> epanechnikov(30)([0, 30])
    array([0.75, 0.  ])
    """
    limit = number(threshold, "threshold")
    return Decay(
        f"epanechnikov({threshold:g})", limit, lambda costs: 0.75 * (1 - (costs / limit) ** 2)
    )


def exponential(beta: float) -> Decay:
    """Return ``exp(-beta d)``; ``beta`` is a rate, one over a cost (Hansen, 1959, exponential).

    Examples
    --------
    >>> exponential(1 / 20)([0, 20]).round(6)
    array([1.      , 0.367879])
    """
    rate = number(beta, "beta")
    return Decay(f"exponential({beta:g})", np.inf, lambda costs: np.exp(-rate * costs))


def power(beta: float, minimum: float) -> Decay:
    """Return ``max(d, minimum) ** -beta`` (Hansen, 1959), ``minimum`` keeping it finite at 0.

    Examples
    --------
    >>> power(2, minimum=1)([0, 1, 2, 20])
    array([1.    , 1.    , 0.25  , 0.0025])
    """
    exponent = number(beta, "beta")
    least = number(minimum, "minimum")
    # numpy knows squares and inverses, far quicker than a general power.
    whole = exponent in (1.0, 2.0)

    def weight(costs: Weights) -> Weights:
        above = np.maximum(costs, least)
        return 1 / above ** int(exponent) if whole else above**-exponent

    return Decay(f"power({beta:g}, {minimum:g})", np.inf, weight)
