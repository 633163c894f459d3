"""The application behind nginx, under a prefix: every page, the map, and what is taken away."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from territory_app import urls

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
PATIENCE = 60_000
MOST = 45
LINKS = """() => [...document.querySelectorAll("a[href]")].map((one) => one.href)"""


def downloads(address: str) -> bool:
    return f"{urls.EXPORT}/" in address or address.endswith((".csv", ".json", ".gpkg"))


@pytest.mark.slow
def test_every_page_opens_under_the_prefix(behind_nginx: str, open_page: OpenPage) -> None:
    """From the first page, every link is followed; none leads out of the prefix."""
    page = open_page(f"{behind_nginx}/fr/methode")
    waiting = [f"{behind_nginx}/{language}/" for language in ("fr", "en")]
    waiting += [
        f"{behind_nginx}{one.path(language, 'MRC:20')}"
        for one in urls.PAGES
        for language in ("fr", "en")
    ]
    seen: set[str] = set()
    taken = []
    while waiting and len(seen) < MOST:
        address = waiting.pop(0).partition("#")[0]
        kind = urlsplit(address).path
        if kind in seen:
            continue
        seen.add(kind)
        if downloads(kind):
            answer = page.request.get(address)
            assert answer.ok, address
            assert answer.body(), address
            taken.append(address)
            continue
        answered = page.goto(address)
        assert answered is not None
        assert answered.ok, address
        page.wait_for_load_state("networkidle")
        links = [link for link in page.evaluate(LINKS) if link.startswith("http")]
        for link in links:
            if urlsplit(link).netloc == urlsplit(behind_nginx).netloc:
                assert link.startswith(f"{behind_nginx}/"), f"{address} leads to {link}"
                waiting.append(link)
    assert len(seen) > len(urls.PAGES)


def test_the_map_draws_and_answers_under_the_prefix(behind_nginx: str, open_page: OpenPage) -> None:
    for study in ("", "/etudes/essai-2"):
        page = open_page(f"{behind_nginx}{study}/fr/")
        title = page.locator("#map-title")
        expect(title).not_to_be_empty(timeout=PATIENCE)
        expect(page.locator("#panel")).not_to_be_empty(timeout=PATIENCE)
        page.goto(f"{behind_nginx}{study}/fr/?territoire=MRC%3A20&indicateur=atteinte")
        expect(page.locator("#panel")).to_contain_text("n° 10", timeout=PATIENCE)
        expect(page.locator("#table-frame, .table-frame").first).to_contain_text(
            "Territoire", timeout=PATIENCE
        )
        with page.expect_response(lambda answer: "/tiles/" in answer.url, timeout=PATIENCE) as tile:
            page.reload()
        assert tile.value.url.startswith(f"{behind_nginx}{study}/tiles/")
        assert tile.value.ok
