"""What tests of the map page look at: what is drawn, where, and with which controls."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

PATIENCE = 45_000
DRAWN = """() => {
  const { backend, drawn, kind } = window.territory?.map ?? {};
  if (!drawn) return null;
  if (kind === "svg") {
    const paths = document.querySelectorAll("#map path[data-i]").length;
    return { drawn, kind, count: paths };
  }
  const gl = backend.gl;
  if (!backend.shown || !gl.loaded() || gl.isMoving()) return null;
  const layers = [`${backend.source(backend.shown.level)}-fill`].filter((id) => gl.getLayer(id));
  const found = gl.queryRenderedFeatures({ layers });
  return { drawn, kind, count: new Set(found.map((one) => one.id)).size };
}"""


def drawn(page: Page, view: str, count: int | None = None) -> dict[str, Any]:
    """Wait until the map shows ``view`` ("level/indicator"); return what it drew."""
    found: dict[str, Any] = {}
    for _attempt in range(PATIENCE // 100):
        found = page.evaluate(DRAWN) or {}
        if found.get("drawn") == view and count in {None, found["count"]}:
            return found
        page.wait_for_timeout(100)
    pytest.fail(f"the map never showed {view}: {found}")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def point_of(page: Page, number: int) -> dict[str, float]:
    """Where a territory is on the screen."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async (i) => {
          const { backend, config, view } = window.territory.map;
          const { anchors } = await window.territory.boxes(config, view.level);
          const box = backend.gl.getCanvas().getBoundingClientRect();
          const at = backend.gl.project(anchors[i]);
          return { x: box.left + at.x, y: box.top + at.y };
        }""",
        number,
    )
