"""map_<level>.html, opened: it draws, searches, answers the keyboard and runs nobody's code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from territory.report import folium_map
from territory.study.result import Result
from territory.tables.banner import banner

pytestmark = pytest.mark.browser
Open = Callable[[Result], Page]


@pytest.fixture
def open_map(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open the map of a result; at the end, the page asked for nothing and broke nothing."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1200, "height": 800})

    def opened(result: Result) -> Page:
        file = tmp_path / "map.html"
        file.write_text(folium_map(result, "mrc"), encoding="utf-8")
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda fault: troubles.append(str(fault)))
        page.on(
            "request",
            lambda request: troubles.append(request.url) if request.url != file.as_uri() else None,
        )
        page.goto(file.as_uri())
        page.locator("html[data-ready=true]").wait_for()
        return page

    yield opened
    context.close()
    assert troubles == []


def _named(result: Result, name: str) -> Result:
    rows = result.gaps["mrc"].copy()
    rows.loc[0, "name"] = name
    sites = result.services.copy()
    sites.loc[0, "name"] = name
    return replace(result, gaps={"mrc": rows}, services=sites)


def _legend(page: Page) -> dict[str, str]:
    items = page.locator("#legend button").all()
    return {
        item.locator("span:not(.swatch):not(.count)").inner_text(): item.locator(
            ".count"
        ).inner_text()
        for item in items
    }


def test_the_legend_follows_the_indicator_with_territories_and_people(
    open_map: Open, example: Result
) -> None:
    page = open_map(example)
    assert _legend(page)["désert"] == "1 territoire, 5\u00a0000 personnes"
    assert _legend(page)["données insuffisantes"] == "0 territoire, 0 personne"
    page.locator("input[value=reach_share]").check()
    assert _legend(page)["plus de 25\u00a0% à 50\u00a0%"] == "1 territoire, 5\u00a0000 personnes"
    assert _legend(page)["plus de 90\u00a0% à 100\u00a0%"] == "2 territoires, 18\u00a0500 personnes"
    assert page.locator("#legend .hatch").count() == 1
    assert page.locator("#legend .dots").count() == 1


def test_every_indicator_has_its_layer(open_map: Open, example: Result) -> None:
    page = open_map(example)
    keys = [radio.get_attribute("value") for radio in page.locator("[name=indicator]").all()]
    assert keys == [
        "class",
        "reach_share",
        "nearest_cost_median",
        "fte_per_10k",
        "access_mean",
    ]


def test_a_territory_is_found_without_its_accents_by_keyboard_alone(
    open_map: Open, example: Result
) -> None:
    page = open_map(_named(example, "L'Érable"))
    page.locator("#search").focus()
    page.keyboard.type("erabl")
    assert page.locator("#matches [role=option]").all_inner_texts() == ["L'Érable"]
    page.keyboard.press("ArrowDown")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "match-0"
    page.keyboard.press("Enter")
    assert page.locator("[data-territory='MRC:93'] h2").inner_text() == "L'Érable"
    assert page.locator("#status").text_content() == "L'Érable, désert"


def test_a_name_nobody_bears_is_said_so(open_map: Open, example: Result) -> None:
    page = open_map(example)
    page.locator("#search").fill("zzz")
    assert page.locator("#matches").inner_text() == "Aucun territoire de ce nom"
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup").count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=\"document.title='hacked'\">",
        "</script><script>document.title='hacked'</script>",
        "`${document.title='hacked'}`",
    ],
)
def test_a_name_is_shown_as_it_is_written_and_never_runs(
    open_map: Open, example: Result, name: str
) -> None:
    page = open_map(_named(example, name))
    page.locator("#search").fill(name[:6])
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup h2").inner_text() == name
    page.locator("#twin").click()
    assert page.locator("#table tbody th").first.inner_text() == name
    page.locator("#language").click()
    assert page.locator(".leaflet-popup img, #table img, #matches img").count() == 0
    assert "hacked" not in page.title()


def test_a_site_named_by_an_attacker_is_text_too(open_map: Open, example: Result) -> None:
    page = open_map(_named(example, "<img src=x onerror=alert(1)>"))
    place = page.evaluate(
        "() => { const p = map_mrc.latLngToContainerPoint([45.5, -73.84]);"
        " const box = map_mrc.getContainer().getBoundingClientRect();"
        " return [box.left + p.x, box.top + p.y]; }"
    )
    page.mouse.click(*place)
    assert page.locator(".leaflet-popup h2").inner_text() == "<img src=x onerror=alert(1)>"
    assert "porte" in page.locator(".leaflet-popup").inner_text()


def test_english_is_one_click_away_and_names_stay(open_map: Open, example: Result) -> None:
    page = open_map(example)
    page.locator("#language").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Access gaps: MRCs and equivalents — Worked example"
    assert _legend(page)["underserved"] == "1 territory, 9,500 people"
    page.locator("#twin").click()
    assert page.locator("#table tbody th").all_inner_texts() == [
        "Exemple C",
        "Exemple B",
        "Exemple A",
    ]


def test_kinds_of_sites_come_and_go(open_map: Open, example: Result) -> None:
    page = open_map(example)
    drawn = (
        "() => { let n = 0; map_mrc.eachLayer(l => n += l instanceof L.CircleMarker); return n; }"
    )
    assert page.evaluate(drawn) == 1
    page.locator("input[value=community]").check()
    assert page.evaluate(drawn) == 2
    page.locator("input[value=clsc]").uncheck()
    assert page.evaluate(drawn) == 1
    assert page.locator("#kinds").inner_text().count("portes") == 4


def test_a_demonstration_shows_its_banner_and_says_it_in_every_popup(
    open_map: Open, fictional_example: Result
) -> None:
    page = open_map(fictional_example)
    assert page.locator("#banner").inner_text() == banner("fr")
    assert page.locator("h1").inner_text().endswith(" — données fictives")
    page.locator("#search").fill("Exemple A")
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup .notice").inner_text() == "données fictives"
    page.locator("#twin").click()
    first = page.locator("#table tbody td:first-child")
    assert first.all_inner_texts() == ["données fictives"] * 3


def test_a_territory_that_is_not_ranked_shows_its_population_only(
    open_map: Open, example: Result
) -> None:
    rows = example.gaps["mrc"].copy()
    rows.loc[0, "class"] = "not_ranked"
    kept = {"territory_id", "name", "population", "class", "norm"}
    for column in set(rows.columns) - kept:
        rows[column] = rows[column].astype(object)
        rows.loc[0, column] = None
    page = open_map(replace(example, gaps={"mrc": rows}))
    page.locator("#search").fill("Exemple C")
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup dt").all_inner_texts() == ["Population", "Classe"]
    page.locator("input[value=access_mean]").check()
    assert _legend(page)["non classé"] == "1 territoire, 5\u00a0000 personnes"


def test_a_norm_without_intensity_shows_no_intensity(open_map: Open, example: Result) -> None:
    norm = example.norm.model_copy(update={"tests": ("presence", "reach")})
    rows = example.gaps["mrc"].assign(access_mean=float("nan"), fte=None, fte_per_10k=None)
    page = open_map(replace(example, norm=norm, gaps={"mrc": rows}))
    assert page.locator("input[value=access_mean]").count() == 0
    assert "desservi (présence et atteinte; intensité non mesurée)" in _legend(page)
    page.locator("#search").fill("Exemple A")
    page.keyboard.press("Enter")
    assert "Accès moyen" not in page.locator(".leaflet-popup").inner_text()


def test_the_inhabited_view_and_the_whole_one_fit_the_map(open_map: Open, example: Result) -> None:
    page = open_map(example)
    inside = "(box) => map_mrc.getBounds().contains(box)"
    bounds = page.evaluate("() => JSON.parse(document.getElementById('data').textContent)")
    assert page.evaluate(inside, bounds["inhabited"])
    page.locator("#whole").click()
    page.wait_for_timeout(500)
    assert page.evaluate(inside, bounds["whole"])


def test_axe_finds_nothing_to_reproach_the_page_with(
    browser: Browser, example: Result, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_text(folium_map(example, "mrc"), encoding="utf-8")
    # axe is put in the page by the test; the page's own policy would refuse it.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("html[data-ready=true]").wait_for()
    found = {}
    for step in ("map", "popup", "table"):
        if step == "popup":
            page.locator("#search").fill("exemple")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_timeout(500)
        if step == "table":
            page.locator("#twin").click()
        found[step] = [fault["id"] for fault in Axe().run(page)["violations"]]
    context.close()
    assert found == {"map": [], "popup": [], "table": []}
