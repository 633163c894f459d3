"""Fixtures shared by every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure: examples are bounded in number, not in time.
settings.register_profile("territory", deadline=None)
settings.load_profile("territory")

CHECKOUT = Path(__file__).resolve().parents[1]


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
