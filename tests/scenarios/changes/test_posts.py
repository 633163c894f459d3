"""Posts added: the apportionment of the definitions made on a study, and every line recounted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scenarios.small_study import T1, T2, T3
from tests.scenarios.worked_example import A, B, C, example_walk

from territory.errors import InputError
from territory.scenarios.changes.posts import add_posts
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Posts
from territory.study import Walk


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the example of the definitions."""
    return example_walk(tmp_path_factory.mktemp("exemple"))


def posts(walk: Walk, **keys: object) -> Applied:
    change = Posts.model_validate({"kind": "postes", "count": 10, **keys})
    return add_posts(change, walk.tables, walk, SEUL)


def by_territory(applied: Applied) -> dict[str, float]:
    return applied.allocation.groupby("territory_id")["posts"].sum().to_dict()


def self_governing(walk: Walk, code: str, units: list[str]) -> Walk:
    """Return the walk with a territory and its units self-governed."""
    tables = walk.tables
    levels = {
        level: table.assign(self_governed=table["self_governed"] | (table["territory_id"] == code))
        for level, table in tables.territories.items()
    }
    people = tables.population.assign(self_governed=tables.population["unit_id"].isin(units))
    changed = replace(tables, territories=levels, population=people)
    return Walk(walk.study, walk.gathered, changed, walk.terms)


def test_the_worked_example_comes_out_of_a_study_line_by_line(base: Walk) -> None:
    applied = posts(base, floor=1, need={A: 1, B: 1, C: 1.3})
    lines = applied.allocation.set_index("territory_id")
    assert lines["existing"].to_dict() == {A: 1, B: 0, C: 0}
    assert lines["floor"].to_dict() == {A: 0, B: 1, C: 1}
    assert lines["need"].to_dict() == {A: 9000, B: 9500, C: 6500}
    assert lines["quota"].to_dict() == pytest.approx({A: 2.88, B: 3.04, C: 2.08}, abs=1e-12)
    assert lines["whole"].to_dict() == {A: 2, B: 3, C: 2}
    assert lines["remainder"].to_dict() == pytest.approx({A: 0.88, B: 0.04, C: 0.08}, abs=1e-12)
    assert lines["extra"].to_dict() == {A: 1, B: 0, C: 0}
    assert lines["posts"].to_dict() == {A: 3, B: 4, C: 3}
    assert lines["year"].to_dict() == {A: 0, B: 0, C: 0}
    assert lines["cost"].isna().all()
    told = lines.loc[A, "reason"].told("en")
    assert told.startswith("floor of 1 post less 1 existing")


def test_posts_stand_at_the_clsc_there_is_else_where_most_people_live(base: Walk) -> None:
    applied = posts(base, floor=1, need={C: 1.3})
    services = applied.tables.services.set_index("service_id")
    assert services.loc["s1", "fte_oc"] == 4
    assert services.loc["s1", "fte"] == 13
    new = services.loc[[f"{B}~postes", f"{C}~postes"]]
    assert new["fte_oc"].tolist() == [4, 3]
    places = base.tables.population.set_index("unit_id").loc[["u3", "u5"]]
    assert new.geometry.x.tolist() == places["lon"].tolist()
    assert any("2 territoires sans point" in note for note in applied.notes)
    rows = applied.tables.membership
    where = rows.loc[rows["subject_id"].isin(new.index)].set_index("subject_id")["territory_id"]
    assert where.to_dict() == {f"{B}~postes": B, f"{C}~postes": C}


def test_nothing_of_the_base_changes(base: Walk) -> None:
    before = base.tables.services.copy(), base.tables.membership.copy()
    posts(base, floor=1)
    pd.testing.assert_frame_equal(base.tables.services, before[0])
    pd.testing.assert_frame_equal(base.tables.membership, before[1])


def test_the_study_walked_again_has_them_and_a_door_where_there_was_none(small: Walk) -> None:
    applied = posts(small, floor=2, role="ts", existing="none")
    after = small.again(tables=applied.tables)
    before, now = (walk.gaps("clsc").set_index("territory_id") for walk in (small, after))
    added = applied.allocation.groupby("territory_id")["posts"].sum()
    assert now.loc[T1, "fte"] - before.loc[T1, "fte"] == pytest.approx(added[T1])
    assert (now["presence"] - before["presence"]).to_dict() == {T1: 0, T2: 0, T3: 1}
    assert now.loc[T3, "people_beyond_reach"] <= before.loc[T3, "people_beyond_reach"]


