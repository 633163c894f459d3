"""Section 6 of the definitions, to the last digit printed: on site, moved, and for whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.scenarios.worked_example import A, B, C, example_walk

from territory.access import supply_ratio, weigh
from territory.gaps.units import slow_steps
from territory.scenarios.changes.reattachment import reattach
from territory.scenarios.ground import Applied
from territory.scenarios.model import DEPLACE, SUR_PLACE, Reattachment
from territory.study import Walk

HALF = Reattachment(kind="rattachement", share=0.5)
BESIDE = "s2~rattache"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk the example."""
    return example_walk(tmp_path_factory.mktemp("exemple"))


@pytest.fixture(scope="module")
def applied(base: Walk) -> dict[str, Applied]:
    """Make both variants."""
    return {one: reattach(HALF, base.tables, base, one) for one in (SUR_PLACE, DEPLACE)}


@pytest.fixture(scope="module")
def walks(base: Walk, applied: dict[str, Applied]) -> dict[str, Walk]:
    """Walk the example again under both."""
    return {"base": base} | {one: base.again(tables=a.tables) for one, a in applied.items()}


def people(walk: Walk) -> pd.Series:
    return walk.units["population"].where(walk.units["located"], 0.0)


def ratios(walk: Walk) -> tuple[pd.Series, pd.Series]:
    """Return the demand of each site and its ratio, per 10,000."""
    situation = walk.situation
    here = situation.costs.origins
    zones = situation.costs.relative_to(situation.units.loc[here, "threshold"], zones=3)
    zones = zones.where(zones.matrix.data <= 3)
    sites = situation.sites.loc[zones.destinations]
    rate = situation.units.loc[here, "registered_share"].to_numpy()[:, np.newaxis]
    eligible = np.where(sites["required"].to_numpy(bool), rate, 1.0)
    weights = weigh(zones, slow_steps(walk.norm.zone_weights), eligibility=eligible)
    counted = situation.units.loc[here, "population"].to_numpy()
    demand = pd.Series(weights.to_destinations(counted), zones.destinations)
    ratio = supply_ratio(weights, counted, sites["supply"])
    return demand, pd.Series(ratio, zones.destinations) * 1e4


def used(walk: Walk) -> tuple[float, float]:
    """Return the FTE that registered people use, and those that others use."""
    units, rate = walk.evaluations["base"].fillna(0.0), walk.units["registered_share"].fillna(0.0)
    registered = (people(walk) * rate * units["access_registered"]).sum() / 1e4
    others = (people(walk) * (1 - rate) * units["access_nonregistered"]).sum() / 1e4
    return float(registered), float(others)


def gain_and_lose(base: Walk, after: Walk, public: str) -> tuple[float, float]:
    rate = base.units["registered_share"].fillna(0.0)
    weight = {
        "access_registered": people(base) * rate,
        "access_nonregistered": people(base) * (1 - rate),
        "access": people(base),
    }[public]
    change = after.evaluations["base"][public] - base.evaluations["base"][public]
    return float(weight[change > 1e-9].sum()), float(weight[change < -1e-9].sum())


def test_the_base_is_that_of_section_5(walks: dict[str, Walk]) -> None:
    demand, ratio = ratios(walks["base"])
    assert demand[["s1", "s2", "s3", "s4"]].tolist() == pytest.approx([8720, 10864, 9440, 440])
    expected = [10.321101, 0.920471, 0.529661, 4.545455]
    assert ratio[["s1", "s2", "s3", "s4"]].tolist() == pytest.approx(expected, abs=5e-7)
    assert walks["base"].intensity_norm == pytest.approx(2.326087, abs=5e-7)


def test_ratios_on_site(walks: dict[str, Walk]) -> None:
    demand, ratio = ratios(walks[SUR_PLACE])
    assert demand[BESIDE] == pytest.approx(16080)
    assert ratio[["s1", "s2", BESIDE]].tolist() == pytest.approx(
        [10.321101, 0.460236, 0.310945], abs=6e-7
    )


