"""Sites written twice are proposed; what only looks alike is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from territory.sources import load_catalogue, read
from territory.sources.locating.duplicates import duplicates
from territory.sources.locating.headquarters import headquarters


def sites(*told: tuple[str, str, float, float], **columns: Any) -> gpd.GeoDataFrame:
    names, kinds, lon, lat = zip(*told, strict=True)
    return gpd.GeoDataFrame(
        {
            "service_id": [f"S:{place}" for place in range(len(told))],
            "name": names,
            "kind": kinds,
            "address_precision": "address",
            "municipality_id": "MUN:46112",
            **columns,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def test_one_library_written_two_ways_is_proposed_once() -> None:
    found = duplicates(
        sites(
            ("Bibliothèque municipale Monique-Corriveau", "library", -72.98, 45.28),
            ("BIBLIOTHEQUE MONIQUE CORRIVEAU", "library", -72.9801, 45.2801),
        )
    )
    assert found[["id_a", "id_b"]].to_numpy().tolist() == [["S:0", "S:1"]]
    assert found["similarity"].iloc[0] == 100
    assert found["distance_m"].iloc[0] == pytest.approx(14, abs=2)
    assert "150 m" in found["why"].iloc[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("CLSC de Wickham", "clsc"), ("Bibliothèque de Wickham", "library")),
        (("Maison Dupont", "community"), ("Maison Tremblay", "community")),
        (("Point de service 1", "clsc"), ("Point de service 2", "clsc")),
        (("Bibliothèque", "library"), ("Bibliothèque Gabrielle-Roy", "library")),
    ],
)
def test_neighbours_with_other_names_are_two_sites(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assert duplicates(sites((*first, -72.98, 45.28), (*second, -72.98, 45.28))).empty


def test_one_name_in_two_places_is_two_sites() -> None:
    told = ("Popote roulante", "community")
    assert duplicates(sites((*told, -72.98, 45.28), (*told, -72.98, 45.30))).empty


def test_a_site_without_a_precise_point_is_compared_by_its_municipality() -> None:
    told = ("La Popote roulante", "community")
    frame = sites(
        (*told, -72.98, 45.28),
        (*told, -72.95, 45.30),
        address_precision=["address", "municipality"],
    )
    found = duplicates(frame)
    assert len(found) == 1
    assert "municipalité" in found["why"].iloc[0]


def test_one_address_brings_together_what_two_geocoders_put_apart() -> None:
    told = [
        ("Centre de femmes L'Étoile", "community", -72.98, 45.28),
        ("CENTRE DE FEMMES L'ETOILE INC.", "community", -72.95, 45.30),
    ]
    assert duplicates(sites(*told)).empty
    found = duplicates(sites(*told, address=["10, rue Courte", "10 r. Courte, bureau 2"]))
    assert "même adresse" in found["why"].iloc[0]


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = sites(
        ("Maison des jeunes Le Pont", "community", -72.98, 45.28),
        ("MDJ Maison des jeunes le pont", "community", -72.98, 45.28),
        ("Autre", "community", -72.98, 45.28),
    )
    backwards = frame.iloc[::-1].reset_index(drop=True)
    one, other = duplicates(frame), duplicates(backwards)
    pairs = [
        {frozenset(pair) for pair in found[["id_a", "id_b"]].to_numpy()} for found in (one, other)
    ]
    assert pairs[0] == pairs[1]
    assert len(pairs[0]) == 1


def test_a_crowd_at_one_point_is_told_by_name_alone() -> None:
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefghijklmnop"), 9)) for _ in range(600)]
    told = [(word, "community", -72.98, 45.28) for word in words]
    found = duplicates(sites(*told, (words[7], "community", -72.98, 45.28)))
    assert found[["id_a", "id_b"]].to_numpy().tolist() == [["S:7", "S:600"]]


def test_no_site_and_one_site_have_no_duplicate() -> None:
    one = sites(("Seul", "community", -72.98, 45.28))
    assert duplicates(one).empty
    assert duplicates(one.head(0)).empty


def test_an_office_is_told_from_a_door() -> None:
    frame = pd.DataFrame(
        {
            "name": [
                "SIÈGE SOCIAL",
                "Centre administratif du Bas-Saint-Laurent",
                "Siège social - point de service Rivière-du-Nord",
                "CLSC de Farnham",
                "Head office",
            ]
        }
    )
    assert headquarters(frame).tolist() == [True, True, False, False, True]
    said = frame.assign(is_headquarters=["non", None, "oui", "oui", ""])
    assert headquarters(said).tolist() == [False, True, True, True, True]


@pytest.mark.real
def test_seven_libraries_of_odcaf_are_written_twice(real_data: Path) -> None:
    reading = read(
        "services",
        "odcaf",
        real_data / "services" / "ODCAF_v1.0.csv",
        meta=load_catalogue()["odcaf_v1"],
        options={"archives": False},
    )
    found = duplicates(gpd.GeoDataFrame(reading.table))
    assert (found["similarity"] == 100).sum() == 7
    assert found["name_a"].str.contains("Corriveau").any()
