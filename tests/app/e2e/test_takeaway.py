"""Taking a view away: links that follow it, files that hold it, a citation that leads back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from .seeing import drawn

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_what_is_offered_under_the_map_follows_the_view(
    open_page: OpenPage, study_site: str
) -> None:
    page = open_page(f"{study_site}/fr/")
    drawn(page, "mrc/classe", 30)
    block = page.locator(".sharing")
    expect(block.locator('[data-detail="tableau.csv"]')).to_contain_text("30\N{NO-BREAK SPACE}r")
    page.locator(".legend-entry").first.click()
    expect(block.get_by_role("link", name="Tableau (CSV)")).to_have_attribute(
        "href", re.compile(r"/export/fr/tableau\.csv\?isoler=0$")
    )
    expect(block.locator('[data-detail="tableau.csv"]')).not_to_contain_text(
        "30\N{NO-BREAK SPACE}r", timeout=15_000
    )
    block.locator("summary", has_text="Citer cette carte").click()
    expect(block.locator(".citation")).to_contain_text(f"{study_site}/fr/?isoler=0")


def test_without_a_script_a_table_is_filtered_sorted_and_taken_away(
    open_page: OpenPage, study_site: str, tmp_path: Any
) -> None:
    page = open_page(f"{study_site}/fr/tableau", java_script_enabled=False, width=320)
    page.get_by_label("Classe seule").select_option(label="Désert")
    page.get_by_role("button", name="Montrer").click()
    page.get_by_role("link", name="Population", exact=False).first.click()
    expect(page.locator('th[aria-sort="ascending"]')).to_contain_text("Population")
    seen = page.locator("#tableau tbody th").all_inner_texts()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tableau (Excel)").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    names = [str(row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(names) == len(seen) > 1
    # A name that begins like a formula is the only one a workbook writes otherwise.
    assert [name.split()[0] for name in names] == [one.split()[0] for one in seen]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
