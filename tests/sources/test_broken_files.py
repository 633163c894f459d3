"""Every reader, on broken files: one sentence a person can act on, or a reading that adds up."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from territory.errors import InputError
from territory.sources import READERS, SourceInfo
from territory.sources.registry import read
from territory.tables import Reading

EVERY = sorted((table, reader) for table, readers in READERS.items() for reader in readers)
SHAPEFILE = (".shp", ".dbf", ".prj", ".cpg")
Specimens = dict[tuple[str, str], Callable[[Path], Any]]
MUTANTS = (
    b"\x00", b"\xff", b"\n", b"\r", b'"', b",", b";", b"\xc3", b"\xe9", b"e\xcc\x81", b"\xc2\xa0",
    b"\xe2\x80\xaf", b"..", b" ", b"-", b"9" * 30, b"1e400", b"nan", b"inf", b"{}", b"%s", b"24",
    b"\xef\xbb\xbf", b"\\", b"\t", b"\x1a", b"\xe2\x80\xa8", b"|",
)  # fmt: skip


def answer(specimen: Any, key: tuple[str, str], meta: SourceInfo) -> Reading | str:
    """Return the reading of a file, or the sentence that refuses it."""
    try:
        reading = read(
            *key, specimen.path, meta=meta, options=specimen.options, level=specimen.level
        )
    except InputError as told:
        sentences = told.sentence("fr"), told.sentence("en")
        for sentence in sentences:
            check_sentence(sentence)
        return sentences[0]
    assert reading.read == reading.kept + len(reading.rejected)
    assert reading.rejected["reason"].astype(str).str.len().gt(3).all()
    return reading


def check_sentence(sentence: str) -> None:
    assert sentence.strip()
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert not re.search(r"\{\w+\}", sentence)
    assert len(sentence) < 1000


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_every_reader_reads_a_small_file_in_its_layout(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    reading = answer(specimens[key](tmp_path), key, meta)
    assert isinstance(reading, Reading)
    assert reading.kept > 0


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_every_reader_reads_the_same_file_zipped(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    plain = answer(specimen, key, meta)
    if specimen.path.suffix == ".zip":
        assert isinstance(plain, Reading)
        return
    beside = [one for one in tmp_path.iterdir() if one.stem == specimen.path.stem]
    archive = tmp_path / "zipped" / "a.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as zipped:
        for one in beside:
            zipped.write(one, f"dossier/{one.name}")
    specimen.path = archive
    read_in_place = answer(specimen, key, meta)
    assert isinstance(plain, Reading)
    assert isinstance(read_in_place, Reading), read_in_place
    assert (read_in_place.read, read_in_place.kept) == (plain.read, plain.kept)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _blank(path: Path) -> None:
    path.write_bytes(b"\n \n\n")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(5000))


def _noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(4).bytes(5000))


def _page(path: Path) -> None:
    path.write_bytes(b"<!DOCTYPE html>\n<html><head><title>404</title></head><body/></html>\n")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _gone(path: Path) -> None:
    path.unlink()


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)


BROKEN = (_empty, _blank, _zeros, _noise, _page, _folder, _gone, _picture)


@pytest.mark.parametrize("breaking", BROKEN, ids=lambda one: one.__name__)
@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_what_is_not_the_file_at_all_is_refused_in_one_sentence(
    specimens: Specimens,
    key: tuple[str, str],
    breaking: Callable[[Path], None],
    tmp_path: Path,
    meta: SourceInfo,
) -> None:
    specimen = specimens[key](tmp_path)
    breaking(specimen.path)
    told = answer(specimen, key, meta)
    assert isinstance(told, str), told
    assert specimen.path.name in told or str(specimen.path) in told


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_a_file_cut_short_anywhere_is_refused_or_adds_up(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    whole = specimen.path.read_bytes()
    for tenth in (1, 4, 7, 9):
        specimen.path.write_bytes(whole[: len(whole) * tenth // 10])
        answer(specimen, key, meta)


@pytest.mark.parametrize("key", EVERY, ids="-".join)
@settings(max_examples=8)
@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, 1 << 16),
            st.sampled_from(("put", "cut", "swap")),
            st.sampled_from(MUTANTS),
        ),
        min_size=1,
        max_size=8,
    ),
    which=st.integers(0, 5),
)
def test_a_file_with_any_bytes_changed_is_refused_or_adds_up(
    specimens: Specimens,
    key: tuple[str, str],
    changes: list[tuple[int, str, bytes]],
    which: int,
    tmp_path_factory: pytest.TempPathFactory,
    meta: SourceInfo,
) -> None:
    folder = tmp_path_factory.mktemp("mutant")
    specimen = specimens[key](folder)
    family = sorted(one for one in folder.iterdir() if one.stem == specimen.path.stem)
    file = family[which % len(family)] if which else specimen.path
    raw = bytearray(file.read_bytes())
    for place, how, what in changes:
        at = place % max(1, len(raw))
        if how == "put":
            raw[at:at] = what
        elif how == "cut":
            del raw[at : at + len(what)]
        else:
            raw[at : at + len(what)] = what
    file.write_bytes(raw)
    answer(specimen, key, meta)
    shutil.rmtree(folder)


LAYERS = [key for key in EVERY if key[0] == "territories" and key[1] != "members"]
# The names of the others' columns are longer than a shapefile can hold.
SHAPEFILES = [key for key in LAYERS if key[1] not in {"boroughs", "territories"}]


@pytest.mark.parametrize("key", LAYERS, ids="-".join)
@pytest.mark.parametrize(
    "shape",
    [
        Point(-73, 46),
        LineString([(-73, 46), (-72, 46)]),
        Polygon(),
        None,
        Polygon([(-73, 46), (-72, 46), (-73, 46)]),
        box(2e6, 1e5, 3e6, 2e5),
    ],
    ids=["point", "line", "empty", "none", "flat", "metres"],
)
def test_a_layer_whose_shapes_are_no_territories_keeps_none_of_them(
    specimens: Specimens, key: tuple[str, str], shape: Any, tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    frame = gpd.read_file(specimen.path)
    changed = gpd.GeoDataFrame(
        frame.drop(columns="geometry"), geometry=[shape] * len(frame), crs=4326
    )
    specimen.path = tmp_path / "changed.gpkg"
    changed.to_file(specimen.path)
    told = answer(specimen, key, meta)
    assert isinstance(told, str) or told.kept == 0


@pytest.mark.parametrize("key", LAYERS, ids="-".join)
def test_a_polygon_that_crosses_itself_is_repaired_and_counted(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    frame = gpd.read_file(specimen.path)
    bow = Polygon([(-73, 46), (-72.9, 46.1), (-72.9, 46), (-73, 46.1)])
    specimen.path = tmp_path / "bow.gpkg"
    frame.set_geometry([bow, *frame.geometry[1:]], crs=4326).to_file(specimen.path)
    reading = answer(specimen, key, meta)
    assert isinstance(reading, Reading)
    assert reading.repairs["polygones invalides réparés"] == 1
    assert reading.table.geometry.is_valid.all()


@pytest.mark.parametrize("key", LAYERS, ids="-".join)
def test_two_layers_in_one_file_are_named_and_one_is_asked_for(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    frame = gpd.read_file(specimen.path)
    specimen.path = tmp_path / "two.gpkg"
    for name in ("eau", "terre"):
        frame.to_file(specimen.path, layer=name)
    told = answer(specimen, key, meta)
    assert isinstance(told, str)
    assert "eau, terre" in told


@pytest.mark.parametrize("suffix", SHAPEFILE)
@pytest.mark.parametrize("key", SHAPEFILES, ids="-".join)
def test_a_shapefile_without_one_of_its_files_is_refused_or_adds_up(
    specimens: Specimens, key: tuple[str, str], suffix: str, tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    frame = gpd.read_file(specimen.path)
    specimen.path = tmp_path / "alone.shp"
    frame.to_file(specimen.path)
    specimen.path.with_suffix(suffix).unlink(missing_ok=True)
    told = answer(specimen, key, meta)
    if suffix == ".prj":
        assert isinstance(told, str)
        assert "option crs" in told


@pytest.mark.parametrize("key", SHAPEFILES, ids="-".join)
def test_an_index_that_is_missing_is_rebuilt_beside_nothing(
    specimens: Specimens, key: tuple[str, str], tmp_path: Path, meta: SourceInfo
) -> None:
    specimen = specimens[key](tmp_path)
    frame = gpd.read_file(specimen.path)
    specimen.path = tmp_path / "alone.shp"
    frame.to_file(specimen.path)
    whole = answer(specimen, key, meta)
    specimen.path.with_suffix(".shx").unlink()
    reading = answer(specimen, key, meta)
    assert isinstance(whole, Reading)
    assert isinstance(reading, Reading)
    assert (reading.read, reading.kept) == (whole.read, whole.kept)
    assert reading.repairs["index du shapefile (.shx) absent ou abîmé, reconstitué"] == 1
    assert not specimen.path.with_suffix(".shx").exists()
