"""Three people, each with a question, each with an answer in a minute.

With TERRITORY_SCREENS, a folder, each step leaves its screenshot there.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, ViewportSize, expect

import territory
from territory.export.write import write_outputs
from territory_app import Settings, create_app
from territory_app.factory import TerritoryDash

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
Serve = Callable[[TerritoryDash], AbstractContextManager[str]]
PATIENCE = 60_000
LETTER: ViewportSize = {"width": 701, "height": 907}
"""Letter paper within its margins, in pixels."""
READY = """() => {
  const { backend, drawn } = window.territory?.map ?? {};
  return Boolean(drawn) && (!backend.gl || (backend.gl.loaded() && !backend.gl.isMoving()));
}"""


@pytest.fixture(scope="module")
def demonstration(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve
) -> Iterator[str]:
    """The whole demonstration, computed and served."""
    out = tmp_path_factory.mktemp("demonstration")
    write_outputs(territory.run(territory.read_study(checkout / "studies" / "demo.toml")), out)
    settings = Settings(out=out, cache=tmp_path_factory.mktemp("tiles"))
    with serve(create_app(settings)) as address:
        yield address


@pytest.fixture(scope="module")
def montreal(
    checkout: Path, real_data: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve
) -> Iterator[str]:
    """Montréal from the real files, computed and served."""
    out = tmp_path_factory.mktemp("montreal")
    study = territory.read_study(checkout / "studies" / "montreal.toml", real_data)
    write_outputs(territory.run(study), out)
    settings = Settings(out=out, cache=tmp_path_factory.mktemp("tiles"))
    with serve(create_app(settings)) as address:
        yield address


def choose(page: Page, label: str, typed: str, option: str) -> None:
    """Choose an option of one of the map's lists."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.wait_for(timeout=PATIENCE)
    field.click()
    if typed:
        field.fill(typed)
    page.get_by_role("option", name=re.compile(option)).first.click()


def drawn(page: Page) -> None:
    """Wait for the map to be drawn and still."""
    for _attempt in range(PATIENCE // 100):
        if page.evaluate(READY):
            page.wait_for_timeout(300)
            return
        page.wait_for_timeout(100)
    pytest.fail("the map was never drawn")


def record(page: Page, name: str) -> None:
    """Leave a screenshot where one is asked for."""
    folder = os.environ.get("TERRITORY_SCREENS")
    if folder:
        page.screenshot(path=Path(folder) / f"visit-{name}.png")


def rows_of(download: Download) -> list[dict[str, str]]:
    """Return the rows of a downloaded CSV in French."""
    text = Path(download.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_coordinator_finds_the_worst_served_clsc_of_gaspesie_and_takes_its_table(
    open_page: OpenPage, demonstration: str
) -> None:
    page = open_page(f"{demonstration}/fr/")
    choose(page, "Niveau", "", "^Territoires de CLSC")
    choose(page, "Dans", "Gaspésie", "^Gaspésie")
    expect(page).to_have_url(re.compile("niveau=clsc.*dans=gaspesie|dans=gaspesie.*niveau=clsc"))
    rows = page.locator("#table tbody tr")
    expect(rows.first).to_contain_text("Denis-Riverin", timeout=PATIENCE)
    assert rows.count() < 10
    rows.first.locator(".row-name").click()
    expect(page.locator(".panel-name")).to_have_text("Denis-Riverin")
    expect(page.locator(".panel .class-word")).to_contain_text("Désert")
    expect(page.locator("#live")).to_contain_text("Denis-Riverin")
    drawn(page)
    record(page, "coordinator-table")
    page.evaluate("scrollTo(0, 0)")
    record(page, "coordinator-map")
    with page.expect_download() as waiting:
        page.locator("a[href*='tableau.csv']").first.click()
    taken = rows_of(waiting.value)
    assert "demo" in waiting.value.suggested_filename
    assert taken[0]["Territoire de CLSC"] == "Denis-Riverin"
    assert taken[0]["Rang"] == "1"
    assert taken[0]["avertissement"].startswith("Démonstration.")
    assert len(taken) == rows.count()
    with page.expect_download() as waiting:
        page.locator("a[href*='tableau.xlsx']").first.click()
    workbook = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert len(workbook.sheetnames) > 1


def test_an_official_prints_the_sheet_of_an_mrc(open_page: OpenPage, demonstration: str) -> None:
    page = open_page(f"{demonstration}/fr/")
    choose(page, "Chercher un territoire", "Haute-Gasp", "La Haute-Gaspésie")
    expect(page.locator(".panel-name")).to_have_text("La Haute-Gaspésie", timeout=PATIENCE)
    page.locator(".panel a[href*='/fr/fiche/']").first.click()
    expect(page.locator("main h1")).to_contain_text("La Haute-Gaspésie")
    expect(page.locator("main h1 .fictional, main .fictional").first).to_be_visible()
    record(page, "official-sheet")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size(LETTER)
    expect(page.locator(".header nav")).to_be_hidden()
    expect(page.locator(".page-address")).to_contain_text("/fr/fiche/MRC:04")
    record(page, "official-paper")
    page.emulate_media(media="screen")
    with page.expect_download() as waiting:
        page.locator("a[href$='.pdf']").first.click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in content or len(content) > 10_000
    assert "demo" in waiting.value.suggested_filename


@pytest.mark.real
def test_a_researcher_compares_deprivation_and_access_in_montreal_and_takes_the_data(
    open_page: OpenPage, montreal: str
) -> None:
    page = open_page(f"{montreal}/fr/?niveau=clsc&indicateur=croisement")
    expect(page.locator("h1")).to_contain_text("Montréal", timeout=PATIENCE)
    legend = page.locator("#legend")
    expect(legend.locator(".legend-entry")).not_to_have_count(0, timeout=PATIENCE)
    assert legend.locator(".legend-entry").count() >= 9
    drawn(page)
    record(page, "researcher-map")
    legend.locator(".legend-entry").first.click()
    expect(page).to_have_url(re.compile("isoler="))
    page.go_back()
    choose(page, "Niveau", "", "^Aires de diffusion")
    drawn(page)
    record(page, "researcher-areas")
    with page.expect_download() as waiting:
        page.locator("a[href*='tableau.csv']").first.click()
    taken = rows_of(waiting.value)
    assert len(taken) == 3229
    assert "demo" not in waiting.value.suggested_filename
    page.goto(f"{montreal}/fr/donnees")
    expect(page.locator("main h1")).to_be_visible()
    record(page, "researcher-data")
