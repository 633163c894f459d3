"""The legend: one button per class, which isolates it on the map."""

from __future__ import annotations

from typing import Any

from dash import html

from territory.text import N_
from territory_app import ids
from territory_app.components.attributes import hyphenated
from territory_app.components.swatch import swatch
from territory_app.indicators import Indicator
from territory_app.views import palette
from territory_app.views.classes import Classing, Entry
from territory_app.views.palette import Style
from territory_app.views.people import counted, people
from territory_app.words import words


def legend(
    classing: Classing, indicator: Indicator, language: str, *, outside: float = 0.0
) -> list[Any]:
    """Return the legend of one view; ``outside`` people live where there is no territory."""
    _ = words(language)
    heading = _(indicator.unit) if indicator.unit else _(indicator.label)
    entries = [html.Li(_entry(entry, language)) for entry in classing.entries]
    notes = []
    if classing.bounds:
        notes.append(
            _(
                "Classes par quantiles, borne supérieure incluse; une valeur très fréquente a "
                "sa propre classe."
            )
        )
    if indicator.symbols:
        notes.append(_("Cercles : surface proportionnelle au nombre de personnes."))
    notes.append(_("Choisir une ligne isole sa classe sur la carte."))
    return [
        html.H2(heading, className="legend-title"),
        html.Ul(entries, className="legend-list"),
        *([_outside(outside, language)] if outside else []),
        html.P(" ".join(notes), className="fine"),
        html.Details(
            [html.Summary(_("Que mesure-t-on?")), html.P(_(indicator.note))], className="note"
        ),
    ]


def _outside(count: float, language: str) -> Any:
    _ = words(language)
    said = _("Sans territoire à ce niveau : {people}").format(people=people(count, language))
    return html.P([swatch(Style(palette.LAND)), html.Span(said)], className="legend-outside")


def _entry(entry: Entry, language: str) -> Any:
    held = ", ".join(
        (
            counted(entry.territories, N_("territoire"), N_("territoires"), language),
            people(entry.people, language),
        )
    )
    return html.Button(
        [
            swatch(entry.style),
            html.Span(entry.label, className="legend-label"),
            html.Span(held, className="legend-count"),
        ],
        id=ids.legend_entry(entry.code),
        type="button",
        className="legend-entry",
        **hyphenated(aria_pressed="false", data_code=entry.code),
    )
