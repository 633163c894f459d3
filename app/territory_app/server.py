"""Serve the application on this machine."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

from waitress.server import create_server

from territory.text import N_
from territory_app.errors import ResultsError
from territory_app.factory import create_app
from territory_app.settings import Settings

THREADS = 6
LARGEST_PORT = 65535


def serve(
    out: Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    *,
    cache: Path | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Serve a results folder until interrupted.

    Parameters
    ----------
    out : pathlib.Path
        Folder written by ``territory run``.
    host, port : str, int
        Where to listen.
    cache : pathlib.Path, optional
        Where map tiles are kept.
    say : callable
        Told the address once the server answers there.

    Raises
    ------
    ResultsError
        One sentence, when the folder cannot be used or the port is taken.
    """
    if not 0 <= port <= LARGEST_PORT:
        raise ResultsError(
            N_("Le port {port} n'existe pas; donnez un nombre de 1 à 65535."), port=port
        )
    app = create_app(Settings(out=out, cache=cache))
    # The level people see first is drawn before they come; the others when asked for, then kept.
    app.tiles.level_map(next(iter(app.catalogue.levels)))
    with _listening(host, port) as listener:
        server = create_server(app.server, sockets=[listener], threads=THREADS, ident=None)
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listener.getsockname()[1]}/")
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        server.close()


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
