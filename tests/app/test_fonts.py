"""The fonts are Adobe's, cut to what the pages write, renamed and served with their licence."""

from __future__ import annotations

import hashlib
import io
import os
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont

from territory_app import fonts, urls

SOURCES = {
    "SourceSansPro-Regular.ttf": "b77f3a700edd0fc0dec73258f882d5c3926c77f5caf6800a201d2166568d2309",
    "SourceSansPro-Semibold.ttf": (
        "b440fd42fd5a54e1b252731deca9cc86604bee6ffa99281f5874c3476eb17eae"
    ),
    "SourceSansPro-It.ttf": "36133e9f508b0b4c639e84b2a09855350be0b13700ad729ab519aa78e5c48d20",
    "LICENSE.txt": "653aaf9819e33cf1e2b3523c5d4d6c3dae925d770cb4563030f96655321ca2e9",
}
WRITTEN = "Où l'accès manque : « Kitcisakik », 12,5 % — 10 000 œuvres, ≥ 2 × 3 − 1 → ← ↑ ↓ ✓ … Ÿ"
LARGEST = 40_000


@pytest.fixture(scope="module")
def cut_fonts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every face, cut once."""
    cache = tmp_path_factory.mktemp("fonts")
    return {face: fonts.font(face, cache).content for face in fonts.FACES}


def test_the_fonts_are_those_that_were_looked_at() -> None:
    folder = fonts.font_folder()
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in SOURCES}
    assert found == SOURCES


def test_each_face_writes_french_and_stays_small(cut_fonts: dict[str, bytes]) -> None:
    for content in cut_fonts.values():
        characters = TTFont(io.BytesIO(content)).getBestCmap()
        assert {ord(one) for one in WRITTEN} <= set(characters)
        assert len(content) < LARGEST


def test_figures_have_one_width(cut_fonts: dict[str, bytes]) -> None:
    for content in cut_fonts.values():
        font = TTFont(io.BytesIO(content))
        names = font.getBestCmap()
        assert len({font["hmtx"][names[ord(figure)]][0] for figure in "0123456789"}) == 1


def test_what_is_cut_leaves_the_reserved_name_and_keeps_the_licence(
    cut_fonts: dict[str, bytes],
) -> None:
    for content in cut_fonts.values():
        said = {one.nameID: one.toUnicode() for one in TTFont(io.BytesIO(content))["name"].names}
        assert not any("Source" in said[number] for number in (1, 3, 4, 6))
        assert "Adobe" in said[0]
        assert "Open Font License" in said[13]


def test_a_cut_font_is_kept_and_read_again(tmp_path: Path) -> None:
    first = fonts.font("italic", tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == first.content
    assert fonts.font("italic", tmp_path) == first


def test_a_cache_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    assert fonts.font("italic", blocked / "fonts").content[:4] == b"wOFF"
    assert os.listdir(tmp_path) == ["a file"]  # noqa: PTH208


def test_the_styles_ask_for_the_faces_that_are_served(client: FlaskClient) -> None:
    tokens = Path(fonts.__file__).parent / "assets" / "00-tokens.css"
    asked = re.findall(r'url\("\.\./([^"]+)"\)', tokens.read_text(encoding="utf-8"))
    assert len(asked) == len(fonts.FACES)
    for address in asked:
        answer = client.get(f"/{address}")
        assert answer.status_code == 200
        assert answer.mimetype == "font/woff"
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_licence_is_served_beside_the_fonts(client: FlaskClient) -> None:
    answer = client.get(f"{urls.VENDOR}/fonts/licence.txt")
    assert "SIL Open Font License" in answer.get_data(as_text=True)
    assert client.get(f"{urls.VENDOR}/fonts/SourceSansPro-Bold.ttf").status_code == 404
    assert client.get(f"{urls.VENDOR}/fonts/..%2flicence.txt").status_code == 404
