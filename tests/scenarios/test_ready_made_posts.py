"""The ready-made posts and library days, run on the demonstration and recounted by hand."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from territory.export.cells import written
from territory.scenarios import read_scenario
from territory.scenarios.changes import apply
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Posts, Scenario
from territory.scenarios.run import base_of
from territory.study import Walk, read_study, walk
from territory.tables.scenarios import ALLOCATION_COLUMNS

Row = dict[str, str]


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Walk:
    """Walk the demonstration."""
    return walk(read_study(checkout / "studies" / "demo.toml"))


def ready(checkout: Path, name: str) -> Scenario:
    return read_scenario(checkout / "data" / "scenarios" / f"{name}.toml")


@pytest.fixture(scope="module")
def organisers(checkout: Path, demo: Walk) -> tuple[Posts, Walk, Applied]:
    """Give the 500 posts of the ready-made scenario."""
    scenario = ready(checkout, "postes-500")
    base, _ = base_of(scenario, demo)
    (change,) = scenario.change
    assert isinstance(change, Posts)
    return change, base, apply(change, base.tables, base, SEUL)


def as_a_file(allocation: pd.DataFrame) -> list[Row]:
    """Return the lines as a person reads them in allocation.csv."""
    text = written(allocation, ALLOCATION_COLUMNS).to_csv(index=False)
    return list(csv.DictReader(io.StringIO(text)))


def whole(figure: Fraction) -> int:
    return -int(-figure // 1)


def test_every_figure_of_the_500_posts_is_found_again_from_the_lines_alone(
    organisers: tuple[Posts, Walk, Applied],
) -> None:
    change, _, applied = organisers
    lines = as_a_file(applied.allocation)
    placed = [line for line in lines if line["rule"] != "reserve"]
    of: dict[str, list[Row]] = {}
    for line in placed:
        of.setdefault(line["territory_id"], []).append(line)
    territory = {code: own[0] for code, own in of.items()}
    exact = {
        code: {key: Fraction(row[key]) for key in ("population", "existing", "need")}
        for code, row in territory.items()
    }
    apart = Fraction(next(line for line in lines if line["rule"] == "reserve")["population"])
    everyone = sum(row["population"] for row in exact.values()) + apart
    share = change.count * apart / everyone
    reserve = int(share) + (share % 1 > Fraction(1, 2))
    floors = {
        c: whole(max(Fraction(0), change.floor - row["existing"])) for c, row in exact.items()
    }
    left = change.count - reserve - sum(floors.values())
    total = sum(row["need"] for row in exact.values())
    quotas = {code: left * row["need"] / total for code, row in exact.items()}
    posts = {code: floors[code] + int(quota) for code, quota in quotas.items()}
    order = sorted(quotas, key=lambda c: (-(quotas[c] % 1), -exact[c]["need"], c))
    for code in order[: change.count - reserve - sum(posts.values())]:
        posts[code] += 1
    got = {code: sum(int(line["posts"]) for line in own) for code, own in of.items()}
    assert got == posts
    assert sum(int(line["posts"]) for line in lines if line["rule"] == "reserve") == reserve
    assert sum(int(line["posts"]) for line in lines) == 500
    assert {c: sum(int(x["floor"]) for x in own) for c, own in of.items()} == floors
    assert all(round(float(quotas[c]), 6) == float(territory[c]["quota"]) for c in quotas)
    assert all(
        int(x["posts"]) == int(x["floor"]) + int(x["whole"]) + int(x["extra"]) for x in lines
    )


def test_100_organisers_come_each_year_to_every_clsc_territory(
    organisers: tuple[Posts, Walk, Applied],
) -> None:
    _, base, applied = organisers
    lines = applied.allocation
    assert lines.groupby("year")["posts"].sum().loc[1:].tolist() == [100] * 5
    after = base.again(tables=applied.tables)
    fte = after.gaps("clsc").set_index("territory_id")["fte"].dropna()
    people = after.gaps("clsc").set_index("territory_id")["population"]
    own = base.tables.territories["clsc"].set_index("territory_id")["self_governed"]
    assert (fte[(people > 0) & ~own] >= 1).all()
    sites = lines.groupby("service_id")["posts"].sum()
    added = (
        applied.tables.services.set_index("service_id")["fte_oc"]
        .sub(base.tables.services.set_index("service_id")["fte_oc"], fill_value=0.0)
        .loc[sites.index]
    )
    assert added.to_dict() == pytest.approx(sites.to_dict())


def test_library_days_leave_no_desert_among_clsc_territories(checkout: Path, demo: Walk) -> None:
    scenario = ready(checkout, "permanences-bibliotheques")
    base, _ = base_of(scenario, demo)
    applied = apply(scenario.change[0], base.tables, base, SEUL)
    classes = base.gaps("clsc").set_index("territory_id")["class"]
    assert set(applied.allocation["territory_id"].map(classes)) == {"desert"}
    assert (applied.allocation["posts"] == 0.2).all()
    after = base.again(tables=applied.tables)
    assert (classes == "desert").sum() == 7
    assert (after.gaps("clsc")["class"] == "desert").sum() == 0
    before, now = (w.gaps("clsc")["people_beyond_reach"].sum() for w in (base, after))
    assert now < before
