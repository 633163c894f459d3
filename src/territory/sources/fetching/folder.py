"""A file taken from a folder: a mirror on disk, arranged as the data folder or in any other way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from territory.errors import InputError
from territory.sources.catalogue import SourceInfo
from territory.sources.fetching.persist import Silent, Telling
from territory.sources.fetching.shelf import PART

# A file received, and the place it goes to.
Mate: TypeAlias = tuple[Path, Path]
CHUNK = 1 << 20
DEPTH = 3
# What goes with a shapefile or a dBase table.
COMPANIONS = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx")


def find_in(entry: SourceInfo, mirror: Path) -> Path:
    """Return the file of an entry in a folder: under its key, at the top, else three folders down.

    Raises
    ------
    InputError
        When it is not there, or several files could be it.
    """
    for name in entry.names:
        for path in (mirror / entry.key / name, mirror / name):
            if path.is_file():
                return path
    for name in entry.names:
        found = [path for path in _below(mirror) if path.name == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                "Plusieurs fichiers « {name} » ({paths}); gardez-en un sous {key}/.",
                name=name,
                paths=", ".join(path.relative_to(mirror).as_posix() for path in found[:4]),
                key=entry.key,
            )
    raise InputError(
        "Aucun fichier {names} dans ce dossier.",
        names=", ".join((f"{entry.key}/{entry.file_name}", *entry.local_names)),
    )


def _below(mirror: Path) -> Iterator[Path]:
    """Give the files of a folder in order, a few levels down, links to folders aside."""
    for top, folders, names in os.walk(mirror):
        here = Path(top)
        folders.sort()
        if len(here.relative_to(mirror).parts) >= DEPTH:
            folders.clear()
        yield from (here / name for name in sorted(names))


def copy(source: Path, part: Path, telling: Telling) -> None:
    """Copy a file to its ``.part``.

    Raises
    ------
    InputError
        When it cannot be read or written.
    """
    try:
        telling.begin(0, source.stat().st_size)
        with source.open("rb") as given, part.open("wb") as out:
            while data := given.read(CHUNK):
                out.write(data)
                telling.advance(len(data))
    except OSError as fault:
        raise InputError(
            "{path} ne se copie pas ({fault}).",
            path=str(source),
            fault=fault.strerror or type(fault).__name__,
        ) from None


def copy_mates(source: Path, target: Path) -> list[Mate]:
    """Copy what goes with a shapefile or a dBase table beside its place, to be put there at once.

    Raises
    ------
    InputError
        When one cannot be read or written.
    """
    if not has_mates(source.name):
        return []
    mates = []
    for path in sorted(source.parent.iterdir()):
        place = target.with_name(target.stem + path.suffix)
        if path.stem == source.stem and path.suffix.lower() in COMPANIONS and place != target:
            part = place.with_name(place.name + PART)
            copy(path, part, Silent())
            mates.append((part, place))
    return mates


def has_mates(name: str) -> bool:
    """Tell whether a file comes with others of the same name."""
    return Path(name).suffix.lower() in {".shp", ".dbf"}
