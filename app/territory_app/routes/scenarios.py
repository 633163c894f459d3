"""Scenarios: launched, followed, stopped, opened from a file and taken away.

Whatever changes something is asked by a page of this very application; names of results and of
their files are only ever those there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, abort, redirect, request, send_file
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from territory.errors import InputError
from territory.text import N_
from territory_app import urls
from territory_app.errors import ResultsError
from territory_app.pages.scenarios import ScenarioPage
from territory_app.routes.studies import same_host, same_origin
from territory_app.scenarios.address import KEY
from territory_app.scenarios.form import WHAT
from territory_app.scenarios.jobs import BusyError
from territory_app.views.scenario_list import known_codes
from territory_app.words import known_language

LANGUAGE_FIELD, FILE_FIELD, LAUNCH_FIELD = "langue", "fichier", "lancer"
JSON = "application/json"
LARGEST_FILE = 65_536
LARGEST_FORM = 200_000
SEE_OTHER, REFUSED, UNREADABLE, BUSY = 303, 403, 422, 503
RETRY_SECONDS = 30

NO_FILE = N_("Choisissez d'abord un fichier de scénario (.toml).")
FILE_TOO_LARGE = N_("Ce fichier dépasse 64 ko : ce n'est pas un scénario.")
NOT_TEXT = N_("Ce fichier n'est pas un texte en UTF-8; enregistrez-le ainsi, puis rouvrez-le.")
NOTHING_ASKED = N_("Choisissez un scénario, ou décrivez-en un.")


class ScenarioRoutes:
    """What answers each address.

    Parameters
    ----------
    page : ScenarioPage
        What is shown to who has no script.
    """

    def __init__(self, page: ScenarioPage) -> None:
        self.page, self.desk = page, page.desk

    def launch(self) -> Answer:
        """Have scenarios computed: those ticked, that of a button, or the one of the form."""
        language = self._guarded()
        form = request.form
        given = form.to_dict() if WHAT in form and LAUNCH_FIELD not in form else None
        codes = [] if given else _codes(form)
        try:
            asked = [self.page.built(given)] if given else [self.desk.read(one) for one in codes]
            if not asked:
                raise ResultsError(NOTHING_ASKED)
            if self.desk.computes or not given:
                for one in asked:
                    self.desk.submit(one)
        except InputError as refusal:
            return self._refused(language, codes, given, refusal)
        ticked = known_codes(form.getlist(KEY))
        run = [one.code for one in asked]
        href = self.page.address(language, ticked if set(run) <= set(ticked) else run)
        if _scripted():
            return _json({"href": href, "jobs": [one.name for one in asked]}, 202)
        return redirect(href, SEE_OTHER)

    def state(self, name: str) -> Answer:
        """Tell how far a scenario is."""
        found = self.desk.state(name)
        told = {
            "state": found.state,
            "step": dict(found.step),
            "share": found.share,
            "sentence": dict(found.sentence),
        }
        return _json(told, 200)

    def cancel(self, name: str) -> Answer:
        """Stop a scenario."""
        language = self._guarded()
        self.desk.jobs.cancel(name)
        if _scripted():
            return _json({"state": self.desk.state(name).state}, 200)
        codes = known_codes(request.form.getlist(KEY))
        return redirect(self.page.address(language, codes), SEE_OTHER)

    def load(self) -> Answer:
        """Open a scenario's file."""
        language = self._guarded()
        try:
            asked = self.desk.write(*_file())
        except InputError as refusal:
            return self._refused(language, [], None, refusal)
        return redirect(self.page.address(language, [asked.code]), SEE_OTHER)

    def save(self) -> Answer:
        """Give a scenario as a file."""
        asked = self.desk.read(request.args.get(KEY, ""))
        if asked.scenario is None:
            abort(404)
        answer = Response(asked.text, mimetype="application/toml")
        name = f"{asked.scenario.name[:80]}.toml"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    def download(self, name: str, file: str) -> Answer:
        """Give a file of a result."""
        path = self.desk.store.file(name, file)
        if path is None:
            abort(404)
        sent = send_file(path, as_attachment=True, download_name=file)
        sent.headers["Cache-Control"] = "no-cache"
        return sent

    def _guarded(self) -> str:
        """Return the language asked for; refuse what no page of ours asks."""
        if (request.content_length or 0) > LARGEST_FORM:
            abort(413)
        ours = same_origin if self.page.site.settings.local else same_host
        if not ours(request.environ):
            abort(REFUSED)
        return known_language(request.form.get(LANGUAGE_FIELD))

    def _refused(
        self,
        language: str,
        codes: list[str],
        given: Mapping[str, str] | None,
        refusal: InputError,
    ) -> Answer:
        status = BUSY if isinstance(refusal, BusyError) else UNREADABLE
        if _scripted():
            field = getattr(refusal, "field", "")
            answer: Answer = _json({"error": refusal.sentence(language), "field": field}, status)
        else:
            answer = self.page.show(language, codes, given=given, refusal=refusal, status=status)
        if status == BUSY:
            answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer


def register(server: Flask, page: ScenarioPage) -> None:
    """Add the routes."""
    routes, root = ScenarioRoutes(page), urls.SCENARIO_JOBS
    for path, answer, method in (
        ("lancer", routes.launch, "POST"),
        ("ouvrir", routes.load, "POST"),
        ("annuler/<name>", routes.cancel, "POST"),
        ("etat/<name>", routes.state, "GET"),
        ("fichier", routes.save, "GET"),
        ("<name>/<file>", routes.download, "GET"),
    ):
        server.add_url_rule(
            f"{root}/{path}", f"scenarios-{answer.__name__}", answer, methods=[method]
        )


def _codes(form: MultiDict[str, str]) -> list[str]:
    """Return the scenarios a form asks for: that of the button pressed, else those ticked."""
    return known_codes(form.getlist(LAUNCH_FIELD) or form.getlist(KEY))


def _file() -> tuple[str, str]:
    given = request.files.get(FILE_FIELD)
    if given is None or not given.filename:
        raise ResultsError(NO_FILE)
    content = given.stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ResultsError(FILE_TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ResultsError(NOT_TEXT) from None
    shown = "".join(one for one in given.filename.replace("\\", "/").split("/")[-1][-80:]
                    if one.isprintable())  # fmt: skip
    return text, shown or "scenario.toml"


def _scripted() -> bool:
    return request.accept_mimetypes.best == JSON


def _json(content: Mapping[str, Any], status: int) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    answer = Response(text, status=status, mimetype=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer
