"""The panel of one territory, or the level in brief where none is chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html

from territory_app import urls
from territory_app.components.attributes import hyphenated
from territory_app.components.swatch import mark, swatch
from territory_app.site import Site
from territory_app.views.panel import Door, Panel, Test
from territory_app.views.summary import Figure
from territory_app.words import words

SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?", "none": "–"}


def links(site: Site, territory: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return where a territory leads: its sheet, and the comparison it is the first of."""
    _ = words(language)
    return (
        (_("Ouvrir la fiche"), site.at(urls.SHEET.path(language, territory))),
        (
            _("Comparer"),
            f"{site.at(urls.COMPARE.path(language))}?territoires={quote(territory, safe=':')}",
        ),
    )


def panel_content(
    panel: Panel, language: str, *, links: tuple[tuple[str, str], ...] = ()
) -> list[Any]:
    """Return what the panel says of a territory, then where it leads."""
    _ = words(language)
    actions = [html.A(label, href=href, className="button plain") for label, href in links]
    blocks = [
        html.P([panel.level, html.Span(panel.code, className="code")], className="kicker"),
        html.H2(panel.name, className="panel-name"),
        _judgement(panel),
        html.Dl(_facts(panel, language), className="facts"),
        *([html.P(actions, className="actions")] if actions else []),
    ]
    if panel.tests:
        blocks += [
            html.H3(_("Trois épreuves")),
            html.Ul([_test(test) for test in panel.tests], className="tests"),
        ]
    if panel.doors or panel.doors_note:
        heading = _("Portes les plus proches")
        if panel.fictional:
            heading = _("Portes les plus proches (points fictifs)")
        blocks += [
            html.H3(heading),
            html.Ol([_door(door) for door in panel.doors], className="doors"),
            html.P(panel.doors_note, className="fine"),
        ]
    if panel.reservations:
        blocks += [
            html.H3(_("À lire avec réserve")),
            html.Ul([html.Li(text) for text in panel.reservations], className="reservations"),
        ]
    blocks += [
        html.H3(_("Norme utilisée")),
        html.P(panel.norm, className="norm-name"),
        *(html.P(line, className="fine") for line in panel.norm_detail),
        html.P(
            _("Une norme est une convention déclarée, pas une règle officielle."), className="fine"
        ),
    ]
    return blocks


def summary_content(figures: list[Figure], level: str, note: str, language: str) -> list[Any]:
    """Return the level in brief."""
    _ = words(language)
    rows = [html.Div([html.Dt(one.label), html.Dd(one.value)]) for one in figures]
    return [
        html.P(level, className="kicker"),
        html.H2(_("En bref"), className="panel-name"),
        html.Dl(rows, className="figures"),
        html.P(
            _(
                "Choisissez un territoire sur la carte, dans le tableau ou avec la recherche pour "
                "voir ses trois épreuves et ses portes les plus proches."
            ),
            className="hint",
        ),
        *([html.P(note, className="fine")] if note else []),
    ]


def _judgement(panel: Panel) -> Any:
    words_ = [html.Span(panel.class_word, className="class-word")]
    if panel.fictional:
        words_.append(html.Span(panel.fictional, className="fictional"))
    return html.P(
        [
            swatch(panel.style),
            html.Span(words_),
            *([html.Span(panel.rank, className="rank")] if panel.rank else []),
        ],
        className="judgement",
    )


def _facts(panel: Panel, language: str) -> list[Any]:
    _ = words(language)
    population: list[Any] = [panel.population]
    if panel.covered:
        population.append(html.Span(panel.covered, className="fine"))
    rows = [html.Dt(_("Population")), html.Dd(population)]
    if panel.beyond:
        rows += [html.Dt(_("Hors d'atteinte")), html.Dd(panel.beyond)]
    if panel.median:
        rows += [html.Dt(_("Temps médian")), html.Dd(panel.median)]
    if panel.completeness:
        rows += [html.Dt(_("Données")), html.Dd(panel.completeness)]
    return rows


def _test(test: Test) -> Any:
    return html.Li(
        [
            html.Span(
                SIGNS.get(test.verdict, "?"), className="sign", **hyphenated(aria_hidden="true")
            ),
            html.Span(test.name, className="test-name"),
            html.Span(test.word, className="test-word"),
            html.Span(test.detail, className="fine"),
        ],
        className=f"test {test.verdict}",
    )


def _door(door: Door) -> Any:
    return html.Li(
        [
            mark(door.kind),
            html.Span(
                [
                    html.Span(door.name, className="door-name"),
                    html.Span(f"{door.kind_word} — {door.distance}", className="door-distance"),
                    html.Span(door.people, className="fine"),
                ]
            ),
        ]
    )
