"""What both states of a scenario start from."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.small_study import small_walk

from territory.scenarios.file import read_text
from territory.scenarios.run import base_of, run_scenario

HEAD = '[scenario]\nname = "a"\ntitle = "A"\n'
NOTHING = '[[change]]\nkind = "rattachement"\nshare = 0.0\n'


def test_a_scenario_that_assumes_nothing_starts_from_the_study_itself(tmp_path: Path) -> None:
    walk = small_walk(tmp_path)
    base, notes = base_of(read_text(HEAD + NOTHING), walk)
    assert base is walk
    assert notes == ()


def test_assumed_figures_are_said_in_the_name_of_the_norm_on_every_row(tmp_path: Path) -> None:
    walk = small_walk(tmp_path)
    base, notes = base_of(read_text(HEAD + "[assume]\nregistration_rate = 0.5\n" + NOTHING), walk)
    assert base.norm.name == f"{walk.norm.name} (chiffres supposés)"
    assert base.norm.title_en.endswith("(assumed figures)")
    assert len(notes) == 1
    for level in base.levels:
        assert set(base.gaps(level)["norm"]) == {base.norm.name}


def test_re_attaching_nobody_changes_nothing_for_anyone(tmp_path: Path) -> None:
    walk = small_walk(tmp_path)
    outcome = run_scenario(read_text(HEAD + NOTHING), walk)
    assert list(outcome.comparisons) == ["sur-place", "deplace"]
    for comparison in outcome.comparisons.values():
        everyone = comparison.people.loc[comparison.people["by"] == "everyone"]
        assert (everyone[["gain", "lose"]] == 0).all(axis=None)
    assert not outcome.allocation["posts"].sum()
