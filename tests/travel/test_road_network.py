"""Reading roads: every format gives the same graph, and nothing is lost in silence."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from territory.errors import InputError, MissingFileError
from territory.travel import RoadNetwork, read_network
from territory.travel.road import road_speeds


@pytest.fixture(scope="module")
def extract(town: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.write_pbf(tmp_path_factory.mktemp("osm") / "town.osm.pbf")


def corner_nodes(town: ModuleType, network: RoadNetwork) -> dict[str, int]:
    """Node of each corner of the town, where the network has one."""
    found = {}
    for name, (lon, lat) in town.CORNERS.items():
        apart = np.hypot(network.lon - lon, network.lat - lat)
        if apart.min() < 1e-6:
            found[name] = int(apart.argmin())
    return found


def as_graph(network: RoadNetwork) -> nx.DiGraph:
    coo = network.graph.tocoo()
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    for tail, head, minutes in zip(coo.row, coo.col, coo.data, strict=True):
        graph.add_edge(int(tail), int(head), minutes=float(minutes))
    return graph


def times(graph: nx.DiGraph) -> dict[Any, dict[Any, float]]:
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))


def same_times(town: ModuleType, network: RoadNetwork, expected: nx.DiGraph) -> int:
    """Compare times between corners with the referee's; return how many pairs were compared."""
    nodes = corner_nodes(town, network)
    found, wanted = times(as_graph(network)), times(expected)
    compared = 0
    for one in expected:
        for other in expected:
            if one in nodes and other in nodes:
                ours = found[nodes[one]].get(nodes[other], np.inf)
                assert ours == pytest.approx(wanted[one].get(other, np.inf), rel=1e-6), (one, other)
                compared += 1
    return compared


def test_an_extract_gives_the_times_of_the_referee(town: ModuleType, extract: Path) -> None:
    assert same_times(town, read_network(extract), town.referee(road_speeds("car"))) > 700


def test_on_foot_one_way_streets_go_both_ways_and_motorways_are_out(
    town: ModuleType, extract: Path
) -> None:
    network = read_network(extract, mode="walk")
    assert same_times(town, network, town.referee(road_speeds("walk"), walk=True)) == 23**2
    assert network.rejected == {"classe qui ne se parcourt pas dans ce mode": 3}


