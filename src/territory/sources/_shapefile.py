"""The several files of a shapefile: one cut short is refused, what can be made again is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyogrio
import pyproj

from territory.errors import InputError
from territory.text import N_, Amount

NO_INDEX = N_("index du shapefile (.shx) absent ou abîmé, reconstitué")
ODD_SYSTEM = N_("nom du système de coordonnées (.prj) dans un vieil encodage, lu sans ses accents")
_RESTORE = "SHAPE_RESTORE_SHX"
# The header of a .shp or .shx, and the place in it of the file's length, in words of 2 bytes.
_HEADER, _LENGTH = 100, slice(24, 28)
# The header of a .dbf: how many rows, where the first begins, how long each is.
_TABLE_HEADER = 32
_TABLE_NUMBERS = (slice(4, 8), slice(8, 10), slice(10, 12))


@contextmanager
def whole_shapefile(file: Path, source: str, repairs: dict[str, int]) -> Iterator[Path]:
    """Give a shapefile its library can open; what hinders it is mended in a temporary copy.

    A .shx only tells where each feature of the .shp begins, which the .shp itself says: absent
    or damaged, it is rebuilt without loss. A .prj may name its system with a letter in an old
    encoding, which is left out; one that cannot be understood counts for nothing. The folder the
    file is in stays as it is.

    Parameters
    ----------
    file : Path
        Any file; one that is no .shp is given back.
    source : str
        Its name, for the sentences.
    repairs : dict
        What is mended is added to it.

    Raises
    ------
    InputError
        When the .shp is cut short, or its attributes (.dbf) are not beside it.
    """
    kind = file.suffix.lower() if file.is_file() else ""
    if kind == ".dbf":
        _refuse_cut(file, source, _table_length(file))
    if kind != ".shp":
        yield file
        return
    family = {
        one.suffix.lower(): one
        for one in sorted(file.parent.iterdir())
        if one.stem == file.stem and one.is_file()
    }
    _refuse_cut(file, source, _announced(file))
    _refuse_bare(source, family.get(".dbf"))
    changed = _mended(family, repairs)
    if not changed:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="territory-") as folder:
        for suffix, one in family.items():
            content = changed.get(suffix, b"")
            if suffix not in changed:
                shutil.copyfile(one, Path(folder) / one.name)
            elif content is not None:
                (Path(folder) / one.name).write_bytes(content)
        before = pyogrio.get_gdal_config_option(_RESTORE)
        pyogrio.set_gdal_config_options({_RESTORE: True})
        try:
            yield Path(folder) / file.name
        finally:
            pyogrio.set_gdal_config_options({_RESTORE: before})


def _refuse_cut(file: Path, source: str, told: int) -> None:
    there = file.stat().st_size
    if there < told:
        raise InputError(
            "{path} est coupé : {there} octets sur {told} annoncés; obtenez-le de nouveau.",
            path=source,
            there=Amount(there),
            told=Amount(told),
        )


def _refuse_bare(source: str, table: Path | None) -> None:
    if table is None or not table.stat().st_size:
        raise InputError(
            "{path} : ses attributs (.dbf) manquent ou sont vides; gardez ensemble .shp, .shx, "
            ".dbf et .prj.",
            path=source,
        )
    _refuse_cut(table, str(Path(source).with_suffix(".dbf")), _table_length(table))


def _table_length(file: Path) -> int:
    """Return the least length in bytes of a .dbf of as many rows as its header states."""
    with file.open("rb") as stream:
        header = stream.read(_TABLE_HEADER)
    if len(header) < _TABLE_HEADER:
        return _TABLE_HEADER
    rows, start, row = (int.from_bytes(header[at], "little") for at in _TABLE_NUMBERS)
    return start + rows * row


def _announced(file: Path) -> int:
    """Return the length in bytes that the header of a .shp or .shx states."""
    with file.open("rb") as stream:
        header = stream.read(_HEADER)
    return 2 * int.from_bytes(header[_LENGTH], "big") if len(header) == _HEADER else _HEADER


def _mended(family: Mapping[str, Path], repairs: dict[str, int]) -> dict[str, bytes | None]:
    """Return the new content of the files to change; None for one to leave out."""
    changed: dict[str, bytes | None] = {}
    index = family.get(".shx")
    if index is None or index.stat().st_size != _announced(index):
        changed[".shx"] = None
        repairs[NO_INDEX] = 1
    if ".prj" in family:
        raw = family[".prj"].read_bytes()
        plain = raw.decode("ascii", errors="ignore")
        if raw.strip() and not _understood(plain):
            changed[".prj"] = None
        elif not _is_utf8(raw):
            changed[".prj"] = plain.encode("ascii")
            repairs[ODD_SYSTEM] = 1
    return changed


def _understood(text: str) -> bool:
    try:
        pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return False
    return True


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
