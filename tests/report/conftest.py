"""The worked example as a map, and a browser to open it in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from territory.study.result import Result

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO = "no Chromium: install your system's, or run `playwright install chromium`"


@pytest.fixture(scope="session")
def worked_example() -> Callable[..., Result]:
    """Build the worked example's result."""
    file = Path(__file__).parents[1] / "export" / "worked_example.py"
    spec = spec_from_file_location("worked_example", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    build: Callable[..., Result] = module.worked_example
    return build


@pytest.fixture(scope="session")
def example(worked_example: Callable[..., Result]) -> Result:
    """The worked example, as a study on real data."""
    return worked_example()


@pytest.fixture(scope="session")
def fictional_example(worked_example: Callable[..., Result]) -> Result:
    """The worked example, as a demonstration."""
    return worked_example(demonstration=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one Playwright installed."""
    found = os.environ.get("TERRITORY_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        try:
            opened = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        except Error:
            pytest.skip(HOW_TO)
        yield opened
        opened.close()
