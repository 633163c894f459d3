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

from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.components.legend import legend
from territory_app.components.panel import panel_content
from territory_app.indicators import INDICATORS
from territory_app.pages import render
from territory_app.routes.vendor import read_vendor
from territory_app.tiles.store import TileStore
from territory_app.views.panel import panel
from territory_app.views.recolour import classing
from territory_app.words import CATALOGUE

PATHS = [page.path(language) for page in urls.PAGES for language in ("fr", "en")]
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
        assert all(address.startswith(("/", "#")) for address in addresses)


def test_the_other_language_keeps_the_view(study: Catalogue, store: TileStore) -> None:
    page = render("/fr/", "?niveau=rls&territoire=RLS%3A0102", study, store, read_vendor())
    links = re.findall(r'"href": "(/[^"]*)"', json.dumps(page.to_plotly_json(), default=_plain))
    assert "/en/?niveau=rls&territoire=RLS%3A0102" in links
    assert "/fr/methode?niveau=rls&territoire=RLS%3A0102" in links


def _plain(component: Component) -> Any:
    return component.to_plotly_json()


@pytest.mark.parametrize("path", ["/en/", "/en/method", "/en/nowhere"])
def test_no_french_is_left_in_an_english_page(
    study: Catalogue, store: TileStore, path: str
) -> None:
    page = render(path, "", study, store, read_vendor())
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    french = {str(message.id) for message in english if message.id and message.id != message.string}
    shared = {"territoire", "territoires", "personnes", "personne"}
    assert not french - shared & set(_texts(page))


def test_every_french_message_has_its_english() -> None:
    with CATALOGUE.open("rb") as stream:
        english = read_po(stream, locale="en")
    assert [message.id for message in english if message.id and not message.string] == []


def test_french_marks_have_their_non_breaking_spaces(study: Catalogue, store: TileStore) -> None:
    texts = _texts(render("/fr/methode", "", study, store, read_vendor()))
    for indicator in INDICATORS:
        shown = classing(study, study.levels["mrc"], indicator, "fr")
        texts += _texts(legend(shown, indicator, "fr"))
    for territory in study.places:
        texts += _texts(panel_content(panel(study, territory, "fr"), "fr"))
    wrong = [text for text in texts if re.search(r" [:%»?!;]|« |\d \d{3}", text)]
    assert wrong == []


def test_an_error_page_leads_back_to_the_map(study: Catalogue, store: TileStore) -> None:
    page = render("/fr/nulle-part", "", study, store, read_vendor())
    assert "Revenir à la carte" in _texts(page)


def test_every_id_a_callback_names_is_in_a_page(demo_app: Dash) -> None:
    assert demo_app.validation_layout is not None
    assert not demo_app.config.suppress_callback_exceptions


def test_no_script_of_another_origin_is_kept_here() -> None:
    assets = Path(urls.__file__).parent / "assets"
    for script in assets.glob("*"):
        text = script.read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "setHTML" not in text
        assert not re.search(r"https?://(?!www\.w3\.org)", text)
