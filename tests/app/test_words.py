"""Titles, captions, provenance and the norm, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATORS, Indicator, indicator_named
from territory_app.view_state import Choices
from territory_app.views.norm import norm_lines
from territory_app.views.points import points
from territory_app.views.presets import presets
from territory_app.views.provenance import provenance, sources
from territory_app.views.recolour import classing
from territory_app.views.table import table
from territory_app.views.titles import estimate, titles

EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.key)


@EVERY
def test_a_title_names_the_place_the_measure_its_unit_and_its_vintage(
    study: Catalogue, indicator: Indicator
) -> None:
    above = titles(study, study.levels["mrc"], indicator, "fr")
    assert "Pays d'essai, 2021" in above.title
    assert "MRC et équivalents" in above.title
    assert "fictives" not in above.title
    assert above.subtitle


@EVERY
def test_a_title_of_the_demonstration_says_fictional_data(
    demo: Catalogue, indicator: Indicator
) -> None:
    for language, words in (("fr", "données fictives"), ("en", "fictional data")):
        assert titles(demo, demo.levels["mrc"], indicator, language).title.endswith(words)


@EVERY
def test_what_rests_on_estimated_times_says_so(study: Catalogue, indicator: Indicator) -> None:
    said = "vol d'oiseau × 1,3" in titles(study, study.levels["mrc"], indicator, "fr").subtitle
    assert said == indicator.travels
    assert indicator_named("acces").travels
    assert not indicator_named("etc").travels


def test_an_estimate_without_a_label_is_worded_from_its_detour(study: Catalogue) -> None:
    travel = {"method": "straight_line", "detour": 1.4}
    changed = replace(study, record={**study.record, "travel": travel})
    assert estimate(changed, "en") == "time estimated as the crow flies × 1.4"


def test_the_table_is_captioned_fictional_in_the_demonstration(demo: Catalogue) -> None:
    for level in demo.levels.values():
        drawn = table(demo, level, "fr")
        assert drawn["caption"].endswith("— données fictives")
        labels = {column["key"]: column["label"] for column in drawn["columns"]}
        assert labels["class"] == "Classe (données fictives)"


def test_the_table_has_a_row_and_a_value_per_territory_and_column(study: Catalogue) -> None:
    level = study.levels["mrc"]
    drawn = table(study, level, "en")
    assert drawn["ids"] == sorted(drawn["ids"])
    assert len(drawn["names"]) == len(drawn["classes"]) == len(drawn["judgements"]) == level.count
    for values in drawn["values"].values():
        assert len(values) == level.count


def test_a_measure_nobody_has_makes_no_column(study: Catalogue) -> None:
    level = study.levels["mrc"]
    bare = replace(level, table=level.table.assign(access_mean=float("nan")))
    poorer = replace(study, levels={**study.levels, "mrc": bare})
    keys = {column["key"] for column in table(poorer, bare, "fr")["columns"]}
    assert "acces" not in keys
    assert "atteinte" in keys


def test_provenance_names_sources_licences_and_what_is_missing(study: Catalogue) -> None:
    level = study.levels["mrc"]
    shown = classing(study, level, indicator_named("acces"), "fr")
    line = provenance(study, level, shown, "fr")
    assert "Statistique Canada (2021)" in line
    assert "CC BY 4.0" in line
    missing = sum(shown.codes.count(code) for code in "mp")
    assert f"{missing}\N{NO-BREAK SPACE}territoires sur 30" in line


def test_sources_say_what_was_read_kept_and_set_aside(study: Catalogue) -> None:
    first = sources(study, "en")[0]
    assert first.rows == "read: 100; kept: 98; set aside: 2"
    assert first.obtain == "public, to download"


def test_the_norm_is_printed_with_its_parameters(study: Catalogue) -> None:
    lines = {line.name: line.value for line in norm_lines(study, "en")}
    assert lines["Intensity norm"].startswith("2.33 FTE per 10,000 people (relative norm: 50%")
    assert lines["Tests"] == "presence, reach and intensity"


def test_points_are_in_degrees(study: Catalogue) -> None:
    told = points(study, "clsc", "fr")
    assert (-80 < told["lon"][0] < -57, 44 < told["lat"][0] < 63) == (True, True)


def test_all_of_quebec_opens_on_the_inhabited_south() -> None:
    names = [place.label for place in presets([(-79.8, 44.9, -57.0, 62.6)], "fr")]
    assert names[:3] == ["Sud habité", "Nord", "Montréal"]


def test_a_city_opens_on_all_of_itself() -> None:
    boxes = [(-74.0, 45.4, -73.5, 45.7), (-73.9, 45.3, -73.4, 45.6)]
    assert [place.box for place in presets(boxes, "fr")] == [(-74.0, 45.3, -73.4, 45.7)]


def test_only_kinds_with_a_point_are_offered(study: Catalogue) -> None:
    choices: Choices = study.choices()
    assert choices.kinds == ("clsc", "gmf", "community", "library", "outreach")
