"""Readers are called by the name a study gives; a wrong name gets the nearest right one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from territory.errors import InputError, MissingFileError
from territory.sources import READERS, SourceInfo, arguments, read
from territory.sources.registry import option_kinds


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


@pytest.mark.parametrize(
    ("option", "value", "shown", "expected"),
    [
        ("encoding", 3, "3", "un texte"),
        ("layer", 3, "3", "un texte"),
        ("crs", True, "true", "un texte"),
        ("columns", "x", "x", "une table"),
        ("columns", {"population": 3}, "{population = 3}", "une table"),
        ("columns", ["a", 2], "[a, 2]", "une table"),
    ],
)
def test_an_option_of_the_wrong_type_is_named_with_its_value_and_what_is_expected(
    csv: Callable[..., Path],
    meta: SourceInfo,
    option: str,
    value: object,
    shown: str,
    expected: str,
) -> None:
    path = csv("p.csv", "unit_id,name,population,lon,lat\nu,U,1,-72,46\n")
    with pytest.raises(InputError) as fault:
        read("population", "population", path, meta=meta, options={option: value})
    told = fault.value.sentence("fr").replace("\u00a0", " ")
    assert told.startswith(f"L'option « {option} » du lecteur « population » attend {expected}")
    assert f"« {shown} »" in told
    assert fault.value.sentence("en") != fault.value.sentence("fr")


@pytest.mark.parametrize(
    ("table", "reader", "option", "value", "expected"),
    [
        ("services", "odcaf", "archives", "non", "true ou false"),
        ("services", "req", "far_km", "100", "un nombre"),
        ("reference", "territory_populations", "year", "2021", "un nombre entier"),
        ("reference", "territory_populations", "year", True, "un nombre entier"),
        ("services", "req", "far_km", True, "un nombre"),
        ("services", "req", "regions", "04", "une liste"),
        ("services", "req", "regions", [4], "une liste"),
        ("services", "req", "places", "lieux.csv", "sous files"),
    ],
)
def test_each_kind_of_option_says_what_it_expects(
    meta: SourceInfo, table: str, reader: str, option: str, value: object, expected: str
) -> None:
    with pytest.raises(InputError) as fault:
        read(table, reader, Path("x.csv"), meta=meta, options={option: value})
    assert f"« {option} »" in fault.value.sentence("fr").replace("\u00a0", " ")
    assert expected in fault.value.sentence("fr")


def test_a_whole_number_will_do_for_a_number(meta: SourceInfo, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read("services", "req", tmp_path / "x.csv", meta=meta, options={"far_km": 50})


def test_every_option_of_every_reader_is_of_a_kind_that_is_checked() -> None:
    for table, readers in READERS.items():
        for name in readers:
            assert set(option_kinds(table, name)) == set(arguments(table, name))


@pytest.mark.parametrize("encoding", ["utf-99", "hex", "a\0b"])
def test_an_encoding_that_does_not_exist_is_refused(
    csv: Callable[..., Path], squares: Callable[..., Path], meta: SourceInfo, encoding: str
) -> None:
    table = csv("p.csv", "unit_id,name,population,lon,lat\nu,U,1,-72,46\n")
    layer = squares("p.shp", unit_id=["u"], name=["U"], population=[1])
    for path in (table, layer):
        with pytest.raises(InputError) as fault:
            read("population", "population", path, meta=meta, options={"encoding": encoding})
        assert "encodage" in fault.value.sentence("fr")
        # What would break the sentence in two is told as a space.
        assert encoding.replace("\0", " ") in fault.value.sentence("fr")


@pytest.mark.parametrize("endless", [float("inf"), float("nan"), "loin"])
def test_a_distance_that_is_no_finite_number_is_refused_before_the_file_is_opened(
    csv: Callable[..., Path], meta: SourceInfo, endless: object
) -> None:
    with pytest.raises(InputError) as fault:
        read("services", "req", csv("r.csv", "x\n"), meta=meta, options={"far_km": endless})
    told = fault.value.sentence("fr").replace("\u00a0", " ")
    assert told == (
        f"L'option « far_km » du lecteur « req » attend un nombre fini, et non « {endless} »."
    )
