"""Montréal, from real files: hypothetical staff re-attached, and people of 2026."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from territory.places import bundled
from territory.scenarios import read_scenario
from territory.scenarios.changes.people import project
from territory.scenarios.changes.reattachment import reattach
from territory.scenarios.model import SEUL, Population, Reattachment
from territory.scenarios.run import base_of
from territory.study import Walk, read_study, walk

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def montreal(real_data: Path) -> Walk:
    """Walk the island of Montréal."""
    return walk(read_study(bundled("studies", "montreal.toml"), real_data))


def people(base: Walk) -> pd.Series:
    return base.units["population"].where(base.units["located"], 0.0)


def used(base: Walk) -> float:
    return float((people(base) * base.evaluations["base"]["access"].fillna(0.0)).sum())


def test_some_gain_some_lose_and_nothing_is_lost(montreal: Walk) -> None:
    scenario = read_scenario("montreal-rattachement")
    base, notes = base_of(scenario, montreal)
    assert len(notes) == 4
    (change,) = scenario.change
    assert isinstance(change, Reattachment)
    for variant in scenario.variants:
        done = reattach(change, base.tables, base, variant)
        assert any("hors des territoires de l'étude" in told for told in done.notes)
        after = base.again(tables=done.tables)
        assert used(after) == pytest.approx(used(base))
        difference = {
            public: after.evaluations["base"][public] - base.evaluations["base"][public]
            for public in ("access_registered", "access_nonregistered")
        }
        assert people(base)[difference["access_registered"] < -1e-9].sum() > 1000
        assert people(base)[difference["access_nonregistered"] > 1e-9].sum() > 1000


def test_people_of_2026_follow_the_projection_of_each_clsc(montreal: Walk) -> None:
    change = Population(
        kind="population", path="population/pop_msss_agegroups_qc.csv", year=2026, from_year=2021
    )
    done = project(change, montreal.tables, montreal, SEUL)
    before = montreal.tables.population["population"].sum()
    after = done.tables.population["population"].sum()
    assert 0.95 < after / before < 1.15
    assert after != before
