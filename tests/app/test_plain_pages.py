"""Pages made on the server: every word in its language, typeset, with English for each."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from territory_app import urls
from territory_app.words import CATALOGUE

PLAIN = tuple(page for page in urls.PAGES if page is not urls.MAP)
TEMPLATES = Path(urls.__file__).parent / "templates"
SHARED = {"territoire", "territoires", "personnes", "personne"}
EACH = pytest.mark.parametrize("page", PLAIN, ids=lambda one: one.key)
SOMEWHERE = "MRC:12"


class _Words(HTMLParser):
    """What a page says: its texts, and the labels read aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.run: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if name in {"aria-label", "title"} and value]
        self.run += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        if tag == "script" and "src" not in dict(attrs):
            self.run.append(tag)


def _english() -> dict[str, str]:
    with CATALOGUE.open("rb") as stream:
        return {str(one.id): str(one.string) for one in read_po(stream, locale="en") if one.id}


@EACH
def test_no_french_is_left_in_an_english_page(client: FlaskClient, page: urls.Page) -> None:
    french = {one for one, said in _english().items() if one != said}
    said = set(_Words(client.get(page.path("en", SOMEWHERE)).text).said)
    assert not (french - SHARED) & {one.replace("\N{NO-BREAK SPACE}", " ") for one in said}


@EACH
def test_french_pages_have_their_non_breaking_spaces(client: FlaskClient, page: urls.Page) -> None:
    said = _Words(client.get(page.path("fr", SOMEWHERE)).text).said
    wrong = [one for one in said if re.search(r"\w [:%»?!;](?!\w)|« |\d \d{3}\b", one)]
    assert wrong == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda one: one.name)
def test_what_a_template_says_has_its_english(path: Path) -> None:
    english = _english()
    said = re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\)""", path.read_text(encoding="utf-8"))
    assert [one or other for one, other in said if not english.get(one or other)] == []


@EACH
def test_a_plain_page_runs_no_script_of_its_own(client: FlaskClient, page: urls.Page) -> None:
    assert _Words(client.get(page.path("fr", SOMEWHERE)).text).run == []
