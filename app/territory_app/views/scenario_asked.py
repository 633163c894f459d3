"""What is looked at in a scenario's result: an address says it all, and links change one part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from territory.report.diverging import MAPPED

PUBLICS = ("average", "registered", "nonregistered", "reach")
SORTS = ("changement", "gain", "perte", "nom", "population")
KEYS = {
    "level": "niveau",
    "indicator": "indicateur",
    "variant": "variante",
    "public": "public",
    "sort": "tri",
    "whole": "tout",
}
CLASS = "class"
INDICATORS = (CLASS, *MAPPED)
LIKED = ("access_mean", "reach_share")
"""Shown first, where they are known."""


@dataclass(frozen=True)
class Looked:
    """What is looked at in a result.

    Attributes
    ----------
    level, indicator, variant, public, sort : str
        Chosen keys; always ones that exist.
    whole : bool
        Whether every row of the table is shown.
    """

    level: str
    indicator: str
    variant: str
    public: str = "average"
    sort: str = SORTS[0]
    whole: bool = False

    def among(self, indicators: Sequence[str]) -> Looked:
        """Return this view with an indicator among those that can be shown."""
        if self.indicator in indicators:
            return self
        return replace(self, indicator=next((one for one in LIKED if one in indicators), CLASS))

    def query(self, **changes: object) -> str:
        """Return the query of this view with some of it changed, to follow that of the page."""
        own = replace(self, **changes)  # type: ignore[arg-type]
        told = {
            KEYS["level"]: own.level,
            KEYS["indicator"]: own.indicator,
            KEYS["variant"]: own.variant,
            KEYS["public"]: own.public,
            KEYS["sort"]: own.sort,
        }
        if own.whole:
            told[KEYS["whole"]] = "1"
        return urlencode({key: value for key, value in told.items() if value})


def read_looked(
    given: Mapping[str, Sequence[str]],
    levels: Sequence[str],
    indicators: Sequence[str],
    variants: Sequence[str],
    main: str,
) -> Looked:
    """Return what an address asks to look at; anything mangled gives the default.

    Examples
    --------
    >>> looked = read_looked({"niveau": ["?"]}, ["clsc"], ["access_mean"], ["seul"], "seul")
    >>> looked.level, looked.query(sort="perte")[-9:]
    ('clsc', 'tri=perte')
    """

    def one(field: str, among: Sequence[str], otherwise: str) -> str:
        asked = (given.get(KEYS[field]) or [""])[0]
        return asked if asked in among else otherwise

    first = "clsc" if "clsc" in levels else (levels[0] if levels else "")
    liked = [key for key in (*LIKED, *indicators) if key in indicators]
    return Looked(
        level=one("level", levels, first),
        indicator=one("indicator", indicators, liked[0] if liked else ""),
        variant=one("variant", variants, main),
        public=one("public", PUBLICS, PUBLICS[0]),
        sort=one("sort", SORTS, SORTS[0]),
        whole=(given.get(KEYS["whole"]) or [""])[0] == "1",
    )
