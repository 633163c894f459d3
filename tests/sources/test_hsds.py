"""211 exchanges in Open Referral HSDS, 2.x and 3.x: sites, and what cannot be one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.hsds import read_hsds
from territory.tables import Reading

TWO = {
    "organization.csv": "id,name,email\no1,Maison fictive,a@b.ca\no2,Écoute fictive,c@d.ca\n",
    "service.csv": (
        "id,organization_id,name,status\n"
        "s1,o1,Écoute,active\ns2,o1,Aide alimentaire,active\ns3,o2,Ligne d'écoute,active\n"
        "s4,o2,Halte,inactive\ns5,o2,Dépannage,active\n"
    ),
    "location.csv": (
        "id,organization_id,name,latitude,longitude\n"
        "l1,o1,Maison fictive,45.2877,-72.972\nl2,o2,Centre,,\nl3,o2,Bureau d'Ottawa,,\n"
    ),
    "service_at_location.csv": (
        "id,service_id,location_id\nx1,s1,l1\nx2,s2,l1\nx4,s4,l2\nx5,s5,l2\nx6,s5,l3\nx7,s5,l9\n"
    ),
    "physical_address.csv": (
        "id,location_id,attention,address_1,city,state_province,postal_code\n"
        "a1,l1,Mme X,12 rue de l'Exemple,Farnham,QC,J2N 1A1\n"
        "a2,l2,,3 rue du Test,Rimouski,Québec,G5L 1A1\na3,l3,,1 Main,Ottawa,ON,K1A 0A1\n"
    ),
    "regular_schedule.csv": "id,service_id,weekday\nr1,s1,Lundi\nr2,s2,Mardi\nr3,s2,Lundi\n",
    "service_area.csv": "id,service_id,service_area\nv1,s1,Brome-Missisquoi\n",
    "taxonomy.csv": "id,name\nt1,Aide alimentaire\n",
    "service_taxonomy.csv": "id,service_id,taxonomy_id\ny1,s2,t1\n",
    "contact.csv": "id,name,email\nc1,Une Personne,x@y.ca\n",
    "phone.csv": "id,number\np1,418 555-1234\n",
}
THREE = {
    **{n: t for n, t in TWO.items() if n not in ("physical_address.csv", "regular_schedule.csv")},
    "address.csv": TWO["physical_address.csv"],
    "location.csv": (
        "id,location_type,organization_id,name,latitude,longitude\n"
        "l1,physical,o1,Maison fictive,45.2877,-72.972\nl2,virtual,o2,En ligne,,\n"
        "l3,physical,o2,Bureau d'Ottawa,,\n"
    ),
    "schedule.csv": 'id,service_at_location_id,freq,byday\nr1,x1,WEEKLY,"MO,TU"\nr2,x2,MONTHLY,FR\n',
    "taxonomy_term.csv": TWO["taxonomy.csv"],
    "attribute.csv": "id,link_id,link_entity,taxonomy_term_id\ny1,s2,service,t1\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "211", TWO)


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def reasons(reading: Reading) -> list[tuple[int, str]]:
    rows = zip(reading.rejected["line"], reading.rejected["reason"], strict=True)
    return [(int(line), str(reason).replace("\u00a0", " ")) for line, reason in rows]


def test_services_of_one_organization_at_one_place_make_one_site(
    folder: Path, meta: SourceInfo
) -> None:
    reading = read_hsds(folder, meta=meta)
    assert (reading.read, reading.kept, len(reading.table)) == (7, 3, 2)
    site = reading.table.set_index("service_id").loc["HSDS:o1@l1"]
    assert site["name"] == "Maison fictive"
    assert site["support"] == "Écoute; Aide alimentaire"
    assert (site["source_row"], site["source_rows"]) == (2, 2)
    assert (site.geometry.x, site.geometry.y) == (-72.972, 45.2877)
    assert site["address_precision"] == "exact"


def test_a_place_without_coordinates_is_at_its_municipality(folder: Path, meta: SourceInfo) -> None:
    site = read_hsds(folder, meta=meta).table.set_index("service_id").loc["HSDS:o2@l2"]
    assert (site["municipality_id"], site["address_precision"]) == ("MUN:10043", "municipality")
    assert site["name"] == "Écoute fictive — Centre"


def test_what_has_no_door_is_listed_with_its_line_and_its_reason(
    folder: Path, meta: SourceInfo
) -> None:
    assert reasons(read_hsds(folder, meta=meta)) == [
        (4, "service fermé ou inactif (status : inactive)"),
        (4, "aucun lieu : ce service (ligne de service.csv) n'est rattaché à aucune adresse"),
        (6, "hors du Québec (ON)"),
        (7, "le lieu l9 n'est pas dans le fichier des lieux"),
    ]


def test_days_open_make_the_share_of_the_week(folder: Path, meta: SourceInfo) -> None:
    shares = read_hsds(folder, meta=meta).table.set_index("service_id")["open_share"]
    assert shares.to_dict() == {"HSDS:o1@l1": 2 / 5, "HSDS:o2@l2": 1.0}


def test_nothing_about_people_enters_the_table(folder: Path, meta: SourceInfo) -> None:
    reading = read_hsds(folder, meta=meta)
    text = reading.table.drop(columns="geometry").to_csv()
    assert "@b.ca" not in text
    assert "Mme X" not in text
    assert "Une Personne" not in text
    assert {k.replace("\u00a0", " "): v for k, v in reading.repairs.items()} == {
        "fichiers sur des personnes, jamais ouverts": 2,
        "lieux sans horaire, tenus pour ouverts toute la semaine": 1,
        "aires de service, gardées en texte, sans effet sur l'atteinte": 1,
    }
    assert "service_area" not in reading.table
    assert reading.table["stated_area"].iloc[0] == "Brome-Missisquoi"


def test_staffing_of_a_211_exchange_is_unknown_not_zero(folder: Path, meta: SourceInfo) -> None:
    assert read_hsds(folder, meta=meta).table["fte"].isna().all()


def test_version_3_is_read_the_same_and_its_virtual_places_set_aside(
    tmp_path: Path, meta: SourceInfo
) -> None:
    reading = read_hsds(written(tmp_path / "v3", THREE), meta=meta)
    site = reading.table.set_index("service_id").loc["HSDS:o1@l1"]
    assert site["open_share"] == pytest.approx((2 + 12 / 52) / 5)
    assert (5, "lieu virtuel : pas de porte où se présenter") in reasons(reading)


def test_categories_keep_only_the_services_asked_for(folder: Path, meta: SourceInfo) -> None:
    reading = read_hsds(folder, meta=meta, categories=["aide alimentaire"])
    assert reading.table["support"].tolist() == ["Aide alimentaire"]
    assert reading.read == reading.kept + len(reading.rejected)


def test_a_zip_of_tables_in_the_plural_is_read_through(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "211.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in TWO.items():
            plural = name.replace("ss.csv", "sse.csv").replace("y.csv", "ie.csv")
            archive.writestr(f"export/{plural.replace('.csv', 's.csv')}", text)
    reading = read("services", "hsds", path, meta=meta)
    assert (reading.read, reading.kept, len(reading.table)) == (7, 3, 2)


def test_locations_of_an_organization_stand_in_for_a_missing_link(
    tmp_path: Path, meta: SourceInfo
) -> None:
    files = {name: text for name, text in TWO.items() if name != "service_at_location.csv"}
    reading = read_hsds(written(tmp_path / "old", files), meta=meta)
    assert set(reading.table["service_id"]) == {"HSDS:o1@l1", "HSDS:o2@l2"}


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("location.csv", "le fichier location.csv d'HSDS manque ou est vide"),
        ("organization.csv", "le fichier organization.csv d'HSDS manque ou est vide"),
    ],
)
def test_an_exchange_without_one_of_its_tables_is_refused(
    tmp_path: Path, meta: SourceInfo, missing: str, told: str
) -> None:
    files = {name: text for name, text in TWO.items() if name != missing}
    with pytest.raises(InputError, match="HSDS") as fault:
        read_hsds(written(tmp_path / "part", files), meta=meta)
    assert told in fault.value.sentence("fr")


def test_an_exchange_with_no_usable_place_is_refused_with_the_first_reason(
    tmp_path: Path, meta: SourceInfo
) -> None:
    files = {**TWO, "service_at_location.csv": "id,service_id,location_id\nx1,s1,l9\n"}
    with pytest.raises(InputError, match="aucun des 5 services"):
        read_hsds(written(tmp_path / "none", files), meta=meta)


def test_a_file_or_a_folder_that_is_no_exchange_is_refused(
    tmp_path: Path, meta: SourceInfo
) -> None:
    lone = tmp_path / "service.csv"
    lone.write_text(TWO["service.csv"], encoding="utf-8")
    with pytest.raises(InputError, match="donnez un dossier ou une archive"):
        read_hsds(lone, meta=meta)
    with pytest.raises(InputError, match="n'existe pas"):
        read_hsds(tmp_path / "rien", meta=meta)
