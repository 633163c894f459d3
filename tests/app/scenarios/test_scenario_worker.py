"""The process that computes, on the demonstration: it tells how far it is, and how it ends."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from territory.places import bundled
from territory.scenarios.file import ready_made
from territory_app.scenarios.child import ENDED, Child
from territory_app.scenarios.worker import Reporter

PATIENCE = 240.0


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_progress_never_goes_back_nor_past_its_end() -> None:
    stream = io.StringIO()
    report = Reporter(stream)
    report.begin("a", 3)
    for step in ("services.csv", "un", "deux", "trois", "quatre"):
        report(step)
        report.detail("minutes", 1, 2)
        report.detail("minutes", 0, 0)
    shares = [one["share"] for one in told(stream)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1


def test_steps_are_told_in_both_languages_and_a_file_by_its_name() -> None:
    stream = io.StringIO()
    report = Reporter(stream)
    report.begin("a", 2)
    report("services.csv")
    report("état de départ")
    first, second = (one["step"] for one in told(stream))
    assert first == {"fr": "lecture de services.csv", "en": "reading services.csv"}
    assert second["fr"] == "état de départ"
    assert second["en"] != second["fr"]


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Child]:
    """The process, on the demonstration."""
    study, data = bundled("studies", "demo.toml"), bundled("data", "demo")
    module = "territory_app.scenarios.worker"
    child = Child([sys.executable, "-m", module, str(study), "--data", str(data)])
    yield child
    child.stop()


def answers(child: Child, name: str, text: str, out: Path) -> list[Any]:
    """Ask for a scenario; return all that is said until it ends."""
    child.tell({"id": name, "text": text, "out": str(out)})
    heard: list[Any] = []
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = child.hear(1.0)
        if said is not None:
            heard.append(said)
            if {"done", "error", ENDED} & set(said):
                return heard
    raise AssertionError(heard)


@pytest.mark.slow
def test_the_study_is_walked_once_and_scenarios_run_on_it(
    demonstration: Child, tmp_path: Path
) -> None:
    text = ready_made()["virtuel-retire"].read_text(encoding="utf-8")
    heard = answers(demonstration, "first", text, tmp_path / "first")
    assert heard[-1] == {"id": "first", "done": True}
    shares = [one["share"] for one in heard if "share" in one]
    assert shares == sorted(shares)
    assert any("services.csv" in one["step"]["fr"] for one in heard if "step" in one)
    record = json.loads((tmp_path / "first" / "comparison.json").read_text(encoding="utf-8"))
    assert record["scenario"]["name"] == "virtuel-retire"
    assert record["variants"][0]["headline"]["en"]
    assert (tmp_path / "first" / "difference_mrc_demo.csv").is_file()

    again = answers(demonstration, "second", text, tmp_path / "second")
    assert not any("services.csv" in one["step"]["fr"] for one in again if "step" in one)
    same = json.loads((tmp_path / "second" / "comparison.json").read_text(encoding="utf-8"))
    assert same == record

    wrong = text.replace("virtuel-retire", "essai") + 'in_territories = ["MRC:999"]\n'
    refused = answers(demonstration, "third", wrong, tmp_path / "third")[-1]
    assert "MRC:999" in refused["error"]["fr"]
    assert refused["error"]["en"] != refused["error"]["fr"]
    assert not (tmp_path / "third").exists()

    path = '[[change]]\nkind = "population"\npath = "/etc/passwd"\nyear = 2031\n'
    closed = text.partition("[[change]]")[0] + path
    refused = answers(demonstration, "fourth", closed, tmp_path / "fourth")[-1]
    assert "n'en lit aucun" in refused["error"]["fr"]


@pytest.mark.slow
def test_a_study_that_is_not_there_is_told_and_the_process_ends_with_its_input(
    tmp_path: Path,
) -> None:
    module = "territory_app.scenarios.worker"
    child = Child([sys.executable, "-m", module, str(tmp_path / "absent.toml")])
    text = ready_made()["virtuel-retire"].read_text(encoding="utf-8")
    heard = answers(child, "a", text, tmp_path / "a")
    assert "absent.toml" in heard[-1]["error"]["fr"]
    assert child.alive
    child.leave()
    for _ in range(100):
        if not child.alive:
            break
        time.sleep(0.1)
    assert not child.alive
    child.stop()
