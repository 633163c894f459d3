"""Comparisons on the embedded default and on Montréal: what must hold whatever the figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from territory.scenarios import Outcome, read_scenario, ready_made, run_scenario
from territory.scenarios.model import DEPLACE, SUR_PLACE
from territory.scenarios.outcome import Comparison
from territory.scenarios.robust import flips
from territory.study import Walk, read_study, walk

PARTS = ["gain", "lose", "same", "unknown"]


@pytest.fixture(scope="module", params=[one for one in ready_made() if "montreal" not in one])
def outcome(demo: Walk, request: pytest.FixtureRequest) -> Outcome:
    """Run each ready-made scenario on the embedded default."""
    return run_scenario(read_scenario(request.param), demo)


@pytest.fixture(scope="module")
def montreal(real_data: Path, checkout: Path) -> Outcome:
    """Run the re-attachment on the real files of Montréal."""
    base = walk(read_study(checkout / "studies" / "montreal.toml", real_data))
    return run_scenario(read_scenario("montreal-rattachement"), base)


def check(one: Comparison, base: Walk) -> None:
    """Everyone is counted once, at every level and in every way to part people."""
    people = one.people
    np.testing.assert_allclose(people[PARTS].sum(axis=1), people["people"], rtol=1e-9, atol=1e-6)
    ways = people[people["by"] != "registration"].groupby(["public", "by"])[PARTS].sum()
    for public in people["public"].unique():
        spread = ways.loc[public]
        assert (spread.max() - spread.min()).max() < 1e-5, public  # type: ignore[operator]
    own = base.tables.population
    told = float(own.loc[~own["self_governed"].astype(bool), "population"].sum())
    everyone = people[people["by"] == "everyone"].set_index("public")["people"]
    assert everyone["average"] == pytest.approx(told)
    assert everyone["registered"] + everyone["nonregistered"] <= told + 1e-6
    for level in ("clsc", "rls"):
        table = one.levels[level]
        both = table["reach_share_after"] - table["reach_share_before"]
        pd.testing.assert_series_equal(table["reach_share_difference"], both, check_names=False)
        for public in ("average", "reach"):
            whole = people.set_index(["by", "public"]).loc[("everyone", public)]
            assert table[f"gain_{public}"].sum() <= whole["gain"] + 1e-3


def test_every_scenario_of_the_package_counts_everyone_once(outcome: Outcome) -> None:
    for one in outcome.comparisons.values():
        check(one, outcome.base)


def test_every_sentence_on_the_demonstration_says_that_it_is_one(outcome: Outcome) -> None:
    for variant, one in outcome.comparisons.items():
        told = [
            one.headline,
            *one.details,
            one.conservation["sentence"],
            *flips(outcome.robustness, variant, demonstration=True),
        ]
        assert all(sentence["fr"].startswith("Dans ce jeu fictif, ") for sentence in told)
        assert all(sentence["en"].startswith("In this fictional data set, ") for sentence in told)


def test_only_a_reattachment_conserves_the_supply(outcome: Outcome) -> None:
    for one in outcome.comparisons.values():
        conserved = outcome.scenario.name == "rattachement-50"
        assert one.conservation["conserved"] is conserved
        assert one.conservation["used_after"] == pytest.approx(one.conservation["supply_after"])


@pytest.mark.real
def test_montreal_counts_everyone_once(montreal: Outcome) -> None:
    for one in montreal.comparisons.values():
        check(one, montreal.base)


@pytest.mark.real
def test_montreal_conserves_its_supply_and_names_no_site_of_elsewhere(montreal: Outcome) -> None:
    for one in montreal.comparisons.values():
        told = one.conservation
        assert told["conserved"] is True
        assert told["used_after"] == pytest.approx(told["used_before"])
        assert told["empty_catchments"] == []
        left = told["supply_after"] - told["used_after"]
        assert told["idle_elsewhere_after"] == pytest.approx(left)


@pytest.mark.real
def test_on_montreal_opening_gmf_helps_the_unregistered_at_the_expense_of_the_registered(
    montreal: Outcome,
) -> None:
    """With one rate everywhere, opening on site leaves every average as it was."""
    told = montreal.comparisons[SUR_PLACE].people.set_index(["by", "public"]).loc["everyone"]
    assert told.loc["nonregistered", "gain"] > 0
    assert told.loc["nonregistered", "lose"] == 0
    assert told.loc["registered", "gain"] == 0
    assert told.loc["registered", "lose"] > 0
    assert told.loc["average", ["gain", "lose"]].tolist() == [0, 0]
    moved = montreal.comparisons[DEPLACE].people.set_index(["by", "public"]).loc["everyone"]
    assert moved.loc["average", "gain"] > 0
    assert moved.loc["average", "lose"] > 0


@pytest.mark.real
def test_montreal_has_the_fifths_of_its_four_needs(montreal: Outcome) -> None:
    people = montreal.comparisons[DEPLACE].people
    for need in ("residential_instability", "economic_dependency"):
        rows = people[(people["by"] == need) & (people["public"] == "average")]
        fifths = rows[rows["group"] != "unknown"].set_index("group")["people"]
        assert list(fifths.index) == ["1", "2", "3", "4", "5"]
        assert (fifths / fifths.sum()).tolist() == pytest.approx([0.2] * 5, abs=0.01)
    needs = montreal.comparisons[DEPLACE].equity
    assert needs.loc[needs["index"] == "concentration", "need"].nunique() == 4
