"""Why a map has nothing to show, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from territory_app.catalogue import Catalogue
from territory_app.indicators import indicator_named
from territory_app.view_state import ViewState
from territory_app.views.classes import MISSING, SELF_GOVERNED, SMALL, Classing
from territory_app.views.shown import Shown, absence, service_words
from territory_app.words import words


@dataclass(frozen=True)
class Empty:
    """What is lacking, why, and a view that shows something: its words and its query string."""

    title: str
    why: str
    action: str
    query: str


def emptiness(
    catalogue: Catalogue,
    view: ViewState,
    asked: Shown,
    classing: Classing,
    language: str,
    write: Callable[[ViewState], str],
) -> Empty | None:
    """Say why a view has nothing to show; None when it shows something.

    Parameters
    ----------
    catalogue : Catalogue
    view : ViewState
        As asked for.
    asked : Shown
        The view resolved.
    classing : Classing
        Its classes.
    language : str
        "fr" or "en".
    write : callable
        Writes the query string of a view.
    """
    _ = words(language)
    inside = catalogue.inside(view.level, view.within) if view.within else None
    codes = classing.codes
    if inside is not None:
        codes = "".join(code for code, kept in zip(codes, inside, strict=True) if kept)
    place = catalogue.place_name(view.within)
    if inside is not None and not codes:
        return Empty(
            _("Aucun territoire de ce niveau dans {place}.").format(place=place),
            _("Ce lieu n'a personne à ce niveau, ou n'y est pas dessiné."),
            _("Voir tout le territoire"),
            write(replace(view, within="")),
        )
    if set(codes) - {MISSING, SMALL, SELF_GOVERNED} or set(codes) == {SELF_GOVERNED}:
        return None
    kind = service_words(asked.service, language)
    why = absence(catalogue, indicator_named(view.indicator), language)
    if kind and not why:
        return Empty(
            _("Aucune valeur pour cette sorte seule : {kind}.").format(kind=kind),
            _("Rien n'en est connu ici, ce qui n'est pas la même chose que rien."),
            _("Voir toutes les sortes ensemble"),
            write(replace(view, service="")),
        )
    if place and not why:
        return Empty(
            _("Aucune valeur à montrer dans {place}.").format(place=place),
            _("Les données y manquent, ou trop peu de gens y vivent pour donner un taux."),
            _("Voir tout le territoire"),
            write(replace(view, within="")),
        )
    return Empty(
        _("Cet indicateur n'a aucune valeur à ce niveau."),
        _("Raison : {why}.").format(why=why or _("données absentes")),
        _("Voir la classe d'accès"),
        write(replace(view, indicator="classe", bounds=(), isolated="")),
    )
