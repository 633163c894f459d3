"""``/tiles/<level>/<z>/<x>/<y>``: one gzipped vector tile, or 204 where there is nothing."""

from __future__ import annotations

from flask import Flask, Response, abort

from territory_app import urls
from territory_app.tiles.store import TileStore

HIGHEST = 22
FOREVER = "public, max-age=31536000, immutable"


def register(server: Flask, store: TileStore, levels: frozenset[str]) -> None:
    """Add the route; a level is looked up in ``levels``, never in the file system."""

    def tile(level: str, zoom: int, x: int, y: int) -> Response:
        if level not in levels or zoom > HIGHEST or max(x, y) >= 2**zoom:
            abort(404)
        found = store.tile(level, zoom, x, y)
        headers = {"Cache-Control": FOREVER}
        if found is None:
            return Response(status=204, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(found, mimetype="application/vnd.mapbox-vector-tile", headers=headers)

    server.add_url_rule(f"{urls.TILES}/<level>/<int:zoom>/<int:x>/<int:y>", "tile", tile)
