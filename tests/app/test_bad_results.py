"""A results folder that is half there, damaged or of another version: one sentence, no crash."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.cli import main
from territory_app.catalogue import open_results
from territory_app.errors import ResultsError
from territory_app.reading import read_record
from territory_app.record import FORMAT, check_record, is_earlier

UNHURRIED = settings(
    deadline=None, max_examples=150, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(max_size=5), LEAVES)


@pytest.fixture
def out(study_out: Path, tmp_path: Path) -> Path:
    """A copy of the study's results, to spoil, whose record lists its files."""
    folder = tmp_path / "out"
    shutil.copytree(study_out, folder)
    files = [
        {"path": one.name, "bytes": one.stat().st_size}
        for one in sorted(folder.iterdir())
        if one.name != "run.json"
    ]
    rewrite(folder, lambda record: record.update(files=files, results_format=FORMAT))
    return folder


def rewrite(out: Path, change: Callable[[dict[str, Any]], object]) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    change(record)
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")


def refusal(out: Path) -> str:
    with pytest.raises(ResultsError) as refused:
        open_results(out)
    sentence = refused.value.sentence("fr")
    assert "\n" not in sentence
    assert refused.value.sentence("en") != sentence
    return sentence


def spoil(out: Path, name: str, column: str, row: int, value: str) -> None:
    """Write ``value`` in a cell; the record no longer says how large the file is."""
    table = pd.read_csv(out / name, dtype="str", encoding="utf-8-sig")
    table.loc[row, column] = value
    table.to_csv(out / name, index=False)
    rewrite(out, lambda record: record.pop("files", None))


def test_whole_results_are_opened(out: Path) -> None:
    assert list(open_results(out).levels) == ["mrc", "rls"]


@pytest.mark.parametrize("name", ["gaps_rls.csv", "access_units.csv", "study.gpkg"])
def test_a_file_that_is_missing_is_named(out: Path, name: str) -> None:
    (out / name).unlink()
    assert name in refusal(out)


@pytest.mark.parametrize("name", ["gaps_rls.csv", "access_units.csv", "study.gpkg"])
def test_a_file_cut_short_is_named_with_its_sizes(out: Path, name: str) -> None:
    size = (out / name).stat().st_size
    with (out / name).open("r+b") as stream:
        stream.truncate(size // 2)
    said = refusal(out)
    assert name in said
    assert f"{size // 2} octets" in said


def test_a_file_that_is_not_shown_may_be_missing(out: Path) -> None:
    rewrite(out, lambda record: record["files"].append({"path": "map_rls.html", "bytes": 3}))
    assert open_results(out).levels


def test_a_record_leads_out_of_no_folder(out: Path) -> None:
    files = [{"path": "study/../../etc/passwd", "bytes": 3}]
    rewrite(out, lambda record: record.update(files=files))
    assert open_results(out).levels


def test_results_of_a_later_version_say_so(out: Path) -> None:
    rewrite(out, lambda record: record.update(results_format=FORMAT + 1))
    said = refusal(out)
    assert "plus récente" in said
    assert str(FORMAT + 1) in said


def test_results_of_an_earlier_version_are_shown(out: Path) -> None:
    rewrite(out, lambda record: record.pop("results_format"))
    assert is_earlier(open_results(out).record)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "3", '"texte"', "{}", '{"levels": []}', '{"levels": {}}',
     '{"levels": [3]}', '{"levels": [{"key": "../mrc"}]}', '{"levels": [{"key": "mrc\\u0000"}]}',
     '{"levels": [{"key": "mrc"}, {"key": "mrc"}]}', '{"levels": [{"key": "mrc"}], "files": 3}',
     "\x00\x01", '{"levels": [{"key": "mrc"}], "results_format": "2"}',
     '{"levels": [{"key": "mrc"}], "results_format": -1}', "[" * 100_000],
)  # fmt: skip
def test_a_record_that_is_garbage_is_said_to_be(out: Path, content: str) -> None:
    (out / "run.json").write_text(content, encoding="utf-8")
    assert "run.json" in refusal(out)


def test_a_record_in_another_encoding_is_said_to_be(out: Path) -> None:
    (out / "run.json").write_bytes(b'{"levels": "\xe9"}')
    assert "run.json" in refusal(out)


