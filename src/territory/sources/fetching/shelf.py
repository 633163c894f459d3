"""Where fetched files are kept: ``<key>/<file_name>`` in a data folder, with what is known of them.

Nothing here touches the network.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from territory.sources.catalogue import SourceInfo

RECORD = "fetched.json"
PART = ".part"


@dataclass(frozen=True)
class Fetched:
    """What is known of a fetched file.

    Attributes
    ----------
    file : str
        Its name.
    address : str
        Where it came from, without any password.
    fetched_at : str
        When, ISO 8601, UTC.
    size : int
        Bytes.
    sha256 : str
        Checksum.
    last_modified, etag : str
        What the server said of it.
    """

    file: str
    address: str
    fetched_at: str
    size: int
    sha256: str
    last_modified: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Here:
    """A file of the catalogue that is here: its path, and its record unless put there by hand."""

    path: Path
    record: Fetched | None

    @property
    def since(self) -> datetime:
        """When it was fetched, else when the file was last written."""
        if self.record is not None:
            return datetime.fromisoformat(self.record.fetched_at)
        return datetime.fromtimestamp(self.path.stat().st_mtime, tz=UTC)

    def days(self, now: datetime | None = None) -> int:
        """Return its age in whole days."""
        return max(0, ((now or datetime.now(tz=UTC)) - self.since).days)


def place(entry: SourceInfo, folder: Path) -> Path:
    """Return where a file given by hand, or fetched, is looked for first."""
    return folder / entry.key / (entry.file_name or entry.key)


def find(entry: SourceInfo, folders: Iterable[Path]) -> Here | None:
    """Return the file of an entry that is in one of the folders, the first that has it."""
    for folder in folders:
        own = folder / entry.key
        record = read_record(own)
        names = [record.file] if record else []
        for name in dict.fromkeys([*names, *entry.names]):
            path = own / name
            if path.is_file():
                return Here(path, record if record and record.file == name else None)
    return None


def read_record(folder: Path) -> Fetched | None:
    """Return the record in the folder of one entry; none where it is absent or damaged."""
    try:
        told: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        record = Fetched(**{field.name: told[field.name] for field in fields(Fetched)})
        aware = datetime.fromisoformat(record.fetched_at).tzinfo is not None
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if aware and record.file and Path(record.file).name == record.file else None


def write_record(folder: Path, record: Fetched) -> None:
    """Write the record of one entry, whole or not at all."""
    partial = folder / (RECORD + PART)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n"
    partial.write_text(text, encoding="utf-8", newline="\n")
    os.replace(partial, folder / RECORD)  # noqa: PTH105 - the same call on every system
