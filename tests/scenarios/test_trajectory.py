"""The FTE missing to reach a norm, year by year, public and community apart."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tests.scenarios.worked_example import A, B, C, example_walk

from territory.scenarios.changes.posts import add_posts
from territory.scenarios.model import SEUL, Posts, Scenario
from territory.scenarios.trajectory import trajectory
from territory.study import Walk
from territory.tables.dictionary import names
from territory.tables.scenarios import TRAJECTORY_COLUMNS


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the example of the definitions."""
    return example_walk(tmp_path_factory.mktemp("exemple"))


def scenario(*changes: dict[str, object]) -> Scenario:
    identity = {"name": "essai", "title": "Essai"}
    return Scenario.model_validate({"scenario": identity, "change": list(changes)})


def test_what_is_missing_is_filled_evenly_over_five_years(base: Walk) -> None:
    table = trajectory(scenario(), base, base)
    assert list(table.columns) == names(TRAJECTORY_COLUMNS)
    by_year = table.groupby(["territory_id", "year"])[["missing_before", "added_before"]].sum()
    missing = by_year["missing_before"]
    assert missing.xs(0, level="year").round(6).to_dict() == {A: 0, B: 0.544282, C: 0.963043}
    lacking = missing[B, 0]
    assert missing[B].tolist() == pytest.approx([lacking * (5 - y) / 5 for y in range(6)])
    assert by_year.loc[B].sum(axis=1).tolist() == pytest.approx([lacking] * 6)


def test_public_and_community_are_apart_by_the_present_mix(base: Walk) -> None:
    table = trajectory(scenario(), base, base).query("year == 0")
    share = table.set_index(["territory_id", "sector"])["share"].round(9).to_dict()
    assert (share[A, "public"], share[A, "community"]) == (1, 0)
    assert share[B, "public"] == round(1 / 1.5, 9)  # a GMF of 1, a group of 0.5
    assert (share[C, "public"], share[C, "community"]) == (0, 1)  # a library alone


def test_a_territory_without_staff_takes_the_mix_of_the_study(base: Walk) -> None:
    sites = base.tables.services
    bare = sites.loc[sites["service_id"] != "s4"]
    other = base.again(tables=replace(base.tables, services=bare))
    table = trajectory(scenario(), other, other).query("year == 0")
    share = table.set_index(["territory_id", "sector"])["share"]
    assert share[C, "public"] == pytest.approx(10 / 10.5)


def test_the_scenario_takes_its_posts_off_what_is_missing(base: Walk) -> None:
    change = {"kind": "postes", "count": 1, "role": "ts", "rule": "largest_gaps", "at": "library",
              "existing": {A: 9, B: 9, C: 0}, "years": 3, "unit_cost": 100_000}  # fmt: skip
    applied = add_posts(Posts.model_validate(change), base.tables, base, SEUL)
    after = base.again(tables=applied.tables)
    table = trajectory(scenario(change), base, after)
    assert table["year"].max() == 3
    last = (
        table.query("year == 3")
        .groupby("territory_id")[["added_before", "added_after", "cost_before", "cost_after"]]
        .sum()
    )
    gaps = after.gaps("clsc").set_index("territory_id")["fte_shortfall"]
    assert last["added_after"].to_dict() == pytest.approx(gaps.to_dict())
    assert last.loc[C, "added_after"] < last.loc[C, "added_before"]
    assert last["cost_before"].tolist() == pytest.approx((last["added_before"] * 1e5).tolist())
    assert last["cost_after"].tolist() == pytest.approx((last["added_after"] * 1e5).tolist())


def test_costs_of_several_changes_are_their_mean_by_post(base: Walk) -> None:
    changes = [
        {"kind": "postes", "count": 30, "unit_cost": 80_000},
        {"kind": "postes", "count": 10, "unit_cost": 120_000},
        {"kind": "postes", "count": 10},
    ]
    table = trajectory(scenario(*changes), base, base).query("year == 5")
    ratio = (table["cost_before"] / table["added_before"]).dropna()
    assert ratio.tolist() == pytest.approx([90_000] * len(ratio))


def test_a_norm_without_intensity_has_no_trajectory(base: Walk) -> None:
    norm = base.norm.model_copy(update={"tests": ("presence", "reach")})
    other = base.again(norm=norm, freeze=False)
    table = trajectory(scenario(), other, other)
    assert not len(table)
    assert list(table.columns) == names(TRAJECTORY_COLUMNS)


def test_self_governed_territories_have_none(base: Walk) -> None:
    table = base.tables.territories["clsc"]
    own = table.assign(self_governed=table["territory_id"] == C)
    other = base.again(tables=replace(base.tables, territories={"clsc": own}))
    found = trajectory(scenario(), base, other)
    assert set(found["territory_id"]) == {A, B}
    assert isinstance(found, pd.DataFrame)
