"""How far each scenario is, written where every server of the same study can read it.

One small file per scenario, replaced whole. Whoever runs or keeps a scenario waiting says so
again every few seconds: what is no longer said is taken as stopped.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from territory_app.scenarios.store import ID

WAITING, RUNNING, FAILED, DONE, NONE = "waiting", "running", "failed", "done", "none"
STALE = 20.0
"""Seconds after which a scenario nobody speaks of any more is taken as stopped."""
REMEMBERED = 3600.0
"""Seconds a failure is told for."""
LARGEST = 100_000
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class State:
    """How far a scenario is.

    Attributes
    ----------
    state : str
        "waiting", "running", "failed", "done" or "none".
    step : Mapping of str to str
        What is being done, by language.
    share : float or None
        How much of it is done, from 0 to 1; None where it is not known.
    sentence : Mapping of str to str
        Why it failed, by language.
    """

    state: str = NONE
    step: Mapping[str, str] = field(default_factory=dict)
    share: float | None = None
    sentence: Mapping[str, str] = field(default_factory=dict)

    @property
    def going(self) -> bool:
        """Whether something is still to come."""
        return self.state in {WAITING, RUNNING}


class Board:
    """The states of the scenarios of one study, in a folder of their own.

    Parameters
    ----------
    folder : pathlib.Path
        Made when first written in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> State:
        """Return how far a scenario is; "none" where nobody speaks of it."""
        told = self._told(name)
        state = told.get("state")
        age = time.time() - _number(told.get("at"))
        if state in {WAITING, RUNNING} and age < STALE:
            share = told.get("share")
            done = min(1.0, max(0.0, _number(share))) if share is not None else None
            return State(str(state), step=_words(told.get("step")), share=done)
        if state == FAILED and age < REMEMBERED:
            return State(FAILED, sentence=_words(told.get("sentence")))
        return State()

    def write(self, name: str, state: State) -> None:
        """Say how far a scenario is."""
        content = {
            "state": state.state,
            "step": dict(state.step),
            "share": state.share,
            "sentence": dict(state.sentence),
            "at": time.time(),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}-{secrets.token_hex(4)}"
        draft.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._path(name))

    def forget(self, name: str) -> None:
        """Say nothing more of a scenario."""
        for path in (self._path(name), self._wish(name)):
            path.unlink(missing_ok=True)

    def going(self) -> int:
        """Count the scenarios that wait or run, whichever server has them."""
        if not self.folder.is_dir():
            return 0
        names = [one.stem for one in self.folder.glob("*.json")]
        return sum(self.read(name).going for name in names)

    def ask_to_stop(self, name: str) -> None:
        """Leave word that a scenario is to be stopped, for whoever runs it."""
        if ID.fullmatch(name) and self.read(name).going:
            self._wish(name).touch()

    def to_be_stopped(self, name: str) -> bool:
        """Say whether somebody asked that a scenario be stopped."""
        return self._wish(name).exists()

    def tidy(self) -> None:
        """Remove the states that say nothing any more."""
        for path in self.folder.glob("*.json"):
            if self.read(path.stem).state == NONE:
                self.forget(path.stem)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Give a turn that one server alone can have at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "turn.lock").open("a+b") as file:
            turn = Turn(file)
            try:
                yield turn
            finally:
                turn.leave()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _wish(self, name: str) -> Path:
        return self.folder / f"{name}.stop"

    def _told(self, name: str) -> Mapping[str, Any]:
        if not ID.fullmatch(name):
            return NOTHING
        path = self._path(name)
        with suppress(OSError, ValueError, RecursionError):
            if path.stat().st_size <= LARGEST:
                told = json.loads(path.read_text(encoding="utf-8"))
                return told if isinstance(told, dict) else NOTHING
        return NOTHING


class Turn:
    """The right to compute: the system takes it back when its holder ends, however it ends."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held = False

    def take(self) -> bool:
        """Take the turn if nobody has it; say whether it is ours."""
        if not self._held:
            self._held = _lock(self._file)
        return self._held

    def leave(self) -> None:
        """Give the turn back."""
        if self._held:
            self._held = False
            _unlock(self._file)


if os.name == "nt":  # pragma: no cover - the other system
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0  # noqa: PLR0124


def _words(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(key): text for key, text in value.items() if isinstance(text, str)}
