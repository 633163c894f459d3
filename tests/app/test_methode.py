"""The method page: every indicator on one screen, the norm with its parameters, both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.indicators import GROUPS, INDICATORS
from territory_app.views.methode import Method, method
from territory_app.words import CATALOGUE

BOTH = pytest.mark.parametrize("language", LANGUAGES)


def _said(told: Method) -> list[str]:
    texts = [told.note, told.cited, *told.references]
    texts += [text for pair in told.questions for text in pair]
    texts += [text for row in told.doors for text in row]
    texts += [text for line in (*told.norm, *told.travel) for text in (line.name, line.value)]
    texts += [text for one in told.chapters for text in (one.title, *one.said)]
    for group in told.groups:
        texts.append(group.question)
        for one in group.notes:
            texts += [one.label, one.term, one.said, one.formula]
            texts += [text for fact in one.facts for text in fact]
    return texts


@BOTH
def test_every_indicator_has_its_anchor_and_its_own_screen(
    client: FlaskClient, language: str
) -> None:
    page = client.get(urls.METHOD.path(language)).text
    for one in INDICATORS:
        assert page.count(f'<section id="{one.key}"') == 1
        assert f'href="#{one.key}"' in page
        assert f"?indicateur={one.key}" in page


def test_an_indicator_says_what_it_is_of_what_and_what_it_does_not_say(study: Catalogue) -> None:
    notes = [one for group in method(study, "fr").groups for one in group.notes]
    assert {one.key for one in notes} == {one.key for one in INDICATORS}
    for one in notes:
        names = [name for name, _ in one.facts]
        assert one.said
        assert one.formula, one.key
        assert {"Dénominateur", "Limites de la mesure", "Source"} <= set(names), one.key
        assert "Dans les fichiers" in names, one.key
        assert dict(one.facts)["Dénominateur"].startswith("Dénominateur") is False


def test_indicators_come_under_the_question_they_answer(study: Catalogue) -> None:
    told = method(study, "fr")
    assert [group.question for group in told.groups] == [question for _, question in GROUPS]
    assert all(group.notes for group in told.groups)


def test_the_catchment_measure_names_its_authors(study: Catalogue) -> None:
    notes = {one.key: one for group in method(study, "en").groups for one in group.notes}
    assert "2009" in dict(notes["acces"].facts)["Source"]


def test_where_a_figure_is_in_the_files_is_told(study: Catalogue) -> None:
    notes = {one.key: dict(one.facts) for g in method(study, "en").groups for one in g.notes}
    assert notes["proximite"]["In the files"] == "gaps_<level>.csv: nearest_cost_median"
    assert notes["part-inscription"]["In the files"].startswith("kinds_<level>.csv")
    assert notes["besoin"]["In the files"] == "needs_<level>.csv"


def test_the_norm_is_told_with_its_parameters_and_as_a_convention(
    client: FlaskClient, study: Catalogue
) -> None:
    norm = {
        **study.norm,
        "zone_weights": [1, 0.68, 0.22],
        "role_weights": {"ts": 1, "oc": 0},
        "sectors_excluded": ["private"],
        "minimum_open_share": 0.2,
        "pocket_people": 1000,
        "pocket_share": 0.1,
        "fragile_threshold_factors": [0.75, 1.25],
        "fragile_zone_weights": [1, 0.42, 0.09],
        "small_fte": 5,
    }
    lines = method(replace(study, record={**study.record, "norm": norm}), "fr").norm
    told = {line.name: line.value for line in lines}
    assert told["Poids de la distance"].startswith("1 jusqu'au tiers du seuil, 0,68")
    roles = told["Poids des rôles"].replace("\N{NO-BREAK SPACE}", " ")
    assert roles == "travail social 1; organisation communautaire 0"
    assert told["Secteurs non comptés"] == "privé"
    assert told["Une porte est ouverte"] == "au moins 20\N{NO-BREAK SPACE}% de la semaine"
    assert "convention déclarée" in client.get("/fr/methode").text


def test_times_say_how_they_were_obtained(study: Catalogue) -> None:
    told = {line.name: line.value for line in method(study, "fr").travel}
    assert told["Méthode"].startswith("Temps estimé à vol d'oiseau")
    assert "rural 60\N{NO-BREAK SPACE}km/h" in told["Vitesses supposées"]


def test_times_given_to_a_study_have_no_supposed_speed(study: Catalogue) -> None:
    record = {**study.record, "travel": {"method": "table"}}
    told = {line.name: line.value for line in method(replace(study, record=record), "fr").travel}
    assert told == {"Méthode": "Temps de trajet fournis à l'étude"}


def test_results_are_cited_whole_and_the_demonstration_with_its_warning(
    demo: Catalogue, study: Catalogue
) -> None:
    assert "Ne pas citer." in method(demo, "fr").cited
    told = method(study, "fr").cited
    assert "Pays d'essai" in told
    assert "Norme d'essai" in told
    assert study.version[:8] in told


def test_a_figure_of_a_place_is_said_not_to_be_one_of_its_people(study: Catalogue) -> None:
    limits = next(one for one in method(study, "fr").chapters if one.key == "limites")
    assert any("non les personnes qui y vivent" in one for one in limits.said)


def test_an_english_page_has_no_french_message(study: Catalogue) -> None:
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    french = {str(one.id) for one in english if one.id and one.string and one.id != one.string}
    said = {text.replace("\N{NO-BREAK SPACE}", " ") for text in _said(method(study, "en"))}
    assert not french & said


def test_french_marks_have_their_non_breaking_spaces(study: Catalogue) -> None:
    wrong = [
        text
        for text in _said(method(study, "fr"))
        if re.search(r" [:%»?!;]|« |\d \d{3}", text) and ".csv" not in text
    ]
    assert wrong == []


def test_anchors_are_unique_and_links_inside_the_page_lead_somewhere(client: FlaskClient) -> None:
    page = client.get("/fr/methode").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_headings_go_down_one_step_at_a_time(client: FlaskClient) -> None:
    for path in ("/fr/methode", "/fr/donnees", "/en/accessibility"):
        steps = [int(one) for one in re.findall(r"<h([1-6])", client.get(path).text)]
        assert steps[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(steps))
