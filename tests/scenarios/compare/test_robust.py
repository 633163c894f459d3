"""Conclusions under other thresholds, decays and norms: what holds, what is reversed, and how."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from territory.gaps import Norm, evaluate, gap_table
from territory.gaps.norm import RoleWeights
from territory.scenarios.compare import compare
from territory.scenarios.conclusions import finding, flip_together, setting_words
from territory.scenarios.model import DEPLACE, SUR_PLACE
from territory.scenarios.outcome import Comparison
from territory.scenarios.robust import flips, main_levels, other_norms, robustness
from territory.study import Walk
from territory.study.steps import level_inputs
from territory.tables.dictionary import names
from territory.tables.scenarios import CONCLUSIONS, DIRECTIONS, ROBUSTNESS_COLUMNS, SETTINGS

SHORTER, LONGER = "threshold_x_0.75", "threshold_x_1.25"


@pytest.fixture(scope="module")
def table(
    example: Walk, reattached: dict[str, Walk], compared: dict[str, Comparison]
) -> pd.DataFrame:
    """Judge the re-attachment under every setting."""
    return robustness(example, reattached, compared)


def row(table: pd.DataFrame, variant: str, setting: str, conclusion: str) -> pd.Series:
    keys = ["variant", "setting", "conclusion"]
    return table.set_index(keys).loc[(variant, setting, conclusion)].squeeze()


def test_every_code_of_the_table_has_its_words(table: pd.DataFrame) -> None:
    assert list(table) == names(ROBUSTNESS_COLUMNS)
    assert set(table["setting"]) == set(SETTINGS)
    assert set(table["conclusion"]) == set(CONCLUSIONS)
    assert set(table["direction"]) <= set(DIRECTIONS)


def test_as_judged_the_conclusions_are_those_of_the_comparison(
    table: pd.DataFrame, compared: dict[str, Comparison]
) -> None:
    for variant, one in compared.items():
        told = one.people[one.people["by"] == "everyone"].set_index("public")
        for public in told.index:
            judged = row(table, variant, "as_judged", public)
            assert (judged["gain"], judged["lose"]) == pytest.approx(
                (told.loc[public, "gain"], told.loc[public, "lose"])
            )
        classes = one.levels["clsc"]
        judged = row(table, variant, "as_judged", "deserts")
        counted = [(classes[f"class_{one}"] == "desert").sum() for one in ("before", "after")]
        assert judged[["before", "after"]].tolist() == counted
    assert table.loc[table["setting"] == "as_judged", "same"].all()


def test_the_definitions_give_the_way_each_conclusion_goes(table: pd.DataFrame) -> None:
    expected = {
        (SUR_PLACE, "registered"): "down",
        (SUR_PLACE, "nonregistered"): "up",
        (SUR_PLACE, "average"): "down",
        (DEPLACE, "registered"): "down",
        (DEPLACE, "nonregistered"): "up",
        (DEPLACE, "average"): "up",
        (DEPLACE, "mean_access"): "same",
        (DEPLACE, "reach"): "same",
    }
    for (variant, conclusion), direction in expected.items():
        assert row(table, variant, "as_judged", conclusion)["direction"] == direction


@pytest.mark.parametrize("factor", [0.75, 1.25])
def test_under_another_threshold_people_are_counted_again(
    example: Walk, reattached: dict[str, Walk], table: pd.DataFrame, factor: float
) -> None:
    found = [
        evaluate(one.situation, one.norm, threshold_factor=factor)["access"]
        for one in (example, reattached[DEPLACE])
    ]
    change = (found[1] - found[0]).fillna(0.0)
    people = example.units["population"]
    told = row(table, DEPLACE, f"threshold_x_{factor:g}", "average")
    assert told["gain"] == people[change > 1e-9].sum()
    assert told["lose"] == people[change < -1e-9].sum()


def test_classes_under_another_threshold_are_those_of_the_rank_interval(
    example: Walk, table: pd.DataFrame
) -> None:
    """B is served under longer thresholds: one territory less is under the norm."""
    inputs = level_inputs(example.tables, "clsc", example.known)
    longer = {"base": example.evaluations["threshold x 1.25"]}
    judged = gap_table(inputs, example.situation, longer, example.norm, example.intensity_norm)[
        "class"
    ]
    told = row(table, DEPLACE, LONGER, "below_norm")
    assert told["before"] == judged.isin(["desert", "underserved"]).sum()
    assert told["before"] == row(table, DEPLACE, "as_judged", "below_norm")["before"] - 1


def test_another_profile_is_held_against_its_own_norm(example: Walk, table: pd.DataFrame) -> None:
    """Technicians for half: s1 supplies 6 + 3/2, and 9.2 FTE in all are shared."""
    told = row(table, DEPLACE, "half_technicians", "mean_access")
    assert told[["before", "after"]].tolist() == pytest.approx([92_000 / 23_000] * 2)
    alike = row(table, DEPLACE, "all_roles", "mean_access")
    assert alike["before"] == pytest.approx(117_000 / 23_000)
    assert set(other_norms(example)) == {"all_roles", "half_technicians"}


def test_a_profile_that_changes_nothing_is_not_tried(example: Walk) -> None:
    services = example.tables.services.assign(fte_tts=float("nan"), fte_oc=0.0)
    bare = example.again(tables=replace(example.tables, services=services))
    assert other_norms(bare) == {}
    assert set(other_norms(bare, example)) == {"all_roles", "half_technicians"}
    weights = RoleWeights(ts=0, tts=0, oc=1, other=0)
    norm = example.terms.norm.model_copy(update={"role_weights": weights})
    assert set(other_norms(example.again(norm=norm))) == {"all_roles"}


def test_nothing_flips_where_nothing_changes(example: Walk) -> None:
    table = robustness(example, {"seul": example}, {"seul": compare(example, example)})
    assert table["same"].all()
    assert set(table["direction"]) == {"same"}
    assert not table["sentence_fr"].any()
    assert flips(table, "seul") == []


def test_nothing_of_the_walks_changes(example: Walk, reattached: dict[str, Walk]) -> None:
    before = {name: units.copy() for name, units in example.evaluations.items()}
    intensity, norm = example.intensity_norm, example.norm
    robustness(example, reattached, dict.fromkeys(reattached))  # type: ignore[arg-type]
    for name, units in before.items():
        pd.testing.assert_frame_equal(example.evaluations[name], units)
    assert (example.intensity_norm, example.norm) == (intensity, norm)


def test_a_norm_of_two_tests_has_no_conclusion_on_staff(example: Walk) -> None:
    norm = Norm(
        name="deux", title_fr="Deux épreuves", title_en="Two tests",
        tests=("presence", "reach"), basket=("clsc",),
    )  # fmt: skip
    services = example.tables.services.copy()
    services[["fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"]] = float("nan")
    base = example.again(norm=norm, tables=replace(example.tables, services=services))
    closed = services.assign(
        open_share=services["open_share"].where(services["service_id"] != "s1", 0.0)
    )
    after = base.again(tables=replace(base.tables, services=closed))
    told = robustness(base, {"seul": after}, {"seul": compare(base, after)})
    assert set(told["conclusion"]) == {"reach", "deserts", "below_norm"}
    assert "intensity_again" not in set(told["setting"])
    lost = told.set_index(["setting", "conclusion"]).loc[("as_judged", "reach")]
    assert lost[["before", "after", "gain", "lose", "direction"]].tolist() == [
        10_000, 0, 0, 10_000, "down",
    ]  # fmt: skip


def made_up(**directions: str) -> pd.DataFrame:
    """Return a table of one conclusion that goes the ways given, by setting."""
    figures = {"before": 9.0, "after": 7.0, "gain": float("nan"), "lose": float("nan")}
    rows = [
        {"variant": "seul", "conclusion": "deserts", "level": "clsc", "setting": setting,
         **figures, "direction": way, "same": way == directions["as_judged"]}
        for setting, way in directions.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names(ROBUSTNESS_COLUMNS))


def test_a_reversed_conclusion_says_so_with_every_setting() -> None:
    told = made_up(
        as_judged="down", fast_decay="up", all_roles="down", half_technicians="up",
        intensity_again="same",
    )  # fmt: skip
    assert flips(told, "seul") == [
        {
            "fr": "Le nombre de déserts baisse, de 9 à 7 (territoires de CLSC); cette conclusion "
            "s'inverse si l'accès baisse plus vite avec la distance ou si les techniciennes et "
            "techniciens comptent pour moitié, et ne tient plus si la norme relative d'intensité est "
            "recalculée après les changements.",
            "en": "The number of deserts goes down, from 9 to 7 (CLSC territories); this is "
            "reversed if access falls faster with distance or if technicians count for half, and "
            "no longer holds if the relative norm of intensity is computed again after the changes.",
        }
    ]
    assert flips(told, "sur-place") == []
    assert flips(told, "seul", demonstration=True)[0]["fr"].startswith(
        "Dans ce jeu fictif, le nombre de déserts baisse"
    )


def test_who_gains_and_loses_notably_is_told_beside_who_gains_and_loses() -> None:
    table = made_up(as_judged="down", fast_decay="up").assign(
        conclusion="average", level="", gain=90.0, lose=100.0
    )
    people = pd.DataFrame(
        {"public": ["average", "reach"], "by": "everyone", "gain_notable": [40.0, 0.0],
         "lose_notable": [7.0, 0.0]}
    )  # fmt: skip
    told = flips(table, "seul", people=people)[0]
    assert (
        told["fr"]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(
            "Selon l'accès moyen de leur secteur, plus de gens perdent qu'il n'en gagne (100 contre 90; "
            "d'au moins 1 % : 7 contre 40); cette conclusion"
        )
    )
    assert "(100 against 90; by at least 1%: 7 against 40)" in told["en"]
    assert "d'au moins" not in flips(table, "seul")[0]["fr"]


def test_reversed_conclusions_come_before_those_that_said_no_change() -> None:
    still = made_up(as_judged="same", fast_decay="up").assign(conclusion="below_norm")
    turned = made_up(as_judged="down", fast_decay="up")
    told = [one["en"] for one in flips(pd.concat([still, turned]), "seul")]
    assert [sentence.split(";")[0] for sentence in told] == [
        "The number of deserts goes down, from 9 to 7 (CLSC territories)",
        "The number of deserts and underserved territories does not change: 7 (CLSC territories)",
    ]


@pytest.mark.parametrize("conclusion", list(CONCLUSIONS))
@pytest.mark.parametrize("direction", list(DIRECTIONS))
def test_every_finding_is_told_in_both_languages(conclusion: str, direction: str) -> None:
    found = {
        "conclusion": conclusion, "direction": direction, "level": "clsc", "before": 3.0,
        "after": 4.0, "gain": 10.0, "lose": 20.0,
    }  # fmt: skip
    told = finding(found)
    assert told.told("en") != str(told)
    still = {**found, "direction": "same", "gain": 0.0, "lose": 0.0}
    if (conclusion, direction) == ("reach", "same"):
        assert finding(still) == "personne n'entre à portée d'une porte ni n'en sort"
    for setting in (*SETTINGS, SHORTER):
        assert setting_words(setting).told("en") != str(setting_words(setting))
        assert flip_together(found, [setting], [], demonstration=False)["en"].endswith(".")


def test_main_levels_start_with_that_of_the_summary(demo: Walk) -> None:
    levels = main_levels(demo)
    assert levels[0] == (demo.study.file.outputs.summary_level or demo.levels[0])
    assert set(levels) >= {"mrc", "clsc"}
    assert len(levels) == len(set(levels))
