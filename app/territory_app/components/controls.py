"""What a person chooses: level, indicator, territory, points, and the static map."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from territory.tables.words import KIND_WORDS
from territory.text import number
from territory_app import ids
from territory_app.catalogue import Catalogue
from territory_app.components.attributes import hyphenated
from territory_app.components.swatch import mark
from territory_app.indicators import INDICATORS, Indicator
from territory_app.view_state import COUNTS, METHODS, ViewState
from territory_app.views.people import capital, worded
from territory_app.views.shown import absence
from territory_app.words import words

OPTIONS_SHOWN = 60
COMBOBOX = {"transitionProps": {"duration": 0}, "shadow": "md"}


def controls(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    """Return the column of controls."""
    _ = words(language)
    levels = [
        {
            "value": level.key,
            "label": f"{capital(level.plural[language])} ({number(level.count, language)})",
        }
        for level in catalogue.levels.values()
    ]
    return html.Form(
        [
            _select(ids.LEVEL, _("Niveau"), levels, view.level),
            _select(
                ids.INDICATOR,
                _("Indicateur"),
                [_indicator(catalogue, one, language) for one in INDICATORS],
                view.indicator,
            ),
            dmc.Select(
                id=ids.TERRITORY,
                label=_("Chercher un territoire"),
                placeholder=_("Nom ou code…"),
                data=_current(catalogue, view),
                value=view.territory,
                searchable=True,
                clearable=True,
                limit=OPTIONS_SHOWN,
                filter={"function": "findTerritory"},
                nothingFoundMessage=_("Aucun territoire de ce nom à ce niveau"),
                comboboxProps=COMBOBOX,
                clearButtonProps={"aria-label": _("Ne plus choisir de territoire")},
            ),
            *_finer(catalogue, view, language),
            _points(catalogue, view, language),
            dmc.Switch(
                id=ids.STATIC,
                label=_("Carte statique"),
                description=_("Un dessin simple, sans WebGL"),
                checked=view.static,
                size="sm",
            ),
        ],
        className="controls",
        **hyphenated(aria_label=_("Réglages de la carte")),
    )


def _finer(catalogue: Catalogue, view: ViewState, language: str) -> list[Any]:
    """Return what changes the reading without changing the question."""
    _ = words(language)
    services = [
        {"value": kind, "label": capital(worded(KIND_WORDS, kind, language))}
        for kind in catalogue.services_apart
    ]
    needs = [
        {"value": key, "label": str(one["label"][language])} for key, one in catalogue.needs.items()
    ]
    methods = dict(zip(METHODS, (_("Quantiles"), _("Fisher-Jenks"), _("Norme fixe")), strict=True))
    levels = [
        {"value": key, "label": capital(level.plural[language])}
        for key, level in catalogue.levels.items()
    ]
    places = [{"value": one.key, "label": one.name} for one in catalogue.regions]
    first = list(catalogue.levels.values())[-1]
    places += [
        {"value": code, "label": name}
        for code, name in zip(first.table["territory_id"], first.table["name"], strict=True)
    ][:200]
    return [
        _optional(ids.SERVICE, _("Services"), services, view.service),
        _optional(ids.NEED, _("Besoin"), needs, view.need),
        _optional(
            ids.METHOD,
            _("Classes"),
            [{"value": key, "label": label} for key, label in methods.items()],
            view.method,
        ),
        _optional(
            ids.COUNT,
            _("Nombre de classes"),
            [{"value": str(one), "label": str(one)} for one in COUNTS],
            str(view.count),
        ),
        _optional(ids.OVERLAY, _("Contours par-dessus"), levels, view.overlay),
        _optional(ids.WITHIN, _("Dans"), places, view.within),
    ]


def _optional(component: str, label: str, options: list[dict[str, Any]], value: str) -> Any:
    return dmc.Select(
        id=component,
        label=label,
        data=options,
        value=value,
        clearable=True,
        searchable=True,
        comboboxProps=COMBOBOX,
    )


def _select(component: str, label: str, options: list[dict[str, Any]], value: str) -> Any:
    return dmc.Select(
        id=component,
        label=label,
        data=options,
        value=value,
        allowDeselect=False,
        comboboxProps=COMBOBOX,
        maxDropdownHeight=360,
    )


def _indicator(catalogue: Catalogue, indicator: Indicator, language: str) -> dict[str, Any]:
    """Return an option; one without any value in the results can be read but not chosen."""
    _ = words(language)
    why = absence(catalogue, indicator, language)
    label = _(indicator.label)
    if why:
        label = _("{label} ({why})").format(label=label, why=why)
    return {"value": indicator.key, "label": label, "disabled": bool(why)}


def _current(catalogue: Catalogue, view: ViewState) -> list[dict[str, str]]:
    """Return the chosen territory alone; the browser fills the list from the table it reads."""
    if view.territory is None:
        return []
    level, row = catalogue.places[view.territory]
    name = str(catalogue.levels[level].table["name"].iloc[row])
    return [{"value": view.territory, "label": name}]


def _points(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    _ = words(language)
    own = catalogue.services.loc[~catalogue.around, "kind"].value_counts()
    around = catalogue.services.loc[catalogue.around, "kind"].value_counts()

    def count(kind: str) -> str:
        inside, beyond = (number(int(part.get(kind, 0)), language) for part in (own, around))
        if kind not in around:
            return inside
        return _("{inside} + {beyond} aux abords").format(inside=inside, beyond=beyond)

    boxes = [
        dmc.Checkbox(
            value=kind,
            size="xs",
            label=html.Span(
                [
                    mark(kind),
                    capital(worded(KIND_WORDS, kind, language)),
                    html.Span(count(kind), className="count"),
                ],
                className="kind",
            ),
        )
        for kind in catalogue.kinds
    ]
    label = _("Points de service")
    if catalogue.demonstration:
        label = _("Points de service (fictifs)")
    return dmc.CheckboxGroup(
        boxes, id=ids.KINDS, label=label, value=list(view.kinds), className="kinds"
    )
