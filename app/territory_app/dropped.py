"""A filled template handed to a page: looked at here, read by the reader a study would use.

What comes is bytes and a name, both hostile until proven otherwise. It is written to a folder
that is deleted before the answer leaves; nothing of it is kept.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from territory.sources import SourceInfo
from territory.sources.templates.grid import read_grid
from territory.sources.templates.model import KEYS, load_template, simplified
from territory.sources.templates.readers import Outcome, read_outcome
from territory.text import N_, fold
from territory_app.errors import ResultsError

LARGEST = 5_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELLS = 200_000
MOST_UNPACKED = 40_000_000
MOST_MEMBERS = 200
LOOKED_AT = 80
LONGEST_NAME = 160
"""In bytes: folders of every system take it."""
TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx",)

NOTHING = N_("Aucun fichier n'est arrivé; choisissez un gabarit rempli, en .xlsx ou en .csv.")
EMPTY = N_("{file} est vide.")
OTHER_TYPE = N_(
    "{file} n'est ni un classeur .xlsx ni un .csv; enregistrez-le ainsi dans le tableur."
)
NOT_TEXT = N_("{file} porte un nom de texte, mais n'en est pas un; enregistrez-le en CSV.")
TOO_LARGE = N_("{file} dépasse 5 Mo; un gabarit rempli en fait rarement plus d'un demi.")
TOO_LONG = N_("{file} a plus de 5000 rangées; coupez-le en plusieurs fichiers.")
TOO_WIDE = N_(
    "{file} a plus de 100 colonnes ou de 200 000 cases; ne gardez que les colonnes du gabarit."
)
SWELLS = N_(
    "{file} contient plus de 40 Mo une fois décompressé; ne gardez que la feuille à lire, "
    "puis enregistrez-la en CSV."
)
DAMAGED = N_("{file} est abîmé ou incomplet; enregistrez-le de nouveau dans le tableur.")
CODED = N_("{file} n'est pas un classeur ordinaire; ouvrez-le et enregistrez-le en .xlsx.")
NO_TEMPLATE = N_(
    "{file} n'a les titres d'aucun gabarit; choisissez le gabarit dans la liste pour savoir "
    "lesquels manquent."
)
UNKNOWN_TEMPLATE = N_("Ce gabarit n'existe pas; choisissez-en un dans la liste.")

_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_FAULTS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, LookupError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Dropped:
    """A file a person handed, read as one of the templates.

    Attributes
    ----------
    name : str
        Its name, as shown to people.
    found : bool
        Whether the template was recognised rather than chosen.
    outcome : Outcome
        What a study would take from it, and every fault.
    """

    name: str
    found: bool
    outcome: Outcome


def read_dropped(content: bytes, name: object, key: str = "") -> Dropped:
    """Read a filled template.

    Parameters
    ----------
    content : bytes
        The file.
    name : object
        What the browser calls it.
    key : str
        Template it was made from; recognised by its titles when empty.

    Raises
    ------
    InputError
        One sentence, when it cannot be read as a template at all.
    """
    shown = plain_name(name)
    if key and key not in KEYS:
        raise ResultsError(UNKNOWN_TEMPLATE)
    _look_at(content, shown)
    with tempfile.TemporaryDirectory(prefix="territory-") as folder:
        path = Path(folder) / shown
        path.write_bytes(content)
        chosen = key or _recognised(path, shown)
        outcome = read_outcome(path, chosen, meta=_meta(shown))
    return Dropped(shown, not key, outcome)


def plain_name(name: object) -> str:
    r"""Return the last part of a file's name, without what a path or a device could hide in.

    Examples
    --------
    >>> plain_name("C:\\fakepath\\Mes GMF (2024).xlsx"), plain_name("/vsicurl/http://a/b.csv")
    ('Mes GMF (2024).xlsx', 'b.csv')
    >>> plain_name("../.csv"), plain_name(None), plain_name("a.zip!x.csv")
    ('fichier.csv', 'fichier', 'a.zip_x.csv')
    """
    text = unicodedata.normalize("NFC", name) if isinstance(name, str) else ""
    last = PurePosixPath(text.replace("\\", "/")).name
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    kept = "".join(one if one.isprintable() else "_" for one in stem)
    stem = re.sub(r'[:*?"<>|!]+', "_", kept).strip(" ._")
    stem = stem.encode()[:LONGEST_NAME].decode(errors="ignore").strip() or "fichier"
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", stem):
        stem = f"{stem}_"
    suffix = re.sub(r"[^a-z0-9]", "", suffix.lower())[:8]
    return f"{stem}.{suffix}" if suffix else stem


def _look_at(content: bytes, name: str) -> None:
    """Refuse what is not a small table, before anything parses it."""
    suffix = Path(name).suffix
    if not content.strip():
        raise ResultsError(EMPTY, file=name)
    if len(content) > LARGEST:
        raise ResultsError(TOO_LARGE, file=name)
    if suffix not in (*TEXTS, *WORKBOOKS):
        raise ResultsError(OTHER_TYPE, file=name)
    if content.startswith(_ZIP):
        if suffix not in WORKBOOKS:
            raise ResultsError(NOT_TEXT, file=name)
        _look_at_workbook(content, name)
    elif suffix in TEXTS:
        _look_at_text(content, name)


def _look_at_text(content: bytes, name: str) -> None:
    if b"\x00" in content:
        raise ResultsError(NOT_TEXT, file=name)
    lines = content.splitlines()
    if len(lines) > MOST_ROWS:
        raise ResultsError(TOO_LONG, file=name)
    widths = [max(line.count(mark) for mark in (b";", b"\t", b",", b"|")) for line in lines]
    if max(widths) > MOST_COLUMNS or sum(widths) > MOST_CELLS:
        raise ResultsError(TOO_WIDE, file=name)


def _look_at_workbook(content: bytes, name: str) -> None:
    """Refuse archives that swell, sheets without end and texts that a parser would expand."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise ResultsError(SWELLS, file=name)
            rows = cells = 0
            for one in members:
                if not one.filename.lower().endswith((".xml", ".rels")):
                    continue
                with archive.open(one) as stream:
                    text = stream.read(MOST_UNPACKED)
                if b"\x00" in text or _FORBIDDEN.search(text):
                    raise ResultsError(CODED, file=name)
                if one.filename.startswith("xl/worksheets/"):
                    rows = max(rows, len(_ROW.findall(text)))
                    cells = max(cells, len(_CELL.findall(text)))
    except _FAULTS:
        raise ResultsError(DAMAGED, file=name) from None
    if rows > MOST_ROWS:
        raise ResultsError(TOO_LONG, file=name)
    if cells > MOST_CELLS:
        raise ResultsError(TOO_WIDE, file=name)


def _recognised(path: Path, name: str) -> str:
    """Return the template most of whose titles the file has; its own name breaks ties."""
    lines = [
        {simplified(cell) for cell in cells if isinstance(cell, str)}
        for _, cells in read_grid(path).rows[:LOOKED_AT]
    ]
    best, most = "", (0, False)
    for key in KEYS:
        template = load_template(key)
        titles = [{simplified(title) for title in one.names()} for one in template.fields]
        found = max((sum(bool(one & line) for one in titles) for line in lines), default=0)
        said = any(fold(word) in fold(name) for word in (template.fr, template.en, key))
        if found and (found, said) > most:
            best, most = key, (found, said)
    if not best:
        raise ResultsError(NO_TEMPLATE, file=name)
    return best


def _meta(name: str) -> SourceInfo:
    return SourceInfo(
        key="", title=name, title_en=name, publisher="", licence="", vintage="",
        obtain="supply", address="",
    )  # fmt: skip
