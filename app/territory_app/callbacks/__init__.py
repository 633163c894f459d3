"""Callbacks: they read what came, call a pure function and hand back what it says."""

from __future__ import annotations

from dash import Dash

from territory_app.callbacks import carte, shell
from territory_app.site import Site


def register(app: Dash, site: Site) -> None:
    """Register every callback of ``app``."""
    shell.register(app, site)
    carte.register(app, site)