@pytest.mark.parametrize("name", ["town.gpkg", "town.shp", "town.parquet"])
def test_a_layer_of_segments_gives_the_times_of_the_extract(
    town: ModuleType, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    frame = town.segments().to_crs(32198 if name == "town.shp" else 4326)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    network = read_network(path, columns=town.COLUMNS)
    assert same_times(town, network, town.referee(road_speeds("car"))) > 700
    assert network.read == network.kept + sum(network.rejected.values()) == len(frame)


def test_every_format_has_the_same_graph(town: ModuleType, tmp_path: Path) -> None:
    frame = town.segments()
    frame.to_file(tmp_path / "town.gpkg")
    frame.to_file(tmp_path / "town.shp")
    frame.to_parquet(tmp_path / "town.parquet")
    first, *others = (
        read_network(tmp_path / f"town.{kind}", columns=town.COLUMNS)
        for kind in ("gpkg", "shp", "parquet")
    )
    for other in others:
        assert (first.graph != other.graph).nnz == 0
        assert np.array_equal(first.lon, other.lon)


def test_no_arc_is_longer_than_asked_and_the_length_is_kept(
    town: ModuleType, extract: Path
) -> None:
    fine, whole = read_network(extract, longest_km=0.1), read_network(extract, longest_km=1.2)
    assert fine.km == pytest.approx(whole.km, rel=1e-9)
    speed = max(road_speeds("car").values())
    slowest = 60 * sum(town.km(*leg) for leg in (("g4", "h4"), ("h4", "h3"))) / 15  # the ferry
    assert fine.graph.data.max() <= 60 * 0.1 / slowest + 1e-9
    assert fine.nodes > 4 * whole.nodes
    assert whole.graph.data.max() > 60 * 0.9 / speed
    assert same_times(town, whole, town.referee(road_speeds("car"))) == 27**2


def test_islands_are_said_and_not_joined(town: ModuleType, extract: Path) -> None:
    network = read_network(extract)
    nodes = corner_nodes(town, network)
    assert network.component[nodes["a1"]] == network.component[nodes["i1"]] == 0  # by the ferry
    assert network.component[nodes["k1"]] == network.component[nodes["k2"]] == 1
    without = read_network(extract, speeds={"ferry": 0})
    nodes = corner_nodes(town, without)
    assert without.component[nodes["a1"]] != without.component[nodes["i1"]]
    assert "Réseaux sans lien entre eux : 3" in without.summary().replace("\u00a0", " ")


def test_a_dead_end_one_can_leave_but_not_enter_is_not_a_round_trip(
    town: ModuleType, tmp_path: Path
) -> None:
    frame = town.segments()
    exit_only = {"classe": "residential", "sens": "FT"}
    exit_only["geometry"] = shapely.LineString([(-71.25, 46.8), town.CORNERS["a1"]])
    frame = pd.concat([frame, gpd.GeoDataFrame([exit_only], crs=4326)], ignore_index=True)
    frame.to_file(tmp_path / "town.gpkg")
    network = read_network(tmp_path / "town.gpkg", columns=town.COLUMNS)
    start = int(np.hypot(network.lon + 71.25, network.lat - 46.8).argmin())
    assert network.component[start] == 0
    assert not network.round_trip[start]
    assert network.round_trip[corner_nodes(town, network)["a1"]]


def test_a_network_is_read_back_as_it_was_saved(
    town: ModuleType, extract: Path, tmp_path: Path
) -> None:
    network = read_network(extract)
    network.save(tmp_path / "town.npz")
    again = RoadNetwork.load(tmp_path / "town.npz")
    assert (network.graph != again.graph).nnz == 0
    for name in ("lon", "lat", "component", "strong"):
        assert np.array_equal(getattr(network, name), getattr(again, name))
    assert again.summary("en") == network.summary("en")
    assert again.graph.indices.dtype == np.int32
    assert read_network(tmp_path / "town.npz").nodes == network.nodes
    assert [path.name for path in tmp_path.iterdir()] == ["town.npz"]


def test_what_is_not_a_saved_network_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    (tmp_path / "broken.npz").write_bytes(b"not a zip")
    np.savez(tmp_path / "pickled.npz", about=np.array([{}], dtype=object))
    for name in ("other.npz", "broken.npz", "pickled.npz"):
        with pytest.raises(InputError, match=f"{name} n'est pas un réseau enregistré"):
            RoadNetwork.load(tmp_path / name)
    with pytest.raises(MissingFileError, match=r"nowhere\.npz"):
        RoadNetwork.load(tmp_path / "nowhere.npz")


def tagged(path: Path, *streets: dict[str, str]) -> Path:
    """Write parallel streets between the same two corners 10 km apart, one per set of tags."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(2 * len(streets)):
            place = (-71.0 + 0.13 * (number % 2), 46.0 + 0.05 * (number // 2))
            writer.add_node(Node(id=number + 1, location=place))
        for number, tags in enumerate(streets):
            writer.add_way(Way(id=number + 1, nodes=[2 * number + 1, 2 * number + 2], tags=tags))
    return path


def test_a_posted_speed_wins_over_the_class_and_a_zone_has_its_speed(tmp_path: Path) -> None:
    posted = ["30", "50 mph", "CA-QC:urban", "signals", "none"]
    streets = [{"highway": "tertiary", "maxspeed": speed} for speed in posted]
    network = read_network(tagged(tmp_path / "t.osm.pbf", *streets), longest_km=50, fragment_km=0)
    row = np.round((network.lat - 46.0) / 0.05).astype(int)
    assert network.nodes == 10
    minutes = {row[node]: network.graph.data[network.graph.indptr[node]] for node in range(10)}
    speeds = {0: 30, 1: 80.4672, 2: 50, 3: 50, 4: 50}
    length = {one: minutes[one] * speeds[one] / 60 for one in range(5)}
    assert all(value == pytest.approx(10.0, rel=0.02) for value in length.values())
    assert network.cleaned == {
        "vitesses affichées illisibles, remplacées par celle de la classe": 1
    }


def test_closed_roads_are_left_out_and_counted(tmp_path: Path) -> None:
    streets = [
        {"highway": "residential"},
        {"highway": "residential", "access": "private"},
        {"highway": "residential", "access": "no", "motor_vehicle": "yes"},
        {"highway": "residential", "motor_vehicle": "no"},
        {"highway": "unclassified", "ice_road": "yes"},
        {"highway": "service", "area": "yes"},
        {"highway": "construction"},
        {"route": "hiking"},
    ]
    path = tagged(tmp_path / "t.osm.pbf", *streets)
    car = read_network(path, fragment_km=0)
    assert (car.read, car.kept) == (7, 2)
    assert car.rejected == {
        "accès interdit ou privé": 2,
        "chemins d'hiver ou de glace, hors d'usage une partie de l'année": 1,
        "surfaces (place, stationnement) sans ligne à suivre": 1,
        "classe qui ne se parcourt pas dans ce mode": 1,
    }
    assert read_network(path, mode="walk", fragment_km=0).kept == 3


def test_a_road_whose_vertices_are_not_in_the_extract_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "torn.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(3):
            writer.add_node(Node(id=number + 1, location=(-71.0 + 0.05 * number, 46.0)))
        for number, nodes in enumerate([[1, 2, 3], [2, 99], [3]]):
            writer.add_way(Way(id=number + 1, nodes=nodes, tags={"highway": "primary"}))
    network = read_network(path)
    assert network.rejected == {"sommets absents de l'extrait": 2}
    assert (network.read, network.kept) == (3, 1)


def test_stray_fragments_are_dropped_and_counted(town: ModuleType, tmp_path: Path) -> None:
    frame = town.segments()
    stray = {"classe": "service", "geometry": shapely.LineString([(-71.3, 46.9), (-71.301, 46.9)])}
    frame = pd.concat([frame, gpd.GeoDataFrame([stray], crs=4326)], ignore_index=True)
    frame.to_file(tmp_path / "town.gpkg")
    network = read_network(tmp_path / "town.gpkg", columns=town.COLUMNS)
    assert network.cleaned["nœuds de fragments isolés laissés de côté"] == 2
    kept = read_network(tmp_path / "town.gpkg", columns=town.COLUMNS, fragment_km=0)
    assert len(kept.sizes) == len(network.sizes) + 1


def line(
    path: Path,
    values: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Read a layer of two segments that almost meet."""
    ends = [[(-71, 46), (-70.9, 46)], [(-70.8999999, 46.0000001), (-70.8, 46)]]
    frame = gpd.GeoDataFrame(values or {}, geometry=[shapely.LineString(e) for e in ends], crs=4326)
    frame.to_file(path)
    return read_network(path, **options)


def test_loops_and_slower_twins_are_dropped_and_counted(tmp_path: Path) -> None:
    ends = [(-71.0, 46.0), (-70.9, 46.0)]
    away = (-71.2, 46.1)
    circle = [away, (-71.2001, 46.1), (-71.2, 46.1001), away]
    frame = gpd.GeoDataFrame(
        {"v": [50, 90, 50]},
        geometry=[shapely.LineString(c) for c in (ends, ends, circle)],
        crs=4326,
    )
    frame.to_file(tmp_path / "a.gpkg")
    options = {"columns": {"speed": "v"}, "longest_km": 50, "fragment_km": 0}
    network = read_network(tmp_path / "a.gpkg", **options)
    assert (network.nodes, network.arcs) == (2, 2)
    assert network.graph.data == pytest.approx([60 * network.km / 2 / 90] * 2, rel=1e-6)
    assert network.cleaned == {
        "boucles sans issue laissées de côté": 1,
        "arcs parallèles plus lents laissés de côté": 2,
        "nœuds de fragments isolés laissés de côté": 1,
    }


def test_ends_that_almost_meet_are_one_place(town: ModuleType, tmp_path: Path) -> None:
    speeds: dict[str, Any] = {"v": [50, 50]}
    joined = line(tmp_path / "a.gpkg", speeds, columns={"speed": "v"})
    assert len(joined.sizes) == 1
    assert joined.cleaned == {"bouts de segments réunis à un voisin": 1}
    apart = line(tmp_path / "b.gpkg", speeds, columns={"speed": "v"}, tolerance_m=0.0001)
    assert len(apart.sizes) == 2


def test_stated_lengths_and_minutes_are_shared_along_a_segment(tmp_path: Path) -> None:
    stated = {"v": [60.0, None], "m": [12_000.0, None], "t": [None, 45.0]}
    columns = {"speed": "v", "length_m": "m", "minutes": "t"}
    network = line(tmp_path / "a.gpkg", stated, columns=columns)
    graph = as_graph(network)
    west, east = (int(np.abs(network.lon - lon).argmin()) for lon in (-71, -70.8))
    length = nx.dijkstra_path_length(graph, west, east, weight="minutes")
    assert length == pytest.approx(12.0 + 45.0)


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ({"v": [50, 50]}, {"columns": {"speed": "vit"}}, "n'a pas la colonne « vit »; colonnes : v"),
        ({"v": [50, 50]}, {}, "dites quelle colonne donne la vitesse ou la classe"),
        ({"v": [50, 50]}, {"columns": {"vitesse": "v"}}, "« vitesse » n'est pas une clé connue"),
        ({"v": [50, -1]}, {"columns": {"speed": "v"}}, "rangée 2 : « -1 » dans la colonne « v »"),
        ({"v": [50, 50], "s": ["B", "?"]}, {"columns": {"speed": "v", "oneway": "s"}},
         "la valeur « ? » de la colonne « s » ne dit pas un sens"),
        ({"c": ["rue", "rue"]}, {"columns": {"class": "c"}}, "aucune route où circuler"),
        ({"v": [50, 50]}, {"mode": "bus"}, "Le mode « bus » est inconnu; modes offerts : car, walk"),
        ({"v": [50, 50]}, {"columns": {"speed": "v"}, "speeds": {"rue": -3}},
         "la vitesse de la classe « rue » est -3"),
    ],
)  # fmt: skip
def test_a_wrong_input_is_told_in_one_sentence(
    tmp_path: Path, content: dict[str, Any], options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError) as told:
        line(tmp_path / "a.gpkg", content, **options)
    assert sentence in told.value.sentence().replace("\u00a0", " ")


