"""The measure of scenarios tells its figures as they are, and says when its aim is not met."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Load = Callable[[str], ModuleType]
ABOUT = {"date": "2026-11-22", "cores": 2, "memory": 24.0, "system": "Linux", "python": "3.11.7"}


@pytest.fixture
def module(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module of benchmarks/ by name."""
    monkeypatch.syspath_prepend(str(checkout / "benchmarks"))

    def load(name: str) -> ModuleType:
        return import_module(name)

    yield load
    for name in ("scenarios", "scenario_pages", "scenario_study", "drawing", "machine"):
        sys.modules.pop(name, None)


def found(areas: int, seconds: float) -> dict[str, Any]:
    times = {"seconds": seconds, "processor": seconds / 2, "least": seconds, "first": 2 * seconds}
    names = ("base", "staffing", "registration", "opening", "reattachment")
    return {"areas": areas, "sites": 2874, "pairs": areas * 340, **dict.fromkeys(names, times)}


def test_medians_are_told_apart_for_elapsed_and_worked_time(module: Load) -> None:
    told = module("scenarios").told([(3.0, 1.0), (1.0, 1.0), (2.0, 4.0)])
    assert told == {"seconds": 2.0, "processor": 1.0, "least": 1.0}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_whether_its_aim_is_met(module: Load, language: str) -> None:
    pages = module("scenario_pages")
    met = pages.page({13800: found(13800, 0.5)}, ABOUT, 5, language)
    missed = pages.page({13800: found(13800, 1.5)}, ABOUT, 5, language)
    assert ("Atteint" if language == "fr" else "Met:") in met
    assert ("Atteint" if language == "fr" else "Met:") not in missed
    assert ("0,75" if language == "fr" else "0.75") in missed
    assert met.count("\n| ") == 7


def test_the_drawing_has_a_line_per_scenario_that_climbs_with_size(module: Load) -> None:
    pages = module("scenario_pages")
    table = {1000: found(1000, 0.1), 13800: found(13800, 0.9)}
    lines = re.findall(r'<polyline points="([^"]+)"', pages.growth_svg(table, pages.WORDS["en"]))
    assert len(lines) == len(pages.ROWS)
    (x1, y1), (x2, y2) = (tuple(map(float, point.split(","))) for point in lines[0].split())
    assert x2 > x1
    assert y2 < y1


@pytest.mark.slow
def test_the_study_measured_is_one_that_runs_and_its_scenarios_change_something(
    module: Load, tmp_path: Path
) -> None:
    path = module("scenario_study").write_study(tmp_path, 300)
    base = module("scenarios").whole(path)
    assert len(base.units) == 300
    assert base.units["population"].sum() == pytest.approx(8_501_833, abs=300)
    assert set(base.levels) == {"mrc", "clsc", "rls", "rts", "rss", "region"}
    ranked = base.gaps("mrc")["rank"].notna()
    assert ranked.sum() > 50
    for name, scenario in module("scenarios").SCENARIOS.items():
        for told in scenario(base):
            assert told.people[["gain", "lose"]].to_numpy().sum() > 0, name
