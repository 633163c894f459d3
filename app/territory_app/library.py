"""Several results folders behind one address: the first at the root, each under its own name.

`Library` is the WSGI application that servers run. It holds one application per folder, made
when first asked for. What it knows comes from its settings alone, so that any worker answers any
request alike; on one's own machine only, a folder can be added while it runs.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request

from territory.text import LANGUAGES, N_, fold
from territory_app import reading, urls
from territory_app.catalogue import spoken
from territory_app.errors import ResultsError
from territory_app.factory import TerritoryDash, create_app
from territory_app.routes import plain, studies
from territory_app.settings import STUDIES_KEY, Settings, Study

MOST = 12
LONGEST = 40
TRY_AGAIN_AFTER = 5.0
"""Seconds before a folder that could not be opened is looked at again."""
TEMPORARY = 307

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True)
class Entry:
    """One results folder of the library.

    Attributes
    ----------
    slug : str
        Its name in addresses: ``[a-z0-9-]``, unique in the library.
    title : Mapping[str, str]
        Its study's title, by language.
    settings : Settings
        What its application is made from.
    """

    slug: str
    title: Mapping[str, str]
    settings: Settings

    @property
    def href(self) -> str:
        """Address of its first page, prefix included."""
        return f"{self.settings.prefix}/"


@dataclass
class _Shelf:
    """The application of one entry, made when first asked for; `refusal` says why there is none."""

    entry: Entry
    lock: threading.Lock = field(default_factory=threading.Lock)
    app: TerritoryDash | None = None
    refusal: ResultsError | None = None
    refused_at: float = 0.0

    def open(self) -> TerritoryDash | ResultsError:
        """Return the application, or the sentence that says why the folder cannot be used."""
        if self.app is not None:
            return self.app
        with self.lock:
            if self.app is not None:
                return self.app
            if self.refusal is not None and time.monotonic() < self.refused_at + TRY_AGAIN_AFTER:
                return self.refusal
            try:
                self.app = create_app(self.entry.settings)
            except ResultsError as refusal:
                self.refusal, self.refused_at = refusal, time.monotonic()
                return refusal
            self.refusal = None
            return self.app


class Library:
    """The WSGI application of one or several results folders.

    Parameters
    ----------
    settings : Settings
        Those of the first folder, at the root. ``settings.local`` says whether only this machine
        can ask: folders may then be added while it runs, and requests that another site slips
        to this machine under its own name are refused.
    also : sequence of pathlib.Path
        Other folders, at ``<prefix>/etudes/<slug>/``.
    """

    def __init__(self, settings: Settings, also: Sequence[Path] = ()) -> None:
        self.settings = settings
        self._adding = threading.Lock()
        self._shelves: tuple[_Shelf, ...] = ()
        for out in (settings.out, *also):
            if self._holding(out) is None:
                self._shelves += (_Shelf(self._entry(out)),)

    def entries(self) -> tuple[Entry, ...]:
        """Return the folders, the first being the one at the root."""
        return tuple(shelf.entry for shelf in self._shelves)

    def studies(self, current: Entry, language: str) -> tuple[Study, ...]:
        """Return the studies as a page names them, ``current`` being the one it shows."""
        return tuple(
            Study(
                title=entry.title[language],
                href=f"{entry.href}{language}/",
                current=entry.slug == current.slug,
            )
            for entry in self.entries()
        )

    def start(self) -> None:
        """Open the first folder and look at the others, so that a fault is told at the start.

        Raises
        ------
        ResultsError
            One sentence, for the first folder that cannot be used.
        """
        first, *others = self._shelves
        opened = first.open()
        if isinstance(opened, ResultsError):
            raise opened
        for shelf in others:
            reading.read_record(shelf.entry.settings.out)
        # The level people see first is drawn before they come; the others when asked for.
        opened.site.store.level_map(next(iter(opened.site.catalogue.levels)))

    def add(self, folder: Path) -> Entry:
        """Add a results folder, opened and looked at first; one already there is returned as is.

        Raises
        ------
        ResultsError
            One sentence: this server is not on one's own machine, the folder holds no results,
            results that are half there or of another version, or there are enough folders.
        """
        if not self.settings.local:
            raise ResultsError(
                N_("Un dossier ne s'ajoute que sur votre propre ordinateur; demandez à la personne "
                   "qui tient ce serveur.")
            )  # fmt: skip
        with self._adding:
            known = self._holding(folder)
            if known is not None:
                return known
            if len(self._shelves) >= MOST:
                raise ResultsError(
                    N_("{count} dossiers sont déjà ouverts; relancez « territory app » avec ceux "
                       "que vous voulez."),
                    count=MOST,
                )  # fmt: skip
            reading.read_record(folder)
            shelf = _Shelf(self._entry(folder))
            opened = shelf.open()
            if isinstance(opened, ResultsError):
                raise opened
            self._shelves += (shelf,)
            return shelf.entry

    def _added(self, folder: Path, language: str) -> Study:
        entry = self.add(folder)
        return Study(title=entry.title[language], href=f"{entry.href}{language}/")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        asked = environ.get("PATH_INFO") or "/"
        path = urls.without(self.settings.prefix, asked)
        environ = {**environ, "PATH_INFO": path, "SCRIPT_NAME": self.settings.prefix}
        if self.settings.local and not studies.for_this_machine(environ):
            return plain.not_for_this_machine(environ)(environ, start_response)
        if self.settings.prefix and asked == self.settings.prefix:
            query = Request(environ).query_string.decode("ascii", "replace")
            return redirect(f"{asked}/" + (f"?{query}" if query else ""), TEMPORARY)(
                environ, start_response
            )
        if path == urls.STUDIES and environ.get("REQUEST_METHOD") == "POST":
            return studies.answer(Request(environ), self._added)(environ, start_response)
        return self._dispatch(str(path), environ)(environ, start_response)

    def _dispatch(self, path: str, environ: dict[str, Any]) -> Wsgi:
        """Return what answers ``path``, with ``environ`` told where it stands."""
        first = self._shelves[0]
        root, _, after = path.removeprefix(f"{urls.STUDIES}/").partition("/")
        named = {shelf.entry.slug: shelf for shelf in self._shelves}
        shelf = named.get(root) if path.startswith(f"{urls.STUDIES}/") else None
        if shelf is None:
            return self._answering(first, environ)
        if shelf is first or path == f"{urls.STUDIES}/{root}":
            query = Request(environ).query_string.decode("ascii", "replace")
            return redirect(
                f"{shelf.entry.href}{after}" + (f"?{query}" if query else ""), TEMPORARY
            )
        environ["PATH_INFO"] = f"/{after}"
        environ["SCRIPT_NAME"] = shelf.entry.settings.prefix
        return self._answering(shelf, environ)

    def _answering(self, shelf: _Shelf, environ: dict[str, Any]) -> Wsgi:
        opened = shelf.open()
        if isinstance(opened, ResultsError):
            return plain.unavailable(environ, opened, local=self.settings.local)
        environ[STUDIES_KEY] = {
            language: self.studies(shelf.entry, language) for language in LANGUAGES
        }
        server: Wsgi = opened.server
        return server

    def _entry(self, out: Path) -> Entry:
        """Return the entry of a folder that is added last, whatever state it is in."""
        try:
            study = reading.read_record(out).get("study")
        except ResultsError:
            study = None
        about = study if isinstance(study, Mapping) else {}
        taken = {shelf.entry.slug for shelf in self._shelves}
        slug = unused(slug_of(str(about.get("name") or "")) or slug_of(out.name) or "etude", taken)
        settings = self.settings
        if self._shelves:
            prefix = f"{self.settings.prefix}{urls.STUDIES}/{slug}"
            settings = replace(
                self.settings, out=out, prefix=prefix, before=None, study=None, data=None
            )
        title = {one: spoken(about.get("title"), one) or out.name for one in LANGUAGES}
        return Entry(slug, title, settings)

    def _holding(self, out: Path) -> Entry | None:
        real = out.resolve()
        return next((one for one in self.entries() if one.settings.out.resolve() == real), None)


def slug_of(name: object) -> str:
    """Return a name as part of an address; empty where nothing of it can be kept.

    Examples
    --------
    >>> slug_of("Île-de-Montréal (2023)"), slug_of("../..")
    ('ile-de-montreal-2023', '')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(str(name))).strip("-")[:LONGEST].strip("-")


def unused(slug: str, taken: Iterable[str]) -> str:
    """Return ``slug``, numbered when it is taken.

    Examples
    --------
    >>> unused("montreal", ["montreal", "montreal-2"]), unused("gaspesie", [])
    ('montreal-3', 'gaspesie')
    """
    known = set(taken)
    if slug not in known:
        return slug
    number = 2
    while f"{slug}-{number}" in known:
        number += 1
    return f"{slug}-{number}"
