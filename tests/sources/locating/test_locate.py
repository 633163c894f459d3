"""Where a row is: its coordinates, its address, its municipality; or why it is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territory.errors import InputError
from territory.sources.locate import locate
from territory.sources.locating.addresses import AddressBook
from territory.sources.locating.towns import km_between
from territory.tables.schemas import PRECISIONS

Csv = Callable[..., Path]


def rows(*told: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(told, columns=["lon", "lat", "ville"])


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    return locate(
        frame,
        lon="lon",
        lat="lat",
        municipality="ville",
        municipality_code="code",
        address="adresse",
        postal_code="cp",
        mrc="mrc",
        region="region",
    )


def test_farnham_is_not_in_quebec_city() -> None:
    found = placed(rows(("-71.21", "46.81", "Farnham"))).iloc[0]
    assert "217 km" in found["reason"]
    assert "Farnham" in found["reason_en"]
    assert pd.isna(found["lon"])
    assert found["precision"] == "unknown"


def test_saint_clet_is_not_at_49_degrees_north() -> None:
    found = placed(rows(("-74.2", "49.0", "Saint-Clet"))).iloc[0]
    assert "406 km" in found["reason"]
    assert placed(rows((None, None, "Saint-Clet"))).iloc[0]["lat"] == pytest.approx(45.35, abs=0.05)


def test_coordinates_come_first_then_the_municipality() -> None:
    found = placed(
        rows(("-72.98", "45.28", "Farnham"), (None, None, "Farnham"), (None, None, None))
    )
    assert found["precision"].tolist() == ["exact", "municipality", "unknown"]
    assert found["municipality_id"].tolist() == ["MUN:46112", "MUN:46112", None]
    assert found["reason"].isna().tolist() == [True, True, False]


def test_zero_zero_says_nothing() -> None:
    found = placed(rows(("0", "0", "Farnham"))).iloc[0]
    assert found["precision"] == "municipality"


def test_coordinates_stand_when_the_name_is_unknown_and_it_is_to_be_checked() -> None:
    found = placed(rows(("-72.98", "45.28", "Farnam"))).iloc[0]
    assert found["precision"] == "exact"
    assert found["reason"] is None
    assert "est-ce Farnham" in found["doubt"]


def test_a_code_and_a_name_that_disagree_are_to_be_checked() -> None:
    frame = rows((None, None, "Québec")).assign(code="2446112.0")
    found = placed(frame).iloc[0]
    assert found["municipality_id"] == "MUN:46112"
    assert "Farnham" in found["doubt"]


def test_quebec_is_the_province_where_the_postal_code_is_of_the_islands() -> None:
    frame = rows((None, None, "Québec"), (None, None, "québec")).assign(cp=["G4T 1E7", "G1R 2B5"])
    found = placed(frame)
    assert "la province" in found["reason"].iloc[0]
    assert found["municipality_id"].tolist() == [None, "MUN:23027"]


def test_radisson_is_far_from_the_middle_of_its_municipality_and_is_taken() -> None:
    frame = rows(("-77.75", "53.79", None)).assign(code="99060")
    assert placed(frame).iloc[0]["reason"] is None


def test_a_hamlet_far_from_the_middle_of_its_municipality_is_taken() -> None:
    # Beaucanton is 560 km from the middle of Baie-James, and near other places of its MRC.
    found = placed(rows(("-79.24", "49.04", None)).assign(code="99060")).iloc[0]
    assert found["reason"] is None
    assert "563 km" in found["doubt"]


def test_rows_keep_the_index_and_the_order_of_the_frame() -> None:
    frame = rows((None, None, "Laval"), (None, None, "Farnham"), (None, None, "Laval"))
    frame.index = pd.Index([7, 3, 9])
    found = placed(frame)
    assert found.index.tolist() == [7, 3, 9]
    assert found["municipality_id"].tolist() == ["MUN:65005", "MUN:46112", "MUN:65005"]


@pytest.fixture
def book(csv: Csv) -> AddressBook:
    lines = [
        "number,street,municipality,postal_code,lon,lat",
        "5155,rue Sainte-Catherine Est,Montréal,H1V 2A5,-73.5289,45.5595",
        "100,avenue du Parc,Montréal,H2V 4E6,-73.60,45.52",
        "100,rue du Parc,Montréal,H2V 4E7,-73.70,45.55",
        *(f"{10 + i},rue Courte,Farnham,J2N 1A1,{-72.98 + i / 10000},45.28" for i in range(6)),
        *(f"{10 + i},rang Long,Farnham,J2N 1A2,{-72.98 + i / 20},45.28" for i in range(6)),
        "216,rue Principale,Saint-Roch-de-Mékinac,G0X 2E0,-72.7688,46.8113",
    ]
    return AddressBook.read(csv("adresses.csv", "\n".join(lines) + "\n"))


def at(book: AddressBook, address: str, town: str, postal: str | None = None) -> pd.Series:
    frame = pd.DataFrame({"adresse": [address], "ville": [town], "cp": [postal]})
    return locate(
        frame, address="adresse", municipality="ville", postal_code="cp", addresses=book
    ).iloc[0]


@pytest.mark.parametrize(
    "address",
    [
        "5155, rue Sainte-Catherine Est",
        "5155 Ste-Catherine E., bureau 200",
        "app. 3, 5155 r. Ste-Catherine est",
        "3-5155, RUE STE CATHERINE E",
        "5155 St. Catherine Street East".replace("St. ", "Ste "),
        "5155-A, rue Sainte-Catherine Est",
    ],
)
def test_an_address_is_found_however_it_is_written(book: AddressBook, address: str) -> None:
    found = at(book, address, "Montréal")
    assert found["precision"] == "address"
    assert found["lon"] == pytest.approx(-73.5289)


def test_the_type_of_a_street_tells_two_streets_of_one_name(book: AddressBook) -> None:
    assert at(book, "100, av. du Parc", "Montréal")["lon"] == pytest.approx(-73.60)
    assert at(book, "100, rue du Parc", "Montréal")["lon"] == pytest.approx(-73.70)
    # Without its type it may be either: only the municipality is known.
    assert at(book, "100, du Parc", "Montréal")["precision"] == "municipality"


def test_an_address_is_not_sought_in_another_municipality(book: AddressBook) -> None:
    assert at(book, "5155, rue Sainte-Catherine Est", "Laval")["precision"] == "municipality"


def test_a_short_street_stands_for_a_number_it_lacks_and_a_long_road_does_not(
    book: AddressBook,
) -> None:
    assert at(book, "99, rue Courte", "Farnham")["precision"] == "place"
    assert at(book, "99, rang Long", "Farnham")["precision"] == "municipality"


def test_an_urban_postal_code_is_used_and_a_rural_one_is_not(book: AddressBook) -> None:
    assert at(book, "7, rue Perdue", "Farnham", "j2n1a1")["precision"] == "postal"
    rural = at(book, "7, rue Perdue", "Saint-Roch-de-Mékinac", "G0X 2E0")
    assert rural["precision"] == "municipality"


@pytest.mark.parametrize(
    "header",
    [
        "addr:housenumber,addr:street,addr:city,addr:postcode,@lon,@lat",
        "numéro,rue,municipalité,code postal,longitude,latitude",
        "No_Civique,Odonyme,Ville,Code_Postal,x,y",
    ],
)
def test_known_layouts_need_no_mapping(csv: Csv, header: str) -> None:
    path = csv("a.csv", f"{header}\n10,rue Courte,Farnham,J2N 1A1,-72.98,45.28\n")
    assert at(AddressBook.read(path), "10, rue Courte", "Farnham")["precision"] == "address"


def test_the_national_register_is_read_in_metres_and_for_quebec_alone(csv: Csv) -> None:
    point = gpd.GeoSeries(gpd.points_from_xy([-72.98], [45.28]), crs=4326).to_crs(3347).iloc[0]
    path = csv(
        "Address_24.csv",
        "LOC_GUID,CIVIC_NO,CIVIC_NO_SUFFIX,OFFICIAL_STREET_NAME,OFFICIAL_STREET_TYPE,"
        "OFFICIAL_STREET_DIR,PROV_CODE,CSD_ENG_NAME,CSD_FRE_NAME,MAIL_POSTAL_CODE,BG_X,BG_Y\n"
        f"a,10,,Courte,RUE,,24,Farnham,Farnham,J2N1A1,{point.x},{point.y}\n"
        f"b,10,,Main,ST,,35,Ottawa,Ottawa,K1A0A1,{point.x},{point.y}\n",
    )
    book = AddressBook.read(path)
    assert len(book.table) == 1
    assert at(book, "10 rue Courte", "Farnham")["lon"] == pytest.approx(-72.98, abs=1e-6)


def test_a_layer_of_points_is_an_address_file(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"addr:housenumber": ["10"], "addr:street": ["rue Courte"], "addr:city": ["Farnham"]},
        geometry=gpd.points_from_xy([-72.98], [45.28]),
        crs=4326,
    )
    frame.to_file(tmp_path / "a.gpkg")
    found = at(AddressBook.read(tmp_path / "a.gpkg"), "10, rue Courte", "Farnham")
    assert found["precision"] == "address"


def test_another_layout_says_its_columns(csv: Csv) -> None:
    path = csv("a.csv", "no,type,nom,mun,lo,la\n10,rue,Courte,46112,-72.98,45.28\n")
    with pytest.raises(InputError, match="address_columns"):
        AddressBook.read(path)
    columns = {
        "number": "no",
        "street": "type + nom",
        "municipality_code": "mun",
        "lon": "lo",
        "lat": "la",
    }
    found = at(AddressBook.read(path, columns), "10, rue Courte", "Farnham")
    assert found["precision"] == "address"


@pytest.mark.real
def test_addresses_of_2026_fall_on_the_doors_of_2022(real_data: Path) -> None:
    book = AddressBook.read(
        real_data / "services" / "m02_installations_2022.csv",
        {
            "address": "ADRESSE",
            "municipality_code": "MUN_CODE",
            "postal_code": "CODE_POSTA",
            "lon": "LONGITUDE",
            "lat": "LATITUDE",
        },
    )
    sites = pd.read_csv(real_data / "services" / "m02_2026_coords.csv", dtype=str)
    sites["ville"] = sites["adresse"].str.extract(r",\s*([^,]+)$")[0]
    found = locate(sites, address="adresse", municipality="ville", addresses=book)
    away = km_between(
        sites["lon"].astype(float), sites["lat"].astype(float), found["lon"], found["lat"]
    )
    assert found["precision"].value_counts().to_dict() == {
        "address": 1279,
        "municipality": 295,
        "unknown": 15,
        "place": 1,
    }
    to_door = away[found["precision"] == "address"]
    assert to_door.quantile(0.95) < 0.05
    assert (to_door > 1).sum() <= 4
    # The 15 that are nowhere bear a name that two municipalities have.
    assert found.loc[found["precision"] == "unknown", "reason"].str.contains("peut être").all()


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(max_size=12), st.floats(-90, 90).map(str)),
            st.one_of(st.none(), st.text(max_size=12), st.floats(40, 65).map(str)),
            st.one_of(st.none(), st.text(max_size=25), st.sampled_from(["Laval", "St-Siméon"])),
            st.one_of(st.none(), st.text(max_size=25), st.just("10, rue Courte")),
            st.one_of(st.none(), st.text(max_size=7), st.just("J2N 1A1")),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_row_says_it_is_placed_or_says_why(
    book: AddressBook, told: list[tuple[str | None, ...]]
) -> None:
    frame = pd.DataFrame(told, columns=["lon", "lat", "ville", "adresse", "cp"], dtype="object")
    found = locate(
        frame,
        lon="lon",
        lat="lat",
        municipality="ville",
        address="adresse",
        postal_code="cp",
        addresses=book,
    )
    assert found["precision"].isin(PRECISIONS).all()
    placed_rows = found["lon"].notna()
    assert (placed_rows == found["lat"].notna()).all()
    assert (placed_rows == found["reason"].isna()).all()
    assert (found["reason"].isna() == found["reason_en"].isna()).all()
