"""The map's frame, and all its browser scripts must know before drawing."""

from __future__ import annotations

from typing import Any

from dash import html

from territory.tables.banner import fictional
from territory_app import ids, urls, view_state
from territory_app.catalogue import Level
from territory_app.components.attributes import hyphenated
from territory_app.indicators import INDICATORS
from territory_app.routes.vendor import SCRIPT, vendor_url
from territory_app.site import Site
from territory_app.tiles.store import Frame
from territory_app.views import palette
from territory_app.views.presets import Preset, presets
from territory_app.views.svg import SHAPES
from territory_app.words import words


def map_frame(site: Site, language: str) -> Any:
    """Return the map's place, its shortcuts and the line for what goes wrong."""
    _ = words(language)
    catalogue, store = site.catalogue, site.store
    boxes = [store.frame(level).bounds for level in catalogue.levels]
    shortcuts = [
        html.Button(
            place.label,
            type="button",
            className="shortcut",
            **hyphenated(data_box=",".join(f"{side:.4f}" for side in place.box), **_keyed(place)),
        )
        for place in presets(boxes, language)
    ]
    copy = html.Button(
        _("Copier le lien"), type="button", className="shortcut", **hyphenated(data_copy_link="")
    )
    label = _("Carte")
    if catalogue.demonstration:
        label = _("Carte, limites schématiques")
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        shortcuts,
                        className="shortcuts",
                        role="group",
                        **hyphenated(aria_label=_("Aller à")),
                    ),
                    copy,
                ],
                className="map-bar",
            ),
            html.Div(
                [
                    html.Ul(
                        id=ids.FILTERS,
                        className="filters",
                        hidden=True,
                        **hyphenated(aria_label=_("Filtres de la carte et du tableau")),
                    ),
                    html.Div(id=ids.MAP, className="map", **hyphenated(data_state="loading")),
                    html.P(id=ids.MAP_NOTE, className="map-note", role="status"),
                ],
                className="map-holder",
            ),
            html.P(id=ids.MAP_SUMMARY, className="visually-hidden"),
            html.P(
                _(
                    "Points : surface selon l'effectif (ETC); marque creuse, effectif inconnu; "
                    "cercle numéroté, plusieurs points."
                ),
                id=ids.SITES_KEY,
                className="sites-key fine",
                hidden=True,
            ),
        ],
        className="map-frame",
        **hyphenated(aria_label=label),
    )


def _keyed(place: Preset) -> dict[str, str]:
    """Return the attributes of the letter that leads to a place while the map has the focus."""
    return {"data_key": place.key, "aria_keyshortcuts": place.key.upper()} if place.key else {}


def config(site: Site, language: str) -> dict[str, Any]:
    """Return what the browser's scripts must know: addresses, levels, words, defaults."""
    catalogue, store = site.catalogue, site.store
    choices = catalogue.choices()
    boxes = [store.frame(level).bounds for level in catalogue.levels]
    return {
        "language": language,
        "version": catalogue.version,
        "prefix": site.settings.prefix,
        "script": site.at(vendor_url(site.files, SCRIPT)),
        "tiles": site.at(urls.TILES),
        "data": site.at(urls.DATA),
        "export": site.at(f"{urls.EXPORT}/{language}"),
        "sheet": site.at(urls.SHEET.path(language)),
        "levels": {
            key: _level(level, store.frame(key), language)
            for key, level in catalogue.levels.items()
        },
        "indicators": {one.key: one.scale for one in INDICATORS},
        "kinds": {
            kind: {"shape": SHAPES[palette.KIND_SHAPES[kind]], "colour": palette.KINDS[kind]}
            for kind in catalogue.kinds
        },
        "fictional": fictional(language) if catalogue.demonstration else "",
        "home": list(presets(boxes, language)[0].box),
        "services": list(choices.services),
        "needs": list(choices.needs),
        "methods": list(view_state.METHODS),
        "counts": list(view_state.COUNTS),
        "fields": [name for name, _component, _property in ids.FIELDS],
        "query": {
            "keys": dict(view_state.KEYS),
            "painted": list(view_state.PAINTED),
            "staticWord": view_state.STATIC_WORD,
        },
        "defaults": {
            "level": choices.levels[0],
            "indicator": choices.indicators[0],
            "method": view_state.METHODS[0],
            "count": view_state.COUNT,
        },
        "words": _words(language),
    }


def _level(level: Level, frame: Frame, language: str) -> dict[str, Any]:
    return {
        "bounds": list(frame.bounds),
        "zooms": list(frame.zooms),
        "label": level.plural[language],
        "count": level.count,
    }


def _words(language: str) -> dict[str, str]:
    _ = words(language)
    return {
        "map": _(
            "Carte : flèches pour la déplacer, + et − pour l'échelle, N pour le Nord, Échap pour "
            "en sortir"
        ),
        "zoomIn": _("Rapprocher"),
        "zoomOut": _("Éloigner"),
        "noWebgl": _("Ce navigateur n'a pas WebGL : la carte est un dessin statique."),
        "making": _("Préparation de la carte…"),
        "failed": _("Le serveur ne répond pas; la dernière vue est gardée."),
        "retry": _("Réessayer"),
        "coarse": _(
            "À cette échelle, la carte montre le niveau « {coarse} »; rapprochez la carte pour "
            "voir : {level}."
        ),
        "rank": _("{low} à {high}"),
        "sort": _("Trier selon : {column}"),
        "rows": _("Rangées {first} à {last} sur {count}"),
        "previous": _("Page précédente"),
        "next": _("Page suivante"),
        "copied": _("Lien copié"),
        "filtered": _("({count} sans filtre)"),
        "inside": _("Dans : {place}"),
        "only": _("Classe seule : {name}"),
        "onlyOne": _("Une classe seule"),
        "everyClass": _("Toutes les classes sont montrées"),
        "remove": _("Retirer le filtre : {filter}"),
        "none": _("Aucun territoire ne répond à la fois à tout ceci : {filters}."),
        "small": _("Petits nombres : peu d'effectif; un poste de plus ou de moins change le taux."),
        "smallShort": _("petits nombres"),
        "staff": _("{fte} ETC"),
        "staffLabel": _("Effectif"),
        "staffUnknown": _("effectif inconnu"),
        "roles": _("Rôles"),
        "group": _("{count} points; choisir pour approcher"),
        "same": _("{count} points au même endroit"),
        "close": _("Fermer"),
        "tableFailed": _("Le serveur ne répond pas : le tableau n'a pas pu être lu."),
        "rankHelp": _(
            "Rang 1 : la situation la plus difficile. L'intervalle dit combien le rang "
            "change avec le seuil et la décroissance."
        ),
    }
