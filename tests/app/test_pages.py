"""Pages: language, banner, the way between them, and none of the two languages in the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from dash import Dash
from dash.development.base_component import Component
from flask.testing import FlaskClient

from territory_app import ids, urls
from territory_app.components.legend import legend
from territory_app.components.panel import links, panel_content
from territory_app.factory import TerritoryDash
from territory_app.indicators import INDICATORS
from territory_app.pages import render
from territory_app.site import Site
from territory_app.view_state import METHODS, ViewState
from territory_app.views.legend import words_shown
from territory_app.views.panel import panel
from territory_app.views.recolour import classing_shown
from territory_app.views.shown import shown
from territory_app.views.titles import titles_shown
from territory_app.words import CATALOGUE

PATHS = [
    page.path(language, "MRC:12" if page.of_territory else "")
    for page in urls.PAGES
    for language in ("fr", "en")
]
BANNERS = {
    "fr": "Démonstration. Noms, codes et populations réels; limites, points de service, effectifs "
    "et inscription inventés. Aucun classement ne décrit un territoire réel. Ne pas citer.",
    "en": "Demonstration. Real names, codes and populations; boundaries, service points, staffing "
    "and registration are invented. No ranking describes a real place. Do not cite.",
}


def _texts(component: Any) -> list[str]:
    """Every text a component shows, in order."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, list | tuple):
        return [text for one in component for text in _texts(one)]
    if isinstance(component, Component):
        shown = [getattr(component, name, None) for name in ("label", "placeholder", "description")]
        options = (
            [one["label"] for one in getattr(component, "data", None) or [] if "label" in one]
            if type(component).__name__ == "Select"
            else []
        )
        spoken = component.to_plotly_json()["props"].get("aria-label")
        children = getattr(component, "children", None)
        return [*_texts([*shown, *options, spoken]), *_texts(children)]
    return []


@pytest.mark.parametrize("path", [*PATHS, "/fr/nulle-part", "/en/nowhere"])
def test_every_page_carries_the_banner_and_says_its_language(
    client: FlaskClient, path: str
) -> None:
    language = urls.language_of(path)
    page = client.get(path).text
    assert f'<html lang="{language}">' in page
    assert BANNERS[language] in page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_exists_is_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/fr/nulle-part", "/en/methode", "/quoi", "/fr/methode/x"])
def test_a_page_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pages_ask_nothing_of_other_servers(client: FlaskClient) -> None:
    for path in PATHS:
        addresses = re.findall(r'(?:src|href)="([^"]+)"', client.get(path).text)
        assert addresses
        own = ("/", "#", "?", "http://localhost/")
        assert [address for address in addresses if not address.startswith(own)] == [], path


def test_the_other_language_and_the_table_keep_the_view(study_app: TerritoryDash) -> None:
    page = render("/fr/", "?niveau=rls&territoire=RLS%3A0102", study_app.site)
    links = re.findall(r'"href": "(/[^"]*)"', json.dumps(page.to_plotly_json(), default=_plain))
    assert "/en/?niveau=rls&territoire=RLS%3A0102" in links
    assert "/fr/tableau?niveau=rls&territoire=RLS%3A0102" in links


def _plain(component: Component) -> Any:
    return component.to_plotly_json()


def _map_texts(site: Site, language: str) -> list[str]:
    """Every text of the map page in a language, whatever is asked and whoever is chosen."""
    catalogue = site.catalogue
    texts = _texts(render(f"/{language}/", "", site))
    for indicator in INDICATORS:
        for method in METHODS:
            view = ViewState("mrc", indicator.key, method=method)
            asked = shown(catalogue, view, language)
            seen = classing_shown(catalogue, asked, language)
            said = words_shown(catalogue, asked, language)
            above = titles_shown(catalogue, asked, "", language)
            texts += _texts(legend(seen, asked.indicator, language, said=said, method="/"))
            texts += [above.title, above.subtitle, above.announcement]
    for territory in catalogue.places:
        told = panel(catalogue, territory, language)
        texts += _texts(panel_content(told, language, links=links(site, territory, language)))
    return texts


def test_no_french_is_left_in_the_english_map(study_app: TerritoryDash) -> None:
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    french = {str(message.id) for message in english if message.id and message.id != message.string}
    shared = {"territoire", "territoires", "personnes", "personne"}
    assert not french - shared & set(_map_texts(study_app.site, "en"))


