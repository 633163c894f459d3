"""What the equity measures refuse, in one sentence with the argument, the place and the rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from territory.equity import concentration_index, fgt, gini, lorenz, palma, theil
from territory.errors import InputError

INF, NAN = float("inf"), float("nan")
MEASURES: dict[str, Callable[[Any, Any], Any]] = {
    "gini": gini,
    "lorenz": lorenz,
    "theil": theil,
    "palma": lambda access, people: palma(access, [1, 2], people),
    "fgt": lambda access, people: fgt(access, people, 1),
    "concentration_index": lambda access, people: concentration_index(access, [1, 2], people),
}
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


def refused(call: Callable[[], Any], language: str = "fr") -> str:
    with pytest.raises(InputError) as fault:
        call()
    return fault.value.sentence(language).replace("\u00a0", " ")


@every_measure
@pytest.mark.parametrize("wrong", [INF, -INF, -1.0])
def test_an_endless_or_negative_access_is_refused_with_its_row(
    measure: Callable[[Any, Any], Any], wrong: float
) -> None:
    told = refused(lambda: measure([1, wrong], [1, 1]))
    assert told == (
        f"access vaut {wrong} à la rangée 1 (la première est 0); "
        "un nombre fini d'au moins 0 est attendu."
    )


@every_measure
@pytest.mark.parametrize("wrong", [INF, -1.0, NAN])
def test_an_endless_negative_or_missing_population_is_refused_with_its_identifier(
    measure: Callable[[Any, Any], Any], wrong: float
) -> None:
    people = pd.Series([1, wrong], index=["a", "b"])
    assert refused(lambda: measure([1, 1], people), "en") == (
        f"population is {wrong} for identifier b; a finite number of at least 0 is expected."
    )


@every_measure
def test_a_text_among_numbers_is_refused_with_its_row(measure: Callable[[Any, Any], Any]) -> None:
    assert "access vaut loin à la rangée 1" in refused(lambda: measure([1, "loin"], [1, 1]))
    assert "population vaut peu à la rangée 0" in refused(lambda: measure([1, 1], ["peu", 1]))


def test_a_missing_access_is_told_with_its_identifier_in_both_languages() -> None:
    people = pd.Series([1, 1], index=["a", "b"])
    access = pd.Series([3.0], index=["a"])
    assert refused(lambda: gini(access, people)) == (
        "access : une valeur manque pour l'identifiant b, où des gens vivent."
    )
    assert refused(lambda: gini(access, people), "en") == (
        "access: a value is missing for identifier b, where people live."
    )


def test_an_endless_access_where_nobody_lives_changes_nothing() -> None:
    assert gini([0, 2, INF], [1, 1, 0]) == gini([0, 2], [1, 1])


def test_an_identifier_given_twice_is_told_where_the_order_differs() -> None:
    people = pd.Series([1, 1], index=["a", "b"])
    access = pd.Series([1, 2, 3], index=["a", "b", "b"])
    assert refused(lambda: gini(access, people)) == (
        "access : l'identifiant b est donné deux fois."
    )


@pytest.mark.parametrize("people", [[0, 0], [], 3, [[1, 1]]])
def test_a_population_of_nobody_or_of_no_list_is_refused(people: Any) -> None:
    assert refused(lambda: gini(people, people)).startswith("population : ")


@pytest.mark.parametrize("line", [INF, NAN, 0, -1, "loin", None])
def test_a_line_of_poverty_that_is_no_positive_number_is_refused(line: Any) -> None:
    assert refused(lambda: fgt([1], [1], line)) == (
        f"line vaut {line}; un nombre fini plus grand que 0 est attendu."
    )


@pytest.mark.parametrize("alpha", [INF, NAN, -1, "beaucoup"])
def test_an_alpha_that_is_no_number_of_at_least_0_is_refused(alpha: Any) -> None:
    assert refused(lambda: fgt([1], [1], 2, alpha), "en") == (
        f"alpha is {alpha}; a finite number of at least 0 is expected."
    )


@pytest.mark.parametrize("bounds", [(0, INF), (-INF, 2), (NAN, 1), (2, 0), (1, 1), (1,), 3, "ab"])
def test_bounds_that_are_not_two_finite_numbers_in_order_are_refused(bounds: Any) -> None:
    told = refused(lambda: concentration_index([1, 1], [1, 2], [1, 1], bounds=bounds))
    assert told.startswith(f"bounds vaut {bounds}; deux nombres finis sont attendus")


def test_an_access_outside_its_bounds_is_told_with_its_row() -> None:
    told = refused(lambda: concentration_index([1, 3], [1, 2], [1, 1], bounds=(0, 2)))
    assert told == (
        "access vaut 3.0 à la rangée 1 (la première est 0); un nombre de 0 à 2 est attendu."
    )


def test_moving_access_and_its_bounds_together_does_not_move_the_bounded_index() -> None:
    level, people = np.array([0.0, 1, 3, 0.5]), [10, 20, 30, 40]
    expected = concentration_index(level, range(4), people, bounds=(0, 4))
    moved = concentration_index(level - 4, range(4), people, bounds=(-4, 0))
    assert expected != 0
    assert moved == pytest.approx(expected)


def test_an_endless_income_or_rank_is_refused_and_a_negative_one_is_not() -> None:
    assert "income vaut inf à la rangée 1" in refused(lambda: palma([1, 1], [1, INF], [1, 1]))
    assert "rank_by vaut -inf à la rangée 0" in refused(
        lambda: concentration_index([1, 1], [-INF, 1], [1, 1])
    )
    assert palma([1, 5], [-2, -1], [50, 50]) == pytest.approx(5)


def test_the_ratio_over_poor_people_without_access_is_missing_and_never_endless() -> None:
    assert np.isnan(palma([0, 5], [1, 2], [50, 50]))
    assert np.isnan(palma([0, 0], [1, 2], [50, 50]))


@pytest.mark.parametrize("groups", [["a"], ["a", "b", "c"], "a"])
def test_groups_of_another_length_than_the_population_are_refused(groups: Any) -> None:
    told = refused(lambda: theil([1, 2], [1, 1], groups))
    assert told.startswith("groups compte ")
    assert told.endswith("valeurs; la population en compte 2.")


def test_a_group_missing_where_people_live_is_refused_and_elsewhere_is_not() -> None:
    told = refused(lambda: theil([1, 2], [1, 1], ["a", None]))
    assert told.startswith("groups : une valeur manque à la rangée 1 (la première est 0)")
    parts = theil([1, 2, 9], [1, 1, 0], ["a", "a", None])
    assert parts["between"] == pytest.approx(0)


def test_groups_with_identifiers_follow_those_of_the_population() -> None:
    people = pd.Series([5, 5, 10], index=["x", "y", "z"])
    named = pd.Series(["g", "g", "h"], index=["x", "y", "z"])
    expected = theil([1, 2, 4], people, named)
    assert theil([1, 2, 4], people, named.iloc[::-1]).equals(expected)
