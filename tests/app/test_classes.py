"""Classes of the map: who is where, and does the legend tell the truth."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.text import NBSP
from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATOR_KEYS, INDICATORS, Indicator, indicator_named
from territory_app.view_state import COUNTS, METHODS, ViewState
from territory_app.views.classes import (
    MISSING,
    NOT_APPLICABLE,
    SELF_GOVERNED,
    SMALL,
    UNREACHABLE,
    Breaks,
    classify,
)
from territory_app.views.legend import legend_words
from territory_app.views.recolour import classing, classing_of, kept_to, recolouring

EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.key)


@EVERY
def test_every_territory_is_in_exactly_one_line_of_the_legend(
    demo: Catalogue, indicator: Indicator
) -> None:
    for level in demo.levels.values():
        shown = classing(demo, level, indicator, "fr")
        assert len(shown.codes) == level.count
        assert set(shown.codes) <= set(shown.styles())
        assert sum(entry.territories for entry in shown.entries) == level.count
        people = sum(entry.people for entry in shown.entries)
        assert people == pytest.approx(level.table["population"].sum())


def _territories(**columns: object) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    table["population"] = table.get("population", 5000.0)
    return table


def test_why_a_value_is_absent_decides_its_pattern() -> None:
    table = _territories(
        **{
            "class": ["served", "insufficient_data", "insufficient_data", "not_ranked"],
            "population_covered": [5000.0, 5000.0, 400.0, np.nan],
            "access_mean": [3.0, np.nan, np.nan, np.nan],
        }
    )
    shown = classify(table, indicator_named("acces"), "fr")
    assert shown.codes == "0" + MISSING + SMALL + SELF_GOVERNED
    patterns = [shown.styles()[code].pattern for code in (MISSING, SMALL, SELF_GOVERNED)]
    assert len(set(patterns)) == 3
    assert None not in patterns


def test_no_door_for_half_the_people_is_far_not_missing() -> None:
    table = _territories(
        **{
            "class": ["desert", "insufficient_data", "served"],
            "population_covered": 5000.0,
            "nearest_cost_median": [np.nan, np.nan, 12.0],
        }
    )
    shown = classify(table, indicator_named("proximite"), "fr")
    assert shown.codes == UNREACHABLE + MISSING + "0"
    label = next(entry.label for entry in shown.entries if entry.code == UNREACHABLE)
    assert label == "Aucune porte joignable pour la moitié des gens"


def test_a_norm_without_intensity_says_so_of_what_it_calls_served() -> None:
    table = _territories(**{"class": ["served"], "population_covered": 5000.0})
    words = "Desservi (présence et atteinte; intensité non mesurée)"
    shown = classify(table, indicator_named("classe"), "fr", served=words)
    assert [entry.label for entry in shown.entries] == ["Désert", words]


def test_a_level_without_any_value_still_has_a_legend() -> None:
    table = _territories(
        **{"class": ["served"], "population_covered": 5000.0, "access_mean": [np.nan]}
    )
    shown = classify(table, indicator_named("acces"), "fr")
    assert (shown.codes, [entry.code for entry in shown.entries]) == (MISSING, [MISSING])


def test_counts_are_sent_for_circles_and_shares_for_colours(demo: Catalogue) -> None:
    table = demo.levels["mrc"].table
    sent = recolouring(demo, ViewState("mrc", "hors-atteinte"), None)
    assert sum(sent["counts"]) == pytest.approx(table["people_beyond_reach"].sum(), abs=30)
    assert indicator_named("hors-atteinte").column == "beyond_share"


def test_the_coarser_level_keeps_the_bounds_of_the_finer_one(demo: Catalogue) -> None:
    coarse = demo.levels["rls"]
    view = ViewState("mrc", "atteinte")
    bounds = classing_of(demo, view, "fr").bounds
    sent = recolouring(demo, view, "rls")
    shares = np.round(coarse.table["reach_share"].to_numpy(), 3)
    expected = np.minimum(np.searchsorted(bounds, shares), len(bounds) - 1).astype(str)
    assert sent["coarser"] == "".join(expected)


def test_kept_bounds_give_a_value_the_same_class_at_every_level(demo: Catalogue) -> None:
    kept = tuple(recolouring(demo, ViewState("mrc", "atteinte"), None)["bounds"])
    pairs: dict[float, set[str]] = {}
    for level in demo.levels:
        seen = classing_of(demo, ViewState(level, "atteinte", bounds=kept), "fr")
        assert seen.bounds == kept
        values = np.round(demo.levels[level].table["reach_share"], 3)
        for value, code in zip(values, seen.codes, strict=True):
            if not np.isnan(value):
                pairs.setdefault(float(value), set()).add(code)
    assert pairs
    assert all(len(codes) == 1 for codes in pairs.values())


def test_values_beyond_kept_bounds_stay_in_the_end_classes_and_it_is_said() -> None:
    table = _territories(
        **{"class": "served", "population_covered": 5000.0, "access_mean": [0.5, 2.0, 9.0]}
    )
    seen = classify(table, indicator_named("acces"), "fr", breaks=Breaks(bounds=(1.0, 3.0, 5.0)))
    assert (seen.codes, seen.over, seen.frozen) == ("012", 1, True)
    assert [entry.label for entry in seen.entries] == [
        "jusqu'à 1,00", "1,01 à 3,00", "plus de 3,00",
    ]  # fmt: skip
    told = legend_words(seen, indicator_named("acces"), "fr")
    assert any(note.startswith("Dernière classe") for note in told.notes)


def test_classes_of_the_norm_agree_with_its_tests() -> None:
    table = _territories(
        **{"class": "served", "population_covered": 5000.0, "reach_share": [0.4999, 0.5, 1.0]}
    )
    seen = classify(
        table,
        indicator_named("atteinte"),
        "fr",
        breaks=Breaks("norme"),
        norm={"reach_share": 0.5},
    )
    assert seen.codes == "123"
    assert [entry.label for entry in seen.entries] == [
        f"moins de 25,0{NBSP}%",
        f"25,0 à moins de 50,0{NBSP}%",
        f"50,0 à moins de 75,0{NBSP}%",
        f"75,0{NBSP}% et plus",
    ]


def test_minutes_at_a_threshold_are_under_it() -> None:
    minutes = [15.0, 15.01, 20.0, 30.0, 44.0]
    table = _territories(
        **{"class": "served", "population_covered": 5000.0, "nearest_cost_median": minutes}
    )
    seen = classify(
        table,
        indicator_named("proximite"),
        "fr",
        breaks=Breaks("norme"),
        norm={"threshold_minutes": {"urban": 15, "suburban": 20, "rural": 30}},
    )
    assert seen.codes == "01123"
    assert [entry.label for entry in seen.entries[:4]] == [
        "jusqu'à 15,0", "plus de 15,0 à 20,0", "plus de 20,0 à 30,0", "plus de 30,0",
    ]  # fmt: skip


def test_what_the_norm_does_not_fix_falls_back_on_quantiles_and_says_so() -> None:
    table = _territories(
        **{"class": "served", "population_covered": 5000.0, "fte_per_10k": [1.0, 2.0]}
    )
    etc = indicator_named("etc")
    seen = classify(table, etc, "fr", breaks=Breaks("norme"), norm={"reach_share": 0.5})
    assert seen.method == "quantiles"
    told = legend_words(seen, etc, "fr", asked="norme")
    assert told.notes[0] == f"La norme ne fixe pas de valeur ici{NBSP}: quantiles."


def test_labels_of_neighbouring_classes_share_no_value(demo: Catalogue) -> None:
    seen = classing_of(demo, ViewState("mrc", "acces", method="jenks", count=7), "fr")
    ends = [entry.label.split(" à ") for entry in seen.entries if " à " in entry.label]
    assert len(ends) > 3
    assert all(one[1] != other[0] for one, other in itertools.pairwise(ends))


def test_where_nobody_works_a_share_of_staff_is_not_applicable() -> None:
    table = _territories(
        **{
            "class": "served",
            "population_covered": 5000.0,
            "virtual_share": [0.25, np.inf, np.nan],
        }
    )
    seen = classify(table, indicator_named("part-virtuelle"), "fr")
    assert seen.codes == "0" + NOT_APPLICABLE + MISSING


@pytest.mark.parametrize(
    ("column", "verdicts", "codes"),
    [
        ("presence_test", ["own", "served", "none", "unknown", ""], "210mm"),
        ("reach_test", ["pass", "fail", "unknown", "", "n'importe quoi"], "20mmm"),
        ("intensity_test", ["pass", "fail", "unknown", "", "<script>"], "20mmm"),
    ],
)
def test_a_test_is_passed_or_not_or_not_known(column: str, verdicts: list[str], codes: str) -> None:
    key = {"presence_test": "epreuve-presence", "reach_test": "epreuve-atteinte"}.get(
        column, "epreuve-intensite"
    )
    table = _territories(**{"class": "served", "population_covered": 5000.0, column: verdicts})
    seen = classify(table, indicator_named(key), "fr")
    assert seen.codes == codes
    assert seen.styles()[MISSING].pattern == "hatch"


VIEWS = st.builds(
    ViewState,
    level=st.sampled_from(["mrc", "rls"]),
    indicator=st.sampled_from(INDICATOR_KEYS),
    service=st.sampled_from(["", "clsc", "gmf", "outreach"]),
    method=st.sampled_from(METHODS),
    count=st.sampled_from(COUNTS),
    bounds=st.sampled_from([(), (0.1,), (0.2, 0.5, 3.0), (-5.0, 1e9)]),
)


@given(VIEWS)
def test_whatever_is_asked_every_territory_is_in_one_line_of_the_legend(
    demo: Catalogue, view: ViewState
) -> None:
    seen = classing_of(demo, view, "en")
    level = demo.levels[view.level]
    assert len(seen.codes) == level.count
    assert set(seen.codes) <= set(seen.styles())
    assert sum(entry.territories for entry in seen.entries) == level.count
    assert sum(entry.people for entry in seen.entries) == pytest.approx(
        level.table["population"].sum()
    )


def test_kept_to_a_place_the_legend_counts_that_place_in_the_same_classes(
    demo: Catalogue,
) -> None:
    level = demo.levels["mrc"]
    seen = classing_of(demo, ViewState("mrc", "atteinte"), "fr")
    inside = np.arange(level.count) < 7
    kept = kept_to(seen, level, inside)
    assert (kept.codes, kept.bounds) == (seen.codes, seen.bounds)
    assert sum(entry.territories for entry in kept.entries) == 7
    assert sum(entry.people for entry in kept.entries) == level.table["population"][:7].sum()
