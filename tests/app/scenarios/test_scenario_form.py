"""From the answers of the form to a scenario, and back; what cannot be used is told in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory.errors import InputError
from territory.scenarios.file import read_scenario, read_text, ready_made
from territory.scenarios.model import MAX_SCENARIOS, Aim
from territory.scenarios.model_siting import Model, Siting
from territory_app.catalogue import Catalogue
from territory_app.scenarios.desk import MOST
from territory_app.scenarios.form import AnswerError, build, filled
from territory_app.scenarios.ground import Ground
from territory_app.scenarios.kinds import BY_KEY, CHOICE, KINDS, LEVEL
from territory_app.views.scenario_form import form
from territory_app.views.scenario_words import said, title_of


@pytest.fixture(scope="session")
def ground(study: Catalogue) -> Ground:
    """What the study's territories and points are called."""
    return Ground(study)


def answered(kind: str, ground: Ground, **given: str) -> dict[str, str]:
    """Return the answers that make the least of a change: what it asks, nothing more."""
    known = {
        "ouvrir": {"nom": "Point neuf", "ou": "MRC:20"},
        "fermer": {"points": ground.sites[0]},
        "deplacer": {"points": ground.sites[0], "ou": "MRC:20"},
        "heures": {"points": "; ".join(ground.sites[:2])},
        "organisation": {"niveau": "rls"},
    }
    levels = {one.key: "mrc" for one in BY_KEY[kind].fields if one.sort == LEVEL}
    return {"quoi": kind} | {
        f"{kind}.{key}": text for key, text in (levels | known.get(kind, {}) | given).items()
    }


@pytest.mark.parametrize("kind", [one.key for one in KINDS])
def test_each_change_of_the_form_makes_a_scenario_that_reads(kind: str, ground: Ground) -> None:
    scenario = read_text(build(answered(kind, ground), ground, title_of), closed=True)
    assert [one.kind for one in scenario.change] == [kind]
    assert scenario.title("fr")
    assert scenario.title("en") != scenario.title("fr") or kind in {"deplacer", "fermer"}


@pytest.mark.parametrize("kind", [one.key for one in KINDS])
def test_a_scenario_comes_back_in_the_form_as_it_was_answered(kind: str, ground: Ground) -> None:
    text = build(answered(kind, ground), ground, title_of)
    back = filled(read_text(text, closed=True), ground)
    assert build(back, ground, title_of) == text


@pytest.mark.parametrize("kind", ["rattachement", "inscription", "population", "virtuel"])
def test_a_change_can_be_made_in_some_territories_only(kind: str, ground: Ground) -> None:
    given = answered(kind, ground, ou="Territoire d'Évain n° 12; MRC:20")
    text = build(given, ground, title_of)
    assert "MRC:22" in text
    assert "MRC:20" in text
    back = filled(read_text(text, closed=True), ground)
    assert build(back, ground, title_of) == text


@pytest.mark.parametrize("name", sorted(ready_made()))
def test_ready_made_scenarios_are_told_and_fill_the_form(
    name: str, ground: Ground, study: Catalogue
) -> None:
    scenario = read_scenario(name)
    for language in ("fr", "en"):
        assert all(said(scenario, language))
        shown = form(study, ground, filled(scenario, ground), language)
        assert [one.key for one in shown.choices if one.chosen] == [scenario.change[0].kind]


def test_posts_hold_a_floor_only_where_the_rule_has_one(ground: Ground) -> None:
    given = answered("postes", ground, plancher="2", regle="per_capita")
    assert "floor =" not in build(given, ground, title_of)
    assert "floor = 2" in build(given | {"postes.regle": "floor_then_need"}, ground, title_of)


def test_siting_asks_what_how_many_where_and_with_whom(ground: Ground) -> None:
    given = answered(
        "emplacements", ground, modele="max_min", combien="3", parmi="community", personnel="1,5",
        role="oc", perte="oui", sorte="community", ferment="library",
    )  # fmt: skip
    text = build(given, ground, title_of)
    (change,) = read_text(text, closed=True).change
    assert isinstance(change, Siting)
    assert (change.model, change.count, change.at) == ("max_min", 3, "community")
    assert (change.fte, change.no_one_loses) == ({"oc": 1.5}, True)
    assert (change.service_kind, change.may_close) == ("community", ("library",))
    assert build(filled(read_text(text, closed=True), ground), ground, title_of) == text


def test_siting_says_itself_how_many_it_takes_for_everyone(ground: Ground) -> None:
    given = answered("emplacements", ground, modele="set_covering")
    text = build(given, ground, title_of)
    assert "count" not in text
    assert build(filled(read_text(text, closed=True), ground), ground, title_of) == text
    with pytest.raises(AnswerError) as refusal:
        build(answered("emplacements", ground, combien=""), ground, title_of)
    assert refusal.value.field == "emplacements.combien"


