"""The queue: one scenario at a time, a few waiting, each with its progress and its end."""

from __future__ import annotations

import shutil
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from territory.text import LANGUAGES, N_
from territory_app.errors import ResultsError
from territory_app.scenarios.board import FAILED, RUNNING, WAITING, Board, State, Turn
from territory_app.scenarios.child import ENDED, Child
from territory_app.scenarios.store import Store
from territory_app.words import words

TICK = 0.15
HEARTBEAT = 2.0

BUSY = N_(
    "{count} scénarios attendent déjà leur tour; réessayez dans une minute, ou lancez-le sur votre "
    "ordinateur avec « territory scenario »."
)
CRASHED = N_(
    "Le calcul s'est interrompu sans rien donner. Réessayez; si cela revient, gardez le fichier du "
    "scénario et donnez-le à la personne qui s'occupe de l'application."
)
TOO_LONG = N_(
    "Le calcul a dépassé {seconds} secondes et a été arrêté; lancez ce scénario sur votre "
    "ordinateur avec « territory scenario »."
)
IN_LINE = N_("en attente de son tour")
STARTING = N_("démarrage du calcul")


@dataclass(frozen=True)
class Limits:
    """What one study may cost a server.

    Attributes
    ----------
    waiting : int
        Scenarios that may wait while one runs.
    seconds : float or None
        Longest run of a scenario, the study once walked; None for no limit.
    walk_seconds : float
        Longest time for the study itself, read and walked once.
    idle_seconds : float
        How long the process is kept when nothing is asked of it.
    """

    waiting: int = 4
    seconds: float | None = 120.0
    walk_seconds: float = 900.0
    idle_seconds: float = 600.0


class BusyError(ResultsError):
    """Enough scenarios wait already."""


class Jobs:
    """Scenarios of one study, run one after the other in a process apart.

    Parameters
    ----------
    command : sequence of str
        What starts the process.
    board, store
        Where progress is told and results are kept; other servers may share them.
    limits : Limits
    """

    def __init__(
        self, command: Sequence[str], board: Board, store: Store, limits: Limits | None = None
    ) -> None:
        self._command = tuple(command)
        self._board, self._store, self._limits = board, store, limits or Limits()
        self._change = threading.Condition()
        self._line: list[tuple[str, str]] = []
        self._thread: threading.Thread | None = None
        self._last_beat = 0.0
        self._closed = False
        self._holder: list[Child | None] = [None]
        # The process ends with the server, whatever the server forgets.
        self._end = weakref.finalize(self, _stop, self._holder)

    def submit(self, name: str, text: str) -> None:
        """Have a scenario computed; one that waits or runs already is left alone.

        Raises
        ------
        BusyError
            When enough of them wait.
        """
        with self._change:
            if self._closed or self._board.read(name).going:
                return
            going = self._board.going()
            if going > self._limits.waiting:
                raise BusyError(BUSY, count=self._limits.waiting)
            self._board.tidy()
            self._board.forget(name)
            self._board.write(name, State(WAITING, step=said(IN_LINE)))
            self._line.append((name, text))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._change.notify_all()

    def cancel(self, name: str) -> None:
        """Stop a scenario that waits or runs, here or on another server of the same study."""
        with self._change:
            waiting = [one for one in self._line if one[0] == name]
            self._line = [one for one in self._line if one[0] != name]
            if waiting:
                self._board.forget(name)
            else:
                self._board.ask_to_stop(name)

    def close(self) -> None:
        """End the process and the queue."""
        with self._change:
            self._closed = True
            for name, _ in self._line:
                self._board.forget(name)
            self._line = []
            self._change.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=10)

    def _work(self) -> None:
        while True:
            with self._change:
                if not self._line and not self._closed:
                    self._change.wait(self._limits.idle_seconds)
                if not self._line:
                    self._dismiss()
                    self._thread = None
                    return
                name, text = self._line.pop(0)
            self._run(name, text)

    def _run(self, name: str, text: str) -> None:
        staging = self._store.staging(name)
        try:
            with self._board.turn() as turn:
                if self._await(turn, name):
                    self._compute(name, text, staging)
        except OSError:
            self._fail(name, CRASHED)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _await(self, turn: Turn, name: str) -> bool:
        """Wait until no other server computes; say whether there is still something to do."""
        waiting = State(WAITING, step=said(IN_LINE))
        while not turn.take():
            self._beat(name, waiting)
            if self._given_up(name):
                return False
            time.sleep(TICK)
        if self._store.place(name) is not None:
            self._board.forget(name)
            return False
        return not self._given_up(name)

    def _compute(self, name: str, text: str, staging: Path) -> None:
        state = State(RUNNING, step=said(STARTING))
        self._board.write(name, state)
        child = self._hire()
        child.tell({"id": name, "text": text, "out": str(staging)})
        allowed = self._limits.walk_seconds
        deadline = time.monotonic() + allowed
        while True:
            heard = child.hear(TICK)
            if self._given_up(name):
                self._dismiss()
                return
            if time.monotonic() > deadline:
                self._dismiss()
                self._fail(name, TOO_LONG, seconds=f"{allowed:.0f}")
                return
            if heard is None or heard.get("id", name) != name:
                self._beat(name, state)
                continue
            if ENDED in heard:
                self._dismiss()
                self._fail(name, CRASHED)
                return
            if "error" in heard:
                self._board.write(name, State(FAILED, sentence=_by_language(heard["error"])))
                return
            if heard.get("done"):
                self._store.keep(staging, name)
                self._board.forget(name)
                return
            if heard.get("walked") and self._limits.seconds is not None:
                allowed = self._limits.seconds
                deadline = time.monotonic() + allowed
            if "step" in heard:
                share = heard.get("share")
                known = float(share) if isinstance(share, int | float) else None
                state = State(RUNNING, step=_by_language(heard["step"]), share=known)
                self._board.write(name, state)
                self._beat(name, state)

    def _given_up(self, name: str) -> bool:
        """Say whether a scenario was stopped, which it then is for everybody."""
        if not self._closed and not self._board.to_be_stopped(name):
            return False
        self._board.forget(name)
        return True

    def _beat(self, name: str, state: State) -> None:
        """Say again, every few seconds, that this scenario and those in line are looked after."""
        if time.monotonic() < self._last_beat + HEARTBEAT:
            return
        self._last_beat = time.monotonic()
        self._board.write(name, state)
        with self._change:
            stopped = [one for one, _ in self._line if self._board.to_be_stopped(one)]
            self._line = [one for one in self._line if one[0] not in stopped]
            for waiting in stopped:
                self._board.forget(waiting)
            for waiting, _ in self._line:
                self._board.write(waiting, State(WAITING, step=said(IN_LINE)))

    def _hire(self) -> Child:
        child = self._holder[0]
        if child is None or not child.alive:
            self._dismiss()
            child = self._holder[0] = Child(self._command)
        return child

    def _dismiss(self) -> None:
        _stop(self._holder)

    def _fail(self, name: str, template: str, **fields: Any) -> None:
        self._board.write(name, State(FAILED, sentence=said(template, **fields)))


def said(template: str, **fields: Any) -> dict[str, str]:
    """Return a sentence in each language."""
    return {one: words(one)(template).format(**fields) for one in LANGUAGES}


def _by_language(given: object) -> dict[str, str]:
    told = given if isinstance(given, dict) else {}
    return {one: str(told.get(one) or told.get("fr") or "")[:4000] for one in LANGUAGES}


def _stop(holder: list[Child | None]) -> None:
    child, holder[0] = holder[0], None
    if child is not None:
        child.stop()
