"""Make one application from one results folder; no state lives outside what is made here."""

from __future__ import annotations

from html import escape
from pathlib import Path

from dash import Dash
from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from territory_app import callbacks, security, urls
from territory_app.catalogue import Catalogue, open_results
from territory_app.components.shell import layout, validation_layout
from territory_app.routes import compression, data, health, tiles, vendor
from territory_app.routes.vendor import SCRIPT, STYLE, VendorFile, vendor_url
from territory_app.settings import Settings
from territory_app.tiles.store import TileStore
from territory_app.view_state import read_view
from territory_app.words import words

INDEX = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
{css}
{map_files}
{preloads}
</head>
<body>
<a class="skip" href="#donnees">{skip}</a>
{banner}
<div id="react-entry-point"><p class="loading" role="status">{loading}</p></div>
<noscript><p class="loading">{noscript}</p></noscript>
<footer class="machinery">{config}{scripts}{renderer}</footer>
</body>
</html>"""


class TerritoryDash(Dash):
    """Dash, with a page skeleton that speaks the language of its address.

    The demonstration's banner is in the skeleton itself: it shows on every page, whatever the
    scripts do.
    """

    catalogue: Catalogue
    tiles: TileStore
    vendor_files: dict[str, VendorFile]

    def interpolate_index(  # type: ignore[override]
        self, *, css: str, config: str, scripts: str, renderer: str, **_unused: str
    ) -> str:
        """Write the skeleton of one page around what Dash gives."""
        language = urls.language_of(request.path)
        located = urls.locate(request.path)
        _ = words(language)
        banner = self.catalogue.banner(language)
        study = self.catalogue.bilingual("study", "title", language)
        return INDEX.format(
            language=language,
            title=escape(" · ".join(filter(None, (_page_title(request.path, language), study)))),
            css=css,
            map_files=self._map_files() if located and located[1] is urls.MAP else "",
            preloads=self._preloads(language) if located and located[1] is urls.MAP else "",
            skip=escape(_("Voir les données en tableau")),
            banner=_banner(banner, _("Avertissement")) if banner else "",
            loading=escape(_("Chargement…")),
            noscript=escape(
                _(
                    "Cette application a besoin de JavaScript; les tableaux sont aussi dans les "
                    "fichiers CSV du dossier de résultats."
                )
            ),
            config=config,
            scripts=scripts,
            renderer=renderer,
        )

    def _map_files(self) -> str:
        style = escape(vendor_url(self.vendor_files, STYLE))
        script = escape(vendor_url(self.vendor_files, SCRIPT))
        return (
            f'<link rel="stylesheet" href="{style}">\n'
            f'<script async id="map-library" src="{script}"></script>'
        )

    def _preloads(self, language: str) -> str:
        """Name what the scripts will ask for, so that it comes while they load."""
        query = request.query_string.decode("ascii", "replace")
        view = read_view(query, self.catalogue.choices())
        version = self.catalogue.version
        asked = (
            f"{urls.DATA}/places/{view.level}",
            f"{urls.DATA}/paint/{view.level}/{view.indicator}",
            f"{urls.DATA}/table/{language}/{view.level}",
        )
        return "".join(
            f'<link rel="preload" as="fetch" crossorigin href="{escape(path)}?v={version}">'
            for path in asked
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
    app = TerritoryDash(
        __name__,
        assets_folder=str(Path(__file__).parent / "assets"),
        title="territory",
        update_title="",
        add_log_handler=False,
        serve_locally=True,
    )
    app.catalogue = catalogue
    app.tiles = store
    app.vendor_files = files
    app.layout = layout()
    app.validation_layout = validation_layout(catalogue, store, files)
    callbacks.register(app, catalogue, store, files)
    _register_routes(app, catalogue, store, files)
    security.protect(app)
    return app


def _register_routes(
    app: Dash, catalogue: Catalogue, store: TileStore, files: dict[str, VendorFile]
) -> None:
    server = app.server
    tiles.register(server, store, frozenset(catalogue.levels))
    data.register(server, catalogue, store)
    vendor.register(server, files)
    health.register(server, catalogue)
    compression.register(server)
    catch_all = f"{app.config.routes_pathname_prefix}<path:path>"

    def open_on_french() -> AnyResponse | None:
        if request.path != "/":
            return None
        query = request.query_string.decode("ascii", "replace")
        return redirect(urls.MAP.path("fr") + (f"?{query}" if query else ""))

    def say_not_found(answer: Response) -> Response:
        if request.endpoint == catch_all and answer.status_code == 200:  # noqa: PLR2004
            answer.status_code = security.page_status(request.path)
        return answer

    server.before_request(open_on_french)
    server.after_request(say_not_found)


def _banner(sentence: str, label: str) -> str:
    return (
        f'<aside class="demonstration" aria-label="{escape(label)}"><p>{escape(sentence)}</p>'
        "</aside>"
    )


def _page_title(path: str, language: str) -> str:
    _ = words(language)
    located = urls.locate(path)
    if located is None:
        return _("Page introuvable")
    return _("Carte") if located[1] is urls.MAP else _("Méthode")
