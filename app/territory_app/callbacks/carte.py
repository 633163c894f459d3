"""The map page: what the server writes around the map, and what the browser does by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html

from territory_app import ids, urls
from territory_app.components.empty import empty, notice
from territory_app.components.legend import legend
from territory_app.components.panel import links, panel_content, summary_content
from territory_app.site import Site
from territory_app.view_state import read_view
from territory_app.views.cautioned import cautioned
from territory_app.views.emptiness import emptiness
from territory_app.views.legend import words_shown
from territory_app.views.panel import panel
from territory_app.views.people import capital
from territory_app.views.provenance import provenance
from territory_app.views.recolour import classing_shown, kept_bounds, kept_to
from territory_app.views.shown import shown
from territory_app.views.summary import figures
from territory_app.views.titles import titles_shown
from territory_app.views.withheld import withheld

NAMESPACE = "territory"


def register(app: Dash, site: Site) -> None:
    """Register the callbacks of the map page."""
    _register_server(app, site)
    _register_browser(app)


def _register_server(app: Dash, site: Site) -> None:
    catalogue = site.catalogue
    choices = catalogue.choices()

    @app.callback(
        Output(ids.TITLE, "children"),
        Output(ids.SUBTITLE, "children"),
        Output(ids.LEGEND, "children"),
        Output(ids.PROVENANCE, "children"),
        Output(ids.EMPTY, "children"),
        Output(ids.SAID, "children"),
        Output(ids.FOUND, "data"),
        Input(ids.ASKED, "data"),
        Input(ids.WITHIN, "value"),
        State(ids.URL, "pathname"),
    )
    def describe(query: object, within: object, path: object) -> tuple[Any, ...]:
        language = site.language_of(path)
        view = read_view(query, choices)
        if isinstance(within, str) and within in choices.places:
            view = replace(view, within=within)
        asked = shown(catalogue, view, language)
        classes = classing_shown(catalogue, asked, language)
        inside = catalogue.inside(view.level, view.within) if view.within else None
        above = titles_shown(catalogue, asked, view.within, language)
        told = " ".join(cautioned(catalogue, view.level, view.within, language))
        behind = inside is None and catalogue.backdrop(view.level)
        outside = asked.level.outside if behind else 0.0
        lacking = emptiness(catalogue, view, asked, classes, language, site.query)
        home = site.at(urls.MAP.path(language))
        few = None
        if lacking is None:
            few = withheld(catalogue, view, asked, classes, language, site.query)
        return (
            above.title,
            [above.subtitle, *([html.Span(told, className="cautions")] if told else [])],
            legend(
                kept_to(classes, asked.level, inside),
                asked.indicator,
                language,
                outside=outside,
                said=words_shown(
                    catalogue,
                    asked,
                    language,
                    classing=classes,
                    wanted=view.service,
                    place=catalogue.place_name(view.within),
                ),
                method=site.at(urls.METHOD.path(language)),
            ),
            provenance(catalogue, asked.level, classes, language, within=view.within),
            empty(lacking, home) if lacking else notice(few, home) if few else None,
            above.announcement,
            kept_bounds(classes),
        )

    @app.callback(
        Output(ids.PANEL, "children"),
        Output(ids.LIVE, "children"),
        Input(ids.TERRITORY, "value"),
        Input(ids.LEVEL, "value"),
        Input(ids.WITHIN, "value"),
        State(ids.URL, "pathname"),
    )
    def tell(territory: object, level: object, within: object, path: object) -> tuple[Any, str]:
        language = site.language_of(path)
        if isinstance(territory, str) and territory in choices.territories:
            told = panel(catalogue, territory, language)
            return panel_content(told, language, links=links(site, territory, language)), (
                told.announcement
            )
        chosen = catalogue.levels[level if level in choices.levels else choices.levels[0]]
        place = within if isinstance(within, str) and within in choices.places else ""
        brief = figures(catalogue, chosen, language, within=place)
        note = catalogue.bilingual("study", "note", language)
        name = ", ".join(
            filter(None, (capital(chosen.plural[language]), catalogue.place_name(place)))
        )
        return summary_content(brief, name, note, language), ""


def _register_browser(app: Any) -> None:
    """Bind the functions of assets/90-callbacks.js."""
    # The address and the controls say the same thing, whichever changed first.
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "sync"),
        Output(ids.VIEW_URL, "search"),
        *(Output(component, name) for _field, component, name in ids.FIELDS),
        Output(ids.VIEW, "data"),
        Output(ids.ASKED, "data"),
        Input(ids.VIEW_URL, "search"),
        *(Input(component, name) for _field, component, name in ids.FIELDS),
        State(ids.CONFIG, "data"),
        State(ids.ASKED, "data"),
    )
    for name, told in (("draw", ids.DRAWN), ("mark", ids.MARKED)):
        app.clientside_callback(
            ClientsideFunction(NAMESPACE, name),
            Output(told, "data"),
            Input(ids.VIEW, "data"),
            State(ids.CONFIG, "data"),
        )
    # The search box and the table read the same answer.
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "fill"),
        Output(ids.TERRITORY, "data"),
        Input(ids.VIEW, "data"),
        State(ids.CONFIG, "data"),
    )
    # Controls that mean nothing for an indicator are put away; bounds are kept or let go.
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "arrange"),
        Output(ids.NEED_BOX, "hidden"),
        Output(ids.SERVICE, "disabled"),
        Output(ids.BREAKS_BOX, "hidden"),
        Output(ids.CONTROLS, "open"),
        Output(ids.DRAWING, "open"),
        Input(ids.INDICATOR, "value"),
        State(ids.CONFIG, "data"),
        State(ids.CONTROLS, "open"),
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "freeze"),
        Output(ids.BOUNDS, "data", allow_duplicate=True),
        Input(ids.FREEZE, "n_clicks"),
        State(ids.BOUNDS, "data"),
        State(ids.FOUND, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "frozen"),
        Output(ids.FREEZE, "aria-pressed"),
        Output(ids.COUNT, "disabled"),
        Input(ids.BOUNDS, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "isolate"),
        Output(ids.ISOLATED, "data", allow_duplicate=True),
        Input(ids.legend_entry(ALL), "n_clicks"),
        State(ids.ISOLATED, "data"),
        State(ids.CONFIG, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(NAMESPACE, "press"),
        Output(ids.legend_entry(ALL), "aria-pressed"),
        Input(ids.ISOLATED, "data"),
        State(ids.legend_entry(ALL), "id"),
    )
