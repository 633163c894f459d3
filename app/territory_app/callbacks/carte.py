"""The map page: what the server writes around the map, and what the browser does by itself."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html

from territory.report.cautions import cautions
from territory_app import ids, urls
from territory_app.catalogue import Catalogue
from territory_app.components.legend import legend
from territory_app.components.panel import panel_content, summary_content
from territory_app.indicators import indicator_named
from territory_app.view_state import known_indicator, known_level
from territory_app.views.panel import panel
from territory_app.views.people import capital
from territory_app.views.provenance import provenance
from territory_app.views.recolour import classing
from territory_app.views.summary import figures
from territory_app.views.titles import titles

NAMESPACE = "territory"


def register(app: Dash, catalogue: Catalogue) -> None:
    """Register the callbacks of the map page."""
    _register_server(app, catalogue)
    _register_browser(app)


def _register_server(app: Dash, catalogue: Catalogue) -> None:
    choices = catalogue.choices()

    @app.callback(
        Output(ids.TITLE, "children"),
        Output(ids.SUBTITLE, "children"),
        Output(ids.LEGEND, "children"),
        Output(ids.PROVENANCE, "children"),
        Input(ids.LEVEL, "value"),
        Input(ids.INDICATOR, "value"),
        State(ids.URL, "pathname"),
    )
    def describe(level: object, indicator: object, path: object) -> tuple[Any, ...]:
        language = urls.language_of(path)
        chosen = catalogue.levels[known_level(level, choices)]
        measure = indicator_named(known_indicator(indicator, choices))
        classes = classing(catalogue, chosen, measure, language)
        above = titles(catalogue, chosen, measure, language)
        told = " ".join(f"{one}." for one in cautions(catalogue.record, language, chosen.key))
        outside = chosen.outside if catalogue.backdrop(chosen.key) else 0.0
        return (
            above.title,
            [above.subtitle, *([html.Span(told, className="cautions")] if told else [])],
            legend(classes, measure, language, outside=outside),
            provenance(catalogue, chosen, classes, language),
        )

    @app.callback(
        Output(ids.PANEL, "children"),
        Output(ids.LIVE, "children"),
        Input(ids.TERRITORY, "value"),
        Input(ids.LEVEL, "value"),
        State(ids.URL, "pathname"),
    )
    def tell(territory: object, level: object, path: object) -> tuple[Any, str]:
        language = urls.language_of(path)
        if isinstance(territory, str) and territory in choices.territories:
            shown = panel(catalogue, territory, language)
            return panel_content(shown, language), shown.announcement
        chosen = catalogue.levels[known_level(level, choices)]
        brief = figures(catalogue, chosen, language)
        note = catalogue.bilingual("study", "note", language)
        name = capital(chosen.plural[language])
        return summary_content(brief, name, note, language), ""


def _register_browser(app: Any) -> None:
    """Bind the functions of assets/callbacks.js."""
    state = (
        (ids.VIEW_URL, "search"),
        (ids.LEVEL, "value"),
        (ids.INDICATOR, "value"),
        (ids.KINDS, "value"),
        (ids.TERRITORY, "value"),
        (ids.STATIC, "checked"),
    )
    # The address and the controls say the same thing, whichever changed first.
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "sync"),
        *(Output(component, name) for component, name in state),
        *(Input(component, name) for component, name in state),
        State(ids.CONFIG, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "draw"),
        Output(ids.DRAWN, "data"),
        Input(ids.LEVEL, "value"),
        Input(ids.INDICATOR, "value"),
        Input(ids.STATIC, "checked"),
        Input(ids.KINDS, "value"),
        Input(ids.CONFIG, "data"),
        State(ids.TERRITORY, "value"),
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "fill"),
        Output(ids.TERRITORY, "data"),
        Input(ids.LEVEL, "value"),
        Input(ids.INDICATOR, "value"),
        State(ids.CONFIG, "data"),
        State(ids.TERRITORY, "value"),
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "mark"),
        Output(ids.MARKED, "data"),
        Input(ids.TERRITORY, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "isolate"),
        Output(ids.ISOLATED, "data"),
        Input(ids.legend_entry(ALL), "n_clicks"),
        State(ids.ISOLATED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "press"),
        Output(ids.legend_entry(ALL), "aria-pressed"),
        Input(ids.ISOLATED, "data"),
        State(ids.legend_entry(ALL), "id"),
    )
