"""A code that goes is not a door that closes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from territory.sources.locating.compare import compare_sites


def sites(**told: tuple[float, float, str, str]) -> pd.DataFrame:
    rows = [(code, *row) for code, row in told.items()]
    return pd.DataFrame(rows, columns=["site_id", "lon", "lat", "name", "address"])


def statuses(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    found = compare_sites(old, new)
    ids = found["old_id"].fillna(found["new_id"])
    return dict(zip(ids, found["status"], strict=True))


def test_a_door_whose_code_changed_is_the_same_door() -> None:
    old = sites(a=(-72.98, 45.28, "CLSC de Farnham", "660, rue Saint-Paul"))
    new = sites(b=(-72.9801, 45.2801, "CLSC FARNHAM", "660 rue St-Paul, Farnham"))
    found = compare_sites(old, new).iloc[0]
    assert found[["old_id", "new_id", "status", "how"]].tolist() == [
        "a", "b", "same_door", "address",
    ]  # fmt: skip
    assert "même porte" in found["says"]
    assert "same door" in found["says_en"]


def test_a_door_without_an_answer_is_to_be_checked_and_never_said_closed() -> None:
    old = sites(a=(-72.98, 45.28, "CLSC de Farnham", "660, rue Saint-Paul"))
    new = sites(b=(-71.20, 46.81, "CLSC de Limoilou", "1401, chemin de la Canardière"))
    found = compare_sites(old, new)
    assert found["status"].tolist() == ["gone_to_check", "came_to_check"]
    assert found["says"].str.startswith("à vérifier").all()


def test_another_name_at_one_place_is_another_door() -> None:
    old = sites(a=(-72.98, 45.28, "CLSC de Farnham", "660, rue Saint-Paul"))
    new = sites(b=(-72.98, 45.2803, "Ressource Tremblay", "12, rue de l'Hôtel-de-Ville"))
    assert statuses(old, new) == {"a": "gone_to_check", "b": "came_to_check"}


def test_a_code_that_goes_while_another_stays_at_its_door_leaves_the_door_open() -> None:
    shared = (-72.98, 45.28, "", "660, rue Saint-Paul")
    old, new = sites(a=shared, b=shared), sites(b=shared)
    assert statuses(old, new) == {"a": "door_still_there", "b": "same_code"}
    found = compare_sites(new, old).set_index("new_id")["status"]
    assert found.to_dict() == {"a": "door_already_there", "b": "same_code"}


def test_two_codes_changed_at_one_address_are_matched_one_to_one_by_name() -> None:
    place = (-72.98, 45.28)
    old = sites(a=(*place, "CHSLD du Lac", "1, rue A"), b=(*place, "Centre jeunesse", "1, rue A"))
    new = sites(c=(*place, "Centre jeunesse", "1, rue A"), d=(*place, "CHSLD du Lac", "1, rue A"))
    found = compare_sites(old, new).set_index("old_id")["new_id"]
    assert found.to_dict() == {"a": "d", "b": "c"}


def test_every_site_is_told_once() -> None:
    old = sites(a=(-72.98, 45.28, "A", "1, rue A"), b=(-72.9, 45.2, "B", "2, rue B"))
    new = sites(b=(-72.9, 45.2, "B", "2, rue B"), c=(-72.98, 45.28, "A", "1, rue A"))
    found = compare_sites(old, new)
    assert sorted(found["old_id"].dropna()) == ["a", "b"]
    assert sorted(found["new_id"].dropna()) == ["b", "c"]


@pytest.mark.real
def test_between_2022_and_2026_283_codes_of_m02_went_and_most_doors_stayed(real_data: Path) -> None:
    services = real_data / "services"
    before = pd.read_csv(
        services / "m02_installations_2022.csv", sep=";", dtype=str, encoding="utf-8-sig"
    )
    after = pd.read_csv(services / "m02_2026_coords.csv", dtype=str)
    old = pd.DataFrame(
        {
            "site_id": before["INSTAL_COD"],
            "lon": before["LONGITUDE"].astype(float),
            "lat": before["LATITUDE"].astype(float),
            "name": before["INSTAL_NOM"],
            "address": before["ADRESSE"],
        }
    )
    new = pd.DataFrame(
        {
            "site_id": after["INSTAL_COD"],
            "lon": after["lon"].astype(float),
            "lat": after["lat"].astype(float),
            "address": after["adresse"],
        }
    )
    counts = compare_sites(old, new)["status"].value_counts().to_dict()
    assert counts == {
        "same_code": 1315,
        "same_door": 96,
        "door_still_there": 67,
        "gone_to_check": 120,
        "door_already_there": 19,
        "came_to_check": 160,
    }
    went = counts["same_door"] + counts["door_still_there"] + counts["gone_to_check"]
    came = counts["same_door"] + counts["door_already_there"] + counts["came_to_check"]
    assert (went, came) == (283, 275)
