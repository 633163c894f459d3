"""What the browser asks for to draw: tables, colours, points, places and the static map.

Every part of an address is a key looked up among those that exist; nothing is a path.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from typing import Any

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATOR_KEYS, indicator_named
from territory_app.tiles.store import TileStore
from territory_app.view_state import known_kinds
from territory_app.views.points import points
from territory_app.views.recolour import classing, recolouring
from territory_app.views.svg import drawing
from territory_app.views.table import table
from territory_app.views.titles import titles

JSON = "application/json"
SVG = "image/svg+xml"
KEPT = 256


class Answers:
    """Every answer, made once and kept compressed with its checksum.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    store : TileStore
        Their map tiles.
    """

    def __init__(self, catalogue: Catalogue, store: TileStore) -> None:
        self.catalogue = catalogue
        self.store = store
        keep = lru_cache(maxsize=KEPT)
        self.table = keep(self._table)
        self.paint = keep(self._paint)
        self.points = keep(self._points)
        self.places = keep(self._places)
        self.svg = keep(self._svg)

    def _table(self, language: str, level: str) -> tuple[bytes, str]:
        return _packed(table(self.catalogue, self.catalogue.levels[level], language))

    def _paint(self, level: str, indicator: str) -> tuple[bytes, str]:
        coarser = self.store.coarser(level)
        shown = recolouring(
            self.catalogue,
            self.catalogue.levels[level],
            indicator_named(indicator),
            self.catalogue.levels[coarser] if coarser else None,
        )
        return _packed(shown)

    def _points(self, language: str, kind: str) -> tuple[bytes, str]:
        return _packed(points(self.catalogue, kind, language))

    def _places(self, level: str) -> tuple[bytes, str]:
        known = self.store.level_map(level)
        return _packed(
            {
                "complete": known.complete,
                "coarser": self.store.coarser(level),
                "backdrop": self.catalogue.backdrop(level),
                "anchors": known.anchors,
                "boxes": known.boxes,
            }
        )

    def _svg(
        self, language: str, level: str, indicator: str, kinds: tuple[str, ...]
    ) -> tuple[bytes, str]:
        catalogue = self.catalogue
        chosen, measure = catalogue.levels[level], indicator_named(indicator)
        classes = classing(catalogue, chosen, measure, language)
        behind = catalogue.backdrop(level)
        said = titles(catalogue, chosen, measure, language)
        text = drawing(
            self.store.outlines(level),
            classes.codes,
            classes.styles(),
            title=said.title,
            description=" ".join(filter(None, (catalogue.banner(language), said.subtitle))),
            counts=chosen.table[measure.symbols] if measure.symbols else None,
            backdrop=self.store.outlines(behind) if behind else None,
            sites=catalogue.services[catalogue.services["kind"].isin(kinds)],
        )
        return _compressed(text)


def register(server: Flask, catalogue: Catalogue, answers: Answers) -> None:
    """Add the routes."""
    levels, kinds = frozenset(catalogue.levels), frozenset(catalogue.kinds)

    def table_route(language: str, level: str) -> Response:
        _known((language, LANGUAGES), (level, levels))
        return _answer(*answers.table(language, level), JSON)

    def paint_route(level: str, indicator: str) -> Response:
        _known((level, levels), (indicator, INDICATOR_KEYS))
        return _answer(*answers.paint(level, indicator), JSON)

    def points_route(language: str, kind: str) -> Response:
        _known((language, LANGUAGES), (kind, kinds))
        return _answer(*answers.points(language, kind), JSON)

    def places_route(level: str) -> Response:
        _known((level, levels))
        return _answer(*answers.places(level), JSON)

    def svg_route(language: str, level: str, indicator: str) -> Response:
        _known((language, LANGUAGES), (level, levels), (indicator, INDICATOR_KEYS))
        asked = request.args.get("points", "").split(",")
        drawn = known_kinds(asked, catalogue.choices())
        return _answer(*answers.svg(language, level, indicator, drawn), SVG)

    root = urls.DATA
    server.add_url_rule(f"{root}/table/<language>/<level>", "table", table_route)
    server.add_url_rule(f"{root}/paint/<level>/<indicator>", "paint", paint_route)
    server.add_url_rule(f"{root}/points/<language>/<kind>", "points", points_route)
    server.add_url_rule(f"{root}/places/<level>", "places", places_route)
    server.add_url_rule(f"{root}/map/<language>/<level>/<indicator>.svg", "svg", svg_route)


def _known(*pairs: tuple[str, Any]) -> None:
    if any(asked not in known for asked, known in pairs):
        abort(404)


def _packed(content: Any) -> tuple[bytes, str]:
    return _compressed(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _compressed(text: str) -> tuple[bytes, str]:
    content = text.encode("utf-8")
    return gzip.compress(content, 6, mtime=0), hashlib.sha256(content).hexdigest()[:32]


def _answer(content: bytes, checksum: str, mimetype: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(checksum)
    return answer.make_conditional(request.environ)
