"""Compress the scripts Dash serves, once each; tiles and data come compressed already."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

SMALLEST = 1024
COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")
KEPT = ("/_dash-component-suites/", "/assets/")


def register(server: Flask) -> None:
    """Compress text answers for browsers that accept it."""
    keep = lru_cache(maxsize=64)(_gzip)

    def compress(answer: Response) -> Response:
        accepted = "gzip" in request.headers.get("Accept-Encoding", "")
        plain = answer.mimetype is not None and answer.mimetype.startswith(COMPRESSED)
        if (
            not accepted
            or not plain
            or answer.status_code != 200  # noqa: PLR2004
            or "Content-Encoding" in answer.headers
        ):
            return answer
        answer.direct_passthrough = False
        content = answer.get_data()
        if len(content) < SMALLEST:
            return answer
        static = request.path.startswith(KEPT)
        answer.set_data(keep(content, 9) if static else _gzip(content, 5))
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers.add("Vary", "Accept-Encoding")
        return answer

    server.after_request(compress)


def _gzip(content: bytes, effort: int) -> bytes:
    return gzip.compress(content, effort, mtime=0)
