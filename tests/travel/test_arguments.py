"""What callers hand over is read by identifier, or refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from territory.errors import InputError
from territory.travel import from_matrix, straight_line

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
