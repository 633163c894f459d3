"""Zip archives: unpacked without leaving their folder or swelling, and read straight through.

A path may name a file inside one: ``layers.zip!/Bdat/SHP/mrc_s.shp``. An archive inside an
archive is a file like any other and is never opened.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from territory.errors import InputError
from territory.sources._zip import (
    CHUNK,
    UNREADABLE,
    Member,
    chunk,
    damaged,
    files_of,
    open_member,
    opened,
    swollen,
    unpack,
)
from territory.text import fold

LAYERS = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".gml", ".kml")
TEXTS = (".csv", ".txt", ".tsv", ".tab")
INSIDE = "!/"
_BESIDE = (".txt", ".json")
# What one member may unpack to when it is read in place: real layers swell up to 30 times.
READ_BYTES = 4 << 30
_SWELLS, _ALWAYS = 250, 64 << 20


def split(path: Path | str) -> tuple[Path, str | None]:
    """Return the file a path names and, where it goes inside an archive, the member.

    Examples
    --------
    >>> split("a.zip!/inner/b.csv")[1]
    'inner/b.csv'
    >>> split("a.csv")[1] is None
    True
    """
    outer, mark, inner = str(path).replace("!\\", INSIDE).partition(INSIDE)
    if not mark or not outer.lower().endswith(".zip"):
        return Path(path), None
    return Path(outer), inner.replace("\\", "/")


def shown(path: Path | str) -> str:
    """Return the name of a file as people read it, with its member if it names one.

    Examples
    --------
    >>> shown("data/a.zip!/inner/b.csv")
    'a.zip!/inner/b.csv'
    """
    outer, inner = split(path)
    return outer.name if inner is None else f"{outer.name}{INSIDE}{inner}"


def is_archive(path: Path | str) -> bool:
    """Tell whether a path is a zip archive, or goes inside one."""
    outer, _ = split(path)
    return outer.suffix.lower() == ".zip" and outer.is_file()


def is_text(path: Path | str) -> bool:
    """Tell whether a path names a text rather than a layer, itself or in an archive.

    Examples
    --------
    >>> is_text("a.CSV"), is_text("a.zip!/inner/b.gpkg")
    (True, False)
    """
    outer, inner = split(path)
    if inner is not None or not is_archive(path):
        return PurePosixPath(inner or outer.name).suffix.lower() in TEXTS
    return bool(members(path, TEXTS)) and not members(path, LAYERS)


def extract(archive: Path, to: Path, *, max_bytes: int, max_files: int = 10_000) -> list[Path]:
    """Unpack a whole archive into a folder; on a refusal, nothing of it is left there.

    Parameters
    ----------
    archive : Path
        A zip file; archives inside it are left as they are.
    to : Path
        Folder, made if need be; nothing is written elsewhere.
    max_bytes : int
        Most bytes the members may unpack to, counted while writing whatever the archive says.
    max_files : int
        Most members.

    Returns
    -------
    list of Path
        The files written, in the archive's order.

    Raises
    ------
    InputError
        When it is no readable zip, is damaged, or has a member that is absolute, leaves the
        folder, is a link, is encrypted or comes twice; when there are too many members, or
        they swell beyond ``max_bytes``.
    """
    written: list[Path] = []
    with opened(archive) as zipped:
        inside = files_of(zipped, archive.name, max_files)
        to.mkdir(parents=True, exist_ok=True)
        try:
            unpack(zipped, inside, to, archive.name, max_bytes, written)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            folders = {folder for path in written for folder in path.parents}
            for folder in sorted(folders, key=lambda one: -len(one.parts)):
                if to in folder.parents:
                    with suppress(OSError):
                        folder.rmdir()
            raise
    return written


def members(path: Path | str, suffixes: Sequence[str], *, max_files: int = 10_000) -> list[str]:
    """Return the names of the members of an archive that end so, hidden ones aside."""
    archive, _ = split(path)
    with opened(archive) as zipped:
        found = [one.name for one in files_of(zipped, archive.name, max_files)]
    return [name for name in found if _wanted(name, suffixes)]


@contextmanager
def member_path(
    path: Path | str, suffixes: Sequence[str] = LAYERS, *, prefer: Sequence[str] = ()
) -> Iterator[Path]:
    """Give a real path to the one layer or text of an archive while the block runs.

    The member is unpacked beside the files that share its name (.dbf, .shx, .prj ...) into a
    temporary folder: layers are read out of order, which is slow inside a zip.

    Parameters
    ----------
    path : Path or str
        An archive, ``archive.zip!/member``, or any other file, given back as it is.
    suffixes : sequence of str
        How the names wanted end.
    prefer : sequence of str
        Names, without ending, that settle it when several members would do.

    Raises
    ------
    InputError
        When the archive cannot be read safely, or has none or several such members.
    """
    if not is_archive(path):
        yield Path(path)
        return
    archive, inner = split(path)
    with opened(archive) as zipped, tempfile.TemporaryDirectory(prefix="territory-") as folder:
        inside = files_of(zipped, archive.name, 10_000)
        database = _geodatabase(inside, inner, suffixes)
        if database is not None:
            family = [one for one in inside if one.name.startswith(f"{database}/")]
            unpack(zipped, family, Path(folder), archive.name, allowance(archive), [])
            yield Path(folder) / database
            return
        chosen = _choose(inside, inner, suffixes, prefer, archive.name)
        stem = PurePosixPath(chosen.name).with_suffix("")
        family = [one for one in inside if PurePosixPath(one.name).with_suffix("") == stem]
        unpack(zipped, family, Path(folder), archive.name, allowance(archive), [])
        yield Path(folder) / chosen.name


@contextmanager
def member_stream(
    path: Path | str,
    suffixes: Sequence[str] = TEXTS,
    *,
    prefer: Sequence[str] = (),
    max_bytes: int | None = None,
) -> Iterator[IO[bytes]]:
    """Give the bytes of the one text of an archive, or of a plain file, as a stream.

    Parameters
    ----------
    path, suffixes, prefer
        As for `member_path`.
    max_bytes : int, optional
        Refuse the archive once the member has given more; by default what a member of an
        archive of that size could reasonably hold.

    Raises
    ------
    InputError
        See `member_path`; also while the stream is read.
    """
    if not is_archive(path):
        with Path(path).open("rb") as stream:
            yield stream
        return
    archive, inner = split(path)
    with opened(archive) as zipped:
        chosen = _choose(
            files_of(zipped, archive.name, 10_000), inner, suffixes, prefer, archive.name
        )
        most = allowance(archive) if max_bytes is None else max_bytes
        with open_member(zipped, chosen, archive.name) as stream:
            yield io.BufferedReader(_Counted(stream, archive.name, most), CHUNK)


def refuse_swollen(archive: Path) -> None:
    """Refuse an archive, or a workbook, that is damaged or unpacks to more than its size allows.

    Raises
    ------
    InputError
        See `member_path`; every member is gone through, nothing is written.
    """
    left = most = allowance(archive)
    with opened(archive) as zipped:
        for one in files_of(zipped, archive.name, 10_000):
            with open_member(zipped, one, archive.name) as stream:
                while data := chunk(stream, archive.name):
                    left -= len(data)
                    if left < 0:
                        raise swollen(archive.name, most)


def allowance(archive: Path) -> int:
    """Return how many bytes a member read in place may unpack to, from the archive's size."""
    return min(READ_BYTES, max(_ALWAYS, _SWELLS * split(archive)[0].stat().st_size))


