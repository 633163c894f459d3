"""Leaflet from an installed package, to be written inside a page that opens without a network."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path

from xstatic.pkg import leaflet

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def leaflet_script() -> str:
    """Return Leaflet's JavaScript, without the address of its source map."""
    source = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S+", "", source)


def leaflet_style() -> str:
    """Return Leaflet's style sheet; the pictures of controls a page does not use are left out."""
    source = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\((?!#)[^)]*\)", "none", source)


def own_asset(name: str) -> str:
    """Return one of this package's own files."""
    return files("territory.report").joinpath("assets", name).read_text(encoding="utf-8")


def script_hashes(page: str) -> str:
    """Return the hashes a content security policy needs for the scripts of ``page``.

    Examples
    --------
    >>> script_hashes("<script>1</script>")[:12]
    "'sha256-a4ay"
    """
    found = (hashlib.sha256(code.encode()).digest() for code in _SCRIPT.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in found)
