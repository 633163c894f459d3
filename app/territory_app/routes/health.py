"""``/healthz``: the server answers, and its results are still where it read them."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from territory_app import reading, urls
from territory_app.errors import ResultsError
from territory_app.record import FORMAT
from territory_app.routes import plain
from territory_app.site import Site


def register(server: Flask, site: Site) -> None:
    """Add the route.

    200 with what is shown; 503 and one sentence once the results are gone or half gone. Results
    that were computed again since, and are not shown yet, are told by ``"changed": true``.
    """
    catalogue = site.catalogue
    out = site.settings.out

    def health() -> Response:
        try:
            record = reading.read_record(out)
        except ResultsError as refusal:
            return Response(
                plain.refused_health(refusal).get_data(), status=503, mimetype="application/json"
            )
        answer = jsonify(
            status="ok",
            version=str(catalogue.record.get("territory_version") or "?"),
            format=catalogue.record.get("results_format", 1),
            reads=FORMAT,
            results=catalogue.version,
            study=catalogue.bilingual("study", "title", "fr"),
            demonstration=catalogue.demonstration,
            levels={key: level.count for key, level in catalogue.levels.items()},
            changed=record != catalogue.record,
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    server.add_url_rule(urls.HEALTH, "health", health)
