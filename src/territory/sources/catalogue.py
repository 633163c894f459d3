"""The catalogue of sources: who publishes each real file, under what terms, and how to get it."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from territory.errors import InputError
from territory.places import bundled

Obtain = Literal["fetch", "supply", "bundled"]
_NUMBERS = ("size_mb", "max_size_mb", "archive_max_mb")
_LISTS = ("columns", "local_names")


@dataclass(frozen=True)
class SourceInfo:
    """One source, as the catalogue describes it.

    Attributes
    ----------
    key : str
        Name of the entry, used as ``catalogue = "key"`` in a study file.
    title, title_en : str
        What the file is, in French and in English.
    publisher : str
        Who answers for it.
    licence : str
        Terms under which it may be used.
    vintage : str
        Year or version it describes.
    obtain : {"fetch", "supply", "bundled"}
        Whether the file is downloaded (``territory fetch``), must be supplied by the user, or
        travels with the package.
    address : str
        Public address of the file, or page of the data set where `ckan` finds it; empty where
        there is none.
    note : str
        What a reader of the results must know about it, in French.
    page : str
        Page a person can look at to find the file by hand.
    licence_url : str
        Where the terms are written.
    ckan : str
        Address of the portal's description of the data set (``package_show``): the file is the
        resource that `resource` describes.
    resource : str
        Regular expression found in the identifier, the name or the address of that resource.
    file_name : str
        Name the file has once fetched, in the folder ``<key>/`` of the data folder.
    local_names : tuple of str
        Other names under which a copy of the product is known.
    size_mb : float, optional
        Expected size, in millions of bytes.
    max_size_mb : float, optional
        Size beyond which a download is refused.
    archive_max_mb : float, optional
        Size beyond which an archive's members, unpacked, are refused.
    columns : tuple of str
        Columns expected in it; upper and lower case are alike.
    sheet : str
        Sheet of a workbook.
    member : str
        File inside an archive, where it holds several.
    sha256 : str
        Checksum, where the publisher never changes the file.
    """

    key: str
    title: str
    title_en: str
    publisher: str
    licence: str
    vintage: str
    obtain: Obtain
    address: str
    note: str = ""
    page: str = ""
    licence_url: str = ""
    ckan: str = ""
    resource: str = ""
    file_name: str = ""
    local_names: tuple[str, ...] = ()
    size_mb: float | None = None
    max_size_mb: float | None = None
    archive_max_mb: float | None = None
    columns: tuple[str, ...] = ()
    sheet: str = ""
    member: str = ""
    sha256: str = ""

    def title_in(self, language: str) -> str:
        """Return the title in "fr" or "en"."""
        return self.title_en if language == "en" else self.title

    @property
    def names(self) -> tuple[str, ...]:
        """Names the file may have where it lies, the expected one first."""
        return tuple(name for name in (self.file_name, *self.local_names) if name)


def load_catalogue(path: Path | None = None) -> dict[str, SourceInfo]:
    """Read ``data/catalogue.toml``, or the file given.

    Raises
    ------
    InputError
        When the file is not TOML, or an entry lacks a key, has one nobody reads, or has one of
        the wrong kind.

    Examples
    --------
    >>> load_catalogue()["m02_2022"].vintage
    '2022'
    """
    file = path if path is not None else bundled("data", "catalogue.toml")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(
            "Le catalogue {path} ne se lit pas : {fault}.", path=file.name, fault=str(fault)
        ) from None
    return {key: _entry(key, values, file.name) for key, values in content.items()}


def _entry(key: str, values: Any, file: str) -> SourceInfo:
    own = [field for field in fields(SourceInfo) if field.name != "key"]
    known = [field.name for field in own]
    needed = [field.name for field in own if field.default is MISSING]
    given = values if isinstance(values, dict) else {}
    wrong = [name for name in needed if name not in given] + [n for n in given if n not in known]
    if wrong:
        raise InputError(
            "{file}, entrée « {key} » : la clé « {name} » manque ou n'existe pas; "
            "les clés sont : {known}.",
            file=file,
            key=key,
            name=wrong[0],
            known=", ".join(known),
        )
    if given["obtain"] not in get_args(Obtain):
        raise InputError(
            "{file}, entrée « {key} » : obtain vaut « {value} »; valeurs admises : {known}.",
            file=file,
            key=key,
            value=str(given["obtain"]),
            known=", ".join(get_args(Obtain)),
        )
    return SourceInfo(key=key, **{n: _value(n, v, key, file) for n, v in given.items()})


def _value(name: str, value: Any, key: str, file: str) -> Any:
    """Return a value of the kind its key asks for; a file name names no folder."""
    if name in _NUMBERS:
        right = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
    elif name in _LISTS:
        right = isinstance(value, list) and all(isinstance(item, str) for item in value)
    else:
        right = isinstance(value, str)
    named = [value] if name == "file_name" else value if name == "local_names" else []
    if not right or any(set("/\\:") & set(item) or item.startswith(".") for item in named):
        raise InputError(
            "{file}, entrée « {key} » : la clé « {name} » ne peut valoir « {value} ».",
            file=file,
            key=key,
            name=name,
            value=str(value),
        )
    return tuple(value) if name in _LISTS else value
