"""Files to take away: the table and the picture of a view, and how to cite it.

Addresses say the language and the format; everything else is the view's own query string, where
anything mangled asks for the default view.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import Flask, Response, abort, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.exports.made import PICTURES, TABLES, Taken, picture_file, table_file
from territory_app.exports.naming import file_name
from territory_app.site import Site
from territory_app.view_state import ViewState, read_view
from territory_app.views.cite import Citation, bibtex, citation, in_words, ris
from territory_app.views.offers import file_details, licence
from territory_app.views.selection import select

TABLE, PICTURE, CITATION = "tableau", "carte", "citation"
KEPT = 12
"""Pictures kept: at most so many times a megabyte."""
CITED: dict[str, tuple[str, Callable[[Citation], str]]] = {
    "txt": ("text/plain", in_words),
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
}


def register(server: Flask, site: Site) -> None:
    """Add the routes."""
    choices = site.catalogue.choices()

    @lru_cache(maxsize=KEPT)
    def drawn(language: str, query: str, extension: str) -> Taken:
        selection = select(site.catalogue, read_view(query, choices), language)
        return picture_file(selection, extension, site.store)

    def table(language: str, extension: str) -> AnyResponse:
        _known(language, extension, TABLES)
        selection = select(site.catalogue, site.view(), language)
        return _sent(table_file(selection, extension, permalink(site, language)))

    def picture(language: str, extension: str) -> AnyResponse:
        _known(language, extension, PICTURES)
        return _sent(drawn(language, site.query(site.view()), extension))

    def cite(language: str, extension: str) -> AnyResponse:
        _known(language, extension, tuple(CITED))
        selection = select(site.catalogue, site.view(), language)
        address = permalink(site, language)
        cited = citation(site.catalogue, selection.titles.title, address, language)
        mimetype, write = CITED[extension]
        name = file_name(selection, CITATION, extension)
        return _sent(Taken(name, mimetype, write(cited).encode("utf-8")))

    def told(language: str) -> Response:
        if language not in LANGUAGES:
            abort(404)
        selection = select(site.catalogue, site.view(), language)
        cited = citation(
            site.catalogue, selection.titles.title, permalink(site, language), language
        )
        answer = jsonify(
            details=file_details(selection), licence=licence(selection), citation=in_words(cited)
        )
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    root = f"{urls.EXPORT}/<language>"
    server.add_url_rule(f"{root}/{TABLE}.<extension>", "export-table", table)
    server.add_url_rule(f"{root}/{PICTURE}.<extension>", "export-picture", picture)
    server.add_url_rule(f"{root}/{CITATION}.<extension>", "export-citation", cite)
    # Small, and asked for by a script: it does not wait for its turn among the exports.
    server.add_url_rule(f"{urls.DATA}/offer/<language>", "offer", told)


def permalink(site: Site, language: str, view: ViewState | None = None) -> str:
    """Return the whole address of the map of a view, the request's when none is given."""
    host = request.host_url.rstrip("/")
    path = site.at(urls.MAP.path(language))
    return f"{host}{path}{site.query(site.view() if view is None else view)}"


def _known(language: str, extension: str, extensions: tuple[str, ...]) -> None:
    if language not in LANGUAGES or extension not in extensions:
        abort(404)


def _sent(file: Taken) -> AnyResponse:
    answer = Response(file.content, mimetype=file.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(file.checksum)
    return answer.make_conditional(request.environ)
