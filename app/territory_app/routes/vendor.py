"""MapLibre GL JS and its stylesheet, from the installed ``maplibre`` wheel and nowhere else.

The Python package is found, not imported: only two files of it are used.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from territory.text import N_
from territory_app import urls
from territory_app.errors import ResultsError

SCRIPT = "maplibre-gl.js"
STYLE = "maplibre-gl.css"
TYPES = {SCRIPT: "text/javascript", STYLE: "text/css"}


@dataclass(frozen=True)
class VendorFile:
    """One file: its gzipped bytes and the checksum of the plain ones."""

    content: bytes
    checksum: str


def vendor_folder() -> Path:
    """Return the folder of the map library.

    Raises
    ------
    ResultsError
        When the ``maplibre`` package is not installed.
    """
    spec = importlib.util.find_spec("maplibre")
    if spec is None or not spec.submodule_search_locations:
        raise ResultsError(
            N_("La bibliothèque de cartes manque : installez le paquet « {package} »."),
            package="maplibre",
        )
    return Path(next(iter(spec.submodule_search_locations))) / "srcjs"


def read_vendor() -> dict[str, VendorFile]:
    """Read and compress the library's files."""
    found = {}
    for name in TYPES:
        content = (vendor_folder() / name).read_bytes()
        checksum = hashlib.sha256(content).hexdigest()
        found[name] = VendorFile(gzip.compress(content, 9, mtime=0), checksum)
    return found


def vendor_url(files: Mapping[str, VendorFile], name: str) -> str:
    """Return the address of one file, with its version so that browsers may keep it."""
    return f"{urls.VENDOR}/{name}?v={files[name].checksum[:12]}"


def register(server: Flask, files: Mapping[str, VendorFile]) -> None:
    """Add the route of the library's files."""

    def vendor(name: str) -> Response:
        if name not in files:
            abort(404)
        answer = Response(files[name].content, mimetype=TYPES[name])
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.set_etag(files[name].checksum[:32])
        return answer.make_conditional(request.environ)

    server.add_url_rule(f"{urls.VENDOR}/<name>", "vendor", vendor)
