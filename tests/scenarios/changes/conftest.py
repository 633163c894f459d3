"""One small study, walked once for the tests of changes."""

from __future__ import annotations

import pytest
from tests.scenarios.small_study import small_walk

from territory.study import Walk


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the small study."""
    return small_walk(tmp_path_factory.mktemp("petite"))
