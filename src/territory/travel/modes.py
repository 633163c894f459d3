"""Several ways of travelling, one table: the fastest, or what households with a car change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from territory import _costs_pattern as pattern
from territory.costs import CostTable, same_unit
from territory.errors import InputError

WITHOUT_CAR, WITH_CAR = "without_car", "with_car"
PUBLIC = "car"


def fastest(*tables: CostTable) -> CostTable:
    """Return the smallest cost of every pair over several modes.

    Parameters
    ----------
    *tables : CostTable
        One per mode, in the same unit. Their identifiers are united, in the order met.

    Returns
    -------
    CostTable
        A pair is out of reach when it is in every mode. The limit is the largest of the modes'
        own, none when one has none; a mode with a smaller limit says nothing above it, so costs
        are the smallest for certain up to ``provenance["certain_up_to"]`` only.

    Raises
    ------
    InputError
        For no table at all, or tables in different units.

    Examples
    --------
    >>> walk = CostTable.from_pairs(["a", "a"], ["x", "y"], [10, 25])
    >>> bus = CostTable.from_pairs(["a", "b"], ["y", "y"], [15, 30])
    >>> fastest(walk, bus).to_frame()["cost"].tolist()
    [10.0, 15.0, 30.0]
    """
    if not tables:
        raise InputError("fastest : donnez au moins une table de coûts.")
    unit = same_unit(*tables)
    origins, destinations, layers = _united(tables)
    shape = (len(origins), len(destinations))
    dtype = np.result_type(*(table.dtype for table in tables))
    return CostTable(
        origins,
        destinations,
        pattern.least(layers, shape, dtype),
        unit,
        _largest_limit(tables),
        {"method": "fastest", **_certain(tables), "modes": _modes(tables)},
    )


def expected(walk: CostTable, car: CostTable, *, without_car: Any) -> CostTable:
    """Return the mean cost of each pair over households without and with a car.

    Households without a car have the cost on foot, the others the smaller of the two:
    ``h * walk + (1 - h) * min(walk, car)``, with h the share without a car.

    Parameters
    ----------
    walk, car : CostTable
        In the same unit; their identifiers are united. "On foot" may be any way that needs no
        car, public transport included.
    without_car : float, Series by origin, or array-like, shape (origins,)
        Share of households without a car at each origin, 0 to 1; an array follows the origins
        of ``walk`` then those only ``car`` has.

    Returns
    -------
    CostTable
        A pair out of everyone's reach is missing. A pair only the car reaches counts, for the
        share without a car, at the limit of ``walk``: **a floor**, since those households are
        farther than that or cannot go at all. ``provenance["pairs_at_the_floor"]`` counts them.

    Raises
    ------
    InputError
        For different units, a share outside 0 to 1 or missing, a walk table without a limit
        where a floor is needed.

    Notes
    -----
    A mean hides those it leaves behind: 90 % of households at 10 minutes and 10 % who cannot go
    is not a place 12 minutes away. To keep both publics in sight, and let them compete for the
    same supply, use `by_car_ownership` and read the measure of each.

    Examples
    --------
    >>> walk = CostTable.from_pairs(["a"], ["x"], [30], limit=60)
    >>> car = CostTable.from_pairs(["a", "a"], ["x", "y"], [10, 20], limit=60)
    >>> expected(walk, car, without_car=0.25).matrix.toarray().tolist()
    [[15.0, 30.0]]
    """
    unit = same_unit(walk, car)
    origins, destinations, layers = _united((walk, car))
    share = _shares(without_car, origins)
    floored = 0

    def mean(
        starts: NDArray[np.intp], costs: NDArray[Any], mode: NDArray[np.int8], row: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        nonlocal floored
        both = np.diff(np.append(starts, len(costs))) > 1
        least = np.minimum.reduceat(costs, starts) if len(starts) else costs
        carless = share[row]
        on_foot = np.where(mode[starts] == 0, costs[starts], np.nan).astype(np.float64)
        only_car = ~both & (mode[starts] == 1)
        left = only_car & (carless > 0) & (carless < 1)
        floored += int(left.sum())
        on_foot[left] = _floor(walk, left, origins, row)
        on_foot[only_car & (carless == 0)] = 0.0
        return np.asarray(carless * on_foot + (1 - carless) * least)

    dtype = np.result_type(walk.dtype, car.dtype)
    matrix = pattern.union(layers, (len(origins), len(destinations)), dtype, mean)
    told = {
        "method": "expected",
        "pairs_at_the_floor": floored,
        "floor": walk.limit,
        "modes": _modes((walk, car)),
    }
    return CostTable(origins, destinations, matrix, unit, _largest_limit((walk, car)), told)


def by_car_ownership(
    walk: CostTable, car: CostTable, *, without_car: Any
) -> tuple[CostTable, pd.Series]:
    """Return two publics per origin: households without a car, and the others.

    Parameters
    ----------
    walk, car, without_car
        As in `expected`.

    Returns
    -------
    costs : CostTable
        Each origin twice, ``(origin, "without_car")`` with the costs on foot and
        ``(origin, "with_car")`` with the smaller of the two: any measure takes it, and the two
        publics compete for the same supply.
    share : pandas.Series
        Share of the origin's people in each of the two, by the same index: demand is the
        origin's times it.

    Examples
    --------
    >>> walk = CostTable.from_pairs(["a"], ["x"], [30], limit=60)
    >>> car = CostTable.from_pairs(["a", "a"], ["x", "y"], [10, 20], limit=60)
    >>> costs, share = by_car_ownership(walk, car, without_car=0.25)
    >>> costs.matrix.toarray().tolist(), share.tolist()
    ([[30.0, 0.0], [10.0, 20.0]], [0.25, 0.75])
    """
    unit = same_unit(walk, car)
    origins, destinations, layers = _united((walk, car))
    share = _shares(without_car, origins)
    count = len(origins)
    nobody = np.full(count, -1, dtype=np.intp)
    shown = [
        (matrix, np.concatenate([rows if mode == 0 else nobody, rows]), columns)
        for mode, (matrix, rows, columns) in enumerate(layers)
    ]
    dtype = np.result_type(walk.dtype, car.dtype)
    matrix = pattern.least(shown, (2 * count, len(destinations)), dtype)
    publics = pd.MultiIndex.from_arrays(
        [origins.append(origins), [WITHOUT_CAR] * count + [WITH_CAR] * count],
        names=[origins.name, PUBLIC],
    )
    told = {"method": "by_car_ownership", "modes": _modes((walk, car))}
    table = CostTable(publics, destinations, matrix, unit, _largest_limit((walk, car)), told)
    return table, pd.Series(np.concatenate([share, 1 - share]), index=publics, name="share")


def _united(
    tables: Sequence[CostTable],
) -> tuple[pd.Index, pd.Index, list[pattern.Layer]]:
    """Return every identifier in the order met, and each table's place among them."""
    origins, destinations = tables[0].origins, tables[0].destinations
    for table in tables[1:]:
        origins = origins.append(table.origins.difference(origins, sort=False))
        destinations = destinations.append(table.destinations.difference(destinations, sort=False))
    return (
        origins,
        destinations,
        [pattern.layer(t.matrix, t.origins, t.destinations, origins, destinations) for t in tables],
    )


