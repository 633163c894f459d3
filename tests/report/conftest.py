"""The worked example as a map."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from territory.study.result import Result


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
