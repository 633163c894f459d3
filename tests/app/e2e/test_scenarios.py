"""Scenarios in a browser: from the page to the result, and maps that move together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from territory.cli.results import demo_files, demo_study
from territory.export import write_outputs
from territory.report.diverging import written_change
from territory.study import run
from territory.text import number
from territory_app import Settings, create_app
from territory_app.factory import TerritoryDash

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
Serve = Callable[[TerritoryDash], AbstractContextManager[str]]
CODE = "rattachement-50"
READY = "permanences-bibliotheques"
PATIENCE = 240_000
NBSP = "\N{NO-BREAK SPACE}"


def views(page: Page) -> set[str]:
    """Return the parts of the drawing that the maps of a page show."""
    found = page.locator(".map-drawing")
    return {str(found.nth(at).get_attribute("viewBox")) for at in range(found.count())}


def width(page: Page) -> float:
    """Return how much of the drawing is across every map."""
    (view,) = views(page)
    return float(view.split()[2])


@pytest.fixture
def result(open_page: OpenPage, demo_site: str, gave: dict[str, Path]) -> Page:
    """The result of a scenario on the demonstration."""
    assert CODE in gave
    page = open_page(f"{demo_site}/fr/scenarios?s={CODE}&niveau=mrc&indicateur=access_mean")
    expect(page.locator("[data-linked]")).to_have_count(1)
    page.locator(".maps-row").scroll_into_view_if_needed()
    return page


def middle(drawing: Locator) -> tuple[float, float]:
    """Return the middle of a map on the screen."""
    box = drawing.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_maps_move_together_by_wheel_by_hand_and_by_keys(result: Page) -> None:
    page = result
    home = views(page)
    assert len(home) == 1
    row = page.locator(".maps-row")
    row.focus()
    for key in ("+", "ArrowLeft", "-", "ArrowUp", "="):
        before = views(page)
        page.keyboard.press(key)
        assert len(views(page)) == 1
        assert views(page) != before
    page.keyboard.press("0")
    assert views(page) == home
    last = page.locator(".map-drawing").last
    last.scroll_into_view_if_needed()
    x, y = middle(last)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(200)
    zoomed = views(page)
    assert len(zoomed) == 1
    assert zoomed != home
    page.mouse.down()
    page.mouse.move(x + 60, y + 25, steps=4)
    page.mouse.up()
    assert len(views(page)) == 1
    assert views(page) != zoomed


def test_buttons_zoom_and_come_back(result: Page) -> None:
    page = result
    start = width(page)
    page.get_by_role("button", name="Agrandir").click()
    assert width(page) < start
    page.get_by_role("button", name="Réduire").click()
    page.get_by_role("button", name="Réduire").click()
    assert width(page) >= start
    page.get_by_role("button", name="Vue de départ").click()
    assert width(page) == pytest.approx(start, abs=0.01)


def test_a_wheel_scrolls_the_page_until_the_maps_are_chosen(result: Page) -> None:
    page = result
    start = views(page)
    page.locator("h1").evaluate("document.activeElement.blur()")
    x, y = middle(page.locator(".map-drawing").first)
    page.mouse.move(x, y)
    scrolled = page.evaluate("scrollY")
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > scrolled
    assert views(page) == start


def test_a_territory_shows_on_the_three_and_says_its_figures(
    result: Page, gave: dict[str, Path]
) -> None:
    page = result
    rows = pd.read_csv(gave[CODE] / "difference_mrc_demo.csv")
    rows = rows[(rows["variant"] == "deplace") & rows["access_mean_difference"].ne(0)].dropna(
        subset=["access_mean_difference"]
    )
    row = rows[~rows["name"].str.contains("[<>`]")].iloc[0]
    finder = page.get_by_label("Trouver un territoire")
    finder.fill(row["name"])
    finder.press("Enter")
    told = page.locator(".map-told")
    expect(told).to_contain_text(row["name"])
    expect(told).to_have_attribute("aria-live", "polite")
    expect(told).to_contain_text(written_change("access_mean", row["access_mean_difference"]))
    expect(page.locator(".map-lit")).to_have_count(3)
    lit = {one.get_attribute("href") for one in page.locator(".map-lit").all()}
    assert len(lit) == 1
    assert len(views(page)) == 1


def test_pointing_at_a_territory_lights_it_everywhere(result: Page) -> None:
    page = result
    shape = page.locator('[data-map="after"] use[data-c="1"]').first
    shape.hover(force=True)
    number_ = shape.get_attribute("data-i")
    lit = page.locator(".map-lit")
    expect(lit).to_have_count(3)
    assert all(str(one.get_attribute("href")).endswith(f"-{number_}") for one in lit.all())
    page.mouse.move(2, 2)
    expect(lit).to_have_count(0)


def test_names_never_become_markup(result: Page, hostile_names: tuple[str, ...]) -> None:
    page = result
    finder = page.get_by_label("Trouver un territoire")
    for name in hostile_names:
        finder.fill(name)
        finder.press("Enter")
        expect(page.locator(".map-told")).to_contain_text(name)
    assert page.evaluate("window.__xss") is None


def test_without_a_script_every_choice_is_a_link(
    open_page: OpenPage, demo_site: str, gave: dict[str, Path]
) -> None:
    assert CODE in gave
    page = open_page(f"{demo_site}/en/scenarios?s={CODE}", java_script_enabled=False)
    expect(page.locator(".headline")).to_be_visible()
    page.get_by_role("link", name="Share reached", exact=True).click()
    expect(page.locator(".map-drawing")).to_have_count(3)
    page.get_by_role("link", name="Losses first").click()
    losses = page.locator(".territories-table td.loss").all_inner_texts()
    figures = [int(one.replace(",", "")) for one in losses if one != "—"]
    assert figures == sorted(figures, reverse=True)
    assert "indicateur=reach_share" in page.url
    page.get_by_role("link", name="See this variant").click()
    expect(page.locator(".headline")).to_contain_text("(sur-place)")
    expect(page.locator(".map-tools")).to_have_count(0)


@pytest.fixture(scope="module")
def computing(
    tmp_path_factory: pytest.TempPathFactory, serve: Serve
) -> Iterator[tuple[str, TerritoryDash]]:
    """The true demonstration, where scenarios are computed: its address and the application."""
    out = tmp_path_factory.mktemp("demonstration")
    write_outputs(run(demo_study()), out)
    study, data = demo_files()
    app = create_app(
        Settings(
            out=out,
            cache=tmp_path_factory.mktemp("cache"),
            local=True,
            study=study,
            data=data,
            scenarios=tmp_path_factory.mktemp("scenarios"),
        )
    )
    with serve(app) as address:
        yield address, app


def test_a_ready_made_scenario_is_run_from_the_page_to_its_result(
    open_page: OpenPage, computing: tuple[str, TerritoryDash]
) -> None:
    site, app = computing
    page = open_page(f"{site}/fr/scenarios")
    card = page.locator(".card", has_text="Une permanence par semaine")
    card.get_by_role("button", name="Calculer").click()
    headline = page.locator(".headline")
    expect(headline).to_be_visible(timeout=PATIENCE)
    assert READY in page.url
    expect(page.locator("[data-linked]")).to_have_count(1)
    assert len(views(page)) == 1

    desk = app.site.desk
    place = desk.store.place(desk.read(READY).name)
    assert place is not None
    people = pd.read_csv(place / "people_demo.csv")
    everyone = people[people["by"] == "everyone"].set_index("public")
    said = headline.inner_text().replace("\N{NARROW NO-BREAK SPACE}", NBSP)
    for public, part in (("reach", "gain"), ("registered", "gain"), ("nonregistered", "gain")):
        assert number(everyone.loc[public, part]) in said

    rows = pd.read_csv(place / "difference_clsc_demo.csv").set_index("name")
    table = page.locator(".territories-table tbody tr")
    assert table.count() == 20
    for line in (table.nth(0), table.nth(7), table.nth(19)):
        row = rows.loc[line.locator("th a").inner_text()]
        cells = line.locator("td").all_inner_texts()
        assert cells[1] == number(row["gain_average"])
        assert cells[2] == number(row["lose_average"])
        assert cells[5] == written_change("access_mean", row["access_mean_difference"])
    counted = page.locator('[data-key="changes"] tbody td:nth-child(2)').all_inner_texts()
    assert sum(int(one) for one in counted) == len(rows)

    page.reload()
    expect(headline).to_be_visible()
