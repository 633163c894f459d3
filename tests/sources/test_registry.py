"""Readers are called by the name a study gives; a wrong name gets the nearest right one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from territory.errors import InputError, MissingFileError
from territory.sources import READERS, SourceInfo, arguments, read


def test_every_registered_reader_exists() -> None:
    for table, readers in READERS.items():
        for name, (module, function) in readers.items():
            assert callable(getattr(import_module(f"territory.sources.{module}"), function))
            assert isinstance(arguments(table, name), dict)


def test_a_misspelt_reader_gets_the_nearest_name(meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="odcaf"):
        read("services", "ocdaf", Path("x.csv"), meta=meta)


def test_a_reader_of_another_table_is_unknown_here_and_the_known_ones_are_listed(
    meta: SourceInfo,
) -> None:
    with pytest.raises(InputError, match="dissemination_areas, census_tracts, municipalities"):
        read("population", "zzz", Path("x.csv"), meta=meta)


def test_an_unknown_table_lists_the_four(meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="territories, population, services, coverage"):
        read("sites", "m02", Path("x.csv"), meta=meta)


def test_a_misspelt_option_names_the_reader_and_the_nearest_option(meta: SourceInfo) -> None:
    with pytest.raises(InputError) as caught:
        read("services", "m02", Path("x.csv"), meta=meta, options={"selecton": "all"})
    assert "m02" in str(caught.value)
    assert "selecton" in str(caught.value)
    assert "est-ce" in str(caught.value)
    assert "selection" in str(caught.value)


def test_an_option_like_no_other_lists_the_readers_options(meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="selection, classification"):
        read("services", "m02", Path("x.csv"), meta=meta, options={"qqq": 1})


def test_a_file_a_reader_cannot_do_without_is_asked_for(meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="attributes"):
        read("territories", "mrc", Path("x.shp"), meta=meta, level="mrc")


def test_a_missing_file_is_said_to_be_missing(meta: SourceInfo, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="n'existe pas"):
        read("services", "m02", tmp_path / "absent.csv", meta=meta)


def test_an_empty_file_is_said_to_be_empty(meta: SourceInfo, csv: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="vide"):
        read("services", "odhf", csv("vide.csv", ""), meta=meta)


def test_a_reader_asked_for_another_level_refuses(
    meta: SourceInfo, squares: Callable[..., Path]
) -> None:
    path = squares("rls.gpkg", RLS_code=["0111"], RLS_nom=["A"], RTS_code=["011"], RSS_code=["01"])
    with pytest.raises(InputError, match="niveau"):
        read("territories", "rls", path, meta=meta, level="mrc")
