"""The fonts and their licence, served by this machine."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from territory_app import fonts, urls
from territory_app.fonts import FACES, FontFile

FOLDER = f"{urls.VENDOR}/fonts"
LICENCE = "licence.txt"
KEPT_SECONDS = 31_536_000


def register(server: Flask) -> None:
    """Add the route of the fonts; each is cut when first asked for."""

    @lru_cache(maxsize=len(FACES) + 1)
    def made(name: str) -> FontFile:
        return fonts.licence() if name == LICENCE else fonts.font(name.removesuffix(".woff"))

    def font(name: str) -> Response:
        if name not in {LICENCE, *(f"{face}.woff" for face in FACES)}:
            abort(404)
        file = made(name)
        answer = Response(file.content, mimetype=file.mimetype)
        answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        answer.set_etag(file.checksum[:32])
        return answer.make_conditional(request.environ)

    server.add_url_rule(f"{FOLDER}/<name>", "font", font)
