"""Registration rates, and people of another year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from tests.scenarios.small_study import R1, T1, T2, T3
from tests.scenarios.worked_example import A, B, example_walk

from territory.errors import InputError
from territory.places import bundled
from territory.scenarios.changes.inscription import change_rates
from territory.scenarios.changes.people import project
from territory.scenarios.ground import Applied
from territory.scenarios.model import SEUL, Population, Registration
from territory.study import Walk, read_study, walk
from territory.study.model import Study

PROJECTIONS = "population/pop_msss_agegroups_qc.csv"


def rated(base: Walk, **how: Any) -> Applied:
    change = Registration.model_validate({"kind": "inscription", **how})
    return change_rates(change, base.tables, base, SEUL)


def rates(done: Applied) -> pd.Series:
    return done.tables.population.set_index("unit_id")["registered_share"]


def projected(base: Walk, **how: Any) -> Applied:
    change = Population.model_validate({"kind": "population", **how})
    return project(change, base.tables, base, SEUL)


def people(tables: Any, level: str) -> pd.Series:
    rows = tables.membership
    rows = rows.loc[(rows["subject"] == "unit") & (rows["level"] == level)]
    units = tables.population.set_index("unit_id")["population"]
    return (rows["share"] * rows["subject_id"].map(units)).groupby(rows["territory_id"]).sum()


def test_one_rate_everywhere(small: Walk) -> None:
    assert rates(rated(small, rate=0.9)).eq(0.9).all()


def test_at_least_lowers_nobody(small: Walk) -> None:
    before = small.tables.population.set_index("unit_id")["registered_share"]
    after = rates(rated(small, at_least=0.75))
    assert after.tolist() == before.clip(lower=0.75).tolist()
    assert (after > before).any()
    assert (after == before).any()


def test_the_finest_territory_named_wins(small: Walk) -> None:
    after = rates(rated(small, by_territory={R1: 0.3, T1: 0.2}))
    rows = small.tables.membership.query("subject == 'unit' and level == 'clsc'")
    home = rows.set_index("subject_id")["territory_id"]
    assert after[home.index[home == T1]].eq(0.2).all()
    assert after[home.index[home == T2]].eq(0.3).all()
    before = small.tables.population.set_index("unit_id")["registered_share"]
    east = home.index[home == T3]
    assert after[east].equals(before[east])


def test_people_shared_by_two_territories_take_the_mean(tmp_path: Path) -> None:
    base = example_walk(tmp_path)
    assert rates(rated(base, by_territory={A: 0.4}))["u2"] == pytest.approx(0.75 * 0.4 + 0.25 * 0.7)
    both = rates(rated(base, by_territory={A: 0.4, B: 0.8}))
    assert both["u2"] == pytest.approx(0.75 * 0.4 + 0.25 * 0.8)


def test_more_people_registered_leave_less_for_each(small: Walk) -> None:
    after = small.again(tables=rated(small, rate=1.0).tables)
    for state in (small, after):
        weights = state.units["population"] * state.evaluations["base"]["access"].fillna(0.0)
        assert weights.sum() / 1e4 == pytest.approx(13.9)
    registered = after.evaluations["base"]["access_registered"]
    assert (registered <= small.evaluations["base"]["access_registered"] + 1e-9).all()


def test_the_same_rates_change_nothing(small: Walk) -> None:
    assert rated(small, at_least=0.0).tables is small.tables


def test_gmf_that_enter_the_computation_are_told(small: Walk) -> None:
    units = small.tables.population.assign(registered_share=np.nan)
    without = small.again(tables=replace(small.tables, population=units), freeze=False)
    done = rated(without, rate=0.8)
    assert any("n'étaient pas comptés, faute de taux" in told for told in done.notes)


def test_a_rate_over_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        Registration.model_validate({"kind": "inscription", "rate": 1.2})


def test_factors_by_territory_and_everywhere(small: Walk) -> None:
    before = people(small.tables, "clsc")
    done = projected(small, everywhere=1.1, growth={R1: 2.0, T2: 1.5})
    after = people(done.tables, "clsc")
    assert (after / before).to_dict() == pytest.approx({T1: 2.0, T2: 1.5, T3: 1.1})


def write(base: Walk, rows: list[tuple[str, int, int]]) -> Walk:
    """Write projections by CLSC in the study's own folder."""
    frame = pd.DataFrame(rows, columns=["CODE", "AN", "POP"])
    frame = frame.assign(GEO="CLSC", SEXE="Total", G="Total")
    frame.to_csv(base.study.data_dir / "projections.csv", index=False)
    return base


