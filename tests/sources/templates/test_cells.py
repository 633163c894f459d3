"""Cells as people write them: numbers, percentages, dates, choices, and what is none of these."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.sources.templates.grid import Broken, Percent
from territory.sources.templates.model import KEYS, Field, load_template
from territory.sources.templates.values import Wrong, is_blank, parse

FTE = Field("fte", "ETC", "FTE", "number")
PEOPLE = Field("people", "Patients", "Patients", "count")
RATE = Field("rate", "Taux", "Rate", "share")
DATE = Field("date", "Date", "Date", "date")
TYPE = load_template("gmf").field("gmf_type")
WORKER = load_template("libraries").field("worker")
ANY = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(),
    st.floats(0, 1).map(Percent), st.just(Broken("#N/A")),
)  # fmt: skip


def why(cell: Any, one: Field, header: str = "") -> str:
    wrong = parse(cell, one, header)
    assert isinstance(wrong, Wrong)
    return wrong.what.format(**wrong.values)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12,5", 12.5), ("12.5", 12.5), ("1 234,5", 1234.5), ("1\u00a0234", 1234), (3, 3),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("0", 0), ("2 ETC", 2), ("3,5 FTE", 3.5),
        ("4 jours/semaine", 4), ("2 j", 2), ("1'250", 1250), (",5", 0.5), ("1e2", 100),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(cell: Any, value: float) -> None:
    assert parse(cell, FTE, "ETC") == value


@pytest.mark.parametrize("cell", ["douze", "2 à 3", "env. 2", "1/2", "=A1", True, "3 x", "½"])
def test_what_is_no_number_is_told_so(cell: Any) -> None:
    assert "n'est pas un nombre" in why(cell, FTE)


def test_a_count_that_reads_two_ways_is_refused_and_a_part_of_a_person_too() -> None:
    assert "se lit de deux façons" in why("1,234", PEOPLE)
    assert "compte des personnes" in why("12,5", PEOPLE)
    assert parse("1 234", PEOPLE, "") == 1234
    assert parse("1,234", FTE, "") == 1.234


def test_a_negative_number_is_refused() -> None:
    assert "négatif" in why("-1", FTE)
    assert "négatif" in why(-0.5, RATE)


@pytest.mark.parametrize(
    ("cell", "header", "share"),
    [
        ("80 %", "Taux", 0.8), ("80%", "Taux", 0.8), (80, "Taux (%)", 0.8), ("72,5", "taux %", 0.725),
        (0.8, "Taux", 0.8), (Percent(0.8), "Taux", 0.8), (Percent(0.8), "Taux (%)", 0.8),
        ("0,8 %", "Taux (%)", 0.008), (80, "Pourcentage inscrit", 0.8), ("0", "Taux (%)", 0),
        (100, "Rate (percent)", 1), ("1", "Taux", 1),
    ],
)  # fmt: skip
def test_a_share_is_a_percentage_where_the_cell_or_the_column_says_so(
    cell: Any, header: str, share: float
) -> None:
    assert parse(cell, RATE, header) == pytest.approx(share)


@pytest.mark.parametrize(
    ("cell", "header", "told"),
    [
        (80, "Taux", "n'est pas une part"), (0.8, "Taux (%)", "est-ce"), ("1", "Taux (%)", "est-ce"),
        (120, "Taux (%)", "n'est pas une part"), ("120 %", "Taux", "dépasse 100"),
        (Percent(1.2), "Taux", "dépasse 100"), ("beaucoup", "Taux", "n'est pas une part"),
    ],
)  # fmt: skip
def test_a_share_that_is_doubtful_or_impossible_is_refused(
    cell: Any, header: str, told: str
) -> None:
    assert told in why(cell, RATE, header)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024-03-31", "2024-03-31"), (datetime(2024, 3, 31, 12), "2024-03-31"),  # noqa: DTZ001
        (date(2024, 3, 31), "2024-03-31"), (45382.0, "2024-03-31"), ("45382", "2024-03-31"),
        ("31/03/2024", "2024-03-31"), ("03/31/2024", "2024-03-31"), ("31 mars 2024", "2024-03-31"),
        ("1er août 2023", "2023-08-01"), ("March 31, 2024", "2024-03-31"), ("mars 2024", "2024-03"),
        ("2024-03", "2024-03"), ("2024", "2024"), (2024.0, "2024"), ("2024-03-31T00:00:00", "2024-03-31"),
        ("2024/3/1", "2024-03-01"), ("05/05/2024", "2024-05-05"),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(cell: Any, iso: str) -> None:
    assert parse(cell, DATE, "Date") == iso


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("03/04/2024", "deux façons"), ("hier", "n'est pas une date"), ("2024-02-30", "n'est pas"),
        ("1924-03-31", "donne l'année 1924"), ("0024-03-31", "donne l'année 24"),
        (datetime(2124, 1, 1), "donne l'année 2124"), (12.0, "n'est pas une date"),  # noqa: DTZ001
        (True, "n'est pas une date"),
    ],
)  # fmt: skip
def test_a_date_of_two_readings_or_of_another_century_is_refused(cell: Any, told: str) -> None:
    assert told in why(cell, DATE)


@pytest.mark.parametrize("cell", ["GMF-AR", "gmf ar", " GMF-R ", "Super-clinique", "gmf_r"])
def test_gmf_ar_is_another_name_of_gmf_r(cell: str) -> None:
    assert parse(cell, TYPE, "Type") == "GMF-R"


def test_a_value_not_admitted_names_those_that_are_and_the_nearest() -> None:
    wrong = parse("GMFX-U", TYPE, "Type")
    assert isinstance(wrong, Wrong)
    assert wrong.values["allowed"][0] == "GMF, GMF-U, GMF-R"
    assert "est-ce" in wrong.what
    assert "est-ce" not in why("clinique privée", TYPE)


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert [parse(cell, WORKER, "") for cell in ("Oui", "no", True, "x", 0.0)] == [
        True, False, True, True, False,
    ]  # fmt: skip
    assert "n'est pas une valeur admise" in why("parfois", WORKER)


@pytest.mark.parametrize("cell", [None, "", " ", "N/D", "inconnu", "?", "—", "s.o.", math.nan])
def test_what_says_that_nothing_is_known_is_a_blank(cell: Any) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0, 0.0, False, Broken("#N/A")])
def test_a_zero_or_a_broken_formula_is_no_blank(cell: Any) -> None:
    assert not is_blank(cell)


def test_a_formula_in_error_is_told_as_such() -> None:
    assert "la formule donne" in why(Broken("#REF!"), FTE)


@given(
    cell=ANY,
    key=st.sampled_from(KEYS),
    place=st.integers(0, 30),
    header=st.sampled_from(["", "Taux (%)", "Date"]),
)
def test_any_cell_gives_a_value_of_its_type_or_says_what_is_wrong(
    cell: Any, key: str, place: int, header: str
) -> None:
    fields = load_template(key).fields
    one = fields[place % len(fields)]
    if is_blank(cell):
        return
    value = parse(cell, one, header)
    if isinstance(value, Wrong):
        shown = {n: v[0] if isinstance(v, tuple) else v for n, v in value.values.items()}
        assert "{" not in value.what.format(**shown) or "{" in str(cell)
        assert value.todo
        return
    kinds = {"number": float, "count": float, "share": float, "flag": bool}
    assert isinstance(value, kinds.get(one.type, str))
    if one.type == "share":
        assert 0 <= value <= 1
    if one.type in ("number", "count"):
        assert math.isfinite(value)
        assert one.signed or value >= 0
    if one.type == "date":
        assert int(value[:4]) >= 1990
    if one.type == "choice":
        assert value in one.values


@given(st.floats(0, 1e6, allow_nan=False).map(lambda number: round(number, 2)))
def test_a_number_comes_back_from_french_and_from_english(number: float) -> None:
    english = f"{number:,.2f}"
    french = english.replace(",", "\u202f").replace(".", ",")
    assert parse(french, FTE, "") == number
    assert parse(english, FTE, "") == number
