"""What every page made on the server shares: its results, its addresses and its dress."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Response, has_request_context, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from territory_app import urls
from territory_app.catalogue import Catalogue
from territory_app.routes.data import Answers
from territory_app.routes.vendor import VendorFile
from territory_app.scenarios.desk import Desk
from territory_app.settings import STUDIES_KEY, Settings, Study
from territory_app.tiles.store import TileStore
from territory_app.urls import Page
from territory_app.view_state import ViewState, read_view, write_view
from territory_app.words import words

HERE = Path(__file__).parent
SHARED_STYLES = (
    "00-tokens.css", "10-base.css", "20-shell.css", "25-parts.css", "28-prose.css", "90-print.css",
)  # fmt: skip
OTHER = {"fr": ("English", "en"), "en": ("Français", "fr")}


@dataclass(frozen=True)
class Link:
    """A link of the header."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Site:
    """One application's results and settings, handed to every page and route.

    Attributes
    ----------
    catalogue, store, settings, files, answers
        Results; map tiles; settings; the map library's files; answers made once.
    studies : tuple of Study
        Studies that can be opened from here, this one included.
    """

    catalogue: Catalogue
    store: TileStore
    settings: Settings
    files: Mapping[str, VendorFile]
    answers: Answers
    studies: tuple[Study, ...] = field(default_factory=tuple)

    @cached_property
    def desk(self) -> Desk:
        """Scenarios of these results; asked for once while the application is made."""
        settings = self.settings
        return Desk(
            settings.scenario_folder(),
            self.catalogue.version,
            settings.study,
            settings.data,
            local=settings.local,
        )

    def at(self, path: str) -> str:
        """Return an address of this application as a browser must ask for it."""
        return f"{self.settings.prefix}{path}"

    def language_of(self, path: object) -> str:
        """Return the language of an address as a browser shows it."""
        return urls.language_of(urls.without(self.settings.prefix, path))

    def locate(self, path: object) -> tuple[str, Page] | None:
        """Return the language and page of an address as a browser shows it."""
        return urls.locate(urls.without(self.settings.prefix, path))

    def view(self) -> ViewState:
        """Return the view the request's query string asks for."""
        query = request.query_string.decode("ascii", "replace")
        return read_view(query, self.catalogue.choices())

    def query(self, view: ViewState) -> str:
        """Return the query string of a view."""
        return write_view(view, self.catalogue.choices())

    def static(self, name: str) -> str:
        """Return the address of one of our own files, with its version.

        Styles shared with the map page are in ``assets``, the others in ``static``.
        """
        folder = "assets" if (HERE / "assets" / name).is_file() else "static"
        return self.at(f"/{folder}/{name}?v={_version(HERE / folder / name)}")

    def studies_in(self, language: str) -> tuple[Study, ...]:
        """Return the studies the library says can be opened from this request."""
        environ = request.environ if has_request_context() else {}
        told: Mapping[str, tuple[Study, ...]] = environ.get(STUDIES_KEY) or {}
        return told.get(language, self.studies)

    def navigation(self, page: Page | None, language: str, query: str = "") -> list[Link]:
        """Return the links of the header."""
        _ = words(language)
        names = {
            urls.MAP.key: _("Carte"),
            urls.TABLE.key: _("Tableau"),
            urls.COMPARE.key: _("Comparer"),
            urls.SCENARIOS.key: _("Scénarios"),
            urls.DATASETS.key: _("Données"),
            urls.METHOD.key: _("Méthode"),
        }
        keeps = (urls.MAP, urls.TABLE)
        return [
            Link(
                names[one.key],
                self.at(one.path(language)) + (query if one in keeps else ""),
                one == page,
            )
            for one in urls.NAVIGATION
        ]

    def render(
        self,
        template: str,
        page: Page | None,
        language: str,
        /,
        *,
        status: int = 200,
        **context: Any,
    ) -> Response:
        """Return a page made from a template.

        Parameters
        ----------
        template : str
            Name of a file of ``templates``.
        page : Page or None
            Which page it is; None for the error page.
        language : str
            "fr" or "en".
        status : int
            Status of the answer.
        **context
            What the template shows: at least ``title``; ``territory`` where the page is of one;
            ``query`` (its own query string, kept by the other language); ``styles`` and
            ``scripts``, names of files of ``static``.
        """
        label, other = OTHER[language]
        query = str(context.pop("query", ""))
        own = page or urls.MAP
        territory = str(context.get("territory", ""))
        href = self.at(own.path(other, territory)) + query
        printed = request.host_url.rstrip("/") + self.at(own.path(language, territory)) + query
        known: dict[str, Any] = {
            "_": words(language),
            "language": language,
            "at": self.at,
            "static": self.static,
            "urls": urls,
            "page": page,
            "banner": self.catalogue.banner(language),
            "study": self.catalogue.bilingual("study", "title", language),
            "studies": self.studies_in(language),
            "navigation": self.navigation(page, language, str(context.pop("map_query", ""))),
            "other_language": {"label": label, "lang": other, "href": href},
            "version": self.catalogue.record.get("territory_version", "?"),
            "checksum": self.catalogue.version[:8],
            "address": printed if page else "",
            "access_href": self.at(urls.ACCESS.path(language)),
            "styles": [self.static(name) for name in (*SHARED_STYLES, *context.pop("styles", ()))],
            "scripts": [self.static(name) for name in context.pop("scripts", ())],
        }
        text = self._templates.get_template(template).render(known | context)
        answer = Response(text, status=status, mimetype="text/html")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @cached_property
    def _templates(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"
