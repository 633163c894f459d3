"""Every page, in both languages, light and dark, for everyone: axe, narrow screens, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from territory.text import LANGUAGES
from territory_app import urls
from territory_app.catalogue import Catalogue

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
Visit = Callable[..., Page]
PATIENCE = 45_000
NOWHERE = "nulle-part"
RESULT, SEVERAL = "resultat", "cote-a-cote"
"""What a scenario gave, and two of them side by side."""
PAGES = (*(page.key for page in urls.PAGES), NOWHERE, RESULT, SEVERAL)
BY_KEY = {page.key: page for page in urls.PAGES}

OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth;
  const beyond = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.right > innerWidth + 1 && box.width > 0
      && !one.closest(".scroller, .table-frame, .map, svg, .visually-hidden, .skip");
  });
  return { wide, screen: innerWidth, beyond: beyond.slice(0, 5).map((one) => one.outerHTML.slice(0, 120)) };
}"""
SMALL_TARGETS = """() => {
  const inline = (one) => one.closest("p, li, dd, td, th, caption, figcaption, label, .footer");
  return [...document.querySelectorAll("a[href], button, input, select, summary, [role=button]")]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }))
    .filter((one) => !(one.tagName === "A" && inline(one)) && !one.closest(".visually-hidden"))
    .filter((one) => !one.matches(".skip, .visually-hidden"))
    .map((one) => ({ one, box: (one.closest("label, .mantine-Checkbox-body, .mantine-Switch-body")
      ?? one).getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
    .map(({ one, box }) => `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 120)}`);
}"""


@pytest.fixture(scope="session")
def any_territory(demo: Catalogue) -> str:
    """The id of a territory of the demonstration that has figures."""
    return str(demo.levels["mrc"].table["territory_id"].iloc[0])


def address(site: str, key: str, language: str, territory: str) -> str:
    """Return the address of a page of ``site``."""
    if key == NOWHERE:
        return f"{site}/{language}/{NOWHERE}"
    if key in {RESULT, SEVERAL}:
        codes = ("rattachement-50", "postes-500")[: 1 if key == RESULT else 2]
        return f"{site}{urls.SCENARIOS.path(language)}?{urlencode([('s', one) for one in codes])}"
    page = BY_KEY[key]
    query = f"?territoires={territory}" if page is urls.COMPARE else ""
    return f"{site}{page.path(language, territory)}{query}"


def settled(page: Page, key: str) -> None:
    """Wait until a page says all it has to say."""
    expect(page.locator("h1")).not_to_be_empty(timeout=PATIENCE)
    if key in {RESULT, SEVERAL}:
        expect(page.locator("[data-linked]")).to_have_count(1, timeout=PATIENCE)
    if key == urls.MAP.key:
        expect(page.locator("#table tbody tr").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".legend-entry").first).to_be_visible(timeout=PATIENCE)
    page.evaluate("document.fonts.ready.then(() => true)")


@pytest.fixture
def visit(
    open_page: OpenPage,
    demo_site: str,
    any_territory: str,
    troubles: list[str],
    gave: dict[str, Path],
) -> Visit:
    """Open a page of the demonstration and wait until it is whole."""
    assert gave

    def opened(key: str, language: str = "fr", **options: Any) -> Page:
        page = open_page(address(demo_site, key, language, any_territory), **options)
        settled(page, key)
        if key == NOWHERE:
            troubles[:] = [one for one in troubles if "404" not in one]
        else:
            assert page.locator(".trouble-page").count() == 0
        return page

    return opened


def told(violation: dict[str, Any]) -> str:
    """Say what is wrong and where."""
    where = [str(node["target"]) for node in violation["nodes"][:4]]
    return f"{violation['impact']}: {violation['id']}: {', '.join(where)}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_axe_finds_nothing_not_even_minor(
    visit: Visit,
    key: str,
    language: str,
    scheme: str,
) -> None:
    page = visit(key, language, color_scheme=scheme)
    assert page.locator("html").get_attribute("lang") == language
    assert [told(one) for one in Axe().run(page)["violations"]] == []


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("key", PAGES)
def test_a_narrow_screen_or_a_zoom_of_200_loses_nothing(
    visit: Visit,
    key: str,
    width: int,
) -> None:
    """A window of 1280 px at 200 % is 640 px wide; at 400 %, 320 px (WCAG 2.1, 1.4.10)."""
    page = visit(key, width=width)
    found = page.evaluate(OVERFLOW)
    assert found["beyond"] == []
    assert found["wide"] <= found["screen"]


@pytest.mark.parametrize("key", PAGES)
def test_targets_are_large_enough_to_be_touched(visit: Visit, key: str) -> None:
    page = visit(key, width=768)
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("key", PAGES)
def test_words_may_be_spaced_out(visit: Visit, key: str) -> None:
    """WCAG 2.1, 1.4.12."""
    page = visit(key, width=640)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; "
        "word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    )
    assert page.evaluate(OVERFLOW)["beyond"] == []


@pytest.mark.parametrize("key", [page.key for page in urls.PAGES if page is not urls.MAP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_reads_whole_without_scripts(
    open_page: OpenPage, demo_site: str, any_territory: str, key: str, language: str
) -> None:
    page = open_page(address(demo_site, key, language, any_territory), java_script_enabled=False)
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".header nav a")).not_to_have_count(0)
    if key in {urls.TABLE.key, urls.SHEET.key}:
        assert page.locator("main table tbody tr").count() > 0


def test_without_scripts_the_map_page_leads_to_the_table_then_to_a_sheet(
    open_page: OpenPage, demo_site: str, troubles: list[str]
) -> None:
    page = open_page(f"{demo_site}/fr/", java_script_enabled=False)
    page.locator(f"main a.button[href*='{urls.TABLE.path('fr')}']").click()
    expect(page.locator("main table")).to_be_visible()
    page.locator(f"main table a[href*='{urls.SHEET.path('fr')}']").first.click()
    expect(page.locator("main h1")).to_be_visible()
    assert urls.SHEET.path("fr") in page.url
    troubles[:] = [one for one in troubles if "preloaded" not in one]


@pytest.mark.parametrize("key", PAGES)
def test_nothing_moves_for_those_who_ask_for_calm(visit: Visit, key: str) -> None:
    page = visit(key, reduced_motion="reduce")
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_legend_and_the_chosen_class(
    open_page: OpenPage, demo_site: str, scheme: str
) -> None:
    page = open_page(f"{demo_site}/fr/", forced_colors="active", color_scheme=scheme)
    settled(page, urls.MAP.key)
    swatch = page.locator(".legend-entry .swatch").first
    painted = "(one) => getComputedStyle(one).backgroundColor"
    page.emulate_media(forced_colors="none")
    before = swatch.evaluate(painted)
    page.emulate_media(forced_colors="active")
    assert swatch.evaluate(painted) == before
