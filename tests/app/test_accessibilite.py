"""The accessibility statement: honest, dated, in both languages, with a way out for each limit."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from territory.text import LANGUAGES
from territory_app import Settings, create_app, urls
from territory_app.factory import TerritoryDash
from territory_app.views.accessibilite import REVIEWED, statement

BOTH = pytest.mark.parametrize("language", LANGUAGES)


@BOTH
def test_the_statement_names_the_standard_and_how_far_it_is_met(
    client: FlaskClient, language: str
) -> None:
    page = client.get(urls.ACCESS.path(language)).text
    assert "SGQRI 008-3.0" in page
    assert "WCAG 2.1" in page
    assert {"fr": "partiellement conforme", "en": "partially conformant"}[language] in page


@BOTH
def test_every_known_limit_comes_with_something_to_use_instead(language: str) -> None:
    told = statement("", language)
    assert told.limits
    assert all(limit and instead for limit, instead in told.limits)
    assert told.untested


def test_the_statement_is_dated(client: FlaskClient) -> None:
    assert str(REVIEWED.year) in statement("", "fr").reviewed
    assert statement("", "fr").reviewed in client.get("/fr/accessibilite").text


def test_nobody_is_named_to_write_to_unless_the_settings_do(
    study_app: TerritoryDash, client: FlaskClient
) -> None:
    assert "@" not in client.get("/fr/accessibilite").text
    asked = Settings(
        out=study_app.site.settings.out,
        cache=study_app.site.settings.cache,
        contact="<b>acces@exemple.org</b>",
    )
    page = create_app(asked).server.test_client().get("/en/accessibility").text
    assert "acces@exemple.org" in page
    assert "<b>acces" not in page


def test_the_two_languages_tell_the_same_things() -> None:
    french, english = (statement("", language) for language in LANGUAGES)
    for name in ("tested", "untested", "limits", "keys"):
        assert len(getattr(french, name)) == len(getattr(english, name))
        assert all(
            a != b for a, b in zip(getattr(french, name), getattr(english, name), strict=True)
        )


def test_the_statement_leads_to_the_table_and_the_data(client: FlaskClient) -> None:
    page = client.get("/fr/accessibilite").text
    assert 'href="/fr/tableau"' in page
    assert 'href="/fr/donnees#telecharger"' in page
