"""A band around the study: it takes part, it belongs to nothing, and the edge is told."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import territory
from territory.cli.check import check_study
from territory.errors import InputError, MissingFileError
from territory.membership import residual
from territory.report import summary_lines
from territory.study import Result, read_study

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
AROUND = """\
[[population]]
role = "buffer"
reader = "population"
path = "around.csv"
[[services]]
role = "buffer"
reader = "services"
path = "beyond.csv"
"""
KINDS = ["clsc", "gmf", "community", "library", "outreach"]
COMPLETE = f"buffer_complete = {KINDS}"
EAST = '[membership]\nopen_border = "east.geojson"\n'


def band(km: float, *more: str) -> str:
    return "\n".join([f"[membership]\nbuffer_km = {km}", *more, ""])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write two square territories and, east of them, a CLSC and some people.

    The west has its CLSC. People of the east live 1.6 km from the border; the nearest door is
    3.1 km from them, beyond it.
    """
    monkeypatch.delenv("TERRITORY_DATA", raising=False)
    gpd.GeoDataFrame(
        {"territory_id": ["MRC:01", "MRC:02"], "name": ["Ouest", "Est"]},
        geometry=[shapely.box(-73, 45.5, -72.5, 46), shapely.box(-72.5, 45.5, -72, 46)],
        crs=4326,
    ).to_file(tmp_path / "mrc.gpkg")
    people(tmp_path / "population.csv", west=(5000, -72.8, 0.8), east=(4000, -72.02, 0.7))
    people(tmp_path / "around.csv", beyond=(3000, -71.97, None), far=(9000, -71.0, None))
    sites(tmp_path / "services.csv", own=("clsc", -72.79, 5))
    sites(tmp_path / "beyond.csv", other=("clsc", -71.98, 2), away=("clsc", -70.0, 7))
    coverage = [(code, kind, "complete") for code in ("MRC:01", "MRC:02") for kind in KINDS]
    frame = pd.DataFrame(coverage, columns=["territory_id", "kind", "status"])
    frame.to_csv(tmp_path / "coverage.csv", index=False)
    line = shapely.LineString([(-72, 45.5), (-72, 46)])
    gpd.GeoSeries([line], crs=4326).to_file(tmp_path / "east.geojson")
    return tmp_path


def people(path: Path, **units: tuple[int, float, float | None]) -> None:
    pd.DataFrame(
        [(name, n, lon, 45.7, rate, "rural") for name, (n, lon, rate) in units.items()],
        columns=["unit_id", "population", "lon", "lat", "registered_share", "milieu"],
    ).to_csv(path, index=False)


def sites(path: Path, **points: tuple[str, float, float]) -> None:
    pd.DataFrame(
        [(name, name, kind, lon, 45.7, fte) for name, (kind, lon, fte) in points.items()],
        columns=["service_id", "name", "kind", "lon", "lat", "fte_ts"],
    ).to_csv(path, index=False)


def walk(folder: Path, more: str = "") -> Result:
    path = folder / "etude.toml"
    path.write_text(STUDY + more, encoding="utf-8")
    return territory.run(read_study(path))


def gaps(result: Result) -> pd.DataFrame:
    return result.gaps["mrc"].set_index("territory_id")


def edges(result: Result) -> list[str]:
    flagged = gaps(result)["flags"].str.split(";").map(lambda flags: "edge" in flags)
    return sorted(flagged[flagged].index)


def test_a_site_given_beyond_the_border_is_a_door_even_without_a_band_and_only_a_band_flags_it(
    folder: Path,
) -> None:
    sites(folder / "services.csv", own=("clsc", -72.79, 5), other=("clsc", -71.98, 2))
    around = walk(folder, band(30, COMPLETE))
    alone = walk(folder)
    reached = ["class", "people_beyond_reach"]
    assert gaps(alone)["people_beyond_reach"].to_dict() == {"MRC:01": 0, "MRC:02": 0}
    pd.testing.assert_frame_equal(gaps(alone)[reached], gaps(around)[reached])
    assert edges(alone) == []
    assert edges(around) == ["MRC:02"]


def test_a_site_just_beyond_the_border_serves_its_people_with_a_band_and_not_without(
    folder: Path,
) -> None:
    alone, around = gaps(walk(folder)), gaps(walk(folder, AROUND + band(30, COMPLETE)))
    assert alone["people_beyond_reach"].to_dict() == {"MRC:01": 0, "MRC:02": 4000}
    assert around["people_beyond_reach"].to_dict() == {"MRC:01": 0, "MRC:02": 0}
    assert alone.loc["MRC:02", "class"] == "desert"
    assert around.loc["MRC:02", ["presence", "presence_test"]].tolist() == [0, "served"]


