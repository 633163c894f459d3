"""The worked example's result, and what writing it gave."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from territory.export import write_outputs
from territory.study.result import Result


def _example() -> ModuleType:
    file = Path(__file__).with_name("worked_example.py")
    spec = spec_from_file_location("worked_example", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> Result:
    """The worked example, as a study on real data."""
    result: Result = _example().worked_example()
    return result


@pytest.fixture(scope="session")
def fictional_example() -> Result:
    """The worked example, as a demonstration."""
    result: Result = _example().worked_example(demonstration=True)
    return result


@pytest.fixture(scope="session")
def renamed() -> Callable[[Result, str], Result]:
    """Give a result another name for its first territory."""
    rename: Callable[[Result, str], Result] = _example().renamed
    return rename


@pytest.fixture(scope="session")
def out(example: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the outputs of the worked example."""
    folder = tmp_path_factory.mktemp("out")
    write_outputs(example, folder)
    return folder


@pytest.fixture(scope="session")
def fictional_out(fictional_example: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the outputs of the demonstration."""
    folder = tmp_path_factory.mktemp("fictional")
    write_outputs(fictional_example, folder)
    return folder
