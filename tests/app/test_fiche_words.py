"""The sentences that open a sheet say its figures, and nothing that is not among them."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.text import LANGUAGES, NBSP
from territory_app.views.fiche_words import Facts, lead, rank_reason, remedies, within

people = st.one_of(st.none(), st.just(math.nan), st.integers(0, 3_000_000).map(float))
figures = st.builds(
    Facts,
    name=st.sampled_from(("Bonaventure", "L'Islet", "Les Laurentides", "{name} <b>", "Île")),
    population=people,
    covered=people,
    beyond=people,
    thresholds=st.lists(st.sampled_from((15.0, 20.0, 30.0, 40.0)), max_size=4).map(tuple),
    median=st.one_of(st.none(), st.floats(0, 400)),
    access=st.one_of(st.none(), st.floats(0, 50)),
    norm=st.one_of(st.none(), st.floats(0.1, 10)),
    complete=st.booleans(),
    fictional=st.booleans(),
)


def plain(sentences: tuple[str, ...]) -> str:
    """Return sentences as one text, ordinary spaces."""
    return " ".join(sentences).replace(NBSP, " ")


def test_a_territory_where_everyone_has_a_door_says_so() -> None:
    facts = Facts("Bonaventure", 17938, 17938, 0, (30.0,), 4.2, 3.94, 2.12)
    assert plain(lead(facts, "fr")) == (
        "Bonaventure : 17 938 personnes y habitent; toutes ont une porte à 30 minutes ou moins. "
        "La moitié est à 4,2 minutes ou moins de la porte la plus proche. "
        "À leur portée : 3,94 ETC par 10 000 personnes; la norme en demande 2,12."
    )


def test_people_beyond_reach_are_counted_with_their_share() -> None:
    facts = Facts("Mirabel", 61110, 61110, 32715, (20.0,))
    assert "32 715 (53,5 %) n'ont pas de porte à 20 minutes ou moins" in plain(lead(facts, "fr"))
    assert "32,715 (53.5%) have no door within 20 minutes" in plain(lead(facts, "en"))


def test_one_person_beyond_reach_takes_a_singular_verb() -> None:
    facts = Facts("X", 200, 200, 1, (20.0,))
    assert "1 (0,5 %) n'a pas de porte" in plain(lead(facts, "fr"))
    assert "1 (0.5%) has no door" in plain(lead(facts, "en"))


def test_the_only_inhabitant_is_told_in_the_singular() -> None:
    assert "1 personne y habite; elle a une porte" in plain(lead(Facts("X", 1, 1, 0), "fr"))
    assert "elle n'a aucune porte" in plain(lead(Facts("X", 1, 1, 1), "fr"))


def test_a_place_without_inhabitants_has_no_other_sentence() -> None:
    told = lead(Facts("X", 0, 0, 0, (30.0,), 3.0, 2.0, 2.0), "fr")
    assert told == (f"X{NBSP}: personne n'y habite, selon les données lues.",)


def test_incomplete_data_never_say_that_a_door_does_not_exist() -> None:
    facts = Facts("X", 100, 100, 80, (30.0,), complete=False)
    assert "n'ont pas de porte connue" in plain(lead(facts, "fr"))
    assert "no known door" in plain(lead(facts, "en"))


def test_people_out_of_the_calculation_are_told_apart() -> None:
    assert "500 personnes y habitent, dont 400 dans le calcul; parmi ces dernières, toutes" in (
        plain(lead(Facts("X", 500, 400, 0, (30.0,)), "fr"))
    )


def test_several_milieux_have_a_range_of_thresholds() -> None:
    assert within((20.0, 30.0, 20.0), "fr") == "sous le seuil de leur milieu (20 à 30 minutes)"
    assert within((), "fr") == "sous le seuil de leur milieu"


@given(figures, st.sampled_from(LANGUAGES))
def test_every_number_said_is_a_figure_of_the_territory(facts: Facts, language: str) -> None:
    told = plain(lead(facts, language)).replace(facts.name, "")
    separator = r"[  ,](?=\d{3}\b)" if language == "en" else r"[  ](?=\d{3}\b)"
    written = re.findall(r"\d+(?:[.,]\d+)?", re.sub(separator, "", told))
    known = [facts.population, facts.covered, facts.beyond, facts.median, facts.access, facts.norm]
    numbers = [value for value in known if value is not None and math.isfinite(value)]
    numbers += [*facts.thresholds, 10_000.0]
    if facts.covered and facts.beyond is not None and math.isfinite(facts.covered):
        numbers.append(100 * facts.beyond / facts.covered)
    for word in written:
        said = float(word.replace(",", "."))
        assert any(abs(said - value) <= 0.51 for value in numbers), (word, told)


@given(figures, st.sampled_from(LANGUAGES))
def test_sentences_are_whole_and_fictitious_ones_all_say_so(facts: Facts, language: str) -> None:
    told = lead(facts, language)
    assert 1 <= len(told) <= 3
    mark = "Dans ce jeu fictif, " if language == "fr" else "In this fictional data set, "
    for sentence in told:
        assert sentence.endswith(".")
        assert "nan" not in sentence.replace(facts.name, "")
        assert "—" not in sentence
        assert sentence.startswith(mark) == facts.fictional
        assert not re.search(r" [:%]", sentence)


@given(figures)
def test_shares_said_are_between_nothing_and_everyone(facts: Facts) -> None:
    for share in re.findall(r"\((\d+[.,]\d)\s%\)", " ".join(lead(facts, "fr"))):
        assert 0 <= float(share.replace(",", ".")) <= 100


def _row(**values: object) -> pd.Series:
    plain_row = {"rank": math.nan, "class_reason": "", "population_covered": 5000.0}
    return pd.Series(plain_row | values)


def test_a_ranked_territory_needs_no_reason() -> None:
    assert rank_reason(_row(rank=3.0), {}, "fr") == ""


def test_the_reason_of_no_rank_is_the_data_or_the_small_number() -> None:
    assert "atteint une porte" in rank_reason(_row(class_reason="reach_unknown"), {}, "fr")
    few = rank_reason(_row(population_covered=400.0), {"minimum_population": 1000}, "fr")
    assert "1 000 personnes" in few.replace(NBSP, " ")


@pytest.mark.parametrize("reason", ["reach_unknown", "intensity_unknown", "no_population"])
def test_each_lack_of_data_has_something_to_do(reason: str) -> None:
    for language in LANGUAGES:
        assert remedies(_row(class_reason=reason), language)
    assert remedies(_row(class_reason=reason), "fr") != remedies(_row(class_reason=reason), "en")
