"""The pages: one scenario, and several side by side; each opens and reads without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from territory.report.comparison.maps import drawn
from territory.report.comparison.model import page_view
from territory.report.comparison.record import comparison_record
from territory.report.comparison.side import side_view
from territory.report.leaflet import own_asset, script_hashes
from territory.report.provenance import source_line
from territory.scenarios import Outcome
from territory.tables.banner import fictional
from territory.text import LANGUAGES, N_, translator

_CSP = "\x00csp\x00"


def comparison_page(outcome: Outcome, names: Sequence[str] = ()) -> str:
    """Return comparison.html of a scenario, whole: both languages, no request to anyone.

    Parameters
    ----------
    outcome : Outcome
    names : sequence of str
        Files written beside it, which it links to.
    """
    record = comparison_record(outcome, names)
    norm = record["norm"]["title"]
    told = {language: _source(outcome, norm[language], language) for language in LANGUAGES}
    maps = drawn(outcome, told)
    views = [page_view(outcome, record, maps, language) for language in LANGUAGES]
    shapes = Markup(maps.shapes if maps else "")  # noqa: S704 - our own drawing
    scripts = [own_asset("comparison.js")] if maps else []
    return _rendered("page.html", views=views, shapes=shapes, scripts=scripts)


def side_by_side_page(records: Sequence[Mapping[str, Any]], links: Sequence[str]) -> str:
    """Return one page with several scenarios side by side.

    Parameters
    ----------
    records : sequence of Mapping
        Contents of comparison.json, six at most.
    links : sequence of str
        Address of the page of each.
    """
    views = [side_view(records, links, language) for language in LANGUAGES]
    return _rendered("side.html", views=views, shapes="", scripts=[])


def _source(outcome: Outcome, norm: str, language: str) -> str:
    """Return the line under a map: what it says, of what study, and whether it is made up."""
    _ = translator(language)
    parts = [
        fictional(language) if outcome.base.study.demonstration else "",
        _(N_("Norme : {norm}.")).format(norm=norm).rstrip("."),
        source_line(outcome.base, language),
    ]
    return " — ".join(part for part in parts if part)


def _rendered(name: str, **context: Any) -> str:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["trusted"] = Markup
    styles = _template("style.css") + own_asset("comparison.css")
    words = {language: translator(language) for language in LANGUAGES}
    page = environment.get_template(name).render(
        **context,
        words=words,
        styles=Markup(styles),  # noqa: S704 - our own file
        policy=_CSP,
    )
    return page.replace(_CSP, script_hashes(page) or "'none'")


def _template(name: str) -> str:
    place = files("territory.report.comparison").joinpath("templates", name)
    return place.read_text(encoding="utf-8")
