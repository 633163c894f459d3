"""Where a file may be had on the web: its address, what its portal says of it, or a mirror."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from territory.errors import InputError
from territory.sources.catalogue import SourceInfo
from territory.sources.fetching.persist import Telling, broken, persist, refuse_status
from territory.sources.fetching.web import Session, ask

LARGEST_DESCRIPTION = 16 << 20
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHOWN = 8


def official(entry: SourceInfo, find: Callable[[SourceInfo], str]) -> Iterator[Callable[[], str]]:
    """Give the ways to the publisher's own file, in order: its address, then its portal's page."""
    if entry.address and not (entry.ckan and entry.address == entry.page):
        yield lambda: entry.address
    if entry.ckan:
        yield lambda: find(entry)


def mirrored(entry: SourceInfo, base: str) -> Iterator[Callable[[], str]]:
    """Give the addresses of a file on a mirror: in the folder of its key, then at the top."""
    root = base.rstrip("/")
    for name in entry.names:
        yield lambda name=name: f"{root}/{quote(entry.key)}/{quote(name)}"  # type: ignore[misc]
        yield lambda name=name: f"{root}/{quote(name)}"  # type: ignore[misc]


def from_portal(
    entry: SourceInfo, session: Session, wait: Callable[[float], None], telling: Telling
) -> str:
    """Ask an open-data portal (CKAN, ``package_show``) for the address of a file.

    Raises
    ------
    InputError
        When the portal does not answer, or describes no such file.
    """
    described = persist(lambda: _description(session, entry.ckan), wait, telling)
    return choose(described, entry)


def choose(described: Any, entry: SourceInfo) -> str:
    """Return the address of the resource that an entry describes, the latest of several.

    Raises
    ------
    InputError
        When the description is not one, or has no such resource.
    """
    found = described.get("result") if isinstance(described, dict) else None
    listed = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise InputError("La fiche du portail n'a pas la forme attendue.")
    resources = [one for one in listed if isinstance(one, dict) and isinstance(one.get("url"), str)]
    pattern = re.compile(entry.resource, re.IGNORECASE)
    suffix = PurePosixPath(entry.file_name).suffix.lower()
    right = [
        one
        for one in resources
        if pattern.search(_words(one)) and PurePosixPath(_path(one)).suffix.lower() == suffix
    ]
    if not right:
        names = [f"{one.get('name') or '?'} ({_file(one)})" for one in resources]
        raise InputError(
            "Aucun fichier de la fiche ne répond à « {pattern} »; elle offre : {names}.",
            pattern=entry.resource,
            names="; ".join(names[:_SHOWN]) + ("; …" if len(names) > _SHOWN else "") or "—",
        )
    chosen = str(max(right, key=_recency)["url"])
    secret = urlsplit(entry.ckan).scheme == "https"
    return re.sub(r"^http:", "https:", chosen) if secret else chosen


def _words(resource: dict[str, Any]) -> str:
    return " ".join(str(resource.get(key) or "") for key in ("id", "name", "url", "format"))


def _path(resource: dict[str, Any]) -> str:
    return urlsplit(str(resource["url"])).path


def _file(resource: dict[str, Any]) -> str:
    return PurePosixPath(_path(resource)).name


def _recency(resource: dict[str, Any]) -> tuple[int, str]:
    """Return what sorts resources by age: the latest year they name, then their date."""
    named = f"{resource.get('name') or ''} {_file(resource)}"
    years = [int(year) for year in _YEAR.findall(named)]
    return max(years, default=0), str(
        resource.get("last_modified") or resource.get("created") or ""
    )


def _description(session: Session, address: str) -> Any:
    try:
        with ask(session, address) as answer:
            refuse_status(answer)
            text = b""
            for data in answer.iter_content(1 << 16):
                text += data
                if len(text) > LARGEST_DESCRIPTION:
                    break
    except requests.RequestException as fault:
        raise broken(fault) from None
    try:
        return json.loads(text)
    except ValueError:
        raise InputError("La fiche du portail n'a pas la forme attendue.") from None