def test_people_beyond_the_border_compete(folder: Path) -> None:
    """Two FTE for the 4,000 people inside, or for them and 3,000 others."""
    shared = gaps(walk(folder, AROUND + band(30, COMPLETE)))
    people(folder / "around.csv", far=(9000, -71.0, None))
    kept = gaps(walk(folder, AROUND + band(30, COMPLETE)))
    assert shared.loc["MRC:02", "access_mean"] == pytest.approx(2 / 7000 * 1e4)
    assert kept.loc["MRC:02", "access_mean"] == pytest.approx(2 / 4000 * 1e4)
    assert shared.loc["MRC:01", "access_mean"] == pytest.approx(5 / 5000 * 1e4)


def test_supply_is_conserved_when_the_people_around_are_counted(folder: Path) -> None:
    result = walk(folder, AROUND + band(30, COMPLETE))
    felt = (result.units["access"] * result.units["population"]).sum() / 1e4
    assert felt + 3000 * 2 / 7000 == pytest.approx(5 + 2)


def test_the_intensity_norm_is_that_of_the_study_alone(folder: Path) -> None:
    result = walk(folder, AROUND + band(30, COMPLETE))
    mean = (5000 * 10 + 4000 * 2 / 7000 * 1e4) / 9000
    assert result.intensity_norm == pytest.approx(mean / 2)
    assert gaps(result).loc["MRC:02", "class"] == "underserved"


def test_the_sums_of_a_study_are_the_same_with_a_band(folder: Path) -> None:
    alone, around = walk(folder), walk(folder, AROUND + band(30))
    for column in ("population", "population_covered", "presence", "fte"):
        pd.testing.assert_series_equal(
            gaps(alone)[column].sort_index(), gaps(around)[column].sort_index()
        )
    for count in ("units", "population", "population_covered", "services", "doors"):
        assert alone.record["counts"][count] == around.record["counts"][count], count
    assert around.units["unit_id"].tolist() == ["west", "east"]
    assert around.record["unassigned"] == {"mrc": 0.0}
    assert not len(residual(around.tables.population, around.tables.membership, "mrc"))


def test_what_was_taken_around_is_told_apart_everywhere(folder: Path) -> None:
    result = walk(folder, AROUND + band(30))
    assert result.record["buffer"] == {
        "km": 30.0, "units": 1, "population": 3000.0,
        "services": 1, "services_counted": 1, "doors": 1,
    }  # fmt: skip
    told = result.services.set_index("service_id")["in_buffer"]
    assert told.to_dict() == {"own": False, "other": True}
    line = (
        "Aux abords : 3 000 personnes et 1 point de service dans une bande de 30 km autour de "
        "l'étude, hors de ses totaux"
    )
    assert summary_lines(result)[5].replace("\u00a0", " ") == line
    checked = check_study(result.study, "fr", lambda _step: None).replace("\u00a0", " ")
    assert line in " ".join(checked.split())
    assert "population (abords)" in checked
    assert [account["role"] for account in result.record["inputs"]].count("buffer") == 2
    assert summary_lines(walk(folder))[4:][1:] == []


def test_what_lies_beyond_the_band_is_set_aside_with_its_reason(folder: Path) -> None:
    result = walk(folder, AROUND + band(30))
    for table, name in (("population", "far"), ("services", "away")):
        lost = result.rejected[table].set_index("id")
        assert lost.index.tolist() == [name]
        assert "30 km" in lost.loc[name, "reason"]
        assert "30 km" in lost.loc[name, "reason_en"]
    for account in result.record["inputs"]:
        assert account["read"] == account["kept"] + account["rejected"]


def test_a_band_too_narrow_for_the_site_takes_the_people_only_as_far_as_it_goes(
    folder: Path,
) -> None:
    """The site is 1.56 km from the border and the people 2.33 km."""
    assert walk(folder, AROUND + band(1.5)).record["buffer"]["services"] == 0
    two = walk(folder, AROUND + band(2)).record["buffer"]
    assert (two["services"], two["units"]) == (1, 0)
    assert walk(folder, AROUND + band(2.4)).record["buffer"]["units"] == 1


def test_files_of_the_surroundings_never_count_the_study_s_people_twice(folder: Path) -> None:
    people(
        folder / "around.csv",
        again=(4000, -72.3, None), west=(5000, -71.97, None), nowhere=(7, np.nan, None),
        beyond=(3000, -71.97, None),
    )  # fmt: skip
    result = walk(folder, AROUND + band(30))
    reasons = result.rejected["population"].set_index("id")["reason"]
    assert reasons["again"].startswith("dans l'étude")
    assert reasons["west"].startswith("déjà dans un autre fichier")
    assert reasons["nowhere"].startswith("sans coordonnées")
    assert result.record["buffer"]["population"] == 3000
    assert result.record["counts"]["population"] == 9000


