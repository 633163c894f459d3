"""Who is left out of a calculation is said, with the reason, wherever a share could hide it."""

from __future__ import annotations

import pytest

from territory_app.catalogue import Catalogue
from territory_app.views.fiche import sheet
from territory_app.views.left_out import LeftOut, left_out


def test_a_denominator_that_leaves_self_governed_people_out_says_so() -> None:
    """« population entière » is true only where nobody is left out."""
    some, none = LeftOut(self_governed=925), LeftOut(unplaced=61)
    assert some.denominator("fr") == "de la population hors territoires autogouvernés"
    assert none.denominator("fr") == "de toute la population"


def test_each_reason_is_told_with_its_people() -> None:
    """Nobody is left out in silence; nothing is said where nobody is."""
    told = LeftOut(self_governed=925, unplaced=15).brief("fr")
    assert told == "hors du calcul\xa0: 925 en territoire autogouverné, 15 sans coordonnées"
    assert LeftOut().brief("fr") == ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_people_left_out_and_people_computed_make_the_population(
    demo: Catalogue, language: str
) -> None:
    """At every territory of every level, the reasons account for the whole difference."""
    for level in demo.levels.values():
        for _index, row in level.table[level.table["class"] != "not_ranked"].head(8).iterrows():
            apart = left_out(demo, row["territory_id"])
            missing = row["population"] - row["population_covered"]
            assert apart.self_governed + apart.unplaced == pytest.approx(missing)
            told = {one.key: one for one in sheet(demo, row["territory_id"], language).sections}
            names = [fact.name for fact in told["gens"].facts]
            wanted = (round(apart.self_governed) > 0) + (round(apart.unplaced) > 0)
            assert len([one for one in names if one.startswith(("Hors du", "Left out"))]) == wanted
