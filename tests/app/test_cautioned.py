"""A view kept to a place gives that place's own people, and says what is about the whole study."""

from __future__ import annotations

from dataclasses import replace

from territory.text import number
from territory_app.catalogue import Catalogue
from territory_app.view_state import ViewState
from territory_app.views.about import caveats
from territory_app.views.cautioned import cautioned
from territory_app.views.provenance import provenance
from territory_app.views.selection import select

LEVEL = "mrc"
PLACE = "MRC:15"
KEPT = ViewState(LEVEL, "hors-atteinte", within=PLACE)


def test_the_subtitle_counts_the_people_of_the_place(demo: Catalogue) -> None:
    table = demo.levels[LEVEL].table[demo.inside(LEVEL, PLACE)]
    shown = select(demo, KEPT, "fr").titles.subtitle
    assert demo.place_name(PLACE) in shown
    for column in ("population", "population_covered"):
        assert number(table[column].sum(), "fr") in shown
        assert number(demo.levels[LEVEL].table[column].sum(), "fr") not in shown


def test_missing_values_are_those_of_the_place(demo: Catalogue) -> None:
    asked = select(demo, KEPT, "en")
    line = provenance(demo, asked.level, asked.classes, "en", within=PLACE)
    assert f"of {demo.inside(LEVEL, PLACE).sum()}." in line


def test_cautions_say_they_are_about_the_whole_study(demo: Catalogue) -> None:
    coarse = {"population": {"coarse_people": 500}, "counts": {"population_covered": 9000}}
    study = replace(demo, record={**demo.record, **coarse})
    everywhere = cautioned(study, LEVEL, "", "fr")
    kept = cautioned(study, LEVEL, PLACE, "fr")
    assert everywhere
    assert kept[1:] == everywhere
    assert "toute l'étude" in kept[0]
    assert kept[0] in caveats(select(study, KEPT, "fr"))
    assert kept[0] not in caveats(select(study, replace(KEPT, within=""), "fr"))
