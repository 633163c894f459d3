"""The scenarios page: those that come ready, a form for one's own, and what they gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from territory.errors import InputError
from territory.text import LANGUAGES
from territory_app import urls
from territory_app.scenarios.address import KEY
from territory_app.scenarios.desk import NOT_HERE, Asked
from territory_app.scenarios.form import ONTO, WHAT, build, filled
from territory_app.scenarios.ground import Ground
from territory_app.site import Site
from territory_app.views.scenario_form import form
from territory_app.views.scenario_list import Card, Shown, cards, known_codes, once, shown
from territory_app.views.scenario_result import Around
from territory_app.views.scenario_shown import Results, results
from territory_app.views.scenario_words import title_of
from territory_app.words import words

SENT = "envoi"
LOOKED = ("niveau", "indicateur", "variante", "public", "tri", "tout")
"""What a result is looked at by, kept when the language changes."""
LONGEST = 60
FINE, UNREADABLE = 200, 400


class ScenarioPage:
    """The page in each language, for whoever answers with it.

    Parameters
    ----------
    site : Site
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        self.ground = Ground(site.catalogue)

    def address(self, language: str, codes: Sequence[str] = (), looked: str = "") -> str:
        """Return the address of the page on some scenarios."""
        here = self.site.at(urls.SCENARIOS.path(language))
        query = "&".join(filter(None, (urlencode([(KEY, one) for one in codes]), looked)))
        return f"{here}?{query}" if query else here

    def built(self, given: Mapping[str, str]) -> Asked:
        """Return the scenario the answers of the form describe.

        Raises
        ------
        InputError
            One sentence.
        """
        onto = self.desk.read(given[ONTO]).scenario if given.get(ONTO) else None
        return self.desk.write(
            build(given, self.ground, self.title, onto, closed=not self.desk.local)
        )

    def title(self, scenario: object, language: str) -> str:
        """Return the title of a scenario that has none."""
        return title_of(scenario, language, self._name)  # type: ignore[arg-type]

    def show(
        self,
        language: str,
        codes: Sequence[str],
        *,
        given: Mapping[str, str] | None = None,
        refusal: InputError | None = None,
        status: int = FINE,
    ) -> Response:
        """Return the page.

        Parameters
        ----------
        language : str
        codes : sequence of str
            Scenarios it is about.
        given : Mapping of str to str, optional
            Answers the form holds; those of the scenario, when it is about one alone.
        refusal : InputError, optional
            Why what was asked was not done.
        status : int
            What the page answers with; 400 instead of 200 where a scenario cannot be read.
        """
        _ = words(language)
        site, desk = self.site, self.desk
        asked = once([desk.read(one) for one in codes])
        stated = list(filter(None, request.args.getlist(KEY)))
        repeated = len(asked) < len(codes) or len(set(stated)) < len(stated)
        codes = [one.code for one in asked]
        if status == FINE and any(one.refusal is not None for one in asked):
            status = UNREADABLE
        listed = [self._shown(one, codes, language) for one in asked]
        alone = asked[0].scenario if len(asked) == 1 else None
        if given is None:
            given = filled(alone, self.ground) if alone is not None else {}
        study = str((site.catalogue.record.get("study") or {}).get("name") or "")
        offered = desk.offered(study)
        known = {one.name for one in offered}
        kept = [one for one in desk.computed() if one.name not in known] if desk.local else []
        carded = {one.code for one in (*offered, *kept)}
        about_form = refusal is not None and WHAT in given
        told = "" if refusal is None else refusal.sentence(language)
        answer = site.render(
            "scenarios.html",
            urls.SCENARIOS,
            language,
            status=status,
            title=listed[0].title if len(listed) == 1 and listed[0].name else _("Scénarios"),
            shown=listed,
            going=any(one.state.going for one in listed),
            left=sum(bool(one.name) and not one.done and not one.state.going for one in listed),
            found=[one for one in listed if one.done],
            results=self._results(listed, codes, language),
            cards=self._cards(offered, codes, language),
            computed=self._cards(kept, codes, language),
            others=[one for one in listed if one.name and one.code not in carded],
            repeated=repeated,
            form=form(
                site.catalogue,
                self.ground,
                given,
                language,
                told if about_form else "",
                getattr(refusal, "field", ""),
            ),
            refusal=told,
            onto=(asked[0].code, listed[0].title) if alone is not None else None,
            computes=desk.computes,
            not_here=_(NOT_HERE),
            here=self.address(language),
            codes=codes,
            jobs=site.at(urls.SCENARIO_JOBS),
            query=self._query(codes),
            scripts=("scenarios.js",),
            styles=("scenarios.css", "scenario-result.css"),
        )
        if any(one.state.going for one in listed):
            answer.headers["Cache-Control"] = "no-store"
        return answer

    def _results(self, listed: Sequence[Shown], codes: Sequence[str], language: str) -> Results:
        site = self.site
        around = Around(
            catalogue=site.catalogue,
            language=language,
            page=self.address(language, codes),
            sheet=lambda territory: site.at(urls.SHEET.path(language, territory)),
            file=lambda name, file: site.at(f"{urls.SCENARIO_JOBS}/{name}/{file}"),
        )
        folders = [one.folder for one in listed if one.folder is not None]
        return results(folders, request.args.to_dict(flat=False), around)

    def _cards(
        self, offered: Sequence[Asked], codes: Sequence[str], language: str
    ) -> tuple[Card, ...]:
        return cards(self.desk, offered, codes, lambda some: self.address(language, some), language)

    def _query(self, codes: Sequence[str]) -> str:
        pairs = [(KEY, one) for one in codes]
        pairs += [(key, request.args[key][:LONGEST]) for key in LOOKED if key in request.args]
        return f"?{urlencode(pairs)}" if pairs else ""

    def _shown(self, asked: Asked, codes: Sequence[str], language: str) -> Shown:
        return shown(
            self.desk,
            asked,
            codes,
            lambda some: self.address(language, some),
            lambda path: self.site.at(f"{urls.SCENARIO_JOBS}/{path}"),
            language,
            self._name,
        )

    def _name(self, code: str) -> str:
        named = self.ground.place_name(code)
        return named if named != code else self.ground.site_name(code)


def register(server: Flask, page: ScenarioPage) -> None:
    """Add the page in each language."""

    def scenarios(language: str) -> Answer:
        codes = known_codes(request.args.getlist(KEY))
        given = request.args.to_dict()
        if SENT in given and WHAT in given:
            try:
                return redirect(page.address(language, [page.built(given).code]))
            except InputError as refusal:
                return page.show(language, codes, given=given, refusal=refusal)
        return page.show(language, codes, given=given if WHAT in given else None)

    for language in LANGUAGES:
        server.add_url_rule(
            urls.SCENARIOS.path(language),
            f"scenarios-{language}",
            scenarios,
            defaults={"language": language},
        )
