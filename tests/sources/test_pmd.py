"""Proximity by block becomes a mean over people by area, with the share it rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.pmd import read_pmd

HEADER = "DBUID,DBPOP,DAUID,CSDUID,CSDNAME,lon,lat,prox_idx_lib,prox_idx_health\n"
Csv = Callable[..., Path]


def pmd(csv: Csv, *rows: str) -> Path:
    return csv("PMD-en.csv", HEADER + "\n".join(rows) + "\n", "latin-1")


def block(code: str, people: str, library: str, health: str) -> str:
    return f'{code},{people},{code[:8]},2466023,"Montréal",-73.6,45.5,{library},{health}'


def test_the_mean_of_an_area_is_over_its_people(csv: Csv, meta: SourceInfo) -> None:
    path = pmd(
        csv, block("24660001001", "30", "0.1", "0.5"), block("24660001002", "10", "0.5", "..")
    )
    reading = read_pmd(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.table)) == (2, 2, 1)
    area = reading.table.iloc[0]
    assert area["proximity_lib"] == pytest.approx(0.2)
    assert (area["proximity_health"], area["proximity_health_known"]) == (0.5, 0.75)
    assert (area["source_row"], area["source_rows"]) == (2, 2)


def test_an_index_nobody_has_is_unknown_and_not_zero(csv: Csv, meta: SourceInfo) -> None:
    path = pmd(csv, block("24660001001", "30", "..", "0"), block("24660002001", "0", "0.3", "0.3"))
    table = read_pmd(path, meta=meta).table.set_index("unit_id")
    assert table["proximity_lib"].isna().all()
    assert table.loc["DA:24660001", ["proximity_lib_known", "proximity_health"]].tolist() == [0, 0]


def test_thousands_in_quotes_blocks_twice_and_other_provinces(csv: Csv, meta: SourceInfo) -> None:
    path = pmd(
        csv,
        block("24660001001", '"1,200.0"', "0.1", "0.1"),
        block("24660001001", '"1,200.0"', "0.9", "0.9"),
        block("35060001001", "5", "0.1", "0.1"),
        block("24660001002", "beaucoup", "0.1", "0.1"),
    )
    reading = read_pmd(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (4, 1, 3)
    assert reading.table["proximity_lib"].tolist() == pytest.approx([0.1])
    assert "beaucoup" in " ".join(reading.rejected["reason"])


def test_a_file_without_any_index_is_refused(csv: Csv, meta: SourceInfo) -> None:
    path = csv("PMD.csv", "DBUID,DBPOP,DAUID,lon\n24660001001,1,24660001,-73\n")
    with pytest.raises(InputError, match="prox_idx_emp"):
        read_pmd(path, meta=meta)
