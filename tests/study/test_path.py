"""A walk that starts from another gives what a fresh walk of the changed study gives."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.study.changed_walks import (
    CHANGES,
    LARGE,
    STAFFING,
    Change,
    a_door,
    at_a_known_place,
    at_a_new_place,
    closed,
    in_another_order,
    more_staff,
    moved,
    other_basket,
    other_rates,
    other_weights,
)

import territory
from territory.errors import InputError
from territory.study import Walk, read_study, walk
from territory.tables import Tables

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[population]]
role = "buffer"
reader = "population"
path = "around.csv"
[[services]]
reader = "services"
path = "services.csv"
[[services]]
role = "buffer"
reader = "services"
path = "beyond.csv"
[[coverage]]
reader = "coverage"
path = "coverage.csv"
[membership]
buffer_km = 30.0
buffer_complete = ["clsc", "gmf", "community", "library", "outreach"]
open_border = "east.geojson"
[travel]
limit_minutes = 20
"""
KINDS = ("clsc", "gmf", "community", "library", "outreach")
WEST, MIDDLE, EAST = "MRC:01", "MRC:02", "MRC:03"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write three territories in a row, their people, their sites, and a band around them."""
    path = tmp_path_factory.mktemp("study")
    edges = (-73.0, -72.6, -72.2, -71.8)
    gpd.GeoDataFrame(
        {"territory_id": [WEST, MIDDLE, EAST], "name": ["Ouest", "Milieu", "Est"]},
        geometry=[shapely.box(one, 45.5, two, 45.9) for one, two in pairwise(edges)],
        crs=4326,
    ).to_file(path / "mrc.gpkg")
    lon, lat = np.meshgrid(np.linspace(-72.97, -71.83, 9), np.linspace(45.55, 45.85, 3))
    units = pd.DataFrame(
        {
            "unit_id": [f"u{one:02d}" for one in range(lon.size)],
            "population": 500 + 137 * np.arange(lon.size) % 2900,
            "lon": lon.ravel(),
            "lat": lat.ravel(),
            "registered_share": 0.5 + 0.011 * np.arange(lon.size),
            "milieu": np.where(np.arange(lon.size) % 4, "rural", "urban"),
            "area_km2": 20.0 + 40 * (np.arange(lon.size) % 5),
        }
    )
    nowhere = pd.DataFrame({"unit_id": ["u99"], "population": [300], "registered_share": [0.6]})
    nowhere["mrc_id"], nowhere["milieu"] = EAST, "rural"
    pd.concat([units, nowhere]).to_csv(path / "population.csv", index=False)
    beyond = units.head(3).assign(unit_id=["b0", "b1", "b2"], lon=[-71.79, -71.7, -73.1])
    beyond.to_csv(path / "around.csv", index=False)
    sites(path / "services.csv", "s", [-72.95, -72.9, -72.7, -72.4, -72.3, -72.1, -72.0, -72.5])
    sites(path / "beyond.csv", "e", [-71.78, -73.05])
    line = shapely.LineString([(-71.8, 45.5), (-71.8, 45.9)])
    gpd.GeoSeries([line], crs=4326).to_file(path / "east.geojson")
    pd.DataFrame(
        [
            (code, kind, "partial" if (code, kind) == (EAST, "library") else "complete")
            for code in (WEST, MIDDLE, EAST)
            for kind in KINDS
        ],
        columns=["territory_id", "kind", "status"],
    ).to_csv(path / "coverage.csv", index=False)
    return path


def sites(path: Path, letter: str, lon: list[float]) -> None:
    """Write sites of each kind in turn; the last CLSC is virtual, one group tells no staff."""
    count = len(lon)
    kinds = [("clsc", "gmf", "community", "library")[one % 4] for one in range(count)]
    staff = [1.5 + one for one in range(count)]
    pd.DataFrame(
        {
            "service_id": [f"{letter}{one}" for one in range(count)],
            "name": [f"Point {letter}{one}" for one in range(count)],
            "kind": kinds,
            "lon": lon,
            "lat": [45.6 + 0.03 * one for one in range(count)],
            "fte_ts": [None if one == 6 else given for one, given in enumerate(staff)],
            "fte_oc": [0.5 if kind == "clsc" else None for kind in kinds],
            "mode": ["virtual" if one == 4 else "in_person" for one in range(count)],
            "open_share": [1.0 if kind != "library" else 0.4 for kind in kinds],
        }
    ).to_csv(path, index=False)


def walked(folder: Path, change: str = "", name: str = "etude.toml") -> Walk:
    (folder / name).write_text(STUDY.replace("limit_minutes = 20", change or "limit_minutes = 20"))
    return walk(read_study(folder / name))


@pytest.fixture(scope="module")
def small(folder: Path) -> Walk:
    """Walk the small study to its end."""
    base = walked(folder)
    base.result()
    return base


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Walk:
    """Walk the embedded default."""
    return walk(territory.read_study(checkout / "studies" / "demo.toml"))


TENTHS = st.integers(0, 200).map(lambda tenths: tenths / 10)
SHARES = st.integers(0, 100).map(lambda percent: percent / 100)
EACH_CHANGE = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


def afresh(base: Walk, tables: Tables | None = None, norm: Any = None, **more: Any) -> Walk:
    """Return the walk of the changed study, from no other."""
    terms = replace(base.terms, norm=norm or base.terms.norm, **more)
    return Walk(base.study, base.gathered, tables or base.tables, terms)


def frames(base: Walk) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table of a walk's result."""
    result = base.result()
    for name in ("gaps", "kinds", "needs", "completeness"):
        for level, table in getattr(result, name).items():
            yield f"{name} {level}", table
    yield "units", result.units
    yield "services", result.services
    for name, table in base.evaluations.items():
        yield f"evaluation {name}", table
    yield "known", base.known