def test_a_layer_without_its_coordinate_system_is_refused_until_it_is_given(
    town: ModuleType, tmp_path: Path
) -> None:
    town.segments().to_file(tmp_path / "town.shp")
    (tmp_path / "town.prj").unlink()
    with pytest.raises(InputError, match=r"town\.shp ne dit pas son système de coordonnées"):
        read_network(tmp_path / "town.shp", columns=town.COLUMNS)
    assert read_network(tmp_path / "town.shp", columns=town.COLUMNS, crs=4326).nodes > 0


def test_a_missing_or_empty_file_is_told(town: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"routes.gpkg n'existe pas"):
        read_network(tmp_path / "routes.gpkg")
    town.segments().iloc[:0].to_file(tmp_path / "empty.gpkg")
    with pytest.raises(InputError, match=r"empty.gpkg ne contient aucun élément"):
        read_network(tmp_path / "empty.gpkg", columns=town.COLUMNS)
    (tmp_path / "empty.osm.pbf").write_bytes(b"")
    with pytest.raises(InputError, match=r"empty.osm.pbf"):
        read_network(tmp_path / "empty.osm.pbf")
    (tmp_path / "text.osm.pbf").write_bytes(b"not a pbf at all, but a sentence")
    with pytest.raises(InputError, match=r"ne se lit pas comme un extrait"):
        read_network(tmp_path / "text.osm.pbf")
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(InputError, match=r"plain.parquet"):
        read_network(tmp_path / "plain.parquet", columns=town.COLUMNS)


def test_without_osmium_the_extra_to_install_is_named(
    extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(InputError, match=r"pip install 'territory\[osm\]'"):
        read_network(extract)


def test_unknown_values_can_be_named_instead_of_mended(tmp_path: Path) -> None:
    content = {"v": [50, -1], "c": ["collector", "collector"], "s": ["Same direction", "N"]}
    columns = {"speed": "v", "class": "c", "oneway": "s"}
    network = line(tmp_path / "a.gpkg", content, columns=columns, missing=(-1,),
                   directions={"N": "closed"})  # fmt: skip
    assert network.rejected == {"fermés dans les deux sens": 1}
