"""How far a download is, as a terminal and a log show it."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from territory.cli.fetch_bar import Bar, _Figures
from territory.cli.fetch_words import age_words, size_words, time_left
from territory.errors import InputError


def shown(language: str, *, terminal: bool) -> tuple[Bar, Progress, io.StringIO]:
    """Return a bar and where it writes."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=110)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), _Figures(language))
    progress = Progress(*columns, console=console, disable=not terminal, auto_refresh=False)
    return Bar(console, progress, language), progress, out


def plain(text: str) -> str:
    """Return what a terminal shows, without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "told"), [("fr", "60 Mo / 120 Mo"), ("en", "60 MB / 120 MB")])
def test_a_terminal_shows_the_size_and_what_is_left(language: str, told: str) -> None:
    bar, progress, out = shown(language, terminal=True)
    with progress:
        bar.product("sda")
        bar.begin(20_000_000, 120_000_000)
        bar.advance(40_000_000)
        progress.refresh()
    text = plain(out.getvalue())
    assert "sda" in text
    assert told in text
    assert ("reste" if language == "fr" else "left") in text


def test_a_size_that_is_not_known_is_not_invented() -> None:
    bar, progress, out = shown("fr", terminal=True)
    with progress:
        bar.product("sda")
        bar.begin(0, None)
        bar.advance(1_500_000)
        progress.refresh()
    assert "1,5 Mo" in plain(out.getvalue())
    assert "reste" not in plain(out.getvalue())


def test_a_log_gets_a_few_plain_lines_for_a_large_file_and_none_for_a_small_one() -> None:
    bar, _, out = shown("fr", terminal=False)
    bar.product("petit")
    bar.begin(0, 1_000_000)
    bar.advance(1_000_000)
    bar.product("grand")
    bar.begin(0, 100_000_000)
    for _ in range(1000):
        bar.advance(100_000)
    bar.begin(60_000_000, 100_000_000)
    bar.advance(40_000_000)
    assert plain(out.getvalue()).splitlines() == [
        "grand : 100 Mo à recevoir", "grand : 25 %", "grand : 50 %", "grand : 75 %",
        "grand : 100 %", "grand : reprise à 60 Mo", "grand : 100 %",
    ]  # fmt: skip


def test_a_wait_says_why_and_how_long() -> None:
    bar, _, out = shown("en", terminal=False)
    bar.product("m02")
    bar.waiting(InputError("La connexion s'est rompue en chemin."), 0.5)
    bar.waiting(InputError("La connexion s'est rompue en chemin."), 2.0)
    assert out.getvalue().splitlines() == [
        "m02: The connection broke on the way. Next try in 0.5 s.",
        "m02: The connection broke on the way. Next try in 2 s.",
    ]


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (0, "0 o", "0 B"), (999, "999 o", "999 B"), (1_260, "1,3 ko", "1.3 kB"),
        (105e6, "105 Mo", "105 MB"), (6.4e9, "6,4 Go", "6.4 GB"),
    ],
)  # fmt: skip
def test_sizes_are_written_as_people_write_them(size: float, french: str, english: str) -> None:
    assert size_words(size, "fr").replace("\u00a0", " ") == french
    assert size_words(size, "en").replace("\u00a0", " ") == english


def test_ages_and_times_left_are_written_as_people_write_them() -> None:
    assert [age_words(days, "fr") for days in (0, 1, 12)] == [
        "aujourd'hui", "il y a 1 jour", "il y a 12 jours",
    ]  # fmt: skip
    assert [age_words(days, "en") for days in (0, 1, 12)] == ["today", "1 day ago", "12 days ago"]
    assert [time_left(seconds) for seconds in (5, 75, 3725, None)] == [
        "0:05", "1:15", "1:02:05", "—",
    ]  # fmt: skip
