"""Indicators: each says what it measures, of whom, how, and what it does not say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from babel.messages.pofile import read_po

from territory_app.catalogue import Catalogue
from territory_app.indicators import GROUPS, INDICATOR_KEYS, INDICATORS, Indicator, indicator_named
from territory_app.view_state import ViewState
from territory_app.views.classes import MISSING
from territory_app.views.emptiness import Empty, emptiness
from territory_app.views.legend import words_shown
from territory_app.views.offered import indicator_groups, place_options
from territory_app.views.recolour import classing_shown
from territory_app.views.shown import absence, settled, shown
from territory_app.views.summary import figures
from territory_app.views.titles import titles_of
from territory_app.words import CATALOGUE

EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.key)
KEYS = (
    "classe", "epreuve-presence", "epreuve-atteinte", "epreuve-intensite", "hors-atteinte",
    "atteinte", "proximite", "etc", "acces", "part-virtuelle", "acces-inscrites",
    "acces-non-inscrites", "part-inscription", "part-medicale", "besoin", "croisement",
)  # fmt: skip


def test_addresses_name_the_same_indicators_for_good() -> None:
    assert INDICATOR_KEYS == KEYS


@EVERY
def test_every_indicator_says_all_there_is_to_say_of_it(indicator: Indicator) -> None:
    for told in ("label", "measure", "denominator", "note", "formula", "limits"):
        assert getattr(indicator, told), told
    assert indicator.question in {key for key, _question in GROUPS}
    assert indicator.worded or indicator.unit or indicator.reads_need


@EVERY
def test_every_word_of_an_indicator_has_its_english(indicator: Indicator) -> None:
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    said = ("label", "measure", "unit", "denominator", "note", "term", "limits", "short")
    for name in said:
        text = getattr(indicator, name)
        found = english.get(text) if text else None
        assert not text or (found is not None and found.string), (name, text)


def test_indicators_are_offered_under_the_question_they_answer(demo: Catalogue) -> None:
    groups = indicator_groups(demo, "fr")
    assert [group.heading for group in groups] == [
        "Vue d'ensemble", "Qui est loin?", "Combien d'intervenantes et d'intervenants?", "Pour qui?"
    ]  # fmt: skip
    assert [one.value for group in groups for one in group.options] == list(KEYS)


def test_what_older_results_lack_is_named_and_cannot_be_chosen(demo: Catalogue) -> None:
    older = replace(demo, record={**demo.record, "needs": []})
    assert absence(older, indicator_named("besoin"), "fr") == "données absentes"
    options = {one.value: one for group in indicator_groups(older, "fr") for one in group.options}
    assert options["croisement"].disabled
    assert options["croisement"].label.endswith("(données absentes)")
    assert not options["classe"].disabled


def test_a_norm_without_intensity_does_not_offer_its_test(demo: Catalogue) -> None:
    norm = {**demo.record["norm"], "tests": ["presence", "reach"], "intensity_norm": None}
    two = replace(demo, record={**demo.record, "norm": norm})
    assert absence(two, indicator_named("epreuve-intensite"), "fr") == "non mesurée par cette norme"


def test_what_an_indicator_does_not_read_changes_nothing() -> None:
    view = ViewState(
        "mrc", "epreuve-atteinte", service="gmf", need="x", method="jenks", count=7, bounds=(1.0,)
    )
    assert settled(view) == ViewState("mrc", "epreuve-atteinte")


def test_an_indicator_without_a_version_per_kind_stays_combined(demo: Catalogue) -> None:
    view = ViewState("mrc", "acces-inscrites", service="clsc")
    asked = shown(demo, view, "fr")
    assert asked.service == ""
    assert asked.level.table["access_registered"].notna().any()


@pytest.mark.parametrize(
    ("language", "kind", "place"), [("fr", "CLSC", "Territoire d'Évain n° 5"), ("en", "CLSC", "")]
)
def test_the_title_tells_the_kind_and_the_place(
    demo: Catalogue, language: str, kind: str, place: str
) -> None:
    within = "MRC:15" if place else ""
    above = titles_of(demo, ViewState("mrc", "atteinte", service="clsc", within=within), language)
    assert f"({kind})" in above.title
    assert place in above.title
    assert above.title.endswith({"fr": "données fictives", "en": "fictional data"}[language])
    assert above.announcement.startswith({"fr": "Carte", "en": "Map"}[language])


def test_a_need_alone_is_named_alone_and_says_what_a_high_value_means(demo: Catalogue) -> None:
    view = ViewState("mrc", "besoin")
    need = next(iter(demo.needs.values()))
    above = titles_of(demo, view, "en")
    assert above.title.startswith(need["label"]["en"])
    assert "door" not in above.title
    told = words_shown(demo, shown(demo, view, "en"), "en")
    assert need["higher_is"]["en"] in told.notes[0]


def test_places_are_found_under_every_level(demo: Catalogue) -> None:
    values = [one.value for one in place_options(demo, "fr")]
    assert len(values) == len(set(values))
    assert set(demo.places) <= set(values)


def _empty(catalogue: Catalogue, view: ViewState) -> Empty | None:
    asked = shown(catalogue, view, "fr")
    classes = classing_shown(catalogue, asked, "fr")
    return emptiness(catalogue, view, asked, classes, "fr", lambda one: f"?{one.indicator}")


def test_a_map_without_any_value_says_why_and_leads_on(demo: Catalogue) -> None:
    lacking = _empty(demo, ViewState("mrc", "acces", service="outreach"))
    assert lacking is not None
    assert "Travail de milieu".lower() in lacking.title.lower()
    assert lacking.action == "Voir toutes les sortes ensemble"
    assert _empty(demo, ViewState("mrc", "acces")) is None


def test_an_indicator_that_is_nowhere_leads_to_the_class(demo: Catalogue) -> None:
    older = replace(demo, record={**demo.record, "needs": []})
    lacking = _empty(older, ViewState("mrc", "besoin"))
    assert lacking is not None
    assert lacking.query == "?classe"
    assert "données absentes" in lacking.why
    assert set(classing_shown(older, shown(older, ViewState("mrc", "besoin"), "fr"), "fr").codes) \
        <= {MISSING, "s", "p"}  # fmt: skip


def test_the_level_in_brief_is_that_of_the_place(demo: Catalogue) -> None:
    level = demo.levels["mrc"]
    brief = figures(demo, level, "fr", within="MRC:15")
    assert brief[0].value == "1"
    assert len(brief) == 3
