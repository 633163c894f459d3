"""Taking away and citing: said before the click, and enough to find the view again."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from territory_app.catalogue import Catalogue
from territory_app.components.downloads import takeaway
from territory_app.factory import TerritoryDash
from territory_app.view_state import read_view
from territory_app.views.cite import bibtex, citation, in_words, ris

TITLE = "Carte {de} 100 % & plus_"


@pytest.fixture
def study_client(study_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the study."""
    return study_app.server.test_client()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_citation_says_who_what_when_under_which_norm_and_where(
    study: Catalogue, language: str
) -> None:
    said = in_words(citation(study, TITLE, "https://exemple.org/fr/?niveau=mrc", language))
    for piece in (
        TITLE, "territory 0.1.0", study.version[:8], "MSSS (2022)",
        {"fr": "Statistique Canada (2021)", "en": "Statistics Canada (2021)"}[language],
        {"fr": "Norme d'essai", "en": "Trial norm"}[language], "Licence ouverte",
        "https://exemple.org/fr/?niveau=mrc",
    ):  # fmt: skip
        assert piece in said


def test_a_citation_of_the_demonstration_begins_by_asking_not_to_be_cited(demo: Catalogue) -> None:
    assert in_words(citation(demo, TITLE, "", "fr")).startswith("Démonstration.")
    assert "Ne pas citer" in bibtex(citation(demo, TITLE, "", "fr"))
    assert "Ne pas citer" in ris(citation(demo, TITLE, "", "fr"))


def test_bibtex_escapes_what_has_a_meaning_for_it(study: Catalogue) -> None:
    told = bibtex(citation(study, TITLE, "https://exemple.org/?a=1&b=2", "en"))
    assert r"title = {{Carte \{de\} 100 \% \& plus\_}}" in told
    assert "url = {https://exemple.org/?a=1&b=2}" in told
    plain = re.sub(r"\\[{}]", "", told)
    assert plain.count("{") == plain.count("}")


def test_ris_has_one_field_a_line_whatever_the_title_holds(study: Catalogue) -> None:
    told = ris(citation(study, "Une carte\nER  - \nTY  - BOOK", "https://exemple.org", "fr"))
    lines = told.split("\r\n")
    assert lines[0] == "TY  - MAP"
    assert any(line.startswith("N1  - Norme\u00a0: ") for line in lines)
    assert [line for line in lines if line.startswith("ER")] == ["ER  - "]


@pytest.mark.parametrize("extension", ["txt", "bib", "ris"])
def test_a_citation_leads_back_to_the_view(study_client: FlaskClient, extension: str) -> None:
    answer = study_client.get(f"/export/en/citation.{extension}?niveau=rls&tri=name")
    assert answer.status_code == 200
    assert "http://localhost/en/?niveau=rls&tri=name" in answer.text


def test_what_is_offered_says_rows_columns_and_licences_before_the_click(
    study_client: FlaskClient,
) -> None:
    told = study_client.get("/data/offer/fr?isoler=0").get_json()
    assert re.match(r"\d+\N{NO-BREAK SPACE}rangées, \d+\N{NO-BREAK SPACE}colonnes; UTF-8",
                    told["details"]["tableau.csv"])  # fmt: skip
    assert "Licence ouverte" in told["licence"]
    assert told["citation"].endswith("http://localhost/fr/?isoler=0")
    everything = study_client.get("/data/offer/fr").get_json()
    assert everything["details"]["tableau.csv"] != told["details"]["tableau.csv"]
    assert study_client.get("/data/offer/de").status_code == 404


def test_links_under_the_map_carry_the_view_and_follow_it(study_app: TerritoryDash) -> None:
    site = study_app.site
    view = read_view("?niveau=rls&indicateur=proximite", site.catalogue.choices())
    links = [one for one in takeaway(site, view, "fr")._traverse() if getattr(one, "href", None)]
    assert {one.href.partition("?")[0] for one in links} == {
        "/export/fr/tableau.csv", "/export/fr/tableau.xlsx", "/export/fr/carte.png",
        "/export/fr/carte.svg", "/export/fr/citation.txt", "/export/fr/citation.bib",
        "/export/fr/citation.ris",
    }  # fmt: skip
    for one in links:
        assert one.href.endswith("?niveau=rls&indicateur=proximite")
        assert "data-keep-view" in one.to_plotly_json()["props"]


def test_the_plain_table_offers_the_same_files_and_its_own_citation(
    study_client: FlaskClient,
) -> None:
    text = study_client.get("/fr/tableau?tri=name").text
    assert 'href="/export/fr/tableau.xlsx?tri=name" download' in text
    assert "http://localhost/fr/tableau?tri=name" in text
