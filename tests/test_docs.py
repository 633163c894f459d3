"""Pages written from the code say what the code does."""

from __future__ import annotations

import doctest
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from territory import access

MEASURE_PAGES = ("measures.md", "mesures.md")


def decays() -> list[str]:
    """Return the names of the decay constructors."""
    public = vars(access.decay).items()
    return [name for name, thing in public if not name.startswith("_") and is_decay(thing)]


def is_decay(thing: object) -> bool:
    """Tell whether a public name of `territory.access.decay` makes a decay."""
    return getattr(thing, "__annotations__", {}).get("return") == "Decay"


@pytest.fixture(scope="module")
def tool(checkout: Path) -> dict[str, Any]:
    return runpy.run_path(str(checkout / "tools" / "build_docs.py"))


@pytest.mark.parametrize(
    "name", ["data-dictionary.md", "study-file.md", "scenarios.md", "sources.md", "donnees.md"]
)
def test_a_generated_page_is_up_to_date(checkout: Path, tool: dict[str, Any], name: str) -> None:
    written = (checkout / "docs" / name).read_text(encoding="utf-8")
    assert written == tool["PAGES"][name](), "run `make docs`"


def test_every_key_of_a_study_file_is_explained(tool: dict[str, Any]) -> None:
    page = tool["study_file"]()
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    unexplained = [row[0] for row in rows if row[-1].strip(" |") in {"", "—"}]
    assert unexplained == []


def examples(path: Path) -> list[str]:
    """Return the Python blocks of a page."""
    return re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", MEASURE_PAGES)
@pytest.mark.parametrize("name", [*access.__all__, *decays()])
def test_every_measure_and_decay_is_on_the_page(checkout: Path, page: str, name: str) -> None:
    text = (checkout / "docs" / page).read_text(encoding="utf-8")
    assert re.search(rf"`(decay\.)?{name}\b", text), f"docs/{page} says nothing of {name}"


@pytest.mark.parametrize("page", MEASURE_PAGES)
def test_the_page_of_measures_names_nothing_that_does_not_exist(checkout: Path, page: str) -> None:
    text = (checkout / "docs" / page).read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if line.startswith("### ")]
    named = [name for title in titles for name in re.findall(r"`(\w+)`", title)]
    assert set(named) <= set(access.__all__)
    assert len(named) == len(set(named)) > 20


@pytest.mark.parametrize("page", MEASURE_PAGES)
def test_the_numbers_worked_on_the_page_are_what_the_functions_give(
    checkout: Path, page: str
) -> None:
    blocks = examples(checkout / "docs" / page)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page, page, 0)
    said: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert tried > 30
    assert failed == 0, "".join(said)


def test_both_pages_of_measures_work_the_same_numbers(checkout: Path) -> None:
    english, french = (examples(checkout / "docs" / page) for page in MEASURE_PAGES)
    assert english == french


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_the_example_of_measures_in_the_readme_runs(
    checkout: Path, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = [block for block in examples(checkout / page) if "every_measure" in block]
    exec(compile(example, page, "exec"), {})  # noqa: S102 - it is what the page tells one to run
    assert capsys.readouterr().out.count("served") == 2


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "LISEZMOI.md",
        "docs/measures.md",
        "docs/mesures.md",
        "docs/sources.md",
        "docs/donnees.md",
        "docs/scenarios.md",
        "docs/what-if.md",
        "docs/et-si.md",
    ],
)
def test_what_a_page_links_to_exists(checkout: Path, page: str) -> None:
    source = checkout / page
    links = re.findall(r"\]\(([^)#:]+)\)", source.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (source.parent / link).exists()] == []
