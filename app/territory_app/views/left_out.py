"""Who is in no calculation of a territory, and why: each denominator names whom it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from territory.text import number
from territory_app.catalogue import Catalogue
from territory_app.views.members import members
from territory_app.words import words


@dataclass(frozen=True)
class LeftOut:
    """People of a territory its calculation leaves out, by reason.

    Attributes
    ----------
    self_governed : float
        People of self-governed territories, whose services are their own institutions'.
    unplaced : float
        People of units without coordinates, whose travel cannot be told.
    """

    self_governed: float = 0.0
    unplaced: float = 0.0

    def denominator(self, language: str) -> str:
        """Name the people the lowest and highest shares within reach are shares of.

        Examples
        --------
        >>> LeftOut().denominator("en"), LeftOut(self_governed=925).denominator("en")
        ('of the whole population', 'of the population outside self-governed territories')
        """
        _ = words(language)
        if round(self.self_governed) > 0:
            return _("de la population hors territoires autogouvernés")
        return _("de toute la population")

    def brief(self, language: str) -> str:
        """Write who is left out, in a few words; empty where nobody is.

        Examples
        --------
        >>> LeftOut(self_governed=925, unplaced=15).brief("en")
        'left out: 925 in self-governed territories, 15 without coordinates'
        """
        _ = words(language)
        told = [
            form.format(count=number(round(count), language))
            for count, form in (
                (self.self_governed, _("{count} en territoire autogouverné")),
                (self.unplaced, _("{count} sans coordonnées")),
            )
            if round(count) > 0
        ]
        return _("hors du calcul : {told}").format(told=", ".join(told)) if told else ""


def left_out(catalogue: Catalogue, territory_id: str) -> LeftOut:
    """Return the people of a territory that its calculation leaves out."""
    level, position = catalogue.places[territory_id]
    row = catalogue.levels[level].table.iloc[position]
    population, covered = row["population"], row["population_covered"]
    if pd.isna(population) or pd.isna(covered):
        return LeftOut()
    gap = max(0.0, float(population) - float(covered))
    mine = members(catalogue, level, territory_id)
    unplaced = min(gap, float(mine.loc[mine["lon"].isna(), "people"].sum()))
    return LeftOut(gap - unplaced, unplaced)
