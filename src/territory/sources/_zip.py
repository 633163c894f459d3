"""What a zip archive really holds: members that stay inside it, counted as they are written."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from territory.errors import InputError
from territory.text import N_

CHUNK = 1 << 20
# A fault may quote the bytes it stumbled on; this much of it says enough.
_TOLD = 160
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_ENCRYPTED, _UTF8 = 0x1, 0x800
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name once decoded, safe to join to a folder."""

    name: str
    info: zipfile.ZipInfo


@contextmanager
def opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        zipped = zipfile.ZipFile(archive)
    except (*UNREADABLE, ValueError) as fault:
        raise damaged(archive.name, fault) from None
    with zipped:
        yield zipped


@contextmanager
def open_member(zipped: zipfile.ZipFile, member: Member, archive: str) -> Iterator[IO[bytes]]:
    try:
        stream = zipped.open(member.info)
    except (*UNREADABLE, ValueError) as fault:
        raise damaged(archive, fault) from None
    with stream:
        yield stream


def files_of(zipped: zipfile.ZipFile, archive: str, most: int) -> list[Member]:
    """Return the files of an archive, none of which leaves it, is a link or is encrypted."""
    found = zipped.infolist()
    if len(found) > most:
        raise InputError(
            "{path} contient {count} fichiers, plus que les {most} permis; donnez le fichier "
            "voulu, décompressé.",
            path=archive,
            count=len(found),
            most=most,
        )
    members, seen = [], set()
    for info in found:
        name = _safe(_decoded(info), archive)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise refused(archive, name, N_("c'est un lien ou un fichier spécial"))
        if info.is_dir() or kind == stat.S_IFDIR:
            continue
        if info.flag_bits & _ENCRYPTED:
            raise refused(archive, name, N_("il est chiffré"))
        if name.casefold() in seen:
            raise refused(archive, name, N_("son nom y paraît deux fois"))
        seen.add(name.casefold())
        members.append(Member(name, info))
    return members


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 where it says so or where it is, else the old page 437."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = info.orig_filename.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _safe(name: str, archive: str) -> str:
    """Refuse a name that is absolute, goes up, or means something else on another system."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or ":" in name:
        raise refused(archive, name, N_("son chemin est absolu"))
    if any(part != "." and not part.strip(" .") for part in parts):
        raise refused(archive, name, N_("son chemin sort de l'archive"))
    if any(ord(letter) < ord(" ") for letter in name) or any(map(_RESERVED.match, parts)):
        raise refused(archive, name, N_("son nom n'est pas celui d'un fichier"))
    return "/".join(part for part in parts if part != ".")


def unpack(
    zipped: zipfile.ZipFile,
    inside: Sequence[Member],
    to: Path,
    archive: str,
    most: int,
    written: list[Path],
) -> None:
    """Write members under ``to``, adding each path to ``written`` before its first byte."""
    root, left = to.resolve(), most
    for member in inside:
        path = to / member.name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise refused(archive, member.name, N_("un fichier est là où va son dossier")) from None
        if root not in path.resolve().parents or path.is_symlink() or path.is_dir():
            raise refused(archive, member.name, N_("son chemin sort de l'archive"))
        written.append(path)
        with open_member(zipped, member, archive) as stream, path.open("wb") as out:
            while data := chunk(stream, archive):
                left -= len(data)
                if left < 0:
                    raise swollen(archive, most)
                out.write(data)


def chunk(stream: IO[bytes], archive: str) -> bytes:
    try:
        return stream.read(CHUNK)
    except UNREADABLE as fault:
        raise damaged(archive, fault) from None


def refused(archive: str, member: str, reason: str) -> InputError:
    return InputError(
        "{path} : le fichier « {member} » de l'archive est refusé, {reason}; rien n'en est gardé.",
        path=archive,
        member=member,
        reason=InputError(reason),
    )


def swollen(archive: str, most: int) -> InputError:
    return InputError(
        "{path} dépasse une fois décompressé les {most} Mo permis; rien n'en est gardé.",
        path=archive,
        most=max(1, most >> 20),
    )


def damaged(archive: str, fault: Exception) -> InputError:
    return InputError(
        "{path} n'est pas une archive zip lisible ({fault}); obtenez-la de nouveau.",
        path=archive,
        fault=" ".join(str(fault).split())[:_TOLD].rstrip(".") or type(fault).__name__,
    )
