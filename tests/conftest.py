"""Fixtures shared by every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Error, sync_playwright

# A busy machine is no failure: examples are bounded in number, not in time.
settings.register_profile("territory", deadline=None)
settings.load_profile("territory")

CHECKOUT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = "no Chromium: install your system's, or run `playwright install chromium`"


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Top of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files; the test skips where it is absent."""
    folder = Path(os.environ.get("TERRITORY_REAL_DATA", CHECKOUT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip("real files absent: set TERRITORY_REAL_DATA to their folder")
    return folder.resolve()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one Playwright installed; one for the whole session."""
    named = os.environ.get("TERRITORY_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with sync_playwright() as driver:
        try:
            opened = driver.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        except Error:
            pytest.skip(HOW_TO)
        yield opened
        opened.close()
