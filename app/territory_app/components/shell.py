"""What every page shares: header, navigation, language, footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from territory_app import ids, urls
from territory_app.catalogue import Catalogue
from territory_app.components.attributes import hyphenated
from territory_app.routes.vendor import VendorFile
from territory_app.tiles.store import TileStore
from territory_app.urls import Page
from territory_app.words import words

THEME = {
    "primaryColor": "petrol",
    "primaryShade": 7,
    "fontFamily": "var(--sans)",
    "headings": {"fontFamily": "var(--sans)"},
    "defaultRadius": "sm",
    "colors": {
        "petrol": [
            "#eef6f7", "#d9e8ea", "#b1d0d5", "#86b7bf", "#62a2ac",
            "#4b95a0", "#3c8b97", "#1f5f6b", "#1a525d", "#12434d",
        ]
    },
}  # fmt: skip


def layout() -> Any:
    """Return the layout: an address, and the page a callback puts under it."""
    return dmc.MantineProvider(
        [dcc.Location(id=ids.URL, refresh=False), html.Div(id=ids.PAGE)],
        theme=THEME,
        forceColorScheme="light",
    )


def validation_layout(
    catalogue: Catalogue, store: TileStore, files: Mapping[str, VendorFile]
) -> Any:
    """Return every page at once, so that Dash checks every id a callback names."""
    from territory_app.pages import render  # noqa: PLC0415 - the pages are dressed in this shell

    pages = [render(page.path("fr"), "", catalogue, store, files) for page in urls.PAGES]
    return html.Div([layout(), *pages])


def shell(
    catalogue: Catalogue, page: Page | None, language: str, query: str, content: list[Any]
) -> Any:
    """Dress a page: header, ``content`` as the main landmark, footer."""
    return html.Div(
        [
            _header(catalogue, page, language, query),
            html.Main(content, className="main"),
            _footer(catalogue, language),
        ],
        className="shell",
    )


def _header(catalogue: Catalogue, page: Page | None, language: str, query: str) -> Any:
    _ = words(language)
    names = {urls.MAP.key: _("Carte"), urls.METHOD.key: _("Méthode")}
    links = [
        html.A(
            names[one.key],
            href=one.path(language) + query,
            className="nav-link",
            **hyphenated(data_keep_view="", **({"aria_current": "page"} if one == page else {})),
        )
        for one in urls.PAGES
    ]
    other = "en" if language == "fr" else "fr"
    switch = html.A(
        "English" if other == "en" else "Français",
        href=(page or urls.MAP).path(other) + query,
        className="language",
        lang=other,
        hrefLang=other,
        **hyphenated(data_keep_view=""),
    )
    return html.Header(
        [
            html.Div(
                [
                    html.P(_("Accès aux services sociaux de proximité"), className="product"),
                    html.P(catalogue.bilingual("study", "title", language), className="study"),
                ],
                className="identity",
            ),
            html.Nav(links, **hyphenated(aria_label=_("Pages"))),
            switch,
        ],
        className="header",
    )


def _footer(catalogue: Catalogue, language: str) -> Any:
    _ = words(language)
    version = catalogue.record.get("territory_version", "?")
    return html.Footer(
        [
            html.P(
                _("territory {version}, résultats {checksum}.").format(
                    version=version, checksum=catalogue.version[:8]
                )
            ),
            html.P(
                _(
                    "L'accès mesuré est spatial : il ne dit rien de l'attente, de la langue "
                    "ni de la confiance."
                )
            ),
        ],
        className="footer",
    )
