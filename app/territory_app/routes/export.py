"""Files to take away: the table and the picture of a view.

Addresses say the language and the format; everything else is the view's own query string, where
anything mangled asks for the default view.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.exports.made import TABLES, Taken, table_file
from territory_app.site import Site
from territory_app.views.selection import Selection, select

TABLE, PICTURE = "tableau", "carte"


def register(server: Flask, site: Site) -> None:
    """Add the routes."""

    def table(language: str, extension: str) -> Response:
        _known(language, extension, TABLES)
        return _sent(table_file(_selection(site, language), extension, permalink(site, language)))

    root = urls.EXPORT
    server.add_url_rule(f"{root}/<language>/{TABLE}.<extension>", "export-table", table)


def permalink(site: Site, language: str) -> str:
    """Return the whole address of the map of the request's view."""
    host = request.host_url.rstrip("/")
    return f"{host}{site.at(urls.MAP.path(language))}{site.query(site.view())}"


def _selection(site: Site, language: str) -> Selection:
    return select(site.catalogue, site.view(), language)


def _known(language: str, extension: str, extensions: tuple[str, ...]) -> None:
    if language not in LANGUAGES or extension not in extensions:
        abort(404)


def _sent(file: Taken) -> Response:
    answer = Response(file.content, mimetype=file.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer
