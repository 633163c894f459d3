"""Virtual services that come back, leave, or replace a door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from tests.scenarios.small_study import T1, T3

from territory.errors import InputError
from territory.scenarios.changes.virtual import change_virtual
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Virtual
from territory.study import Walk


def made(base: Walk, **how: Any) -> Applied:
    change = Virtual.model_validate({"kind": "virtuel", **how})
    return change_virtual(change, base.tables, base, SEUL)


def test_staff_back_in_person_is_supply_at_its_own_point(small: Walk) -> None:
    done = made(small, action="to_in_person")
    after = small.again(tables=done.tables)
    assert bool(after.sites.loc["v1", "door"])
    assert after.sites["supply"].sum() - small.sites["supply"].sum() == pytest.approx(2.5)
    gaps = after.gaps("clsc").set_index("territory_id")
    before = small.gaps("clsc").set_index("territory_id")
    assert gaps.loc[T3, "access_mean"] > before.loc[T3, "access_mean"]
    assert (before.loc[T3, "fte_virtual"], gaps.loc[T3, "fte_virtual"]) == (2.5, 0)
    assert "2,5 ETC" in done.notes[0]


def test_withdrawn_services_leave_everything_else_as_it_was(small: Walk) -> None:
    done = made(small, action="withdraw")
    after = small.again(tables=done.tables)
    assert "v1" not in set(done.tables.services["service_id"])
    pd.testing.assert_frame_equal(after.evaluations["base"], small.evaluations["base"])
    assert "2,5 ETC virtuels disparaissent; l'accès en personne ne change pas" in done.notes[0]
    assert "in-person access does not change" in done.notes[0].told("en")


@pytest.mark.parametrize("action", ["to_in_person", "withdraw"])
def test_nobody_is_counted_as_losing_what_a_virtual_service_gave(small: Walk, action: str) -> None:
    last = made(small, action=action).notes[-1]
    assert "ni avant ni après" in last
    assert "personne n'est compté comme perdant" in last
    assert "neither before nor after" in last.told("en")


def test_what_sites_will_give_from_afar_is_not_counted(small: Walk) -> None:
    last = made(small, action="offer", sites=["c1"]).notes[-1]
    assert last.endswith("ce que ces points donneront à distance n'y est pas compté.")
    assert "is not counted" in last.told("en")


def test_a_door_that_becomes_virtual_is_no_door(small: Walk) -> None:
    after = small.again(tables=made(small, action="offer", sites=["c1"]).tables)
    assert not after.sites.loc["c1", "door"]
    assert after.sites.loc["c1", "virtual_fte"] == 4.0


def test_services_offered_virtually_in_a_territory(small: Walk) -> None:
    done = made(small, action="offer", in_territories=[T1])
    modes = done.tables.services.set_index("service_id")["mode"]
    assert set(modes.index[modes == "virtual"]) == {"c1", "c2", "g1", "v1"}


def test_only_in_the_territories_named(small: Walk) -> None:
    done = made(small, action="to_in_person", in_territories=[T1])
    assert done.tables is small.tables
    assert "rien ne change" in done.notes[0]


def test_a_virtual_service_without_a_place_stays_virtual(small: Walk) -> None:
    services = small.tables.services.copy()
    services.loc[services["service_id"] == "v1", "geometry"] = None
    nowhere = small.again(tables=replace(small.tables, services=services))
    done = made(nowhere, action="to_in_person")
    assert done.tables is nowhere.tables
    assert "sans coordonnées" in done.notes[0]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"action": "offer"}, "Rien ne dit quels points"),
        ({"action": "offer", "sites": ["v1"]}, "est déjà virtuel"),
        ({"action": "withdraw", "sites": ["c1"]}, "n'est pas virtuel"),
        ({"sites": ["v2"]}, "n'est pas dans l'étude"),
        ({"in_territories": ["RLS:0000"]}, "n'est pas dans l'étude"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    small: Walk, how: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        made(small, **how)
