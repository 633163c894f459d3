"""Files appear whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from territory.errors import InputError
from territory.export.staging import RECORD, Staging


def _run(out: Path, *names: str, content: str = "new") -> None:
    with Staging(out) as staging:
        for name in names:
            staging.path(name).write_text(content, encoding="utf-8")
        listed = {"files": [{"path": name} for name in names]}
        staging.path(RECORD).write_text(json.dumps(listed), encoding="utf-8")


def _listing(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_run_that_fails_leaves_the_former_outputs_as_they_were(tmp_path: Path) -> None:
    _run(tmp_path, "gaps_mrc.csv", content="former")

    def fail() -> None:
        with Staging(tmp_path) as staging:
            staging.path("gaps_mrc.csv").write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (tmp_path / "gaps_mrc.csv").read_text(encoding="utf-8") == "former"
    assert _listing(tmp_path) == ["gaps_mrc.csv", RECORD]


def test_a_run_that_fails_in_a_new_folder_leaves_no_folder(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"

    def fail() -> None:
        with Staging(out) as staging:
            staging.path("rejected/population.csv").write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_former_run_that_the_new_one_does_not_write_are_gone(tmp_path: Path) -> None:
    _run(tmp_path, "gaps_rls.csv", "rejected/services.csv")
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    _run(tmp_path, "gaps_mrc.csv")
    assert _listing(tmp_path) == ["gaps_mrc.csv", "mine.txt", RECORD]
    assert not (tmp_path / "rejected").exists()


@pytest.mark.parametrize("path", ["../precious.txt", "/etc/hostname", "a\\..\\b"])
def test_a_forged_record_cannot_have_files_elsewhere_deleted(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    precious = tmp_path / "precious.txt"
    precious.write_text("kept", encoding="utf-8")
    (out / RECORD).write_text(json.dumps({"files": [{"path": path}]}), encoding="utf-8")
    _run(out, "gaps_mrc.csv")
    assert precious.read_text(encoding="utf-8") == "kept"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="ne peut pas recevoir les résultats"):
        _run(tmp_path / "file" / "out", "a.csv")


def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    for name in (f".partial-{gone}-abc", ".partial-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "gaps_mrc.csv").write_text("half", encoding="utf-8")
    _run(tmp_path, "gaps_mrc.csv")
    assert _listing(tmp_path) == ["gaps_mrc.csv", RECORD]
    assert list(tmp_path.glob(".partial-*")) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere an open folder keeps itself")
def test_a_run_still_writing_keeps_its_files(tmp_path: Path) -> None:
    with Staging(tmp_path) as first:
        first.path("gaps_mrc.csv").write_text("first", encoding="utf-8")
        _run(tmp_path, "gaps_rls.csv")
    assert "gaps_mrc.csv" in _listing(tmp_path)
