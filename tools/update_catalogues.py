"""Refresh the English catalogues from the French of the code and templates; list what is missing.

Usage: python tools/update_catalogues.py [--check]
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "territory": ROOT / "src" / "territory",
    "territory_app": ROOT / "app" / "territory_app",
}
MARKS = ("_", "N_", "note", "translate", "InputError", "MissingFileError", "TerritoryError")

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]


def extracted(package: Path) -> Catalog:
    """Return the French messages marked in a package."""
    found = Catalog(locale="en", charset="utf-8", project="territory", fuzzy=False)
    keywords = dict.fromkeys(MARKS)
    rows = extract_from_dir(
        package, method_map=METHODS, options_map={"**.html": {"silent": "false"}}, keywords=keywords
    )
    for file, _line, message, _comments, _context in rows:
        text = message[0] if isinstance(message, tuple) else message
        if text:
            found.add(text, locations=[(str(file), 0)])
    return found


def current(package: Path, name: str) -> Catalog:
    """Return the English catalogue of a package; an empty one where there is none yet."""
    path = catalogue_path(package, name)
    if not path.exists():
        return Catalog(locale="en", charset="utf-8", project="territory")
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def catalogue_path(package: Path, name: str) -> Path:
    """Return where the English catalogue of a package is."""
    return package / "locale" / "en" / "LC_MESSAGES" / f"{name}.po"


def untranslated(package: Path, name: str) -> list[str]:
    """Return the French messages that have no English."""
    english = current(package, name)
    return [
        str(message.id)
        for message in extracted(package)
        if message.id and not ((entry := english.get(message.id)) and entry.string)
    ]


def refresh(package: Path, name: str) -> None:
    """Write the catalogue again: new messages empty, translations kept, unused ones dropped."""
    catalogue = current(package, name)
    catalogue.update(extracted(package), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    # A header that says what it is and stays the same from one refresh to the next.
    catalogue.project, catalogue.version = "territory", "0.1"
    catalogue.msgid_bugs_address = "none"
    catalogue.last_translator, catalogue.language_team = "territory", "en"
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    stream = io.BytesIO()
    write_po(stream, catalogue, sort_output=True, no_location=True, omit_header=False, width=96)
    path = catalogue_path(package, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())


def main() -> int:
    """Refresh or check both catalogues."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="list what is missing, write nothing")
    only_check = parser.parse_args().check
    missing = 0
    for name, package in PACKAGES.items():
        if not only_check:
            refresh(package, name)
        lacking = untranslated(package, name)
        missing += len(lacking)
        for message in lacking:
            print(f"{name}: {message}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
