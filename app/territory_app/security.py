"""Headers of every answer, and the gate in front of the callbacks.

Whatever a browser posts to ``_dash-update-component`` was written by an attacker until proven
otherwise: its shape is checked here, its values in `view_state`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash
from flask import Response, abort, request
from werkzeug.exceptions import HTTPException

from territory_app import urls

UPDATE = "/_dash-update-component"
LARGEST_BODY = 1_000_000
LOG = logging.getLogger(__name__)


def content_policy(hashes: Sequence[str]) -> str:
    """Return the content security policy; ``hashes`` are those of Dash's inline scripts.

    Styles may be inline: the component library sets them on its elements.

    Examples
    --------
    >>> "worker-src 'self' blob:" in content_policy([])
    True
    """
    scripts = " ".join(("'self'", *hashes))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def protect(app: Dash) -> None:
    """Add headers and gates to ``app``; call it once every callback is registered."""
    policy = content_policy(app.csp_hashes())
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    def add_headers(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = policy
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
        return answer

    def gate() -> None:
        if request.path == UPDATE and not well_formed(
            request.get_json(silent=True), app.callback_map
        ):
            abort(400)

    def fault(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        LOG.error("Fault while answering %s", request.path, exc_info=error)
        return Response("Erreur interne · Internal error", status=500, mimetype="text/plain")

    server.after_request(add_headers)
    server.before_request(gate)
    server.register_error_handler(Exception, fault)


def well_formed(body: Any, callbacks: Mapping[str, Any]) -> bool:
    """Say whether ``body`` is a call to one of ``callbacks`` with its own inputs and states."""
    if not isinstance(body, Mapping):
        return False
    output = body.get("output")
    if not isinstance(output, str) or output not in callbacks:
        return False
    declared = callbacks[output]
    if declared.get("callback") is None:
        return False
    return (
        _same(body.get("inputs"), declared.get("inputs") or ())
        and _same(body.get("state") or [], declared.get("state") or ())
        and _named(body.get("outputs")) == output
        and _changed(body.get("changedPropIds", []))
    )


def _same(given: Any, declared: Sequence[Mapping[str, Any]]) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(
        isinstance(one, Mapping)
        and one.get("id") == wanted["id"]
        and one.get("property") == wanted["property"]
        for one, wanted in zip(given, declared, strict=True)
    )


def _named(given: Any) -> str | None:
    """Return the name Dash gives to these outputs; None where they are not outputs."""
    several = given if isinstance(given, list) else [given]
    if not all(isinstance(one, Mapping) for one in several):
        return None
    parts = [f"{one.get('id')}.{one.get('property')}" for one in several]
    return f"..{'...'.join(parts)}.." if isinstance(given, list) else parts[0]


def _changed(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) and "." in one for one in given)


def page_status(path: str) -> int:
    """Return the status of a page address: 200, or 404 where there is no such page.

    Examples
    --------
    >>> page_status("/fr/"), page_status("/fr/nulle-part")
    (200, 404)
    """
    return 200 if path == "/" or urls.locate(path) is not None else 404
