"""Small location problems, and every choice of sites tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from territory.costs import CostTable
from territory.scenarios.siting import Location
from territory.study import Walk

FAR = 100.0


@st.composite
def problems(draw: st.DrawFn, *, relocation: bool = False, guarded: bool = False) -> Location:
    """Return a small problem: some pairs out of reach, some sites standing, territories."""
    origins, sites = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    cost = st.one_of(st.none(), st.integers(0, 9))
    costs = draw(st.lists(cost, min_size=origins * sites, max_size=origins * sites))
    pairs = [(n // sites, n % sites, c) for n, c in enumerate(costs) if c is not None]
    table = CostTable.from_pairs(
        np.array([i for i, _, _ in pairs], dtype=np.intp),
        np.array([j for _, j, _ in pairs], dtype=np.intp),
        np.array([c for _, _, c in pairs], dtype=float),
        origins=pd.RangeIndex(origins),
        destinations=pd.RangeIndex(sites),
    )
    people = draw(st.lists(st.integers(0, 30), min_size=origins, max_size=origins))
    standing = draw(st.lists(st.booleans(), min_size=sites, max_size=sites))
    fixed = [s and not relocation for s in standing]
    if relocation:
        fixed = [s and draw(st.booleans()) for s in standing]
    territory = [draw(st.sampled_from(["S", "T"])) for _ in range(origins)]
    size = len(set(territory)) * sites
    access = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    return Location.of(
        table,
        people,
        thresholds=draw(st.integers(2, 6)),
        count=draw(st.integers(0, 3)),
        fixed=fixed,
        standing=standing,
        territory=territory,
        access=np.array(access, dtype=float).reshape(-1, sites) if guarded else None,
        no_one_loses=False,
    )


def choices(problem: Location) -> Iterator[np.ndarray]:
    """Return every choice of sites that is allowed."""
    for opened in product((False, True), repeat=problem.sites):
        chosen = np.array(opened)
        if (problem.fixed & ~chosen).any():
            continue
        if problem.spending(chosen) > problem.budget + 1e-9:
            continue
        if (problem.standing & ~chosen).sum() > problem.closings:
            continue
        if problem.no_one_loses and len(problem.harmed(chosen)):
            continue
        yield chosen


def best(problem: Location, value: Callable[[np.ndarray], float]) -> float:
    """Return the largest value over every choice allowed."""
    return max((value(chosen) for chosen in choices(problem)), default=-np.inf)


def with_one_door(walk: Walk) -> Walk:
    """Return a study whose only door is its first CLSC."""
    services = walk.tables.services
    away = services["kind"].isin(["clsc", "community", "library", "outreach"])
    kept = services.loc[~away | (services["service_id"] == "c1") | (services["kind"] == "library")]
    bare = kept["kind"] == "library"
    figures = [name for name in kept if str(name).startswith("fte")]
    kept = kept.assign(**{name: kept[name].where(~bare) for name in figures})
    return walk.again(
        tables=replace(walk.tables, services=kept.reset_index(drop=True)), freeze=False
    )
