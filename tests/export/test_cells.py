"""How values are written in text tables."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.export.cells import numbers, texts, truths, written
from territory.tables.dictionary import GAPS_COLUMNS, names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5000.0, "5000"),
        (0.9630434782608696, "0.963043"),
        (1.5789473684210527, "1.578947"),
        (8.19234, "8.19234"),
        (0.4, "0.4"),
        (-0.0000001, "0"),
        (8501833.0, "8501833"),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_a_number_is_written_as_the_worked_example_writes_it(value: float, expected: str) -> None:
    assert numbers(pd.Series([value])).tolist() == [expected]


def test_missing_whole_numbers_stay_blank_and_the_others_have_no_decimal() -> None:
    assert numbers(pd.Series([1, None, 104], dtype="Int64")).tolist() == ["1", "", "104"]


def test_truth_is_written_in_words_a_machine_reads_and_doubt_is_blank() -> None:
    assert truths(pd.Series([True, False, float("nan")], dtype=object)).tolist() == [
        "true",
        "false",
        "",
    ]


@given(st.text(max_size=30))
def test_no_text_ever_starts_like_a_formula(value: str) -> None:
    cell = texts(pd.Series([value]))[0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))
    kept = value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    assert cell in {kept, "'" + kept}


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20
    )
)
def test_a_name_with_commas_quotes_or_line_breaks_comes_back_whole(value: str) -> None:
    table = pd.DataFrame({"name": texts(pd.Series([value])), "end": ["x"]})
    text = table.to_csv(index=False, lineterminator="\n")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [table.loc[0, "name"], "x"]


def test_a_column_the_walk_did_not_give_is_left_blank() -> None:
    frame = written(pd.DataFrame({"territory_id": ["MRC:46"]}), GAPS_COLUMNS)
    assert frame.columns.tolist() == names(GAPS_COLUMNS)
    assert frame["flags"].tolist() == [""]
