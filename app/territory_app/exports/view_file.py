"""A view as a file, straight from a results folder: what the command line asks for.

Where the application shows the default of what it cannot read, a command says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from territory.text import N_, fold
from territory_app.catalogue import Catalogue, open_results
from territory_app.errors import ResultsError
from territory_app.exports.made import PICTURES, TABLES, Taken, picture_file, table_file
from territory_app.settings import Settings
from territory_app.tiles.store import TileStore
from territory_app.view_state import ViewState, read_view, write_view
from territory_app.views.selection import Selection, select

FORMATS = (*TABLES, *PICTURES)
UNKNOWN = N_("« {asked} » n'est pas offert pour --{option}; choisissez parmi : {known}.")
NO_PLACE = N_(
    "Aucun lieu de ces résultats ne s'appelle « {asked} »; donnez un code (REG:11), une région "
    "d'usage ou un nom de territoire, tel que les résultats l'écrivent."
)
UNSORTABLE = N_("« {asked} » n'est pas une colonne; donnez par exemple name, ou -population.")
NO_COLUMN = N_("Ces résultats ne se trient pas selon « {asked} »; choisissez parmi : {known}.")


def view_file(out: Path, extension: str, asked: Mapping[str, str], language: str) -> Taken:
    """Return a view of a results folder as a file.

    Parameters
    ----------
    out : pathlib.Path
        Results folder.
    extension : str
        One of `FORMATS`.
    asked : Mapping[str, str]
        Fields of the view (level, indicator, service, need, within, sort) and what is asked of
        each; those left out or empty have their default.
    language : str
        "fr" or "en".

    Raises
    ------
    ResultsError
        One sentence, when the folder cannot be used or does not have what is asked.
    """
    _require("format", extension, FORMATS)
    catalogue = open_results(out)
    selection = select(catalogue, known_view(catalogue, asked), language)
    _require_sort(selection)
    if extension in TABLES:
        return table_file(selection, extension, permalink="")
    store = TileStore(catalogue, Settings(out).tile_folder())
    return picture_file(selection, extension, store)


def known_view(catalogue: Catalogue, asked: Mapping[str, str]) -> ViewState:
    """Return the view asked for, every choice of which the results have.

    Raises
    ------
    ResultsError
        When they do not: the sentence gives those they have.
    """
    choices = catalogue.choices()
    offered: dict[str, Iterable[str]] = {
        "level": choices.levels,
        "indicator": choices.indicators,
        "service": choices.services,
        "need": choices.needs,
    }
    wanted: dict[str, Any] = {name: value for name, value in asked.items() if value}
    for name, known in offered.items():
        if name in wanted:
            _require(name, wanted[name], tuple(known))
    if "within" in wanted:
        wanted["within"] = _place(catalogue, wanted["within"])
    plain = ViewState(choices.levels[0], choices.indicators[0])
    # Written and read again, so that a view here is one an address can ask for.
    view = read_view(write_view(replace(plain, **wanted), choices), choices)
    if wanted.get("sort") and not view.sort:
        raise ResultsError(UNSORTABLE, asked=str(wanted["sort"]))
    return view


def _place(catalogue: Catalogue, asked: str) -> str:
    if catalogue.place(asked) is not None:
        return asked
    regions = {
        fold(name): one.key for one in catalogue.regions for name in (one.name, *one.aliases)
    }
    if fold(asked) in regions:
        return regions[fold(asked)]
    named = [code for code in catalogue.places if fold(catalogue.place_name(code)) == fold(asked)]
    if not named:
        raise ResultsError(NO_PLACE, asked=asked)
    # The largest of those that share a name: a region before its city.
    return min(named, key=lambda code: catalogue.levels[catalogue.places[code][0]].count)


def _require(option: str, asked: str, known: tuple[str, ...]) -> None:
    if asked not in known:
        raise ResultsError(UNKNOWN, asked=asked, option=option, known=", ".join(known) or "—")


def _require_sort(selection: Selection) -> None:
    if selection.view.sort and selection.sort[0] != selection.view.sort.removeprefix("-"):
        raise ResultsError(
            NO_COLUMN,
            asked=selection.view.sort,
            known=", ".join(selection.sortable),
        )
