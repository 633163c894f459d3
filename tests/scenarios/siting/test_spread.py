"""Posts over candidates: what trying every spread finds, floors filled, bounds true."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from territory.errors import InputError
from territory.scenarios.siting.spread import Ground, merged, people_reached, shortfall
from territory.scenarios.siting.worst_off import dominated, level_of, reachable, worst_off

FEW = settings(max_examples=40)


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    """Return a few territories and candidates, some floors, some people beyond reach."""
    places, sites = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    count = draw(st.integers(0, 5))
    tenths = st.integers(0, 9)
    gain = draw(st.lists(tenths, min_size=places * sites, max_size=places * sites))
    owner = draw(st.lists(st.integers(-1, places - 1), min_size=sites, max_size=sites))
    missing = [
        draw(st.integers(0, 2)) if place in owner and draw(st.booleans()) else 0
        for place in range(places)
    ]
    while sum(missing) > count:
        missing[int(np.argmax(missing))] -= 1
    groups = draw(st.integers(0, 4))
    reach = draw(st.lists(st.booleans(), min_size=groups * sites, max_size=groups * sites))
    figures = st.lists(st.integers(0, 30), min_size=places, max_size=places)
    return Ground(
        gain=sparse.csr_array(np.array(gain, dtype=float).reshape(places, sites) / 10),
        before=np.array(draw(figures)) / 10.0,
        people=np.array(draw(figures)) * 1000.0,
        count=count,
        owner=np.array(owner),
        missing=np.array(missing),
        norm=draw(st.integers(5, 40)) / 10,
        reach=sparse.csr_array(np.array(reach, dtype=float).reshape(groups, sites)),
        beyond=np.arange(1.0, groups + 1),
    )


def spreads(ground: Ground) -> list[np.ndarray]:
    """Return every spread that fills the floors."""
    found = []
    for chosen in combinations_with_replacement(range(ground.candidates), ground.count):
        posts = np.bincount(np.array(chosen, dtype=int), minlength=ground.candidates)
        if fills(ground, posts):
            found.append(posts)
    return found


def fills(ground: Ground, posts: np.ndarray) -> bool:
    owned = ground.owner >= 0
    have = np.bincount(ground.owner[owned], posts[owned], minlength=len(ground.missing))
    return bool((have >= ground.missing).all())


def lack(ground: Ground, posts: np.ndarray) -> float:
    short = np.maximum((ground.norm or 0) - ground.after(posts), 0)
    return float(ground.people @ short / 1e4)


def met(ground: Ground, posts: np.ndarray) -> float:
    assert ground.reach is not None
    assert ground.beyond is not None
    return float(ground.beyond @ (ground.reach @ (posts > 0).astype(float) > 0))


@FEW
@given(grounds())
def test_the_worst_off_territory_rises_as_high_as_any_spread_takes_it(ground: Ground) -> None:
    found = worst_off(ground, gap=1e-6, seconds=20)
    assert found.posts.sum() == ground.count
    assert fills(ground, found.posts)
    if not reachable(ground).any():
        assert np.isnan(found.objective)
        return
    highest = max(level_of(ground, posts) for posts in spreads(ground))
    assert found.objective == pytest.approx(highest, rel=2e-6, abs=1e-6)
    assert found.bound >= highest - 1e-6


@FEW
@given(grounds())
def test_the_shortfall_left_is_the_least_of_any_spread(ground: Ground) -> None:
    found = shortfall(ground, seconds=20)
    assert (found.posts.sum(), fills(ground, found.posts)) == (ground.count, True)
    least = min(lack(ground, posts) for posts in spreads(ground))
    assert found.objective == pytest.approx(least, abs=1e-5)
    assert found.bound <= least + 1e-6


@FEW
@given(grounds())
def test_the_most_people_find_a_door(ground: Ground) -> None:
    found = people_reached(ground, seconds=20)
    assert (found.posts.sum(), fills(ground, found.posts)) == (ground.count, True)
    most = max(met(ground, posts) for posts in spreads(ground))
    assert found.objective == pytest.approx(most)
    assert met(ground, found.posts) == pytest.approx(most)


@FEW
@given(grounds())
def test_a_candidate_set_aside_is_beaten_everywhere_by_one_that_stays(ground: Ground) -> None:
    spare, gain = dominated(ground), ground.gain.toarray()
    for site in np.flatnonzero(spare):
        owner = ground.owner[site]
        held = owner >= 0 and ground.missing[owner] > 0
        rivals = np.flatnonzero(~spare & (~np.array(held) | (ground.owner == owner)))
        assert any((gain[:, other] >= gain[:, site]).all() for other in rivals)


@FEW
@given(grounds())
def test_groups_with_the_same_sites_are_one_and_keep_their_people(ground: Ground) -> None:
    assert ground.reach is not None
    assert ground.beyond is not None
    reach, people = merged(ground.reach, ground.beyond)
    some = np.diff(ground.reach.tocsr().indptr) > 0
    assert people.sum() == pytest.approx(
        ground.beyond[np.asarray(ground.reach.sum(axis=1)).ravel() > 0].sum()
    )
    assert len(people) <= some.sum()
    rows = [tuple(row) for row in reach.toarray()]
    assert len(rows) == len(set(rows))


def test_a_floor_that_cannot_be_filled_says_by_how_many() -> None:
    with pytest.raises(InputError, match=r"demande 5 postes et 3 sont ajoutés.: il en manque 2"):
        Ground(
            gain=sparse.csr_array(np.ones((1, 1))),
            before=np.zeros(1),
            people=np.ones(1),
            count=3,
            owner=np.zeros(1, dtype=np.int64),
            missing=np.array([5]),
        )


def test_a_shortfall_needs_a_norm() -> None:
    ground = Ground(
        gain=sparse.csr_array(np.ones((1, 1))),
        before=np.zeros(1),
        people=np.ones(1),
        count=1,
        owner=np.zeros(1, dtype=np.int64),
        missing=np.zeros(1, dtype=np.int64),
    )
    with pytest.raises(InputError, match="Sans norme d'intensité"):
        shortfall(ground)
