"""Make one application from one results folder; no state lives outside what is made here."""

from __future__ import annotations

import json
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, cast

from dash import Dash
from flask import abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from territory_app import access_log, callbacks, pages, security, urls
from territory_app.catalogue import open_results
from territory_app.components.shell import layout, validation_layout
from territory_app.pages.carte import map_config
from territory_app.routes import (
    compression,
    data,
    drop,
    export,
    faults,
    fonts,
    health,
    linked_maps,
    tiles,
    turnstile,
    vendor,
)
from territory_app.routes.vendor import SCRIPT, STYLE, vendor_url
from territory_app.settings import Settings
from territory_app.site import OTHER, Site
from territory_app.tiles.store import TileStore
from territory_app.view_state import PAINTED, write_view
from territory_app.words import words

TABLED = ("service", "need")
"""Fields that, with the level, decide the figures of the table."""
INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
{css}
{map_files}
{preloads}
</head>
<body>
<a class="skip" href="#donnees">{skip}</a>
{banner}
<div class="waiting">
<div class="header"></div>
<div class="main"><p class="titles" role="status">{loading}
<span class="late">{late} <a href="{table}">{table_words}</a></span></p>
<div class="asked skeleton"></div>
<div class="workbench"><div class="side skeleton"></div>
<div class="map-frame"><div class="map"></div></div><div class="panel skeleton"></div></div></div>
</div>
<div id="react-entry-point"></div>
<noscript><style>.waiting {{ display: none }}</style>
<main class="main"><section class="prose"><h1>{heading}</h1><p>{noscript}</p>
<p class="actions"><a class="button" href="{table}">{table_words}</a></p>
<nav aria-label="{pages}"><ul>{links}</ul></nav></section></main>
</noscript>
<script type="application/json" id="map-config">{map_config}</script>
<footer class="machinery">{config}{scripts}{renderer}</footer>
</body>
</html>"""


class TerritoryDash(Dash):
    """Dash, with a page skeleton that speaks the language of its address.

    The demonstration's banner is in the skeleton itself: it shows whatever the scripts do.
    """

    site: Site

    def interpolate_index(  # type: ignore[override]
        self, *, css: str, config: str, scripts: str, renderer: str, **_unused: str
    ) -> str:
        """Write the skeleton of the map page around what Dash gives."""
        site = self.site
        language = urls.language_of(request.path)
        _ = words(language)
        catalogue = site.catalogue
        banner = catalogue.banner(language)
        study = catalogue.bilingual("study", "title", language)
        # What the view asks for is read and written again: nothing mangled goes further.
        query = site.query(site.view())
        table = site.at(urls.TABLE.path(language)) + query
        return INDEX.format(
            language=language,
            title=escape(" · ".join(filter(None, (_("Carte"), study)))),
            icon=escape(site.static("favicon.svg")),
            css=css,
            map_files=self._map_files(),
            preloads=self._preloads(language),
            skip=escape(_("Voir les données en tableau")),
            banner=_banner(banner, _("Avertissement")) if banner else "",
            loading=escape(_("Chargement…")),
            late=escape(_("La carte tarde à venir. En attendant :")),
            heading=escape(_("Carte")),
            noscript=escape(_("La carte a besoin de JavaScript; tout le reste s'en passe.")),
            table=escape(table),
            table_words=escape(_("Ouvrir le tableau et les fiches")),
            pages=escape(_("Pages")),
            links=self._links(language, query),
            map_config=_inert(map_config(site, language)),
            config=config,
            scripts=scripts,
            renderer=renderer,
        )

    def _config(self) -> Any:
        """Return what Dash tells the browser, without what names this very process.

        Every worker then writes the same page; the token is for callbacks in the background,
        which there are none of.
        """
        told: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        # Every id of the callbacks is checked by a test: browsers need not do it at each visit.
        told.pop("validation_layout", None)
        return told | {"python_version": "", "dash_version_url": "", "end_id": ""}

    def _links(self, language: str, query: str) -> str:
        """Write the links to the other pages and to the other language, for lack of scripts."""
        site = self.site
        links = [
            f'<li><a href="{escape(one.href)}">{escape(one.label)}</a></li>'
            for one in site.navigation(urls.MAP, language, query)
            if not one.current
        ]
        label, other = OTHER[language]
        href = site.at(urls.MAP.path(other)) + query
        links.append(
            f'<li><a href="{escape(href)}" lang="{other}" hreflang="{other}">{label}</a></li>'
        )
        return "".join(links)

    def _map_files(self) -> str:
        site = self.site
        style = escape(site.at(vendor_url(site.files, STYLE)))
        script = escape(site.at(vendor_url(site.files, SCRIPT)))
        return (
            f'<link rel="stylesheet" href="{style}">\n'
            f'<script async id="map-library" src="{script}"></script>'
        )

    def _preloads(self, language: str) -> str:
        """Name what the scripts will ask for, so that it comes while they load."""
        site = self.site
        view = site.view()
        choices = site.catalogue.choices()
        asked = (
            (f"places/{view.level}", ()),
            (f"paint/{view.level}/{view.indicator}", PAINTED),
            (f"table/{language}/{view.level}", TABLED),
        )
        addresses = []
        for path, fields in asked:
            query = write_view(view, choices, fields)
            kept = f"{query}&" if query else "?"
            addresses.append(f"{site.at(urls.DATA)}/{path}{kept}v={site.catalogue.version}")
        return "".join(
            f'<link rel="preload" as="fetch" crossorigin href="{escape(address)}">'
            for address in addresses
        )


def create_app(settings: Settings) -> TerritoryDash:
    """Make the application that shows one results folder.

    Parameters
    ----------
    settings : Settings
        The folder, which is only read, and where map tiles are kept.

    Returns
    -------
    TerritoryDash
        A `dash.Dash`, ready to be served; ``app.server`` is the WSGI application.

    Raises
    ------
    ResultsError
        One sentence, when the folder is not one a run wrote.
    """
    catalogue = open_results(settings.out)
    store = TileStore(catalogue, settings.tile_folder())
    files = vendor.read_vendor()
    site = Site(catalogue, store, settings, files, data.Answers(catalogue, store))
    app = TerritoryDash(
        __name__,
        assets_folder=str(Path(__file__).parent / "assets"),
        routes_pathname_prefix="/",
        requests_pathname_prefix=f"{settings.prefix}/",
        title="territory",
        update_title="",
        add_log_handler=False,
        serve_locally=True,
    )
    app.site = site
    app.layout = partial(layout, site)
    app.validation_layout = validation_layout(site)
    callbacks.register(app, site)
    _register_routes(app, site)
    security.protect(app)
    _ask_once(app)
    return app


def _ask_once(app: TerritoryDash) -> None:
    """Ask for the page once, for nobody.

    Dash finishes setting itself up at its first request, and serves a script only once a page has
    named it: two requests that came first together would find it half done.
    """
    app.server.test_client().get(urls.MAP.path("fr")).close()


def _register_routes(app: Dash, site: Site) -> None:
    server = app.server
    tiles.register(server, site.store, frozenset(site.catalogue.levels))
    data.register(server, site.catalogue, site.answers)
    vendor.register(server, site.files)
    fonts.register(server)
    linked_maps.register(server)
    health.register(server, site)
    pages.register(server, site)
    drop.register(server, site)
    export.register(server, site)
    compression.register(server)
    turnstile.register(server)
    faults.register(server, site)
    access_log.note_rules(server)
    _keep_dash_to_the_map(app, site)


def _inert(content: Any) -> str:
    r"""Write data a script will read, so that nothing in it can end the element it is in.

    Examples
    --------
    >>> print(_inert({"name": "</script>"}))
    {"name":"\u003c/script>"}
    """
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")


def _keep_dash_to_the_map(app: Dash, site: Site) -> None:
    """Answer 404 where Dash would show its page at any address, and open on the map in French."""
    server = app.server
    catch_all = f"{app.config.routes_pathname_prefix}<path:path>"
    shown = server.view_functions[catch_all]

    def only_the_map(path: str) -> AnyResponse:
        located = urls.locate(f"/{path}")
        if located is None or located[1] is not urls.MAP:
            abort(404)
        return cast("AnyResponse", shown(path=path))

    def open_on_french() -> AnyResponse | None:
        if request.path != "/":
            return None
        query = request.query_string.decode("ascii", "replace")
        return redirect(site.at(urls.MAP.path("fr")) + (f"?{query}" if query else ""))

    def nothing(**_asked: str) -> AnyResponse:
        abort(404)

    server.view_functions[catch_all] = only_the_map
    server.view_functions["/_reload-hash"] = nothing
    server.before_request(open_on_french)


def _banner(sentence: str, label: str) -> str:
    return (
        f'<aside class="demonstration" aria-label="{escape(label)}"><p>{escape(sentence)}</p>'
        "</aside>"
    )
