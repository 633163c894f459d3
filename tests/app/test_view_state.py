"""An address says what is shown; a broken one still opens the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from territory_app.view_state import Choices, ViewState, known_kinds, read_view, write_view

CHOICES = Choices(
    levels=("mrc", "clsc"),
    indicators=("classe", "atteinte"),
    kinds=("clsc", "gmf", "library"),
    territories={"MRC:46": "mrc", "CLSC:01111": "clsc", "ZONE:l'Île & +": "clsc"},
)
VIEWS = st.sampled_from(CHOICES.levels).flatmap(
    lambda level: st.builds(
        ViewState,
        level=st.just(level),
        indicator=st.sampled_from(CHOICES.indicators),
        kinds=st.sets(st.sampled_from(CHOICES.kinds)).map(
            lambda chosen: tuple(kind for kind in CHOICES.kinds if kind in chosen)
        ),
        territory=st.sampled_from(
            [None, *(code for code, home in CHOICES.territories.items() if home == level)]
        ),
        static=st.booleans(),
    )
)


@given(VIEWS)
def test_an_address_reads_back_as_the_view_that_wrote_it(view: ViewState) -> None:
    assert read_view(write_view(view, CHOICES), CHOICES) == view


@given(st.text())
def test_any_address_opens_on_something_that_exists(query: str) -> None:
    view = read_view(query, CHOICES)
    assert view.level in CHOICES.levels
    assert view.indicator in CHOICES.indicators
    assert set(view.kinds) <= set(CHOICES.kinds)
    assert view.territory is None or CHOICES.territories[view.territory] == view.level


def test_what_is_not_text_reads_as_the_plain_page() -> None:
    for junk in (None, 3, [], {"niveau": "clsc"}):
        assert read_view(junk, CHOICES) == ViewState("mrc", "classe")


def test_a_link_to_a_territory_alone_opens_its_level() -> None:
    assert read_view("?territoire=CLSC:01111", CHOICES).level == "clsc"


def test_a_territory_of_another_level_is_let_go() -> None:
    view = read_view("?niveau=mrc&territoire=CLSC:01111", CHOICES)
    assert (view.level, view.territory) == ("mrc", None)


def test_a_thousand_parameters_do_not_slow_the_reading() -> None:
    assert read_view("&".join(f"a{i}=1" for i in range(1000)), CHOICES).level == "mrc"


def test_kinds_come_in_the_order_they_are_offered() -> None:
    assert known_kinds(["library", "nulle", 3, "clsc"], CHOICES) == ("clsc", "library")
