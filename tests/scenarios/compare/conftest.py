"""Walks compared by the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scenarios.small_study import small_walk
from tests.scenarios.worked_example import example_walk

from territory.scenarios.changes.reattachment import reattach
from territory.scenarios.compare import compare
from territory.scenarios.model import DEPLACE, SUR_PLACE, Reattachment
from territory.scenarios.outcome import Comparison
from territory.study import Walk, read_study, walk


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the worked example."""
    return example_walk(tmp_path_factory.mktemp("exemple"))


@pytest.fixture(scope="session")
def reattached(example: Walk) -> dict[str, Walk]:
    """Walk it again with half the GMF's worker re-attached, both ways."""
    half = Reattachment(kind="rattachement", share=0.5)
    return {
        variant: example.again(tables=reattach(half, example.tables, example, variant).tables)
        for variant in (SUR_PLACE, DEPLACE)
    }


@pytest.fixture(scope="session")
def compared(example: Walk, reattached: dict[str, Walk]) -> dict[str, Comparison]:
    """Compare both with the base."""
    return {variant: compare(example, after) for variant, after in reattached.items()}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the small study."""
    return small_walk(tmp_path_factory.mktemp("petite"))


@pytest.fixture(scope="session")
def demo(checkout: Path) -> Walk:
    """Walk the embedded default."""
    return walk(read_study(checkout / "studies" / "demo.toml"))