def test_the_form_offers_the_five_models_and_the_three_aims_of_the_best_rule() -> None:
    offered = {one.key: dict(one.choices) for one in BY_KEY["emplacements"].fields}
    assert set(offered["modele"]) == set(get_args(Model))
    posts = {one.key: dict(one.choices) for one in BY_KEY["postes"].fields}
    assert "optimal" in posts["regle"]
    assert set(posts["but"]) == set(get_args(Aim))


def test_searches_of_a_server_share_its_seconds(ground: Ground) -> None:
    given = answered("emplacements", ground)
    one = read_text(build(given, ground, title_of), closed=True)
    two = read_text(build(given, ground, title_of, one), closed=True)
    best = answered("postes", ground, regle="optimal")
    three = read_text(build(best, ground, title_of, two), closed=True)
    for scenario in (one, two, three):
        allowed: list[float] = [one.seconds for one in scenario.change]  # type: ignore[union-attr]
        assert 59 <= sum(allowed) <= 60
    free = build(given, ground, title_of, one, closed=False)
    assert "seconds" not in free


def test_a_change_is_added_to_those_of_another_scenario(ground: Ground) -> None:
    before = read_scenario("postes-500")
    text = build(answered("virtuel", ground), ground, title_of, before)
    after = read_text(text, closed=True)
    assert [one.kind for one in after.change] == ["postes", "virtuel"]
    assert after.norm == before.norm
    assert after.change[0] == before.change[0]


def test_a_title_is_kept_and_gives_the_file_its_name(ground: Ground) -> None:
    given = answered("virtuel", ground) | {"titre": "  L'été — « Ici »  "}
    scenario = read_text(build(given, ground, title_of), closed=True)
    assert scenario.title("fr").replace("\xa0", " ") == "L'été — « Ici »"
    assert scenario.name == "l-ete-ici"


@pytest.mark.parametrize(
    ("kind", "question", "text", "told"),
    [
        ("postes", "combien", "beaucoup", "écrivez un nombre"),
        ("postes", "combien", "2,5", "nombre entier"),
        ("postes", "combien", "-3", "de 1 à 100000"),
        ("postes", "combien", "", "il manque une réponse"),
        ("postes", "regle", "tirage", "réponses offertes"),
        ("rattachement", "combien", "150", "de 1 à 100"),
        ("virtuel", "ou", "Atlantide", "se nomme « Atlantide »"),
        ("fermer", "points", "Clinique perdue", "Aucun point"),
        ("deplacer", "points", "", "il manque une réponse"),
        ("deplacer", "ou", "", "Dites où"),
        ("ouvrir", "nom", "", "il manque une réponse"),
        ("ouvrir", "lon", "-73", "Dites où"),
        ("heures", "combien", "NaN", "écrivez un nombre"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_question(
    kind: str, question: str, text: str, told: str, ground: Ground
) -> None:
    given = answered(kind, ground) | {f"{kind}.{question}": text}
    with pytest.raises(AnswerError) as refusal:
        build(given, ground, title_of)
    assert told in refusal.value.sentence("fr").replace("\xa0", " ")
    assert refusal.value.sentence("en") != refusal.value.sentence("fr")
    assert refusal.value.field.startswith(f"{kind}.")


def test_a_question_is_named_in_the_language_of_the_sentence(ground: Ground) -> None:
    with pytest.raises(AnswerError) as refusal:
        build(answered("postes", ground, combien="x"), ground, title_of)
    assert "Nombre de postes" in refusal.value.sentence("fr")
    assert "Number of posts" in refusal.value.sentence("en")


@given(
    given_=st.dictionaries(
        st.sampled_from(
            ["quoi", "titre", "norme", *[f"{a.key}.{b.key}" for a in KINDS for b in a.fields]]
        ),
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [*BY_KEY, "MRC:20", "12", "mrc", "../../etc/passwd", "proximite"]
                + [
                    value
                    for a in KINDS
                    for b in a.fields
                    if b.sort == CHOICE
                    for value, _ in b.choices
                ]
            ),
        ),
        max_size=12,
    )
)
@settings(max_examples=120, deadline=None)
def test_whatever_is_answered_gives_a_scenario_or_one_sentence(
    given_: Mapping[str, str], ground: Ground
) -> None:
    told, text = "", ""
    try:
        text = build(given_, ground, title_of)
    except InputError as refusal:
        told = refusal.sentence("fr")
    assert bool(told) != bool(text)
    assert "\n" not in told
    assert not text or read_text(text, closed=True).change


def test_as_many_stand_side_by_side_as_the_core_compares() -> None:
    assert MOST == MAX_SCENARIOS
