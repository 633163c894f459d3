"""A whole file against what the catalogue says of it: size, checksum, archive, sheet, columns."""

from __future__ import annotations

import csv
import hashlib
import re
import struct
from pathlib import Path
from typing import IO

from territory.errors import InputError
from territory.sources import _archive, _zip
from territory.sources.catalogue import SourceInfo
from territory.sources.fetching.looks import refuse_other_kind
from territory.text import N_, Amount, enumerate_words, fold

MB = 1_000_000
LARGEST_UNSTATED = 2_000 * MB
HEAD = 1 << 16
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TABLES = (".csv", ".txt", ".dbf")
_MANY_MEMBERS = 60
_TINY, _ODD = 10, 2
_SHEETS = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\bname=\"([^\"]*)\"")


def largest(entry: SourceInfo) -> int:
    """Return the bytes beyond which a file of this entry is refused."""
    return int((entry.max_size_mb or 0) * MB) or LARGEST_UNSTATED


def check(path: Path, entry: SourceInfo, name: str | None = None) -> list[InputError]:
    """Check a whole file and return remarks: what is odd about it, though it is kept.

    Parameters
    ----------
    path : Path
        The file.
    entry : SourceInfo
        What it should be.
    name : str, optional
        Name it will have, whose ending says its kind; that of ``path`` by default.

    Raises
    ------
    InputError
        When it cannot be that file: empty, of another kind, far too small or too large, with
        another checksum, an unsafe or damaged archive, or without the columns expected.
    """
    name = name or path.name
    try:
        return _checked(path, entry, name)
    except InputError as fault:
        if fault.parameters.get("path") != path.name:
            raise
        raise InputError(fault.template, **{**fault.parameters, "path": name}) from None


def _checked(path: Path, entry: SourceInfo, name: str) -> list[InputError]:
    suffix = Path(name).suffix.lower()
    with path.open("rb") as stream:
        start = stream.read(HEAD)
    if not start.strip():
        raise InputError("Le fichier reçu est vide.")
    refuse_other_kind(start, name)
    remarks = _size(path.stat().st_size, entry, name)
    if entry.sha256 and checksum(path) != entry.sha256.lower():
        raise InputError("L'empreinte sha256 du fichier reçu n'est pas celle que dit le catalogue.")
    if suffix in {".zip", ".xlsx"}:
        _safe_archive(path, entry)
    if suffix == ".csv":
        _refuse_cut(path, start)
    if suffix == ".xlsx" and entry.sheet:
        _refuse_without_sheet(path, entry.sheet)
    # Under another name it is a copy the catalogue knows, perhaps in another layout.
    return remarks + (_columns(path, suffix, entry) if name == entry.file_name else [])


