"""One line per answer: when, what kind of address, which status, how long. Nobody is in it.

No address of a machine, no query string (what a person looks at), no name of a browser; of an
address, only the rule it follows (``/fr/fiche/<territory_id>``).
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from typing import Any

from flask import Flask, request
from werkzeug.wsgi import ClosingIterator

from territory.text import N_
from territory_app import urls
from territory_app.errors import ResultsError

RULE_KEY = "territory.rule"
"""Where a request carries the rule its address follows."""
UNKNOWN = "-"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
CONSOLE = "-"


class AccessLog:
    """A WSGI application around another, which writes a line once each answer is sent.

    Parameters
    ----------
    app : WSGI application
        What answers.
    write : callable
        Given each line, without its end.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], write: Callable[[str], None]) -> None:
        self.app = app
        self.write = write

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request, then write its line."""
        began = time.perf_counter()
        said: dict[str, str] = {"status": "000"}
        # The rule is found further in, maybe on a copy of the environment: a shared box holds it.
        rule: list[str] = environ.setdefault(RULE_KEY, [])

        def start(status: str, headers: Any, *fault: Any) -> Any:
            said["status"] = status[:3]
            return start_response(status, headers, *fault)

        def finish() -> None:
            method = environ.get("REQUEST_METHOD", "")
            self.write(
                line(
                    datetime.now(UTC),
                    method if method in METHODS else UNKNOWN,
                    rule[-1] if rule else UNKNOWN,
                    said["status"],
                    (time.perf_counter() - began) * 1000,
                )
            )

        return ClosingIterator(self.app(environ, start), finish)


def line(when: datetime, method: str, rule: str, status: str, milliseconds: float) -> str:
    """Return a line of the log.

    Examples
    --------
    >>> line(datetime(2026, 3, 2, 14, 5, 9, tzinfo=UTC), "GET", "/fr/", "200", 12.4)
    '2026-03-02T14:05:09Z GET /fr/ 200 12 ms'
    """
    return f"{when:%Y-%m-%dT%H:%M:%SZ} {method} {rule} {status} {milliseconds:.0f} ms"


def note_rules(server: Flask) -> None:
    """Have ``server`` note which rule each address follows."""

    def note() -> None:
        box = request.environ.get(RULE_KEY)
        if isinstance(box, list):
            rule = request.url_rule.rule if request.url_rule is not None else UNKNOWN
            box.append(rule_of(rule, request.path))

    server.before_request_funcs.setdefault(None, []).insert(0, note)


def rule_of(rule: str, path: str) -> str:
    """Return what the log says of an address: Dash answers every page of its own with one rule.

    Examples
    --------
    >>> rule_of("/<path:path>", "/en/"), rule_of("/<path:path>", "/?nom=Ana")
    ('/en/', '-')
    """
    if rule != "/<path:path>":
        return rule
    located = urls.locate(path)
    if located is None:
        return UNKNOWN
    language, page = located
    return page.path(language, "<territory_id>") if page.of_territory else page.path(language)


def writer(destination: str) -> Callable[[str], None]:
    """Return what writes a line to a file, or to standard error for "-".

    The file is only ever added to, and opened again when something has moved it away.

    Raises
    ------
    ResultsError
        When the file cannot be written.
    """
    if destination == CONSOLE:
        handler: logging.Handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            handler = WatchedFileHandler(destination, encoding="utf-8")
        except OSError as fault:
            raise ResultsError(
                N_("Le journal {path} ne peut pas être écrit : {fault}."),
                path=destination,
                fault=fault.strerror or str(fault),
            ) from None

    def write(text: str) -> None:
        handler.handle(logging.makeLogRecord({"msg": text, "levelno": logging.INFO}))

    return write
