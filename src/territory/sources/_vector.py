"""Layers opened: which one of a file, what is missing beside a shapefile, what is damaged."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyogrio

from territory.errors import InputError
from territory.sources._tabular import nearest_name, refuse_twice, require_columns
from territory.text import N_, fold

NO_INDEX = N_("index du shapefile (.shx) absent, reconstitué")
ODD_SYSTEM = N_("nom du système de coordonnées (.prj) dans un vieil encodage, lu sans ses accents")
OTHER_ENCODING = N_("encodage des attributs : lu en cp1252, le .cpg étant absent ou faux")
_LONGEST = 200
_RESTORE = "SHAPE_RESTORE_SHX"
# What the library says, without failing, of a file it could only read in part.
_DAMAGED = re.compile(
    "fread|truncat|corrupt|malform|damaged|failed|unable|cannot|invalid|beyond|out of range|"
    "i/o error|error in|unexpected|not a valid|outside",
    re.IGNORECASE,
)
# These say nothing of the file's being whole.
_HARMLESS = re.compile(
    "several features with id|measured|polygon with more than|self-intersection|ring self|"
    "winding order|non-conformant|crs|spatial reference|srs|application_id|user_version|"
    "GPKG_|gpkg_contents|organizePolygons|encoding|recode|cpg|content for record|integer value|"
    "parsed incompletely",
    re.IGNORECASE,
)


def read_frame(
    file: Path,
    source: str,
    *,
    layer: str | None = None,
    prefer: Sequence[str] = (),
    columns: Sequence[str] | None = None,
    encoding: str | None = None,
    geometry: bool = True,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the one layer wanted of a file, and what had to be mended to open it.

    Parameters
    ----------
    file : Path
        A file that exists.
    source : str
        Its name, for the sentences.
    layer, prefer, columns, encoding
        See `read_layer`.
    geometry : bool
        Whether geometry is read, where there is one.

    Returns
    -------
    tuple of pandas.DataFrame and dict
        A GeoDataFrame where geometry is read and there is one.

    Raises
    ------
    InputError
        When the file cannot be read whole, has several layers and none is named, or lacks one
        of ``columns``.
    """
    wanted = None if columns is None else list(columns)
    repairs: dict[str, int] = {}
    with _whole_shapefile(file, repairs) as found, _told(source):
        name = _one_layer(found, source, layer, prefer)
        if wanted is not None:
            information = pyogrio.read_info(found, layer=name, encoding=encoding)
            require_columns([str(one) for one in information["fields"]], wanted, source)

        def read(table: str | None) -> pd.DataFrame:
            frame: pd.DataFrame = pyogrio.read_dataframe(
                found, layer=name, columns=wanted, encoding=table, read_geometry=geometry
            )
            refuse_twice(pd.Index(frame.columns), source)
            return frame

        try:
            return read(encoding), repairs
        except UnicodeDecodeError:
            if encoding is not None:
                raise
            repairs[OTHER_ENCODING] = 1
            return read("cp1252"), repairs


def _one_layer(file: Path, source: str, layer: str | None, prefer: Sequence[str]) -> str | None:
    names = [str(name) for name in pyogrio.list_layers(file)[:, 0]]
    if not names:
        raise InputError(
            "La couche {path} ne contient aucun élément; vérifiez l'exportation.", path=source
        )
    if layer is not None and layer not in names:
        raise InputError(
            "{path} n'a pas de couche « {layer} »; est-ce « {near} »?",
            path=source,
            layer=layer,
            near=nearest_name(layer, names) or ", ".join(names),
        )
    if layer is not None or len(names) == 1:
        return layer
    known = {fold(name) for name in prefer}
    preferred = [name for name in names if fold(name) in known]
    if len(preferred) == 1:
        return preferred[0]
    raise InputError(
        "{path} contient plusieurs couches ({names}); indiquez laquelle (option layer).",
        path=source,
        names=", ".join(names),
    )


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Turn whatever the library raises, or says of a damaged file, into one sentence."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            yield
        except InputError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it meets in a broken file
            raise unreadable(source, str(fault) or type(fault).__name__) from None
    for warning in said:
        message = str(warning.message)
        if _DAMAGED.search(message) and not _HARMLESS.search(message):
            raise unreadable(source, message)


def unreadable(source: str, fault: str) -> InputError:
    """Return the sentence of a layer that cannot be read, with what the library says of it."""
    told = " ".join(fault.split()).rstrip(".")
    return InputError(
        "{path} ne se lit pas comme une couche géographique ({fault}).",
        path=source,
        fault=told if len(told) <= _LONGEST else told[:_LONGEST] + "...",
    )


@contextmanager
def _whole_shapefile(file: Path, repairs: dict[str, int]) -> Iterator[Path]:
    """Give a shapefile its library can open; what hinders it is mended in a temporary copy.

    A .shx only tells where each feature of the .shp begins, which the .shp itself says: it is
    rebuilt without loss. A .prj may name its system with a letter in an old encoding: the letter
    is left out. The folder the file is in stays as it is.
    """
    if file.suffix.lower() != ".shp" or not file.is_file():
        yield file
        return
    family = [one for one in file.parent.iterdir() if one.stem == file.stem and one.is_file()]
    index = any(one.suffix.lower() == ".shx" for one in family)
    odd = [one for one in family if one.suffix.lower() == ".prj" and not _is_utf8(one)]
    if index and not odd:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="territory-") as folder:
        for one in family:
            shutil.copyfile(one, Path(folder) / one.name)
        for one in odd:
            plain = one.read_bytes().decode("ascii", errors="ignore")
            (Path(folder) / one.name).write_text(plain, encoding="ascii")
            repairs[ODD_SYSTEM] = 1
        before = pyogrio.get_gdal_config_option(_RESTORE)
        pyogrio.set_gdal_config_options({_RESTORE: True})
        try:
            if not index:
                repairs[NO_INDEX] = 1
            yield Path(folder) / file.name
        finally:
            pyogrio.set_gdal_config_options({_RESTORE: before})


def _is_utf8(file: Path) -> bool:
    try:
        file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
