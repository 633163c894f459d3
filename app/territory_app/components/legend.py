"""The legend: one button per class, which isolates it on the map."""

from __future__ import annotations

from typing import Any

from dash import html

from territory.text import N_, number
from territory_app import ids
from territory_app.components.attributes import hyphenated
from territory_app.components.swatch import swatch
from territory_app.indicators import Indicator
from territory_app.views import palette
from territory_app.views.bivariate import THIRDS
from territory_app.views.classes import Classing, Entry
from territory_app.views.legend import LegendWords, legend_words
from territory_app.views.palette import Style
from territory_app.views.people import counted, people
from territory_app.words import words


def legend(
    classing: Classing,
    indicator: Indicator,
    language: str,
    *,
    outside: float = 0.0,
    said: LegendWords | None = None,
    method: str = "",
) -> list[Any]:
    """Return the legend of one view.

    Parameters
    ----------
    classing : Classing
        Classes shown.
    indicator : Indicator
        What is shown.
    language : str
        "fr" or "en".
    outside : float
        People who live where there is no territory.
    said : LegendWords, optional
        Words around the classes; those of the indicator alone where not given.
    method : str
        Address of the method page; no link to it where empty.
    """
    _ = words(language)
    told = said or legend_words(classing, indicator, language)
    entries = classing.entries
    crossed = []
    if told.rows and len(entries) >= THIRDS * THIRDS:
        crossed = [_grid(entries[: THIRDS * THIRDS], told, language)]
        entries = entries[THIRDS * THIRDS :]
    lines = [html.Li(_entry(entry, language)) for entry in entries]
    return [
        html.H2(told.heading, className="legend-title"),
        *crossed,
        html.Ul(lines, className="legend-list"),
        *([_outside(outside, language)] if outside else []),
        *(html.P(note, className="fine") for note in told.notes),
        _definition(indicator, told, method, language),
    ]


def _definition(indicator: Indicator, told: LegendWords, method: str, language: str) -> Any:
    _ = words(language)
    facts = [one for line in told.definitions for one in (html.Dt(line.term), html.Dd(line.said))]
    link = html.A(_("Tout sur cette mesure"), href=f"{method}#{told.method}")
    return html.Details(
        [
            html.Summary(_("Que mesure-t-on?")),
            html.P(_(indicator.note)),
            html.P(_(indicator.denominator)),
            *([html.Dl(facts)] if facts else []),
            *([html.P(link)] if method else []),
        ],
        className="note",
    )


def _outside(count: float, language: str) -> Any:
    _ = words(language)
    said = _("Sans territoire à ce niveau : {people}").format(people=people(count, language))
    return html.P([swatch(Style(palette.LAND)), html.Span(said)], className="legend-outside")


def _held(entry: Entry, language: str) -> str:
    return ", ".join(
        (
            counted(entry.territories, N_("territoire"), N_("territoires"), language),
            people(entry.people, language),
        )
    )


def _entry(entry: Entry, language: str) -> Any:
    return html.Button(
        [
            swatch(entry.style),
            html.Span(entry.label, className="legend-label"),
            html.Span(_held(entry, language), className="legend-count"),
        ],
        id=ids.legend_entry(entry.code),
        type="button",
        className="legend-entry",
        **hyphenated(aria_pressed="false", data_code=entry.code),
    )


def _grid(entries: tuple[Entry, ...], told: LegendWords, language: str) -> Any:
    """Return nine squares as a table whose rows are need and columns access.

    The greatest need is the first row, so that the darkest square is at the top on the right.
    """
    _ = words(language)
    need, access = told.axes
    head = [html.Td(), *(html.Th(one, scope="col") for one in told.columns)]
    body = [
        html.Tr(
            [
                html.Th(told.rows[row], scope="row"),
                *(
                    html.Td(_square(entries[THIRDS * row + column], language))
                    for column in range(THIRDS)
                ),
            ]
        )
        for row in reversed(range(THIRDS))
    ]
    return html.Table(
        [
            html.Caption(
                _("Rangées : {need}. Colonnes : {access}. Territoires, puis personnes.").format(
                    need=need, access=access
                )
            ),
            html.Thead(html.Tr(head)),
            html.Tbody(body),
        ],
        className="legend-grid",
    )


def _square(entry: Entry, language: str) -> Any:
    """Return one square: two figures to be seen, the whole sentence to be heard."""
    figures = [
        html.Span(number(entry.territories, language), className="grid-count"),
        html.Span(number(entry.people, language), className="legend-count"),
    ]
    said = f"{entry.label}, {_held(entry, language)}"
    return html.Button(
        [
            swatch(entry.style),
            html.Span(figures, className="grid-figures", **hyphenated(aria_hidden="true")),
            html.Span(said, className="visually-hidden"),
        ],
        id=ids.legend_entry(entry.code),
        type="button",
        className="legend-entry",
        title=said,
        **hyphenated(aria_pressed="false", data_code=entry.code),
    )
