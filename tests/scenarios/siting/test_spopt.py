"""The same answers as spopt's own models, solved by another solver, on shared costs."""

from __future__ import annotations

import warnings
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import pytest

from territory.costs import CostTable
from territory.scenarios.siting import Location, maximal_covering, p_center, p_median, set_covering

RADIUS = 5000.0
TOLD = {"LSCP": 8, "PMedian": 2848268129.71, "PCenter": 7403.06, "MCLP": 875247}


def spopt_model(name: str, *args: Any, **keys: Any) -> Any:
    """Return one of spopt's models, solved by CBC; what it warns of is its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pulp
        from spopt import locate

        model = getattr(locate, name).from_cost_matrix(*args, **keys)
        return model.solve(pulp.PULP_CBC_CMD(msg=False))


def table(costs: np.ndarray) -> CostTable:
    origins, sites = np.indices(costs.shape)
    return CostTable.from_pairs(origins.ravel(), sites.ravel(), costs.ravel())


def random_case(seed: int, origins: int = 25, sites: int = 9) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    here, there = rng.uniform(0, 10_000, (origins, 2)), rng.uniform(0, 10_000, (sites, 2))
    costs = np.linalg.norm(here[:, None] - there[None, :], axis=2).round(1)
    return costs, rng.integers(1, 50, origins).astype(float)


@pytest.fixture(scope="module")
def san_francisco() -> tuple[np.ndarray, np.ndarray]:
    """The case of spopt's documentation: 16 stores, 205 census tracts, distances by the streets."""
    folder = files("spopt") / "tests" / "test_locate" / "data"
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open() as file:
        pairs = pd.read_csv(file)
    costs = pairs.pivot_table("distance", index="DestinationName", columns="name").to_numpy()
    weights = pairs.drop_duplicates("DestinationName").set_index("DestinationName")["demand"]
    return costs, weights.sort_index().to_numpy(dtype=float)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("count", [1, 3])
def test_the_p_median_is_spopts(seed: int, count: int) -> None:
    costs, people = random_case(seed)
    ours = p_median(Location.of(table(costs), people, count=count))
    theirs = spopt_model("PMedian", costs, people, p_facilities=count)
    assert ours.optimal
    assert ours.objective == pytest.approx(theirs.problem.objective.value())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("count", [1, 3])
def test_maximal_covering_is_spopts(seed: int, count: int) -> None:
    costs, people = random_case(seed)
    where = Location.of(table(costs), people, thresholds=2500.0, count=count)
    theirs = spopt_model("MCLP", costs, people, service_radius=2500.0, p_facilities=count)
    ours = maximal_covering(where)
    assert ours.optimal
    assert ours.objective == pytest.approx(theirs.problem.objective.value())


@pytest.mark.parametrize("seed", range(2))
def test_set_covering_is_spopts(seed: int) -> None:
    costs, people = random_case(seed)
    ours = set_covering(Location.of(table(costs), people, thresholds=RADIUS + 1500))
    theirs = spopt_model("LSCP", costs, service_radius=RADIUS + 1500)
    assert ours.objective == theirs.problem.objective.value()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("count", [1, 3])
def test_the_p_center_is_spopts(seed: int, count: int) -> None:
    costs, people = random_case(seed)
    ours = p_center(Location.of(table(costs), people, count=count))
    theirs = spopt_model("PCenter", costs, p_facilities=count)
    assert ours.optimal
    assert ours.objective == pytest.approx(theirs.problem.objective.value())


def test_set_covering_around_doors_that_stay_open_is_spopts() -> None:
    costs, people = random_case(7)
    kept = np.zeros(costs.shape[1], dtype=bool)
    kept[[0, 4]] = True
    ours = set_covering(Location.of(table(costs), people, thresholds=6500.0, fixed=kept))
    theirs = spopt_model(
        "LSCP", costs, service_radius=6500.0, predefined_facilities_arr=kept.astype(int)
    )
    assert ours.objective + kept.sum() == theirs.problem.objective.value()


def test_the_objectives_are_those_spopts_models_give_for_san_francisco(
    san_francisco: tuple[np.ndarray, np.ndarray],
) -> None:
    costs, people = san_francisco
    assert costs.shape == (205, 16)
    reached = Location.of(table(costs), people, thresholds=RADIUS, count=4)
    free = Location.of(table(costs), people, thresholds=RADIUS)
    found = {
        "LSCP": set_covering(free).objective,
        "PMedian": p_median(reached).objective,
        "PCenter": p_center(reached).objective,
        "MCLP": maximal_covering(reached).objective,
    }
    told = {
        "LSCP": spopt_model("LSCP", costs, service_radius=RADIUS),
        "PMedian": spopt_model("PMedian", costs, people, p_facilities=4),
        "PCenter": spopt_model("PCenter", costs, p_facilities=4),
        "MCLP": spopt_model("MCLP", costs, people, service_radius=RADIUS, p_facilities=4),
    }
    assert found == pytest.approx(
        {name: model.problem.objective.value() for name, model in told.items()}
    )
    assert found == pytest.approx(TOLD, abs=0.01)
