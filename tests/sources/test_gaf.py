"""The Geographic Attribute File: blocks added up into areas, Canada left out, reserves told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.gaf import municipal_codes, read_gaf

NAMES = (
    "PRUID_PRIDU", "CSDUID_SDRIDU", "CSDNAME_SDRNOM", "CSDTYPE_SDRGENRE", "DAUID_ADIDU",
    "DADGUID_ADIDUGD", "DARPLAMX_ADLAMX", "DARPLAT_ADLAT", "DARPLONG_ADLONG", "DBUID_IDIDU",
    "DBPOP2021_IDPOP2021", "DBAREA2021_IDSUP2021", "DBIR2021_IDRI2021",
)  # fmt: skip
Csv = Callable[..., Path]


def block(code: str, people: Any, *, csd: str = "2466023", town: str = "Montréal", kind: str = "V",
          km2: str = "0.5", flag: str = "0", lat: str = "45.5", lon: str = "-73.6") -> str:  # fmt: skip
    da = code[:8]
    cells = (code[:2], csd, f'"{town}"', kind, da, f"2021S0512{da}", "7600000.1", lat, lon, code,
             people, km2, flag)  # fmt: skip
    return ",".join(map(str, cells))


def gaf(csv: Csv, *rows: str, names: tuple[str, ...] = NAMES) -> Path:
    return csv("2021_92-151_X.csv", "\r\n".join([",".join(names), *rows]), "latin-1")


def test_blocks_are_added_up_into_their_area(csv: Csv, meta: SourceInfo) -> None:
    path = gaf(csv, block("24660001001", 40, km2="0.25"), block("24660001002", 60, km2="0.5"))
    reading = read_gaf(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.table)) == (2, 2, 1)
    area = reading.table.iloc[0]
    assert area["unit_id"] == "DA:24660001"
    assert (area["population"], area["area_km2"]) == (100, 0.75)
    assert (area["lon"], area["lat"], area["precision"]) == (-73.6, 45.5, "exact")
    codes = area[["municipality_id", "mrc_id", "region_id", "cd_id"]].tolist()
    assert codes == ["MUN:66023", "MRC:66", "REG:06", "CD:2466"]
    assert area["place"] == "Montréal"
    assert (area["source_row"], area["source_rows"]) == (2, 2)


def test_the_rest_of_canada_is_set_aside_row_by_row(csv: Csv, meta: SourceInfo) -> None:
    ontario = block("35060001001", 10, csd="3506008", town="Ottawa")
    reading = read_gaf(gaf(csv, ontario, block("24660001001", 5), ontario), meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (3, 1, 2)
    assert reading.rejected["line"].tolist() == [2, 4]
    assert set(reading.rejected["reason"]) == {"hors du Québec"}


def test_blocks_are_units_of_their_own_at_the_point_of_their_area(
    csv: Csv, meta: SourceInfo
) -> None:
    path = gaf(csv, block("24660001001", 40), block("24660001002", 0, km2="0"))
    table = read_gaf(path, meta=meta, level="db").table.set_index("unit_id")
    assert table.index.tolist() == ["DB:24660001001", "DB:24660001002"]
    assert table["da_id"].unique().tolist() == ["DA:24660001"]
    assert table["precision"].unique().tolist() == ["place"]
    assert pd.isna(table.loc["DB:24660001002", "area_km2"])


def test_a_division_of_several_mrc_is_told_apart_by_municipality(
    csv: Csv, meta: SourceInfo
) -> None:
    path = gaf(
        csv,
        block("24940001001", 10, csd="2494068", town="Saguenay", lat="48.4", lon="-71.1"),
        block("24940002001", 20, csd="2494999", town="Nulle part", lat="48.4", lon="-71.1"),
        block("24370001001", 30, csd="2437067", town="Trois-Rivières", lat="46.3", lon="-72.5"),
    )
    reading = read_gaf(path, meta=meta)
    table = reading.table.set_index("unit_id")
    assert table.loc["DA:24940001", "mrc_id"] == "MRC:941"
    assert table.loc["DA:24370001", "mrc_id"] == "MRC:371"
    assert pd.isna(table.loc["DA:24940002", "mrc_id"])
    assert "sans MRC connue" in " ".join(reading.notes)


def test_people_of_a_reserve_are_told_by_their_share(csv: Csv, meta: SourceInfo) -> None:
    path = gaf(
        csv,
        block("24720001001", 30, csd="2472802", town="Kanesatake", kind="S-É"),
        block("24720001002", 10, csd="2472032", town="Oka", kind="M"),
        block("24720002001", 10, csd="2472032", town="Oka", kind="M"),
    )
    table = read_gaf(path, meta=meta).table.set_index("unit_id")
    assert table["reserve"].tolist() == [0.75, 0.0]
    assert table["self_governed"].tolist() == [True, False]


def test_a_reserve_nobody_could_enumerate_is_not_a_place_where_nobody_lives(
    csv: Csv, meta: SourceInfo
) -> None:
    path = gaf(
        csv,
        block("24670001001", 0, csd="2467802", town="Kahnawake", kind="IRI", flag="1"),
        block("24660001001", 0),
    )
    reading = read_gaf(path, meta=meta)
    assert reading.table["unit_id"].tolist() == ["DA:24660001"]
    assert reading.rejected["reason"].str.contains("partiellement dénombrée").tolist() == [True]


@pytest.mark.parametrize(("people", "reason"), [("", "absente"), ("..", "absente"), ("-3", "-3")])
def test_a_block_without_a_count_is_set_aside(
    csv: Csv, meta: SourceInfo, people: str, reason: str
) -> None:
    path = gaf(csv, block("24660001001", people), block("24660001002", 7))
    reading = read_gaf(path, meta=meta)
    assert reading.table["population"].tolist() == [7]
    assert reason in reading.rejected["reason"].iloc[0]


def test_a_block_given_twice_counts_once(csv: Csv, meta: SourceInfo) -> None:
    reading = read_gaf(gaf(csv, block("24660001001", 7), block("24660001001", 7)), meta=meta)
    assert (reading.kept, reading.table["population"].sum()) == (1, 7)


def test_the_names_of_2016_and_any_case_are_understood(csv: Csv, meta: SourceInfo) -> None:
    names = (
        "PRuid/PRidu", "CSDuid/SDRidu", "CSDname/SDRnom", "CSDtype/SDRgenre", "DAuid/ADidu",
        "DAdguid/ADidugd", "DArplamx/ADlamx", "DArplat/ADlat", "DArplong/ADlong", "DBuid/IDidu",
        "DBpop2016/IDpop2016", "DBarea2016/IDsup2016", "DBir2016/IDri2016",
    )  # fmt: skip
    reading = read_gaf(gaf(csv, block("24660001001", 7), names=names), meta=meta)
    assert reading.table["population"].tolist() == [7]


def test_the_zip_is_read_without_being_unpacked(csv: Csv, meta: SourceInfo) -> None:
    path = gaf(csv, block("24660001001", 7, town="Salaberry-de-Valleyfield"))
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(path, "2021_92-151_X.csv")
        zipped.writestr("92-151-g2021001-eng.pdf", b"%PDF")
    path.unlink()
    reading = read("population", "gaf", archive, meta=meta, options={"level": "da"})
    assert reading.table["place"].tolist() == ["Salaberry-de-Valleyfield"]
    assert {one.name for one in archive.parent.iterdir()} == {archive.name}


def test_a_missing_column_is_named(csv: Csv, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="DBPOP2021_IDPOP2021"):
        read_gaf(csv("a.csv", "DBUID_IDIDU,DAUID_ADIDU,DARPLAT_ADLAT,DARPLONG_ADLONG,"
                     "CSDUID_SDRIDU,CSDNAME_SDRNOM\n1,2,3,4,5,6\n"), meta=meta)  # fmt: skip


def test_a_file_without_quebec_or_cut_short_is_refused(csv: Csv, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="aucun îlot du Québec"):
        read_gaf(gaf(csv, block("35060001001", 10)), meta=meta)
    cut = gaf(csv, block("24660001001", 7), block("24660001002", 7)[:30])
    with pytest.raises(InputError, match="cellules"):
        read_gaf(cut, meta=meta)


def test_another_level_is_refused(csv: Csv, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="csd"):
        read_gaf(gaf(csv, block("24660001001", 7)), meta=meta, level="csd")


def test_a_subdivision_unknown_here_takes_the_only_mrc_of_its_division() -> None:
    found = municipal_codes(pd.Series(["2466999", "2437999", None]))
    assert found["mrc_id"].isna().tolist() == [False, True, True]
    assert found.loc[0, ["municipality_id", "mrc_id", "region_id"]].tolist() == [
        "MUN:66999",
        "MRC:66",
        "REG:06",
    ]
