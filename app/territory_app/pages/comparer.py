"""The comparison page: two to four territories, or one beside what stands around it."""

from __future__ import annotations

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.exports.compare import FORMATS, compared_file
from territory_app.site import Site
from territory_app.views.compare import comparison
from territory_app.views.compare_asked import Asked, Typed, read_asked, settled, write_asked
from territory_app.views.compare_strip import KEY_MARKS
from territory_app.words import words

SENT = "envoi"


def register(server: Flask, site: Site) -> None:
    """Add the page in each language, and its files."""

    def page(language: str) -> Answer:
        _ = words(language)
        here = site.at(urls.COMPARE.path(language))
        given = request.args.to_dict(flat=False)

        def address(asked: Asked) -> str:
            return here + write_asked(asked, site.catalogue)

        def sheet(territory: str) -> str:
            return site.at(urls.SHEET.path(language, territory))

        typed = Typed("")
        if SENT in given:
            asked, typed = settled(given, site.catalogue)
            if (not typed.text or typed.territory) and not asked.self_governed:
                return redirect(address(asked))
        else:
            asked = read_asked(given, site.catalogue)
        query = write_asked(asked, site.catalogue)
        found = comparison(site.catalogue, asked, typed, language, address, sheet)
        files = f"{urls.EXPORT}/{language}/comparaison"
        return site.render(
            "comparer.html",
            urls.COMPARE,
            language,
            title=found.title,
            found=found,
            action=here,
            territories=",".join(asked.territories),
            marks=KEY_MARKS,
            downloads=[
                (
                    _("Télécharger en {format}").format(format=kind.upper()),
                    site.at(f"{files}.{kind}{query}"),
                )
                for kind in FORMATS
            ],
            query=query,
            styles=("comparer.css",),
        )

    def download(language: str, kind: str) -> Response:
        asked = read_asked(request.args.to_dict(flat=False), site.catalogue)
        here = site.at(urls.COMPARE.path(language)) + write_asked(asked, site.catalogue)
        permalink = request.host_url.rstrip("/") + here
        made = compared_file(site.catalogue, asked, language, kind, permalink)
        answer = Response(made.content, mimetype=made.mimetype)
        answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    for language in LANGUAGES:
        server.add_url_rule(
            urls.COMPARE.path(language),
            f"comparer-{language}",
            page,
            defaults={"language": language},
        )
        for kind in FORMATS:
            server.add_url_rule(
                f"{urls.EXPORT}/{language}/comparaison.{kind}",
                f"comparaison-{language}-{kind}",
                download,
                defaults={"language": language, "kind": kind},
            )