def test_projections_multiply_people_by_the_ratio_of_their_territory(tmp_path: Path) -> None:
    base = write(
        example_walk(tmp_path),
        [
            *(("99991", year, people) for year, people in ((2020, 900), (2026, 1000))),
            *(("99992", year, people) for year, people in ((2020, 1000), (2026, 900))),
            *(("99993", year, people) for year, people in ((2020, 500), (2026, 500))),
        ],
    )
    done = projected(base, path="projections.csv", year=2026)
    after = done.tables.population.set_index("unit_id")["population"]
    assert after["u1"] == pytest.approx(6000 * 10 / 9)
    assert after["u2"] == pytest.approx(4000 * (0.75 * 10 / 9 + 0.25 * 0.9))
    assert after["u6"] == pytest.approx(450)
    assert after["u4"] == 2000
    assert "2026 sur 2020" in done.notes[0]


def test_projections_that_lack_a_territory_or_a_year(tmp_path: Path) -> None:
    rows = [(code, year, 1000) for code in ("99991", "99993") for year in (2021, 2026)]
    base = write(example_walk(tmp_path), rows)
    with pytest.raises(InputError, match=r"\(1 en tout\).*CLSC:99992.*Exemple B"):
        projected(base, path="projections.csv", year=2026)
    with pytest.raises(InputError, match=r"n'a pas l'année 2031; ses années.*2021 et 2026"):
        projected(base, path="projections.csv", year=2031)
    with pytest.raises(InputError, match="n'a pas l'année 2011"):
        projected(base, path="projections.csv", year=2026, from_year=2011)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({}, "Rien ne dit quelle population"),
        ({"path": "x.csv", "everywhere": 1.1, "year": 2026}, "se contredisent"),
        ({"path": "x.csv"}, "« year » manque".replace("« ", "«.").replace(" »", ".»")),
        ({"path": "x.csv", "year": 2026, "level": "mrc"}, "n'est pas dans l'étude"),
        ({"growth": {"CLSC:00000": 1.1}}, "n'est pas dans l'étude"),
    ],
)
def test_what_cannot_be_projected_is_one_sentence(
    small: Walk, how: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        projected(small, **how)


@pytest.mark.real
def test_official_projections_of_every_clsc_of_quebec(real_data: Path) -> None:
    """Every CLSC of the demonstration, real in number, follows the ministry's own ratio."""
    study = read_study(bundled("studies", "demo.toml"))
    base = walk(study)
    there = Study(file=study.file, path=study.path, data_dir=real_data)
    mine = Walk(there, base.gathered, base.tables, base.terms)
    done = projected(mine, path=PROJECTIONS, year=2026)
    before, after = people(base.tables, "clsc"), people(done.tables, "clsc")
    file = pd.read_csv(real_data / PROJECTIONS)
    totals = file[file["GEO"] == "CLSC"].pivot_table("POP", "CODE", "AN", aggfunc="sum")
    ratio = totals[2026] / totals[2021]
    ratio.index = [f"CLSC:{int(code):05d}" for code in ratio.index]
    inhabited = before.index[before > 0]
    assert len(inhabited) == 166
    mine_ratio = (after / before).loc[inhabited]
    # A unit shared by several CLSC takes the mean of their ratios.
    whole = base.tables.membership.query("subject == 'unit' and level == 'clsc'")
    shared = set(whole.loc[whole["share"] < 1, "territory_id"])
    alone = [code for code in inhabited if code not in shared]
    assert len(alone) > 100
    assert mine_ratio[alone].tolist() == pytest.approx(ratio[alone].tolist())
    assert after.sum() > before.sum()