def test_each_year_brings_as_many_posts_and_the_last_one_the_whole_sharing(base: Walk) -> None:
    at_once = posts(base, count=23, floor=2, need={C: 1.3})
    slowly = posts(base, count=23, floor=2, need={C: 1.3}, years=5, unit_cost=90_000)
    lines = slowly.allocation
    assert lines.groupby("year")["posts"].sum().to_dict() == {1: 5, 2: 5, 3: 5, 4: 4, 5: 4}
    assert by_territory(slowly) == by_territory(at_once)
    assert (lines["posts"] == lines["floor"] + lines["whole"] + lines["extra"]).all()
    sums = lines.groupby("territory_id")[["floor", "whole", "extra"]].sum()
    once = at_once.allocation.groupby("territory_id")[["floor", "whole", "extra"]].sum()
    assert sums.astype(int).equals(once.astype(int))
    assert lines.loc[lines["floor"] > 0, "year"].tolist() == [1, 1, 1]
    assert lines["cost"].sum() == 23 * 90_000
    pd.testing.assert_frame_equal(slowly.tables.services, at_once.tables.services)


def test_several_sites_of_a_territory_share_its_posts_by_their_staff(small: Walk) -> None:
    applied = posts(small, count=9, rule="largest_gaps", existing={T2: 99, T3: 99}, role="ts")
    at = applied.allocation.set_index("service_id")["posts"].dropna().to_dict()
    assert {site: at[site] for site in ("c1", "c2")} == {"c1": 6, "c2": 3}


def test_sites_whose_staff_is_unknown_share_equally(small: Walk) -> None:
    bare = small.tables.services.copy()
    one = bare["service_id"] == "c1"
    bare.loc[one, ["fte_ts", "fte"]] = np.nan
    tables = replace(small.tables, services=bare)
    change = Posts(
        kind="postes", count=8, rule="largest_gaps", existing={T1: 0, T2: 99, T3: 99}, role="ts"
    )
    lines = add_posts(change, tables, small, SEUL).allocation
    at = lines.set_index("service_id")["posts"].to_dict()
    assert (at["c1"], at["c2"]) == (4, 4)


def test_the_share_of_the_self_governed_is_a_reserve_placed_nowhere(base: Walk) -> None:
    walk = self_governing(base, C, ["u4", "u5"])
    applied = posts(walk, count=47, rule="per_capita", existing="none")
    lines = applied.allocation
    reserve = lines.loc[lines["rule"] == "reserve"].iloc[0]
    assert reserve["posts"] == 10  # 47 × 5,000 / 23,500
    assert reserve["population"] == 5000
    assert pd.isna(reserve["territory_id"])
    assert pd.isna(reserve["service_id"])
    assert reserve["name"].told("en") == "Reserve, for the communities to decide"
    assert C not in set(lines["territory_id"])
    assert lines["posts"].sum() == 47
    added = applied.tables.services["fte_oc"].sum() - walk.tables.services["fte_oc"].sum()
    assert added == 37


def test_the_reserve_comes_in_step_with_the_years(base: Walk) -> None:
    walk = self_governing(base, C, ["u4", "u5"])
    lines = posts(walk, count=47, rule="per_capita", years=5).allocation
    assert lines.groupby("year")["posts"].sum().tolist() == [10, 10, 9, 9, 9]
    kept = lines.loc[lines["rule"] == "reserve"].groupby("year")["posts"].sum()
    assert kept.to_dict() == {1: 2, 2: 2, 3: 2, 4: 2, 5: 2}


def test_a_territory_where_nobody_lives_gets_nothing_and_says_why(base: Walk) -> None:
    people = base.tables.population.copy()
    people.loc[people["unit_id"].isin(["u4", "u5"]), "population"] = 0.0
    tables = replace(base.tables, population=people)
    change = Posts(kind="postes", count=10, floor=2)
    lines = add_posts(change, tables, base, SEUL).allocation.set_index("territory_id")
    assert lines.loc[C, "posts"] == 0
    assert "personne n'y habite" in lines.loc[C, "reason"]
    assert lines["posts"].sum() == 10


def test_posts_nobody_knows_where_to_place_are_told(base: Walk) -> None:
    people = base.tables.population.copy()
    people.loc[people["unit_id"].isin(["u4", "u5"]), ["lon", "lat"]] = np.nan
    tables = replace(base.tables, population=people)
    applied = add_posts(Posts(kind="postes", count=10, floor=2), tables, base, SEUL)
    lines = applied.allocation.set_index("territory_id")
    assert lines.loc[C, "posts"] > 0
    assert pd.isna(lines.loc[C, "service_id"])
    assert any("aucun lieu connu où les placer" in note for note in applied.notes)
    assert any("Exemple C" in note for note in applied.notes)


def test_people_in_no_territory_of_the_level_get_nothing_and_are_told(base: Walk) -> None:
    rows = base.tables.membership
    tables = replace(base.tables, membership=rows.loc[rows["subject_id"] != "u4"])
    applied = add_posts(Posts(kind="postes", count=10), tables, base, SEUL)
    assert applied.allocation.set_index("territory_id").loc[C, "population"] == 3000
    told = [note.replace("\N{NO-BREAK SPACE}", " ") for note in applied.notes]
    assert any("2 000 personnes ne sont dans aucun territoire" in note for note in told)


def test_existing_posts_may_be_assumed_and_the_assumption_is_told(base: Walk) -> None:
    applied = posts(base, existing="per_capita", existing_count=47, floor=1)
    existing = applied.allocation.set_index("territory_id")["existing"]
    assert existing.to_dict() == {A: 18, B: 19, C: 10}
    assert any(note.startswith("Hypothèse") for note in applied.notes)
    none = posts(base, existing="none")
    assert (none.allocation["existing"] == 0).all()
    assert any("par hypothèse" in note for note in none.notes)


def test_a_need_of_the_study_weighs_people_unit_by_unit(base: Walk) -> None:
    people = base.tables.population.assign(
        low_income_percent=[10.0, 20.0, 10.0, 40.0, 10.0, np.nan],
        low_income_people=[600.0, 800.0, 800.0, 800.0, 300.0, 100.0],
    )
    tables = replace(base.tables, population=people)
    change = Posts(kind="postes", count=10, rule="need", need="low_income_percent")
    applied = add_posts(change, tables, base, SEUL)
    need = applied.allocation.set_index("territory_id")["need"].to_dict()
    shared = 3000 * 20 + 6000 * 10, 1000 * 20 + 8000 * 10, 2000 * 40 + 3000 * 10
    lent = 500 * (1000 * 20 + 8000 * 10) / 9000  # u6 is lent its territory's mean
    assert need == pytest.approx({A: shared[0], B: shared[1] + lent, C: shared[2]}, abs=1e-6)
    assert any("inconnu pour 500" in note for note in applied.notes)
    counted = change.model_copy(update={"need": "low_income_people"})
    lines = add_posts(counted, tables, base, SEUL).allocation.set_index("territory_id")
    assert lines["need"].to_dict() == pytest.approx({A: 1200, B: 1100, C: 1100})


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"floor": 6}, "demande 17 postes, et il y en a 10 à donner : il en manque 7"),
        ({"floor": 1, "rule": "need"}, "n'a pas de plancher"),
        ({"existing": {"CLSC:99990": 2}}, "n'est pas un territoire de niveau « clsc »"),
        ({"need": {"CLSC:9999": 2}}, "n'est pas un territoire de niveau « clsc »"),
        ({"level": "mrc"}, "Le niveau « mrc » n'est pas dans l'étude"),
        ({"existing": "per_capita"}, "donnez « existing_count »"),
        ({"need": "pauvrete"}, "celles qui y sont : low_income_percent, score"),
        ({"need": "low_income_percents"}, "(« low_income_percent »?)"),
        ({"need": "median_household_income"}, "aux mieux nantis"),
        ({"need": "score"}, "valeurs négatives (la première : -1, unité u1)"),
    ],
)
def test_what_cannot_be_shared_is_said_in_one_sentence(
    base: Walk, keys: dict[str, object], sentence: str
) -> None:
    needs = {"low_income_percent": 10.0, "score": -1.0}
    if keys.get("need") == "median_household_income":
        needs["median_household_income"] = 60_000.0
    people = base.tables.population.assign(**needs)
    tables = replace(base.tables, population=people)
    change = Posts.model_validate({"kind": "postes", "count": 10, **keys})
    with pytest.raises(InputError) as fault:
        add_posts(change, tables, base, SEUL)
    assert sentence in fault.value.sentence().replace("\N{NO-BREAK SPACE}", " ")


def test_a_self_governed_territory_named_is_refused(base: Walk) -> None:
    walk = self_governing(base, C, ["u4", "u5"])
    with pytest.raises(InputError, match="territoire autogouverné"):
        posts(walk, existing={C: 2})


def test_an_infeasible_floor_tells_of_the_reserve_too(base: Walk) -> None:
    walk = self_governing(base, C, ["u4", "u5"])
    with pytest.raises(InputError, match=r"en manque 3.*\(2 de plus sont en réserve"):
        posts(walk, floor=6)


def test_posts_added_twice_count_as_existing_the_second_time(base: Walk) -> None:
    first = posts(base, floor=1)
    change = Posts(kind="postes", count=5, floor=4)
    second = add_posts(change, first.tables, base, SEUL)
    lines = second.allocation.groupby("territory_id")
    had = first.allocation.groupby("territory_id")[["existing", "posts"]].sum().sum(axis=1)
    assert lines["existing"].first().to_dict() == had.to_dict()
    assert second.allocation["posts"].sum() == 5
    assert not second.tables.services["service_id"].duplicated().any()


@settings(max_examples=40)
@given(
    rule=st.sampled_from(["per_capita", "need", "floor_then_need", "largest_gaps"]),
    count=st.integers(1, 60),
    years=st.integers(1, 7),
    at=st.sampled_from(["clsc", "gmf", "library", "community", "other"]),
    existing=st.sampled_from(["services", "none", {T1: 3.5, T3: 0.2}]),
    apart=st.booleans(),
)
def test_every_post_has_one_line_and_stands_somewhere(
    small: Walk,
    rule: str,
    count: int,
    years: int,
    at: str,
    existing: object,
    *,
    apart: bool,
) -> None:
    units = ["u20", "u21", "u30", "u31"]
    walk = self_governing(small, T2, units) if apart else small
    keys = {"count": count, "rule": rule, "years": years, "at": at, "existing": existing}
    applied = posts(walk, role="ts", **keys)
    lines = applied.allocation
    assert lines["posts"].sum() == count
    assert not lines.duplicated(["territory_id", "service_id", "year", "rule"]).any()
    placed = lines.loc[lines["rule"] != "reserve"].groupby("service_id")["posts"].sum()
    now, before = (
        tables.services.set_index("service_id")["fte_ts"].fillna(0.0)
        for tables in (applied.tables, walk.tables)
    )
    added = now.sub(before, fill_value=0.0)
    assert added.loc[added > 0].round(9).to_dict() == placed.loc[placed > 0].to_dict()
    rows = applied.tables.membership
    where = rows.loc[(rows["subject"] == "service") & (rows["level"] == "clsc")]
    where = where.set_index("subject_id")["territory_id"]
    told = lines.dropna(subset=["service_id"]).set_index("service_id")["territory_id"]
    assert where.reindex(told.index).tolist() == told.tolist()
    by_year = lines.loc[lines["posts"] > 0].groupby("year")["posts"].sum()
    assert by_year.max() - by_year.min() <= 1
    assert (T2 in set(lines["territory_id"])) is not apart


def test_posts_of_a_role_the_norm_does_not_count_change_no_access(small: Walk) -> None:
    applied = posts(small, role="oc", floor=1)
    first, doors = applied.notes[-2:]
    assert "ne compte pas le rôle" in first
    assert "aucun poste n'y change l'accès" in first
    assert "no post changes access" in first.told("en")
    assert doors.startswith("1 point nouveau est tout de même une porte, sans ETC")
    assert "people may find themselves within reach" in doors.told("en")
    after = small.again(tables=applied.tables)
    before, now = (w.gaps("clsc").set_index("territory_id") for w in (small, after))
    pd.testing.assert_series_equal(before["access_mean"], now["access_mean"])
    assert now.loc[T3, "presence"] == before.loc[T3, "presence"] + 1
    assert not any("change l'accès" in note for note in posts(small, role="ts").notes)


def test_posts_at_a_kind_the_norm_leaves_aside_change_no_access(small: Walk) -> None:
    applied = posts(small, role="ts", at="other")
    assert "ne compte aucun des points qui reçoivent les postes" in applied.notes[-1]
    assert "none of the sites that receive the posts" in applied.notes[-1].told("en")
    after = small.again(tables=applied.tables)
    pd.testing.assert_frame_equal(after.evaluations["base"], small.evaluations["base"])


def test_posts_that_join_a_known_total_count_whatever_their_role(small: Walk) -> None:
    services = small.tables.services.copy()
    mine = services["kind"] == "clsc"
    services.loc[mine, [f"fte_{role}" for role in ("ts", "tts", "oc", "other")]] = np.nan
    services.loc[mine, "fte"] = 3.0
    tables = replace(small.tables, services=services)
    applied = add_posts(Posts(kind="postes", count=10), tables, small, SEUL)
    at = applied.allocation.set_index("service_id")["posts"]
    joined = float(at.drop(f"{T3}~postes").sum())
    assert 0 < joined < 10
    (told,) = (note for note in applied.notes if "change" in note and "ETC ajoutés" in note)
    assert f"de 10,0 ETC ajoutés, {joined:.0f},0 changent l'accès" in told
    assert f"{joined:.1f} change access" in told.told("en")


def test_a_need_of_a_study_without_any_is_told_so(base: Walk) -> None:
    with pytest.raises(InputError) as fault:
        posts(base, need="pauvrete")
    assert "qui n'en a aucune" in fault.value.sentence()
    assert "which has none" in fault.value.sentence("en")
