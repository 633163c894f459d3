"""Serve the application on this machine."""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from waitress.server import create_server

from territory.text import N_
from territory_app.access_log import AccessLog, writer
from territory_app.errors import ResultsError
from territory_app.library import Library
from territory_app.routes.studies import is_loopback
from territory_app.settings import Settings

THREADS = 6
LARGEST_PORT = 65535
LARGEST_HEADERS = 32_768
LARGEST_BODY = 6_000_000
"""What is sent here is at most a filled template; the routes are stricter still."""
PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
DEBUGGING = ("FLASK_DEBUG", "DASH_DEBUG")
OFF = frozenset({"", "0", "false", "no", "off"})


def serve(
    out: Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    *,
    cache: Path | None = None,
    also: Sequence[Path] = (),
    before: Path | None = None,
    study: Path | None = None,
    data: Path | None = None,
    prefix: str = "",
    log: str | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Serve results folders until interrupted.

    Parameters
    ----------
    out : pathlib.Path
        Folder written by ``territory run``, shown first.
    host, port : str, int
        Where to listen.
    cache : pathlib.Path, optional
        Where map tiles are kept.
    also : sequence of pathlib.Path
        Other folders, each at ``/etudes/<name of its study>/``.
    before : pathlib.Path, optional
        Results of an earlier run of the first study, which trends are told from.
    study, data : pathlib.Path, optional
        Study file the first results come from, and where its paths start from: scenarios are then
        computed here.
    prefix : str
        What comes before every address, behind a proxy that serves other things too.
    log : str, optional
        File where a line is added per request, "-" for standard error; none by default.
    say : callable
        Told the address once the server answers there.

    Raises
    ------
    ResultsError
        One sentence, when a folder cannot be used, the port is taken or a setting is wrong.
    """
    if not 0 <= port <= LARGEST_PORT:
        raise ResultsError(
            N_("Le port {port} n'existe pas; donnez un nombre de 1 à 65535."), port=port
        )
    refuse_debugging(os.environ, local=is_loopback(host))
    prefix = known_prefix(prefix)
    write = writer(log) if log else None
    # Behind a proxy, every request seems to come from this machine: a prefix says there is one.
    local = is_loopback(host) and not prefix
    settings = Settings(
        out=out, cache=cache, prefix=prefix, local=local, before=before, study=study, data=data
    )
    library = Library(settings, also)
    library.start()
    with _listening(host, port) as listener:
        server = create_server(
            AccessLog(library, write) if write else library,
            sockets=[listener],
            threads=THREADS,
            ident=None,
            max_request_header_size=LARGEST_HEADERS,
            max_request_body_size=LARGEST_BODY,
        )
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listener.getsockname()[1]}{prefix}/")
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        server.close()


def known_prefix(prefix: str) -> str:
    """Return a prefix with a slash before and none after; "" for none.

    Raises
    ------
    ResultsError
        When it cannot be the beginning of an address.

    Examples
    --------
    >>> known_prefix("acces/"), known_prefix("/"), known_prefix("/a/b")
    ('/acces', '', '/a/b')
    """
    stripped = prefix.strip("/")
    tidy = f"/{stripped}" if stripped else ""
    if not PREFIX.fullmatch(tidy) or any(part in {".", ".."} for part in tidy.split("/")):
        raise ResultsError(
            N_("Le préfixe {prefix} ne peut pas commencer une adresse; donnez par exemple /acces."),
            prefix=prefix,
        )
    return tidy


def refuse_debugging(environ: Mapping[str, str], *, local: bool) -> None:
    """Refuse to show a developer's tools to other machines.

    Raises
    ------
    ResultsError
        When a variable asks for them and the address is not this machine's own.
    """
    asked = next((one for one in DEBUGGING if environ.get(one, "").lower() not in OFF), None)
    if asked is not None and not local:
        raise ResultsError(
            N_("{variable} demande les outils de mise au point, qui ne se montrent pas à d'autres "
               "machines; retirez-la, ou servez sur 127.0.0.1."),
            variable=asked,
        )  # fmt: skip


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError:
        raise ResultsError(
            N_("L'adresse {host}:{port} n'est pas libre; essayez « --port {other} »."),
            host=host,
            port=port,
            other=port + 1 if port < LARGEST_PORT else port - 1,
        ) from None