class _Counted(io.RawIOBase):
    """The bytes of a member, refused beyond a count."""

    def __init__(self, stream: IO[bytes], archive: str, most: int) -> None:
        super().__init__()
        self._stream, self._archive, self._read, self._most = stream, archive, 0, most

    def readable(self) -> bool:
        """Say that it reads."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what comes next."""
        try:
            data = self._stream.read(len(buffer))
        except UNREADABLE as fault:
            raise damaged(self._archive, fault) from None
        self._read += len(data)
        if self._read > self._most:
            raise swollen(self._archive, self._most)
        buffer[: len(data)] = data
        return len(data)


def _geodatabase(
    inside: Sequence[Member], inner: str | None, suffixes: Sequence[str]
) -> str | None:
    """Return the folder of the file geodatabase that a path means, where it means one."""
    parts = [PurePosixPath(one.name).parents for one in inside]
    found = {str(folder) for all_of in parts for folder in all_of if folder.suffix == ".gdb"}
    if inner is not None:
        return inner.rstrip("/") if inner.rstrip("/") in found else None
    if len(found) != 1 or ".shp" not in suffixes or _first_of_each(inside, suffixes):
        return None
    return found.pop()


def _choose(
    inside: Sequence[Member],
    inner: str | None,
    suffixes: Sequence[str],
    prefer: Sequence[str],
    archive: str,
) -> Member:
    if inner is not None:
        exact = [one for one in inside if fold(one.name) == fold(inner)]
        if exact:
            return exact[0]
        raise InputError(
            "{path} ne contient pas « {member} »; il contient {names}.",
            path=archive,
            member=inner,
            names=_listed([one.name for one in inside]),
        )
    found = _first_of_each(inside, suffixes)
    wanted = {fold(name) for name in prefer}
    named = [one for one in found if fold(PurePosixPath(one.name).stem) in wanted]
    found = named or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(
            "{path} ne contient aucun fichier {suffixes}; il contient {names}.",
            path=archive,
            suffixes=", ".join(suffixes),
            names=_listed([one.name for one in inside]),
        )
    raise InputError(
        "{path} contient plusieurs fichiers ({names}); écrivez lequel, par exemple "
        "« {path}!/{first} ».",
        path=archive,
        names=_listed([one.name for one in found]),
        first=found[0].name,
    )


def _first_of_each(inside: Sequence[Member], suffixes: Sequence[str]) -> list[Member]:
    """Return the members that end so; of a shapefile's several files, the first named."""
    first: dict[PurePosixPath, Member] = {}
    for suffix in suffixes:
        for one in inside:
            if _wanted(one.name, (suffix,)):
                first.setdefault(PurePosixPath(one.name).with_suffix(""), one)
    found = [one for one in inside if one in first.values()]
    # A note or a description often goes with the table or the layer.
    main = [one for one in found if PurePosixPath(one.name).suffix.lower() not in _BESIDE]
    return main or found


def _wanted(name: str, suffixes: Sequence[str]) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in suffixes


def _listed(names: Sequence[str], most: int = 6) -> str:
    told = ", ".join(names[:most]) or "—"
    return told + (", ..." if len(names) > most else "")
