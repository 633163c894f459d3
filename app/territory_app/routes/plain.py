"""Pages that need no results: what is said when there are none to show, or no way to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from territory_app import urls
from territory_app.errors import ResultsError
from territory_app.words import words

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
STYLE = (
    "body{font:1.125rem/1.6 'Source Sans Pro',system-ui,sans-serif;max-width:38rem;"
    "margin:4rem auto;padding:0 1.25rem;color:#1b2733;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.25}a{color:#0b5a8a}small{color:#4d5b68}"
    "@media(prefers-color-scheme:dark){body{color:#e8edf2;background:#12181f}a{color:#8cc8f0}"
    "small{color:#aab6c1}}"
)
RETRY_SECONDS = 30


def page(
    title: str,
    sentence: str,
    language: str,
    *,
    status: int,
    link: tuple[str, str] | None = None,
    code: str = "",
) -> Response:
    """Return a page of one sentence, with nothing to load.

    Parameters
    ----------
    title, sentence : str
        What is said, in ``language``.
    language : str
        "fr" or "en".
    status : int
        Status of the answer.
    link : (str, str), optional
        Words and address of the way out.
    code : str
        What names this fault in the logs of the server.
    """
    out = f'<p><a href="{escape(link[1])}">{escape(link[0])}</a></p>' if link else ""
    named = f"<p><small>{escape(code)}</small></p>" if code else ""
    text = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{escape(sentence)}</p>{out}{named}</main></body></html>"
    )
    return _guarded(Response(text, status=status, mimetype="text/html"))


def unavailable(
    environ: Mapping[str, Any], refusal: ResultsError, *, local: bool = False
) -> Response:
    """Say, with the status of a service that will be back, why there are no results to show.

    Where a folder is on the machine is told to its own user only.
    """
    path = environ.get("PATH_INFO")
    language = urls.language_of(path)
    _ = words(language)
    if path == urls.HEALTH:
        answer = refused_health(refusal)
    else:
        answer = page(
            _("Ces résultats ne peuvent pas être montrés"),
            refusal.sentence(language) if local else refusal.public(language),
            language,
            status=503,
        )
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def refused_health(refusal: ResultsError) -> Response:
    """Return what ``/healthz`` says when there are no results to show."""
    said = {"status": "unavailable", "reason": {one: refusal.public(one) for one in ("fr", "en")}}
    content = json.dumps(said, ensure_ascii=False)
    return _guarded(Response(content, status=503, mimetype="application/json"))


def not_for_this_machine(environ: Mapping[str, Any]) -> Response:
    """Refuse a request that came to this machine under another machine's name."""
    language = urls.language_of(environ.get("PATH_INFO"))
    _ = words(language)
    return page(
        _("Cette adresse n'est pas celle de l'application"),
        _("L'application ne répond qu'à cet ordinateur : ouvrez l'adresse que « territory app » "
          "affiche, qui commence par http://127.0.0.1. Pour la partager, voir docs/serveur.md."),
        language,
        status=421,
    )  # fmt: skip


def sentence_only(sentence: str, status: int) -> Response:
    """Return one sentence as JSON, for a page's script."""
    content = json.dumps({"error": sentence}, ensure_ascii=False)
    return _guarded(Response(content, status=status, mimetype="application/json"))


def reason(status: int, language: str) -> tuple[str, str]:
    """Return the title and the sentence of a status, in plain words.

    Examples
    --------
    >>> reason(413, "en")[0]
    'This is too large'
    >>> reason(418, "en")[0]
    "I'm a teapot"
    """
    _ = words(language)
    said = {
        400: (_("Cette demande ne se comprend pas"),
              _("Elle est peut-être mal copiée. Revenez à la carte et recommencez.")),
        403: (_("Cette demande est refusée"),
              _("Elle vient d'une autre page que celles de l'application. Revenez à la carte et "
                "recommencez.")),
        404: (_("Cette page n'existe pas"),
              _("L'adresse est peut-être ancienne ou mal copiée. Les résultats, eux, sont "
                "intacts.")),
        405: (_("Cette adresse ne se demande pas ainsi"),
              _("Revenez à la carte et suivez un lien.")),
        413: (_("C'est trop gros"),
              _("Ce qui a été envoyé dépasse ce que l'application lit. Envoyez un fichier plus "
                "petit.")),
        500: (_("Quelque chose s'est brisé de notre côté"),
              _("Les résultats sont intacts. Réessayez; si cela revient, donnez le code "
                "ci-dessous à la personne qui s'occupe de l'application.")),
        503: (_("L'application est occupée"),
              _("Trop de téléchargements se préparent en même temps. Réessayez dans quelques "
                "secondes.")),
    }.get(status)  # fmt: skip
    return said or (HTTP_STATUS_CODES.get(status, str(status)), "")


def _guarded(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer
