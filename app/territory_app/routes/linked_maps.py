"""The script and the style of linked maps, the very files a scenario's own page holds."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from territory_app import urls

FOLDER = f"{urls.VENDOR}/cartes"
TYPES = {"comparison.js": "text/javascript", "comparison.css": "text/css"}


def content(name: str) -> bytes:
    """Return one of the files, from the package that computes."""
    return files("territory.report").joinpath("assets", name).read_bytes()


def address(name: str) -> str:
    """Return the address of one file, with its version so that browsers may keep it.

    Examples
    --------
    >>> address("comparison.js")[:31]
    '/vendor/cartes/comparison.js?v='
    """
    return f"{FOLDER}/{name}?v={hashlib.sha256(content(name)).hexdigest()[:12]}"


def register(server: Flask) -> None:
    """Add the route of the files."""
    kept = {name: content(name) for name in TYPES}

    def linked(name: str) -> Response:
        if name not in kept:
            abort(404)
        answer = Response(kept[name], mimetype=TYPES[name])
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.set_etag(hashlib.sha256(kept[name]).hexdigest()[:32])
        return answer.make_conditional(request.environ)

    server.add_url_rule(f"{FOLDER}/<name>", "cartes-liees", linked)
