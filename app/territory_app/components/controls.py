"""What a person chooses: level, indicator, territory, place, classes, points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from territory.tables.words import KIND_WORDS
from territory.text import number
from territory_app import ids, urls
from territory_app.catalogue import Catalogue
from territory_app.components.attributes import hyphenated
from territory_app.components.swatch import mark
from territory_app.indicators import indicator_named
from territory_app.site import Site
from territory_app.view_state import COUNTS, METHODS, ViewState
from territory_app.views.offered import (
    Option,
    indicator_groups,
    level_options,
    need_options,
    place_options,
)
from territory_app.views.people import capital, worded
from territory_app.words import words

OPTIONS_SHOWN = 60
COMBOBOX = {"transitionProps": {"duration": 0}, "shadow": "md"}


def controls(site: Site, view: ViewState, language: str) -> Any:
    """Return what is asked and where; on a narrow screen it is folded under its heading."""
    _ = words(language)
    catalogue = site.catalogue
    return _folding(
        ids.CONTROLS,
        _("Réglages de la carte"),
        [
            _select(ids.LEVEL, _("Niveau"), _data(level_options(catalogue, language)), view.level),
            _indicators(catalogue, view, language),
            _need(catalogue, view, language),
            _service(catalogue, view, language),
            _territory(catalogue, view, language),
            _place(catalogue, view, language),
        ],
    )


def drawing_controls(site: Site, view: ViewState, language: str) -> Any:
    """Return how it is drawn: classes, outlines, points, the static map."""
    _ = words(language)
    catalogue = site.catalogue
    return _folding(
        ids.DRAWING,
        _("Dessin de la carte"),
        [
            _classes(catalogue, view, language),
            _points(catalogue, view, language),
            dmc.Switch(
                id=ids.STATIC,
                label=_("Carte statique"),
                description=_("Un dessin simple, sans WebGL"),
                checked=view.static,
                size="sm",
            ),
            html.A(
                _("Tout remettre comme au départ"),
                href=site.at(urls.MAP.path(language)),
                className="reset",
            ),
        ],
    )


def _folding(component: str, heading: str, content: list[Any]) -> Any:
    form = html.Form(content, className="controls", **hyphenated(aria_label=heading))
    return html.Details(
        [html.Summary(heading), form], id=component, className="fold controls-fold", open=True
    )


def _indicators(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    groups = [
        {"group": one.heading, "items": _data(one.options)}
        for one in indicator_groups(catalogue, language)
    ]
    return _select(ids.INDICATOR, words(language)("Indicateur"), groups, view.indicator)


def _need(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    """Return the choice of a need, hidden where the indicator reads none."""
    _ = words(language)
    options = need_options(catalogue, language)
    return html.Div(
        dmc.Select(
            id=ids.NEED,
            label=_("Besoin"),
            data=_data(options),
            value=view.need or None,
            placeholder=options[0].label if options else "",
            clearable=True,
            comboboxProps=COMBOBOX,
            clearButtonProps={"aria-label": _("Revenir au premier besoin")},
        ),
        id=ids.NEED_BOX,
        hidden=not indicator_named(view.indicator).reads_need,
    )


def _service(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    _ = words(language)
    options = [
        Option(kind, capital(worded(KIND_WORDS, kind, language)))
        for kind in catalogue.services_apart
    ]
    return html.Div(
        dmc.Select(
            id=ids.SERVICE,
            label=_("Services"),
            data=_data(options),
            value=view.service or None,
            placeholder=_("Toutes les sortes ensemble"),
            clearable=True,
            comboboxProps=COMBOBOX,
            clearButtonProps={"aria-label": _("Revenir à toutes les sortes")},
        ),
        id=ids.SERVICE_BOX,
        hidden=not options,
    )


def _territory(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    _ = words(language)
    return dmc.Select(
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
    )


def _place(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    _ = words(language)
    return dmc.Select(
        id=ids.WITHIN,
        label=_("Dans"),
        placeholder=_("Partout, ou une région, une MRC, une municipalité…"),
        data=_data(place_options(catalogue, language)),
        value=view.within or None,
        searchable=True,
        clearable=True,
        limit=OPTIONS_SHOWN,
        filter={"function": "findTerritory"},
        nothingFoundMessage=_("Aucun lieu de ce nom dans ces résultats"),
        comboboxProps=COMBOBOX,
        clearButtonProps={"aria-label": _("Revenir à tout le territoire")},
    )


def _classes(catalogue: Catalogue, view: ViewState, language: str) -> Any:
    """Return what changes the reading without changing the question, folded away."""
    _ = words(language)
    names = (_("Quantiles"), _("Fisher-Jenks"), _("Norme fixe"))
    methods = [Option(key, name) for key, name in zip(METHODS, names, strict=True)]
    levels = [
        Option(key, capital(level.plural[language])) for key, level in catalogue.levels.items()
    ]
    changed = view.method != METHODS[0] or bool(view.bounds or view.overlay)
    return html.Details(
        [
            html.Summary(_("Classes et contours")),
            html.Div(
                [
                    html.Div(
                        [
                            _select(ids.METHOD, _("Classes"), _data(methods), view.method),
                            _select(
                                ids.COUNT,
                                _("Nombre de classes"),
                                [{"value": str(one), "label": str(one)} for one in COUNTS],
                                str(view.count),
                            ),
                            html.Button(
                                _("Figer les classes"),
                                id=ids.FREEZE,
                                type="button",
                                className="button plain",
                                **hyphenated(aria_pressed="false"),
                            ),
                            html.P(
                                _(
                                    "Figées, les bornes restent les mêmes d'un niveau ou d'une "
                                    "sorte de service à l'autre, et dans le lien copié."
                                ),
                                className="fine",
                            ),
                        ],
                        id=ids.BREAKS_BOX,
                        hidden=indicator_named(view.indicator).worded,
                        className="stack",
                    ),
                    dmc.Select(
                        id=ids.OVERLAY,
                        label=_("Contours par-dessus"),
                        placeholder=_("Aucun"),
                        data=_data(levels),
                        value=view.overlay or None,
                        clearable=True,
                        comboboxProps=COMBOBOX,
                        clearButtonProps={"aria-label": _("Retirer les contours")},
                    ),
                ],
                className="stack",
            ),
            dcc.Store(id=ids.FOUND, data=[]),
        ],
        className="fold",
        open=changed,
    )


def _data(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "label": one.label, **({"disabled": True} if one.disabled else {})}
        for one in options
    ]


def _select(component: str, label: str, options: list[dict[str, Any]], value: str) -> Any:
    return dmc.Select(
        id=component,
        label=label,
        data=options,
        value=value,
        allowDeselect=False,
        comboboxProps=COMBOBOX,
        maxDropdownHeight=420,
    )


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
