"""One module per page; `render` chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.components.shell import shell
from territory_app.pages import carte, erreur, methode
from territory_app.routes.vendor import VendorFile
from territory_app.tiles.store import TileStore
from territory_app.view_state import read_view, write_view


def render(
    path: object,
    query: object,
    catalogue: Catalogue,
    store: TileStore,
    files: Mapping[str, VendorFile],
) -> Any:
    """Return the page at ``path``, dressed; the error page where there is none."""
    located = urls.locate(path) if path != "/" else ("fr", urls.MAP)
    choices = catalogue.choices()
    view = read_view(query, choices)
    kept = write_view(view, choices)
    if located is None:
        language = urls.language_of(path)
        return shell(catalogue, None, language, "", erreur.content(language))
    language, page = located
    if page is urls.MAP:
        content = carte.content(catalogue, store, files, view, language)
    else:
        content = methode.content(catalogue, language)
    return shell(catalogue, page, language, kept, content)
