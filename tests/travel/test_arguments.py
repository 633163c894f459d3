"""What callers hand over is read by identifier, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from territory.costs import CostTable
from territory.errors import InputError
from territory.travel import expected, fastest, from_matrix, from_table, straight_line

HERE = pd.DataFrame({"lon": [-71.0, -71.0], "lat": [47.0, 47.0]}, index=["a", "b"])
THERE = pd.DataFrame({"lon": [-71.0], "lat": [47.1]}, index=["x"])


def costs(**arguments: Any) -> list[float]:
    table = straight_line(HERE, THERE, limit=600, **arguments)
    found: list[float] = table.to_frame()["cost"].tolist()
    return found


def test_speeds_and_detours_in_a_series_go_to_the_origins_they_name() -> None:
    by_name = costs(
        speed_kmh=pd.Series([5.0, 50.0], index=["b", "a"]),
        detour=pd.Series([1.0, 2.0], index=["b", "a"]),
    )
    assert by_name == costs(speed_kmh=[50.0, 5.0], detour=[2.0, 1.0])


def test_a_series_may_name_more_places_than_are_asked_for() -> None:
    wider = pd.Series([9.0, 5.0, 50.0], index=["c", "b", "a"])
    assert costs(speed_kmh=wider) == costs(speed_kmh=[50.0, 5.0])


@pytest.mark.parametrize("argument", ["detour", "speed_kmh"])
def test_an_origin_a_series_forgets_is_named(argument: str) -> None:
    with pytest.raises(InputError, match=rf"{argument}.*l'origine b n'a pas de valeur"):
        costs(**{argument: pd.Series([5.0, 5.0], index=["a", "z"])})


@pytest.mark.parametrize("wrong", ["vite", [1.0, 2.0, 3.0], {"a": 1.0}])
def test_a_speed_that_is_no_number_per_origin_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="un par origine"):
        costs(speed_kmh=wrong)


@pytest.mark.parametrize("limit", ["60", None, np.nan, -1])
def test_a_limit_that_is_no_number_of_minutes_is_refused(limit: Any) -> None:
    with pytest.raises(InputError, match=r"limit.*au moins 0"):
        straight_line(HERE, THERE, limit=limit)


def test_a_matrix_with_labels_follows_the_identifiers_listed() -> None:
    frame = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], index=["b", "a"], columns=["y", "x"])
    table = from_matrix(frame, ["a", "b"], ["x", "y"])
    assert table.matrix.toarray().tolist() == [[4.0, 3.0], [2.0, 1.0]]


@pytest.mark.parametrize("listed", [["a", "z"], ["a"], ["a", "b", "c"]])
def test_a_matrix_labelled_otherwise_than_its_identifiers_is_refused(listed: list[str]) -> None:
    frame = pd.DataFrame([[1.0], [3.0]], index=["b", "a"], columns=["x"])
    with pytest.raises(InputError, match=r"étiquettes du tableau ne sont pas.*origins"):
        from_matrix(frame, listed, ["x"])


FIVE_MINUTES = pd.Series(pd.to_timedelta([5], unit="min"))
DATED = {
    "durations": FIVE_MINUTES,
    "dates": pd.Series(pd.to_datetime(["2026-01-01"])),
    "durations of arrow": FIVE_MINUTES.astype("duration[ns][pyarrow]"),
}


def rows(times: Any) -> pd.DataFrame:
    return pd.DataFrame({"from_id": ["a"], "to_id": ["x"], "travel_time": times})


@pytest.mark.parametrize("times", DATED.values(), ids=list(DATED))
def test_durations_and_dates_are_not_taken_for_minutes(times: pd.Series, tmp_path: Path) -> None:
    rows(times).to_parquet(tmp_path / "times.parquet")
    for read in (
        lambda: from_table(rows(times)),
        lambda: from_table(tmp_path / "times.parquet"),
        lambda: CostTable.from_pairs(["a"], ["x"], times),
        lambda: CostTable.from_pairs(["a"], ["x"], times.to_numpy()),
        lambda: from_matrix(np.asarray(times.astype("object"), dtype=object).reshape(1, 1)),
    ):
        with pytest.raises(InputError, match=r"durées ou des dates|n'est pas un nombre"):
            read()


@pytest.mark.parametrize("kind", [pa.float64(), pa.int32(), pa.string()])
def test_times_and_identifiers_kept_by_arrow_are_read(kind: pa.DataType) -> None:
    text = pd.ArrowDtype(pa.string())
    frame = pd.DataFrame(
        {
            "from_id": pd.Series(["a", "a", "b"], dtype=text),
            "to_id": pd.Series(["x", "y", "x"], dtype=text),
            "travel_time": pd.Series([1, None, 3], dtype="Int64").astype(pd.ArrowDtype(kind)),
        }
    )
    table = from_table(frame, origins=["b", "a"])
    assert table.to_frame().to_numpy().tolist() == [["b", "x", 3.0], ["a", "x", 1.0]]
    assert table.destinations.tolist() == ["x", "y"]


@pytest.mark.parametrize("unit", ["s", "threshold", "minutes", None, 5])
def test_costs_are_in_minutes_or_kilometres(unit: Any) -> None:
    with pytest.raises(InputError, match=r"unité connue; attendues.*min, km"):
        CostTable.from_pairs(["a"], ["x"], [1], unit=unit)


@pytest.mark.parametrize("ends", [{"a"}, frozenset("a"), {"a": 1}, iter("a")])
def test_identifiers_without_an_order_are_refused(ends: Any) -> None:
    with pytest.raises(InputError, match=r"origins.*liste d'identifiants"):
        CostTable.from_pairs(ends, ["x"], [1])


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_identifier_is_refused(blank: str) -> None:
    with pytest.raises(InputError, match=r"origins.*identifiant est vide"):
        CostTable.from_pairs([blank], ["x"], [1])
    with pytest.raises(InputError, match=r"destinations.*identifiant est vide"):
        CostTable.from_pairs(["a"], ["x"], [1], destinations=["x", blank])


def test_what_is_not_a_table_is_refused_in_one_sentence() -> None:
    walk = CostTable.from_pairs(["a"], ["x"], [1], limit=60)
    wrong: Any = None
    with pytest.raises(InputError, match="table de coûts est attendue, et non str"):
        fastest(walk, "x")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="table de coûts est attendue, et non NoneType"):
        expected(walk, wrong, without_car=0.2)
    for read in (from_table, CostTable.read_parquet, walk.to_parquet):
        with pytest.raises(InputError, match="chemin d'un fichier est attendu, et non NoneType"):
            read(wrong)
    with pytest.raises(InputError, match=r"columns.*une correspondance"):
        from_table(rows([1]), columns="x")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="unité connue"):
        from_table(rows([1]), unit=["s"])  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"barriers.*couche de lignes et de points"):
        straight_line(HERE, THERE, limit=5, barriers="x")  # type: ignore[arg-type]


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    twice = pd.concat([rows([1]), rows([2])[["travel_time"]]], axis=1)
    with pytest.raises(InputError, match=r"plusieurs colonnes.*travel_time"):
        from_table(twice)
    twice.to_csv(tmp_path / "times.csv", index=False)
    with pytest.raises(InputError, match=r"plusieurs colonnes.*travel_time"):
        from_table(tmp_path / "times.csv")


def test_crossings_take_a_number_of_minutes() -> None:
    point = gpd.GeoSeries.from_xy([-71.0], [47.0], crs=4326)
    for minutes, fault in ("x", "n'est pas un nombre"), (-5, "nombre d'au moins 0"):
        layer = gpd.GeoDataFrame({"minutes": [minutes]}, geometry=point)
        with pytest.raises(InputError, match=rf"barriers.*{fault}"):
            straight_line(HERE, THERE, limit=5, barriers=layer)


def test_a_layer_without_geometry_is_refused() -> None:
    empty = gpd.GeoDataFrame({"a": [1]})
    with pytest.raises(InputError, match="pas de géométrie"):
        straight_line(HERE, THERE, limit=5, barriers=empty)
    with pytest.raises(InputError, match=r"origins.*lon"):
        straight_line(empty, THERE, limit=5)


def test_a_provenance_is_a_mapping() -> None:
    for build in (lambda told: from_matrix([[1]], provenance=told), lambda told: (
        CostTable.from_pairs(["a"], ["x"], [1], provenance=told)
    )):  # fmt: skip
        with pytest.raises(InputError, match=r"provenance.*correspondance"):
            build("à la main")
