"""Pages written from the code say what the code does."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def tool(checkout: Path) -> dict[str, Any]:
    return runpy.run_path(str(checkout / "tools" / "build_docs.py"))


@pytest.mark.parametrize("name", ["data-dictionary.md", "study-file.md"])
def test_a_generated_page_is_up_to_date(checkout: Path, tool: dict[str, Any], name: str) -> None:
    written = (checkout / "docs" / name).read_text(encoding="utf-8")
    assert written == tool["PAGES"][name](), "run `make docs`"


def test_every_key_of_a_study_file_is_explained(tool: dict[str, Any]) -> None:
    page = tool["study_file"]()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    unexplained = [row[0] for row in rows if row[-1].strip(" |") in {"", "—"}]
    assert unexplained == []
