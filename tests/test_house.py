"""The house keeps its walls: floors, types, style, small files, nothing hidden."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = ("src", "app", "tools", "benchmarks", "tests")
LINES = 400


def python_files(checkout: Path) -> list[Path]:
    return [path for folder in SOURCES for path in sorted((checkout / folder).rglob("*.py"))]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["style", "format", "types"],
)
def test_the_checkers_find_nothing(checkout: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_room_imports_only_rooms_below_it(checkout: Path) -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long_to_read(checkout: Path) -> None:
    long = []
    for path in python_files(checkout):
        text = path.read_text(encoding="utf-8")
        head = text[:1500]
        if len(text.splitlines()) > LINES and "length of this file" not in head:
            long.append(path.name)
    assert long == []


def test_nothing_is_pickled_and_nothing_is_left_to_do(checkout: Path) -> None:
    banned = re.compile(
        r"\b(?:import|from) (?:pickle|joblib|diskcache)\b|# ?(?:TODO|FIXME|XXX)\b|read_pickle"
    )
    found = [
        path.name
        for path in python_files(checkout)
        if path.name != Path(__file__).name and banned.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_names_a_package_registry(checkout: Path) -> None:
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)"])
    )
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    named = []
    for name in listed.stdout.splitlines():
        path = checkout / name
        if path.is_file() and path.suffix not in (".gpkg", ".png", ".svg"):
            text = path.read_text(encoding="utf-8", errors="ignore")
            if hosts.search(text):
                named.append(name)
    assert named == []


def test_every_lock_line_has_a_hash_and_no_index(checkout: Path) -> None:
    for lock in (checkout / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][^\s=]*==", text, flags=re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "index-url" not in text.replace("--no-emit-index-url", "")
