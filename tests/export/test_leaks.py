"""What no file of a run may hold: rates on few people, and what concerns a person."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import territory
from territory.export import write_outputs
from territory.gaps.table import RATES
from territory.study import Result

STUDY = """\
[study]
name = "essai"
title = "Essai"
title_en = "Trial"
data_dir = "."
[[territories]]
level = "mrc"
reader = "territories"
path = "mrc.gpkg"
[[population]]
reader = "population"
path = "population.csv"
[[services]]
reader = "services"
path = "services.csv"
[[coverage]]
reader = "coverage"
path = "coverage.csv"
"""
EMAIL, PHONE, OFFICIAL = "ginette@fuite.example", "514 555-0199", "Ginette Fuite"
PLANTED = (b"fuite", b"Fuite", b"555-0199", b"5550199")
HEADERS = ("courriel", "TELEPHONE", "Maire", "mtel", "personne-ressource", "Contact name", "Fax")
FEW, SOME = "MRC:02", "MRC:01"


def write_study(folder: Path, *, planted: bool) -> Path:
    """Write two territories, of 300 people and of 4.9 FTE; people's particulars if asked."""
    apart = dict.fromkeys(HEADERS, f"{OFFICIAL}, {EMAIL}, {PHONE}") if planted else {}
    tail = f" ({EMAIL}, tél. {PHONE})" if planted else ""
    gpd.GeoDataFrame(
        {
            "territory_id": [SOME, FEW, "MRC:03"],
            "name": [f"Plaine{tail}", f"Vallon{tail}", "Pointe"],
            "source": f"Liste{tail}",
            "vintage": f"2021{tail}",
            **{name: value for name, value in apart.items() if name.isascii()},
        },
        geometry=[shapely.box(west, 45.5, west + 0.5, 46) for west in (-73, -72.5, -72)],
        crs=4326,
    ).to_file(folder / "mrc.gpkg")
    people = pd.DataFrame(
        {
            "unit_id": ["u1", "u2", "u3", "u4", "u5"],
            "name": [f"Unité {i}{tail}" for i in range(5)],
            "population": [5000, 4000, 180, 120, 2500],
            "mrc_id": [SOME, SOME, FEW, FEW, "MRC:03"],
            "lon": [-72.8, -72.55, -72.45, -72.1, -71.9],
            "lat": 45.7,
            "registered_share": 0.7,
            "municipality_id": EMAIL if planted else "",
            "source": f"Liste{tail}",
            "vintage": f"2021{tail}",
            **apart,
        }
    )
    sites = pd.DataFrame(
        {
            "service_id": ["s1", "s2", "s3", "s4"],
            "name": [f"Porte {i}{tail}" for i in range(4)],
            "kind": ["clsc", "clsc", "community", "gmf"],
            "fte_ts": [3.7, 0.9, 1.2, 0.3],
            "fte_tts": "",
            "registration": ["open", "open", "open", "required"],
            "lon": [-72.8, -72.45, -72.6, -71.9],
            "lat": 45.7,
            "service_area": [f"MRC:01;{PHONE}" if planted else "MRC:01", "", "", ""],
            "source": f"Registre{tail}",
            "vintage": f"2024{tail}",
            **apart,
        }
    )
    known = [(code, kind) for code in (SOME, FEW, "MRC:03") for kind in
             ("clsc", "gmf", "community", "library", "outreach")]  # fmt: skip
    stated = pd.DataFrame(known, columns=["territory_id", "kind"]).assign(
        status="complete", source=f"Table de quartier{tail}", **apart
    )
    if planted:
        people = more(people, {"unit_id": EMAIL}, {"unit_id": "u9", "population": PHONE})
        sites = more(sites, {"service_id": PHONE}, {"service_id": "s9", "kind": EMAIL})
        stated = more(stated, {"territory_id": f"MRC:{EMAIL}"}, {"status": PHONE})
    people.to_csv(folder / "population.csv", index=False)
    sites.to_csv(folder / "services.csv", index=False)
    stated.to_csv(folder / "coverage.csv", index=False)
    path = folder / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def more(table: pd.DataFrame, *rows: dict[str, str]) -> pd.DataFrame:
    """Return a table with its first row again, changed, for each of ``rows``."""
    added = [table.iloc[[0]].astype(object).assign(**row) for row in rows]
    return pd.concat([table.astype(object), *added], ignore_index=True)


def walked(folder: Path, *, planted: bool) -> tuple[Result, Path]:
    result = territory.run(territory.read_study(write_study(folder, planted=planted)))
    write_outputs(result, folder / "out")
    return result, folder / "out"


