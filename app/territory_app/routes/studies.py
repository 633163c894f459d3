"""``POST /etudes``: open another results folder, on one's own machine only.

The person types a path; the answer is the address where its results now are. Only a page of this
very application may ask: another site, or another machine behind a proxy, is refused.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from territory.text import N_
from territory_app import urls
from territory_app.errors import ResultsError
from territory_app.routes import plain
from territory_app.settings import Study
from territory_app.words import known_language, words

FIELD = "dossier"
LANGUAGE_FIELD = "langue"
LARGEST = 10_000
LONGEST = 4096
FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA",
)  # fmt: skip
JSON = "application/json"
SEE_OTHER = 303


def is_loopback(host: str) -> bool:
    """Say whether a name is this machine's own, with or without its port.

    Examples
    --------
    >>> [is_loopback(one) for one in ("localhost:8050", "127.0.0.1", "[::1]:80", "::1", "a.org")]
    [True, True, True, True, False]
    >>> is_loopback("localhost.a.org"), is_loopback("[")
    (False, False)
    """
    name = host if host.count(":") > 1 and not host.startswith("[") else _named(host)
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _named(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def for_this_machine(environ: Mapping[str, Any]) -> bool:
    """Say whether a request names this machine: another name would be another site's doing."""
    host = environ.get("HTTP_HOST")
    return host is None or is_loopback(str(host))


def same_origin(environ: Mapping[str, Any]) -> bool:
    """Say whether a request comes from a page of this application, in this machine's browser.

    A browser states the origin of every form and script that posts; what states none, another
    one, or came through a proxy is refused.
    """
    if any(name in environ for name in FORWARDED):
        return False
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False
    host = str(environ.get("HTTP_HOST", ""))
    return is_loopback(host) and environ.get("HTTP_ORIGIN") in {f"http://{host}", f"https://{host}"}


def same_host(environ: Mapping[str, Any]) -> bool:
    """Say whether a request comes from a page of this application, wherever it is served.

    A browser states the origin of every form and script that posts; behind a proxy the scheme
    and the port may be the proxy's own, the name is ours.

    Examples
    --------
    >>> same_host({"HTTP_HOST": "a.org", "HTTP_ORIGIN": "https://a.org"})
    True
    >>> same_host({"HTTP_HOST": "a.org", "HTTP_ORIGIN": "null"}), same_host({"HTTP_HOST": "a.org"})
    (False, False)
    """
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False
    origin = str(environ.get("HTTP_ORIGIN", ""))
    host = _named(str(environ.get("HTTP_HOST", "")))
    return (
        bool(host)
        and origin.startswith(("https://", "http://"))
        and (_named(origin.partition("://")[2]) == host)
    )


def answer(request: Request, add: Callable[[Path, str], Study]) -> Response:
    """Answer ``POST /etudes``.

    Parameters
    ----------
    request : werkzeug Request
        A form, or JSON, with ``dossier`` (a path, as typed) and ``langue``.
    add : callable
        Adds a folder and returns where it is shown; raises `ResultsError`.

    Returns
    -------
    werkzeug Response
        A form is led to the study, or shown one sentence; JSON gets ``{"title", "href"}`` (201)
        or ``{"error"}``.
    """
    scripted = request.mimetype == JSON
    if not same_origin(request.environ):
        return _refusal(plain.reason(403, "fr"), "fr", 403, scripted=scripted)
    if (request.content_length or LARGEST + 1) > LARGEST:
        return _refusal(plain.reason(413, "fr"), "fr", 413, scripted=scripted)
    asked = _asked(request, scripted=scripted)
    language = known_language(asked.get(LANGUAGE_FIELD))
    try:
        study = add(typed_folder(asked.get(FIELD)), language)
    except ResultsError as refusal:
        title = words(language)("Ces résultats ne peuvent pas être montrés")
        return _refusal((title, refusal.sentence(language)), language, 422, scripted=scripted)
    if not scripted:
        return redirect(study.href, SEE_OTHER)
    content = json.dumps({"title": study.title, "href": study.href}, ensure_ascii=False)
    return Response(content, status=201, mimetype=JSON)


def typed_folder(typed: object) -> Path:
    r"""Return the folder a person typed, which must be whole and on this machine.

    Raises
    ------
    ResultsError
        One sentence.

    Examples
    --------
    >>> typed_folder(' "/home/ana/out/gaspesie" ').as_posix()
    '/home/ana/out/gaspesie'
    """
    text = typed.strip().strip("\"'").strip() if isinstance(typed, str) else ""
    if not text or len(text) > LONGEST or not text.isprintable():
        raise ResultsError(
            N_("Donnez le chemin d'un dossier de résultats, par exemple /home/ana/out/gaspesie.")
        )
    if text.startswith(("\\\\", "//")):
        raise ResultsError(
            N_("{path} est sur une autre machine; copiez le dossier sur cet ordinateur."), path=text
        )
    try:
        folder = Path(text).expanduser()
    except RuntimeError:
        folder = Path(text)
    if not folder.is_absolute():
        raise ResultsError(
            N_("Donnez le chemin entier du dossier, depuis la racine : {path} dépend d'où "
               "l'application a été lancée."),
            path=text,
        )  # fmt: skip
    return folder


def _asked(request: Request, *, scripted: bool) -> Mapping[str, Any]:
    if not scripted:
        return request.form
    content = request.get_json(silent=True)
    return content if isinstance(content, Mapping) else {}


def _refusal(said: tuple[str, str], language: str, status: int, *, scripted: bool) -> Response:
    title, sentence = said
    if scripted:
        return plain.sentence_only(sentence, status)
    _ = words(language)
    back = (_("Revenir à la page des données"), urls.DATASETS.path(language))
    return plain.page(title, sentence, language, status=status, link=back)
