"""What the browser asks for to draw: tables, colours, points, symbols and the static map.

Every part of an address is a key looked up among those that exist; nothing is a path.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from typing import Any

from flask import Flask, Response, abort, request

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATOR_KEYS, indicator_named
from territory_app.tiles.store import TileStore
from territory_app.view_state import known_kinds
from territory_app.views.coarser import coarser_level
from territory_app.views.points import points
from territory_app.views.recolour import classing, recolouring
from territory_app.views.svg import drawing
from territory_app.views.table import table
from territory_app.views.titles import titles

JSON = "application/json"
SVG = "image/svg+xml"


def register(server: Flask, catalogue: Catalogue, store: TileStore) -> None:
    """Add the routes; answers are made once each and kept compressed."""

    @lru_cache(maxsize=256)
    def table_answer(language: str, level: str) -> tuple[bytes, str]:
        return _packed(table(catalogue, catalogue.levels[level], language))

    @lru_cache(maxsize=256)
    def paint_answer(level: str, indicator: str) -> tuple[bytes, str]:
        coarser = coarser_level(level, store.level_maps())
        shown = recolouring(
            catalogue,
            catalogue.levels[level],
            indicator_named(indicator),
            catalogue.levels[coarser] if coarser else None,
        )
        return _packed(shown)

    @lru_cache(maxsize=256)
    def points_answer(language: str, kind: str) -> tuple[bytes, str]:
        return _packed(points(catalogue, kind, language))

    @lru_cache(maxsize=256)
    def anchors_answer(level: str) -> tuple[bytes, str]:
        known = store.level_map(level)
        return _packed({"anchors": known.anchors, "boxes": known.boxes})

    @lru_cache(maxsize=64)
    def svg_answer(
        language: str, level: str, indicator: str, kinds: tuple[str, ...]
    ) -> tuple[bytes, str]:
        chosen, measure = catalogue.levels[level], indicator_named(indicator)
        classes = classing(catalogue, chosen, measure, language)
        words = titles(catalogue, chosen, measure, language)
        text = drawing(
            store.outlines(level),
            classes.codes,
            classes.styles(),
            title=words.title,
            description=" ".join(filter(None, (catalogue.banner(language), words.subtitle))),
            counts=chosen.table[measure.symbols] if measure.symbols else None,
            sites=catalogue.services[catalogue.services["kind"].isin(kinds)],
        )
        return _compressed(text)

    def table_route(language: str, level: str) -> Response:
        _known((language, LANGUAGES), (level, catalogue.levels))
        return _answer(*table_answer(language, level), JSON)

    def paint_route(level: str, indicator: str) -> Response:
        _known((level, catalogue.levels), (indicator, INDICATOR_KEYS))
        return _answer(*paint_answer(level, indicator), JSON)

    def points_route(language: str, kind: str) -> Response:
        _known((language, LANGUAGES), (kind, catalogue.kinds))
        return _answer(*points_answer(language, kind), JSON)

    def anchors_route(level: str) -> Response:
        _known((level, catalogue.levels))
        return _answer(*anchors_answer(level), JSON)

    def svg_route(language: str, level: str, indicator: str) -> Response:
        _known((language, LANGUAGES), (level, catalogue.levels), (indicator, INDICATOR_KEYS))
        kinds = known_kinds(request.args.get("points", "").split(","), catalogue.choices())
        return _answer(*svg_answer(language, level, indicator, kinds), SVG)

    root = urls.DATA
    server.add_url_rule(f"{root}/table/<language>/<level>", "table", table_route)
    server.add_url_rule(f"{root}/paint/<level>/<indicator>", "paint", paint_route)
    server.add_url_rule(f"{root}/points/<language>/<kind>", "points", points_route)
    server.add_url_rule(f"{root}/anchors/<level>", "anchors", anchors_route)
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
    return answer.make_conditional(request)
