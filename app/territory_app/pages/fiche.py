"""The territorial sheet: the page, its PDF and the territory's row as a table."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response, abort, request

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue, open_results
from territory_app.errors import ResultsError
from territory_app.exports.fiche_html import drawing
from territory_app.exports.fiche_pdf import sheet_name, sheet_pdf
from territory_app.exports.fiche_row import row_csv
from territory_app.site import Site
from territory_app.view_state import ViewState
from territory_app.views.comparable import comparable
from territory_app.views.fiche import sheet
from territory_app.views.fiche_model import Sheet
from territory_app.words import words

KEPT = 64
"""Sheets kept ready, so that a page, its PDF and its print are made once."""
COMPARED = 2
STYLES = ("fiche.css",)
SCRIPTS = ("fiche.js",)


class Sheets:
    """Sheets of one application, made when asked for; the last ones are kept.

    Parameters
    ----------
    site : Site
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._made = lru_cache(maxsize=KEPT)(self._make)

    def of(self, territory: str, language: str) -> Sheet:
        """Return a sheet; the page that is not there where the results lack the territory."""
        if territory not in self.site.catalogue.places:
            abort(404)
        return self._made(territory, language)

    def _make(self, territory: str, language: str) -> Sheet:
        return sheet(self.site.catalogue, territory, language, self.before())

    def before(self) -> Catalogue | ResultsError | None:
        """Return the earlier results, opened once; what is wrong with them if they do not open."""
        folder = self.site.settings.before
        if folder is None:
            return None

        def opened() -> Catalogue | ResultsError:
            try:
                return open_results(folder)
            except ResultsError as fault:
                return fault

        found: Catalogue | ResultsError = self.site.catalogue.holdings.keep("before", opened)
        return found


def register(server: Flask, site: Site) -> None:
    """Add the page in each language, its PDF and its row."""
    sheets = Sheets(site)

    def page(language: str, territory: str) -> Response:
        return _page(site, sheets.of(territory, language), language)

    def pdf(language: str, territory: str) -> Response:
        made = sheets.of(territory, _known(language))
        address = _whole(site, urls.SHEET.path(language, territory))
        content = sheet_pdf(made, site.catalogue, language, address)
        return _sent(content, "application/pdf", sheet_name(site.catalogue, made, language, "pdf"))

    def row(language: str, territory: str) -> Response:
        made = sheets.of(territory, _known(language))
        content = row_csv(site.catalogue, territory, language)
        return _sent(content, "text/csv", sheet_name(site.catalogue, made, language, "csv"))

    for language in LANGUAGES:
        server.add_url_rule(
            f"/{language}/{urls.SHEET.slug[language]}/<territory>",
            f"fiche-{language}",
            page,
            defaults={"language": language},
        )
    root = f"{urls.EXPORT}/<language>/{urls.SHEET.key}"
    server.add_url_rule(f"{root}/<territory>.pdf", "export-fiche-pdf", pdf)
    server.add_url_rule(f"{root}/<territory>.csv", "export-fiche-row", row)


def _page(site: Site, made: Sheet, language: str) -> Response:
    _ = words(language)
    territory = made.territory_id
    level, _row = site.catalogue.places[territory]

    def sheet_href(other: str) -> str:
        return site.at(urls.SHEET.path(language, other))

    return site.render(
        "fiche.html",
        urls.SHEET,
        language,
        title=" · ".join(filter(None, (made.name, _("Fiche territoriale"), made.fictional))),
        territory=territory,
        sheet=made,
        sheet_href=sheet_href,
        drawing=drawing,
        actions=_actions(site, made, level, language),
        method_href=site.at(urls.METHOD.path(language)),
        address=_whole(site, urls.SHEET.path(language, territory)),
        map_query=site.query(_on_the_map(site, level, territory)),
        styles=STYLES,
        scripts=SCRIPTS,
    )


def _actions(site: Site, made: Sheet, level: str, language: str) -> list[tuple[str, str]]:
    """List what can be done with a sheet: its words and its address."""
    _ = words(language)
    territory = made.territory_id
    files = site.at(f"{urls.EXPORT}/{language}/{urls.SHEET.key}/")
    on_map = site.at(urls.MAP.path(language)) + site.query(_on_the_map(site, level, territory))
    actions = [
        (_("Télécharger en PDF"), f"{files}{territory}.pdf"),
        (_("Voir sur la carte"), on_map),
    ]
    peers = comparable(site.catalogue, territory, COMPARED)
    if peers:
        asked = ",".join((territory, *(one.territory_id for one in peers)))
        compare = site.at(urls.COMPARE.path(language))
        actions.append((_("Comparer"), f"{compare}?territoires={asked}"))
    actions.append((_("Ses chiffres en CSV"), f"{files}{territory}.csv"))
    return actions


def _on_the_map(site: Site, level: str, territory: str) -> ViewState:
    choices = site.catalogue.choices()
    return ViewState(level, choices.indicators[0], territory=territory)


def _whole(site: Site, path: str) -> str:
    """Return a whole address, as it can be copied."""
    return f"{request.host_url.rstrip('/')}{site.at(path)}"


def _known(language: str) -> str:
    if language not in LANGUAGES:
        abort(404)
    return language


def _sent(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer
