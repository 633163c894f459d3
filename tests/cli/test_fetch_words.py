"""What is said of products that cannot be had."""

from __future__ import annotations

from pathlib import Path

from territory.cli.fetch_words import failed_lines
from territory.errors import InputError
from territory.sources import load_catalogue
from territory.sources.fetching.get import Outcome
from territory.text import typeset


def test_what_fails_alike_at_two_addresses_is_said_once(tmp_path: Path) -> None:
    entry = load_catalogue()["municipalities_2025"]
    same, other = "Le fichier reçu est vide.", "L'archive reçue est vide."
    tried = [("a", InputError(same)), ("b", InputError(same)), ("c", InputError(other))]
    lines = failed_lines(Outcome(entry, "failed", tried=tried), tmp_path, "fr")
    assert lines[1:3] == [typeset(f"  a, b : {same}"), typeset(f"  c : {other}")]
