"""What a scenario assumes where the study has no figure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from tests.scenarios.small_study import small_walk

from territory.scenarios.assumptions import assumed
from territory.scenarios.model import Assumed
from territory.study import Walk


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the small study."""
    return small_walk(tmp_path_factory.mktemp("petite"))


def made(base: Walk, **how: Any) -> tuple[pd.DataFrame, tuple[str, ...]]:
    tables, notes = assumed(Assumed.model_validate(how), base.tables)
    return tables.services.set_index("service_id"), notes


def test_only_sites_without_any_figure_get_one(small: Walk) -> None:
    services, notes = made(small, fte={"clsc": {"ts": 2.0, "oc": 0.5}})
    before = small.tables.services.set_index("service_id")
    assert services.loc["c3", ["fte_ts", "fte_oc", "fte"]].tolist() == [2.0, 0.5, 2.5]
    assert pd.isna(services.loc["c3", "fte_tts"])
    others = services.index.drop("c3")
    assert services.loc[others, "fte"].equals(before.loc[others, "fte"])
    assert len(notes) == 1
    assert notes[0].endswith("sans effectif connu a 2,00 ETC (ts) et 0,50 ETC (oc).")
    assert "1 point de sorte" in notes[0]


def test_one_note_for_each_figure_then_the_words_of_the_scenario(small: Walk) -> None:
    _, notes = made(
        small,
        registration_rate=0.7,
        fte={"clsc": {"ts": 2.0}, "gmf": {"ts": 1.0}, "library": {"ts": 0.2}},
        note="Pour voir.",
        note_en="To see.",
    )
    assert len(notes) == 5
    assert "sans effet" in notes[2]
    assert "70,0" in notes[3]
    assert notes[4] == "Pour voir."
    assert notes[4].told("en") == "To see."  # type: ignore[attr-defined]


def test_nothing_assumed_leaves_the_tables_as_they_are(small: Walk) -> None:
    assert assumed(Assumed(), small.tables) == (small.tables, ())
    assert assumed(Assumed(registration_rate=0.5), small.tables)[0] is small.tables


def test_a_walk_with_assumptions_leaves_the_first_as_it_was(small: Walk) -> None:
    before = small.tables.services.copy(deep=True)
    assumed(Assumed.model_validate({"fte": {"clsc": {"ts": 1.0}}}), small.tables)
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(small.tables.services))
