"""One request at a time: no cookies, no referrer, no password of the machine, TLS verified."""

from __future__ import annotations

import os
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from requests.utils import get_environ_proxies

from territory.errors import InputError

# The portals of Québec answer better to what looks like a browser; it names the tool, no one else.
USER_AGENT = "Mozilla/5.0 (compatible; territory/0.1)"
CONNECT_SECONDS, SILENCE_SECONDS = 15.0, 60.0
CONNECT_SECONDS_NEAR = 3.0
HOPS = 8
_MOVED = {301, 302, 303, 307, 308}

Session: TypeAlias = requests.Session
Response: TypeAlias = requests.Response


def open_session() -> Session:
    """Return a session that sends the request and nothing more.

    Proxies stated in the environment are used; a ``.netrc`` is never read.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    session.headers.update(
        {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def ask(
    session: Session,
    address: str,
    headers: Mapping[str, str] | None = None,
    *,
    connect: float = CONNECT_SECONDS,
) -> Response:
    """Send a GET and return the answer, its content still to be read.

    ``connect`` is how long the server has to take the line, in seconds. Redirections
    are followed only towards the web, and never from https to http.

    Raises
    ------
    InputError
        When an address is not one of the web, or redirections lead out of it or in circles.
    requests.RequestException
        When the exchange fails.
    """
    _of_the_web(address)
    for _ in range(HOPS):
        answer = session.get(
            address,
            headers=dict(headers or {}),
            stream=True,
            allow_redirects=False,
            timeout=(connect, SILENCE_SECONDS),
            proxies=get_environ_proxies(address),
            verify=_authorities(),
        )
        target = answer.headers.get("Location", "")
        if answer.status_code not in _MOVED or not target:
            return answer
        answer.close()
        address = _next(address, target)
    raise InputError(
        "{address} ne fait que renvoyer d'une adresse à l'autre.", address=without_password(address)
    )


def _next(address: str, target: str) -> str:
    """Return where an answer sends the request, refused where it leaves the web or its secrecy."""
    moved = without_password(urljoin(address, target))
    schemes = urlsplit(address).scheme, urlsplit(moved).scheme
    if schemes[1] not in {"http", "https"}:
        raise InputError(
            "L'adresse renvoie vers {target}, qui n'est pas du web : refusé.", target=moved
        )
    if schemes == ("https", "http"):
        raise InputError(
            "L'adresse, chiffrée, renvoie vers {target}, qui ne l'est pas : refusé.", target=moved
        )
    _of_the_web(moved)
    return moved


def without_password(address: str) -> str:
    """Return an address without the name and password it may carry.

    Examples
    --------
    >>> without_password("https://moi:secret@exemple.org:8443/a.zip")
    'https://exemple.org:8443/a.zip'
    """
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _of_the_web(address: str) -> None:
    try:
        parts = urlsplit(address)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        right = False
    if not right:
        raise InputError(
            "« {address} » n'est pas une adresse du web.", address=address.rpartition("@")[2]
        )


def _authorities() -> str | bool:
    """Return the certificates trusted: those an organisation states, else the usual ones."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
