"""The table twin of the map: same rows, same filter, its sort in the address, linked both ways."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from territory_app.catalogue import Catalogue

from .seeing import drawn, point_of

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
ROWS = "#table tbody tr[data-row]"


def test_the_sort_is_in_the_address_and_back_undoes_it(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    header = page.get_by_role("columnheader", name="Population")
    header.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile(r"\?tri=population$"))
    expect(header.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile(r"\?tri=-population$"))
    expect(header.get_by_role("button")).to_be_focused()
    page.go_back()
    expect(header).to_have_attribute("aria-sort", "ascending")
    page.go_back()
    expect(page.get_by_role("columnheader", name="Rang")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_the_tests_of_the_norm_are_columns_sorted_from_the_worst(
    open_page: OpenPage, study_site: str
) -> None:
    page = open_page(f"{study_site}/en/?indicateur=epreuve-presence")
    drawn(page, "mrc/epreuve-presence", 30)
    header = page.get_by_role("columnheader", name="Presence")
    header.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"tri=epreuve-presence$"))
    verdict = page.locator(f"{ROWS} td.col-test:nth-child(4)")
    expect(verdict.first).to_have_text("No door")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(verdict.first).to_have_text("Door inside")
    page.locator("[data-page=next]").click()
    expect(verdict.last).to_have_text("—")
    said = page.evaluate(
        """async () => {
          const T = window.territory;
          const { table, config } = T.tableState.current;
          const worst = table.verdicts["epreuve-presence"].codes.indexOf("0");
          return T.valueWords(table, "epreuve-presence", worst, config);
        }"""
    )
    assert said == "Presence: No door"


def test_names_are_sorted_as_the_language_does(open_page: OpenPage, study_site: str) -> None:
    page = open_page(f"{study_site}/en/?tri=name")
    drawn(page, "mrc/classe", 30)
    order = page.evaluate(
        """() => {
          const names = ["Zone", "Évain", "Eustache", "evain 10", "evain 9"];
          const table = { names, ids: names };
          const place = window.territory.nameOrder(table, "fr");
          return names.map((_name, i) => names[place.indexOf(i)]);
        }"""
    )
    assert order == ["Eustache", "Évain", "evain 9", "evain 10", "Zone"]
    expect(page.locator(ROWS).last).to_contain_text("Territoire d'Évain n° 2")


def test_a_row_under_the_mouse_or_the_focus_shows_on_the_map(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    row = page.locator(ROWS).nth(3)
    ids = demo.levels["mrc"].table["territory_id"].tolist()
    number = ids.index(row.get_attribute("data-row"))
    hovered = "() => window.territory.map.backend.hovered?.id ?? null"
    row.hover()
    assert page.evaluate(hovered) == number
    page.locator("h1").hover()
    assert page.evaluate(hovered) is None
    row.locator("button").focus()
    assert page.evaluate(hovered) == number


def test_a_place_keeps_the_map_and_the_table_and_a_chip_lets_it_go(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    inside = demo.inside("mrc", "RLS:0101")
    page = open_page(f"{demo_site}/fr/?dans=RLS%3A0101")
    drawn(page, "mrc/classe")
    expect(page.locator(ROWS)).to_have_count(int(inside.sum()))
    shown = page.locator(ROWS).evaluate_all("rows => rows.map((one) => one.dataset.row)")
    assert set(shown) == set(demo.levels["mrc"].table["territory_id"][inside])
    expect(page.locator("caption")).to_contain_text("Dans\N{NO-BREAK SPACE}: Réseau 1")
    expect(page.locator(".pager [role=status]")).to_contain_text("(30 sans filtre)")
    coloured = page.evaluate(
        """() => window.territory.map.backend.shown.painted.mrc
          .flatMap((one, id) => one.code === "" ? [] : [id])"""
    )
    assert coloured == inside.nonzero()[0].tolist()
    page.get_by_role("button", name="Retirer le filtre").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(ROWS)).to_have_count(25)
    expect(page).to_have_url(f"{demo_site}/fr/")


def test_a_class_alone_filters_the_table_and_nothing_left_offers_a_way_out(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    table = demo.levels["mrc"].table
    page = open_page(f"{demo_site}/fr/?isoler=0")
    drawn(page, "mrc/classe", 30)
    expect(page.locator('.legend-entry[data-code="0"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator(ROWS)).to_have_count(int((table["class"] == "desert").sum()))
    expect(page.locator("caption")).to_contain_text("Classe seule\N{NO-BREAK SPACE}: Désert")
    expect(page.locator(".chip")).to_have_text("Désert✕")
    page.evaluate("() => window.territory.set('within', 'MRC:12')")
    expect(page.locator("#table td.no-rows")).to_contain_text("Aucun territoire ne répond")
    page.locator('[data-remove="within"]').click()
    expect(page.locator("#table td.no-rows")).to_have_count(0)
    page.evaluate("() => window.territory.set('indicator', 'atteinte')")
    drawn(page, "mrc/atteinte", 30)
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(ROWS)).to_have_count(25)


def test_a_click_on_the_map_turns_the_table_to_its_row(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/?tri=population")
    drawn(page, "mrc/classe", 30)
    place = point_of(page, 29)
    page.mouse.click(place["x"], place["y"])
    expect(page.locator("#table tr.chosen th")).to_contain_text("Territoire d'Évain n° 29")
    expect(page.locator(".pager [role=status]")).to_contain_text("Rangées 26 à 30 sur 30")


def test_small_numbers_have_a_sign_and_a_note(open_page: OpenPage, demo_site: str) -> None:
    def with_small(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        content = answer.json() | {"small": [12]}
        route.fulfill(response=answer, json=content)  # type: ignore[attr-defined]

    page = open_page("about:blank")
    page.unroute_all()
    page.route("**/data/table/**", with_small)
    page.goto(f"{demo_site}/fr/?territoire=MRC%3A22")
    drawn(page, "mrc/classe", 30)
    expect(page.locator("#table tr.chosen .small-sign")).to_contain_text("petits nombres")
    expect(page.locator(".small-note")).to_contain_text("†")
