"""Words and edges stand out of their ground in every theme, as the stylesheets themselves say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import territory_app

ASSETS = Path(territory_app.__file__).parent / "assets"
STATIC = Path(territory_app.__file__).parent / "static"
TOKENS = (ASSETS / "00-tokens.css").read_text(encoding="utf-8")
PRINT = (ASSETS / "90-print.css").read_text(encoding="utf-8")
SHEETS = sorted([*ASSETS.glob("*.css"), *STATIC.glob("*.css")])
LONGEST = 400

WORDS = 4.5
"""WCAG 2.1, 1.4.3: contrast of words of ordinary size."""
EDGES = 3.0
"""WCAG 2.1, 1.4.11: contrast of what tells a control or its focus."""
READ = (
    *((ink, ground) for ink in ("ink", "quiet", "accent", "danger")
      for ground in ("paper", "raised", "ground", "accent-soft")),
    ("ink", "danger-soft"), ("danger", "danger-soft"), ("warm-ink", "warm"), ("ink", "neutral"),
    ("on-accent", "accent"), ("caution", "paper"), ("on-note", "note"), ("pass-ink", "pass"), ("fail-ink", "fail"),
)  # fmt: skip
SEEN = (
    *((edge, ground) for edge in ("edge", "focus") for ground in ("paper", "raised", "ground")),
    ("focus", "accent-soft"), ("focus", "warm"), ("focus", "water"), ("caution", "ground"),
    ("accent", "paper"),
)  # fmt: skip


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))


def _blocks() -> dict[str, dict[str, str]]:
    """The colours of each theme, those it does not say being those it starts from."""
    base, *others = re.split(r"@media ", TOKENS)
    by_query = {one.partition("{")[0].strip(): _tokens(one) for one in others if "prefers" in one}
    light = _tokens(base)
    dark = light | by_query["screen and (prefers-color-scheme: dark)"]
    more = by_query["(prefers-contrast: more)"]
    both = by_query["screen and (prefers-contrast: more) and (prefers-color-scheme: dark)"]
    return {
        "light": light,
        "dark": dark,
        "more contrast, light": light | more,
        "more contrast, dark": dark | more | both,
        "paper": light | _tokens(PRINT),
    }


THEMES = _blocks()


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(theme: Mapping[str, str], one: str, other: str) -> float:
    low, high = sorted((_luminance(theme[one]), _luminance(theme[other])))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    ends = {"black": "#000000", "white": "#ffffff", "grey": "#767676"}
    assert _contrast(ends, "black", "white") == pytest.approx(21)
    assert _contrast(ends, "grey", "white") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    assert _contrast(THEMES[theme], ink, ground) >= WORDS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), SEEN)
def test_edges_and_focus_can_be_seen(theme: str, edge: str, ground: str) -> None:
    assert _contrast(THEMES[theme], edge, ground) >= EDGES


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_more_contrast_is_asked_for_and_given(ground: str) -> None:
    for theme in ("light", "dark"):
        asked = THEMES[f"more contrast, {theme}"]
        for ink in ("quiet", "line", "edge", "accent"):
            assert _contrast(asked, ink, ground) > _contrast(THEMES[theme], ink, ground)


def test_paper_is_never_dark() -> None:
    for path in SHEETS:
        queries = re.findall(r"@media ([^{]*color-scheme: dark[^{]*)", path.read_text("utf-8"))
        assert all(query.startswith("screen and") for query in queries)


def test_dark_says_every_colour_again() -> None:
    light, dark = THEMES["light"], THEMES["dark"]
    assert {name for name in light if light[name] == dark[name]} == set()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_styles_stay_short_and_ask_nothing_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
    assert "@import" not in text


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_styles_use_only_tokens_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = set(re.findall(r"(--[a-z0-9-]+)\s*:", TOKENS + text))
    known = {name for name in re.findall(r"var\((--[a-z0-9-]+)", text) if "mantine" not in name}
    assert known <= said