@UNHURRIED
@given(data=st.data())
def test_any_part_of_the_record_may_be_spoilt(study_out: Path, data: st.DataObject) -> None:
    """What is accepted has the shape pages rely on; the rest is refused in a sentence."""
    record = json.loads((study_out / "run.json").read_text(encoding="utf-8"))
    at: Any = record
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        inner = at[key]
        if not inner or not isinstance(inner, dict | list) or data.draw(st.booleans()):
            break
        at = inner
    before = copy.deepcopy(at[key])
    at[key] = data.draw(JSON)
    try:
        check_record(study_out / "run.json", record)
    except ResultsError as refused:
        said = refused.sentence("en")
    else:
        said = "version"
        after = at[key]
        mapping = isinstance(before, dict) and len(before) > 0
        if mapping and not set(before) <= {"fr", "en"}:
            assert after is None or isinstance(after, dict)
        if isinstance(before, list):
            assert after is None or isinstance(after, list)
    assert "version" in said


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("gaps_mrc.csv", "population", "beaucoup"), ("gaps_rls.csv", "reach_share", "1e999"),
     ("gaps_mrc.csv", "rank", "3e"), ("access_units.csv", "lon", "ouest"),
     ("gaps_mrc.csv", "class", "inconnue")],
)  # fmt: skip
def test_a_cell_that_is_not_what_it_should_be_is_shown(
    out: Path, name: str, column: str, value: str
) -> None:
    spoil(out, name, column, 3, value)
    said = refusal(out)
    assert name in said
    assert "ligne 5" in said
    assert column in said


def test_a_territory_named_twice_or_not_at_all_is_refused(out: Path) -> None:
    spoil(out, "gaps_mrc.csv", "territory_id", 3, "")
    assert "ligne 5" in refusal(out)
    spoil(out, "gaps_mrc.csv", "territory_id", 3, "MRC:10")
    assert "MRC:10" in refusal(out)


@pytest.mark.parametrize("column", ["territory_id", "class", "reach_share", "flags"])
def test_a_column_that_is_missing_is_named(out: Path, column: str) -> None:
    path = out / "gaps_mrc.csv"
    pd.read_csv(path, encoding="utf-8-sig").drop(columns=column).to_csv(path, index=False)
    rewrite(out, lambda record: record.pop("files"))
    assert column in refusal(out)


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"territory_id\n", b"\xff\xfe,\n"])
def test_a_table_that_is_no_table_is_refused(out: Path, content: bytes) -> None:
    (out / "gaps_mrc.csv").write_bytes(content)
    rewrite(out, lambda record: record.pop("files"))
    assert "gaps_mrc.csv" in refusal(out)


@pytest.mark.filterwarnings(
    "ignore:.*application_id.*", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("content", [b"", b"GPKG", b"SQLite format 3\x00" + b"\x00" * 2000])
def test_a_package_that_is_none_is_refused(out: Path, content: bytes) -> None:
    (out / "study.gpkg").write_bytes(content)
    rewrite(out, lambda record: record.pop("files"))
    assert "study.gpkg" in refusal(out)


def relayer(out: Path, layer: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    """Write the package again with one layer changed."""
    path = out / "study.gpkg"
    kept = {name: pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)}
    path.unlink()
    for name, frame in kept.items():
        written = change(frame) if name == layer else frame
        if written is not None:
            pyogrio.write_dataframe(written, path, layer=name)
    rewrite(out, lambda record: record.pop("files"))


def test_a_layer_that_is_missing_is_named(out: Path) -> None:
    relayer(out, "rls", lambda _: None)
    assert "rls" in refusal(out)


def test_services_that_are_missing_are_named(out: Path) -> None:
    relayer(out, "services", lambda _: None)
    assert "services" in refusal(out)


def test_a_layer_of_other_territories_is_refused(out: Path) -> None:
    relayer(out, "mrc", lambda frame: frame.iloc[:-1])
    said = refusal(out)
    assert "gaps_mrc.csv" in said
    assert "mêmes territoires" in said


def test_a_layer_without_its_ids_is_refused(out: Path) -> None:
    relayer(out, "mrc", lambda frame: frame.drop(columns="territory_id"))
    assert "territory_id" in refusal(out)


@pytest.mark.filterwarnings("ignore:.*crs.*:UserWarning")
def test_a_layer_that_does_not_say_where_it_is_is_refused(out: Path) -> None:
    relayer(out, "mrc", lambda frame: frame.set_crs(None, allow_override=True))
    assert "coordonnées" in refusal(out)


def test_the_command_says_it_and_stops(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "study.gpkg").unlink()
    rewrite(out, lambda record: record.update(summary=summary(), counts={"territories": {}}))
    assert main(["app", str(out), "--port", "8999"]) == 2
    said = capsys.readouterr().err
    assert "study.gpkg" in said
    assert len(said.strip().splitlines()) == 1


def summary() -> dict[str, Any]:
    """Return what the command tells of a run."""
    return {
        "demonstration": False, "level": "mrc", "territories": {"mrc": 30}, "population": 1.0,
        "population_covered": 1.0, "people_beyond_reach": 0.0, "sites": 1, "doors": 1,
        "classes": {"desert": 0, "underserved": 0, "served": 30, "insufficient_data": 0,
                    "not_ranked": 0},
        "tests": ["presence"], "buffer": None,
    }  # fmt: skip


def test_the_record_is_read_the_same_way_everywhere(out: Path) -> None:
    assert read_record(out) == open_results(out).record
