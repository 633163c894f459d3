"""The application for a server of several workers, set by its environment.

``gunicorn 'territory_app.wsgi:create_wsgi()'``; docs/server.md tells the whole of it.

=====================  =====================================================================
TERRITORY_OUT          results folder, at the root (required)
TERRITORY_ALSO         other results folders, separated as in PATH (":" here, ";" on Windows)
TERRITORY_BEFORE       results of an earlier run, for trends
TERRITORY_STUDY        study file the first results come from: scenarios are computed here;
                       "demo" for the demonstration
TERRITORY_DATA         where the paths of that study start from
TERRITORY_PREFIX       what comes before every address, such as /acces
TERRITORY_CACHE        where map tiles are made once and kept, shared by the workers
TERRITORY_PROXIES      how many proxies stand in front and state who asked; 0 by default
TERRITORY_CONTACT      whom to write to about accessibility, such as an e-mail address
TERRITORY_LOG          file of the access log; "-" (standard error) by default, "" for none
=====================  =====================================================================
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from territory.places import bundled
from territory.text import N_
from territory_app.access_log import CONSOLE, AccessLog, writer
from territory_app.errors import ResultsError
from territory_app.library import Library
from territory_app.server import known_prefix, refuse_debugging
from territory_app.settings import Settings

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
CANNOT_BOOT = 3
"""The status that tells gunicorn not to start this worker again."""
MOST_PROXIES = 5


def create_wsgi(environ: Mapping[str, str] | None = None) -> Wsgi:
    """Return the WSGI application; a wrong setting is told in one sentence and stops the server.

    Results that cannot be shown do not: every address then answers 503 and says why, until the
    folder is put right.

    Parameters
    ----------
    environ : Mapping[str, str], optional
        The process's environment by default.

    Raises
    ------
    SystemExit
        With status 3, when a setting is wrong.
    """
    try:
        return configured(os.environ if environ is None else environ)
    except ResultsError as refusal:
        sys.stderr.write(f"territory: {refusal.sentence('fr')}\n{refusal.sentence('en')}\n")
        raise SystemExit(CANNOT_BOOT) from None


def configured(environ: Mapping[str, str]) -> Wsgi:
    """Return the application these variables describe.

    Raises
    ------
    ResultsError
        One sentence, when a variable is missing or wrong.
    """
    refuse_debugging(environ, local=False)
    cache = _folder(environ, "TERRITORY_CACHE")
    study, data = _study(environ)
    library = Library(
        Settings(
            out=_folder(environ, "TERRITORY_OUT") or _missing(),
            cache=cache / "tiles" if cache else None,
            scenarios=cache / "scenarios" if cache else None,
            study=study,
            data=data,
            prefix=known_prefix(environ.get("TERRITORY_PREFIX", "")),
            before=_folder(environ, "TERRITORY_BEFORE"),
            contact=environ.get("TERRITORY_CONTACT", "").strip()[:200],
        ),
        [Path(one) for one in environ.get("TERRITORY_ALSO", "").split(os.pathsep) if one],
    )
    try:
        library.start()
    except ResultsError as refusal:
        sys.stderr.write(f"territory: {refusal.sentence('fr')}\n")
    app: Wsgi = library
    log = environ.get("TERRITORY_LOG", CONSOLE)
    if log:
        app = AccessLog(app, writer(log))
    proxies = proxy_count(environ.get("TERRITORY_PROXIES", ""))
    if proxies:
        app = ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies)
    return app


def proxy_count(text: str) -> int:
    """Return how many proxies stand in front.

    Raises
    ------
    ResultsError
        When it is not a small number.

    Examples
    --------
    >>> proxy_count(""), proxy_count("1")
    (0, 1)
    """
    if text and (not text.isascii() or not text.isdigit() or int(text) > MOST_PROXIES):
        raise ResultsError(
            N_("TERRITORY_PROXIES vaut {text}; donnez le nombre de serveurs mandataires, de 0 à "
               "{most}."),
            text=text,
            most=MOST_PROXIES,
        )  # fmt: skip
    return int(text or 0)


def _study(environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    """Return the study scenarios are computed on and its data, as stated.

    Raises
    ------
    ResultsError
        When there is no such file.
    """
    stated = environ.get("TERRITORY_STUDY", "")
    if stated == "demo":
        return bundled("studies", "demo.toml"), bundled("data", "demo")
    path = Path(stated) if stated else None
    if path is not None and not path.is_file():
        raise ResultsError(
            N_("TERRITORY_STUDY nomme {path}, qui n'est pas un fichier; donnez le fichier de "
               "l'étude, ou « demo »."),
            path=str(path),
        )  # fmt: skip
    return path, _folder(environ, "TERRITORY_DATA") if path is not None else None


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    given = environ.get(name, "")
    return Path(given) if given else None


def _missing() -> Path:
    raise ResultsError(
        N_("La variable TERRITORY_OUT manque : donnez-lui le dossier écrit par « territory run ».")
    )
