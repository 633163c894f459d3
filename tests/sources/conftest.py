"""What the tests of readers share: a catalogue entry, and small layers made by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from territory.sources import SourceInfo


@pytest.fixture(scope="session")
def meta() -> SourceInfo:
    """A catalogue entry for files written by the tests."""
    return SourceInfo(
        key="essai",
        title="Fichier d'essai",
        title_en="Trial file",
        publisher="Essai",
        licence="CC0",
        vintage="2021",
        obtain="supply",
        address="",
    )


@pytest.fixture
def squares(tmp_path: Path) -> Callable[..., Path]:
    """Write a layer of squares of 0.1 degree side by side, one per row of columns.

    Without ``crs``, the .prj of a shapefile is taken away.
    """

    def write(name: str, /, *, crs: str | None = "EPSG:4326", **columns: list[Any]) -> Path:
        count = len(next(iter(columns.values())))
        shapes = [box(-73.0 + i / 10, 46.0, -72.9 + i / 10, 46.1) for i in range(count)]
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
        path = tmp_path / name
        frame.to_crs(crs or "EPSG:4326").to_file(path)
        if crs is None:
            path.with_suffix(".prj").unlink()
        return path

    return write


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file, in the encoding given."""

    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def specimens() -> dict[tuple[str, str], Callable[[Path], Any]]:
    """What writes, for each table and reader, a small valid file in its layout."""
    file = Path(__file__).with_name("specimens.py")
    spec = spec_from_file_location("specimens_of_sources", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclass looks for itself
    spec.loader.exec_module(module)
    known: dict[tuple[str, str], Callable[[Path], Any]] = module.specimens()
    return known
