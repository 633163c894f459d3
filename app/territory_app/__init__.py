"""The application: a map of access gaps, its table and its territories, in French and English."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory_app.factory import create_app
    from territory_app.server import serve
    from territory_app.settings import Settings

# Loaded when first asked for: what computes scenarios needs none of the pages.
_HOMES = {
    "Settings": "territory_app.settings",
    "create_app": "territory_app.factory",
    "serve": "territory_app.server",
}

__all__ = ["Settings", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
