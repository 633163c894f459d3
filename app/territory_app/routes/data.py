"""What the browser asks for to draw: tables, colours, points, places and the static map.

Every part of an address is a key looked up among those that exist; nothing is a path.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from flask import Flask, abort, request
from werkzeug.wrappers import Response

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.indicators import INDICATOR_KEYS
from territory_app.tiles.store import TileStore
from territory_app.view_state import PAINTED, ViewState, read_view, write_view
from territory_app.views.points import drawn, numbers_inside, points
from territory_app.views.presets import Preset, presets
from territory_app.views.recolour import classing_shown, recolouring
from territory_app.views.shown import settled, shown
from territory_app.views.svg import Over, drawing
from territory_app.views.table import table
from territory_app.views.titles import titles_of

JSON = "application/json"
SVG = "image/svg+xml"
KEPT = 256
LARGE_KEPT = 48
PICTURED = ("level", "indicator", *PAINTED)
LAID = ("kinds", "overlay", "within", "isolated")
FRAME = "cadre"
"""Key of the place a static map is cut to; no other view has it."""
TABLED = ("level", "service", "need")


class Answers:
    """Every answer, made once and kept compressed with its checksum.

    Views are kept under their canonical query string, from which what changes nothing is left
    out: the many ways to ask for one picture are one answer.

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
        self.choices = catalogue.choices()
        keep = lru_cache(maxsize=KEPT)
        few = lru_cache(maxsize=LARGE_KEPT)
        self._table_kept = few(self._table)
        self._paint_kept = keep(self._paint)
        self._svg_kept = few(self._svg)
        self.points = keep(self._points)
        self.places = keep(self._places)
        self.boxes = few(self._boxes)
        self.inside = keep(self._inside)

    def view(self, query: str, level: str, indicator: str) -> ViewState:
        """Return the view an address of the data asks for."""
        asked = read_view(query, self.choices)
        return settled(replace(asked, level=level, indicator=indicator))

    def paint(self, view: ViewState) -> tuple[bytes, str]:
        """Return the codes and paint of a view."""
        return self._paint_kept(self._key(view))

    def table(self, language: str, view: ViewState) -> tuple[bytes, str]:
        """Return the rows of a view's level, for its kind of service and its need."""
        plain = replace(view, indicator=INDICATOR_KEYS[0], territory=None)
        return self._table_kept(language, write_view(plain, self.choices, TABLED))

    def svg(self, language: str, view: ViewState, frame: str = "") -> tuple[bytes, str]:
        """Return the static map of a view, at the place numbered ``frame`` among the shortcuts."""
        query = write_view(settled(view), self.choices, (*PICTURED, *LAID))
        known = frame if frame in {str(one) for one in range(len(self._frames()))} else ""
        return self._svg_kept(language, query, known)

    def _frames(self) -> list[Preset]:
        """Return the places a map can jump to, the first being where it opens."""
        return presets((self.store.frame(one).bounds for one in self.catalogue.levels), "fr")

    def _key(self, view: ViewState) -> str:
        return write_view(settled(view), self.choices, PICTURED)

    def _table(self, language: str, query: str) -> tuple[bytes, str]:
        view = read_view(query, self.choices)
        return _packed(
            table(
                self.catalogue,
                self.catalogue.levels[view.level],
                language,
                service=view.service,
                need=view.need,
            )
        )

    def _paint(self, query: str) -> tuple[bytes, str]:
        view = read_view(query, self.choices)
        return _packed(recolouring(self.catalogue, view, self.store.coarser(view.level)))

    def _points(self, language: str, kind: str) -> tuple[bytes, str]:
        return _packed(points(self.catalogue, kind, language))

    def _places(self, level: str) -> tuple[bytes, str]:
        known = self.store.level_map(level)
        return _packed(
            {
                "complete": known.complete,
                "coarser": self.store.coarser(level),
                "backdrop": self.catalogue.backdrop(level),
            }
        )

    def _boxes(self, level: str) -> tuple[bytes, str]:
        """Return what a map asks for after it is drawn: it is as heavy as the first tiles."""
        known = self.store.level_map(level)
        return _packed({"anchors": known.anchors, "boxes": known.boxes})

    def _inside(self, level: str, place: str) -> tuple[bytes, str]:
        rows = np.flatnonzero(self.catalogue.inside(level, place)).tolist()
        boxes = self.store.level_map(level).boxes
        return _packed(
            {
                "rows": rows,
                "box": _around([boxes[row] for row in rows]),
                "name": self.catalogue.place_name(place),
                "sites": numbers_inside(self.catalogue, place),
            }
        )

    def _svg(self, language: str, query: str, frame: str) -> tuple[bytes, str]:
        catalogue = self.catalogue
        view = read_view(query, self.choices)
        asked = shown(catalogue, view, language)
        classes = classing_shown(catalogue, asked, language)
        behind = catalogue.backdrop(view.level)
        said = titles_of(catalogue, view, language)
        symbols = asked.indicator.symbols
        over = Over(
            counts=asked.level.table[symbols] if symbols else None,
            sites=drawn(catalogue, view.kinds, view.within),
            overlay=self.store.outlines(view.overlay) if view.overlay else None,
            inside=catalogue.inside(view.level, view.within) if view.within else None,
            isolated=view.isolated,
        )
        places = self._frames()
        # A study smaller than the province opens on all of itself: nothing is cut.
        opening = "0" if len(places) > 1 and not view.within else ""
        text = drawing(
            self.store.outlines(view.level),
            classes.codes,
            classes.styles(),
            title=said.title,
            description=" ".join(filter(None, (catalogue.banner(language), said.subtitle))),
            backdrop=self.store.outlines(behind) if behind else None,
            over=over,
            frame=places[int(frame or opening)].box
            if len(places) > 1 and (frame or opening)
            else None,
        )
        return _compressed(text)


