"""The columns of a filled file that nobody reads: named, with what is lost and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from territory.sources.templates.faults import Fault
from territory.sources.templates.header import letters
from territory.sources.templates.titles import nearest_field
from territory.sources.templates.values import is_blank, is_figure
from territory.text import N_, NBSP

if TYPE_CHECKING:
    from territory.sources.templates.fill import Filled

THE_HEADER = -1
FTE_LOST = N_("la colonne « {column} » n'est pas lue; si elle donne des ETC, ils manqueront")
FIGURE_LOST = N_("la colonne « {column} » n'est pas lue; les chiffres qu'elle donne manqueront")
NOT_READ = N_("la colonne « {column} » n'est pas lue; ce qu'elle dit manquera")
WRITE_TITLE = N_("si c'est bien cela, écrivez exactement ce titre : « {near} »")
WRITE_ONE_OF = N_("si elle compte, donnez-lui exactement l'un de ces titres : {titles}")
NOTHING_TO_WRITE = N_("le gabarit a déjà tous ses chiffres : rien à faire")
READ_AS = N_("la colonne « {column} » est lue comme « {field} »")
LEFT = N_("colonnes laissées dans le fichier : {columns}")
_NAMED, _OFFERED = 12, 8
_FIGURES = ("number", "count", "share")
_STAFF = ("fte", "staff")
_POINT = ("lat", "lon")


def note_titles(filled: Filled, rows: list[list[Any]]) -> None:
    """Question the columns left that look like one of the template, or hold numbers.

    Parameters
    ----------
    filled : Filled
        Its faults and notes are added to.
    rows : list of list
        The cells below the header.
    """
    for key in filled.header.alike:
        told = {"column": filled.header.shown[key], "field": filled.template.field(key).fr}
        filled.notes.append((READ_AS, told))
    own = [cells for cells, example in zip(rows, filled.examples, strict=True) if not example]
    absent = [one for one in filled.template.fields if one.key not in filled.header.places]
    for name in filled.header.unread:
        place = filled.header.names.index(name)
        near = nearest_field(name, absent, filled.template)
        figures = _holds_figures([cells[place] for cells in own if place < len(cells)])
        if near is None and not figures:
            continue
        figures |= near is not None and near.type in _FIGURES
        values: dict[str, Any] = {"column": name}
        if near is not None:
            todo, values["near"] = WRITE_TITLE, (near.fr, near.en)
        else:
            offered = [one for one in absent if one.type in _FIGURES and one.key not in _POINT]
            todo = WRITE_ONE_OF if offered else NOTHING_TO_WRITE
            values["titles"] = (
                ", ".join(f"«{NBSP}{one.fr}{NBSP}»" for one in offered[:_OFFERED]),
                ", ".join(f"“{one.en}”" for one in offered[:_OFFERED]),
            )
        staff = any(one.key.startswith(_STAFF) for one in filled.template.fields)
        what = (FTE_LOST if staff else FIGURE_LOST) if figures else NOT_READ
        filled.faults.append(Fault(THE_HEADER, letters(place), what, todo, values, fatal=False))
    if filled.header.unread:
        more = ["…"] if len(filled.header.unread) > _NAMED else []
        listed = ", ".join([*filled.header.unread[:_NAMED], *more])
        filled.notes.append((LEFT, {"columns": listed}))


def _holds_figures(cells: list[Any]) -> bool:
    """Tell whether at least half of the cells filled are numbers."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and float(np.mean([is_figure(cell) for cell in filled])) >= 0.5  # noqa: PLR2004
