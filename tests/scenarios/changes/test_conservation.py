"""Properties of every change that moves staff: nothing is made, nothing is lost, nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from tests.scenarios.small_study import T1, T2, T3, WEST

from territory.scenarios.changes.organisation import organise
from territory.scenarios.changes.reattachment import reattach
from territory.scenarios.changes.sites import close_sites, move_site
from territory.scenarios.ground import Applied
from territory.scenarios.model import (
    DEPLACE,
    SEUL,
    SUR_PLACE,
    Closing,
    Moving,
    Organisation,
    Reattachment,
)
from territory.study import Walk
from territory.tables import Tables

FEW = settings(max_examples=25)
FTE = st.none() | st.floats(0, 12).map(lambda value: round(value, 3))
SHARES = st.floats(0, 1).map(lambda value: round(value, 4))
ROLES = ["fte_ts", "fte_tts", "fte_oc", "fte_other"]
COUNT = 10


@st.composite
def staffing(draw: st.DrawFn) -> pd.DataFrame:
    """Draw staff for every site: roles known, a total alone, or nothing at all."""
    rows = []
    for _ in range(COUNT):
        roles = [draw(FTE), draw(FTE), None, draw(FTE)]
        known = [one for one in roles if one is not None]
        total = sum(known) if known else draw(FTE)
        rows.append([*roles, total])
    return pd.DataFrame(rows, columns=[*ROLES, "fte"], dtype=float)


@st.composite
def reattachments(draw: st.DrawFn) -> tuple[Reattachment, str]:
    how: dict[str, Any] = {"share": draw(SHARES)}
    if draw(st.booleans()):
        codes = st.sampled_from([T1, T2, T3])
        how["by_territory"] = draw(st.dictionaries(codes, SHARES))
    if draw(st.booleans()):
        how["by_site"] = {draw(st.sampled_from(["g1", "g2", "g3"])): draw(SHARES)}
    how["to"] = draw(st.sampled_from(["territory", "nearest", "population"]))
    change = Reattachment.model_validate({"kind": "rattachement", **how})
    return change, draw(st.sampled_from([SUR_PLACE, DEPLACE]))


def pools() -> st.SearchStrategy[Organisation]:
    return st.builds(
        Organisation,
        kind=st.just("organisation"),
        level=st.sampled_from(["clsc", "rls"]),
        kinds=st.sampled_from([("clsc",), ("clsc", "gmf"), ("gmf", "library", "community")]),
        at=st.sampled_from(["seat", "population"]),
    )


def moves() -> st.SearchStrategy[Moving]:
    return st.builds(
        Moving,
        kind=st.just("deplacer"),
        site=st.sampled_from(["c1", "c3", "g1", "o1", "b1"]),
        lon=st.floats(WEST + 0.01, WEST + 0.59),
        lat=st.floats(46.01, 46.29),
    )


def started(small: Walk, staff: pd.DataFrame) -> Walk:
    """Return the small study with this staff."""
    services = small.tables.services.copy()
    services[list(staff.columns)] = staff.to_numpy()
    tables = replace(small.tables, services=services)
    return small.again(tables=tables, freeze=False)


def used(walk: Walk) -> float:
    people = walk.units["population"].where(walk.units["located"], 0.0)
    return float((people * walk.evaluations["base"]["access"].fillna(0.0)).sum() / 1e4)


def in_reach(walk: Walk) -> float:
    """Return the supply of sites with someone eligible in their catchment, pair by pair."""
    pairs = walk.situation.costs.to_frame()
    units, sites = walk.units, walk.sites
    zone = 3 * pairs["cost"] / pairs["from_id"].map(units["threshold"])
    weight = np.select([zone <= 1, zone <= 2, zone <= 3], walk.norm.zone_weights, 0.0)
    eligible = (
        pairs["from_id"]
        .map(units["registered_share"])
        .where(pairs["to_id"].map(sites["required"]), 1.0)
    )
    demand = weight * eligible * pairs["from_id"].map(units["population"])
    reached = demand.groupby(pairs["to_id"]).sum()
    supply = sites["supply"].where(sites["counted"], 0.0).fillna(0.0)
    return float(supply.loc[reached.index[reached > 0]].sum())


def in_all(tables: Tables) -> float:
    return float(tables.services["fte"].sum())


def check(base: Walk, make: Callable[[Walk], Applied]) -> Walk:
    """Make a change and check what holds of every change that only moves staff."""
    before = {
        "services": base.tables.services.copy(deep=True),
        "population": base.tables.population.copy(deep=True),
        "membership": base.tables.membership.copy(deep=True),
        "coverage": base.tables.coverage.copy(deep=True),
    }
    done = make(base)
    after = base.again(tables=done.tables)
    assert in_all(done.tables) == pytest.approx(in_all(base.tables))
    assert after.sites["supply"].sum() == pytest.approx(base.sites["supply"].sum())
    for walk in (base, after):
        assert used(walk) == pytest.approx(in_reach(walk))
        units, rate = walk.evaluations["base"], walk.units["registered_share"]
        mixed = rate * units["access_registered"] + (1 - rate) * units["access_nonregistered"]
        assert mixed.to_numpy() == pytest.approx(units["access"].to_numpy(), nan_ok=True)
    assert (done.tables.services[[*ROLES, "fte"]].fillna(0.0) >= 0).all(axis=None)
    for name, table in before.items():
        assert_frame_equal(pd.DataFrame(table), pd.DataFrame(getattr(base.tables, name)))
    return after


@FEW
@given(staff=staffing(), change=reattachments())
def test_a_reattachment_only_moves_staff(
    small: Walk, staff: pd.DataFrame, change: tuple[Reattachment, str]
) -> None:
    base = started(small, staff)
    how, variant = change
    done: list[Applied] = []

    def make(walk: Walk) -> Applied:
        done.append(reattach(how, walk.tables, walk, variant))
        return done[0]

    after = check(base, make)
    # Every GMF has people around it here, and so has every CLSC: nothing that is used is lost.
    assert used(after) == pytest.approx(used(base))
    given_up = base.tables.services["fte_ts"].fillna(0.0).sum()
    posts = done[0].allocation["posts"].sum() if len(done[0].allocation) else 0.0
    assert 0 <= posts <= given_up + 1e-9


@FEW
@given(staff=staffing(), change=pools())
def test_pooling_only_moves_staff(small: Walk, staff: pd.DataFrame, change: Organisation) -> None:
    base = started(small, staff)
    after = check(base, lambda walk: organise(change, walk.tables, walk, SEUL))
    assert used(after) == pytest.approx(used(base))


@FEW
@given(staff=staffing(), change=moves())
def test_a_site_moves_with_its_staff(small: Walk, staff: pd.DataFrame, change: Moving) -> None:
    base = started(small, staff)
    check(base, lambda walk: move_site(change, walk.tables, walk, SEUL))


@FEW
@given(staff=staffing(), gone=st.sampled_from([("c1",), ("c1", "g2"), ("g1", "g3"), ("c2", "c3")]))
def test_staff_of_closed_sites_that_joins_others_is_not_lost(
    small: Walk, staff: pd.DataFrame, gone: tuple[str, ...]
) -> None:
    base = started(small, staff)
    change = Closing(kind="fermer", sites=gone, staff="nearest")
    after = check(base, lambda walk: close_sites(change, walk.tables, walk, SEUL))
    assert not set(gone) & set(after.tables.services["service_id"])
