"""Speeds, durations and directions, as tables and people write them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from territory.errors import InputError
from territory.travel.road import road_speeds
from territory.travel.road.speeds import parse_direction, parse_duration, parse_speed


def test_the_table_of_speeds_says_what_is_a_convention(town: ModuleType, checkout: Path) -> None:
    table = pd.read_csv(checkout / "data" / "road_speeds.csv")
    assert list(table.columns) == ["mode", "class", "speed_kmh", "basis", "note"]
    assert set(table["basis"]) == {"convention", "law"}
    assert not table.duplicated(["mode", "class"]).any()
    assert {street.kind for street in town.STREETS} - {"footway"} <= set(road_speeds("car"))


def test_a_table_of_speeds_of_ones_own_replaces_the_package_s(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("mode,class,speed_kmh\ncar,rue,40\n", encoding="utf-8")
    assert road_speeds("car", tmp_path / "v.csv") == {"rue": 40.0}
    (tmp_path / "w.csv").write_text("mode,classe\ncar,rue\n", encoding="utf-8")
    with pytest.raises(InputError, match="n'a pas la colonne"):
        road_speeds("car", tmp_path / "w.csv")


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("50", 50), ("50 km/h", 50), ("30 mph", 48.280), ("10 knots", 18.52), ("90;70", 70),
     ("CA-QC:rural", 90), ("fast", np.nan), ("0", np.nan)],
)  # fmt: skip
def test_speeds_are_read_as_people_write_them(text: str, kmh: float) -> None:
    assert parse_speed(text) == pytest.approx(kmh, abs=1e-3, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("00:15", 15), ("PT15M", 15), ("1:30:30", 90.5), ("P1DT2H", 1560), ("25", 25),
     ("soon", np.nan), ("-4", np.nan)],
)  # fmt: skip
def test_durations_are_read_as_people_write_them(text: str, minutes: float) -> None:
    assert parse_duration(text) == pytest.approx(minutes, nan_ok=True)


def test_directions_are_read_in_both_languages() -> None:
    read = {word: parse_direction(word) for word in ("Deux sens", "Même direction", "TF", "", "x")}
    assert read == {
        "Deux sens": "both", "Même direction": "forward", "TF": "backward", "": "both", "x": "",
    }  # fmt: skip
