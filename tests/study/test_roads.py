"""A study whose times are by road, on a small network over part of the demonstration."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import Delaunay

import territory
from territory.cli.check import check_study
from territory.errors import InputError
from territory.study import Result
from territory.travel import read_network, roads

# The demonstration around Québec and Lévis; the units elsewhere are far from any road.
BOX = (-72.0, 46.3, -70.5, 47.2)


@pytest.fixture(scope="module")
def folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write roads between neighbouring places of the box, a third of them one-way."""
    demo = checkout / "data" / "demo"
    units = gpd.read_file(demo / "units.gpkg", ignore_geometry=True)
    sites = pd.read_csv(demo / "services.csv", comment="#")
    places = pd.concat([units[["lon", "lat"]], sites[["lon", "lat"]]]).dropna().drop_duplicates()
    west, south, east, north = BOX
    inside = places["lon"].between(west, east) & places["lat"].between(south, north)
    xy = places.loc[inside].to_numpy()
    triangles = Delaunay(xy).simplices
    edges = np.unique(np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]]])), axis=0)
    frame = gpd.GeoDataFrame(
        {
            "vitesse": np.where(np.arange(len(edges)) % 2, 50, 80),
            "sens": np.where(np.arange(len(edges)) % 3, "B", "FT"),
            "classe": np.where(np.arange(len(edges)) % 2, "residential", "secondary"),
        },
        geometry=shapely.linestrings(xy[edges]),
        crs=4326,
    )
    path = tmp_path_factory.mktemp("study")
    frame.to_file(path / "routes.gpkg")
    for file in demo.iterdir():
        (path / file.name).symlink_to(file)
    return path


def written(checkout: Path, folder: Path, travel: str, name: str = "study.toml") -> Path:
    """Write the demonstration's study with another ``[travel]`` section."""
    text = (checkout / "studies" / "demo.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[travel]")
    following = after[after.index("\n[") :] if "\n[" in after else ""
    path = folder / name
    path.write_text(before + f"[travel]\n{travel}\n" + following, encoding="utf-8")
    return path


DRIVE = """method = "roads"
network = "routes.gpkg"
network_columns = { speed = "vitesse", oneway = "sens", class = "classe" }
"""


class Told:
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.parts: list[tuple[str, int, int]] = []

    def __call__(self, step: str) -> None:
        self.steps.append(step)

    def detail(self, what: str, done: int, total: int) -> None:
        self.parts.append((what, done, total))


def test_a_long_search_tells_how_far_it_is(checkout: Path, folder: Path) -> None:
    told = Told()
    study = territory.read_study(written(checkout, folder, DRIVE, "told.toml"), folder)
    territory.run(study, progress=told)
    assert "temps de déplacement" in told.steps
    searched = [(done, total) for _, done, total in told.parts if total]
    assert searched[0][0] == 0
    assert searched[-1][0] == searched[-1][1] > 0
    assert any(what == "lecture des routes" for what, _, _ in told.parts)


@pytest.fixture(scope="module")
def driven(checkout: Path, folder: Path) -> Result:
    return territory.run(territory.read_study(written(checkout, folder, DRIVE), folder))


def test_times_are_those_of_the_network(driven: Result, folder: Path) -> None:
    network = read_network(
        folder / "routes.gpkg", columns={"speed": "vitesse", "oneway": "sens", "class": "classe"}
    )
    units = driven.units.set_index("unit_id")
    west, south, east, north = BOX
    near = units[units["lon"].between(west, east) & units["lat"].between(south, north)].head(40)
    doors = driven.services.loc[driven.services["door"]]
    points = pd.DataFrame(
        {"lon": doors.geometry.x.to_numpy(), "lat": doors.geometry.y.to_numpy()},
        index=doors["service_id"],
    )
    costs = roads(near[["lon", "lat"]], points, network=network, limit=1440, engine="scipy")
    least = costs.to_frame().groupby("from_id")["cost"].min()
    assert near["nearest_cost"].to_numpy() == pytest.approx(least.loc[near.index].to_numpy())
    assert driven.record["travel"]["label"] == {"fr": "temps par la route", "en": "time by road"}


