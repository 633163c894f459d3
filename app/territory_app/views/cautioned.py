"""What must be read before any figure of a view, and of which territories it is told."""

from __future__ import annotations

from territory.report.cautions import cautions
from territory_app.catalogue import Catalogue
from territory_app.words import words


def cautioned(catalogue: Catalogue, level: str, within: str, language: str) -> list[str]:
    """Return the cautions of a level as sentences; kept to a place, what they cover comes first.

    Parameters
    ----------
    catalogue : Catalogue
    level : str
        Key of the level whose ranks are shown.
    within : str
        Place the view is kept to; empty for everywhere.
    language : str
        "fr" or "en".
    """
    told = [f"{one}." for one in cautions(catalogue.record, language, level)]
    place = catalogue.place_name(within) if within else ""
    if not told or not place:
        return told
    scope = words(language)(
        "Les réserves qui suivent, comme les rangs, portent sur toute l'étude et non sur ce seul "
        "lieu ({place})."
    )
    return [scope.format(place=place), *told]