def test_every_french_message_has_its_english() -> None:
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    assert [message.id for message in english if message.id and not message.string] == []


def test_french_marks_have_their_non_breaking_spaces(study_app: TerritoryDash) -> None:
    texts = _map_texts(study_app.site, "fr")
    wrong = [text for text in texts if re.search(r"(?<!,) [:%»?!;]|« |\d \d{3}", text)]
    assert wrong == []


def test_a_missing_page_leads_back_to_the_map(client: FlaskClient) -> None:
    page = client.get("/fr/nulle-part").text
    assert 'href="/fr/"' in page


def test_the_panel_leads_to_the_sheet_and_to_a_comparison(study_app: TerritoryDash) -> None:
    assert links(study_app.site, "MRC:12", "en") == (
        ("Open the sheet", "/en/sheet/MRC:12"),
        ("Compare", "/en/compare?territoires=MRC:12"),
    )


@pytest.mark.parametrize("indicator", ["classe", "atteinte", "besoin", "croisement"])
def test_controls_that_mean_nothing_are_put_away(study_app: TerritoryDash, indicator: str) -> None:
    page = json.loads(
        json.dumps(
            render("/fr/", f"?indicateur={indicator}", study_app.site).to_plotly_json(),
            default=_plain,
        )
    )
    hidden = {
        one["props"]["id"]: one["props"]["hidden"]
        for one in _components(page)
        if "hidden" in one["props"] and "id" in one["props"]
    }
    assert hidden[ids.NEED_BOX] is (indicator not in ("besoin", "croisement"))
    assert hidden[ids.BREAKS_BOX] is (indicator in ("classe", "croisement"))


def _components(node: Any) -> list[Any]:
    if isinstance(node, list):
        return [one for part in node for one in _components(part)]
    if not isinstance(node, dict) or "props" not in node:
        return []
    return [node, *_components(node["props"].get("children"))]


def test_every_legend_button_has_words_and_a_code(study_app: TerritoryDash) -> None:
    catalogue = study_app.site.catalogue
    asked = shown(catalogue, ViewState("mrc", "croisement"), "fr")
    seen = classing_shown(catalogue, asked, "fr")
    drawn = legend(seen, asked.indicator, "fr", said=words_shown(catalogue, asked, "fr"))
    texts = " ".join(_texts(drawn))
    for entry in seen.entries:
        assert entry.label in texts
    buttons = [
        one
        for one in _components(json.loads(json.dumps(drawn, default=_plain)))
        if one["type"] == "Button"
    ]
    assert [one["props"]["data-code"] for one in buttons] == [
        *"678345012", *(entry.code for entry in seen.entries[9:])
    ]  # fmt: skip


def test_every_id_a_callback_names_is_in_a_page(demo_app: Dash) -> None:
    assert not demo_app.config.suppress_callback_exceptions
    drawn = json.loads(json.dumps(demo_app.validation_layout, default=_plain))
    present = {one["props"]["id"] for one in _components(drawn) if "id" in one["props"]}
    named = set()
    for output, callback in demo_app.callback_map.items():
        spoken = [*callback["inputs"], *callback["state"]]
        named |= {one["id"] for one in spoken if not one["id"].startswith("{")}
        parts = output.strip(".").split("...")
        named |= {one.rpartition(".")[0] for one in parts if not one.startswith("{")}
    assert len(named) > 20
    assert named - present == set()


def test_no_script_of_another_origin_is_kept_here() -> None:
    assets = Path(urls.__file__).parent / "assets"
    for script in assets.glob("*"):
        text = script.read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "setHTML" not in text
        assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_without_scripts_the_map_page_keeps_the_view_and_leads_everywhere(
    client: FlaskClient,
) -> None:
    page = client.get("/fr/?niveau=mrc&indicateur=acces&tri=<script>").text
    block = page.partition("<noscript>")[2].partition("</noscript>")[0]
    links = re.findall(r'href="([^"]*)"', block)
    assert links[0].startswith("/fr/tableau")
    assert "indicateur=acces" in links[0]
    assert {"/fr/comparer", "/fr/donnees", "/fr/methode"} <= set(links)
    assert any(one.startswith("/en/?") and "indicateur=acces" in one for one in links)
    assert "<script>" not in block
