"""The accessibility statement and the help for the keyboard."""

from __future__ import annotations

from flask import Flask, Response

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.site import Site
from territory_app.views.accessibilite import statement
from territory_app.words import words


def register(server: Flask, site: Site) -> None:
    """Add the page in each language."""

    def access_page(language: str) -> Response:
        _ = words(language)
        return site.render(
            "accessibilite.html",
            urls.ACCESS,
            language,
            title=_("Accessibilité"),
            told=statement(site.settings.contact, language),
        )

    for language in LANGUAGES:
        server.add_url_rule(
            urls.ACCESS.path(language),
            f"accessibilite-{language}",
            access_page,
            defaults={"language": language},
        )
