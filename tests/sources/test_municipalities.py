"""Municipalities where nothing finer counts their people, and the sum beside the census."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from territory.errors import InputError
from territory.sources import SourceInfo, load_catalogue, read

Csv = Callable[..., Path]
Squares = Callable[..., Path]
HEADER = '"mcode","munnom","mtel","mrc","msuperf","mpopul","msupft","mdatregi"\n'


@pytest.fixture
def registry(csv: Csv) -> Path:
    rows = [
        '"46005","Abercorn","0000000000","MRC Brome-Missisquoi (460)","27","356","26.8","0001-01-01"',
        '"66023","Montréal","","","500","1900000","360",""',
        '"49058","Drummondville","","MRC Drummond (490)","260","84866","250",""',
        '"1023","Les Îles","","","200","12168","160",""',
        '"97904","Lac-Walker","","","9000","124","8000",""',
        '"62920","Baie-Atibenne","","","90","0","80",""',
        '"99908","Toponyme à venir","","","90","","80",""',
        '"46005","Abercorn","","MRC Brome-Missisquoi (460)","27","356","26.8",""',
    ]
    return csv("MUN.csv", HEADER + "\n".join(rows) + "\n", "utf-8-sig")


@pytest.fixture
def places(csv: Csv) -> Path:
    return csv(
        "lieux.csv",
        "mun_code,mrc_code,region_code,lon,lat,clsc_codes\n"
        "46005,46,05,-72.6583,45.0351,05111\n"
        "66023,66,06,-73.55,45.51,06311;06312\n"
        "49058,49,17,-72.95,46.05,04171\n"
        "01023,01,11,-61.87,47.38,11211\n"
        "97904,971,09,,,09131\n",
    )


def test_a_municipality_is_a_point_with_its_codes_and_its_land(
    registry: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read("population", "municipalities", registry, meta=meta, files={"places": places})
    table = reading.table.set_index("unit_id")
    assert table.loc["MUN:46005", "population"] == 356
    assert table.loc["MUN:46005", "area_km2"] == 26.8
    assert table.loc["MUN:46005", ["mrc_id", "clsc_id", "rls_id", "rss_id"]].tolist() == [
        "MRC:46",
        "CLSC:05111",
        "RLS:0511",
        "RSS:05",
    ]
    assert table.loc["MUN:46005", "precision"] == "municipality"
    assert "MUN:01023" in table.index
    assert pd.isna(table.loc["MUN:66023", "clsc_id"])


def test_a_place_nobody_knows_keeps_its_people_without_coordinates(
    registry: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read("population", "municipalities", registry, meta=meta, files={"places": places})
    table = reading.table.set_index("unit_id")
    assert pd.isna(table.loc["MUN:97904", "lon"])
    assert table.loc["MUN:97904", "mrc_id"] == "MRC:971"
    assert "124 personnes" in reading.notes[0]


def test_nobody_a_blank_and_a_double_are_set_aside(
    registry: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read("population", "municipalities", registry, meta=meta, files={"places": places})
    assert (reading.read, reading.kept) == (8, 5)
    reasons = reading.rejected.set_index("line")["reason"]
    assert "aucune personne" in reasons[7]
    assert "population absente" in reasons[8]
    assert "double" in reasons[9]


def test_what_areas_and_tracts_count_is_left_out(
    registry: Path, places: Path, csv: Csv, squares: Squares, meta: SourceInfo
) -> None:
    tracts = csv("sr.csv", 'SRIDU,PopTotAge\n"4470001.00 (SR), Drummondville",5080\n')
    layer = squares("ct.gpkg", CTUID=["4470001.00"])
    reading = read(
        "population",
        "municipalities",
        registry,
        meta=meta,
        files={"places": places, "tract_table": tracts, "tract_geometry": layer},
        options={"without_mrc": ["66"]},
    )
    reasons = reading.rejected.set_index("id")["reason"]
    assert "aire de diffusion" in reasons["66023"]
    assert "secteur de recensement" in reasons["49058"]
    assert sorted(reading.table["unit_id"]) == ["MUN:01023", "MUN:46005", "MUN:97904"]


def test_tracts_of_a_metropolitan_area_absent_from_the_table_count_nobody(
    registry: Path, places: Path, csv: Csv, squares: Squares, meta: SourceInfo
) -> None:
    tracts = csv("sr.csv", 'SRIDU,PopTotAge\n"4620001.00 (SR), Montréal",5080\n')
    layer = squares("ct.gpkg", CTUID=["5050001.00"])
    reading = read(
        "population",
        "municipalities",
        registry,
        meta=meta,
        files={"places": places, "tract_table": tracts, "tract_geometry": layer},
    )
    assert "MUN:49058" in set(reading.table["unit_id"])


def test_a_directory_wholly_counted_elsewhere_is_refused(
    csv: Csv, places: Path, meta: SourceInfo
) -> None:
    path = csv("MUN.csv", HEADER + '"66023","Montréal","","","500","1900000","360",""\n')
    with pytest.raises(InputError, match="aucune municipalité"):
        read(
            "population",
            "municipalities",
            path,
            meta=meta,
            files={"places": places},
            options={"without_mrc": ["66"]},
        )


@pytest.fixture
def clsc(csv: Csv) -> Path:
    """Two CLSC of a city; a whole municipality lies in the second."""
    return csv(
        "clsc.csv",
        "clsc_code,name,population_2021,facility_lon,facility_lat\n"
        "06311,Est - Centre,700000,-73.60,45.52\n"
        "06312,Ouest,1300000,-73.70,45.48\n"
        "05111,Brome,2000,-72.65,45.03\n",
    )


def test_a_city_is_divided_among_its_clsc_and_loses_nobody(
    registry: Path, places: Path, clsc: Path, meta: SourceInfo
) -> None:
    reading = read(
        "population",
        "municipalities",
        registry,
        meta=meta,
        files={"places": places, "clsc": clsc},
        options={"divided": ["66023"]},
    )
    table = reading.table.set_index("unit_id")
    parts = table.loc[["MUN:66023/CLSC:06311", "MUN:66023/CLSC:06312"]]
    assert "MUN:66023" not in table.index
    assert parts["population"].tolist() == [665_000, 1_235_000]
    assert parts["area_km2"].tolist() == pytest.approx([126, 234])
    assert parts["name"].tolist() == ["Montréal (Est–Centre)", "Montréal (Ouest)"]
    assert set(parts["municipality_id"]) == {"MUN:66023"}
    assert parts["clsc_id"].tolist() == ["CLSC:06311", "CLSC:06312"]
    assert parts["rls_id"].tolist() == ["RLS:0631", "RLS:0631"]
    assert parts["mrc_id"].tolist() == ["MRC:66", "MRC:66"]
    assert parts[["lon", "lat"]].to_numpy().tolist() == [[-73.60, 45.52], [-73.70, 45.48]]
    assert (reading.read, reading.kept, len(table)) == (8, 5, 6)
    note = next(note for note in reading.notes if note.startswith("Montréal"))
    assert "2 CLSC (Est–Centre et Ouest)" in note
    assert "meilleur qu'il n'est" in note


def test_people_of_whole_municipalities_are_not_shared_to_the_city(
    registry: Path, csv: Csv, clsc: Path, meta: SourceInfo
) -> None:
    near = csv(
        "lieux2.csv",
        "mun_code,mrc_code,region_code,lon,lat,clsc_codes\n"
        "49058,66,06,-73.7,45.5,06312\n"
        "66023,66,06,-73.55,45.51,06311;06312\n",
    )
    table = read(
        "population",
        "municipalities",
        registry,
        meta=meta,
        files={"places": near, "clsc": clsc},
        options={"divided": ["66023"]},
    ).table.set_index("unit_id")
    assert table.loc["MUN:66023/CLSC:06312", "population"] < 1_235_000
    assert table["population"].sum() == 356 + 1_900_000 + 84_866 + 12_168 + 124


def test_a_city_left_whole_across_several_clsc_is_named(
    registry: Path, places: Path, meta: SourceInfo
) -> None:
    reading = read("population", "municipalities", registry, meta=meta, files={"places": places})
    note = next(note for note in reading.notes if "à cheval" in note)
    assert "Montréal (1\u00a0900\u00a0000)" in note


@pytest.mark.parametrize("code", ["46005", "99999", "97904"])
def test_a_municipality_that_cannot_be_divided_is_refused_by_its_code(
    registry: Path, places: Path, clsc: Path, meta: SourceInfo, code: str
) -> None:
    with pytest.raises(InputError, match=f"MUN:{code}"):
        read(
            "population",
            "municipalities",
            registry,
            meta=meta,
            files={"places": places, "clsc": clsc},
            options={"divided": [code]},
        )


@pytest.mark.real
def test_real_units_partition_quebec_division_by_division(real_data: Path) -> None:
    """Areas, tracts and municipalities together: no division lost, none counted twice."""
    from territory.sources.census import quebec_total

    boundaries, population = real_data / "boundaries", real_data / "population"
    catalogue = load_catalogue()
    areas = boundaries / "montreal" / "aires_de_diffusion.gpkg"
    tract_files = {
        "geometry": boundaries / "census_2016" / "ct_qc_16.shp",
        "areas": areas,
        "mrc": boundaries / "mrc_1m_2018" / "mrc.shp",
        "mrc_attributes": boundaries / "mrc_sda_2025_attributes" / "mrc_s.dbf",
    }
    tracts = read(
        "population",
        "census_tracts",
        population / "SRQC2021.csv",
        meta=catalogue["ct_2021_profile"],
        files=tract_files,
        options={"split": True},
    ).table
    reading = read(
        "population",
        "municipalities",
        population / "MUN.csv",
        meta=catalogue["municipalities_2025"],
        files={
            "tract_table": population / "SRQC2021.csv",
            "tract_geometry": tract_files["geometry"],
            "subdivisions": boundaries / "census_2016" / "csd_qc_16.dbf",
            "census": population / "Population_Data.csv",
            "areas": areas,
        },
        options={"without_mrc": ["66"], "divided": ["81017"]},
    )
    towns = reading.table
    gatineau = towns[towns["municipality_id"] == "MUN:81017"].set_index("clsc_id")["population"]
    assert gatineau.sum() == 302_616
    assert gatineau.index.tolist() == ["CLSC:07141", "CLSC:07142", "CLSC:07143", "CLSC:07151"]
    assert gatineau.idxmax() == "CLSC:07143"
    assert gatineau.min() > 20_000
    whole = [note for note in reading.notes if "Gardées entières" in note]
    assert len(whole) == 1
    assert "Percé (3\u00a0107)" in whole[0]
    assert (reading.read, reading.kept, len(reading.rejected)) == (1_285, 1_027, 258)
    assert reading.rejected["reason"].str.contains("secteur").sum() == 147
    assert reading.rejected["reason"].str.contains("aire de diffusion").sum() == 16
    assert towns["population"].sum() == 2_766_708
    assert any(
        "8\u00a0625\u00a0233" in note and "8\u00a0501\u00a0833" in note for note in reading.notes
    )
    assert any("+123\u00a0400" in note for note in reading.notes)

    _, census = quebec_total(population / "Population_Data.csv")
    by_tract = tracts["population"].groupby("CD:24" + tracts["municipality_id"].str[4:6]).sum()
    by_town = towns["population"].groupby(towns["cd_id"]).sum()
    sums = pd.DataFrame({"census": census, "tract": by_tract, "town": by_town}).fillna(0)
    sums = sums.drop("CD:2466")
    wholly = sums["town"] == 0
    assert wholly.sum() == 13
    assert (sums["tract"] - sums["census"])[wholly].abs().max() < 50
    ratio = sums["town"] / (sums["census"] - sums["tract"])
    assert ratio[~wholly].between(0.98, 1.18).all()
