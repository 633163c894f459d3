"""Needs of a territory: means weighted by the people who have the figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.gaps.test_worked_example import NORM, level_inputs, services, situation

from territory.gaps import need_table

SCORES = pd.DataFrame(
    {"score": [1.0, 5.0, np.nan, 2.0, 4.0, 9.0]},
    index=pd.Index(["u1", "u2", "u3", "u4", "u5", "u6"], name="unit_id"),
)


def test_a_mean_weighs_people_who_have_the_figure_and_says_how_many() -> None:
    rows = need_table(level_inputs(), situation(services()), SCORES, ["score"], NORM)
    assert rows.columns.to_list() == ["territory_id", "name", "score", "score_people"]
    rows = rows.set_index("territory_id")
    # A: 6,000 at 1 and three quarters of 4,000 at 5.
    assert rows.loc["EX:A", ["score", "score_people"]].to_list() == [pytest.approx(21 / 9), 9000]
    # B: u3 has no figure and u6 no coordinates; a quarter of u2 is left, 1,000 people.
    assert rows.loc["EX:B", ["score", "score_people"]].to_list() == [5, 1000]
    assert rows.loc["EX:C", "score"] == pytest.approx((2 * 2000 + 4 * 3000) / 5000)


def test_a_mean_of_too_few_people_is_blank_and_their_number_is_told() -> None:
    strict = NORM.model_copy(update={"minimum_population": 1001})
    rows = need_table(level_inputs(), situation(services()), SCORES, ["score"], strict)
    row = rows.set_index("territory_id").loc["EX:B"]
    assert np.isnan(row["score"])
    assert row["score_people"] == 1000


def test_nothing_is_told_of_a_self_governed_territory() -> None:
    inputs = level_inputs()
    own = inputs.territories.assign(self_governed=[False, False, True])
    rows = need_table(
        replace(inputs, territories=own), situation(services()), SCORES, ["score"], NORM
    )
    row = rows.set_index("territory_id").loc["EX:C"]
    assert row[["score", "score_people"]].isna().all()
    assert row["name"] == "Exemple C"


def test_an_area_alone_keeps_the_figure_published_for_it_however_few_live_there() -> None:
    inputs = level_inputs()
    alone = inputs.unit_shares.loc[inputs.unit_shares["subject_id"].isin(["u1", "u3", "u4"])]
    few = NORM.model_copy(update={"minimum_population": 50_000})
    rows = need_table(
        replace(inputs, unit_shares=alone), situation(services()), SCORES, ["score"], few
    ).set_index("territory_id")
    assert rows.loc["EX:A", "score"] == 1
    assert np.isnan(rows.loc["EX:B", "score"])
    assert rows.loc["EX:C", "score"] == 2
