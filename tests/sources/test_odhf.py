"""ODHF 1.0: accents lost twice, and what counts as a GMF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Csv = Callable[..., Path]
HEADER = (
    "index,facility_name,source_facility_type,odhf_facility_type,provider,city,province,"
    "CSDname,CSDuid,Pruid,latitude,longitude\n"
)
CLINIC = "clinic or family medicine group"


def broken(text: str) -> str:
    return text.encode("cp1252").decode("mac_roman")


@pytest.fixture
def facilities(csv: Csv) -> Path:
    rows = [
        f"1,gmf-u de lévis (clsc de la rivière),{CLINIC},A,Province of Québec,lévis,qc,Lévis,2425213.0,24.0,46.8,-71.2",
        f"2,clinique médicale sans nom,{CLINIC},A,Province of Québec,lévis,qc,Lévis,2425213.0,24.0,46.8,-71.2",
        f"3,gmf sans point,{CLINIC},A,Province of Québec,lévis,qc,Lévis,2425213.0,24.0,,",
        "4,hôpital,hospital,H,Province of Québec,lévis,qc,Lévis,2425213.0,24.0,46.8,-71.2",
        f"5,gmf d'ottawa,{CLINIC},A,Ontario,ottawa,on,Ottawa,3506008,35,45.4,-75.7",
    ]
    return csv("odhf.csv", HEADER + "\n".join(broken(row) for row in rows) + "\n", "utf-8-sig")


def test_names_get_their_accents_and_capitals_back(facilities: Path, meta: SourceInfo) -> None:
    reading = read("services", "odhf", facilities, meta=meta)
    assert reading.table["name"].tolist() == ["GMF-U de Lévis (CLSC de la Rivière)"]
    assert any("accents" in name for name in reading.repairs)


def test_only_named_gmf_of_quebec_are_kept_and_the_rest_is_listed(
    facilities: Path, meta: SourceInfo
) -> None:
    reading = read("services", "odhf", facilities, meta=meta)
    assert (reading.read, reading.kept) == (5, 1)
    reasons = reading.rejected.set_index("id")["reason"]
    assert "option gmf" in reasons["2"]
    assert "sans coordonnées" in reasons["3"]
    assert "hospital" in reasons["4"]
    assert "hors du Québec" in reasons["5"]


def test_other_clinics_count_when_asked(facilities: Path, meta: SourceInfo) -> None:
    reading = read("services", "odhf", facilities, meta=meta, options={"gmf": "all"})
    assert sorted(reading.table["service_id"]) == ["ODHF:1", "ODHF:2"]
    assert reading.table["named_gmf"].tolist() == [True, False]


def test_a_gmf_has_unknown_registration_and_unknown_workforce(
    facilities: Path, meta: SourceInfo
) -> None:
    table = read("services", "odhf", facilities, meta=meta).table
    assert table["kind"].tolist() == ["gmf"]
    assert table["registration"].tolist() == ["unknown"]
    assert table["municipality_id"].tolist() == ["MUN:25213"]
    assert table["fte"].isna().all()


def test_another_way_to_count_gmf_is_refused(facilities: Path, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="named, all"):
        read("services", "odhf", facilities, meta=meta, options={"gmf": "oui"})


def test_the_version_without_gmf_is_refused(csv: Csv, meta: SourceInfo) -> None:
    row = "4,hôpital,hospital,H,P,lévis,qc,Lévis,2425213.0,24.0,46.8,-71.2\n"
    with pytest.raises(InputError, match=r"version 1\.0"):
        read("services", "odhf", csv("odhf.csv", HEADER + row), meta=meta)


@pytest.mark.real
def test_real_odhf_has_637_clinics_312_named_gmf_587_located(real_data: Path) -> None:
    path = real_data / "services" / "odhf_v1.csv"
    meta = load_catalogue()["odhf_v1"]
    named = read("services", "odhf", path, meta=meta)
    every = read("services", "odhf", path, meta=meta, options={"gmf": "all"})
    assert (every.read, every.kept) == (9_039, 587)
    unlocated = every.rejected["reason"].str.contains("sans coordonnées").sum()
    assert every.kept + unlocated == 637
    without = named.rejected["reason"].str.contains("sans coordonnées").sum()
    assert named.kept + without == 312
    assert named.kept == 294
    assert not every.table["name"].str.contains("[ÈËÁÓÙ‡]").any()
    assert named.table["municipality_id"].notna().all()
    with pytest.raises(InputError, match=r"version 1\.0"):
        read("services", "odhf", real_data / "services" / "odhf_v1.1.csv", meta=meta)


@pytest.mark.real
def test_those_without_coordinates_are_placed_by_their_municipality_when_asked(
    real_data: Path,
) -> None:
    path = real_data / "services" / "odhf_v1.csv"
    options = {"gmf": "all", "by_address": True}
    every = read("services", "odhf", path, meta=load_catalogue()["odhf_v1"], options=options)
    assert every.kept == 634
    assert every.table["address_precision"].value_counts().to_dict() == {
        "address": 587,
        "municipality": 47,
    }
    # The clinic of the Îles-de-la-Madeleine whose city the file writes "québec".
    why = every.rejected.set_index("id").loc["6288", "reason"]
    assert "la province" in why
