"""The several files of a shapefile: cut short, absent, damaged, badly named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources._geo import read_attributes, read_layer

Squares = Callable[..., Path]


@pytest.fixture
def path(squares: Squares) -> Path:
    """Three squares in a shapefile."""
    return squares("réseaux.shp", nom=["Québec", "Lévis", "Îles"])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_shapefile_cut_short_is_refused_and_not_read_in_part(path: Path, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=r"réseaux\.shp est coupé.* annoncés"):
        read_layer(path)


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 40, b"garbage" * 40])
def test_an_index_that_is_missing_or_damaged_is_rebuilt_elsewhere(
    path: Path, content: bytes | None
) -> None:
    index = path.with_suffix(".shx")
    index.unlink()
    if content is not None:
        index.write_bytes(content)
    layer = read_layer(path)
    assert layer.frame["nom"].tolist() == ["Québec", "Lévis", "Îles"]
    assert layer.repairs == {"index du shapefile (.shx) absent ou abîmé, reconstitué": 1}
    assert (index.read_bytes() if index.exists() else None) == content


@pytest.mark.parametrize("content", [None, b"", b"PROJCS[", b"\xff\xfe\x00", b"bonjour"])
def test_a_prj_that_says_nothing_asks_for_the_system(path: Path, content: bytes | None) -> None:
    prj = path.with_suffix(".prj")
    prj.unlink()
    if content is not None:
        prj.write_bytes(content)
    with pytest.raises(InputError, match="option crs"):
        read_layer(path)
    assert len(read_layer(path, crs="EPSG:4326").frame) == 3


def test_a_prj_with_a_letter_of_an_old_encoding_is_understood(path: Path) -> None:
    prj = path.with_suffix(".prj")
    prj.write_bytes(prj.read_bytes().replace(b"GCS_WGS_1984", b"Qu\xe9bec"))
    layer = read_layer(path)
    assert layer.frame.geometry.bounds["minx"].between(-73.01, -72.7).all()
    assert sum(layer.repairs.values()) == 1


@pytest.mark.parametrize("content", [None, b""])
def test_attributes_that_are_not_there_are_asked_for(path: Path, content: bytes | None) -> None:
    path.with_suffix(".dbf").unlink()
    if content is not None:
        path.with_suffix(".dbf").write_bytes(content)
    with pytest.raises(InputError, match=r"attributs \(\.dbf\) manquent"):
        read_layer(path)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_attributes_cut_short_are_refused(path: Path, share: float) -> None:
    table = path.with_suffix(".dbf")
    whole = table.read_bytes()
    table.write_bytes(whole[: int(len(whole) * share)])
    for read in (lambda: read_layer(path), lambda: read_attributes(table)):
        with pytest.raises(InputError, match="réseaux"):
            read()


@pytest.mark.parametrize("told", ["UTF-8", "1252", "ISO-8859-1", "bonjour", ""])
def test_a_cpg_that_is_wrong_or_empty_costs_no_accent_of_a_utf8_file(path: Path, told: str) -> None:
    path.with_suffix(".cpg").write_text(told)
    names = read_layer(path, encoding="utf-8").frame["nom"].tolist()
    assert names == ["Québec", "Lévis", "Îles"]