def assert_same(mine: Walk, its: Walk) -> None:
    theirs = dict(frames(its))
    for name, table in frames(mine):
        expected = theirs.pop(name)
        if isinstance(table, gpd.GeoDataFrame):
            assert table.geometry.to_wkb().tolist() == expected.geometry.to_wkb().tolist(), name
        plain = [
            pd.DataFrame(one).drop(columns="geometry", errors="ignore") for one in (table, expected)
        ]
        pd.testing.assert_frame_equal(*plain, check_exact=True, obj=name)
    assert not theirs
    assert mine.intensity_norm == its.intensity_norm


@EACH_CHANGE
def test_a_changed_walk_of_a_small_study_is_the_walk_of_the_changed_study(
    small: Walk, change: Change
) -> None:
    made = change(small)
    assert_same(small.again(**made, freeze=False), afresh(small, **made))


@pytest.mark.slow
@pytest.mark.parametrize("change", LARGE, ids=lambda change: change.__name__)
def test_a_changed_walk_of_the_demonstration_is_the_walk_of_the_changed_study(
    demo: Walk, change: Change
) -> None:
    made = change(demo)
    again, fresh = demo.again(**made, freeze=False), afresh(demo, **made)
    for name, table in again.evaluations.items():
        pd.testing.assert_frame_equal(table, fresh.evaluations[name], check_exact=True, obj=name)
    for level in ("mrc", "clsc"):
        pd.testing.assert_frame_equal(again.gaps(level), fresh.gaps(level), check_exact=True)
        pd.testing.assert_frame_equal(again.complete[level], fresh.complete[level])


@pytest.fixture(scope="module")
def witness(folder: Path) -> Walk:
    """Walk the small study from its files, once more."""
    return walked(folder)


@EACH_CHANGE
def test_nothing_of_the_first_walk_changes(small: Walk, witness: Walk, change: Change) -> None:
    held = [copy.deepcopy(one) for one in (small.tables, small.units, small.sites, small.apart)]
    costs = copy.deepcopy([small.times.matrix, small.every_cost.matrix])
    small.again(**change(small)).result()
    assert_same(small, witness)
    for name in ("population", "services", "membership", "coverage"):
        before, after = (pd.DataFrame(getattr(one, name)) for one in (held[0], small.tables))
        pd.testing.assert_frame_equal(before, after, check_exact=True, obj=name)
    for before, after in zip(held[1:], (small.units, small.sites, small.apart), strict=True):
        pd.testing.assert_frame_equal(before, after, check_exact=True)
    for before, table in zip(costs, (small.times, small.every_cost), strict=True):
        for part in ("data", "indices", "indptr"):
            assert np.array_equal(getattr(before, part), getattr(table.matrix, part))


@pytest.mark.parametrize("change", STAFFING, ids=lambda change: change.__name__)
def test_steps_that_nothing_touches_are_those_of_the_first_walk(
    small: Walk, change: Change
) -> None:
    again = small.again(**change(small))
    assert again.times is small.times
    assert again.every_cost is small.every_cost
    assert again.situation.costs is small.situation.costs
    assert again.weights is small.weights
    assert again.known is small.known
    assert again.traveller is small.traveller