def contents(out: Path) -> dict[str, bytes]:
    """Return every file of a run as bytes, packed ones unpacked."""
    found = {}
    for path in sorted(out.rglob("*")):
        if not path.is_file():
            continue
        text = path.read_bytes()
        if path.suffix == ".parquet":
            text += pd.read_parquet(path).to_csv().encode()
        if path.suffix == ".gpkg":
            with sqlite3.connect(path) as database:
                text += "\n".join(database.iterdump()).encode("utf-8", "replace")
        found[str(path.relative_to(out))] = text
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """The run without anything planted."""
    return walked(tmp_path_factory.mktemp("plain"), planted=False)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """The run on files that tell who to call, in every column."""
    return walked(tmp_path_factory.mktemp("planted"), planted=True)


def test_no_file_of_a_run_holds_an_email_a_telephone_or_a_name_of_the_files_read(
    planted: tuple[Result, Path],
) -> None:
    found = contents(planted[1])
    assert len(found) > 12
    for name, text in found.items():
        for secret in PLANTED:
            assert secret not in text, (name, secret)


def test_what_is_left_in_the_files_is_counted(planted: tuple[Result, Path]) -> None:
    repairs = {entry["source"]: entry["repairs"] for entry in planted[0].record["inputs"]}
    for name in ("population.csv", "services.csv", "mrc.gpkg", "coverage.csv"):
        assert any("retirés d'un texte" in word for word in repairs[name]), name
    dropped = "colonnes sur des personnes, laissées dans le fichier"
    assert repairs["services.csv"][dropped] == 6


def test_a_row_called_by_an_email_or_a_telephone_is_set_aside_without_it(
    planted: tuple[Result, Path],
) -> None:
    rejected = planted[0].rejected
    for table, line in (("population", 7), ("services", 6), ("coverage", 17)):
        rows = rejected[table].set_index("line")
        assert rows.loc[line, "id"] in ("", "MRC:"), table
    for table in ("population", "services"):
        assert rejected[table]["reason"].str.contains("courriel ou un numéro").sum() == 1
    assert all(
        entry["read"] == entry["kept"] + entry["rejected"] for entry in planted[0].record["inputs"]
    )


def test_the_figures_are_the_same_with_and_without_what_concerns_people(
    plain: tuple[Result, Path], planted: tuple[Result, Path]
) -> None:
    columns = [c for c in plain[0].gaps["mrc"].columns if c != "name"]
    pd.testing.assert_frame_equal(planted[0].gaps["mrc"][columns], plain[0].gaps["mrc"][columns])


def test_a_territory_of_300_people_has_counts_and_no_rate_in_any_file(
    plain: tuple[Result, Path],
) -> None:
    result, out = plain
    row = result.gaps["mrc"].set_index("territory_id").loc[FEW]
    assert row["population"] == 300
    assert row["presence"] == 1
    table = pd.read_csv(out / "gaps_mrc.csv").set_index("territory_id").loc[FEW]
    layer = gpd.read_file(out / "study.gpkg", layer="mrc").set_index("territory_id").loc[FEW]
    kept = pd.read_parquet(out / "trace" / "gaps.parquet").set_index("territory_id").loc[FEW]
    for column in (*RATES, "rank", "rank_low", "rank_high"):
        assert pd.isna(table[column]), column
        assert pd.isna(layer[column]), column
        assert pd.isna(kept[column]), column


def test_the_map_page_holds_no_rate_of_a_territory_of_300_people(
    plain: tuple[Result, Path],
) -> None:
    page = (plain[1] / "map_mrc.html").read_text(encoding="utf-8")
    data = next(json.loads(found) for found in re.findall(r"(\{\"words\":.*\})", page))
    at = data["territories"]["territory_id"].index(FEW)
    for column in ("reach_share", "fte_per_10k", "access_mean", "rank", "rank_low", "rank_high"):
        assert data["territories"][column][at] is None, column
    assert data["territories"]["population"][at] == 300


def test_4_9_fte_are_shown_as_few_and_ranked_with_the_sentence_beside(
    plain: tuple[Result, Path],
) -> None:
    row = plain[0].gaps["mrc"].set_index("territory_id").loc[SOME]
    assert row["fte"] == pytest.approx(4.9)
    assert "small_numbers" in row["flags"].split(";")


def test_the_trace_of_a_small_territory_tells_why_and_no_more(
    plain: tuple[Result, Path],
) -> None:
    for column in RATES:
        found = plain[0].trace(FEW, column)
        assert (found.value, found.reason) == (None, "small"), column
        assert sum(map(len, (found.lines, found.units, found.sites, found.pairs))) == 0
