"""Sites that open, close, move, or change their hours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.scenarios.small_study import R2, T1, T3, WEST
from tests.scenarios.worked_example import example_walk

from territory.errors import InputError
from territory.scenarios.changes.sites import change_hours, close_sites, move_site, open_site
from territory.scenarios.file import read_text
from territory.scenarios.model import SEUL, Closing, Hours, Moving, Opening
from territory.study import Walk

EAST = {"lon": WEST + 0.5, "lat": 46.15}


def opening(**more: Any) -> Opening:
    given = {"kind": "ouvrir", "id": "c9", "name": "CLSC du Quai", **EAST, **more}
    return Opening.model_validate(given)


def opened(base: Walk, **more: Any) -> Walk:
    return base.again(tables=open_site(opening(**more), base.tables, base, SEUL).tables)


def closing(*sites: str, staff: str = "lost") -> Closing:
    return Closing.model_validate({"kind": "fermer", "sites": sites, "staff": staff})


def held(walk: Walk, service_id: str) -> set[str]:
    rows = walk.tables.membership
    return set(rows.loc[rows["subject_id"] == service_id, "territory_id"])


def test_a_new_clsc_is_a_door_of_the_territories_that_hold_it(small: Walk) -> None:
    after = opened(small, fte={"ts": 2.0, "oc": 1.0})
    site = after.tables.services.set_index("service_id").loc["c9"]
    assert (site["fte_ts"], site["fte_oc"], site["fte"]) == (2.0, 1.0, 3.0)
    assert pd.isna(site["fte_tts"])
    assert site["source"] == "scénario"
    assert held(after, "c9") == {T3, R2}
    assert bool(after.sites.loc["c9", "door"])
    own = after.gaps("clsc").set_index("territory_id").loc[T3]
    assert own["presence"] == 2
    assert own["people_beyond_reach"] == 0


def test_a_new_site_without_staff_given_has_none_known(small: Walk) -> None:
    assert np.isnan(opened(small).sites.loc["c9", "supply"])


def test_a_new_site_that_goes_to_people_reaches_their_territory(small: Walk) -> None:
    after = opened(small, fte={"ts": 1.0}, service_area=[T1])
    west = after.tables.membership.query("territory_id == @T1 and subject == 'unit'")["subject_id"]
    pairs = after.every_cost.to_frame().query("to_id == 'c9'").set_index("from_id")["cost"]
    assert pairs.reindex(west).eq(0).all()


@pytest.mark.parametrize("staff", ["lost", "nearest"])
def test_a_site_that_closes_is_in_no_table(small: Walk, staff: str) -> None:
    done = close_sites(closing("c1", "g2", staff=staff), small.tables, small, SEUL)
    assert not {"c1", "g2"} & set(done.tables.services["service_id"])
    assert not {"c1", "g2"} & set(done.tables.membership["subject_id"])


def test_staff_that_stays_joins_the_nearest_of_the_same_kind(small: Walk) -> None:
    done = close_sites(closing("c1", "g2", staff="nearest"), small.tables, small, SEUL)
    fte = done.tables.services.set_index("service_id")["fte_ts"]
    assert fte["c2"] == pytest.approx(6.0)
    assert fte["g1"] == pytest.approx(4.5)
    assert "5,5 ETC de 2 points fermés rejoignent" in done.notes[0]


def test_staff_of_the_last_of_a_kind_has_nowhere_to_go(small: Walk) -> None:
    done = close_sites(closing("b1", staff="nearest"), small.tables, small, SEUL)
    assert done.notes == ("0,4 ETC disparaissent avec les points fermés.",)


def test_what_leaves_with_a_site_without_known_staff_is_not_counted(small: Walk) -> None:
    done = close_sites(closing("c3"), small.tables, small, SEUL)
    assert done.notes[0].startswith("1 point fermé sans effectif connu")


def test_closing_every_site_of_a_territory_takes_its_doors(small: Walk) -> None:
    done = close_sites(closing("o1", "b1"), small.tables, small, SEUL)
    gaps = small.again(tables=done.tables).gaps("clsc").set_index("territory_id")
    assert gaps.loc[T3, "presence"] == 0


def test_a_site_that_moves_changes_territory_and_times(small: Walk) -> None:
    change = Moving(kind="deplacer", site="c1", **EAST)
    after = small.again(tables=move_site(change, small.tables, small, SEUL).tables)
    assert held(after, "c1") == {T3, R2}
    fresh = opened(small).every_cost.to_frame().query("to_id == 'c9'")
    mine = after.every_cost.to_frame().query("to_id == 'c1'")
    assert mine["cost"].tolist() == pytest.approx(fresh["cost"].tolist())


def test_a_site_that_moves_where_it_is_changes_nothing(small: Walk) -> None:
    point = small.tables.services.set_index("service_id").geometry["c1"]
    change = Moving(kind="deplacer", site="c1", lon=point.x, lat=point.y)
    after = small.again(tables=move_site(change, small.tables, small, SEUL).tables)
    pd.testing.assert_frame_equal(after.evaluations["base"], small.evaluations["base"])


def test_hours_close_and_open_doors_and_leave_staff(small: Walk) -> None:
    few = Hours(kind="heures", sites=("c1", "b1"), open_share=0.1)
    done = change_hours(few, small.tables, small, SEUL)
    after = small.again(tables=done.tables)
    assert not after.sites.loc[["c1", "b1"], "door"].any()
    assert after.sites["supply"].sum() == small.sites["supply"].sum()
    told = [note.replace("\N{NO-BREAK SPACE}", " ") for note in done.notes]
    assert "au moins 20,0 % de la semaine); elles ne changent pas ses ETC" in told[0]
    assert told[1:] == ["2 points ne sont plus des portes : trop peu ouverts."]
    assert "they do not change its FTE" in done.notes[0].told("en")
    more = Hours(kind="heures", sites=("c1",), open_share=1.0)
    again = change_hours(more, done.tables, small, SEUL)
    assert again.notes[1:] == ("1 point devient une porte.",)
    same = change_hours(more, again.tables, small, SEUL)
    assert same.notes[1:] == ("Aucun point ne devient une porte, aucun ne cesse d'en être une.",)
    assert same.notes[1].told("en") == "No site becomes a door and none stops being one."


def test_no_opening_at_all_is_a_closing_and_is_refused() -> None:
    text = (
        '[scenario]\nname = "ferme"\ntitle = "Fermé"\n[[change]]\nkind = "heures"\n'
        'sites = ["c1"]\nopen_share = 0\n'
    )
    with pytest.raises(InputError) as fault:
        read_text(text)
    told = fault.value.sentence().replace("\N{NO-BREAK SPACE}", " ")
    assert told.endswith(
        'ligne 7 : « open_share » : une ouverture de 0 ferme le point : utilisez kind = "fermer".'
    )
    assert 'use kind = "fermer"' in fault.value.sentence("en")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"id": "c1"}, "est déjà dans l'étude"),
        ({"lon": -80.0}, "serait hors des territoires de l'étude"),
        ({"service_area": ["CLSC:99999"]}, "n'est pas dans l'étude"),
    ],
)
def test_a_site_that_cannot_open_is_one_sentence(
    small: Walk, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        opened(small, **more)


def test_a_site_cannot_open_under_the_name_of_one_closed(small: Walk) -> None:
    done = close_sites(closing("c1"), small.tables, small, SEUL)
    with pytest.raises(InputError, match="donnez un autre identifiant"):
        open_site(opening(id="c1"), done.tables, small, SEUL)


def test_a_site_closes_once(small: Walk) -> None:
    with pytest.raises(InputError, match="nommé deux fois"):
        close_sites(closing("c1", "c1"), small.tables, small, SEUL)
    done = close_sites(closing("c1"), small.tables, small, SEUL)
    with pytest.raises(InputError, match="a été fermé ou retiré"):
        close_sites(closing("c1"), done.tables, small, SEUL)
    with pytest.raises(InputError, match="a été fermé ou retiré"):
        move_site(Moving(kind="deplacer", site="c1", **EAST), done.tables, small, SEUL)
    hours = Hours(kind="heures", sites=("c1",), open_share=1.0)
    with pytest.raises(InputError, match="a été fermé ou retiré"):
        change_hours(hours, done.tables, small, SEUL)


def test_a_site_the_study_does_not_have_is_told_with_the_nearest(small: Walk) -> None:
    with pytest.raises(InputError, match=r"n'est pas dans l'étude .*c1"):
        close_sites(closing("c11"), small.tables, small, SEUL)


def test_a_site_does_not_leave_the_study(small: Walk) -> None:
    away = Moving(kind="deplacer", site="c1", lon=-60.0, lat=50.0)
    with pytest.raises(InputError, match="hors des territoires de l'étude"):
        move_site(away, small.tables, small, SEUL)


def test_a_table_of_times_says_nothing_of_a_new_place(tmp_path: Path) -> None:
    base = example_walk(tmp_path)
    away = {"lon": -73.66, "lat": 45.5}
    with pytest.raises(InputError, match="lit ses temps dans une table"):
        open_site(opening(**away), base.tables, base, SEUL)
    with pytest.raises(InputError, match="lit ses temps dans une table"):
        move_site(Moving(kind="deplacer", site="s1", **away), base.tables, base, SEUL)
    beside = open_site(opening(lon=-73.84, lat=45.5, fte={"ts": 1}), base.tables, base, SEUL)
    costs = base.again(tables=beside.tables).every_cost.to_frame()
    assert costs.query("to_id == 'c9'")["cost"].tolist() == [5, 14, 35, 55]
