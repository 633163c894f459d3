"""A filled template dropped on the data page, seen on the map before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from territory_app import Settings
from territory_app.library import Library

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
PATIENCE = 45_000
ROWS = (
    "Nom du GMF ou du site;Municipalité;ETC TS\n"
    "GMF de la Baie;Gaspé;2,5\n"
    "<img src=x onerror=\"window.__xss='depot'\">;Laval;\n"
    "GMF nulle part;Nulle-Part-sur-Mer;1\n"
)
KEPT = "Object.keys(sessionStorage).filter((one) => one.startsWith('territory.dropped:')).length"


@pytest.fixture(scope="module")
def home(
    serve: Callable[[Any], AbstractContextManager[str]], study_out: Path, tile_cache: Path
) -> Iterator[str]:
    """The study, as ``territory app`` serves it on one's own machine."""
    library = Library(Settings(out=study_out, cache=tile_cache, local=True))
    with serve(SimpleNamespace(server=library)) as address:
        yield address


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A filled template."""
    path = tmp_path / "mes gmf.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def _read(page: Page, filled: Path) -> None:
    page.get_by_label("Gabarit rempli").set_input_files(filled)
    page.get_by_role("button", name="Voir ce qui est compris").click()
    expect(page.get_by_role("heading", name="mes gmf.csv")).to_be_visible(timeout=PATIENCE)


def test_a_file_is_understood_seen_on_the_map_and_taken_away(
    open_page: OpenPage, home: str, filled: Path
) -> None:
    page = open_page(f"{home}/fr/donnees")
    _read(page, filled)
    account = page.locator("#depot-compte")
    expect(account).to_be_focused()
    expect(account).to_contain_text("Nulle-Part-sur-Mer")
    expect(account.get_by_role("row")).to_have_count(3)
    expect(account.get_by_role("rowheader").nth(1)).to_contain_text("<img src=x")
    expect(account).to_contain_text("[[services]]")
    assert [
        one["id"]
        for one in Axe().run(page)["violations"]
        if one["impact"] in {"serious", "critical"}
    ] == []

    account.get_by_role("button", name="Voir sur la carte").click()
    bar = page.locator(".dropped-bar")
    expect(bar).to_contain_text("hors de tous les comptes", timeout=PATIENCE)
    expect(bar).to_contain_text("mes gmf.csv")
    drawn = "() => Boolean(window.territory.map.backend.gl.getLayer('dropped'))"
    for _ in range(60):
        if page.evaluate(drawn):
            break
        page.wait_for_timeout(500)
    assert page.evaluate(drawn)

    bar.get_by_role("button", name="Retirer").click()
    expect(bar).to_have_count(0)
    assert not page.evaluate(drawn)
    assert page.evaluate(KEPT) == 0
    assert page.evaluate("window.__xss") is None


def test_the_points_stay_in_their_own_tab_and_follow_the_language(
    open_page: OpenPage, home: str, filled: Path
) -> None:
    page = open_page(f"{home}/fr/donnees", webgl=False)
    _read(page, filled)
    page.get_by_role("button", name="Voir sur la carte").click()
    bar = page.locator(".dropped-bar")
    expect(bar).to_contain_text("La carte statique ne les dessine pas", timeout=PATIENCE)
    page.goto(f"{home}/en/")
    expect(bar).to_contain_text("outside every count", timeout=PATIENCE)
    other = page.context.new_page()
    other.goto(f"{home}/fr/?carte=statique")
    expect(other.locator("#map svg").first).to_be_visible(timeout=PATIENCE)
    assert other.evaluate(KEPT) == 0
    expect(other.locator(".dropped-bar")).to_have_count(0)


def test_a_file_that_is_too_large_is_not_even_sent(
    open_page: OpenPage, home: str, tmp_path: Path
) -> None:
    large = tmp_path / "gros.csv"
    large.write_bytes(b"a" * 5_000_001)
    page = open_page(f"{home}/fr/donnees")
    sent = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.get_by_label("Gabarit rempli").set_input_files(large)
    page.get_by_role("button", name="Voir ce qui est compris").click()
    expect(page.get_by_role("alert")).to_contain_text("dépasse 5 Mo")
    assert sent == []


def test_without_scripts_the_account_is_a_page(
    open_page: OpenPage, home: str, filled: Path
) -> None:
    page = open_page(f"{home}/fr/donnees", java_script_enabled=False)
    page.get_by_label("Gabarit rempli").set_input_files(filled)
    page.get_by_role("button", name="Voir ce qui est compris").click()
    expect(page.get_by_role("heading", name="Votre fichier")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("3 rangées lues = 2 gardées + 1 écartée.")).to_be_visible()


def test_another_folder_is_opened_from_the_data_page(
    open_page: OpenPage, home: str, demo_out: Path
) -> None:
    page = open_page(f"{home}/fr/donnees", java_script_enabled=False)
    page.get_by_label("Dossier de résultats à ouvrir").fill(str(demo_out))
    page.get_by_role("button", name="Ouvrir").click()
    page.wait_for_url("**/etudes/**")
    page.goto(f"{home}/fr/donnees")
    expect(page.locator("#etudes").get_by_role("listitem")).to_have_count(2)
