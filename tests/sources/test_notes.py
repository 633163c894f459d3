"""What readers say of their files can be told in English, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from territory.sources import READERS, SourceInfo, read
from territory.tables.notes import Note
from territory.text import translator

EVERY = sorted((table, reader) for table, readers in READERS.items() for reader in readers)


def within(note: Note) -> Iterator[Note]:
    """Give a note and those it is filled with."""
    yield note
    for value in note.fields.values():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, Note):
                yield from within(one)


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_every_note_of_every_reader_has_its_english(
    specimens: dict[tuple[str, str], Callable[[Path], Any]],
    key: tuple[str, str],
    tmp_path: Path,
    meta: SourceInfo,
) -> None:
    given = specimens[key](tmp_path)
    reading = read(*key, given.path, meta=meta, options=given.options, level=given.level)
    plain = [one for one in reading.notes if not isinstance(one, Note)]
    assert plain == []
    english = translator("en")
    same = ("{name} ({people})",)
    untold = {
        one.template
        for note in reading.notes
        if isinstance(note, Note)
        for one in within(note)
        if english(one.template) == one.template and one.template not in same
    }
    assert untold == set()
