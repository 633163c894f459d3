"""ODCAF: libraries among other places, some without coordinates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Csv = Callable[..., Path]
HEADER = (
    "Index,Facility_Name,Source_Facility_Type,ODCAF_Facility_Type,Provider,City,Prov_Terr,"
    "CSD_Name,CSDUID,PRUID,Latitude,Longitude\n"
)
LIBRARY = "library or archives"


@pytest.fixture
def places(csv: Csv) -> Path:
    rows = [
        f"1,Bibliothèque de Lévis,municipale,{LIBRARY},banq,montréal,qc,Lévis,2425213,24,46.8,-71.2",
        f"2,Archives du Séminaire,library and/or archives,{LIBRARY},cma,québec,qc,Québec,2423027,24,46.81,-71.21",
        f"3,Bibliothèque perdue,municipale,{LIBRARY},banq,laval,qc,Laval,2465005,24,..,..",
        f"4,..,bibliothèque,{LIBRARY},montréal,westmount,qc,Westmount,2466032,24,45.48,-73.58",
        "5,Musée,museum,museum,cma,québec,qc,Québec,2423027,24,46.8,-71.2",
        f"6,Ottawa Library,..,{LIBRARY},x,ottawa,on,Ottawa,3506008,35,45.4,-75.7",
    ]
    return csv("odcaf.csv", HEADER + "\n".join(rows) + "\n", "cp1252")


def test_libraries_are_kept_and_every_other_row_is_listed(places: Path, meta: SourceInfo) -> None:
    reading = read("services", "odcaf", places, meta=meta)
    assert (reading.read, reading.kept) == (6, 3)
    assert reading.table["name"].tolist() == [
        "Bibliothèque de Lévis",
        "Archives du Séminaire",
        "Bibliothèque sans nom",
    ]
    reasons = reading.rejected.set_index("id")["reason"]
    assert "sans coordonnées" in reasons["3"]
    assert "museum" in reasons["5"]
    assert "hors du Québec" in reasons["6"]


def test_the_municipality_comes_from_the_subdivision_not_from_the_city(
    places: Path, meta: SourceInfo
) -> None:
    table = read("services", "odcaf", places, meta=meta).table.set_index("service_id")
    assert table.loc["ODCAF:1", "municipality_id"] == "MUN:25213"


def test_archives_can_be_left_out(places: Path, meta: SourceInfo) -> None:
    reading = read("services", "odcaf", places, meta=meta, options={"archives": False})
    assert sorted(reading.table["service_id"]) == ["ODCAF:1", "ODCAF:4"]
    assert "archives" in reading.rejected.set_index("id").loc["2", "reason"]


def test_a_file_without_any_library_of_quebec_is_refused(csv: Csv, meta: SourceInfo) -> None:
    row = f"6,Ottawa Library,..,{LIBRARY},x,ottawa,on,Ottawa,3506008,35,45.4,-75.7\n"
    with pytest.raises(InputError, match="aucune bibliothèque"):
        read("services", "odcaf", csv("odcaf.csv", HEADER + row, "cp1252"), meta=meta)


@pytest.mark.real
def test_real_libraries_are_896_of_which_16_without_coordinates(real_data: Path) -> None:
    path = real_data / "services" / "ODCAF_v1.0.csv"
    meta = load_catalogue()["odcaf_v1"]
    reading = read("services", "odcaf", path, meta=meta)
    without = reading.rejected["reason"].str.contains("sans coordonnées").sum()
    assert (reading.read, reading.kept, without) == (7_972, 880, 16)
    assert reading.kept + without == 896
    assert reading.table["municipality_id"].notna().all()
    libraries = read("services", "odcaf", path, meta=meta, options={"archives": False})
    assert libraries.kept == 845


def test_those_without_coordinates_can_be_placed_at_their_municipality(
    places: Path, meta: SourceInfo
) -> None:
    reading = read("services", "odcaf", places, meta=meta, options={"by_address": True})
    assert (reading.read, reading.kept) == (6, 4)
    table = reading.table.set_index("service_id")
    assert table["address_precision"].to_dict() == {
        "ODCAF:1": "address",
        "ODCAF:2": "address",
        "ODCAF:3": "municipality",
        "ODCAF:4": "address",
    }
    assert table.loc["ODCAF:3", "municipality_id"] == "MUN:65005"