def test_places_far_from_any_road_are_counted_and_have_no_door(driven: Result) -> None:
    (account,) = driven.record["travel"]["roads"]
    units = driven.units
    west, south, east, north = BOX
    away = ~(units["lon"].between(west - 0.5, east + 0.5))
    away |= ~units["lat"].between(south - 0.5, north + 0.5)
    assert account["mode"] == "car"
    assert 0 < account["units_too_far"] < account["units"]
    linked = away & (units["status"] == "off_network")
    assert linked.sum() > 0.9 * away.sum()
    assert units.loc[linked, ["nearest_cost", "access"]].isna().all(axis=None)
    assert units.loc[linked, "reached"].isna().all()
    off = driven.record["counts"]["population_covered"]
    assert off == pytest.approx(units.loc[units["status"] != "off_network", "population"].sum())
    assert units["nearest_cost"].notna().sum() > 20
    assert account["largest_snap_km"] <= 5


def test_where_the_network_does_not_go_nothing_is_known_and_nothing_is_a_desert(
    driven: Result,
) -> None:
    units = driven.units
    known = units.loc[units["status"] != "off_network", "mrc_id"].str.split(";").explode()
    table = driven.gaps["mrc"].set_index("territory_id")
    unknown = table.loc[~table.index.isin(known) & (table["population"] > 0)]
    assert len(unknown) > 30
    assert set(unknown["class"]) <= {"insufficient_data", "not_ranked"}


def test_a_place_no_road_leads_to_still_reaches_its_neighbours(driven: Result) -> None:
    islands = driven.units.set_index("unit_id").loc[["MUN:01023", "MUN:12045"]]
    assert islands["nearest_cost"].between(0, 20).all()
    assert (islands["status"] != "off_network").all()


def test_people_of_some_milieux_walk(checkout: Path, folder: Path, driven: Result) -> None:
    walking = DRIVE + 'walk_milieux = ["dense_urban", "urban"]\n'
    study = territory.read_study(written(checkout, folder, walking, "walk.toml"), folder)
    walked = territory.run(study)
    assert walked.record["travel"]["label"]["fr"].startswith("temps par la route, à pied")
    assert [row["mode"] for row in walked.record["travel"]["roads"]] == ["car", "walk"]
    both = walked.units.set_index("unit_id")[["milieu", "nearest_cost"]].join(
        driven.units.set_index("unit_id")["nearest_cost"].rename("driven")
    )
    both = both[both["driven"].notna() & both["nearest_cost"].notna()]
    town = both["milieu"].isin(["dense_urban", "urban"])
    assert town.sum() > 3
    assert (~town).sum() > 3
    assert (both.loc[~town, "nearest_cost"] == both.loc[~town, "driven"]).all()
    far = town & (both["driven"] > 5)
    assert (both.loc[far, "nearest_cost"] > both.loc[far, "driven"]).all()


def test_checking_says_who_is_off_the_network(checkout: Path, folder: Path) -> None:
    study = territory.read_study(written(checkout, folder, DRIVE), folder)
    told = check_study(study, "fr", lambda _step: None).replace("\u00a0", " ")
    lines = " ".join(told.split())
    assert "Réseau routier de routes.gpkg, en voiture." in lines
    assert "Unités de population (en voiture) : 1 " in lines
    assert "trop loin d'une route :" in lines
    assert "Points trop loin du réseau (en voiture) :" in lines


def test_a_network_goes_with_its_method(checkout: Path, folder: Path) -> None:
    alone = written(checkout, folder, 'method = "roads"', "alone.toml")
    with pytest.raises(InputError, match='method = "roads" et la clé network vont ensemble'):
        territory.read_study(alone, folder)
    absent = 'method = "roads"\nnetwork = "rien.osm.pbf"'
    study = territory.read_study(written(checkout, folder, absent, "absent.toml"), folder)
    with pytest.raises(InputError, match=r"rien\.osm\.pbf"):
        territory.run(study)


def test_a_network_saved_for_cars_is_not_walked(checkout: Path, folder: Path) -> None:
    columns = {"speed": "vitesse", "oneway": "sens", "class": "classe"}
    read_network(folder / "routes.gpkg", columns=columns).save(folder / "routes.npz")
    travel = 'method = "roads"\nnetwork = "routes.npz"\nwalk_milieux = ["urban"]'
    study = territory.read_study(written(checkout, folder, travel, "npz.toml"), folder)
    with pytest.raises(InputError, match=r"enregistré pour un autre mode.*network_walk"):
        territory.run(study)
