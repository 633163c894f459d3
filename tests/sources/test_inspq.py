"""The INSPQ's correspondence and index: fractions of areas, and quintiles that may be missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import box

from territory.errors import InputError
from territory.sources import SourceInfo
from territory.sources.inspq import (
    read_inspq_areas,
    read_inspq_deprivation,
    read_inspq_fractions,
)

HEADER = (
    "AD", "RSS", "RTS", "RLS", "CLSC", "ADPOP2021", "QuintMat", "QuintSoc", "QuintMatRSS",
    "QuintSocRSS", "FRAC_CLSC",
)  # fmt: skip
Workbook = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Write a workbook in the INSPQ's layout, codes as numbers without their leading zero."""

    def write(*rows: tuple[Any, ...], sheet: str = "Données", header: Any = HEADER) -> Path:
        book = openpyxl.Workbook()
        notes = book.active
        assert notes is not None
        notes.title = "Lisez-moi"
        page = book.create_sheet(sheet)
        page.append(list(header))
        for row in rows:
            page.append(list(row))
        path = tmp_path / "1. TableCorrespondancesCompleteQuebec2021_fr.xlsx"
        book.save(path)
        return path

    return write


def area(
    code: int, clsc: int | str, share: Any, quintiles: tuple[Any, Any] = (1, 5)
) -> tuple[Any, ...]:
    text = f"{clsc:05d}" if isinstance(clsc, int) else clsc
    rss, rts, rls = (int(text[:n]) for n in (2, 3, 4))
    return (code, rss, rts, rls, clsc, 500, *quintiles, *quintiles, share)


def test_an_area_astride_two_clsc_is_shared_between_them_and_whole_in_what_holds_both(
    workbook: Workbook, meta: SourceInfo
) -> None:
    path = workbook(area(24660001, 6111, 0.7), area(24660001, 6112, 0.3), area(24140002, 1111, 1))
    reading = read_inspq_fractions(path, meta=meta)
    assert (reading.read, reading.kept) == (3, 3)
    rows = reading.table[reading.table["subject_id"] == "DA:24660001"]
    shares = rows.set_index("territory_id")["share"].round(9).to_dict()
    assert shares == {
        "RSS:06": 1.0, "RTS:061": 1.0, "RLS:0611": 1.0, "CLSC:06111": 0.7, "CLSC:06112": 0.3,
    }  # fmt: skip
    assert set(reading.table["method"]) == {"crosswalk"}
    assert "1 à cheval" in " ".join(reading.notes)


def test_leading_zeros_lost_in_the_workbook_come_back(workbook: Workbook, meta: SourceInfo) -> None:
    reading = read_inspq_fractions(workbook(area(24140002, 1111, 1)), meta=meta)
    assert set(reading.table["territory_id"]) == {"RSS:01", "RTS:011", "RLS:0111", "CLSC:01111"}
    assert reading.repairs["codes auxquels le zéro initial a été rendu"] == 1


def test_fractions_short_of_one_leave_the_rest_nowhere(
    workbook: Workbook, meta: SourceInfo
) -> None:
    reading = read_inspq_fractions(workbook(area(24660001, 6111, 0.6)), meta=meta)
    assert reading.table["share"].tolist() == [0.6] * 4
    assert "font moins que 1" in " ".join(reading.notes)


def test_rounded_fractions_a_little_above_one_are_brought_back_to_it(
    workbook: Workbook, meta: SourceInfo
) -> None:
    path = workbook(*(area(24660001, clsc, 0.334) for clsc in (6111, 6112, 6113)))
    reading = read_inspq_fractions(path, meta=meta)
    of_clsc = reading.table[reading.table["level"] == "clsc"]["share"]
    assert of_clsc.sum() == pytest.approx(1, abs=1e-12)
    assert any("ramenées à 1" in repair for repair in reading.repairs)


def test_fractions_that_make_more_than_an_area_set_it_aside_and_only_it(
    workbook: Workbook, meta: SourceInfo
) -> None:
    path = workbook(area(24660001, 6111, 0.7), area(24660001, 6112, 0.7), area(24660002, 6111, 1))
    reading = read_inspq_fractions(path, meta=meta)
    assert (reading.read, reading.kept) == (3, 1)
    assert reading.rejected["line"].tolist() == [2, 3]
    assert "1.4" in reading.rejected["reason"].iloc[0]


