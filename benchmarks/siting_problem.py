"""A province made up for the benchmark of siting: seeded, dense in its middle, empty around.

166 territories, 13,800 areas and candidate sites; minutes in a straight line times 1.3, at the
speeds and thresholds of each milieu in the definitions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from territory.costs import CostTable
from territory.scenarios.siting import Location
from territory.scenarios.siting.access import given
from territory.scenarios.siting.spread import Ground

AREAS, TERRITORIES, POSTS, EXISTING = 13_800, 166, 500, 440
WEIGHTS = (1.0, 0.68, 0.22)
SPEED = np.array([12.0, 30.0, 60.0, 60.0])
THRESHOLD = np.array([15.0, 20.0, 30.0, 40.0])
# How many territories of each milieu, how far from the middle, how wide (km).
COUNTS, AWAY, WIDTH = (30, 50, 60, 26), (12.0, 60.0, 220.0, 600.0), (1.5, 4.0, 14.0, 30.0)
DETOUR = 1.3


@dataclass(frozen=True)
class Province:
    """Areas with people, and candidate sites, the first of which stand."""

    costs: CostTable
    people: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    territory: NDArray[np.intp]
    site_territory: NDArray[np.intp]

    @property
    def sites(self) -> int:
        """How many candidates."""
        return len(self.site_territory)

    def ground(self, *, floor: int = 1) -> Ground:
        """Return the program of posts: 500 of them, a floor, 500 posts already there."""
        standing = min(EXISTING, self.sites // 2)
        rng = np.random.default_rng(2)
        existing = np.bincount(rng.integers(0, standing, POSTS), minlength=self.sites)
        each = given(self.costs, self.people, self.thresholds, WEIGHTS)
        total = np.bincount(self.territory, self.people, minlength=TERRITORIES)
        share = sparse.csr_array(
            (
                self.people / total[self.territory],
                (self.territory, np.arange(len(self.people))),
            ),
            shape=(TERRITORIES, len(self.people)),
        )
        gain = sparse.csr_array(share @ each) * 1e4
        have = np.bincount(self.site_territory, existing, minlength=TERRITORIES)
        some = np.bincount(self.site_territory, minlength=TERRITORIES) > 0
        doors = existing > 0
        reached = np.asarray(self.cover @ doors.astype(float)) > 0
        reach = sparse.csr_array(self.cover[~reached])
        before = np.asarray(gain @ existing)
        return Ground(
            gain=gain,
            before=before,
            people=total,
            count=POSTS,
            owner=self.site_territory,
            missing=np.where(some, np.maximum(floor - have, 0), 0),
            norm=float(0.75 * 2 * (before @ total) / total.sum()),
            reach=reach,
            beyond=self.people[~reached],
        )

    @property
    def cover(self) -> sparse.csr_array:
        """Areas by sites within their threshold."""
        return Location.of(self.costs, self.people, thresholds=self.thresholds).cover


def province(candidates: int, seed: int = 11) -> Province:
    """Return the province with so many candidate sites."""
    rng = np.random.default_rng(seed)
    milieu = np.repeat(np.arange(4), COUNTS)
    angle = rng.uniform(0, 2 * np.pi, TERRITORIES)
    away = np.array(AWAY)[milieu] * np.sqrt(rng.uniform(0.02, 1, TERRITORIES))
    centre = np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    # As many areas per territory as its people, which vary tenfold.
    size = rng.lognormal(0, 0.6, TERRITORIES) * np.array([1.6, 1.3, 0.7, 0.35])[milieu]
    home = np.sort(rng.choice(TERRITORIES, AREAS, p=size / size.sum()))
    home[:TERRITORIES] = np.arange(TERRITORIES)
    home.sort()
    spread = np.array(WIDTH)[milieu]
    here = centre[home] + rng.normal(0, 1, (AREAS, 2)) * spread[home][:, None]
    people = np.round(rng.lognormal(6.4, 0.35, AREAS))
    # Candidates, in an order that makes a smaller problem part of a larger one.
    order = np.random.default_rng(seed + 1)
    place = order.choice(TERRITORIES, 3_000, p=size / size.sum())
    place[:TERRITORIES] = order.permutation(TERRITORIES)
    place = place[:candidates]
    noise = np.random.default_rng(seed + 2).normal(0, 1, (3_000, 2))[:candidates]
    there = centre[place] + noise * 1.1 * spread[place][:, None]
    limits = THRESHOLD[milieu[home]]
    minutes = 60 * DETOUR / SPEED[milieu[home]]
    tree = cKDTree(there)
    rows, columns, costs = [], [], []
    for kind in range(4):
        mine = np.flatnonzero(milieu[home] == kind)
        found = tree.query_ball_point(here[mine], THRESHOLD[kind] * SPEED[kind] / 60 / DETOUR)
        lengths = np.array([len(near) for near in found])
        row = np.repeat(mine, lengths)
        column = np.concatenate([np.sort(near) for near in found]).astype(np.intp)
        length = np.linalg.norm(here[row] - there[column], axis=1)
        rows.append(row)
        columns.append(column)
        costs.append(length * minutes[row])
    table = CostTable.from_pairs(
        np.concatenate(rows),
        np.concatenate(columns),
        np.concatenate(costs),
        origins=np.arange(AREAS),
        destinations=np.arange(candidates),
    )
    return Province(table, people, limits, home.astype(np.intp), place.astype(np.intp))
