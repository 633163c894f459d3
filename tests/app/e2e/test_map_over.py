"""What lies over the map, and what it says of itself: outlines, points, dark, slow, static."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from territory_app.catalogue import Catalogue
from territory_app.view_state import PAINTED, ViewState, read_view, write_view

from .seeing import choose, drawn

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SHARED = "Offre à portée, partagée"


def test_outlines_of_another_level_lie_over_the_colours(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/fr/?contours=rls")
    drawn(page, "mrc/classe", 30)
    layers = """() => {
      const { gl } = window.territory.map.backend;
      const names = gl.getStyle().layers.map((one) => one.id);
      return names.filter((one) => one.startsWith("overlay-"));
    }"""
    assert page.evaluate(layers) == ["overlay-1-halo", "overlay-1-dash"]
    page.evaluate("() => window.territory.set('overlay', '')")
    expect(page).to_have_url(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    assert page.evaluate(layers) == []


def test_grouped_points_open_from_the_keyboard_and_tell_what_they_say(
    open_page: OpenPage, demo_site: str, troubles: list[str]
) -> None:
    page = open_page(f"{demo_site}/fr/?points=clsc,gmf,community,library,outreach", width=900)
    drawn(page, "mrc/classe")
    marks = page.locator(".site-group, .site-mark")
    expect(marks.first).to_be_attached()
    counted = page.locator(".site-group").all_inner_texts()
    assert sum(map(int, counted)) + page.locator(".site-mark").count() == 20
    assert page.locator('.site-group[tabindex="0"], .site-mark[tabindex="0"]').count() == 1
    page.evaluate(
        "() => window.territory.map.backend.gl.jumpTo({ center: [-73.93, 45.25], zoom: 12 })"
    )
    mark = page.locator(".site-mark")
    expect(mark).to_have_count(1)
    page.locator("#map canvas").focus()
    mark.focus()
    page.keyboard.press("Enter")
    card = page.locator(".site-card")
    expect(card).to_contain_text("Point n° 0")
    expect(card).to_contain_text("2,0 ETC")
    expect(card).to_contain_text("essai, 2024")
    expect(card).to_contain_text("5\N{NO-BREAK SPACE}jours par semaine")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(mark).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#map canvas")).to_be_focused()
    assert page.evaluate("() => window.__xss") is None


def test_several_points_at_one_place_are_all_told(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/en/?points=gmf,clsc")
    drawn(page, "mrc/classe", 30)
    page.evaluate(
        """async () => {
          const T = window.territory;
          const answer = await T.sites(T.map.config, "gmf");
          T.map.cards.open([T.siteOf(answer, 0), T.siteOf(answer, 1)], null);
        }"""
    )
    card = page.locator(".site-card")
    expect(card).to_have_attribute("aria-label", "2 points at the same place")
    expect(card.locator("article")).to_have_count(2)
    expect(card).to_contain_text("Not counted")
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)


def test_the_map_follows_the_dark_theme_and_its_classes_do_not(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/fr/", color_scheme="dark")
    drawn(page, "mrc/classe", 30)
    ground = "() => window.territory.map.backend.gl.getPaintProperty('ground', 'background-color')"
    colours = """() => window.territory.map.backend.shown.painted.mrc
      .filter((one) => "012".includes(one.code)).map((one) => one.colour)"""
    dark, before = page.evaluate(ground), page.evaluate(colours)
    page.emulate_media(color_scheme="light")
    drawn(page, "mrc/classe", 30)
    assert page.evaluate(ground) != dark
    assert len(before) > 20
    assert page.evaluate(colours) == before


def test_the_map_says_itself_in_a_sentence(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/?isoler=2")
    drawn(page, "mrc/classe", 30)
    summary = page.locator("#map-summary")
    expect(summary).to_contain_text("Classe d'accès aux services sociaux de proximité")
    expect(summary).to_contain_text("Désert\N{NO-BREAK SPACE}: 8")
    expect(summary).to_contain_text("Classe seule\N{NO-BREAK SPACE}: Desservi")
    canvas = page.locator("#map canvas")
    expect(canvas).to_have_attribute("aria-describedby", "map-summary")


def test_a_slow_answer_is_said_and_the_last_map_stays(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    held: list[Any] = []
    page.route("**/data/paint/**", lambda route: held.append(route))  # noqa: PLW0108 - it has the route alone
    choose(page, "Indicateur", SHARED)
    expect(page.locator("#map-note")).to_have_text("Préparation de la carte…")
    expect(page.locator("#map")).to_have_attribute("aria-busy", "true")
    assert drawn(page, "mrc/classe", 30)["kind"] == "gl"
    held[0].continue_()
    drawn(page, "mrc/acces", 30)
    expect(page.locator("#map-note")).to_be_empty()
    expect(page.locator("#map")).to_have_attribute("aria-busy", "false")


def test_the_drawing_has_points_outlines_a_place_and_a_class_alone(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    inside = demo.inside("mrc", "RLS:0101")
    page = open_page(
        f"{demo_site}/fr/?carte=statique&points=clsc&contours=rls&dans=RLS%3A0101&isoler=0"
    )
    assert drawn(page, "mrc/classe", 30)["kind"] == "svg"
    expect(page.locator("#map path.outside")).to_have_count(int((~inside).sum()))
    expect(page.locator("#map .contours path")).to_have_count(2)
    expect(page.locator("#map [data-p]")).to_have_count(4)
    expect(page.locator('#map path[data-c]:not([data-c="0"])').first).to_have_attribute(
        "opacity", "0.12"
    )
    page.locator('#map [data-p="clsc/1"]').dispatch_event("click")
    expect(page.locator(".site-card")).to_contain_text("Point n° 5")


def test_the_browser_and_the_server_write_and_read_the_same_address(
    open_page: OpenPage, demo_site: str, demo: Catalogue
) -> None:
    choices = demo.choices()
    plain = ViewState(choices.levels[0], choices.indicators[0])
    changes: list[dict[str, Any]] = [
        {},
        {"level": "rls", "indicator": "atteinte", "territory": "RLS:0102"},
        {"kinds": ("clsc", "library"), "static": True},
        {"method": "jenks", "count": 7},
        {"bounds": (0.1, 2.0, 33.3333333333)},
        {"bounds": (1.5,), "indicator": "acces", "isolated": "0"},
        {"overlay": "rls", "within": "RLS:0101", "sort": "-population"},
        {"within": "MRC:10", "isolated": "m", "sort": "people_beyond_reach"},
    ]
    views = [replace(plain, **change) for change in changes]
    page = open_page(f"{demo_site}/fr/")
    drawn(page, "mrc/classe", 30)
    written = page.evaluate(
        """(views) => views.map((view) => {
          const T = window.territory;
          const { config } = T.map;
          const query = T.writeQuery(view, config);
          return [query, T.readQuery(query, config), T.paintQuery(view, config)];
        })""",
        [asdict(view) for view in views],
    )
    for view, (query, read, painted) in zip(views, written, strict=True):
        assert query == write_view(view, choices)
        again = read_view(query, choices)
        assert write_view(again, choices) == query
        assert (
            ViewState(
                **read
                | {"kinds": tuple(read["kinds"]), "bounds": tuple(read["bounds"])}
                | {"count": int(read["count"])}
            )
            == again
        )
        assert painted == write_view(view, choices, PAINTED)


def test_the_map_is_drawn_before_the_page_is_whole_and_keeps_its_place(
    open_page: OpenPage, demo_site: str
) -> None:
    page = open_page(f"{demo_site}/healthz")
    held: list[Any] = []
    page.route("**/_dash-layout", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(f"{demo_site}/fr/", wait_until="commit")
    expect(page.locator(".waiting .map canvas")).to_be_visible()
    for _attempt in range(100):
        if held and page.evaluate("() => Boolean(window.territory.map.backend?.shown)"):
            break
        page.wait_for_timeout(100)
    assert page.evaluate("() => window.territory.map.backend.shown.level") == "mrc"
    canvas = page.locator(".waiting .map canvas").element_handle()
    held[0].continue_()
    drawn(page, "mrc/classe", 30)
    assert page.evaluate("(one) => document.querySelector('#map').contains(one)", canvas)
