"""What a form may name: territories and points of the results, by their name or their code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from territory.text import N_, enumerate_words, fold
from territory_app.catalogue import Catalogue
from territory_app.errors import ResultsError

MOST_NAMES = 700
"""Names offered as one types; beyond, they are typed in full."""
MOST_NAMED = 40
NEAR = 4
LONGEST = 160
NOT_RANKED = "not_ranked"
_CODE_AT_END = re.compile(r"\(([^()\s]+)\)\s*$")

UNKNOWN_PLACE = N_(
    "Aucun territoire de ces résultats ne se nomme « {text} »; écrivez son nom, ou son code comme "
    "MRC:05."
)
SEVERAL_PLACES = N_(
    "« {text} » nomme plusieurs territoires : {names}. Gardez-en un, avec son code."
)
UNKNOWN_SITE = N_(
    "Aucun point de ces résultats ne se nomme « {text} »; écrivez son nom ou son identifiant."
)
SEVERAL_SITES = N_(
    "« {text} » nomme plusieurs points : {names}. Gardez-en un, avec son identifiant."
)
TOO_MANY = N_("Nommez au plus {most} lieux; pour plus, ouvrez un fichier de scénario.")
NOBODY = N_("On ne sait pas où vivent les gens de {name}; donnez une longitude et une latitude.")


class Ground:
    """Territories and points of one study's results.

    Parameters
    ----------
    catalogue : Catalogue
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Names of territories, with their codes, as a form offers them."""
        offered: list[str] = []
        for level in self._catalogue.levels.values():
            table = level.table
            kept = table.loc[table["class"] != NOT_RANKED]
            if len(offered) + len(kept) <= MOST_NAMES:
                pairs = zip(kept["name"], kept["territory_id"], strict=True)
                offered += [f"{name} ({code})" for name, code in pairs]
        return tuple(offered)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Names of points, with their identifiers, as a form offers them."""
        table = self._inside
        if len(table) > MOST_NAMES:
            return ()
        pairs = zip(table["name"], table["service_id"], strict=True)
        return tuple(f"{name} ({code})" for name, code in pairs)

    def place_name(self, code: str) -> str:
        """Return a territory's name; its code where the results have none."""
        return self._catalogue.place_name(code) or code

    def site_name(self, code: str) -> str:
        """Return a point's name; its identifier where the results have none."""
        return self._site_names.get(code, code)

    def find_places(self, text: str) -> tuple[str, ...]:
        """Return the codes of the territories that are named, apart by semicolons.

        Raises
        ------
        ResultsError
            One sentence, for the first that is none or several.
        """
        return tuple(dict.fromkeys(self._place(one) for one in _named(text)))

    def find_sites(self, text: str) -> tuple[str, ...]:
        """Return the identifiers of the points that are named, apart by semicolons.

        Raises
        ------
        ResultsError
            One sentence, for the first that is none or several.
        """
        return tuple(dict.fromkeys(self._site(one) for one in _named(text)))

    def middle(self, code: str) -> tuple[float, float]:
        """Return longitude and latitude of where most people of a territory live.

        Raises
        ------
        ResultsError
            When nobody is known to live there.
        """
        level = self._catalogue.places[code][0]
        units = self._catalogue.units
        known = level in units and {"lon", "lat", "population"} <= set(units)
        mine = units.loc[units[level] == code].dropna(subset=["lon", "lat"]) if known else None
        if mine is None or not len(mine):
            raise ResultsError(NOBODY, name=self.place_name(code))
        row = int(mine["population"].astype(float).fillna(0).to_numpy().argmax())
        lon, lat = (float(mine[one].iloc[row]) for one in ("lon", "lat"))
        return round(lon, 4), round(lat, 4)

    def _place(self, text: str) -> str:
        known = self._catalogue.places
        ended = _CODE_AT_END.search(text)
        for code in (text, text.upper(), ended.group(1) if ended else ""):
            if code in known:
                return code
        found = self._codes.get(fold(_CODE_AT_END.sub("", text)), ())
        if len(found) == 1:
            return found[0]
        if not found:
            raise ResultsError(UNKNOWN_PLACE, text=text[:LONGEST])
        names = enumerate_words(f"{self.place_name(one)} ({one})" for one in found[:NEAR])
        raise ResultsError(SEVERAL_PLACES, text=text[:LONGEST], names=names)

    def _site(self, text: str) -> str:
        ended = _CODE_AT_END.search(text)
        for code in (text, ended.group(1) if ended else ""):
            if code in self._site_names:
                return code
        wanted = fold(_CODE_AT_END.sub("", text))
        found = [code for code, name in self._site_names.items() if fold(name) == wanted]
        if len(found) == 1:
            return found[0]
        if not found:
            raise ResultsError(UNKNOWN_SITE, text=text[:LONGEST])
        raise ResultsError(SEVERAL_SITES, text=text[:LONGEST], names=enumerate_words(found[:NEAR]))

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for level in self._catalogue.levels.values():
            pairs = zip(level.table["name"], level.table["territory_id"], strict=True)
            for name, code in pairs:
                found[fold(str(name))] = (*found.get(fold(str(name)), ()), str(code))
        return found

    @cached_property
    def _inside(self) -> pd.DataFrame:
        return self._catalogue.services.loc[~self._catalogue.around.to_numpy()]

    @cached_property
    def _site_names(self) -> Mapping[str, str]:
        table = self._inside
        return dict(zip(table["service_id"].astype(str), table["name"].astype(str), strict=True))


def _named(text: str) -> list[str]:
    named = [one.strip() for one in text.split(";") if one.strip()]
    if len(named) > MOST_NAMED:
        raise ResultsError(TOO_MANY, most=MOST_NAMED)
    return named
