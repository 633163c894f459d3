"""A whole visit without a mouse, and a focus that is always seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from territory_app import urls
from territory_app.catalogue import Catalogue

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
PATIENCE = 45_000
LONGEST_WAY = 150
THINNEST = 2

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const rings = [one, one.nextElementSibling, one.parentElement].filter(Boolean).map((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  });
  const box = one.getBoundingClientRect();
  return { ring: Math.max(...rings), what: one.outerHTML.slice(0, 140),
           seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""
IS_FOCUSED = "(one) => one === document.activeElement"


def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press ``key`` until ``target`` has the focus."""
    target.wait_for(timeout=PATIENCE)
    for _step in range(LONGEST_WAY):
        if target.evaluate(IS_FOCUSED):
            return
        page.keyboard.press(key)
    pytest.fail(f"{target} cannot be reached with {key}")


def choose_next(page: Page, key: str = "ArrowDown") -> None:
    """Open the list that has the focus and choose the option after the current one."""
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True).first).to_be_visible()
    page.keyboard.press(key)
    page.keyboard.press("Enter")


def whole(page: Page) -> None:
    expect(page.locator("#table tbody tr").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".legend-entry").first).to_be_visible(timeout=PATIENCE)


@pytest.fixture(scope="session")
def named(demo: Catalogue) -> str:
    """The name of a territory of the demonstration that no other name contains."""
    names = demo.levels["mrc"].table["name"].astype(str)
    alone = [one for one in names if sum(one in other for other in names) == 1]
    return alone[0]


def test_a_whole_visit_without_a_mouse(open_page: OpenPage, demo_site: str, named: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    whole(page)

    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#donnees")).to_be_focused()

    page.reload()
    whole(page)
    level = page.get_by_role("textbox", name="Niveau", exact=True)
    go_to(page, level)
    choose_next(page)
    expect(page).to_have_url(re.compile("niveau="))
    choose_next(page, "ArrowUp")
    expect(page).not_to_have_url(re.compile("niveau="))

    indicator = page.get_by_role("textbox", name="Indicateur", exact=True)
    go_to(page, indicator)
    choose_next(page)
    expect(page).to_have_url(re.compile("indicateur="))

    search = page.get_by_role("textbox", name="Chercher un territoire")
    go_to(page, search)
    page.keyboard.type(named)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".panel .panel-name")).to_have_text(named)
    expect(page.locator("#live")).to_contain_text(named)

    sheet = page.locator(f".panel a[href*='{urls.SHEET.path('fr')}']").first
    go_to(page, sheet)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(urls.SHEET.path("fr")))
    expect(page.locator("main h1")).to_contain_text(named)

    page.go_back()
    whole(page)
    expect(page.locator(".panel .panel-name")).to_have_text(named)
    heading = page.locator(".ranking thead button").nth(1)
    go_to(page, heading)
    before = page.locator(".ranking thead th").nth(1).get_attribute("aria-sort")
    page.keyboard.press("Enter")
    expect(page.locator(".ranking thead th").nth(1)).not_to_have_attribute("aria-sort", str(before))

    with page.expect_download() as waiting:
        download_table(page)
    assert waiting.value.suggested_filename.endswith(".csv")
    assert "demo" in waiting.value.suggested_filename


def download_table(page: Page) -> None:
    """Open the menu of downloads and ask for the table, with the keyboard alone."""
    link = page.locator("a[href*='tableau.csv']").first
    opener = page.locator("summary, button").filter(has_text=re.compile("Télécharger")).first
    if not link.is_visible():
        go_to(page, opener)
        page.keyboard.press("Enter")
    go_to(page, link)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_is_always_seen_on_the_map_page_and_leaves_it(
    open_page: OpenPage, demo_site: str, scheme: str
) -> None:
    page = open_page(f"{demo_site}/fr/", color_scheme=scheme)
    whole(page)
    unseen, visited = [], 0
    for _step in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        visited += 1
        if focus["ring"] < THINNEST or not focus["seen"]:
            unseen.append(focus)
    else:
        pytest.fail("the focus never leaves the page")
    assert visited > len(urls.NAVIGATION)
    assert unseen == []


@pytest.mark.parametrize("page_key", [one.key for one in urls.PAGES if one is not urls.MAP])
def test_focus_is_always_seen_on_the_plain_pages(
    open_page: OpenPage, demo_site: str, demo: Catalogue, page_key: str
) -> None:
    territory = str(demo.levels["mrc"].table["territory_id"].iloc[0])
    (asked,) = (one for one in urls.PAGES if one.key == page_key)
    page = open_page(f"{demo_site}{asked.path('fr', territory)}")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.reload()
    unseen = []
    for _step in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        if focus["ring"] < THINNEST or not focus["seen"]:
            unseen.append(focus)
    assert unseen == []


def test_the_map_lets_the_keyboard_go(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    whole(page)
    canvas = page.locator(".map canvas")
    go_to(page, canvas)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert not canvas.evaluate(IS_FOCUSED)
