"""Municipalities told by name: never one of two, never one that only looks like it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from territory.sources.locating.names import place_key
from territory.sources.locating.towns import Towns, municipality_codes, written


@pytest.fixture(scope="module")
def towns() -> Towns:
    return Towns()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ST-SEVERE", "MUN:51030"),
        ("L’Assomption", "MUN:60028"),
        ("Îles-de-la-Madeleine", "MUN:01023"),
        ("Ville de Québec", "MUN:23027"),
        ("QUÉBEC (Québec)", "MUN:23027"),
        ("Trois-Rivières, QC", "MUN:37067"),
        ("Chicoutimi", "MUN:94068"),
        ("Rivière-au-Renard", "MUN:03005"),
        ("Asbestos", "MUN:40043"),
        ("Stanstead (canton)", "MUN:45025"),
        ("Saint-Léon-le-Grand (La Matapédia)", "MUN:07030"),
        ("N.-D.-du-Mont-Carmel", "MUN:37235"),
    ],
)
def test_a_name_is_known_however_it_is_written(towns: Towns, name: str, code: str) -> None:
    assert towns.told(name).code == code


def test_a_name_that_two_municipalities_have_is_neither(towns: Towns) -> None:
    told = towns.told("St-Léon-le-Grand")
    assert told.code is None
    why = written(told.why, "fr") or ""
    assert "La Matapédia" in why
    assert "Maskinongé" in why
    assert "MUN:51035" in why


@pytest.mark.parametrize(
    ("mrc", "region", "code"),
    [
        ("07", None, "MUN:07030"),
        ("MRC:51", None, "MUN:51035"),
        ("MRC Maskinongé (510)", None, "MUN:51035"),
        ("La Matapédia", None, "MUN:07030"),
        (None, "Mauricie", "MUN:51035"),
        (None, "Bas-Saint-Laurent (01)", "MUN:07030"),
        (None, "04", "MUN:51035"),
    ],
)
def test_its_mrc_or_its_region_settles_it(
    towns: Towns, mrc: str | None, region: str | None, code: str
) -> None:
    assert towns.told("Saint-Léon-le-Grand", mrc, region).code == code


def test_an_mrc_that_contradicts_the_name_is_not_overruled(towns: Towns) -> None:
    told = towns.told("Farnham", None, "Capitale-Nationale")
    assert told.code is None
    assert "ce que contredit" in (written(told.why, "fr") or "")


def test_a_name_that_looks_like_one_is_proposed_and_not_taken(towns: Towns) -> None:
    told = towns.told("Trois-Rivière")
    assert told.code is None
    assert "Trois-Rivières (ville" in (written(told.why, "fr") or "")
    assert "Trois-Rivières (ville" in (written(told.why, "en") or "")


def test_two_designations_of_one_place_are_placed_and_to_be_checked(towns: Towns) -> None:
    told = towns.told("Bedford")
    assert told.code == "MUN:46035"
    assert "canton" in (written(told.doubt, "fr") or "")


def test_a_nordic_village_is_not_confused_with_the_land_around_it(towns: Towns) -> None:
    assert towns.told("Salluit").code == "MUN:99135"
    assert towns.told("Salluit").doubt is None


def test_the_names_of_parts_say_one_municipality_that_exists(checkout: Path, towns: Towns) -> None:
    parts = pd.read_csv(checkout / "data" / "gazetteer" / "places.csv", dtype=str)
    assert municipality_codes(parts["mun_code"]).isin(towns.table.index).all()
    assert not parts["name"].map(place_key).duplicated().any()
    official = set(towns.table["key"])
    assert not official & set(parts["name"].map(place_key))


@pytest.mark.real
def test_names_agree_with_the_codes_of_m02(real_data: Path, towns: Towns) -> None:
    sites = pd.read_csv(
        real_data / "services" / "m02_installations_2022.csv",
        sep=";", dtype=str, encoding="utf-8-sig",
    )  # fmt: skip
    said = sites[["MUN_CODE", "MUN_NOM", "MRC_NOM"]].drop_duplicates()
    told = [
        towns.told(name, mrc) for name, mrc in zip(said["MUN_NOM"], said["MRC_NOM"], strict=True)
    ]
    stated = municipality_codes(said["MUN_CODE"])
    found = pd.Series([one.code for one in told], index=said.index, dtype="object")
    assert len(said) == 389
    assert (found == stated).sum() >= 370
    # Where they differ it is another designation of the place, or a code since merged: no town
    # is told to be more than a few kilometres from where its code says.
    differ = found.notna() & (found != stated) & stated.isin(towns.table.index)
    here, there = towns.table.loc[found[differ]], towns.table.loc[stated[differ]]
    assert ((here["lat"].to_numpy() - there["lat"].to_numpy()) ** 2 < 0.1**2).all()
