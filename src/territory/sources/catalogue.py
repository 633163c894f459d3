"""The catalogue of sources: who publishes each real file, under what terms, and how to get it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from territory.errors import InputError
from territory.places import bundled

Obtain = Literal["fetch", "supply", "bundled"]


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
        Whether the file is downloaded from ``address`` (``territory fetch``), must be supplied by
        the user, or travels with the package.
    address : str
        Public address, page or data-set name; empty where there is none.
    note : str
        What a reader of the results must know about it, in French.
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


def load_catalogue(path: Path | None = None) -> dict[str, SourceInfo]:
    """Read ``data/catalogue.toml``, or the file given.

    Raises
    ------
    InputError
        When the file is not TOML, or an entry lacks a key or has one nobody reads.

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
            "Le catalogue {path} ne se lit pas : {fault}.", path=file.name, fault=str(fault)
        ) from None
    return {key: _entry(key, values, file.name) for key, values in content.items()}


def _entry(key: str, values: Any, file: str) -> SourceInfo:
    known = [field.name for field in fields(SourceInfo) if field.name != "key"]
    needed = [name for name in known if name != "note"]
    given = values if isinstance(values, dict) else {}
    wrong = [name for name in needed if name not in given] + [n for n in given if n not in known]
    if wrong:
        raise InputError(
            "{file}, entrée « {key} » : la clé « {name} » manque ou n'existe pas; "
            "les clés sont : {known}.",
            file=file,
            key=key,
            name=wrong[0],
            known=", ".join(known),
        )
    if given["obtain"] not in get_args(Obtain):
        raise InputError(
            "{file}, entrée « {key} » : obtain vaut « {value} »; valeurs admises : {known}.",
            file=file,
            key=key,
            value=str(given["obtain"]),
            known=", ".join(get_args(Obtain)),
        )
    obtain: Obtain = given["obtain"]
    text = {name: str(value) for name, value in given.items() if name != "obtain"}
    return SourceInfo(key=key, obtain=obtain, **text)
