"""Where sites are: refined by addresses, checked against their municipality, merged when told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import territory
from territory.cli.check import check_study
from territory.errors import InputError
from territory.export import write_outputs
from territory.study import Result, read_study
from territory.study.gather import gather

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
{mrc}
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
"""
MRC = '[[territories]]\nlevel = "mrc"\nreader = "territories"\npath = "mrc.gpkg"\n'
CD = '[[territories]]\nlevel = "cd"\nreader = "territories"\npath = "cd.gpkg"\n'
# Farnham, its MRC (Brome-Missisquoi) drawn as a square; Québec is in another.
FARNHAM = {"municipality_id": "46112", "lon": -72.98, "lat": 45.28}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    for level in ("mrc", "cd"):
        code = ["MRC:46", "MRC:23"] if level == "mrc" else ["CD:2446", "CD:2423"]
        gpd.GeoDataFrame(
            {"territory_id": code, "name": ["Brome-Missisquoi", "Québec"]},
            geometry=[shapely.box(-73.2, 45, -72.3, 45.4), shapely.box(-71.6, 46.7, -71, 47)],
            crs=4326,
        ).to_file(tmp_path / f"{level}.gpkg")
    pd.DataFrame({"unit_id": ["u1"], "population": [5000], "lon": [-72.98], "lat": [45.28]}).to_csv(
        tmp_path / "population.csv", index=False
    )
    return tmp_path


def walk(folder: Path, *sites: dict[str, Any], more: str = "", level: str = MRC) -> Result:
    frame = pd.DataFrame(
        [{"service_id": f"s{place}", "kind": "clsc", **site} for place, site in enumerate(sites)]
    )
    frame.to_csv(folder / "services.csv", index=False)
    path = folder / "etude.toml"
    path.write_text(STUDY.format(mrc=level) + more, encoding="utf-8")
    result = territory.run(read_study(path))
    account = next(one for one in result.record["inputs"] if one["table"] == "services")
    assert account["read"] == account["kept"] + account["rejected"] == len(sites)
    assert len(result.tables.services) == account["kept"]
    return result


def aside(result: Result) -> dict[str, str]:
    rows = result.rejected["services"]
    return dict(zip(rows["id"], rows["reason"].str.replace("\xa0", " "), strict=True))


def test_a_site_of_farnham_in_quebec_city_is_set_aside(folder: Path) -> None:
    result = walk(
        folder,
        {"name": "CLSC de Farnham", **FARNHAM},
        {"name": "CLSC perdu", **FARNHAM, "lon": -71.21, "lat": 46.81},
    )
    assert aside(result) == {
        "s1": "le point est à 217 km de la municipalité inscrite (Farnham), et hors de sa MRC "
        "(Brome-Missisquoi)"
    }


def test_without_its_mrc_drawn_distance_alone_decides(folder: Path) -> None:
    result = walk(
        folder,
        {"name": "CLSC de Farnham", **FARNHAM},
        {"name": "CLSC perdu", **FARNHAM, "lon": -71.21, "lat": 46.81},
        level=CD,
    )
    assert aside(result) == {"s1": "le point est à 217 km de la municipalité inscrite (Farnham)"}


def test_without_its_mrc_drawn_a_hamlet_near_its_other_towns_is_kept(folder: Path) -> None:
    beaucanton = {"municipality_id": "99060", "lon": -79.24, "lat": 49.04}
    sites = ({"name": "CLSC de Farnham", **FARNHAM}, {"name": "CLSC de Beaucanton", **beaucanton})
    result = walk(folder, *sites, level=CD)
    assert aside(result) == {}
    assert result.record["places"]["to_check"] == 1


def test_a_site_near_but_in_another_mrc_is_kept_and_to_be_checked(folder: Path) -> None:
    result = walk(
        folder,
        {"name": "CLSC de Farnham", **FARNHAM},
        {"name": "CLSC voisin", **FARNHAM, "lat": 45.50},
        {"name": "CLSC loin", **FARNHAM, "lon": -72.35},
    )
    assert aside(result) == {}
    doubts = result.tables.services.set_index("service_id")["place_doubt"]
    assert pd.isna(doubts["s0"])
    assert "hors de la MRC (Brome-Missisquoi)" in doubts["s1"]
    assert "49 km de la municipalité inscrite (Farnham)" in doubts["s2"].replace("\xa0", " ")
    assert result.record["places"]["to_check"] == 2


def test_distances_are_the_studys_to_set(folder: Path) -> None:
    sites = ({"name": "CLSC de Farnham", **FARNHAM}, {"name": "Loin", **FARNHAM, "lon": -72.0})
    wide = walk(folder, *sites, more="[places]\ndoubtful_km = 90\n", level=CD)
    assert wide.record["places"]["to_check"] == 0
    near = "[places]\ndoubtful_km = 10\nfar_km = 20\n"
    assert list(aside(walk(folder, *sites, more=near, level=CD))) == ["s1"]


