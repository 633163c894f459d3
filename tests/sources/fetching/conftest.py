"""A publisher on 127.0.0.1, and what brings its files to a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from territory.sources import SourceInfo
from territory.sources.fetching.get import Getter
from territory.sources.fetching.web import Session, open_session


@pytest.fixture(scope="session")
def serving() -> ModuleType:
    """The module of the publisher."""
    file = Path(__file__).parents[2] / "publisher.py"
    spec = spec_from_file_location("publisher", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["publisher"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def publisher(serving: ModuleType) -> Iterator[Any]:
    """A publisher with nothing to give yet."""
    with serving.publishing() as running:
        yield running


@pytest.fixture
def session() -> Iterator[Session]:
    """A session, closed at the end."""
    with open_session() as opened:
        yield opened


@pytest.fixture
def entry() -> Callable[..., SourceInfo]:
    """Describe a product."""

    def describe(**changes: Any) -> SourceInfo:
        told = {
            "key": "essai", "title": "Fichier d'essai", "title_en": "Trial file",
            "publisher": "Essai", "licence": "CC0", "vintage": "2021", "obtain": "fetch",
            "address": "", "file_name": "essai.csv",
        }  # fmt: skip
        return SourceInfo(**{**told, **changes})

    return describe


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the publisher directly, whatever the machine's proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Waits(list[float]):
    """The waits asked for; none is taken."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    """Where the waits are counted."""
    return Waits()


@pytest.fixture
def getter(tmp_path: Path, session: Session, waits: Waits) -> Callable[..., Getter]:
    """What brings products to ``tmp_path/data``."""

    def make(**changes: Any) -> Getter:
        return Getter(tmp_path / "data", session=session, wait=waits, **changes)

    return make
