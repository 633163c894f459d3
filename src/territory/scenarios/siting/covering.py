"""Set covering, p-center and max-min: nobody too far, and the worst off first."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting.problem import Location, Mask
from territory.scenarios.siting.program import (
    Program,
    Siting,
    refuse,
    siting,
    with_cover,
    with_guard,
    with_sites,
)
from territory.scenarios.siting.solver import TOLD, Solved
from territory.text import N_, Amount

_TOO_FEW = N_(
    "Ouvrir le nombre de points permis ({given}) n'amène pas les {people} personnes qu'un point "
    "peut servir à {longest} {unit} ou moins d'une porte, le plus long temps de l'étude : "
    "{needed}; augmentez « count », ou choisissez un modèle qui n'a pas à rejoindre tout le monde "
    "(maximal_covering, p_median)."
)
_TOO_LITTLE = N_(
    "Le budget permis ({given} $) n'amène pas les {people} personnes qu'un point peut servir à "
    "{longest} {unit} ou moins d'une porte, le plus long temps de l'étude : {needed}; augmentez "
    "« budget », ou choisissez un modèle qui n'a pas à rejoindre tout le monde (maximal_covering, "
    "p_median)."
)
_SITES = {True: N_("il en faut {needed}"), False: N_("il en faut au moins {needed}")}
_DOLLARS = {True: N_("il faut {needed} $"), False: N_("il faut au moins {needed} $")}
SHOWN = 5
HALF = 0.5


def set_covering(problem: Location, *, partial: bool = False, seconds: float = 60.0) -> Siting:
    """Return the cheapest sites that put everyone within their threshold (Toregas et al., 1971).

    Minimises ``sum_j price_j y_j`` with ``sum_j a_ij y_j >= 1`` for every origin with people.

    Parameters
    ----------
    problem : Location
    partial : bool
        Whether origins that no site can cover are set aside rather than refused.
    seconds : float

    Returns
    -------
    Siting
        ``objective`` and ``bound`` are what the new sites cost: how many, where prices are 1.

    Raises
    ------
    InputError
        Naming who cannot be covered, or when what may be spent is too little.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "b", "b"], ["x", "x", "y"], [3, 4, 2])
    >>> set_covering(Location.of(table, [10, 20], thresholds=5)).chosen.tolist()
    ['x']
    """
    start = time.perf_counter()
    empty = (np.diff(problem.cover.indptr) == 0) & (problem.demand > 0)
    if empty.any() and not partial:
        names = [str(name) for name in problem.costs.origins[empty][:SHOWN]]
        raise InputError(
            "{people} personnes n'ont aucun point possible dans leur seuil, dont {names} : rien "
            "ne peut les couvrir; ajoutez des points candidats.",
            people=Amount(float(problem.demand[empty].sum()), digits=0),
            names=", ".join(names),
        )
    new = np.where(problem.standing, 0.0, problem.prices)
    kept = np.where(problem.standing & ~problem.fixed, problem.prices, 0.0)
    program = Program()
    with_sites(program, problem, new + kept)
    program.rows(
        {"open": sparse.csr_array(problem.cover[(problem.demand > 0) & ~empty])}, lower=1.0
    )
    with_guard(program, problem)
    found = program.solve(seconds)
    already = float(problem.prices @ (problem.standing & ~problem.fixed))
    if found.infeasible:
        raise InputError(
            "Ce qui est permis ne suffit pas à couvrir tout le monde; augmentez le nombre de "
            "points ou le budget."
        )
    opened = np.ones(problem.sites, dtype=bool)
    bound = found.bound - already
    if found.x is not None:
        opened = program.part(found.x, "open") > HALF
    spent = problem.spending(opened)
    return siting(
        "set_covering", problem, opened, objective=spent, bound=min(bound, spent), start=start
    )


def p_center(problem: Location, *, seconds: float = 60.0) -> Siting:
    """Return the sites that make the farthest person's cost least (Hakimi, 1964).

    The costs of the table are tried by halving: whether everyone can be within a cost is a
    covering program. People that no site can serve are left aside and told.

    Returns
    -------
    Siting
        ``objective`` and ``bound`` are a cost.

    Raises
    ------
    InputError
        When the sites allowed cannot serve everyone within the table, saying how many would.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "a", "b", "b"], ["x", "y"] * 2, [1, 6, 6, 2])
    >>> p_center(Location.of(table, [10, 20], count=1)).objective
    6.0
    """
    start = time.perf_counter()
    served = np.diff(problem.costs.matrix.indptr) > 0
    aside = float(problem.demand[~served].sum())
    concerned = served & (problem.demand > 0)
    if not concerned.any():
        return _center(problem, problem.standing.copy(), 0.0, start, aside, concerned)
    levels = np.unique(problem.costs.matrix.data)
    everything = np.ones(problem.sites, dtype=bool)
    least = float(problem.nearest(everything)[0][concerned].max())
    opened, known = _within(problem, concerned, float(levels[-1]), seconds / 2)
    if opened is None and known:
        left = seconds - (time.perf_counter() - start)
        raise _too_few(problem, concerned, float(levels[-1]), max(left, 1.0))
    best = problem.standing.copy() if opened is None else opened
    farthest = float(problem.nearest(best)[0][concerned].max())
    low, high = int(np.searchsorted(levels, least)), int(np.searchsorted(levels, farthest))
    while low < high and known:
        middle = (low + high) // 2
        left = seconds - (time.perf_counter() - start)
        opened, known = _within(problem, concerned, float(levels[middle]), max(left / 3, 1.0))
        if opened is not None:
            best = opened
            reach = float(problem.nearest(opened)[0][concerned].max())
            high = min(middle, int(np.searchsorted(levels, reach)))
        elif known:
            low = middle + 1
    bound = float(levels[min(low, len(levels) - 1)])
    return _center(problem, best, bound, start, aside, concerned)


def _center(
    problem: Location, opened: Mask, bound: float, start: float, aside: float, concerned: Mask
) -> Siting:
    reach = problem.nearest(opened)[0][concerned]
    farthest = float(reach.max()) if len(reach) else 0.0
    return siting(
        "p_center",
        problem,
        opened,
        objective=farthest,
        bound=min(bound, farthest),
        start=start,
        unreachable=aside,
    )


def _too_few(problem: Location, concerned: Mask, level: float, seconds: float) -> InputError:
    """Return the refusal of a count or budget too small, with the least that would do."""
    paid = float(problem.prices @ problem.standing)
    found = _cheapest(replace(problem, budget=np.inf), concerned, level, seconds)[1]
    least = max(found.bound - paid, problem.budget)
    whole = bool((problem.prices == 1).all())
    if whole:
        least = max(float(np.ceil(least - 1e-6)), problem.budget + 1)
    exact = found.x is not None and found.value - paid <= least * (1 + TOLD) + 1e-6
    told = (_SITES if whole else _DOLLARS)[exact]
    return InputError(
        _TOO_FEW if whole else _TOO_LITTLE,
        given=Amount(problem.budget),
        people=Amount(float(problem.demand[concerned].sum()), digits=0),
        longest=Amount(round(level, 1)),
        unit=problem.costs.unit,
        needed=InputError(told, needed=Amount(round(least, 2))),
    )


def _within(
    problem: Location, concerned: Mask, level: float, seconds: float
) -> tuple[Mask | None, bool]:
    """Return sites that bring everyone within a cost, and whether that is known for sure."""
    program, found = _cheapest(problem, concerned, level, seconds)
    if found.x is None:
        return None, found.infeasible
    opened: Mask = program.part(found.x, "open") > HALF
    return opened, True


def _cheapest(
    problem: Location, concerned: Mask, level: float, seconds: float
) -> tuple[Program, Solved]:
    """Solve for the cheapest sites that bring everyone within a cost."""
    closer = replace(problem, thresholds=np.full(len(problem.demand), level))
    program = Program()
    with_sites(program, problem, problem.prices)
    program.rows({"open": sparse.csr_array(closer.cover[concerned])}, lower=1.0)
    with_guard(program, problem)
    return program, program.solve(seconds)


def max_min(problem: Location, *, seconds: float = 60.0) -> Siting:
    """Return the sites that raise most the share reached of the worst-off territory.

    Maximises ``t`` with ``sum_{i in T} m_iT z_i >= t sum_{i in T} m_iT`` for every territory that
    some site can reach; those that none can reach are left out of the worst.

    Returns
    -------
    Siting
        ``objective`` and ``bound`` are a share of people, 0 to 1.

    Raises
    ------
    InputError
        Where the problem has no territories.

    Examples
    --------
    >>> from territory.costs import CostTable
    >>> table = CostTable.from_pairs(["a", "b", "c"], ["x", "x", "y"], [3, 4, 2])
    >>> where = Location.of(table, [10, 20, 5], thresholds=5, count=1, territory=["S", "S", "T"])
    >>> max_min(where).objective
    0.0
    """
    start = time.perf_counter()
    if problem.shares is None:
        raise InputError("max_min se lit par territoire : donnez territory.")
    program = Program()
    with_sites(program, problem)
    with_cover(program, problem, -problem.demand / max(problem.demand.sum(), 1.0) * 1e-6)
    some = judged(problem)
    weights = sparse.csr_array(problem.shares[some].multiply(problem.demand[None, :]))
    people = np.asarray(weights.sum(axis=1)).ravel()
    level = sparse.csr_array(-np.ones((len(people), 1)))
    program.add("level", np.array([-1.0]))
    program.rows(
        {"cover": sparse.csr_array(weights.multiply(1.0 / people[:, None])), "level": level},
        lower=0.0,
    )
    with_guard(program, problem)
    found = program.solve(seconds)
    if found.infeasible:
        raise refuse(problem)
    opened = problem.standing.copy()
    if found.x is not None:
        opened = program.part(found.x, "open") > HALF
    worst = worst_share(problem, opened)
    bound = min(-found.bound, 1.0) if len(people) else worst
    close = bound - worst <= 2e-6  # noqa: PLR2004 - what breaks ties among the best
    return siting(
        "max_min",
        problem,
        opened,
        objective=worst,
        bound=worst if close else max(bound, worst),
        start=start,
    )


def judged(problem: Location) -> Mask:
    """Return the territories with people that some site can reach, as a mask."""
    assert problem.shares is not None  # noqa: S101 - the caller has territories
    everything = np.ones(problem.sites, dtype=bool)
    hits = np.asarray(problem.shares @ (problem.demand * problem.reached(everything)))
    some: Mask = hits > 0
    return some


def worst_share(problem: Location, opened: Mask) -> float:
    """Return the share reached of the worst-off territory among those a site can reach."""
    shares = problem.share_reached(opened)[judged(problem)]
    return float(shares.min()) if len(shares) else float("nan")
