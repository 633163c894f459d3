"""Headers of every answer, and the gate in front of the callbacks.

Whatever a browser posts to ``_dash-update-component`` was written by an attacker until proven
otherwise: its shape is checked here, its values in `view_state`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash
from flask import Response, abort, request

from territory_app import urls

UPDATE = "/_dash-update-component"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 1_000_000
LARGEST_DROP = 5_000_000
FROM_HERE = frozenset({"same-origin", "none"})
"""What a browser says of a request that no other site caused."""


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
        if request.path == urls.DROP:
            request.max_content_length = LARGEST_DROP
        if (request.content_length or 0) > (request.max_content_length or LARGEST_BODY):
            abort(413)
        if request.method not in READING and not caused_here(dict(request.headers)):
            abort(403)
        if request.path == UPDATE and not well_formed(
            request.get_json(silent=True), app.callback_map
        ):
            abort(400)

    server.after_request(add_headers)
    server.before_request(gate)


def caused_here(headers: Mapping[str, str]) -> bool:
    """Say whether a request that sends something comes from one of our own pages.

    Browsers state it; what states nothing is no browser, which no site can command.

    Examples
    --------
    >>> caused_here({"Sec-Fetch-Site": "cross-site"}), caused_here({})
    (False, True)
    """
    return headers.get("Sec-Fetch-Site", "none") in FROM_HERE


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
