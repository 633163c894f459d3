"""Results folders to show, and the application that shows them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from territory_app import Settings, create_app
from territory_app.catalogue import Catalogue, open_results
from territory_app.factory import TerritoryDash
from territory_app.tiles.store import TileStore

WriteResults = Callable[..., Path]


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The module that writes small results folders."""
    spec = spec_from_file_location("synthetic", Path(__file__).with_name("synthetic.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def write_results(synthetic: ModuleType) -> WriteResults:
    """The function that writes a small results folder."""
    written: WriteResults = synthetic.write_results
    return written


@pytest.fixture(scope="session")
def hostile_names(synthetic: ModuleType) -> tuple[str, ...]:
    """Names that try to run a script."""
    names: tuple[str, ...] = synthetic.HOSTILE
    return names


@pytest.fixture(scope="session")
def demo_out(write_results: WriteResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the demonstration."""
    return write_results(tmp_path_factory.mktemp("demo"), demonstration=True)


@pytest.fixture(scope="session")
def study_out(write_results: WriteResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a study on real data."""
    return write_results(tmp_path_factory.mktemp("study"), demonstration=False)


@pytest.fixture(scope="session")
def tile_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of map tiles for every test."""
    return tmp_path_factory.mktemp("tiles")


@pytest.fixture(scope="session")
def demo(demo_out: Path) -> Catalogue:
    """The demonstration's results."""
    return open_results(demo_out)


@pytest.fixture(scope="session")
def study(study_out: Path) -> Catalogue:
    """The study's results."""
    return open_results(study_out)


@pytest.fixture(scope="session")
def store(study: Catalogue, tile_cache: Path) -> TileStore:
    """The study's map tiles."""
    return TileStore(study, tile_cache)


@pytest.fixture(scope="session")
def demo_app(demo_out: Path, tile_cache: Path) -> TerritoryDash:
    """The application on the demonstration."""
    return create_app(Settings(out=demo_out, cache=tile_cache))


@pytest.fixture(scope="session")
def study_app(study_out: Path, tile_cache: Path) -> TerritoryDash:
    """The application on the study."""
    return create_app(Settings(out=study_out, cache=tile_cache))


@pytest.fixture
def client(demo_app: TerritoryDash) -> FlaskClient:
    """A browser without a screen, on the demonstration."""
    return demo_app.server.test_client()
