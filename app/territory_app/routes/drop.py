"""``POST /depot``: say what a filled template holds, before it counts anywhere.

On one's own machine only, and from a page of this very application. The file is read in a
folder deleted at once; the answer is all that is left of it.
"""

from __future__ import annotations

import json
import threading

from flask import Flask, abort, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from territory.errors import InputError
from territory_app import urls
from territory_app.dropped import LARGEST, NOTHING, TOO_LARGE, plain_name, read_dropped
from territory_app.errors import ResultsError
from territory_app.routes import plain
from territory_app.routes.studies import same_origin
from territory_app.site import Site
from territory_app.views.depot import Account, account
from territory_app.views.depot_plan import plan
from territory_app.words import known_language, words

FILE_FIELD = "fichier"
TEMPLATE_FIELD = "gabarit"
LANGUAGE_FIELD = "langue"
JSON = "application/json"
REFUSED, UNREADABLE, TOO_BIG = 403, 422, 413


def register(server: Flask, site: Site) -> None:
    """Add the route; there is none where another machine may ask."""
    if not site.settings.local:
        server.add_url_rule(urls.DROP, "depot", lambda: abort(404), methods=["POST"])
        return
    one_at_a_time = threading.Lock()

    def drop() -> Response:
        if not same_origin(request.environ):
            return _refused(site, plain.reason(REFUSED, "fr")[1], "fr", REFUSED)
        language = known_language(request.form.get(LANGUAGE_FIELD))
        given = request.files.get(FILE_FIELD)
        try:
            with one_at_a_time:
                told = _read(given, request.form.get(TEMPLATE_FIELD, ""), language)
        except InputError as refusal:
            status = TOO_BIG if refusal.template == TOO_LARGE else UNREADABLE
            return _refused(site, refusal.sentence(language), language, status)
        return _answer(site, told, language)

    server.add_url_rule(urls.DROP, "depot", drop, methods=["POST"])


def _read(given: FileStorage | None, key: str, language: str) -> Account:
    if given is None or not given.filename:
        raise ResultsError(NOTHING)
    content = given.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ResultsError(TOO_LARGE, file=plain_name(given.filename))
    return account(read_dropped(content, given.filename, key), language)


def _scripted() -> bool:
    return request.accept_mimetypes.best == JSON


def _answer(site: Site, told: Account, language: str) -> Response:
    if _scripted():
        drawn = plan(told.points, site.catalogue, site.store)
        return _json(told.as_json() | {"plan": drawn}, 200)
    _ = words(language)
    return site.render(
        "depot.html",
        urls.DATASETS,
        language,
        title=_("Votre fichier"),
        account=told,
        refusal="",
        styles=("donnees.css",),
    )


def _refused(site: Site, sentence: str, language: str, status: int) -> Response:
    if _scripted():
        return _json({"error": sentence}, status)
    _ = words(language)
    return site.render(
        "depot.html",
        urls.DATASETS,
        language,
        status=status,
        title=_("Votre fichier"),
        account=None,
        refusal=sentence,
        styles=("donnees.css",),
    )


def _json(content: object, status: int) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    answer = Response(text, status=status, mimetype=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer
