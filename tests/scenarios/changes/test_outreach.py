"""A periodic presence outside the walls: where, how much, and what it opens."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tests.scenarios.small_study import R2, T2, T3
from tests.scenarios.worked_example import C, example_walk

from territory.errors import InputError
from territory.scenarios.changes.outreach import go_outside
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Outreach
from territory.study import Walk


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the example of the definitions: its only desert, C, has a library."""
    return example_walk(tmp_path_factory.mktemp("exemple"))


def outside(walk: Walk, **keys: object) -> Applied:
    change = Outreach.model_validate({"kind": "hors-murs", **keys})
    return go_outside(change, walk.tables, walk, SEUL)


def presence(applied: Applied, host: str) -> pd.Series:
    return applied.tables.services.set_index("service_id").loc[f"{host}~permanence"]


def test_a_day_a_week_is_a_fifth_of_a_post_in_a_door_open_a_fifth_of_the_week(base: Walk) -> None:
    applied = outside(base, at="library")
    row = presence(applied, "s4")
    assert (row["kind"], row["registration"], row["mode"]) == ("outreach", "open", "in_person")
    assert (row["fte_ts"], row["fte"], row["open_share"]) == (0.2, 0.2, 0.2)
    assert row[["fte_tts", "fte_oc", "fte_other"]].tolist() == [0, 0, 0]
    after = base.again(tables=applied.tables)
    assert after.sites.loc["s4~permanence", "door"]
    assert after.sites.loc["s4~permanence", "supply"] == 0.2


def test_time_worked_there_is_never_multiplied_by_the_opening_again(base: Walk) -> None:
    row = presence(outside(base, at="library", days_per_week=2.5, workers=3, role="oc"), "s4")
    assert (row["fte_oc"], row["fte"], row["open_share"]) == (1.5, 1.5, 0.5)


def test_a_presence_is_as_far_as_its_host_and_in_its_territories(base: Walk) -> None:
    applied = outside(base, at="library")
    after = base.again(tables=applied.tables)
    costs = after.times.matrix.toarray()
    place = after.times.destinations.get_indexer(["s4", "s4~permanence"])
    assert (costs[:, place[0]] == costs[:, place[1]]).all()
    rows = applied.tables.membership.set_index("subject_id")
    assert rows.loc["s4~permanence", "territory_id"] == C


def test_the_line_says_what_it_is_made_of(base: Walk) -> None:
    applied = outside(base, at="library", in_class="desert")
    (line,) = applied.allocation.to_dict("records")
    assert (line["rule"], line["territory_id"], line["name"]) == ("hors-murs", C, "Exemple C")
    assert (line["posts"], line["population"], line["year"]) == (0.2, 5000, 0)
    assert line["reason"] == "1 × 1 ÷ 5 (personnes × jours par semaine), à Bibliothèque Exemple"
    assert "at Bibliothèque Exemple" in line["reason"].told("en")
    told = [note.replace("\N{NO-BREAK SPACE}", " ") for note in applied.notes]
    assert "1 lieu retenu sur 1." in told
    assert any("1 permanence" in note and "0,2 ETC du rôle « ts »" in note for note in told)


def test_nothing_of_the_base_changes(base: Walk) -> None:
    before = base.tables.services.copy(), base.tables.membership.copy()
    outside(base, at="library", service_area=[C])
    pd.testing.assert_frame_equal(base.tables.services, before[0])
    pd.testing.assert_frame_equal(base.tables.membership, before[1])


@pytest.mark.parametrize(
    "keys",
    [
        {"at": "library", "in_class": "underserved"},
        {"at": "library", "in_territories": ["CLSC:99991"]},
        {"sites": ["s5"]},
    ],
)
def test_where_no_place_fits_nothing_opens_and_a_note_says_so(
    base: Walk, keys: dict[str, object]
) -> None:
    applied = outside(base, **keys)
    assert applied.tables is base.tables
    assert not len(applied.allocation)
    assert applied.notes[-1].startswith("Aucun lieu ne convient")


def test_nothing_opens_in_a_self_governed_territory(base: Walk) -> None:
    table = base.tables.territories["clsc"]
    own = table.assign(self_governed=table["territory_id"] == C)
    tables = replace(base.tables, territories={"clsc": own})
    change = Outreach(kind="hors-murs", at="library")
    applied = go_outside(change, tables, base, SEUL)
    assert len(applied.tables.services) == len(base.tables.services)
    assert any("en territoire autogouverné" in note for note in applied.notes)
    with pytest.raises(InputError, match="aller vers ses gens se décide avec eux"):
        go_outside(change.model_copy(update={"service_area": (C,)}), tables, base, SEUL)


def test_sites_named_join_those_of_the_kind_each_once(small: Walk) -> None:
    applied = outside(small, at="library", sites=["b1", "o1"])
    assert applied.allocation["service_id"].tolist() == ["o1~permanence", "b1~permanence"]
    assert applied.allocation["territory_id"].tolist() == [T3, T2]


def test_a_territory_of_any_level_says_where(small: Walk) -> None:
    applied = outside(small, sites=["b1", "o1"], in_territories=[R2])
    assert applied.allocation["service_id"].tolist() == ["o1~permanence"]


def test_a_second_presence_at_the_same_place_is_another_site(small: Walk) -> None:
    first = outside(small, sites=["b1"])
    again = go_outside(Outreach(kind="hors-murs", sites=("b1",)), first.tables, small, SEUL)
    assert again.allocation["service_id"].tolist() == ["b1~permanence-2"]
    after = small.again(tables=again.tables)
    assert after.sites.loc[["b1~permanence", "b1~permanence-2"], "supply"].tolist() == [0.2, 0.2]


def test_people_one_goes_out_to_are_reached_where_they_are(small: Walk) -> None:
    applied = outside(small, sites=["b1"], service_area=[T3])
    after = small.again(tables=applied.tables)
    rows = small.tables.membership
    inside = rows.loc[(rows["territory_id"] == T3) & (rows["subject"] == "unit"), "subject_id"]
    near = after.evaluations["base"].loc[inside, "nearest_cost"]
    assert (near == 0).all()
    assert after.gaps("clsc").set_index("territory_id").loc[T3, "people_beyond_reach"] == 0


def test_half_a_day_is_supply_and_no_door(small: Walk) -> None:
    applied = outside(small, sites=["b1"], days_per_week=0.5)
    assert any("ne sont pas des portes" in note for note in applied.notes)
    after = small.again(tables=applied.tables)
    assert not after.sites.loc["b1~permanence", "door"]
    assert after.sites.loc["b1~permanence", "supply"] == pytest.approx(0.1)


def test_a_norm_that_leaves_outreach_aside_is_told(base: Walk) -> None:
    norm = base.norm.model_copy(update={"basket": ("clsc",)})
    other = base.again(norm=norm, freeze=False)
    applied = outside(other, at="library")
    aside = [note for note in applied.notes if "ne compte pas ces permanences" in note]
    assert "l'accès ne change pas" in aside[0]
    assert "access does not change" in aside[0].told("en")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"sites": ["s44"]}, "Le point « s44 » n'est pas dans l'étude"),
        ({"at": "library", "in_territories": ["CLSC:99"]}, "Le territoire « CLSC:99 »"),
        ({"at": "library", "service_area": ["MRC:99"]}, "Le territoire « MRC:99 »"),
        ({"at": "library", "in_class": "desert", "level": "mrc"}, "Le niveau « mrc »"),
    ],
)
def test_what_is_not_in_the_study_is_said_in_one_sentence(
    base: Walk, keys: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError) as fault:
        outside(base, **keys)
    assert sentence in fault.value.sentence().replace("\N{NO-BREAK SPACE}", " ")


def test_a_role_the_norm_does_not_count_opens_no_door_and_a_note_says_so(small: Walk) -> None:
    applied = outside(small, sites=["b1"], role="oc")
    assert any("ne compte pas le rôle « oc »" in n.replace("\xa0", " ") for n in applied.notes)
    after = small.again(tables=applied.tables)
    pd.testing.assert_frame_equal(after.evaluations["base"], small.evaluations["base"])