def test_one_file_may_hold_the_study_and_its_surroundings(folder: Path) -> None:
    """Where a row lies decides; people without a place stay the study's."""
    everyone = pd.concat([pd.read_csv(folder / name) for name in ("population.csv", "around.csv")])
    unknown = everyone.head(1).assign(unit_id="unknown", population=12, lon=None, lat=None)
    pd.concat([everyone, unknown]).to_csv(folder / "population.csv", index=False)
    every = pd.concat([pd.read_csv(folder / name) for name in ("services.csv", "beyond.csv")])
    every.to_csv(folder / "services.csv", index=False)
    result = walk(folder, band(30, COMPLETE))
    assert result.record["buffer"]["population"] == 3000
    assert result.record["counts"]["population"] == 9012
    assert result.record["counts"]["services"] == 1
    assert gaps(result).loc["MRC:02", "access_mean"] == pytest.approx(2 / 7000 * 1e4)


def test_a_clinic_of_vermont_serves_across_the_line_where_it_is_let_in(folder: Path) -> None:
    """The south of the study is moved to the 45th parallel, and the clinic 8 km below it."""
    gpd.read_file(folder / "mrc.gpkg").translate(yoff=-0.5).to_frame("geometry").assign(
        territory_id=["MRC:01", "MRC:02"], name=["Ouest", "Est"]
    ).to_file(folder / "mrc.gpkg")
    for name in ("population.csv", "services.csv", "beyond.csv", "around.csv"):
        pd.read_csv(folder / name).assign(lat=45.02).to_csv(folder / name, index=False)
    clinic = pd.read_csv(folder / "beyond.csv").iloc[:1].assign(lon=-72.1, lat=44.93)
    pd.concat([clinic, clinic.assign(service_id="south", lat=44.85)]).to_csv(
        folder / "beyond.csv", index=False
    )
    plain = walk(folder, AROUND + band(30, COMPLETE))
    assert "hors du Québec" in plain.rejected["services"].set_index("id").loc["south", "reason"]
    let_in = AROUND + "options = { neighbours = true }\n" + band(30, COMPLETE)
    assert walk(folder, let_in).record["buffer"]["services"] == 2


def test_without_a_band_every_site_read_counts_and_nothing_is_flagged(folder: Path) -> None:
    every = pd.concat([pd.read_csv(folder / name) for name in ("services.csv", "beyond.csv")])
    every.to_csv(folder / "services.csv", index=False)
    result = walk(folder)
    assert result.record["buffer"] is None
    assert result.record["counts"]["services"] == 3
    assert gaps(result).loc["MRC:02", "access_mean"] == pytest.approx(2 / 4000 * 1e4)
    assert edges(result) == []
    pd.testing.assert_frame_equal(result.gaps["mrc"], walk(folder, band(0)).gaps["mrc"])


def test_a_band_that_holds_nothing_changes_nothing(checkout: Path) -> None:
    study = read_study(checkout / "studies" / "demo.toml")
    rules = study.file.membership.model_copy(update={"buffer_km": 30.0})
    file = study.file.model_copy(update={"membership": rules})
    banded = territory.run(study.model_copy(update={"file": file}))
    for level, table in territory.run(study).gaps.items():
        pd.testing.assert_frame_equal(table, banded.gaps[level])


def test_a_territory_that_the_outside_serves_is_at_the_edge_and_its_neighbour_is_not(
    folder: Path,
) -> None:
    assert edges(walk(folder, AROUND + band(30, COMPLETE))) == ["MRC:02"]


def test_people_beyond_who_take_more_than_a_twentieth_put_a_territory_at_the_edge(
    folder: Path,
) -> None:
    """With 4,000 people and 200 others for 2 FTE, access is 4.76 instead of 5: 5.0 % of itself."""
    sites(folder / "services.csv", own=("clsc", -72.79, 5), east=("clsc", -72.03, 2))
    sites(folder / "beyond.csv", away=("clsc", -70.0, 7))
    for others, expected in ((199, []), (201, ["MRC:02"])):
        people(folder / "around.csv", beyond=(others, -71.97, None))
        assert edges(walk(folder, AROUND + band(30, COMPLETE))) == expected


def test_a_site_beyond_that_nobody_needs_leaves_no_flag(folder: Path) -> None:
    sites(folder / "services.csv", own=("clsc", -72.79, 5), east=("clsc", -72.03, 200))
    sites(folder / "beyond.csv", other=("clsc", -71.98, 2))
    people(folder / "around.csv", far=(9000, -71.0, None))
    assert edges(walk(folder, AROUND + band(30, COMPLETE))) == []


