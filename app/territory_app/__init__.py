"""The application: a map of access gaps, its table and its territories, in French and English."""

from territory_app.factory import create_app
from territory_app.server import serve
from territory_app.settings import Settings

__all__ = ["Settings", "create_app", "serve"]
