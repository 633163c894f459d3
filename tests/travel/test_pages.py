"""The pages on cost tables say what the code does, the same in both languages."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from territory import travel

PAGES = ("travel-engines.md", "moteurs-de-trajet.md")


def examples(path: Path) -> str:
    """Return the interactive Python blocks of a page."""
    blocks = re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(block for block in blocks if block.startswith(">>>"))


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_page_give_what_it_says(checkout: Path, page: str) -> None:
    test = doctest.DocTestParser().get_doctest(
        examples(checkout / "docs" / page), {}, page, page, 0
    )
    said: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert tried > 15
    assert failed == 0, "".join(said)


def test_both_pages_show_the_same_examples(checkout: Path) -> None:
    english, french = (examples(checkout / "docs" / page) for page in PAGES)
    assert english == french


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_only_what_travel_offers(checkout: Path, page: str) -> None:
    text = (checkout / "docs" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"\btravel\.(\w+)", text))
    assert named <= set(travel.__all__)
    assert {"from_table", "straight_line", "from_osrm", "from_valhalla", "from_r5"} <= named
