"""Source Sans Pro, from the installed package and nowhere else, cut to what the pages write.

The Python package is found, not imported: only its font files and their licence are used. What is
cut is a modified version under the SIL Open Font License: it is renamed, because the licence keeps
the name "Source" for Adobe's own, and the licence is served beside it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from territory.places import cache_folder
from territory.text import N_
from territory_app.errors import ResultsError

PACKAGE = "font_source_sans_pro"
FAMILY = "Territory Sans"
LICENCE = "LICENSE.txt"
FACES: Mapping[str, str] = {
    "regular": "SourceSansPro-Regular.ttf",
    "semibold": "SourceSansPro-Semibold.ttf",
    "italic": "SourceSansPro-It.ttf",
}
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2BC, 0x2BC), (0x1E9E, 0x1E9E),
    (0x2009, 0x2011), (0x2013, 0x2014), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026),
    (0x202F, 0x2030), (0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x2079), (0x2080, 0x2089),
    (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248),
    (0x2260, 0x2260), (0x2264, 0x2265), (0x2713, 0x2713),
)  # fmt: skip
"""French and English, the spaces and guillemets of Québec typography, arrows, signs of measure."""
FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "sups", "subs", "frac", "pnum", "case")
RECIPE = 1
"""Raised when the cut changes, so that what is kept is cut again."""


@dataclass(frozen=True)
class FontFile:
    """One file as it is served: its bytes, type and checksum."""

    content: bytes
    mimetype: str
    checksum: str


def font_folder() -> Path:
    """Return the folder of the package's font files, whole and untouched.

    Raises
    ------
    ResultsError
        When the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ResultsError(
            N_("Les caractères manquent : installez le paquet « {package} »."),
            package="font-source-sans-pro",
        )
    return Path(next(iter(spec.submodule_search_locations))) / "files"


def licence() -> FontFile:
    """Return the licence of the fonts, as their authors wrote it."""
    return _file((font_folder() / LICENCE).read_bytes(), "text/plain")


def font(face: str, cache: Path | None = None) -> FontFile:
    """Return one face, cut and compressed (WOFF).

    Parameters
    ----------
    face : str
        A key of `FACES`.
    cache : pathlib.Path, optional
        Folder where cut fonts are kept; the user's cache by default. Where it cannot be written,
        nothing is kept.

    Raises
    ------
    KeyError
        When there is no such face.
    """
    source = (font_folder() / FACES[face]).read_bytes()
    kept = _kept(f"{face}-{RECIPE}-{hashlib.sha256(source).hexdigest()[:16]}.woff", cache)
    if kept is not None and kept.is_file():
        return _file(kept.read_bytes(), "font/woff")
    content = cut(source)
    if kept is not None:
        _keep(kept, content)
    return _file(content, "font/woff")


def cut(source: bytes) -> bytes:
    """Return a font with only the characters of `RANGES`, under another name.

    Parameters
    ----------
    source : bytes
        A whole TrueType font.

    Returns
    -------
    bytes
        A WOFF file; the same bytes for the same font and the same fontTools.
    """
    from fontTools import subset  # noqa: PLC0415 - slow to load, and needed once per machine
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    whole = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = subset.Options(
        flavor="woff", hinting=False, layout_features=list(FEATURES), name_IDs=["*"],
        notdef_outline=True, recalc_timestamp=False,
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[one for low, high in RANGES for one in range(low, high + 1)])
    cutter.subset(whole)
    _rename(whole)
    whole.flavor = "woff"
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue()


def _rename(font_: Any) -> None:
    """Give the font our name; its copyright, trademark and licence stay."""
    family_records = {1: FAMILY, 3: f"{FAMILY} {RECIPE}", 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for record in list(font_["name"].names):
        if record.nameID in family_records:
            record.string = family_records[record.nameID]
        elif record.nameID in {16, 17, 18, 20, 21, 22, 25}:
            font_["name"].names.remove(record)


def _kept(name: str, cache: Path | None) -> Path | None:
    try:
        folder = cache if cache is not None else cache_folder() / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder / name


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole or not at all; a cache that cannot be written is done without."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            stream.write(content)
        os.replace(stream.name, path)  # noqa: PTH105 - atomic, on every system
    except OSError:
        return


def _file(content: bytes, mimetype: str) -> FontFile:
    return FontFile(content, mimetype, hashlib.sha256(content).hexdigest())
