"""What is said when an address leads nowhere, a request is wrong, or something broke.

In plain words, in the language of the address, with a code that the server's own log repeats;
never a trace.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from dash.exceptions import DependencyException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from territory_app import urls
from territory_app.access_log import UNKNOWN
from territory_app.errors import ResultsError
from territory_app.routes import plain
from territory_app.site import Site
from territory_app.words import words

LOG = logging.getLogger(__name__)
LOWEST = 400
NOT_FOUND = 404
FAULT = 500
UNAVAILABLE = 503
SCRIPTED = (urls.DATA, urls.TILES, urls.VENDOR, urls.STATIC, "/assets", "/_dash", "/fonts")
"""Addresses that a script asks for: a page would not be seen."""


@dataclass(frozen=True)
class Trouble:
    """What the error page says.

    Attributes
    ----------
    status : str
        The code shown: the status, followed by what the log calls this fault.
    title : str
        What happened.
    sentences : tuple of str
        What it means, what to do.
    ways : tuple of (str, str)
        Words and address of each way out.
    """

    status: str
    title: str
    sentences: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]


def register(server: Flask, site: Site) -> None:
    """Answer every fault of ``server`` with a page."""

    def refused(error: HTTPException) -> AnyResponse | HTTPException:
        status = error.code or FAULT
        if error.response is not None or status < LOWEST:
            return error
        answer = told(site, status)
        if status == UNAVAILABLE:
            answer.headers["Retry-After"] = "5"
        return answer

    def without_results(error: ResultsError) -> AnyResponse:
        answer = told(site, UNAVAILABLE, error)
        answer.headers["Retry-After"] = str(plain.RETRY_SECONDS)
        return answer

    def broken(error: Exception) -> AnyResponse:
        code = secrets.token_hex(3)
        rule = request.url_rule.rule if request.url_rule is not None else UNKNOWN
        LOG.error("Fault %s while answering %s", code, rule, exc_info=error)
        return told(site, FAULT, code=code)

    def no_such_script(_error: DependencyException) -> AnyResponse:
        return told(site, NOT_FOUND)

    server.register_error_handler(HTTPException, refused)
    server.register_error_handler(DependencyException, no_such_script)
    server.register_error_handler(ResultsError, without_results)
    server.register_error_handler(Exception, broken)


def told(site: Site, status: int, error: ResultsError | None = None, code: str = "") -> AnyResponse:
    """Return the page of a fault, dressed as the others where that can be done."""
    language = urls.language_of(request.path)
    _ = words(language)
    title, sentence = plain.reason(status, language)
    if error is not None:
        title = _("Ces résultats ne peuvent pas être montrés")
        sentence = error.sentence(language) if site.settings.local else error.public(language)
    if request.path.startswith(SCRIPTED):
        text = f"{title}. {sentence} {code}".strip()
        return Response(text, status=status, mimetype="text/plain")
    shown = f"{status}-{code}" if code else str(status)
    home = (_("Revenir à la carte"), site.at(urls.MAP.path(language)))
    trouble = Trouble(shown, title, (sentence,) if sentence else (), (home,))
    try:
        return site.render(
            "erreur.html", None, language, status=status, title=title, trouble=trouble
        )
    except Exception:
        LOG.exception("The error page cannot be made")
        return plain.page(title, sentence, language, status=status, link=home, code=shown)
