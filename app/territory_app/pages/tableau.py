"""The plain table of a view: the map's twin, for people who have no map or no script."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, request

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.site import Site
from territory_app.view_state import Choices, ViewState, read_view, write_view
from territory_app.views.choices import choices_of
from territory_app.views.cite import citation, in_words
from territory_app.views.offers import offers
from territory_app.views.rows import fields
from territory_app.views.selection import select
from territory_app.views.tableau import Asked, table_page
from territory_app.words import words


def register(server: Flask, site: Site) -> None:
    """Add the page in each language."""

    def page(language: str) -> Response:
        _ = words(language)
        choices = site.catalogue.choices()
        view = read_view(request.query_string.decode("ascii", "replace"), choices)
        asked = Asked.read(request.args.get("page"), request.args.get("tout"))
        here = urls.TABLE.path(language)

        def address(other: ViewState, part: Asked) -> str:
            return site.at(here) + query_of(choices, other, part)

        def sheet(territory: str) -> str:
            return site.at(urls.SHEET.path(language, territory))

        resolved = select(site.catalogue, view, language)
        found = table_page(resolved, asked, address, sheet)
        query = write_view(view, choices)
        whole = request.host_url.rstrip("/") + address(view, asked)
        cited = citation(site.catalogue, resolved.titles.title, whole, language, kind=_("tableau"))
        return site.render(
            "tableau.html",
            urls.TABLE,
            language,
            title=_("Tableau"),
            found=found,
            choices=choices_of(resolved),
            action=site.at(here),
            unfiltered=address(replace(view, within="", isolated=""), Asked()),
            meanings=fields(resolved),
            taken=offers(resolved, site.at, query),
            cited=in_words(cited),
            map_href=site.at(urls.MAP.path(language)) + query,
            query=query_of(choices, view, asked),
            map_query=query,
            styles=("tableau.css", "37-takeaway.css"),
        )

    for language in LANGUAGES:
        server.add_url_rule(
            urls.TABLE.path(language),
            f"tableau-{language}",
            page,
            defaults={"language": language},
        )


def query_of(choices: Choices, view: ViewState, asked: Asked) -> str:
    """Return the query string of a view and of a page of its table."""
    pairs = [
        *([f"page={asked.page}"] if asked.page and asked.page > 1 and not asked.whole else []),
        *(["tout=1"] if asked.whole else []),
    ]
    query = write_view(view, choices)
    if not pairs:
        return query
    return f"{query}&{'&'.join(pairs)}" if query else f"?{'&'.join(pairs)}"
