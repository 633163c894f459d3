"""run.json says how a run came about, and nothing of the machine it ran on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.export.record import creation_time, without_machine_paths
from territory.tables.words import CLASSES


@pytest.fixture(scope="module")
def record(out: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return content


def test_no_path_of_this_machine_is_written(out: Path) -> None:
    for name in ("run.json", "datapackage.json"):
        text = (out / name).read_text(encoding="utf-8")
        assert "/somewhere" not in text
        assert str(Path.home()) not in text
    assert '"path": "units.csv"' in (out / "run.json").read_text(encoding="utf-8")


def test_every_class_is_counted_even_the_empty_ones(record: dict[str, object]) -> None:
    assert record["classes"] == {
        "mrc": {"desert": 1, "underserved": 1, "served": 1, "insufficient_data": 0, "not_ranked": 0}
    }
    assert list(CLASSES) == list(record["classes"]["mrc"])  # type: ignore[index]


def test_a_level_names_its_file_its_layer_and_who_has_no_place_in_it(
    record: dict[str, object],
) -> None:
    assert record["levels"] == [
        {
            "key": "mrc",
            "label": {"fr": "MRC ou territoire équivalent", "en": "MRC or equivalent territory"},
            "plural": {"fr": "MRC et équivalents", "en": "MRCs and equivalents"},
            "count": 3,
            "file": "gaps_mrc.csv",
            "map": "map_mrc.html",
            "layer": "mrc",
            "unassigned_population": 0.0,
        }
    ]


def test_the_norm_is_there_whole_with_the_figure_it_came_to(record: dict[str, object]) -> None:
    norm = record["norm"]
    assert isinstance(norm, dict)
    assert norm["intensity_norm"] == 2.326087
    assert norm["threshold_minutes"] == {
        "dense_urban": 15.0,
        "urban": 20.0,
        "rural": 30.0,
        "remote": 40.0,
    }


def test_only_a_demonstration_carries_the_banner(
    record: dict[str, object], fictional_out: Path
) -> None:
    assert record["banner"] is None
    fictional = json.loads((fictional_out / "run.json").read_text(encoding="utf-8"))
    assert fictional["banner"]["fr"].endswith("Ne pas citer.")
    assert fictional["banner"]["en"].endswith("Do not cite.")


def test_windows_paths_are_cut_too() -> None:
    assert without_machine_paths(["C:\\Users\\ana\\a.csv", 3]) == ["a.csv", 3]


@pytest.mark.parametrize("stated", ["hier", "1e9", "99999999999999999999"])
def test_a_date_that_is_not_a_number_of_seconds_is_one_sentence(
    stated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        creation_time()
