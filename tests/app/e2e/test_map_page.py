"""The map page in a browser: it draws, answers the mouse and the keyboard, and keeps its state."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_core_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from territory_app.catalogue import Catalogue
from territory_app.view_state import ViewState, write_view

from .seeing import choose, drawn, point_of

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SHARED = "Offre à portée, partagée"


def test_the_map_draws_every_territory(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    assert drawn(page, "mrc/classe", 30)["kind"] == "gl"
    expect(page.locator(".legend-entry")).to_have_count(5)
    expect(page.locator("#table tbody tr")).to_have_count(25)


def test_level_and_indicator_change_map_title_legend_table_and_address(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    choose(page, "Indicateur", SHARED)
    drawn(page, "mrc/acces", 30)
    expect(page.locator("h1")).to_contain_text("Accès moyen, voisinage compris, ETC par")
    choose(page, "Niveau", "Réseaux locaux (RLS) (5)")
    drawn(page, "rls/acces", 5)
    expect(page.locator("caption")).to_have_text(
        "Classement : réseaux locaux (RLS) — données fictives"
    )
    expect(page.locator("#table tbody tr")).to_have_count(5)
    assert page.url.endswith(write_view(ViewState("rls", "acces"), demo.choices()))


def test_a_click_selects_in_the_map_the_panel_the_table_and_the_address(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    place = point_of(page, 17)
    page.mouse.click(place["x"], place["y"])
    territory = demo.levels["mrc"].table["territory_id"].iloc[17]
    expect(page.locator(".panel-name")).to_have_text("Territoire d'Évain n° 17")
    expect(page.locator(".tests li")).to_have_count(3)
    expect(page.locator("#table tr.chosen")).to_have_attribute("data-row", territory)
    expect(page.locator("#live")).to_contain_text("Territoire d'Évain n° 17")
    expect(page.locator("#live")).to_contain_text("données fictives")
    chosen = ViewState("mrc", "classe", territory=territory)
    expect(page).to_have_url(re.compile(re.escape(write_view(chosen, demo.choices())) + "$"))
    assert page.evaluate("() => window.territory.map.backend.selected") == 17


def test_the_keyboard_does_what_a_click_does(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    search = page.get_by_role("textbox", name="Chercher un territoire")
    search.focus()
    page.keyboard.type("evain 12")
    expect(page.get_by_role("option", name="Territoire d'Évain n° 12")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".panel-name")).to_have_text("Territoire d'Évain n° 12")
    expect(page.locator("#table tr.chosen th")).to_have_text("Territoire d'Évain n° 12")


def test_a_code_finds_its_territory(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    page.get_by_role("textbox", name="Chercher un territoire").fill("mrc:31")
    expect(page.get_by_role("option")).to_have_text(["Territoire d'Évain n° 21"])


def test_a_row_is_chosen_from_the_keyboard_and_keeps_the_focus(
    open_page: OpenPage, study_site: str
) -> None:
    page = open_page(f"{study_site}/fr/")
    drawn(page, "mrc/classe", 30)
    row = page.locator("#table tbody button").nth(4)
    name = row.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-name")).to_have_text(name)
    expect(page.locator("#table tr.chosen button")).to_be_focused()
    expect(page.locator(".fictional")).to_have_count(0)


def test_escape_leaves_the_map(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    canvas = page.locator("#map canvas")
    canvas.focus()
    before = page.evaluate("() => window.territory.map.backend.gl.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    assert page.evaluate("() => window.territory.map.backend.gl.getCenter().lng") > before
    page.keyboard.press("Escape")
    expect(canvas).not_to_be_focused()


def test_the_skip_link_leads_to_the_table(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#donnees")).to_be_focused()


def test_the_language_changes_and_the_view_stays(open_page: OpenPage, demo_site: str) -> None:
    view = "?niveau=rls&indicateur=atteinte&points=clsc&territoire=RLS%3A0102"
    page = open_page(f"{demo_site}/fr/{view}")
    drawn(page, "rls/atteinte", 5)
    page.get_by_role("link", name="English").click()
    drawn(page, "rls/atteinte", 5)
    assert page.url == f"{demo_site}/en/{view}"
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".panel-name")).to_have_text("Réseau 2")
    expect(page.get_by_role("textbox", name="Indicator", exact=True)).to_have_value(
        "Share of the population reached"
    )
    expect(page.get_by_role("checkbox", name="CLSC")).to_be_checked()
    expect(page.locator(".demonstration")).to_contain_text("Do not cite.")


def test_a_choice_made_after_loading_follows_to_the_other_language(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    choose(page, "Indicateur", SHARED)
    drawn(page, "mrc/acces", 30)
    page.get_by_role("link", name="English").click()
    drawn(page, "mrc/acces", 30)


def test_back_and_forward_go_through_the_views(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    choose(page, "Niveau", "Réseaux locaux (RLS) (5)")
    drawn(page, "rls/classe", 5)
    choose(page, "Indicateur", SHARED)
    drawn(page, "rls/acces", 5)
    page.go_back()
    drawn(page, "rls/classe", 5)
    expect(page.get_by_role("textbox", name="Indicateur", exact=True)).to_have_value(
        "Classe d'accès"
    )
    page.go_back()
    drawn(page, "mrc/classe", 30)
    page.go_forward()
    drawn(page, "rls/classe", 5)


def test_a_legend_line_isolates_its_class(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    line = page.locator(".legend-entry").first
    line.click()
    expect(line).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("() => window.territory.map.backend.isolated") == "0"
    expect(page.locator("#live")).to_contain_text("Classe seule")
    line.click()
    expect(line).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("() => window.territory.map.backend.isolated") is None
    expect(page.locator("#live")).to_have_text("Toutes les classes sont montrées")


def test_the_table_sorts_and_turns_its_pages(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    header = page.get_by_role("columnheader", name="Population")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#table tbody tr").first).to_contain_text("2\N{NO-BREAK SPACE}000")
    page.get_by_role("button", name="Page suivante").click()
    expect(page.locator("#table tbody tr")).to_have_count(5)
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#table tbody tr").first).to_contain_text("45\N{NO-BREAK SPACE}500")


def test_points_of_a_kind_are_drawn_where_they_are(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    page.get_by_role("checkbox", name="CLSC").check()
    count = 0
    for _attempt in range(100):
        count = page.evaluate(
            """() => {
              const { gl } = window.territory.map.backend;
              const layers = ["sites", "sites-clusters"].filter((id) => gl.getLayer(id));
              if (!layers.length) return 0;
              const seen = new Map(gl.queryRenderedFeatures({ layers }).map(({ properties: one }) => (
                [one.cluster_id ?? `${one.kind}/${one.i}`, one.point_count ?? 1]
              )));
              return [...seen.values()].reduce((sum, one) => sum + one, 0);
            }"""
        )
        if count == 4:
            break
        page.wait_for_timeout(100)
    assert count == 4


def test_names_that_try_to_run_a_script_stay_words(
    open_page: OpenPage, demo_site: str, hostile_names: tuple[str, ...]
) -> None:
    page = open_page(f"{demo_site}/fr/?points=clsc,gmf&territoire=MRC%3A10")
    drawn(page, "mrc/classe", 30)
    expect(page.locator(".panel-name")).to_have_text(hostile_names[0])
    for number in range(3):
        place = point_of(page, number)
        page.mouse.move(place["x"] - 30, place["y"])
        page.mouse.move(place["x"] - 28, place["y"])
        expect(page.locator(".tooltip strong")).to_have_text(hostile_names[number])
        expect(page.locator(".tooltip em")).to_have_text("données fictives")
    page.get_by_role("textbox", name="Chercher un territoire").click()
    assert page.evaluate("() => window.__xss") is None


def test_without_webgl_the_map_is_a_drawing_one_can_choose_on(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/fr/", webgl=False)
    assert drawn(page, "mrc/classe", 30)["kind"] == "svg"
    expect(page.locator("#map-note")).to_contain_text("WebGL")
    page.locator('#map path[data-i="17"]').click()
    expect(page.locator(".panel-name")).to_have_text("Territoire d'Évain n° 17")
    expect(page.locator("#map .chosen")).to_have_count(2)
    page.locator(".legend-entry").first.click()
    expect(page.locator('#map path[data-c="1"]').first).to_have_attribute("opacity", "0.12")


def test_the_static_map_is_a_switch_kept_in_the_address(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    page.get_by_role("switch", name="Carte statique").check(force=True)
    expect(page.locator("#map svg.drawing")).to_be_visible()
    assert page.url.endswith("?carte=statique")
    page.get_by_role("switch", name="Carte statique").uncheck(force=True)
    expect(page.locator("#map svg.drawing")).to_have_count(0)
    assert drawn(page, "mrc/classe", 30)["kind"] == "gl"


def test_a_server_that_does_not_answer_keeps_the_last_view(
    open_page: OpenPage, demo_site: str, troubles: list[str]
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    page.route("**/data/paint/**", lambda route: route.abort())
    choose(page, "Indicateur", SHARED)
    expect(page.locator("#map-note")).to_contain_text("la dernière vue est gardée")
    assert drawn(page, "mrc/classe", 30)["kind"] == "gl"
    page.unroute("**/data/paint/**")
    page.get_by_role("button", name="Réessayer").click()
    drawn(page, "mrc/acces", 30)
    expect(page.locator("#map-note")).to_be_empty()
    assert troubles == ["Failed to load resource: net::ERR_FAILED"]
    troubles.clear()


@pytest.mark.parametrize(
    "path", ["/fr/?territoire=MRC%3A27", "/en/?territoire=MRC%3A27", "/fr/methode", "/en/method"]
)
def test_nothing_serious_bars_the_way(open_page: OpenPage, demo_site: str, path: str) -> None:
    page = open_page(f"{demo_site}{path}")
    if "meth" in path:
        page.locator(".prose").wait_for()
    else:
        drawn(page, "mrc/classe", 30)
        page.locator(".tests").wait_for()
    report = Axe().run(page)
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in report["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@pytest.mark.parametrize("path", ["/fr/", "/en/method"])
def test_a_narrow_screen_needs_no_sideways_scrolling(
    open_page: OpenPage, demo_site: str, path: str
) -> None:
    page = open_page(f"{demo_site}{path}", width=320)
    page.locator(".main").wait_for()
    if path == "/fr/":
        drawn(page, "mrc/classe")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [1400, 320])
def test_what_the_panel_says_of_a_territory_stays_inside_it(
    open_page: OpenPage, demo_site: str, demo: Catalogue, width: int
) -> None:
    chosen = demo.levels["mrc"].table["territory_id"].iloc[2]
    page = open_page(f"{demo_site}/fr/?territoire={chosen}", width=width)
    expect(page.locator(".facts")).to_be_visible()
    outside = """() => {
      const right = document.querySelector(".panel").getBoundingClientRect().right;
      const inside = [...document.querySelectorAll(".panel dt, .panel dd, .panel li")];
      return inside.filter((one) => one.getBoundingClientRect().right > right + 1).length;
    }"""
    assert page.evaluate(outside) == 0
    terms = page.locator(".facts dt").evaluate_all("all => all.map((one) => one.clientHeight)")
    assert max(terms) < 60


def test_an_address_that_leads_nowhere_says_so(
    open_page: OpenPage, demo_site: str, troubles: list[str]
) -> None:
    page = open_page(f"{demo_site}/en/nowhere")
    expect(page.locator("h1")).to_have_text("This page does not exist")
    page.get_by_role("link", name="Back to the map").click()
    drawn(page, "mrc/classe", 30)
    assert troubles == [
        "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"
    ]
    troubles.clear()


def test_the_scripts_of_the_map_page_weigh_less_than_850_kilobytes(
    open_page: OpenPage, demo_site: str, client: FlaskClient
) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    scripts = page.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter((one) => one.initiatorType === "script" || one.name.includes(".js"))
          .map((one) => new URL(one.name).pathname)"""
    )
    weight = 0
    for path in set(scripts):
        with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
            weight += len(answer.data)
    assert len(set(scripts)) > 8
    assert weight < 850_000
