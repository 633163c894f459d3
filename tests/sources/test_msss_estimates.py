"""Reference populations by territory: four layouts, one shape, nobody counted twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, read
from territory.sources.msss_estimates import read_territory_populations

Csv = Callable[..., Path]
OFFICIAL = "NiveauGeographique,Territoire,Annee,Sexe,TousLesAges,0,1\n"


def counts(path: Path, meta: SourceInfo, **options: int) -> dict[str, float]:
    table = read_territory_populations(path, meta=meta, **options).table
    return dict(zip(table["territory_id"], table["population"], strict=True))


def test_the_official_layout_keeps_totals_and_restores_zeros(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "estimationprojectionuniquedonneesouvertes.csv",
        OFFICIAL
        + "CLSC,1111,2021,Total,20704,100,110\nCLSC,1111,2021,Masculin,10000,50,55\n"
        + "CLSC,1111,2021,Féminin,10704,50,55\nCLSC,1111,1996,Total,24000,1,1\n"
        + "RSS,1,2021,Total,200 000,1,1\nQuébec,99,2021,Total,8600000,1,1\n",
        "cp1252",
    )
    reading = read_territory_populations(path, meta=meta)
    assert (reading.read, reading.kept, len(reading.rejected)) == (6, 2, 4)
    assert counts(path, meta) == {"CLSC:01111": 20704, "RSS:01": 200_000}
    assert reading.table["source"].unique().tolist() == ["Fichier d'essai"]
    assert reading.table["year"].unique().tolist() == [2021]


def test_the_older_headers_with_accents_and_spaces_are_understood(
    csv: Csv, meta: SourceInfo
) -> None:
    path = csv(
        "ancien.csv",
        "Niveau géographique;Code du territoire;Année;Sexe;Tous les âges;65 ans et plus\n"
        "RLS;0111;2021;Total;20704;5000\n",
        "cp1252",
    )
    assert counts(path, meta) == {"RLS:0111": 20704}


def test_ages_and_sexes_are_added_up_where_there_is_no_total(csv: Csv, meta: SourceInfo) -> None:
    header = "GEO,CODE,AN,TYPE,SEXE,G,POP\n"
    rows = "CLSC,1111,2021,P,F,0-4,10\nCLSC,1111,2021,P,M,0-4,12\nCLSC,1111,2021,P,M,5-17,3\n"
    assert counts(csv("a.csv", header + rows), meta) == {"CLSC:01111": 25}
    totals = "CLSC,1111,2021,P,Total,Total,25\n"
    assert counts(csv("b.csv", header + rows + totals), meta) == {"CLSC:01111": 25}


def test_a_row_given_twice_counts_once(csv: Csv, meta: SourceInfo) -> None:
    row = "CLSC,1111,2021,Total,20704,1,1\n"
    reading = read_territory_populations(csv("a.csv", OFFICIAL + row + row), meta=meta)
    assert (reading.kept, reading.table["population"].sum()) == (1, 20704)


def test_the_registry_of_mrc_gives_sda_codes(csv: Csv, meta: SourceInfo) -> None:
    path = csv(
        "MRC_CM_Arg.csv",
        '"mrccod","mrcnom","mrcpopul"\n"AR460","Brome-Missisquoi","69452"\n'
        '"AR251","Lévis","149683"\n"AR010","Îles","12654"\n"AR993","Eeyou",""\n',
    )
    reading = read_territory_populations(path, meta=meta)
    assert counts(path, meta) == {"MRC:46": 69452, "MRC:251": 149_683, "MRC:01": 12_654}
    assert reading.rejected["reason"].tolist() == ["population absente"]


def test_a_year_or_a_layout_the_file_does_not_have_is_refused(csv: Csv, meta: SourceInfo) -> None:
    path = csv("a.csv", OFFICIAL + "CLSC,1111,2021,Total,20704,1,1\n")
    with pytest.raises(InputError, match="2031"):
        read_territory_populations(path, meta=meta, year=2031)
    with pytest.raises(InputError, match="chiffres"):
        read_territory_populations(path, meta=meta, year="2021")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="dispositions connues"):
        read_territory_populations(csv("b.csv", "a,b\n1,2\n"), meta=meta)


@pytest.mark.real
def test_the_real_estimates_of_2021_sum_to_8591866_at_every_level(
    real_data: Path, meta: SourceInfo
) -> None:
    path = real_data / "population" / "pop_msss_agegroups_qc.csv"
    reading = read("reference", "territory_populations", path, meta=meta, options={"year": 2021})
    assert (reading.read, reading.kept, len(reading.rejected)) == (29_664, 4_880, 24_784)
    by_level = reading.table.groupby("level")["population"].agg(["size", "sum"])
    assert by_level["size"].to_dict() == {"clsc": 166, "rls": 96, "rss": 18, "rts": 25}
    assert by_level["sum"].unique().tolist() == [8_591_866]


@pytest.mark.real
def test_the_real_divisions_and_directory_are_two_other_populations(
    real_data: Path, meta: SourceInfo
) -> None:
    divisions = read_territory_populations(real_data / "population" / "DRQC2021.csv", meta=meta)
    assert (divisions.read, divisions.kept, len(divisions.rejected)) == (98, 98, 0)
    assert divisions.table["population"].sum() == 8_501_833
    towns = read_territory_populations(real_data / "population" / "MUN.csv", meta=meta)
    assert (towns.read, towns.kept, len(towns.rejected)) == (1285, 1283, 2)
    assert towns.table["population"].sum() == 9_056_044
