"""The solver's library writes past Python; people do not see it."""

from __future__ import annotations

import os

import pytest

from territory.scenarios.siting.solver import silenced


def test_what_the_library_writes_by_itself_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before ")
    with silenced():
        os.write(1, b"noise ")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"


def test_the_screen_comes_back_after_a_fault(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), silenced():
        _ = 1 / 0
    os.write(1, b"seen")
    assert capfd.readouterr().out == "seen"
