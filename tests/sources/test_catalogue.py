"""The catalogue says who publishes each source and how to get it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import load_catalogue
from territory.study.file import read_study


def test_every_entry_says_how_to_get_the_file() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) >= 15
    for entry in catalogue.values():
        assert entry.obtain in ("fetch", "supply", "bundled")
        assert entry.title
        assert entry.title_en
        assert entry.licence
        if entry.obtain == "fetch":
            assert entry.address.startswith("https://")
            assert (entry.address != entry.page) or (entry.ckan and entry.resource)
            assert entry.max_size_mb
        if entry.obtain != "bundled":
            assert entry.file_name, entry.key
        if entry.file_name.endswith((".zip", ".xlsx")):
            assert entry.archive_max_mb, entry.key


@pytest.mark.parametrize(
    "keys",
    [
        ("sda_20k_gpkg", "sda_20k_shp", "sda_100k_gpkg", "sda_100k_shp"),
        ("msss_clsc", "msss_rls", "msss_rts", "msss_rss"),
        ("m02",),
        ("da_boundaries_2021_en", "da_boundaries_2021_fr"),
        ("gaf_2021", "census_profile_2021"),
        ("inspq_deprivation_2021", "inspq_correspondence_2021"),
        ("msss_population",),
        ("municipalities_2025", "mamh_mrc"),
        ("odcaf_v1", "odhf_v1", "odhf_v1_1", "banq_libraries"),
        ("remoteness_2021", "proximity_2021", "osm_quebec"),
    ],
)
def test_every_official_product_is_described(keys: tuple[str, ...]) -> None:
    catalogue = load_catalogue()
    for key in keys:
        assert catalogue[key].publisher
        assert catalogue[key].columns or key == "osm_quebec"


def test_no_two_entries_expect_the_same_name_unless_it_is_the_same_file() -> None:
    owners: dict[str, set[str]] = {}
    for entry in load_catalogue().values():
        for name in entry.names:
            owners.setdefault(name, set()).add(entry.address)
    assert {name for name, addresses in owners.items() if len(addresses) > 1} == set()


def test_derived_clsc_have_no_public_address_and_say_so() -> None:
    catalogue = load_catalogue()
    for key in ("clsc_derived", "clsc_derived_montreal"):
        assert catalogue[key].obtain == "supply"
        assert catalogue[key].address == ""
        assert "aucune adresse publique" in catalogue[key].note
        assert "dérivées, non officielles" in catalogue[key].note


@pytest.mark.parametrize("name", ["montreal", "montreal-abords", "montreal-cliniques", "quebec"])
def test_every_input_of_the_studies_is_in_the_catalogue(checkout: Path, name: str) -> None:
    study = read_study(checkout / "studies" / f"{name}.toml").file
    catalogue = load_catalogue()
    for given in (*study.territories, *study.population, *study.services, *study.coverage):
        if given.path:  # a level made of the study's own units has no file
            assert given.catalogue in catalogue


def test_an_entry_without_a_licence_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text('[x]\ntitle = "X"\n', encoding="utf-8")
    with pytest.raises(InputError, match="title_en"):
        load_catalogue(path)


def test_an_entry_obtained_by_magic_is_refused(checkout: Path, tmp_path: Path) -> None:
    text = (checkout / "data" / "catalogue.toml").read_text(encoding="utf-8")
    path = tmp_path / "catalogue.toml"
    path.write_text(text.replace('obtain = "supply"', 'obtain = "magic"', 1), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(InputError, match="magic"):
        load_catalogue(path)
