"""A comparison in words: the headline in counts, then one sentence per fact."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.scenarios.compare.made_up_units import facts, one_unit, told


def test_the_sentence_leads_with_doors_when_some_come_within_reach() -> None:
    units = pd.concat([one_unit(reached_before=0.0), one_unit(reached_after=0.0, population=300.0)])
    units.index = pd.Index(["u0", "u1"], name="unit_id")
    units["population_after"] = units["population"]
    assert told(units).startswith(
        "1 000 personnes de plus à portée d'une porte (30 minutes au plus); 300 ne le sont plus. "
        "L'accès ne change pour personne."
    )
    assert told(units, "en").startswith(
        "1,000 more people within reach of a door (30 minutes at most); 300 no longer are."
    )


@pytest.mark.parametrize(
    ("change", "start"),
    [
        (
            {"reached_before": 0.0},
            "1 000 personnes de plus à portée d'une porte (30 minutes au plus); aucune ne cesse",
        ),
        (
            {"reached_after": 0.0},
            "1 000 personnes ne sont plus à portée d'une porte (30 minutes au plus); aucune ne le",
        ),
        (
            {"access_nonregistered_after": 3.0},
            (
                "Parmi les personnes non inscrites, 250 gagnent de l'accès et aucune n'en perd; "
                "parmi les inscrites, l'accès ne change pour aucune."
            ),
        ),
        (
            {"access_after": 2.001},
            "Selon l'accès moyen de leur secteur, 1 000 personnes gagnent et aucune ne perd.",
        ),
        (
            {"access_after": 1.0},
            (
                "Selon l'accès moyen de leur secteur, 1 000 personnes perdent et aucune ne gagne. "
                "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de 50 %."
            ),
        ),
        (
            {"access_registered_after": 1.0, "population": 4.0, "population_after": 4.0,
             "registered_share": 0.25, "access_nonregistered_after": 2.5},
            (
                "Parmi les personnes non inscrites, 3 gagnent de l'accès et aucune n'en perd; parmi "
                "les inscrites, 1 perd de l'accès et aucune n'en gagne."
            ),
        ),
        (
            {"access_registered_after": 1.0, "access_after": 1.0, "registered_share": 1.0},
            "Selon l'accès moyen de leur secteur, 1 000 personnes perdent et aucune ne gagne.",
        ),
    ],
)  # fmt: skip
def test_the_first_sentence(change: dict[str, object], start: str) -> None:
    assert told(one_unit(**change)).startswith(start)


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        (
            2.0,
            1.5,
            "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de 25 %.",
        ),
        (
            2.0,
            1.97,
            "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de 1,5 %.",
        ),
        (
            2.0,
            1.98,
            "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de 1,0 %.",
        ),
        (
            2.0,
            2.5,
            "L'accès du dixième le moins bien desservi, pris dans chaque état, monte de 25 %.",
        ),
        (
            2.0,
            0.0,
            "L'accès du dixième le moins bien desservi, pris dans chaque état, baisse de 100 %.",
        ),
        (0.0, 1.0, "L'accès du dixième le moins bien desservi, nul avant, ne l'est plus."),
        (2.0, 1.981, "personnes perdent et aucune ne gagne."),
        (2.0, 2.019, "personnes gagnent et aucune ne perd."),
    ],
)
def test_the_worst_served_tenth_is_in_the_headline_from_a_hundredth_on(
    before: float, after: float, end: str
) -> None:
    assert told(one_unit(access_before=before, access_after=after)).endswith(end)


def test_a_fact_is_told_for_each_public_then_for_the_worst_served_tenth() -> None:
    units = one_unit(access_registered_after=1.0, access_nonregistered_after=6.0, access_after=2.25)
    assert facts(units) == [
        (
            "Parmi les personnes non inscrites, 250 gagnent de l'accès (+4,00 ETC par 10 000 en "
            "moyenne; toutes d'au moins 1 %) et aucune n'en perd."
        ),
        (
            "Parmi les personnes non inscrites, l'accès moyen passe de 2,00 à 6,00 ETC par 10 000 : "
            "+4,00, soit +200,0 %."
        ),
        (
            "Parmi les personnes inscrites, 750 perdent de l'accès (−1,00 ETC par 10 000 en moyenne; "
            "toutes d'au moins 1 %) et aucune n'en gagne."
        ),
        (
            "Parmi les personnes inscrites, l'accès moyen passe de 2,00 à 1,00 ETC par 10 000 : −1,00, "
            "soit −50,0 %."
        ),
        (
            "Selon l'accès moyen de leur secteur, 1 000 personnes gagnent (+0,25 ETC par 10 000 en "
            "moyenne; toutes d'au moins 1 %) et aucune ne perd."
        ),
        (
            "Parmi toutes les personnes, l'accès moyen passe de 2,00 à 2,25 ETC par 10 000 : +0,25, "
            "soit +12,5 %."
        ),
        (
            "Parmi toutes les personnes, l'accès du dixième le moins bien desservi passe de 2,000 à "
            "2,250 ETC par 10 000 (+12,5 %)."
        ),
        (
            "Parmi les personnes non inscrites, l'accès du dixième le moins bien desservi passe de "
            "2,000 à 6,000 ETC par 10 000 (+200,0 %)."
        ),
        (
            "Parmi les personnes inscrites, l'accès du dixième le moins bien desservi passe de 2,000 à "
            "1,000 ETC par 10 000 (−50,0 %)."
        ),
        "Personne n'entre à portée d'une porte ni n'en sort (30 minutes au plus).",
    ]


@pytest.mark.parametrize(
    ("after", "fact"),
    [
        (
            2.001,
            (
                "Selon l'accès moyen de leur secteur, 1 000 personnes gagnent (moins de 0,01 ETC par "
                "10 000 en moyenne; aucune d'au moins 1 %) et aucune ne perd."
            ),
        ),
        (
            2.0009,
            (
                "Parmi toutes les personnes, l'accès moyen change de moins de 0,1 % (2,00 ETC par "
                "10 000)."
            ),
        ),
        (
            2.0009,
            (
                "Parmi toutes les personnes, l'accès du dixième le moins bien desservi change de moins "
                "de 0,1 % (2,001 ETC par 10 000)."
            ),
        ),
        (2.0, "L'accès moyen ne change dans aucun secteur."),
        (
            2.0,
            (
                "Parmi toutes les personnes, l'accès du dixième le moins bien desservi ne change pas "
                "(2,000 ETC par 10 000)."
            ),
        ),
    ],
)
def test_small_changes_and_none_are_told_in_the_facts(after: float, fact: str) -> None:
    assert fact in facts(one_unit(access_after=after))


def test_the_tenth_is_told_by_public_only_where_some_go_another_way() -> None:
    units = one_unit(access_registered_after=3.0, access_nonregistered_after=6.0, access_after=3.75)
    tenths = [one for one in facts(units, "en") if "worst-served tenth" in one]
    assert tenths == [
        (
            "Among all people, the access of the worst-served tenth goes from 2.000 to 3.750 FTE per "
            "10,000 (+87.5%)."
        )
    ]


def test_where_no_staff_is_known_the_sentence_says_so() -> None:
    blank = {
        f"access{public}_{moment}": None
        for public in ("", "_registered", "_nonregistered")
        for moment in ("before", "after")
    }
    assert told(one_unit(**blank)) == (
        "Personne n'entre à portée d'une porte ni n'en sort (30 minutes au plus). L'accès n'est "
        "pas mesuré : les effectifs ne sont pas connus."
    )
