"""Whether a file looks like what its name says, from its first bytes."""

from __future__ import annotations

import html
import re
from pathlib import Path

from territory.errors import InputError
from territory.text import N_

ENOUGH = 16
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_ZIP = (b"PK\x03\x04",)
# Kind of file, by the end of its name: what it is called, and how it may begin.
_STARTS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".zip": (N_("une archive zip"), _ZIP),
    ".xlsx": (N_("un classeur xlsx"), _ZIP),
    ".gpkg": (N_("un GeoPackage"), (b"SQLite format 3\x00",)),
    ".shp": (N_("un shapefile"), (b"\x00\x00\x27\x0a",)),
    ".dbf": (
        N_("une table dBase"),
        (b"\x02", b"\x03", b"\x30", b"\x31", b"\x83", b"\x8b", b"\xf5"),
    ),
    ".json": (N_("un fichier JSON"), (b"{", b"[")),
    ".geojson": (N_("un GeoJSON"), (b"{", b"[")),
    ".pbf": (N_("un extrait OpenStreetMap (pbf)"), (b"OSMHeader",)),
    ".csv": (N_("un fichier CSV"), ()),
}


def refuse_other_kind(start: bytes, name: str) -> None:
    """Refuse a file whose first bytes are a web page, or not those of what its name says.

    Raises
    ------
    InputError
        Naming what it is instead, as far as it can be told.
    """
    suffix = Path(name).suffix.lower()
    kind, starts = _STARTS.get(suffix, (N_("un fichier de données"), ()))
    text = start.removeprefix(_BOM)
    if _PAGE.match(text):
        raise InputError(
            "L'adresse donne une page web{title} et non {kind}.",
            title=_title(text),
            kind=InputError(kind),
        )
    if suffix in {".json", ".geojson"}:
        text = text.lstrip()
    if suffix == ".pbf":
        text = text[6 : 6 + len(starts[0])]
    if len(start) < ENOUGH:
        return
    if (starts and not text.startswith(starts)) or (suffix == ".csv" and not _is_text(start)):
        raise InputError(
            "Ce qui a été reçu n'est pas {kind} (premiers octets : {start}).",
            kind=InputError(kind),
            start=start[:8].hex(" "),
        )


def _is_text(start: bytes) -> bool:
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    marked_up = start.removeprefix(_BOM).lstrip().startswith(b"<")
    return utf16 or not (b"\x00" in start[:4096] or start.startswith(_ZIP[0]) or marked_up)


def _title(text: bytes) -> InputError | str:
    """Return the title of a page, in brackets, as far as it can be shown on one line."""
    found = _TITLE.search(text)
    if found is None:
        return ""
    words = " ".join(html.unescape(found[1].decode("utf-8", errors="replace")).split())
    shown = "".join(letter for letter in words if letter.isprintable())[:80]
    return InputError(" (« {title} »)", title=shown) if shown else ""