def test_a_failure_is_not_proved_where_the_kinds_beyond_are_not_said_complete(
    folder: Path,
) -> None:
    sites(folder / "beyond.csv", away=("clsc", -70.0, 7))
    said, unsaid = (gaps(walk(folder, AROUND + band(30, more))) for more in (COMPLETE, ""))
    assert said.loc["MRC:02", "class"] == "desert"
    assert unsaid.loc["MRC:02", "class"] == "insufficient_data"
    assert said.loc["MRC:01", "class"] == unsaid.loc["MRC:01", "class"] == "served"


def test_people_around_without_a_rate_register_as_the_study_does(folder: Path) -> None:
    """A GMF of 2 FTE for 70 % of 4,000 people, and 75.6 % (the study's mean) of 3,000 others."""
    sites(folder / "services.csv", own=("clsc", -72.79, 5), gmf=("gmf", -72.03, 2))
    result = walk(folder, AROUND + band(30, COMPLETE))
    assert result.norm.name == "proximite"
    row = gaps(result).loc["MRC:02"]
    mean = (0.8 * 5000 + 0.7 * 4000) / 9000
    supplied = row["access_registered"] - row["access_nonregistered"]
    assert supplied == pytest.approx(2 / (0.7 * 4000 + mean * 3000) * 1e4)


def test_people_who_could_cross_an_open_border_put_their_territory_at_the_edge(
    folder: Path,
) -> None:
    result = walk(folder, EAST)
    assert edges(result) == ["MRC:02"]
    own = result.gaps["mrc"].assign(flags="")
    pd.testing.assert_frame_equal(own, walk(folder).gaps["mrc"].assign(flags=""))


def test_by_road_too_the_band_serves_and_is_told(folder: Path) -> None:
    """One road follows the parallel; the door beyond the border is 3.1 km along it."""
    lon = np.round(np.arange(-73, -69.995, 0.01), 2)
    ends = np.stack([lon, np.full(len(lon), 45.7)], axis=1)
    segments = shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1))
    gpd.GeoDataFrame({"vitesse": 60.0}, geometry=segments, crs=4326, index=lon[1:]).to_file(
        folder / "routes.gpkg"
    )
    by_road = (
        '[travel]\nmethod = "roads"\nnetwork = "routes.gpkg"\n'
        'network_columns = { speed = "vitesse" }\n'
    )
    result = walk(folder, AROUND + band(30, COMPLETE) + by_road)
    units = result.units.set_index("unit_id")
    assert units.loc["east", "nearest_service_id"] == "other"
    assert units.loc["east", "nearest_cost"] == pytest.approx(3.114, abs=0.01)
    assert gaps(result).loc["MRC:02", "access_mean"] == pytest.approx(2 / 7000 * 1e4)
    assert edges(result) == ["MRC:02"]


def test_the_whole_outline_may_be_open(folder: Path) -> None:
    """Everyone of the west lives 15.6 km from the western border: 20 minutes, under 30."""
    assert edges(walk(folder, '[membership]\nopen_border = "all"\n')) == ["MRC:01", "MRC:02"]


def test_a_border_is_near_as_far_as_the_threshold_goes(folder: Path) -> None:
    """Thirty minutes at 60 km/h, with a detour of 1.3: 23.08 km, 0.296 degree here."""
    for lon, expected in ((-72.29, ["MRC:02"]), (-72.30, [])):
        people(folder / "population.csv", west=(5000, -72.8, 0.8), east=(4000, lon, 0.7))
        assert edges(walk(folder, EAST)) == expected


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (AROUND, "buffer_km"),
        (f"[membership]\n{COMPLETE}\n", "buffer_km"),
        ('[membership]\nopen_border = "points.geojson"\n', "ligne"),
        ("[membership]\nbuffer_km = -1\n", "buffer_km"),
        ('[membership]\nbuffer_km = 3\nbuffer_complete = ["hopital"]\n', "buffer_complete"),
        ('[[population]]\nrole = "outside"\nreader = "population"\npath = "x"\n', "role"),
    ],
)
def test_what_cannot_be_a_band_or_a_border_is_refused(folder: Path, more: str, told: str) -> None:
    gpd.GeoSeries([shapely.Point(-72, 45)], crs=4326).to_file(folder / "points.geojson")
    with pytest.raises(InputError, match=told):
        walk(folder, more)


def test_a_border_file_that_is_missing_is_named(folder: Path) -> None:
    with pytest.raises((InputError, MissingFileError), match=r"limites\.geojson"):
        walk(folder, '[membership]\nopen_border = "limites.geojson"\n')


def test_a_study_of_surroundings_alone_is_refused(folder: Path) -> None:
    path = folder / "etude.toml"
    alone = STUDY.replace("[[population]]", '[[population]]\nrole = "buffer"')
    path.write_text(alone + band(30), encoding="utf-8")
    with pytest.raises(InputError, match="population"):
        territory.run(read_study(path))