def _shares(without_car: Any, origins: pd.Index) -> NDArray[np.float64]:
    values = without_car
    if isinstance(values, pd.Series):
        values = values.reindex(origins)
    try:
        shares = np.broadcast_to(np.asarray(values, dtype=np.float64), (len(origins),))
    except (TypeError, ValueError):
        raise InputError(
            "without_car : une part, ou une part par origine ({count}), est attendue.",
            count=len(origins),
        ) from None
    right = (shares >= 0) & (shares <= 1)
    if not right.all():
        first = int(np.argmin(right))
        raise InputError(
            "without_car : la part de {id} est {value}; un nombre de 0 à 1 est attendu.",
            id=origins[first],
            value=shares[first],
        )
    return shares


def _floor(
    walk: CostTable, left: NDArray[np.bool_], origins: pd.Index, row: NDArray[np.intp]
) -> float:
    if walk.limit is not None or not left.any():
        return walk.limit or 0.0
    raise InputError(
        "walk : la table n'a pas de limite, et l'origine {id} a des destinations que seule l'auto "
        "atteint; donnez une limite à la table, ou servez-vous de by_car_ownership.",
        id=origins[row[int(left.argmax())]],
    )


def _largest_limit(tables: Sequence[CostTable]) -> float | None:
    limits = [table.limit for table in tables]
    known = [limit for limit in limits if limit is not None]
    return max(known) if len(known) == len(limits) else None


def _certain(tables: Sequence[CostTable]) -> dict[str, float | None]:
    known = [table.limit for table in tables if table.limit is not None]
    return {"certain_up_to": min(known) if known else None}


def _modes(tables: Sequence[CostTable]) -> list[dict[str, Any]]:
    return [{**table.provenance, "limit": table.limit} for table in tables]
