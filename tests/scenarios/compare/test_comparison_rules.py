"""What every comparison keeps: nobody counted twice or lost, differences, blanks, sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scenarios.compare.made_up_units import facts, one_unit, table_of, units_of

from territory.scenarios.compare import compare
from territory.scenarios.compare.conservation import idle_supply
from territory.scenarios.compare.people import fifths, need_fifths
from territory.study import Walk
from territory.tables.scenarios import COMPARED, group_words

ACCESS = st.one_of(st.none(), st.floats(0, 50, allow_nan=False).map(lambda x: round(x, 3)))
UNIT = st.fixed_dictionaries(
    {
        "population": st.integers(0, 5000).map(float),
        "population_after": st.integers(0, 5000).map(float),
        "registered_share": st.one_of(st.none(), st.floats(0, 1)),
        "milieu": st.sampled_from(["urban", "rural", None]),
        "need": st.one_of(st.none(), st.integers(0, 3)),
        **{
            f"access{public}_{moment}": ACCESS
            for public in ("", "_registered", "_nonregistered")
            for moment in ("before", "after")
        },
        **{
            f"reached_{moment}": st.sampled_from([None, 0.0, 1.0]) for moment in ("before", "after")
        },
    }
)


def turned(units: pd.DataFrame) -> pd.DataFrame:
    """Return the units with what was before after, and what was after before."""
    names = {
        name: name.replace("_before", "_after") if "_before" in name else
        name.replace("_after", "_before")
        for name in units
        if name.startswith(("access", "reached"))
    }  # fmt: skip
    return units.rename(columns=names)


@settings(max_examples=40)
@given(st.lists(UNIT, min_size=1, max_size=12))
def test_everyone_is_counted_once_in_every_way_to_part_people(
    rows: list[dict[str, object]],
) -> None:
    units = units_of(rows)
    table = table_of(units)
    parts = table[["gain", "lose", "same", "unknown"]].sum(axis=1)
    np.testing.assert_allclose(parts, table["people"], rtol=1e-9, atol=1e-9)
    inside = table["newly_known"] + table["no_longer_known"]
    assert (inside <= table["unknown"] + 1e-9).all()
    for public in ("registered", "nonregistered", "average", "reach"):
        ways = table[(table["public"] == public) & (table["by"] != "registration")]
        totals = ways.groupby("by")[["people", "gain", "lose", "same", "unknown"]].sum()
        everyone = totals.loc["everyone"] if len(totals) else None
        for _, row in totals.iterrows():
            np.testing.assert_allclose(row, everyone, rtol=1e-9, atol=1e-9)


@settings(max_examples=40)
@given(st.lists(UNIT, min_size=1, max_size=12))
def test_notable_changes_are_part_of_gains_and_losses(rows: list[dict[str, object]]) -> None:
    units = units_of(rows)
    table = table_of(units)
    for part in ("gain", "lose"):
        assert (table[f"{part}_notable"] <= table[part] + 1e-9).all()
        assert (table[f"{part}_notable"] >= 0).all()
        reach = table[table["public"] == "reach"]
        np.testing.assert_allclose(reach[f"{part}_notable"], reach[part])
    # From nothing, every gain is notable; to nothing, every loss.
    from_nothing = units.copy()
    from_nothing[[one for one in units if one.startswith("access") and "_before" in one]] = 0.0
    there, back = table_of(from_nothing), table_of(turned(from_nothing))
    np.testing.assert_allclose(there["gain_notable"], there["gain"])
    np.testing.assert_allclose(back["lose_notable"], back["lose"])


@settings(max_examples=40)
@given(st.lists(UNIT, min_size=1, max_size=12))
def test_turning_back_makes_each_gain_a_loss(rows: list[dict[str, object]]) -> None:
    units = units_of(rows)
    units["population_after"] = units["population"]
    there, back = table_of(units), table_of(turned(units))
    np.testing.assert_allclose(there["gain"], back["lose"])
    np.testing.assert_allclose(there["lose"], back["gain"])
    np.testing.assert_allclose(there["unknown"], back["unknown"])
    np.testing.assert_allclose(there["newly_known"], back["no_longer_known"])


@settings(max_examples=40)
@given(st.lists(UNIT, min_size=1, max_size=12))
def test_nothing_changes_beside_itself(rows: list[dict[str, object]]) -> None:
    units = units_of(rows)
    for name in [one for one in units if one.endswith("_before")]:
        units[name.replace("_before", "_after")] = units[name]
    table = table_of(units)
    assert table[["gain", "lose", "newly_known", "no_longer_known"]].to_numpy().sum() == 0


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(-3, 9)), st.integers(0, 900)),
        min_size=1,
        max_size=30,
    )
)
def test_a_fifth_keeps_equals_together_and_follows_the_figure(
    rows: list[tuple[int | None, int]],
) -> None:
    values = pd.Series([value for value, _ in rows], dtype=float)
    people = pd.Series([weight for _, weight in rows], dtype=float)
    place = fifths(values, people)
    told = pd.DataFrame({"value": values, "fifth": place})[(people > 0) & values.notna()]
    assert told.groupby("value")["fifth"].nunique().eq(1).all()
    assert told.sort_values("value")["fifth"].is_monotonic_increasing
    assert told["fifth"].between(1, 5).all()
    assert not place[((people == 0) | values.isna()).to_numpy()].any()


def test_fifths_of_equal_units_hold_a_fifth_of_the_people_each() -> None:
    place = fifths(pd.Series(np.arange(50.0)), pd.Series(np.full(50, 20.0)))
    assert np.bincount(place).tolist() == [0, 10, 10, 10, 10, 10]


def test_a_published_quintile_is_kept_and_another_figure_is_parted() -> None:
    values, people = pd.Series([1.0, 5.0, 5.0, 5.0, np.nan]), pd.Series([100.0] * 5)
    assert need_fifths("material_quintile", values, people).tolist() == [1, 5, 5, 5, 0]
    assert need_fifths("rooms", values, people).tolist() == [1, 4, 4, 4, 0]
    assert group_words("material_quintile", "5") == "5e cinquième (valeurs les plus hautes)"


def test_access_unknown_before_is_neither_a_gain_nor_a_loss() -> None:
    table = table_of(one_unit(access_before=None)).set_index(["public", "by"])
    row = table.loc[("average", "everyone")]
    assert row[["gain", "lose", "same", "unknown", "newly_known", "no_longer_known"]].tolist() == [
        0, 0, 0, 1000, 1000, 0,
    ]  # fmt: skip
    assert pd.isna(row["before"])
    assert pd.isna(row["after"])


def test_a_change_smaller_than_the_tolerance_of_ranks_is_none() -> None:
    table = table_of(one_unit(access_after=2.0 + 1e-10)).set_index(["public", "by"])
    assert table.loc[("average", "everyone"), "same"] == 1000


@pytest.mark.parametrize(
    ("before", "after", "gain", "lose"),
    [
        (3.0, 3.03, 1000, 0),
        (3.0, 3.0299, 0, 0),
        (3.0, 2.97, 0, 1000),
        (3.0, 2.9701, 0, 0),
        (0.0, 0.0001, 1000, 0),
        (0.0001, 0.0, 0, 1000),
        (0.0, 0.0, 0, 0),
        (None, 3.0, 0, 0),
    ],
)
def test_a_hundredth_of_what_it_was_is_notable_and_less_is_not(
    before: float | None, after: float, gain: float, lose: float
) -> None:
    table = table_of(one_unit(access_before=before, access_after=after))
    row = table.set_index(["public", "by"]).loc[("average", "everyone")]
    assert row[["gain_notable", "lose_notable"]].tolist() == [gain, lose]


def test_milieux_go_from_dense_urban_to_remote() -> None:
    order = ["dense_urban", "urban", "rural", "remote", "unknown"]
    parts = [one_unit(milieu=one).iloc[0] for one in ("remote", None, "urban", "dense_urban")]
    units = pd.DataFrame([*parts, one_unit().iloc[0]]).infer_objects()
    units.index = pd.Index([f"u{place}" for place in range(5)], name="unit_id")
    table = table_of(units)
    for _, rows in table[table["by"] == "milieu"].groupby("public"):
        assert rows["group"].tolist() == order


def test_gains_are_counted_on_the_people_after() -> None:
    units = one_unit(population_after=1200.0, access_after=3.0)
    row = table_of(units).set_index(["public", "by"]).loc[("average", "everyone")]
    assert row[["people", "gain"]].tolist() == [1200, 1200]
    assert facts(units, population_after=1200.0)[-1] == (
        "La population passe de 1 000 à 1 200 personnes; gains et pertes sont comptés sur celle "
        "d'après."
    )


def test_a_change_of_registration_is_told_with_the_people_it_moves() -> None:
    units = one_unit(access_after=3.0).assign(registered_share_after=0.5)
    row = table_of(units).set_index(["public", "by"]).loc[("registered", "everyone")]
    assert row["people"] == 500
    counted = {"registered_people_before": 750.0, "registered_people_after": 500.0}
    assert facts(units, **counted)[-1] == (
        "Les personnes inscrites passent de 750 à 500; gains et pertes de chaque public sont "
        "comptés parmi les personnes qui en font partie après."
    )


def test_people_whose_registration_is_unknown_are_in_the_average_alone() -> None:
    table = table_of(one_unit(registered_share=None))
    assert set(table["public"]) == {"average", "reach"}


def changed(walk: Walk, **columns: dict[str, object]) -> Walk:
    """Walk again with other figures at some sites."""
    services = walk.tables.services.copy()
    for column, values in columns.items():
        for site, value in values.items():
            services.loc[services["service_id"] == site, column] = value
    return walk.again(tables=replace(walk.tables, services=services))


def test_a_door_that_closes_takes_reach_from_people_and_differences_say_where(small: Walk) -> None:
    after = changed(small, open_share={"c3": 0.0, "o1": 0.0, "b1": 0.0, "c2": 0.0, "c1": 0.0})
    one = compare(small, after)
    row = one.people.set_index(["public", "by"]).loc[("reach", "everyone")]
    assert row["lose"] > 0
    assert row["gain"] == 0
    for level, table in one.levels.items():
        assert table["lose_reach"].sum() == pytest.approx(row["lose"]), level
        lost = table["people_beyond_reach_difference"]
        assert lost.tolist() == pytest.approx(table["lose_reach"].tolist()), level


def test_supply_that_grows_is_told_with_how_much(small: Walk) -> None:
    after = changed(small, fte_ts={"c1": 5.5}, fte={"c1": 5.5})
    found = compare(small, after).conservation
    assert found["supply_after"] - found["supply_before"] == pytest.approx(1.5)
    assert found["conserved"] is False
    sentence = found["sentence"]["fr"].replace("\N{NO-BREAK SPACE}", " ")
    assert sentence.startswith("L'offre comptée passe de ")
    assert "1,50 de plus" in sentence
    assert "2 points sont sans effectif connu et n'y comptent pas." in sentence


def test_a_site_nobody_may_use_is_named(example: Walk) -> None:
    nobody = example.tables.population.assign(registered_share=0.0)
    after = example.again(tables=replace(example.tables, population=nobody))
    assert idle_supply(example).empty
    assert idle_supply(after).to_dict() == {"s2": 1.0}
    found = compare(example, after).conservation
    assert found["empty_catchments"] == ["GMF Exemple"]
    assert found["supply_after"] - found["used_after"] == pytest.approx(1.0)
    assert (
        found["sentence"]["fr"]
        .replace("\N{NO-BREAK SPACE}", " ")
        .endswith("Après, 1 point n'a personne à portée qui y ait droit (1 ETC) : GMF Exemple.")
    )


def test_every_level_is_after_less_before_and_blank_where_self_governed(demo: Walk) -> None:
    services = demo.tables.services.copy()
    half = services["fte_ts"].where(services["kind"] != "gmf", services["fte_ts"] / 2)
    after = demo.again(tables=replace(demo.tables, services=services.assign(fte_ts=half)))
    one = compare(demo, after)
    assert list(one.levels) == demo.levels
    for level in ("mrc", "clsc", "region"):
        table = one.levels[level]
        for column in COMPARED:
            gap = table[f"{column}_after"] - table[f"{column}_before"]
            pd.testing.assert_series_equal(table[f"{column}_difference"], gap, check_names=False)
        own = table[table["class_before"] == "not_ranked"]
        told_there = ["territory_id", "name", "population", "population_after", "norm",
                      "class_before", "class_after"]  # fmt: skip
        assert own.drop(columns=told_there).isna().all(axis=None), level
        assert own["population"].notna().all()
    assert (one.levels["mrc"]["class_before"] == "not_ranked").any()
    region = one.levels["region"]
    assert region["lose_average"].sum() == pytest.approx(
        one.people.set_index(["public", "by"]).loc[("average", "everyone"), "lose"], rel=1e-6
    )
    assert one.headline["fr"].startswith("Dans ce jeu fictif, parmi les personnes non inscrites, ")
    assert one.conservation["sentence"]["en"].startswith("In this fictional data set, the supply")
