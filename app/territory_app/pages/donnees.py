"""The data page, and the files of the results to take away."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response, abort, request, send_file

from territory.sources.templates.model import KEYS, load_template
from territory.text import LANGUAGES
from territory_app import urls
from territory_app.results_files import results_files, titles_of_files
from territory_app.settings import STUDIES_KEY
from territory_app.site import Site
from territory_app.views.donnees import Data, data
from territory_app.words import words

FILES = "fichiers"


def register(server: Flask, site: Site) -> None:
    """Add the page in each language, and its files."""
    out = site.catalogue.holdings.out
    files = results_files(out, site.catalogue.record)

    @lru_cache(maxsize=len(LANGUAGES))
    def told(language: str) -> Data:
        address = site.at(f"{urls.EXPORT}/{language}/{FILES}")
        return data(site.catalogue, files, titles_of_files(out, language), address, language)

    def data_page(language: str) -> Response:
        _ = words(language)
        return site.render(
            "donnees.html",
            urls.DATASETS,
            language,
            title=_("Données"),
            data=told(language),
            others=site.studies_in(language),
            local=site.settings.local,
            prefixed=bool(site.settings.prefix.partition(urls.STUDIES)[0]),
            library=_library(site),
            templates=templates(language),
            scripts=("donnees.js",) if site.settings.local else (),
            styles=("donnees.css",),
        )

    def download(language: str, name: str) -> Response:
        found = files.get(name)
        if language not in LANGUAGES or found is None or not found.path.is_file():
            abort(404)
        answer = send_file(
            found.path,
            as_attachment=True,
            download_name=found.download_name(demonstration=site.catalogue.demonstration),
            etag=found.sha256 or True,
        )
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    for language in LANGUAGES:
        server.add_url_rule(
            urls.DATASETS.path(language),
            f"donnees-{language}",
            data_page,
            defaults={"language": language},
        )
    server.add_url_rule(
        f"{urls.EXPORT}/<language>/{FILES}/<path:name>", "donnees-fichiers", download
    )


def _library(site: Site) -> str:
    """Return where another results folder is opened from; empty where none can be."""
    if not site.settings.local or STUDIES_KEY not in request.environ:
        return ""
    return site.settings.prefix.partition(urls.STUDIES)[0] + urls.STUDIES


def templates(language: str) -> list[tuple[str, str, str]]:
    """Return the templates a file may come from: key, name for the command line, title."""
    return [
        (key, one.name(language), one.words("title", language))
        for key in KEYS
        if (one := load_template(key))
    ]
