"""On Letter paper: no controls, the map and its legend, tables whole, sources and address kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from territory_app import urls
from territory_app.catalogue import Catalogue

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
PATIENCE = 45_000
LETTER = {(612, 792), (792, 612)}
"""Points."""
DRAWN = "() => Boolean(window.territory?.map?.drawn)"
COPIED = """() => {
  window.dispatchEvent(new Event("beforeprint"));
  const copy = document.querySelector("canvas.printed");
  if (!copy) return null;
  const { data } = copy.getContext("2d").getImageData(0, 0, copy.width, copy.height);
  const found = new Set();
  for (let i = 0; i < data.length; i += 4 * 97) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  const corner = [...data.slice(0, 3)];
  window.dispatchEvent(new Event("afterprint"));
  return { colours: found.size, corner, left: document.querySelectorAll(".printed, .page-address").length };
}"""


def boxes(pdf: bytes) -> set[tuple[int, int]]:
    """Sizes of the pages of a PDF, in points."""
    found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return {(round(float(width)), round(float(height))) for width, height in found}


@pytest.mark.parametrize("key", [page.key for page in urls.PAGES if page is not urls.MAP])
def test_a_plain_page_prints_on_letter_with_its_address(
    open_page: OpenPage, demo_site: str, demo: Catalogue, key: str
) -> None:
    (asked,) = (page for page in urls.PAGES if page.key == key)
    territory = str(demo.levels["mrc"].table["territory_id"].iloc[0])
    address = f"{demo_site}{asked.path('fr', territory)}"
    page = open_page(address)
    assert boxes(page.pdf(prefer_css_page_size=True)) <= LETTER
    page.emulate_media(media="print")
    for hidden in (".header nav", ".language", ".skip"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".demonstration")).to_be_visible()
    expect(page.locator(".page-address")).to_contain_text(asked.path("fr", territory))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_page_prints_its_map_in_light_whatever_the_screen(
    open_page: OpenPage, demo_site: str, scheme: str
) -> None:
    page = open_page(f"{demo_site}/fr/", color_scheme=scheme)
    expect(page.locator("#table tbody tr").first).to_be_visible(timeout=PATIENCE)
    for _attempt in range(PATIENCE // 100):
        if page.evaluate(DRAWN):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    copied = page.evaluate(COPIED)
    assert copied["colours"] > 3
    assert min(copied["corner"]) > 200
    assert copied["left"] == 0
    page.emulate_media(media="print")
    for hidden in page.locator(".controls, .map-bar, .sharing").all():
        expect(hidden).to_be_hidden()
    expect(page.locator(".legend-entry").first).to_be_visible()
    expect(page.locator("#provenance")).to_be_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
