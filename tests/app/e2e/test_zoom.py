"""A level too fine to be seen from afar is replaced by a coarser one, on the same scale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from territory_app import Settings, create_app
from territory_app.tiles.archive import LevelMap

from .conftest import served

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
VISIBLE = """() => {
  const { backend } = window.territory?.map ?? {};
  if (!backend?.shown || !backend.gl.loaded() || backend.gl.isMoving()) return null;
  const layers = ["mrc", "rls"].map((level) => `${backend.source(level)}-fill`);
  const found = backend.gl.queryRenderedFeatures({ layers });
  return [...new Set(found.map((one) => one.source.split("-")[0]))];
}"""


def _shown(page: Page, level: str) -> None:
    seen = None
    for _attempt in range(450):
        seen = page.evaluate(VISIBLE)
        if seen == [level]:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{level} was never shown alone: {seen}")


def test_from_afar_the_coarser_level_is_shown_and_said(
    open_page: OpenPage, demo_out: Path, tile_cache: Path
) -> None:
    app = create_app(Settings(out=demo_out, cache=tile_cache))
    known = app.site.store.level_map("mrc")
    app.site.store._maps["mrc"] = LevelMap(known.zooms, 9, known.anchors, known.boxes)
    with served(app) as address:
        page = open_page(f"{address}/fr/?indicateur=atteinte")
        _shown(page, "rls")
        expect(page.locator("#map-note")).to_contain_text("« réseaux locaux (RLS) »")
        page.locator("#map canvas").click(position={"x": 300, "y": 300})
        _shown(page, "mrc")
        expect(page.locator("#map-note")).to_be_empty()
