"""M02: codes to repair, columns that lie, a flag that means less than it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Csv = Callable[..., Path]
HEADER = (
    "FID;INSTAL_COD;INSTAL_NOM;RSS_CODE;MUN_CODE;MUN_NOM;CLSC_CODE;MRC_CODE;RLS_CODE;"
    "LONGITUDE;LATITUDE;CHSGS;CHSLD;CLSC;CPEJ;Y;X\n"
)


@pytest.fixture
def facilities(csv: Csv) -> Path:
    """A door, a nursing home, a site with no mission, one at 0,0; X and Y swapped throughout."""
    rows = [
        "1;111;CLSC DE KAMOURASKA;1;14018;Kamouraska;1111;140;111;-69.8;47.5;Non;Non;Oui;Non;-69.8;47.5",
        "2;222;CENTRE D'HEBERGEMENT VILLA MARIA;1;14018;Kamouraska;1111;140;111;-69.7;47.5;Non;Oui;Oui;Non;-69.7;47.5",
        "3;333;BUREAU ADMINISTRATIF;6;66023;Montréal; ;660; ;-73.5;45.5;Non;Non;Non;Non;-73.5;45.5",
        "4;444;CLSC DE NULLE PART;6;66023;Montréal;6312;660;631;0;0;Non;Non;Oui;Non;0;0",
        "5;555;CLSC DES ÎLES;11;1023;Les Îles;11211;10;1121;-61.8;47.4;Non;Non;Oui;Non;-61.8;47.4",
    ]
    return csv("m02.csv", HEADER + "\n".join(rows) + "\n", "utf-8-sig")


def test_codes_get_their_zero_back_and_mrc_codes_their_official_form(
    facilities: Path, meta: SourceInfo
) -> None:
    table = read("services", "m02", facilities, meta=meta).table.set_index("service_id")
    door = table.loc["M02:111"]
    assert door["stated_clsc_id"] == "CLSC:01111"
    assert door["stated_rls_id"] == "RLS:0111"
    assert door["stated_rss_id"] == "RSS:01"
    assert door["stated_mrc_id"] == "MRC:14"
    assert door["municipality_id"] == "MUN:14018"
    islands = table.loc["M02:555"]
    assert islands["stated_mrc_id"] == "MRC:01"
    assert islands["municipality_id"] == "MUN:01023"


def test_longitude_and_latitude_are_read_not_x_and_y(facilities: Path, meta: SourceInfo) -> None:
    reading = read("services", "m02", facilities, meta=meta)
    point = gpd.GeoDataFrame(reading.table).set_index("service_id").geometry["M02:111"]
    assert (point.x, point.y) == (-69.8, 47.5)
    assert any("interverties" in note for note in reading.notes)


def test_every_exclusion_is_listed_with_its_reason_in_both_languages(
    facilities: Path, meta: SourceInfo
) -> None:
    reading = read("services", "m02", facilities, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (5, 2, 3)
    rejected = reading.rejected.set_index("id")
    assert "hébergement" in rejected.loc["222", "reason"]
    assert "long-term care" in rejected.loc["222", "reason_en"]
    assert "aucune mission CLSC" in rejected.loc["333", "reason"]
    assert "hors du Québec" in rejected.loc["444", "reason"]


def test_a_lone_space_means_nothing(facilities: Path, meta: SourceInfo) -> None:
    options = {"selection": "all"}
    table = read("services", "m02", facilities, meta=meta, options=options).table
    office = table.set_index("service_id").loc["M02:333"]
    assert pd.isna(office["stated_clsc_id"])
    assert office["kind"] == "other"


def test_workforce_is_unknown_and_never_zero(facilities: Path, meta: SourceInfo) -> None:
    table = read("services", "m02", facilities, meta=meta).table
    for column in ("fte_ts", "fte_tts", "fte_oc", "fte_other", "fte"):
        assert table[column].isna().all()
    assert set(table["mode"]) == {"in_person"}
    assert set(table["sector"]) == {"public"}


def test_sites_with_the_mission_can_be_read_without_the_rules(
    facilities: Path, meta: SourceInfo
) -> None:
    options = {"selection": "mission"}
    table = read("services", "m02", facilities, meta=meta, options=options).table
    assert sorted(table["service_id"]) == ["M02:111", "M02:222", "M02:555"]
    assert set(table["kind"]) == {"clsc"}


def test_an_unknown_selection_is_refused_with_the_known_ones(
    facilities: Path, meta: SourceInfo
) -> None:
    with pytest.raises(InputError, match="doors, mission, all"):
        read("services", "m02", facilities, meta=meta, options={"selection": "portes"})


def test_a_missing_column_is_named(csv: Csv, meta: SourceInfo) -> None:
    path = csv("m02.csv", HEADER.replace("LONGITUDE", "LONGITUD") + "1;2\n")
    with pytest.raises(InputError, match="LONGITUD"):
        read("services", "m02", path, meta=meta)


def test_points_of_2026_are_kept_by_their_name(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "points.csv",
        'n,a,lat,lon\nCLSC DE PERCÉ,"1, rue",48.52,-64.21\nHÔPITAL,"2, rue",48.5,-64.2\n',
    )
    reading = read("services", "m02_points", path, meta=meta)
    assert reading.table["name"].tolist() == ["CLSC DE PERCÉ"]
    assert len(reading.rejected) == 1


def real(real_data: Path, selection: str) -> gpd.GeoDataFrame:
    path = real_data / "services" / "m02_installations_2022.csv"
    meta = load_catalogue()["m02_2022"]
    reading = read("services", "m02", path, meta=meta, options={"selection": selection})
    assert reading.read == 1_598
    return gpd.GeoDataFrame(reading.table)


@pytest.mark.real
def test_real_m02_flags_469_sites_of_which_383_say_so_and_436_are_doors(real_data: Path) -> None:
    flagged, doors = real(real_data, "mission"), real(real_data, "doors")
    assert len(real(real_data, "all")) == 1_598
    assert len(flagged) == 469
    named = flagged["rule"].isin(["nom_clsc", "nom_multiservices"])
    assert named.sum() == 383
    assert len(doors) == 436
    assert set(flagged.loc[named, "service_id"]) <= set(doors["service_id"])
    kept = " ".join(doors["name"])
    assert "CLINIQUE COMMUNAUTAIRE DE POINTE ST-CHARLES" in kept
    assert "TULATTAVIK" in kept
    assert "INUULITSIVIK" in kept
    assert "CHIBOUGAMAU" in kept
    assert "VILLA MARIA" not in kept
    assert "HÔTEL-DIEU" not in kept


@pytest.mark.real
def test_no_real_clsc_territory_loses_its_only_door_by_a_name_test(real_data: Path) -> None:
    flagged, doors = real(real_data, "mission"), real(real_data, "doors")
    assert not (doors["rule"] == "last_door").any()
    assert set(doors["stated_clsc_id"].dropna()) == set(flagged["stated_clsc_id"].dropna())
    every = set(real(real_data, "all")["stated_clsc_id"].dropna())
    assert len(every) == 166
    assert every - set(flagged["stated_clsc_id"].dropna()) == {
        "CLSC:03122",
        "CLSC:06113",
        "CLSC:06223",
        "CLSC:06522",
        "CLSC:17011",
    }


@pytest.mark.real
def test_1538_of_1544_real_sites_are_in_the_rls_they_state(real_data: Path) -> None:
    sites = real(real_data, "all")
    rls = read(
        "territories",
        "rls",
        real_data / "boundaries" / "rls_2020" / "rls_no_water.shp",
        meta=load_catalogue()["rls_2020"],
        level="rls",
    ).table
    coded = sites[sites["stated_rls_id"].notna()]
    joined = gpd.sjoin(
        coded, gpd.GeoDataFrame(rls)[["territory_id", "geometry"]], how="left", predicate="within"
    )
    found = joined["territory_id"]
    assert len(joined) == 1_544
    assert (found == joined["stated_rls_id"]).sum() == 1_538
    assert found.isna().sum() == 3
    assert (found.notna() & (found != joined["stated_rls_id"])).sum() == 3


@pytest.mark.real
def test_307_of_315_real_montreal_sites_are_in_the_derived_clsc_they_state(
    real_data: Path,
) -> None:
    sites = real(real_data, "all")
    montreal = sites[sites["stated_mrc_id"] == "MRC:66"]
    clsc = read(
        "territories",
        "clsc_derived",
        real_data / "boundaries" / "clsc_derived" / "clsc_montreal_derived.gpkg",
        meta=load_catalogue()["clsc_derived_montreal"],
        level="clsc",
    ).table
    joined = gpd.sjoin(
        montreal,
        gpd.GeoDataFrame(clsc)[["territory_id", "geometry"]],
        how="left",
        predicate="within",
    )
    assert len(joined) == 315
    assert (joined["territory_id"] == joined["stated_clsc_id"]).sum() == 307


@pytest.mark.real
def test_real_stated_mrc_codes_are_the_104_official_ones(real_data: Path, checkout: Path) -> None:
    sites = real(real_data, "all")
    facts = pd.read_csv(checkout / "data" / "facts" / "mrc_facts.csv", dtype=str)
    assert set(sites["stated_mrc_id"]) == set("MRC:" + facts["code_sda"])


@pytest.mark.real
def test_real_points_of_2026_are_508_of_which_409_named(real_data: Path) -> None:
    path = real_data / "services" / "m02_2026_clsc_points.csv"
    meta = load_catalogue()["m02_2026"]
    reading = read("services", "m02_points", path, meta=meta)
    assert (reading.read, reading.kept) == (508, 409)
    every = read("services", "m02_points", path, meta=meta, options={"named_only": False})
    assert every.kept == 508
    assert np.isfinite(gpd.GeoDataFrame(every.table).geometry.x).all()