def test_an_office_is_set_aside_unless_asked_for(folder: Path) -> None:
    sites = (
        {"name": "CLSC de Farnham", **FARNHAM},
        {"name": "Siège social", "kind": "community", **FARNHAM},
    )
    assert "siège" in aside(walk(folder, *sites))["s1"]
    kept = walk(folder, *sites, more="[places]\nkeep_headquarters = true\n")
    assert kept.tables.services["is_headquarters"].tolist() == [False, True]


def test_a_precision_can_be_left_out_of_a_run(folder: Path) -> None:
    sites = (
        {"name": "CLSC de Farnham", "address_precision": "exact", **FARNHAM},
        {"name": "Popote", "kind": "community", "address_precision": "municipality", **FARNHAM},
    )
    result = walk(folder, *sites, more='[places]\nexclude_precision = ["municipality"]\n')
    assert "« municipality »" in aside(result)["s1"]
    assert walk(folder, *sites).record["places"]["precision"] == {
        "clsc": {"exact": 1},
        "community": {"municipality": 1},
    }


def test_a_file_of_addresses_refines_what_only_had_its_municipality(folder: Path) -> None:
    (folder / "adresses.csv").write_text(
        "number,street,municipality,postal_code,lon,lat\n10,rue Courte,Farnham,,-72.95,45.29\n",
        encoding="utf-8",
    )
    sites = (
        {"name": "CLSC", "address_precision": "exact", "address": "10, rue Courte", **FARNHAM},
        {"name": "P", "address_precision": "municipality", "address": "10 r. Courte", **FARNHAM},
    )
    result = walk(folder, *sites, more='[places]\naddresses = "adresses.csv"\n')
    table = result.tables.services.set_index("service_id")
    assert table["address_precision"].to_dict() == {"s0": "exact", "s1": "address"}
    assert table.geometry["s1"].x == pytest.approx(-72.95)
    assert table.geometry["s0"].x == pytest.approx(-72.98)
    notes = [note for account in result.record["inputs"] for note in account["notes"]]
    assert any(note.startswith("1 points précisés") for note in notes)


TWICE = (
    {"name": "Centre de femmes L'Étoile", **FARNHAM},
    {"name": "CENTRE DE FEMMES L'ETOILE", **FARNHAM},
)


def test_duplicates_are_proposed_and_both_stay(folder: Path, tmp_path: Path) -> None:
    result = walk(folder, *TWICE)
    assert len(result.tables.services) == 2
    written = {path.name: path for path in write_outputs(result, tmp_path / "out")}
    proposed = pd.read_csv(written["duplicates.csv"])
    assert proposed[["id_a", "id_b"]].to_numpy().tolist() == [["s0", "s1"]]
    assert "places_to_check.csv" not in written
    report = check_study(read_study(folder / "etude.toml"), "fr", lambda _step: None)
    assert "s0 = s1?" in report


def test_a_confirmed_duplicate_is_merged_and_listed(folder: Path) -> None:
    (folder / "fusions.csv").write_text(
        "id_kept,id_merged,decided_by,date\ns0,s1,Table de Farnham,2026-10-01\n", encoding="utf-8"
    )
    result = walk(folder, *TWICE, more='[places]\nmerge = "fusions.csv"\n')
    assert result.tables.services["service_id"].tolist() == ["s0"]
    assert "fusionné avec s0 (doublon confirmé le 2026-10-01)" in aside(result)["s1"]
    assert result.record["places"]["duplicates_proposed"] == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("s0,s9,2026-10-01", "« s9 » n'est pas de l'étude"),
        ("s0,,2026-10-01", "« — » n'est pas de l'étude"),
        ("s0,s0,2026-10-01", "lui-même"),
        ("s0,s1,", "la date"),
        ("s0,s1,octobre", "la date"),
        ("s0,s1,2026-10-01\ns2,s1,2026-10-01", "deux fois"),
        ("s1,s0,2026-10-01\ns2,s1,2026-10-01", "gardé ici et fusionné ailleurs"),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused_with_its_row(
    folder: Path, row: str, fault: str
) -> None:
    (folder / "fusions.csv").write_text(f"id_kept,id_merged,date\n{row}\n", encoding="utf-8")
    other = {"name": "Autre", **FARNHAM}
    with pytest.raises(InputError) as told:
        walk(folder, *TWICE, other, more='[places]\nmerge = "fusions.csv"\n')
    sentence = str(told.value).replace("\xa0", " ")
    assert fault in sentence
    assert "rangée" in sentence


@pytest.mark.real
def test_the_sites_of_odcaf_that_bear_another_towns_code_are_set_aside(
    checkout: Path, real_data: Path
) -> None:
    gathered = gather(read_study(checkout / "studies" / "quebec.toml", real_data))
    rejected = gathered.rejected_tables()["services"]
    far = rejected.loc[rejected["reason"].str.contains("hors de sa MRC"), ["source", "reason"]]
    assert far["source"].value_counts().to_dict() == {"ODCAF_v1.0.csv": 9}
    told = " ".join(far["reason"])
    told = told.replace("\xa0", " ")
    assert "558 km de la municipalité inscrite (Saint-Clet)" in told
    assert "219 km de la municipalité inscrite (Farnham)" in told