def test_another_norm_asks_for_no_time_it_already_has(small: Walk) -> None:
    again = small.again(**other_weights(small))
    assert again.times is small.times
    assert again.situation.costs is small.situation.costs
    assert again.weights is not small.weights


def test_only_new_places_are_asked_for(small: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    ask = small.traveller.to_sites

    def noted(services: gpd.GeoDataFrame, *given: Any, **more: Any) -> Any:
        asked.append(list(services["service_id"]))
        return ask(services, *given, **more)

    monkeypatch.setattr(small.traveller, "to_sites", noted)
    for change in (more_staff, at_a_known_place, closed, in_another_order, other_basket):
        _ = small.again(**change(small)).times
    assert asked == []
    for change in (at_a_new_place, moved):
        _ = small.again(**change(small)).times
    assert asked == [["nouveau"], [a_door(small)]]


def test_the_norm_of_intensity_is_frozen_unless_asked(small: Walk) -> None:
    made = more_staff(small)
    frozen = small.again(**made)
    assert frozen.intensity_norm == small.intensity_norm
    assert small.again(**made, freeze=False).intensity_norm != small.intensity_norm
    assert_same(frozen, afresh(small, **made, intensity=small.intensity_norm))


def test_a_declared_rate_changes_who_is_registered_where_none_is_known(small: Walk) -> None:
    people = small.tables.population
    unknown = replace(small.tables, population=people.assign(registered_share=np.nan))
    silent = small.again(tables=unknown)
    assert silent.without_gmf
    told = silent.again(declared_rate=0.7, freeze=False)
    assert not told.without_gmf
    assert_same(told, afresh(small, unknown, declared_rate=0.7))


def test_walks_follow_one_another(small: Walk) -> None:
    """Rates, then staff, then a new door: what a scenario of three changes is made of."""
    one = small.again(**other_rates(small), freeze=False)
    two = one.again(**more_staff(one), freeze=False)
    three = two.again(**at_a_new_place(two), freeze=False)
    assert_same(three, afresh(small, three.tables))


def test_another_list_of_units_is_refused(small: Walk) -> None:
    fewer = replace(small.tables, population=small.tables.population.iloc[1:])
    with pytest.raises(InputError, match="ne sont pas celles de l'étude de départ"):
        _ = small.again(tables=fewer).units


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fte=st.lists(st.one_of(st.none(), TENTHS), min_size=8, max_size=8),
    gated=st.lists(st.booleans(), min_size=8, max_size=8),
    hours=st.lists(SHARES, min_size=8, max_size=8),
    rate=SHARES,
)
def test_whatever_the_staff_the_doors_and_the_rates(
    small: Walk, fte: list[float | None], gated: list[bool], hours: list[float], rate: float
) -> None:
    services = small.tables.services.assign(
        fte_ts=pd.array(fte, dtype="Float64").to_numpy(dtype=float, na_value=np.nan),
        registration=np.where(gated, "required", "open"),
        open_share=hours,
    )
    people = small.tables.population
    people = people.assign(registered_share=people["registered_share"].mul(0) + rate)
    tables = replace(small.tables, services=gpd.GeoDataFrame(services), population=people)
    again, fresh = small.again(tables=tables, freeze=False), afresh(small, tables)
    pd.testing.assert_frame_equal(again.gaps("mrc"), fresh.gaps("mrc"), check_exact=True)


def test_a_table_of_times_is_not_asked_for_a_place_it_does_not_hold(
    small: Walk, folder: Path
) -> None:
    small.times.to_frame().rename(columns={"cost": "travel_time"}).to_csv(
        folder / "minutes.csv", index=False
    )
    asked = 'method = "table"\ntable = "minutes.csv"'
    base = walked(folder, asked, "table.toml")
    assert_same(base.again(**more_staff(base), freeze=False), afresh(base, **more_staff(base)))
    beside = base.again(**at_a_known_place(base))
    place = beside.times.destinations.get_indexer(["nouveau"])
    assert place[0] >= 0
    with pytest.raises(InputError, match="change de place") as refused:
        _ = base.again(**moved(base)).times
    assert a_door(base) in str(refused.value)
    with pytest.raises(InputError, match="n'a aucun temps vers «\xa0Nouveau\xa0»"):
        _ = base.again(**at_a_new_place(base)).times
