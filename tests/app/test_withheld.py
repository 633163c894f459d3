"""Where most shares are withheld for small numbers, the map says so and offers another view."""

from __future__ import annotations

from dataclasses import replace

from territory_app.catalogue import Catalogue
from territory_app.view_state import ViewState, write_view
from territory_app.views.classes import SMALL
from territory_app.views.selection import select
from territory_app.views.withheld import Withheld, withheld


def _of(catalogue: Catalogue, view: ViewState, language: str = "fr") -> Withheld | None:
    asked = select(catalogue, view, language)
    choices = catalogue.choices()
    return withheld(
        catalogue, view, asked.shown, asked.classes, language, lambda one: write_view(one, choices)
    )


def _crowded(catalogue: Catalogue) -> Catalogue:
    """Return the results with a minimum few territories of the finest level reach."""
    finest = max(catalogue.levels.values(), key=lambda one: one.count)
    table = finest.table.copy()
    table["population_covered"] = 400.0
    table.loc[table.index[0], "population_covered"] = 5000.0
    table.loc[table.index[1:], ["reach_share", "beyond_share"]] = float("nan")
    return replace(catalogue, levels={**catalogue.levels, finest.key: replace(finest, table=table)})


def test_a_level_with_values_needs_no_notice(study: Catalogue) -> None:
    for level in study.levels:
        assert _of(study, ViewState(level, "hors-atteinte")) is None


def test_the_notice_counts_what_is_withheld_and_offers_another_view(study: Catalogue) -> None:
    few = _crowded(study)
    finest = max(few.levels.values(), key=lambda one: one.count)
    view = ViewState(finest.key, "hors-atteinte")
    codes = select(few, view, "fr").classes.codes
    told = _of(few, view)
    assert told is not None
    assert f"{codes.count(SMALL)} des " in told.title
    assert finest.plural["fr"] in told.title
    assert "classes et les comptes" in told.stays
    words = [said for said, _address in told.ways]
    assert "Voir le temps médian" in words
    assert len(words) == 2
    assert all("indicateur=" in address or "niveau=" in address for _said, address in told.ways)


def test_the_class_of_the_norm_is_not_withheld(study: Catalogue) -> None:
    few = _crowded(study)
    finest = max(few.levels.values(), key=lambda one: one.count)
    assert _of(few, ViewState(finest.key, "classe"), "en") is None
