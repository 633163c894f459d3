"""The method page: what is measured, the norm in use, the sources."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.site import Site
from territory_app.views.methode import Method, method
from territory_app.words import words


def register(server: Flask, site: Site) -> None:
    """Add the page in each language."""

    @lru_cache(maxsize=len(LANGUAGES))
    def told(language: str) -> Method:
        return method(site.catalogue, language)

    def method_page(language: str) -> Response:
        _ = words(language)
        return site.render(
            "methode.html",
            urls.METHOD,
            language,
            title=_("Méthode"),
            method=told(language),
            styles=("methode.css",),
        )

    for language in LANGUAGES:
        server.add_url_rule(
            urls.METHOD.path(language),
            f"methode-{language}",
            method_page,
            defaults={"language": language},
        )