def test_ratios_once_moved_to_the_clsc_of_a(walks: dict[str, Walk]) -> None:
    _, ratio = ratios(walks[DEPLACE])
    assert ratio[["s1", "s2"]].tolist() == pytest.approx([10.894495, 0.460236], abs=6e-7)
    assert BESIDE not in ratio.index


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("base", [10.821837, 8.192340, 0.912452, 1, 0]),
        (SUR_PLACE, [10.782912, 8.181120, 0.947256, 1, 0]),
        (DEPLACE, [11.144864, 8.260083, 0.636311, 1, 0]),
    ],
)
def test_access_of_each_unit(walks: dict[str, Walk], state: str, expected: list[float]) -> None:
    access = walks[state].evaluations["base"]["access"]
    assert access.iloc[:5].tolist() == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("state", "territory", "expected"),
    [
        ("base", A, [10.1927, 9.1326, 9.9453]),
        (SUR_PLACE, A, [10.0766, 9.3867, 9.9156]),
        (DEPLACE, A, [10.3525, 9.6274, 10.1833]),
        ("base", B, [2.1955, 0.9763, 1.7213]),
        (SUR_PLACE, B, [2.0462, 1.2872, 1.7510]),
        (DEPLACE, B, [1.7848, 1.0097, 1.4834]),
        ("base", C, [0.4, 0.4, 0.4]),
        (SUR_PLACE, C, [0.4, 0.4, 0.4]),
        (DEPLACE, C, [0.4, 0.4, 0.4]),
    ],
)
def test_each_territory_for_each_public(
    walks: dict[str, Walk], state: str, territory: str, expected: list[float]
) -> None:
    gaps = walks[state].gaps("clsc").set_index("territory_id")
    columns = ["access_registered", "access_nonregistered", "access_mean"]
    assert gaps.loc[territory, columns].tolist() == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("base", (8.3405, 2.3595)),
        (SUR_PLACE, (8.1783, 2.5217)),
        (DEPLACE, (8.2249, 2.4751)),
    ],
)
def test_fte_used_by_each_public_always_sum_to_10_7(
    walks: dict[str, Walk], state: str, expected: tuple[float, float]
) -> None:
    assert used(walks[state]) == pytest.approx(expected, abs=5.1e-5)
    assert sum(used(walks[state])) == pytest.approx(10.7)
    assert walks[state].sites["supply"].sum() == pytest.approx(10.7)


@pytest.mark.parametrize(
    ("state", "public", "expected"),
    [
        (SUR_PLACE, "access_registered", (0, 12_400)),
        (DEPLACE, "access_registered", (4_800, 7_600)),
        (SUR_PLACE, "access_nonregistered", (5_600, 0)),
        (DEPLACE, "access_nonregistered", (2_400, 0)),
        (SUR_PLACE, "access", (8_000, 10_000)),
        (DEPLACE, "access", (10_000, 8_000)),
    ],
)
def test_people_who_gain_and_lose(
    walks: dict[str, Walk], state: str, public: str, expected: tuple[float, float]
) -> None:
    assert gain_and_lose(walks["base"], walks[state], public) == pytest.approx(expected)


def test_what_b_lacks(walks: dict[str, Walk]) -> None:
    lacking = [
        walk.gaps("clsc").set_index("territory_id").loc[B, "fte_shortfall"]
        for walk in (walks["base"], walks[SUR_PLACE], walks[DEPLACE])
    ]
    assert lacking == pytest.approx([0.5443, 0.5176, 0.7584], abs=5.1e-5)


def test_the_figure_of_the_norm_and_the_thresholds_are_those_of_the_base(
    walks: dict[str, Walk],
) -> None:
    base = walks["base"]
    for state in (SUR_PLACE, DEPLACE):
        assert walks[state].intensity_norm == base.intensity_norm
        assert walks[state].units["threshold"].equals(base.units["threshold"])
        assert walks[state].units["registered_share"].equals(base.units["registered_share"])


def test_the_lines_say_where_the_half_post_goes(applied: dict[str, Applied]) -> None:
    columns = ["from_service_id", "service_id", "territory_id", "name", "role", "posts"]
    here = applied[SUR_PLACE].allocation[columns].iloc[0].tolist()
    assert here == ["s2", BESIDE, B, "Exemple B", "ts", 0.5]
    moved = applied[DEPLACE].allocation
    assert moved[columns].iloc[0].tolist() == ["s2", "s1", A, "Exemple A", "ts", 0.5]
    assert moved["reason"].iloc[0].startswith("aucun CLSC dans son territoire")
    assert set(moved["rule"]) == {"rattachement"}
    assert len(moved) == len(applied[SUR_PLACE].allocation) == 1