@pytest.mark.parametrize("share", [None, 0, 1.2, -0.1, "?"])
def test_a_fraction_that_is_no_fraction_is_set_aside(
    workbook: Workbook, meta: SourceInfo, share: Any
) -> None:
    reading = read_inspq_fractions(
        workbook(area(24660001, 6111, share), area(24660002, 6111, 1)), meta=meta
    )
    assert reading.rejected["id"].tolist() == ["24660001"]


def test_a_row_given_twice_counts_once(workbook: Workbook, meta: SourceInfo) -> None:
    path = workbook(area(24660001, 6111, 0.5), area(24660001, 6111, 0.5))
    reading = read_inspq_fractions(path, meta=meta)
    assert (reading.read, reading.kept) == (2, 1)
    assert set(reading.table["share"]) == {0.5}


def test_the_edition_of_2011_gives_fractions_by_rls(workbook: Workbook, meta: SourceInfo) -> None:
    header = ("AD", "RSS", "RTS", "RLS", "FRAC_RLS")
    path = workbook((24660001, 6, 61, 611, 1), header=header)
    reading = read_inspq_fractions(path, meta=meta)
    assert set(reading.table["territory_id"]) == {"RSS:06", "RTS:061", "RLS:0611"}


def test_a_workbook_without_the_sheet_names_those_it_has(
    workbook: Workbook, meta: SourceInfo
) -> None:
    path = workbook(area(24660001, 6111, 1), sheet="Donnees 2021")
    with pytest.raises(InputError, match="Donnees 2021"):
        read_inspq_fractions(path, meta=meta)


def test_a_file_that_is_no_workbook_is_said_to_be_none(tmp_path: Path, meta: SourceInfo) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"<html>page introuvable</html>")
    with pytest.raises(InputError, match=r"classeur|archive zip"):
        read_inspq_fractions(path, meta=meta)


def test_an_area_without_quintile_is_not_defined_never_zero(
    workbook: Workbook, meta: SourceInfo
) -> None:
    path = workbook(
        area(24660001, 6111, 0.7, (2, 4)),
        area(24660001, 6112, 0.3, (2, 4)),
        area(24990002, 17011, 1, (None, " ")),
    )
    reading = read_inspq_deprivation(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (3, 2, 1)
    table = reading.table.set_index("unit_id")
    assert table.loc["DA:24660001", ["material_quintile", "social_quintile"]].tolist() == [2, 4]
    assert table.loc["DA:24990002", ["material_quintile", "social_quintile"]].isna().all()
    assert "non défini pour 1 aires sur 2" in " ".join(reading.notes).replace("\u00a0", " ")


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """Two areas in the layer's layout, one of them not defined."""
    frame = gpd.GeoDataFrame(
        {
            "ADIDU": ["24660001", "24990002"],
            "SDRIDU": ["2466023", "2499125"],
            "ADPOP2021": [500, 632],
            "QuintMat": [3, None],
            "QuintSoc": [1, None],
            "NoteMat": [0.0, None],
            "zone": ["1", "4"],
        },
        geometry=[box(-73.6, 45.5, -73.5, 45.6), box(-78.2, 60.8, -78.1, 60.9)],
        crs=4326,
    )
    path = tmp_path / "Ad_2021_IndDef.shp"
    frame.to_crs(3347).to_file(path)
    return path


def test_the_layer_gives_the_same_needs_and_a_score_of_zero_is_a_score(
    layer: Path, meta: SourceInfo
) -> None:
    table = read_inspq_deprivation(layer, meta=meta).table.set_index("unit_id")
    assert table.loc["DA:24660001", "material_quintile"] == 3
    assert table.loc["DA:24660001", "material_score"] == 0
    assert pd.isna(table.loc["DA:24990002", "material_score"])
    assert table["zone"].tolist() == ["1", "4"]


def test_the_layer_gives_people_where_they_are(layer: Path, meta: SourceInfo) -> None:
    reading = read_inspq_areas(layer, meta=meta)
    assert reading.table["population"].tolist() == [500, 632]
    assert reading.table["municipality_id"].tolist() == ["MUN:66023", "MUN:99125"]
    assert reading.table["lon"].between(-78.3, -73.4).all()
    assert reading.crs == "EPSG:3347"
