"""The enterprise register: points abroad, homonyms, organisations that share a point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Csv = Callable[..., Path]
HEADER = (
    '"NEQ","NomEntreprise","Adresse","Municipalite","Adresse_Lign3","CodePostal",'
    '"SecteurActivite","FormeJuridique","lat","long"\n'
)


@pytest.fixture
def register(csv: Csv) -> Path:
    rows = [
        '1,"AIDE","1 rue A","Trois-Rivières (Québec)",NA,"G9A","AIDE","APE",46.34,-72.54',
        '2,"ENTRAIDE","2 rue B","TROIS-RIVIÈRES (QUÉBEC)",NA,"G9A","-","APE",46.34,-72.54',
        '3,"CLUB","3 rue C","Saint-Séverin (Québec)",NA,"G0X","-","ASS",46.234894,7.304971',
        '4,"COMITÉ","4 rue D","St-Léon-le-Grand (Québec)",NA,"J0K","-","APE",48.39,-67.5',
        '5,"COOP","5 rue E","Shawinigan (Québec)",NA,"G9N","-","COP",46.55,-72.74',
        '6,"BLANC","6 rue F","CP 94",NA,"G9N","-","APE",NA,NA',
        '1,"AIDE","1 rue A","Trois-Rivières (Québec)",NA,"G9A","AIDE","APE",46.34,-72.54',
        '7,"LOIN","7 rue G","CP 368",NA,"G9N","-","APE",46.56,-72.75',
    ]
    return csv("req.csv", HEADER + "\n".join(rows) + "\n")


@pytest.fixture
def places(csv: Csv) -> Path:
    return csv(
        "lieux.csv",
        "mun_code,name,region_code,lon,lat\n"
        "37067,Trois-Rivières,04,-72.54,46.34\n"
        "51070,Saint-Léon-le-Grand,04,-73.0,46.3\n"
        "07010,Saint-Léon-le-Grand,01,-67.5,48.39\n"
        "36033,Shawinigan,04,-72.74,46.55\n",
    )


def test_points_abroad_and_in_a_homonym_are_set_aside(
    register: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read(
        "services",
        "req",
        register,
        meta=meta,
        files={"places": places},
        options={"regions": ["04"]},
    )
    assert (reading.read, reading.kept) == (8, 3)
    reasons = reading.rejected.set_index("line")["reason"]
    assert "hors du Québec" in reasons[4]
    assert "km de la municipalité" in reasons[5]
    assert "COP" in reasons[6]
    assert "sans coordonnées" in reasons[7]
    assert "double" in reasons[8]


def test_an_ambiguous_name_settles_nothing(register: Path, places: Path, meta: SourceInfo) -> None:
    reading = read("services", "req", register, meta=meta, files={"places": places})
    assert "REQ:4" in set(reading.table["service_id"])


def test_a_point_that_serves_two_addresses_is_a_place(
    register: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read("services", "req", register, meta=meta, files={"places": places})
    precision = reading.table.set_index("service_id")["address_precision"]
    assert precision["REQ:1"] == precision["REQ:2"] == "place"
    assert precision["REQ:7"] == "address"


def test_organisations_are_community_groups_of_unknown_workforce(
    register: Path, places: Path, meta: SourceInfo
) -> None:
    table = read("services", "req", register, meta=meta, files={"places": places}).table
    assert set(table["kind"]) == {"community"}
    assert set(table["sector"]) == {"community"}
    assert table["fte"].isna().all()
    towns = table.set_index("service_id")["municipality_id"]
    assert towns["REQ:2"] == "MUN:37067"
    assert pd.isna(towns["REQ:7"])


def test_cooperatives_can_be_read_too(register: Path, places: Path, meta: SourceInfo) -> None:
    reading = read(
        "services",
        "req",
        register,
        meta=meta,
        files={"places": places},
        options={"forms": ["APE", "ASS", "COP"]},
    )
    assert "REQ:5" in set(reading.table["service_id"])


def test_an_unknown_legal_form_is_refused(register: Path, meta: SourceInfo) -> None:
    with pytest.raises(InputError, match="APE, ASS, COP"):
        read("services", "req", register, meta=meta, options={"forms": ["OBNL"]})


@pytest.mark.real
def test_real_register_has_2220_rows_5_abroad_3_blank_604_shared_points(real_data: Path) -> None:
    path = real_data / "services" / "req_mauricie_2025.csv"
    raw = pd.read_csv(path, dtype=str)
    assert len(raw) == 2_220
    assert raw.duplicated(["lat", "long"]).sum() == 604
    reading = read(
        "services",
        "req",
        path,
        meta=load_catalogue()["req_mauricie_2025"],
        options={"regions": ["04"]},
    )
    reasons = reading.rejected["reason"]
    assert reading.read == 2_220
    assert reasons.str.contains("sans coordonnées").sum() == 3
    assert reasons.str.contains("hors du Québec").sum() == 5
    assert reasons.str.contains("double").sum() == 1
    assert reasons.str.contains("COP").sum() == 101
    assert reasons.str.contains("km de la municipalité").sum() == 17
    assert reading.kept == 2_093