def register(server: Flask, catalogue: Catalogue, answers: Answers) -> None:
    """Add the routes."""
    levels, kinds = frozenset(catalogue.levels), frozenset(catalogue.kinds)

    def view_of(level: str, indicator: str) -> ViewState:
        query = request.query_string.decode("ascii", "replace")
        return answers.view(query, level, indicator)

    def table_route(language: str, level: str) -> Response:
        _known((language, LANGUAGES), (level, levels))
        query = request.query_string.decode("ascii", "replace")
        asked = replace(read_view(query, answers.choices), level=level)
        return _answer(*answers.table(language, asked), JSON)

    def paint_route(level: str, indicator: str) -> Response:
        _known((level, levels), (indicator, INDICATOR_KEYS))
        return _answer(*answers.paint(view_of(level, indicator)), JSON)

    def points_route(language: str, kind: str) -> Response:
        _known((language, LANGUAGES), (kind, kinds))
        return _answer(*answers.points(language, kind), JSON)

    def places_route(level: str) -> Response:
        _known((level, levels))
        return _answer(*answers.places(level), JSON)

    def boxes_route(level: str) -> Response:
        _known((level, levels))
        return _answer(*answers.boxes(level), JSON)

    def inside_route(level: str) -> Response:
        _known((level, levels))
        asked = request.args.get("dans", "")
        return _answer(
            *answers.inside(level, asked if asked in answers.choices.places else ""), JSON
        )

    def svg_route(language: str, level: str, indicator: str) -> Response:
        _known((language, LANGUAGES), (level, levels), (indicator, INDICATOR_KEYS))
        frame = request.args.get(FRAME, "")
        return _answer(*answers.svg(language, view_of(level, indicator), frame), SVG)

    root = urls.DATA
    server.add_url_rule(f"{root}/table/<language>/<level>", "table", table_route)
    server.add_url_rule(f"{root}/paint/<level>/<indicator>", "paint", paint_route)
    server.add_url_rule(f"{root}/points/<language>/<kind>", "points", points_route)
    server.add_url_rule(f"{root}/places/<level>", "places", places_route)
    server.add_url_rule(f"{root}/boxes/<level>", "boxes", boxes_route)
    server.add_url_rule(f"{root}/inside/<level>", "inside", inside_route)
    server.add_url_rule(f"{root}/map/<language>/<level>/<indicator>.svg", "svg", svg_route)


def _around(boxes: Sequence[Sequence[float]]) -> list[float] | None:
    """Return the box that holds several; None where there is none."""
    drawn = [box for box in boxes if box]
    if not drawn:
        return None
    west, south, east, north = zip(*drawn, strict=True)
    return [min(west), min(south), max(east), max(north)]


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
