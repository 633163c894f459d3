"""One module per page: the map is drawn by Dash, the others are made whole on the server."""

from __future__ import annotations

from typing import Any

from flask import Flask

from territory_app import urls
from territory_app.components.shell import shell
from territory_app.pages import (
    accessibilite,
    carte,
    comparer,
    donnees,
    fiche,
    methode,
    scenarios,
    tableau,
)
from territory_app.routes import scenarios as scenario_routes
from territory_app.site import Site
from territory_app.view_state import read_view, write_view


def render(path: object, query: object, site: Site) -> Any:
    """Return the map page of one view, dressed, in the language of ``path``."""
    language = site.language_of(path)
    choices = site.catalogue.choices()
    view = read_view(query, choices)
    content = carte.content(site, view, language)
    return shell(site, urls.MAP, language, write_view(view, choices), content)


def register(server: Flask, site: Site) -> None:
    """Add the routes of the pages made on the server."""
    methode.register(server, site)
    donnees.register(server, site)
    accessibilite.register(server, site)
    tableau.register(server, site)
    comparer.register(server, site)
    fiche.register(server, site)
    page = scenarios.ScenarioPage(site)
    scenarios.register(server, page)
    scenario_routes.register(server, page)
