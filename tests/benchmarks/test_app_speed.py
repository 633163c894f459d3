"""The measure of the application reads its own pictures right, and says what is not met."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

Load = Callable[[str], ModuleType]
ABOUT = {
    "date": "2026-11-22",
    "cores": 2,
    "memory": 24.0,
    "system": "Linux x86_64",
    "python": "3.11.7",
    "libraries": {"dash-leaflet": "1.1.3", "plotly": "7.1.0"},
}
QUICK = {
    "scripts_kb": 790.0, "geometry_kb": 34.0, "visible": 2.0, "switch": 0.2, "click": 0.1,
    "heap_mb": 15.0,
}  # fmt: skip


@pytest.fixture
def module(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module of benchmarks/ by name."""
    monkeypatch.syspath_prepend(str(checkout / "benchmarks"))

    def load(name: str) -> ModuleType:
        return import_module(name)

    yield load
    for name in ("app_browser", "app_pages", "app_layer"):
        sys.modules.pop(name, None)


def test_only_scripts_and_what_carries_geometry_are_weighed(module: Load) -> None:
    sent = [
        ("/a.js", "script", 2000.0),
        ("/tiles/da/5/9/11", "fetch", 500.0),
        ("/data/table/fr/da", "fetch", 9000.0),
    ]
    assert module("app_browser").weights(sent, ("/tiles/", "/data/places")) == (2.0, 0.5)


def test_the_time_told_is_that_of_the_first_picture_with_nearly_all(module: Load) -> None:
    browser = module("app_browser")
    growing = [(0.5, 0.0), (1.0, 0.1), (1.5, 0.295), (2.0, 0.3)]
    assert not browser.settled(growing)
    still = [*growing, (2.5, 0.3), (3.0, 0.3), (3.5, 0.3)]
    assert browser.settled(still)
    assert browser.first_whole(still) == 1.5


def test_a_blank_map_is_never_taken_for_a_drawn_one(module: Load) -> None:
    browser = module("app_browser")
    blank = np.full((4, 4, 3), 235, dtype=np.uint8)
    assert browser.warm(blank) == browser.cool(blank) == 0
    assert not browser.settled([(when / 2, 0.0) for when in range(20)])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_each_aim_that_is_missed_and_no_other(module: Load, language: str) -> None:
    pages = module("app_pages")
    met = pages.page({"1100": {"territory": QUICK}}, ABOUT, 3, language)
    assert pages.TEXT[language]["none"] in met
    slow = {**QUICK, "click": 0.4}
    missed = pages.page({"1100": {"territory": slow, "plotly": slow}}, ABOUT, 3, language)
    lines = [line for line in missed.splitlines() if line.startswith("- ")]
    assert len(lines) == 1
    assert pages.TEXT[language]["click"] in lines[0]


def test_areas_cover_their_rectangle_without_gap_or_overlap(module: Load) -> None:
    layer = module("app_layer")
    frame = layer.areas(60)
    assert len(frame) == 60
    assert frame.geometry.is_valid.all()
    assert frame.area.sum() == pytest.approx(frame.union_all().area, rel=1e-9)
