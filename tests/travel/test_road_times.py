"""Times by road against a plain referee, whatever the engine; places far from any road."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from territory.errors import InputError
from territory.travel import RoadNetwork, nearest_by_road, read_network, roads, snap
from territory.travel._points import geodesic_km
from territory.travel.road import engines, road_speeds
from territory.travel.road.engines import bounded_searches, chosen, nearest_seed, subgraph
from territory.travel.road.network import turned

ENGINES = ("numba", "scipy")
SHORE = (-71.0, 46.8)  # near the island


@pytest.fixture(scope="module")
def network(town: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return read_network(town.write_pbf(tmp_path_factory.mktemp("osm") / "town.osm.pbf"))


def corners(town: ModuleType, names: str) -> pd.DataFrame:
    """Return the places of some corners of the town."""
    rows = [town.CORNERS[name] for name in names.split()]
    return pd.DataFrame(rows, columns=["lon", "lat"], index=names.split())


def random_graph(nodes: int, arcs: int, seed: int) -> sparse.csr_array:
    """Return a directed graph with ties and zero costs."""
    rng = np.random.default_rng(seed)
    cells = rng.choice(nodes * nodes, size=min(arcs, nodes * nodes), replace=False)
    cells = np.sort(cells[cells // nodes != cells % nodes])
    indptr = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(cells // nodes, minlength=nodes), out=indptr[1:])
    costs = rng.choice([0.0, 0.1, 0.2, 0.7, 1.0, 3.3], size=len(cells))
    return sparse.csr_array((costs, (cells % nodes).astype(np.int32), indptr), shape=(nodes, nodes))


def as_network(graph: sparse.csr_array, seed: int = 0) -> RoadNetwork:
    """Give a graph nodes scattered over a few kilometres."""
    rng = np.random.default_rng(seed)
    size = graph.shape[0]
    one = np.zeros(size, dtype=np.int32)
    return RoadNetwork(
        -71 + rng.uniform(0, 0.05, size), 46 + rng.uniform(0, 0.05, size), turned(graph), one, one,
        "car", "graph", 0.0, 0,
    )  # fmt: skip


def referee(graph: sparse.csr_array) -> NDArray[np.float64]:
    """Return all costs by networkx, infinite where there is no way."""
    coo = graph.tocoo()
    plain: nx.DiGraph = nx.DiGraph()
    plain.add_nodes_from(range(graph.shape[0]))
    plain.add_weighted_edges_from(zip(coo.row, coo.col, coo.data, strict=True))
    found = np.full(graph.shape, np.inf)
    for one, reached in nx.all_pairs_dijkstra_path_length(plain):
        for other, cost in reached.items():
            found[one, other] = cost
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_times_are_those_of_the_referee_one_way_streets_and_ferry_included(
    town: ModuleType, network: RoadNetwork, engine: str
) -> None:
    wanted = dict(
        nx.all_pairs_dijkstra_path_length(town.referee(road_speeds("car")), weight="minutes")
    )
    places = corners(town, "a1 b2 c3 d3 d5 e4 g4 h3 i1")
    found = roads(places, places, network=network, limit=40, engine=engine)
    table = found.matrix.toarray()
    kept = found.matrix.tocoo()
    assert found.matrix.nnz > 60
    for row, one in enumerate(places.index):
        for column, other in enumerate(places.index):
            cost = wanted[one].get(other, np.inf)
            expected = cost if cost <= 40 else 0.0
            assert table[row, column] == pytest.approx(expected, abs=2e-3), (one, other)
    assert (kept.data <= 40).all()
    assert found.unit == "min"


def test_a_way_there_is_not_the_way_back(town: ModuleType, network: RoadNetwork) -> None:
    one, other = corners(town, "c3"), corners(town, "c2")
    there = roads(one, other, network=network, limit=60).matrix.toarray()[0, 0]
    back = roads(other, one, network=network, limit=60).matrix.toarray()[0, 0]
    assert there < 2
    assert back > there + 2


def test_an_island_without_a_ferry_has_no_pair(town: ModuleType, tmp_path: Path) -> None:
    extract = town.write_pbf(tmp_path / "town.osm.pbf")
    mainland, island = corners(town, "a1 d4"), corners(town, "i1 k1")
    with_ferry = roads(mainland, island, network=read_network(extract), limit=90)
    assert with_ferry.matrix.toarray().astype(bool).tolist() == [[True, False]] * 2
    cut_off = read_network(extract, speeds={"ferry": 0})
    without = roads(mainland, island, network=cut_off, limit=90)
    assert without.matrix.nnz == 0
    assert without.provenance["destinations_off_main"] == 2
    assert snap(cut_off, island)["component"].tolist() != [0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_way_to_the_road_counts_and_its_speed_is_declared(
    town: ModuleType, network: RoadNetwork, engine: str
) -> None:
    away = pd.DataFrame({"lon": [-71.2], "lat": [46.79]}, index=["field"])  # south of a1
    there = corners(town, "a1 b1")
    km = float(geodesic_km(*(np.array([x]) for x in (-71.2, 46.79, *town.CORNERS["a1"])))[0])
    table = roads(away, there, network=network, limit=60, access_kmh=10, engine=engine)
    direct, onward = table.matrix.toarray()[0]
    assert direct == pytest.approx(60 * km / 10)
    between = roads(there[:1], there[1:], network=network, limit=60).matrix.toarray()[0, 0]
    assert onward == pytest.approx(direct + between)
    assert table.provenance["access_kmh"] == 10


@pytest.mark.parametrize("engine", ENGINES)
def test_two_places_of_one_node_are_joined_by_the_straight_way(
    town: ModuleType, network: RoadNetwork, engine: str
) -> None:
    field = pd.DataFrame({"lon": [-71.2, -71.2005], "lat": [46.79, 46.79]}, index=["a", "b"])
    found = roads(field, field, network=network, limit=30, engine=engine).matrix.toarray()
    assert found[0, 0] == found[1, 1] == 0
    assert 0 < found[0, 1] == found[1, 0] < 1
    nearest = nearest_by_road(field, field, network=network, engine=engine)
    assert nearest["destination"].tolist() == ["a", "b"]
    assert nearest["cost"].tolist() == [0, 0]


def test_an_explicit_zero_is_a_pair(town: ModuleType, network: RoadNetwork) -> None:
    here = corners(town, "a1")
    table = roads(here, here, network=network, limit=0)
    assert table.matrix.nnz == 1
    assert table.matrix.data.tolist() == [0.0]


def test_a_place_far_from_any_road_has_no_pair_and_is_named(
    town: ModuleType, network: RoadNetwork
) -> None:
    places = corners(town, "a1 b1")
    places.loc["moor"] = (-71.2, 46.5)
    table = roads(places, places, network=network, limit=60)
    assert np.diff(table.matrix.indptr).tolist() == [2, 2, 0]
    assert table.provenance["origins_too_far"] == 1
    assert table.provenance["origins_too_far_ids"] == ["moor"]
    told = snap(network, places)
    assert told.loc["moor", ["node", "component", "status"]].tolist() == [-1, -1, "too_far"]
    assert told.loc["moor", "snap_km"] == pytest.approx(33.3, abs=0.1)
    assert told.loc["a1", "status"] == "snapped"
    farther = roads(places, places, network=network, limit=600, maximum_snap_km=40)
    assert np.diff(farther.matrix.indptr).tolist() == [3, 3, 3]


def test_a_network_elsewhere_is_refused_by_name(network: RoadNetwork) -> None:
    north = pd.DataFrame({"lon": [-77.0], "lat": [60.0]}, index=["Puvirnituq"])
    with pytest.raises(InputError) as told:
        roads(north, north, network=network, limit=60)
    assert "origins" in str(told.value)
    assert "Puvirnituq" in str(told.value)
    assert "town.osm.pbf" in str(told.value)


def test_a_place_is_put_where_one_can_come_back_from(network: RoadNetwork) -> None:
    graph = sparse.csr_array(np.array([[0, 1.0, 0], [0, 0, 1.0], [0, 1.0, 0]]))
    trap = as_network(graph)
    trap = RoadNetwork(
        np.array([-71.0, -71.01, -71.02]), np.array([46.0, 46.0, 46.0]), turned(graph),
        trap.component, np.array([1, 0, 0], dtype=np.int32), "car", "trap", 0.0, 0,
    )  # fmt: skip
    told = snap(trap, pd.DataFrame({"lon": [-71.0], "lat": [46.0]}))
    assert told["node"].tolist() == [1]
    assert "l'on sort sans revenir, ou l'inverse : 1" in trap.summary().replace("\u00a0", " ")


@settings(max_examples=60)
@given(
    nodes=st.integers(2, 40), arcs=st.integers(0, 160), seed=st.integers(0, 10**6),
    limit=st.sampled_from([0.0, 0.3, 1.0, 2.2, 50.0]),
)  # fmt: skip
def test_both_engines_give_the_same_table_and_the_referee_s(
    nodes: int, arcs: int, seed: int, limit: float
) -> None:
    graph = random_graph(nodes, arcs, seed)
    network = as_network(graph, seed)
    rng = np.random.default_rng(seed)
    first, last = (rng.integers(0, nodes, size) for size in (30, 25))
    origins, destinations = (
        pd.DataFrame({"lon": network.lon[at], "lat": network.lat[at]}) for at in (first, last)
    )
    tables = [
        roads(origins, destinations, network=network, limit=limit, engine=engine)
        for engine in ENGINES
    ]
    assert np.array_equal(tables[0].matrix.indptr, tables[1].matrix.indptr)
    assert np.array_equal(tables[0].matrix.indices, tables[1].matrix.indices)
    assert np.array_equal(tables[0].matrix.data, tables[1].matrix.data)
    wanted = referee(graph)[np.ix_(first, last)]
    found = np.full(wanted.shape, np.inf)
    found[tables[0].rows(), tables[0].matrix.indices] = tables[0].matrix.data
    clear = np.abs(wanted - limit) > 1e-9
    expected = np.where(wanted <= limit, wanted, np.inf)
    np.testing.assert_allclose(found[clear], expected[clear], rtol=1e-9, atol=1e-12)
    for engine in ENGINES:
        nearest = nearest_by_road(
            origins, destinations, network=network, limit=limit, engine=engine
        )
        least = found.min(axis=1)
        assert np.array_equal(nearest["cost"].isna(), np.isinf(least))
        reached = np.isfinite(least)
        np.testing.assert_allclose(nearest.loc[reached, "cost"], least[reached], rtol=1e-12)
        chosen_cost = found[
            np.flatnonzero(reached), nearest.loc[reached, "destination"].astype(int)
        ]
        np.testing.assert_allclose(chosen_cost, least[reached], rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_search_keeps_its_own_limit(engine: str) -> None:
    graph = random_graph(60, 300, 7)
    wanted = referee(graph)
    sources = np.arange(0, 60, 2, dtype=np.int32)
    limits = np.linspace(0, 3, len(sources))
    slot = np.where(np.arange(60) % 3 == 0, np.arange(60) // 3, -1).astype(np.int32)
    seen = 0
    for some in bounded_searches(graph, sources, limits, slot, engine=engine, workers=2):
        assert some.first == seen
        ends = np.concatenate([[0], np.cumsum(some.counts)])
        for position in range(len(some.counts)):
            part = slice(ends[position], ends[position + 1])
            cost = wanted[sources[seen]][::3]
            assert sorted(some.slots[part]) == np.flatnonzero(cost <= limits[seen]).tolist()
            assert some.costs[part] == pytest.approx(cost[some.slots[part]])
            seen += 1
    assert seen == len(sources)


def test_dense_rows_are_cut_to_the_memory_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = random_graph(50, 300, 3)
    sources, limits = np.arange(50, dtype=np.int32), np.full(50, 5.0)
    slot = np.arange(50, dtype=np.int32)
    whole = list(bounded_searches(graph, sources, limits, slot, engine="scipy"))
    monkeypatch.setattr(engines, "DENSE_CELLS", 100)
    cut = list(bounded_searches(graph, sources, limits, slot, engine="scipy"))
    assert len(cut) > len(whole)
    for name in ("counts", "slots", "costs"):
        one, other = (
            np.concatenate([getattr(some, name) for some in result]) for result in (whole, cut)
        )
        assert np.array_equal(one, other)


def test_a_part_of_a_graph_keeps_its_zeros() -> None:
    graph = random_graph(20, 300, 5)
    nodes = np.array([1, 4, 5, 9, 17], dtype=np.int32)
    part = subgraph(graph, nodes)
    assert np.array_equal(part.toarray(), graph.toarray()[np.ix_(nodes, nodes)])
    assert (part.data == 0).any()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_nearest_seed_counts_what_it_costs_to_begin(engine: str) -> None:
    line = sparse.csr_array(np.diag([1.0, 1.0, 1.0], 1) + np.diag([1.0, 1.0, 1.0], -1))
    line.indices, line.indptr = line.indices.astype(np.int32), line.indptr.astype(np.int32)
    seeds, begin = np.array([0, 3], dtype=np.int32), np.array([0.0, 1.5])
    cost, owner = nearest_seed(line, seeds, begin, 2.0, engine=engine)
    assert cost.tolist() == [0.0, 1.0, 2.0, 1.5]
    assert owner.tolist() == [0, 0, 0, 1]
    cost, owner = nearest_seed(line, seeds, begin, 1.0, engine=engine)
    assert cost.tolist() == [0.0, 1.0, np.inf, np.inf]
    assert owner.tolist() == [0, 0, -1, -1]


def test_a_table_in_single_precision_is_the_same_to_seven_digits(
    town: ModuleType, network: RoadNetwork
) -> None:
    places = corners(town, "a1 b2 c3 d4")
    double = roads(places, places, network=network, limit=30)
    single = roads(places, places, network=network, limit=30, dtype=np.float32)
    assert single.matrix.dtype == np.float32
    np.testing.assert_allclose(single.matrix.toarray(), double.matrix.toarray(), rtol=1e-6)


def test_a_network_may_be_given_by_its_file(
    town: ModuleType, network: RoadNetwork, tmp_path: Path
) -> None:
    network.save(tmp_path / "town.npz")
    places = corners(town, "a1 d4")
    told: list[tuple[str, int, int]] = []
    found = roads(
        places, places, network=tmp_path / "town.npz", limit=30,
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert found.matrix.nnz == 4
    assert told[0] == ("recherche par la route", 0, 2)
    assert told[-1] == ("recherche par la route", 2, 2)


def test_no_place_gives_an_empty_table(town: ModuleType, network: RoadNetwork) -> None:
    places = corners(town, "a1 d4")
    assert roads(places, places[:0], network=network, limit=30).matrix.shape == (2, 0)
    assert roads(places[:0], places, network=network, limit=30).matrix.shape == (0, 2)
    nearest = nearest_by_road(places, places[:0], network=network)
    assert nearest["cost"].isna().all()


def test_misuse_is_told_in_one_sentence(town: ModuleType, network: RoadNetwork) -> None:
    here = corners(town, "a1")
    with pytest.raises(InputError, match="moteur « igraph » est inconnu".replace(" »", "\u00a0»")
                       .replace("« ", "«\u00a0")):  # fmt: skip
        roads(here, here, network=network, limit=1, engine="igraph")
    with pytest.raises(InputError, match="vitesse est un nombre plus grand que 0"):
        roads(here, here, network=network, limit=1, access_kmh=0)
    with pytest.raises(InputError, match="distance maximale"):
        snap(network, here, maximum_km=-1)


def test_without_numba_scipy_is_used_and_asking_for_numba_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert chosen("auto") == "scipy"
    with pytest.raises(InputError, match=r"pip install 'territory\[fast\]'"):
        chosen("numba")


@pytest.mark.parametrize("limit", ["5", None, -1, float("nan"), float("inf")])
def test_a_limit_that_is_no_number_of_minutes_is_refused(
    town: ModuleType, network: RoadNetwork, limit: Any
) -> None:
    here = corners(town, "a1")
    with pytest.raises(InputError, match=r"limit.*au moins 0"):
        roads(here, here, network=network, limit=limit)
    if limit != float("inf"):
        with pytest.raises(InputError, match=r"limit.*au moins 0"):
            nearest_by_road(here, here, network=network, limit=limit)


def test_places_of_one_name_or_without_a_name_are_refused_by_road_too(
    town: ModuleType, network: RoadNetwork
) -> None:
    here = corners(town, "a1 d4")
    for ids, fault in (["a", "a"], "donné deux fois"), (["a", None], "identifiant manque"):
        wrong = here.set_axis(ids, axis=0)
        with pytest.raises(InputError, match=rf"origins.*{fault}"):
            roads(wrong, here, network=network, limit=5)
        with pytest.raises(InputError, match=rf"destinations.*{fault}"):
            nearest_by_road(here, wrong, network=network)


def test_what_is_not_places_a_network_or_a_kind_of_number_is_refused(
    town: ModuleType, network: RoadNetwork
) -> None:
    here = corners(town, "a1 d4")
    for wrong in (None, "a1", here.assign(lon="ouest"), [[1.0, 2.0, 3.0]], here[["lon", *here]]):
        with pytest.raises(InputError, match=r"origins.*des lieux sont attendus"):
            roads(wrong, here, network=network, limit=5)
    for kind in ("int32", "float16", "texte"):
        with pytest.raises(InputError, match="float32 ou en float64"):
            roads(here, here, network=network, limit=5, dtype=kind)
    with pytest.raises(InputError, match=r"network.*chemin d'un fichier"):
        roads(here, here, network=None, limit=5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="distance maximale"):
        snap(network, here, maximum_km="5")  # type: ignore[arg-type]
