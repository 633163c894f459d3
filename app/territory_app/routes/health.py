"""``/healthz``: the server answers, and says which results it shows."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from territory_app import urls
from territory_app.catalogue import Catalogue


def register(server: Flask, catalogue: Catalogue) -> None:
    """Add the route."""

    def health() -> Response:
        return jsonify(
            status="ok",
            demonstration=catalogue.demonstration,
            results=catalogue.version,
            levels={key: level.count for key, level in catalogue.levels.items()},
        )

    server.add_url_rule(urls.HEALTH, "health", health)