def checksum(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _size(size: int, entry: SourceInfo, name: str) -> list[InputError]:
    if size > largest(entry):
        raise InputError(
            "Le fichier dépasse les {most} Mo permis.", most=Amount(largest(entry) // MB)
        )
    if entry.size_mb is None or name != entry.file_name:
        return []
    expected = entry.size_mb * MB
    if size < expected / _TINY:
        raise InputError(
            "Le fichier reçu ({size} octets) est bien plus petit que les {expected} Mo attendus.",
            size=Amount(size),
            expected=Amount(entry.size_mb),
        )
    if size > expected * _ODD or size < expected / _ODD:
        return [
            InputError(
                "Taille inattendue : {size} octets au lieu de {expected} Mo environ.",
                size=Amount(size),
                expected=Amount(entry.size_mb),
            )
        ]
    return []


def _safe_archive(path: Path, entry: SourceInfo) -> None:
    """Refuse an archive whose members leave it, are hidden from view, or swell too much."""
    with _zip.opened(path) as zipped:
        members = _zip.files_of(zipped, path.name, 10_000)
        if not members:
            raise InputError("L'archive reçue est vide.")
        stated = sum(member.info.file_size for member in members)
    most = int((entry.archive_max_mb or 0) * MB) or _archive.allowance(path)
    if stated > most:
        raise InputError(
            "L'archive donnerait {size} Mo une fois décompressée, plus que les {most} Mo permis.",
            size=Amount(stated // MB),
            most=Amount(most // MB),
        )


def _refuse_cut(path: Path, start: bytes) -> None:
    """Refuse a text that stops in the middle of its last line, where that can be told."""
    if start[:2] in UTF16:
        return
    header = start.splitlines()[0]
    mark = max((b";", b",", b"\t", b"|"), key=header.count)
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - HEAD))
        before, _, last = stream.read().rpartition(b"\n")
    wide = header.count(mark)
    if last.strip() and last.count(mark) < wide <= before.rpartition(b"\n")[2].count(mark):
        raise InputError("Le fichier reçu est coupé : sa dernière ligne n'est pas entière.")


def _refuse_without_sheet(path: Path, sheet: str) -> None:
    with _zip.opened(path) as zipped:
        try:
            book = zipped.read("xl/workbook.xml")
        except KeyError:
            raise InputError("Ce qui a été reçu n'est pas un classeur xlsx.") from None
    names = [name.decode("utf-8") for name in _SHEETS.findall(book)]
    if fold(sheet) not in map(fold, names):
        raise InputError(
            "Le classeur n'a pas la feuille « {sheet} »; il a : {names}.",
            sheet=sheet,
            names=", ".join(names),
        )


def _columns(path: Path, suffix: str, entry: SourceInfo) -> list[InputError]:
    """Refuse a table without most of the columns expected; name those that are missing."""
    found = columns_of(path, suffix) if entry.columns else None
    if not found:
        return []
    folded = set(map(fold, found))
    missing = [name for name in entry.columns if fold(name) not in folded]
    if len(missing) * 2 > len(entry.columns):
        raise InputError(
            "Le fichier reçu n'est pas le bon, ou sa forme a changé : il lui manque {names}; ses "
            "colonnes sont {found}.",
            names=enumerate_words(missing[:8]),
            found=", ".join(list(dict.fromkeys(found))[:12]),
        )
    if missing:
        return [InputError(N_("Colonnes absentes : {names}."), names=enumerate_words(missing))]
    return []


def columns_of(path: Path, suffix: str) -> list[str]:
    """Return the columns of a CSV, a dBase table or those of an archive; none of other kinds."""
    if suffix == ".shp":
        path, suffix = path.with_suffix(".dbf"), ".dbf"
    if suffix in _TABLES and path.is_file():
        with path.open("rb") as stream:
            return _header(stream, suffix, path.name)
    if suffix != ".zip":
        return []
    found: list[str] = []
    with _zip.opened(path) as zipped:
        members = _zip.files_of(zipped, path.name, 10_000)
        tables = [one for one in members if Path(one.name).suffix.lower() in _TABLES]
        for one in tables[:_MANY_MEMBERS]:
            with _zip.open_member(zipped, one, path.name) as stream:
                found += _header(stream, Path(one.name).suffix.lower(), path.name)
    return found


def _header(stream: IO[bytes], suffix: str, name: str) -> list[str]:
    try:
        start = stream.read(HEAD)
    except _zip.UNREADABLE as fault:
        raise _zip.damaged(name, fault) from None
    return _dbf_columns(start) if suffix == ".dbf" else _csv_columns(start)


def _csv_columns(start: bytes) -> list[str]:
    if start[:2] in UTF16:
        start = start.decode("utf-16", errors="replace").encode()
    line = next((line for line in start.splitlines() if line.strip()), b"")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("cp1252", errors="replace")
    mark = max(";,\t|", key=text.count)
    return [name.strip() for name in next(csv.reader([text], delimiter=mark), [])]


def _dbf_columns(start: bytes) -> list[str]:
    """Return the field names of a dBase header: 32 bytes each from the 33rd, ended by 0x0D."""
    if len(start) < 32:  # noqa: PLR2004 - the fixed part of the header
        return []
    end = min(struct.unpack("<H", start[8:10])[0], len(start))
    names = []
    for at in range(32, end - 31, 32):
        if start[at : at + 1] == b"\r":
            break
        names.append(start[at : at + 11].split(b"\x00")[0].decode("cp1252", errors="replace"))
    return names
