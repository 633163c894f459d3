"""The same staff, organised at another level."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from tests.scenarios.small_study import T1, T2

from territory.errors import InputError
from territory.scenarios.changes.organisation import organise
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Organisation
from territory.study import Walk


def made(base: Walk, **how: Any) -> Applied:
    change = Organisation.model_validate({"kind": "organisation", **how})
    return organise(change, base.tables, base, SEUL)


def sites(done: Applied) -> pd.DataFrame:
    return done.tables.services.set_index("service_id")


def test_at_the_seat_everyone_joins_the_site_that_has_most(small: Walk) -> None:
    after = sites(made(small, level="rls"))
    assert after["fte_ts"][["c1", "c2"]].tolist() == [6.0, 0.0]
    assert after["open_share"]["c2"] == 0
    assert pd.isna(after["fte_ts"]["c3"])
    assert after["open_share"]["c3"] == 1


def test_each_kind_has_its_own_seat(small: Walk) -> None:
    after = sites(made(small, level="rls", kinds=["clsc", "gmf"]))
    assert after["fte_ts"][["c1", "g1", "g2", "g3"]].tolist() == [6.0, 4.5, 0.0, 2.0]


def test_far_from_the_seat_people_have_less(small: Walk) -> None:
    services = small.tables.services.copy()
    services.loc[services["service_id"] == "c3", ["fte_ts", "fte"]] = 3.0
    known = small.again(tables=replace(small.tables, services=services), freeze=False)
    after = known.again(tables=made(known, level="rls").tables)
    change = (
        after.gaps("clsc")
        .set_index("territory_id")["access_mean"]
        .sub(known.gaps("clsc").set_index("territory_id")["access_mean"])
    )
    assert change[T1] > 0
    assert change.drop(T1).lt(0).all()


def test_by_population_each_site_gets_the_people_it_is_nearest_to(small: Walk) -> None:
    done = made(small, level="clsc", at="population")
    after = sites(done)["fte_ts"]
    # In T1: u00 and u01 are nearest to c1, u10 to c2, u11 to c1 or c2, by their costs.
    costs = small.times.to_frame().query("to_id in ['c1', 'c2']")
    rows = small.tables.membership.query("subject == 'unit' and territory_id == @T1")
    mine = costs.loc[costs["from_id"].isin(rows["subject_id"])].sort_values(["cost", "to_id"])
    nearest = mine.drop_duplicates("from_id").set_index("from_id")["to_id"]
    units = small.tables.population.set_index("unit_id")["population"]
    counted = units.loc[nearest.index].groupby(nearest).sum()
    assert after[["c1", "c2"]].tolist() == pytest.approx(
        (6.0 * counted[["c1", "c2"]] / counted.sum()).tolist()
    )


def test_a_site_without_known_staff_that_receives_some_is_told(small: Walk) -> None:
    done = made(small, level="rls", at="population")
    assert sites(done)["fte_ts"]["c3"] > 0
    assert any("1 de ces points sans effectif connu" in told for told in done.notes)


def test_a_site_that_is_nobody_s_nearest_keeps_its_staff(small: Walk) -> None:
    beside = small.tables.services.set_index("service_id").geometry["c3"]
    services = small.tables.services.copy()
    services.loc[services["service_id"] == "c2", "geometry"] = beside
    tables = replace(small.tables, services=services)
    rows = tables.membership.copy()
    here = (rows["subject_id"] == "c2") & (rows["level"] == "clsc")
    rows.loc[here, "territory_id"] = T2
    twins = small.again(tables=replace(tables, membership=rows), freeze=False)
    done = made(twins, level="clsc", at="population")
    # c2 and c3 are at one point: everyone of T2 is counted at the first by code.
    assert sites(done)["fte_ts"][["c1", "c2"]].tolist() == [4.0, 2.0]
    known = twins.tables.services.copy()
    known.loc[known["service_id"] == "c3", ["fte_ts", "fte"]] = 1.0
    known_too = twins.again(tables=replace(twins.tables, services=known), freeze=False)
    done = made(known_too, level="clsc", at="population")
    assert sites(done)["fte_ts"][["c2", "c3"]].tolist() == [2.0, 1.0]
    assert sites(done)["open_share"].eq(small.tables.services["open_share"].to_numpy()).all()
    assert any(told.startswith("1 point qui n'est le plus près") for told in done.notes)


def test_a_kind_the_study_does_not_have_changes_nothing(small: Walk) -> None:
    done = made(small, level="rls", kinds=["outreach"])
    assert done.tables.services["fte"].equals(small.tables.services["fte"])


def test_at_its_own_level_one_site_each_changes_nothing(small: Walk) -> None:
    done = made(small, level="clsc", kinds=["library", "community"])
    assert done.tables.services["fte"].equals(small.tables.services["fte"])
    assert done.tables.services["open_share"].equals(small.tables.services["open_share"])


def test_a_level_the_study_does_not_have_is_one_sentence(small: Walk) -> None:
    with pytest.raises(InputError, match=r"ses niveaux sont.*clsc, rls"):
        made(small, level="rts")
