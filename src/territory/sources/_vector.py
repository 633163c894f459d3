"""Layers opened: which one of a file, what is missing beside a shapefile, what is damaged."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyogrio

from territory.errors import InputError
from territory.sources._shapefile import whole_shapefile
from territory.sources._tabular import nearest_name, refuse_twice, require_columns
from territory.text import N_, fold

OTHER_ENCODING = N_("encodage des attributs : lu en cp1252, le .cpg étant absent ou faux")
_LONGEST = 200
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
    with whole_shapefile(file, source, repairs) as found, _told(source):
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
