"""What the panel says of a territory, word for word where it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from territory_app.catalogue import Catalogue
from territory_app.views.nearest import nearest_sites, weighted_median
from territory_app.views.panel import Panel, panel, rank_words
from territory_app.views.summary import figures

NBSP = "\N{NO-BREAK SPACE}"


def _one_of(catalogue: Catalogue, judged: str) -> str:
    table = catalogue.levels["mrc"].table
    return str(table.loc[table["class"] == judged, "territory_id"].iloc[-1])


def _with(catalogue: Catalogue, section: str, changes: Mapping[str, Any]) -> Catalogue:
    changed = {**catalogue.record[section], **changes}
    return replace(catalogue, record={**catalogue.record, section: changed})


def test_a_served_territory_passes_its_three_tests(study: Catalogue) -> None:
    shown = panel(study, _one_of(study, "served"), "fr")
    assert [test.verdict for test in shown.tests] == ["pass", "pass", "pass"]
    assert [test.name for test in shown.tests] == ["Présence", "Atteinte", "Intensité"]
    assert shown.class_word == "Desservi"


def test_a_desert_says_which_form_it_takes(study: Catalogue) -> None:
    shown = panel(study, _one_of(study, "desert"), "fr")
    assert shown.class_word == "Désert (porte absente)"
    assert [test.verdict for test in shown.tests] == ["fail", "fail", "unknown"]


def test_a_self_governed_territory_shows_its_population_and_nothing_computed(
    study: Catalogue,
) -> None:
    shown = panel(study, _one_of(study, "not_ranked"), "fr")
    assert shown.class_word == "Autogouvernance — classement sur adhésion"
    assert shown.population.endswith("personnes")
    assert (shown.rank, shown.tests, shown.beyond, shown.doors, shown.median) == (
        "",
        (),
        "",
        (),
        "",
    )


def test_the_demonstration_never_gives_a_class_without_saying_it_is_fictional(
    demo: Catalogue,
) -> None:
    for territory in demo.places:
        for language, words in (("fr", "données fictives"), ("en", "fictional data")):
            shown = panel(demo, territory, language)
            assert shown.fictional == words
            assert words in shown.announcement


def test_a_study_on_real_data_is_not_called_fictional(study: Catalogue) -> None:
    shown = panel(study, _one_of(study, "served"), "fr")
    assert shown.fictional == ""
    assert "fictives" not in shown.announcement


@pytest.mark.parametrize(
    ("rank", "low", "high", "words"),
    [
        (3, 3, 7, "Rang 3 à 7 sur 2"),
        (4, 4, 4, "Rang 4 sur 2"),
        (4, np.nan, np.nan, "Rang 4 sur 2"),
        (np.nan, np.nan, np.nan, "Non classé"),
    ],
)
def test_a_rank_is_an_interval(rank: float, low: float, high: float, words: str) -> None:
    row = pd.Series({"rank": rank, "rank_low": low, "rank_high": high})
    table = pd.DataFrame({"rank": [1.0, 2.0, np.nan]})
    assert rank_words(row, table, "fr") == words


def test_nearest_doors_come_with_minutes_and_kilometres(study: Catalogue) -> None:
    shown = panel(study, _one_of(study, "served"), "fr")
    assert len(shown.doors) == 2
    assert all(f"{NBSP}min · " in door.distance for door in shown.doors)
    assert all(door.distance.endswith(f"{NBSP}km") for door in shown.doors)
    assert "vol d'oiseau × 1,3" in shown.doors_note


def test_times_from_a_table_come_without_invented_kilometres(study: Catalogue) -> None:
    units = study.units.assign(kilometres=np.nan)
    timed = replace(_with(study, "travel", {"method": "table", "label": None}), units=units)
    shown = panel(timed, _one_of(study, "served"), "fr")
    assert all("km" not in door.distance for door in shown.doors)
    assert "km" not in " ".join(shown.norm_detail)


def test_people_whose_unit_has_no_door_to_reach_are_counted(study: Catalogue) -> None:
    territory = study.levels["mrc"].table["territory_id"].iloc[0]
    near = nearest_sites(study, "mrc", territory)
    assert near.without == 1000
    assert (
        f"1{NBSP}000{NBSP}personnes sans porte joignable"
        in panel(study, territory, "fr").doors_note
    )


def test_half_the_people_without_a_door_have_no_median_time(study: Catalogue) -> None:
    lonely = study.units.assign(nearest_cost=np.nan)
    near = nearest_sites(replace(study, units=lonely), "mrc", _one_of(study, "served"))
    assert (near.minutes, near.sites) == (None, ())


def test_the_median_is_that_of_people_not_of_units() -> None:
    assert weighted_median(np.array([5.0, 50.0]), np.array([10.0, 90.0])) == 50.0


def test_flags_become_reservations_in_words(study: Catalogue) -> None:
    table = study.levels["mrc"].table
    territory = str(table.loc[table["flags"] != "", "territory_id"].iloc[0])
    assert any("Poche" in text for text in panel(study, territory, "fr").reservations)


def test_a_norm_without_intensity_does_not_pretend_to_have_tested_it(study: Catalogue) -> None:
    two_tests = _with(study, "norm", {"tests": ["presence", "reach"], "intensity_norm": None})
    shown = panel(two_tests, _one_of(study, "served"), "fr")
    assert shown.class_word == "Desservi (présence et atteinte; intensité non mesurée)"
    assert (shown.tests[2].verdict, shown.tests[2].word) == ("none", "Non mesurée par cette norme")


def test_thresholds_are_given_in_minutes_with_kilometres_beside(study: Catalogue) -> None:
    limits = panel(study, _one_of(study, "served"), "fr").norm_detail[0]
    assert f"urbain dense 15{NBSP}min (3{NBSP}km)" in limits


def test_english_says_it_all_in_english(study: Catalogue) -> None:
    shown = panel(study, _one_of(study, "desert"), "en")
    assert shown.class_word == "Desert (no door inside)"
    assert [test.name for test in shown.tests] == ["Presence", "Reach", "Intensity"]
    assert shown.rank.startswith("Rank ")


def test_the_panel_is_made_of_words_only(demo: Catalogue, hostile_names: tuple[str, ...]) -> None:
    shown = panel(demo, "MRC:10", "fr")
    assert isinstance(shown, Panel)
    assert shown.name == hostile_names[0]


def test_the_level_in_brief_counts_people_over_those_who_were_counted(study: Catalogue) -> None:
    level = study.levels["mrc"]
    counted = level.table["people_beyond_reach"].notna()
    covered = level.table.loc[counted, "population_covered"].sum()
    share = level.table["people_beyond_reach"].sum() / covered
    last = figures(study, level, "en")[-1]
    assert last.label == f"people beyond reach, of {covered:,.0f} covered ({share:.1%})"
