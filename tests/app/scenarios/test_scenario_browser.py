"""The scenarios page in a browser: launched from the form, followed, stopped, form kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from territory_app.factory import TerritoryDash

pytestmark = pytest.mark.browser
PATIENCE = 30_000


@pytest.fixture
def address(computing: TerritoryDash) -> Iterator[str]:
    """The application that computes, served."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(computing.server, sockets=[listener], threads=6, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.close()
    thread.join(10)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page in French; nothing goes wrong in it."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda fault: troubles.append(str(fault)))
    opened.goto(f"{address}/fr/scenarios")
    yield opened
    context.close()
    assert troubles == []


def answer(page: Page, title: str) -> None:
    """Fill the form with posts, and launch them."""
    page.get_by_label("Postes", exact=True).check()
    page.get_by_label("Nombre de postes").fill("37")
    page.get_by_label("Titre").fill(title)
    page.locator("#construire").get_by_role("button", name="Calculer").click()


def test_only_the_questions_of_the_change_chosen_show(page: Page) -> None:
    expect(page.get_by_label("Part des ETC des GMF")).to_be_visible()
    expect(page.get_by_label("Nombre de postes")).to_be_hidden()
    page.get_by_label("Postes", exact=True).check()
    expect(page.get_by_label("Nombre de postes")).to_be_visible()
    expect(page.get_by_label("Part des ETC des GMF")).to_be_hidden()


def test_a_result_comes_without_losing_the_form_and_is_told(page: Page) -> None:
    answer(page, "Trente-sept postes")
    heading = page.locator("#resultat-titre")
    expect(heading).to_have_text("Trente-sept postes", timeout=PATIENCE)
    expect(heading).to_be_focused()
    expect(page.locator("#resultat [data-state=done]")).to_have_count(1, timeout=PATIENCE)
    assert "s=" in page.url
    expect(page.get_by_label("Nombre de postes")).to_have_value("37")
    page.go_back()
    expect(heading).to_have_count(0, timeout=PATIENCE)


def test_a_run_is_followed_then_stopped_from_the_keyboard(page: Page) -> None:
    answer(page, "patience")
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-step]")).to_have_text("lecture", timeout=PATIENCE)
    expect(page.locator("#annonce")).to_have_text("lecture")
    page.locator("#resultat").get_by_role("button", name="Annuler").press("Enter")
    expect(bar).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#annonce")).to_have_text("Calcul annulé.")
    expect(page.get_by_label("Nombre de postes")).to_have_value("37")
    expect(page.locator("#resultat").get_by_role("button", name="Calculer")).to_be_visible()


def test_a_wrong_answer_is_told_and_reached(page: Page) -> None:
    page.get_by_label("Virtuel", exact=True).check()
    where = page.locator("[name='virtuel.ou']")
    where.fill("Atlantide")
    page.locator("#construire").get_by_role("button", name="Calculer").click()
    expect(page.locator("#formulaire-refus")).to_contain_text("Atlantide", timeout=PATIENCE)
    expect(where).to_be_focused()
    expect(where).to_have_attribute("aria-invalid", "true")
    expect(where).to_have_value("Atlantide")


def test_without_a_script_the_page_comes_back_by_itself_with_the_result(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/scenarios")
    page.get_by_role("button", name="Compute — All-virtual services withdrawn").click()
    expect(page.locator("#resultat [data-state=done]")).to_have_count(1, timeout=PATIENCE)
    assert "/en/scenarios?s=virtuel-retire" in page.url
    context.close()
