"""The Census Profile: millions of rows streamed for a few figures, duplicate column names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.census_profile import (
    read_census_profile,
    read_census_profile_population,
)

ENGLISH = (
    "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,TNR_SF,TNR_LF,DATA_QUALITY_FLAG,"
    "CHARACTERISTIC_ID,CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,"
    "C2_COUNT_MEN+,SYMBOL,C3_COUNT_WOMEN+,SYMBOL,C10_RATE_TOTAL,SYMBOL,C11_RATE_MEN+,SYMBOL,"
    "C12_RATE_WOMEN+,SYMBOL"
)
FRENCH = (
    "ANNÉE_RECENSEMENT,IDUGD,CODE_GÉO_ALT,NIVEAU_GÉO,NOM_GÉO,TGN_CA,TGN_CL,"
    "INDICATEUR_QUALITÉ_DONNÉES,ID_CARACTÉRISTIQUE,NOM_CARACTÉRISTIQUE,NOTE_CARACTÉRISTIQUE,"
    "C1_CHIFFRE_TOTAL,SYMBOLE,C2_CHIFFRE_HOMMES+,SYMBOLE,C3_CHIFFRE_FEMMES+,SYMBOLE,"
    "C10_TAUX_TOTAL,SYMBOLE,C11_TAUX_HOMMES+,SYMBOLE,C12_TAUX_FEMMES+,SYMBOLE"
)
Csv = Callable[..., Path]


def row(code: str, number: int, count: str, symbol: str = "", *, rate: str = "",
        level: str = "Dissemination area") -> str:  # fmt: skip
    return (
        f'2021,"2021S0512{code}","{code}","{level}","{code}",2.9,4.1,"00000",{number},'
        f'"Caractéristique {number}, total",,{count},"{symbol}",1,"",2,"",{rate},"",,"",,""'
    )


def profile(csv: Csv, *rows: str, header: str = ENGLISH, name: str = "p.csv") -> Path:
    return csv(name, "\r\n".join([header, *rows, ""]), "latin-1")


CHOSEN = {"1": "census_population", "243": "median_household_income"}


def test_each_area_is_a_row_of_the_characteristics_asked(csv: Csv, meta: SourceInfo) -> None:
    path = profile(
        csv,
        *(row("24660001", n, str(n * 10)) for n in (1, 2, 243)),
        *(row("24660002", n, str(n * 100)) for n in (1, 2, 243)),
    )
    reading = read_census_profile(path, meta=meta, characteristics=CHOSEN)
    assert (reading.read, reading.kept) == (2, 2)
    table = reading.table.set_index("unit_id")
    assert table["census_population"].to_dict() == {"DA:24660001": 10, "DA:24660002": 100}
    assert table["median_household_income"].tolist() == [2430, 24300]
    assert table["source_row"].tolist() == [2, 5]


def test_french_and_english_headers_give_the_same(csv: Csv, meta: SourceInfo) -> None:
    rows = [row("24660001", 1, "535")]
    english = read_census_profile(profile(csv, *rows), meta=meta, characteristics=CHOSEN)
    french_rows = [row("24660001", 1, "535", level="Aire de diffusion")]
    french = read_census_profile(
        profile(csv, *french_rows, header=FRENCH), meta=meta, characteristics=CHOSEN
    )
    pd.testing.assert_frame_equal(english.table, french.table)


@pytest.mark.parametrize(("count", "symbol"), [("", "x"), ("0", "x"), ("", "F"), ("", ".."), ("..", ""), ("", "...")])  # fmt: skip
def test_a_withheld_figure_is_unknown_and_never_zero(
    csv: Csv, meta: SourceInfo, count: str, symbol: str
) -> None:
    path = profile(csv, row("24660001", 1, "40"), row("24660001", 243, count, symbol))
    reading = read_census_profile(path, meta=meta, characteristics=CHOSEN)
    assert reading.kept == 1
    assert reading.table["median_household_income"].isna().all()
    told = " ".join(reading.notes).replace("\u00a0", " ")
    assert "median_household_income » : inconnu dans 1 aires" in told


def test_a_true_zero_stays_zero(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, row("24660001", 1, "0"))
    reading = read_census_profile(path, meta=meta, characteristics={"1": "people"})
    assert reading.table["people"].tolist() == [0]


def test_a_percentage_given_only_as_a_rate_is_found_there(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, row("24660001", 1, "40"), row("24660001", 345, "", rate="9.6"))
    reading = read_census_profile(path, meta=meta, characteristics={"345": "low_income_percent"})
    assert reading.table["low_income_percent"].tolist() == [9.6]


def test_coarser_levels_mixed_in_are_set_aside_once_each(csv: Csv, meta: SourceInfo) -> None:
    path = profile(
        csv,
        *(row("24", n, "8501833", level="Province") for n in (1, 243)),
        *(row("2466", n, "2004265", level="Census division") for n in (1, 243)),
        row("24660001", 1, "535"),
        row("24660002", 1, "465"),
    )
    reading = read_census_profile_population(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (4, 2, 2)
    assert reading.table["population"].sum() == 1000
    assert reading.rejected["line"].tolist() == [2, 4]


def test_other_provinces_and_areas_given_twice_are_set_aside(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, *(row(code, 1, "10") for code in ("24660001", "35060001", "24660001")))
    reading = read_census_profile_population(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (3, 1, 2)


def test_an_area_whose_people_are_withheld_is_set_aside(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, row("24660001", 1, "", "x"), row("24660002", 1, "5"))
    reading = read_census_profile_population(path, meta=meta)
    assert reading.rejected["reason"].tolist() == ["population absente"]


def test_the_data_are_found_among_the_files_of_the_zip_and_progress_is_told(
    csv: Csv, meta: SourceInfo, tmp_path: Path
) -> None:
    path = profile(csv, *(row("24660001", n, "5") for n in range(1, 300)))
    archive = tmp_path / "98-401-X2021006_English_CSV.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(path, "98-401-X2021006_English_CSV_data_Quebec.csv")
        zipped.writestr("98-401-X2021006_Geo_starting_row_Quebec.CSV", "Geo Code,Line Number\n")
        zipped.writestr("README_meta.txt", "notes")
    told: list[tuple[int, int]] = []
    reading = read(
        "needs", "census_profile", archive, meta=meta, options={"characteristics": CHOSEN},
        progress=lambda _what, done, total: told.append((done, total)),
    )  # fmt: skip
    assert reading.table["census_population"].tolist() == [5]
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_characteristics_the_file_does_not_have_are_refused(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, row("24660001", 24, "10"))
    with pytest.raises(InputError, match="99999"):
        read_census_profile(path, meta=meta, characteristics={"99999": "x"})


def test_columns_in_another_order_are_refused_rather_than_misread(
    csv: Csv, meta: SourceInfo
) -> None:
    header = ENGLISH.replace("C1_COUNT_TOTAL,SYMBOL,C2_COUNT_MEN+", "C1_COUNT_TOTAL,C2_COUNT_MEN+,SYMBOL")  # fmt: skip
    with pytest.raises(InputError, match="SYMBOL"):
        read_census_profile(profile(csv, row("24660001", 1, "10"), header=header), meta=meta)


def test_a_name_of_the_population_table_cannot_be_taken(csv: Csv, meta: SourceInfo) -> None:
    path = profile(csv, row("24660001", 1, "10"))
    with pytest.raises(InputError, match="colonne de la population"):
        read_census_profile(path, meta=meta, characteristics={"1": "population"})


def test_a_header_alone_or_a_damaged_archive_is_one_sentence(
    csv: Csv, meta: SourceInfo, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="en-tête"):
        read_census_profile(csv("p.csv", ENGLISH + "\r\n", "latin-1"), meta=meta)
    path = profile(csv, *(row("24660001", n, "5") for n in range(1, 3000)))
    archive = tmp_path / "98-401-X2021006.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.write(path, "p.csv")
        checksum = zipped.getinfo("p.csv").CRC.to_bytes(4, "little")
    archive.write_bytes(archive.read_bytes().replace(checksum, b"\0\0\0\0"))
    with pytest.raises(InputError, match=r"98-401-X2021006\.zip"):
        read_census_profile(archive, meta=meta)
