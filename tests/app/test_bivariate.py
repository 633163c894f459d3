"""Need and access crossed: who is in which of the nine squares, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_app.catalogue import Catalogue
from territory_app.indicators import indicator_named
from territory_app.view_state import ViewState
from territory_app.views.bivariate import Crossing, crossed_codes, need_words, weighted_thirds
from territory_app.views.classes import MISSING, SELF_GOVERNED, classify
from territory_app.views.legend import words_shown
from territory_app.views.recolour import classing_of, recolouring
from territory_app.views.shown import shown

BY_ACCESS = Crossing("need:x", "Défavorisation", "plus défavorisé", "access_mean")
BY_TIME = replace(BY_ACCESS, access="nearest_cost_median")


def _territories(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    for name in ("population", "population_covered"):
        table[name] = table.get(name, 1000.0)
    table["class"] = table.get("class", "served")
    return table


def test_the_darkest_square_is_great_need_and_weak_access() -> None:
    table = _territories(**{"need:x": [1.0, 2.0, 3.0], "access_mean": [9.0, 5.0, 1.0]})
    codes, bounds = crossed_codes(table, BY_ACCESS)
    assert "".join(codes) == "048"
    assert bounds == (1.0, 2.0, 1.0, 5.0)


def test_a_long_time_is_weak_access() -> None:
    table = _territories(**{"need:x": [1.0, 2.0, 3.0], "nearest_cost_median": [50.0, 9.0, 2.0]})
    assert "".join(crossed_codes(table, BY_TIME)[0]) == "246"


def test_a_low_income_is_the_greater_need() -> None:
    table = _territories(**{"need:x": [20.0, 40.0, 60.0], "access_mean": [1.0, 5.0, 9.0]})
    assert "".join(crossed_codes(table, replace(BY_ACCESS, falling=True))[0]) == "840"


def test_thirds_are_of_people_not_of_territories() -> None:
    values, people = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0, 1.0, 97.0])
    assert weighted_thirds(values, people) == (4.0, 4.0)
    assert weighted_thirds(values, np.ones(4)) == (2.0, 3.0)


def test_what_lacks_need_or_access_is_in_no_square() -> None:
    table = _territories(
        **{
            "need:x": [1.0, np.nan, 3.0, 2.0],
            "access_mean": [9.0, 5.0, np.nan, 1.0],
            "class": ["served", "served", "served", "not_ranked"],
        }
    )
    seen = classify(table, indicator_named("croisement"), "fr", crossing=BY_ACCESS)
    assert seen.codes[1:] == MISSING + MISSING + SELF_GOVERNED
    assert seen.codes[0] in "012345678"


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), st.integers(0, 5000)), max_size=40))
def test_every_territory_is_in_one_square_and_squares_add_up(
    rows: list[tuple[float, float, int]],
) -> None:
    table = _territories(
        **{
            "need:x": [row[0] for row in rows],
            "access_mean": [row[1] for row in rows],
            "population": [float(row[2]) for row in rows],
            "population_covered": [float(row[2]) for row in rows],
        }
    )
    seen = classify(table, indicator_named("croisement"), "fr", crossing=BY_ACCESS)
    assert sum(entry.territories for entry in seen.entries) == len(rows)
    assert sum(entry.people for entry in seen.entries) == sum(row[2] for row in rows)
    assert set(seen.codes) <= set(seen.styles())


def test_the_legend_says_which_access_and_that_places_are_not_people(study: Catalogue) -> None:
    view = ViewState("mrc", "croisement")
    told = words_shown(study, shown(study, view, "fr"), "fr")
    assert any("accès moyen" in note for note in told.notes)
    assert any("non des personnes" in note for note in told.notes)
    assert len(told.rows) == len(told.columns) == 3


def test_thirds_of_a_need_are_named_by_its_score_and_cuts_have_their_unit(
    study: Catalogue,
) -> None:
    told = words_shown(study, shown(study, ViewState("mrc", "croisement"), "fr"), "fr")
    assert told.rows == ("Score faible", "Score moyen", "Score élevé")
    assert need_words("en", falling=True) == ("High score", "Medium score", "Low score")
    assert any(note.endswith("ETC par 10 000 personnes.") for note in plainly(told.notes))


def plainly(notes: tuple[str, ...]) -> list[str]:
    return [note.replace("\u00a0", " ") for note in notes]


def test_without_known_staff_access_is_told_by_time(study: Catalogue) -> None:
    silent = replace(
        study,
        levels={
            key: replace(level, table=level.table.assign(access_mean=np.nan))
            for key, level in study.levels.items()
        },
    )
    asked = shown(silent, ViewState("mrc", "croisement"), "fr")
    told = words_shown(silent, asked, "fr")
    assert told.axes[1] == "Temps à la porte la plus proche"
    assert told.columns == ("Temps court", "Temps moyen", "Temps long")
    assert any("effectifs étant inconnus" in note for note in told.notes)
    assert any("temps coupé à" in note and note.endswith(" min.") for note in told.notes)


def test_the_coarser_level_is_crossed_at_the_same_bounds(study: Catalogue) -> None:
    view = ViewState("mrc", "croisement")
    bounds = classing_of(study, view, "fr").bounds
    asked = shown(study, replace(view, level="rls"), "fr")
    assert asked.crossing is not None
    expected, _ = crossed_codes(asked.level.table, asked.crossing, bounds)
    sent = recolouring(study, view, "rls")
    both = [pair for pair in zip(expected, sent["coarser"], strict=True) if pair[0]]
    assert both
    assert all(one == other for one, other in both)
    assert sent["bounds"] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_need_is_named_as_the_study_names_it(study: Catalogue, language: str) -> None:
    need = next(iter(study.needs))
    asked = shown(study, ViewState("mrc", "besoin", need=need), language)
    assert asked.indicator.measure == study.needs[need]["label"][language]
