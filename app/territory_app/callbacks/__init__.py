"""Callbacks: they read what came, call a pure function and hand back what it says."""

from __future__ import annotations

from collections.abc import Mapping

from dash import Dash

from territory_app.callbacks import carte, shell
from territory_app.catalogue import Catalogue
from territory_app.routes.vendor import VendorFile
from territory_app.tiles.store import TileStore


def register(
    app: Dash, catalogue: Catalogue, store: TileStore, files: Mapping[str, VendorFile]
) -> None:
    """Register every callback of ``app``."""
    shell.register(app, catalogue, store, files)
    carte.register(app, catalogue)
