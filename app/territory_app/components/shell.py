"""What every page shares: header, navigation, language, footer."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, urlsplit

import dash_mantine_components as dmc
from dash import dcc, html
from flask import has_request_context, request

from territory_app import ids, urls
from territory_app.components.attributes import hyphenated
from territory_app.site import OTHER, Site
from territory_app.urls import Page
from territory_app.words import words

THEME = {
    "primaryColor": "petrol",
    "primaryShade": {"light": 7, "dark": 4},
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


def layout(site: Site) -> Any:
    """Return the layout: an address, and the page of the address it is asked from.

    The browser says which page asks, so that no second question is needed; where it does not, or
    where something between hides it, a callback puts the right page (`callbacks.shell`).
    """
    from territory_app.pages import render  # noqa: PLC0415 - the pages are dressed in this shell

    address = _asking()
    located = site.locate(address.path)
    shown = located is not None and located[1] is urls.MAP
    page = render(address.path, address.query, site) if shown else None
    return dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.SHOWN, data=f"{address.path}?{address.query}" if shown else ""),
            dcc.Store(id=ids.WANTED),
            html.Div(page, id=ids.PAGE),
        ],
        theme=THEME,
        defaultColorScheme="auto",
    )


def _asking() -> SplitResult:
    """Return the address of the page that asks, as browsers state it; empty where none does."""
    try:
        return urlsplit((request.referrer or "") if has_request_context() else "")
    except ValueError:
        return urlsplit("")


def validation_layout(site: Site) -> Any:
    """Return the layout with the map in it, so that Dash checks every id a callback names."""
    from territory_app.pages import render  # noqa: PLC0415 - the pages are dressed in this shell

    return html.Div([layout(site), render(site.at(urls.MAP.path("fr")), "", site)])


def shell(site: Site, page: Page, language: str, query: str, content: list[Any]) -> Any:
    """Dress a page: header, ``content`` as the main landmark, footer."""
    return html.Div(
        [
            _header(site, page, language, query),
            html.Main(content, className="main"),
            _footer(site, language),
        ],
        className="shell",
    )


def _study(site: Site, language: str) -> Any:
    """Name the study; lead to the others, where there are some."""
    title = site.catalogue.bilingual("study", "title", language)
    studies = site.studies_in(language)
    if len(studies) < 2:  # noqa: PLR2004
        return html.P(title, className="study")
    current = hyphenated(aria_current="true")
    entries = [
        html.Li(html.A(one.title, href=one.href, **(current if one.current else {})))
        for one in studies
    ]
    return html.Details(
        [html.Summary(title, className="study"), html.Ul(entries)], className="studies"
    )


def _header(site: Site, page: Page, language: str, query: str) -> Any:
    _ = words(language)
    kept = hyphenated(data_keep_view="")
    links = [
        html.A(
            one.label,
            href=one.href,
            className="nav-link",
            **(kept if one.href.endswith(query) and query else {}),
            **(hyphenated(aria_current="page") if one.current else {}),
        )
        for one in site.navigation(page, language, query)
    ]
    label, other = OTHER[language]
    switch = html.A(
        label,
        href=site.at(page.path(other)) + query,
        className="language",
        lang=other,
        hrefLang=other,
        **kept,
    )
    return html.Header(
        [
            html.Div(
                [
                    html.P(_("Accès aux services sociaux de proximité"), className="product"),
                    _study(site, language),
                ],
                className="identity",
            ),
            html.Nav(links, **hyphenated(aria_label=_("Pages"))),
            switch,
        ],
        className="header",
    )


def _footer(site: Site, language: str) -> Any:
    _ = words(language)
    version = site.catalogue.record.get("territory_version", "?")
    return html.Footer(
        [
            html.P(
                _("territory {version}, résultats {checksum}.").format(
                    version=version, checksum=site.catalogue.version[:8]
                )
            ),
            html.A(_("Accessibilité"), href=site.at(urls.ACCESS.path(language))),
            html.P(
                _(
                    "L'accès mesuré est spatial : il ne dit rien de l'attente, de la langue "
                    "ni de la confiance."
                )
            ),
        ],
        className="footer",
    )
